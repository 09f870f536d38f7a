"""A bulk run: documents from the ledger to workers, answers back into the ledger, until nothing waits."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import budgetgrid
from budgetgrid.bulk.document_run import DocumentRun
from budgetgrid.bulk.executor import Executor
from budgetgrid.bulk.ledger import FINAL, FOLDER, Entry, Ledger
from budgetgrid.bulk.settings import Settings
from budgetgrid.bulk.spool import drop_spool, stored_pages
from budgetgrid.bulk.storage import is_url, within
from budgetgrid.bulk.tally import Tally
from budgetgrid.bulk.work import Ended, Failed, Killed, Opened, Order, Reading
from budgetgrid.options import Options
from budgetgrid.output import drop_parts
from budgetgrid.problem import Problem, error_of
from budgetgrid.workers import core_share

log = logging.getLogger(__name__)

Hear = Callable[[Tally], None]
"""Called some times a second."""

WAIT_SECONDS = 0.25
"""How long nothing may happen before the terminal is looked after."""

MACHINE_FAULTS = ("no-space", "engine-missing", "library-broken", "storage-unreachable")
"""Errors that every other document would meet, too: the run stops, and the document isn't blamed."""


class BulkRun:
    """One run over what waits in a ledger. Holds the documents in hand, never more than there are workers."""

    def __init__(self, ledger: Ledger, executor: Executor, settings: Settings, workers: int) -> None:
        self._ledger = ledger
        self._executor = executor
        self._settings = settings
        self._workers = workers
        self._options = share_cores(settings, workers)
        self._in_hand: dict[int, DocumentRun] = {}
        self._last: dict[int, int] = {}
        self._busy = 0
        self._alone = False
        self._stopping = False
        self._fault: Problem | None = None
        counts = ledger.counts()
        self.tally = Tally(sum(counts.values()), sum(counts.get(state, 0) for state in FINAL))

    def stop(self) -> None:
        """Begin nothing any more; what is in workers' hands is finished."""
        self._stopping = True

    def run(self, name: str, hear: Hear = lambda tally: None) -> None:
        """Work until nothing waits, or until told to stop; `name` is the executor's.

        Raises NoSpace, EngineMissing, LibraryBroken or StorageUnreachable where the machine is at fault, and
        WorkerDied where no worker can be started; what was done till then is kept.
        """
        started = time.monotonic()
        number = self._ledger.begin_run(budgetgrid.__version__, name, self._workers, self._settings.to_json())
        self._ledger.commit()
        self._drop_parts()
        try:
            self._loop(hear)
        finally:
            for document in self._in_hand:
                self._ledger.put_back(document)
            self._drop_parts()
            self._link_duplicates()
            self._ledger.end_run(number, time.monotonic() - started)
            self._ledger.commit()
        if self._fault is not None:
            raise error_of(self._fault)

    def _loop(self, hear: Hear) -> None:
        while True:
            if not self._stopping:
                self._hand_out()
            self._ledger.commit()
            hear(self.tally)
            if not self._busy and (self._stopping or not (self._in_hand or self._ledger.has_waiting())):
                return
            for ended in self._executor.ended(WAIT_SECONDS):
                self._busy -= 1
                self._alone = False
                self._take_in(ended)

    def _hand_out(self) -> None:
        """Give each free worker work; where a document wants quiet, nothing until all are free, then that
        alone."""
        for slot in self._executor.idle():
            quiet = next((run for run in self._in_hand.values() if run.has_work and run.wants_quiet), None)
            if self._alone or (quiet is not None and self._busy):
                return
            if (run := quiet or self._next_for(slot)) is not None:
                self._alone = quiet is not None
                self._last[slot] = run.order.document
                self._executor.submit(slot, run.next_work())
                self._busy += 1

    def _next_for(self, slot: int) -> DocumentRun | None:
        """A document with work for the slot: the one it had, whose file it has open; a new one; or, when none
        waits any more, the one with most pages left."""
        own = self._in_hand.get(self._last.get(slot, 0))
        if own is not None and own.has_work:
            return own
        if len(self._in_hand) < self._workers and (entry := self._ledger.take()) is not None:
            return self._begin(entry)
        others = [run for run in self._in_hand.values() if run.has_work]
        return max(others, key=lambda run: run.pending, default=None)

    def _begin(self, entry: Entry) -> DocumentRun:
        spool = within(self._private(), "pages", f"{entry.id}-{entry.work_key}")
        tried = {page.number: page for page in self._ledger.pages(entry.id)}
        done = {number for number, page in tried.items() if page.state != "waiting"}
        order = Order(
            entry.id,
            entry.source,
            within(self._settings.out, entry.folder),
            spool,
            entry.sha256,
            self._options,
            self._settings.formats,
            self._settings.style,
            self._workers,
        )
        run = DocumentRun(order, self._settings.limits, tried, done & stored_pages(spool))
        self._in_hand[entry.id] = run
        return run

    def _private(self) -> str:
        return within(self._settings.out, FOLDER)

    def _take_in(self, ended: Ended) -> None:
        document = ended.work.order.document
        self._tell(ended)
        if isinstance(ended.result, Failed) and ended.result.problem.slug in MACHINE_FAULTS:
            self._fault = ended.result.problem
            self.stop()
            return
        run = self._in_hand[document]
        for page in run.settle(ended):
            self._ledger.page(document, page)
            if page.state == "failed":
                self.tally.failures[page.error or ""] += 1
            if page.state != "waiting":
                self.tally.end_page()
        if isinstance(ended.result, Opened):
            self._ledger.set_pages(document, len(ended.result.pages))
            self.tally.open_document(run.pending)
        if isinstance(ended.result, Killed):
            self.tally.retries += 1
            if not isinstance(ended.work, Reading):
                self._ledger.count_attempt(document)
        if run.close is not None:
            self._end(run)

    def _end(self, run: DocumentRun) -> None:
        close, order = run.close, run.order
        assert close is not None
        self._ledger.finish(
            order.document,
            close.state,
            problem=close.problem,
            written=close.written,
            seconds=(run.seconds, run.cpu_seconds),
        )
        # Only then: were the run to end here, the pages would have to be read again otherwise.
        self._ledger.commit()
        if close.state == "ok":
            drop_spool(order.spool)
        del self._in_hand[order.document]
        self.tally.end_document()
        if close.problem is not None:
            self.tally.failures[close.problem.slug] += 1
        log.info(
            "%s: %s",
            order.source,
            close.state,
            extra={"event": "document", "document": order.source, "state": close.state, "pages": run.pages},
        )

    def _tell(self, ended: Ended) -> None:
        """What the log says of a piece of work."""
        problem = getattr(ended.result, "problem", None) or getattr(ended.result, "error", None)
        page = ended.work.page if isinstance(ended.work, Reading) else None
        known = {
            "event": type(ended.work).__name__.lower(),
            "document": ended.work.order.source,
            "page": page,
            "seconds": round(ended.seconds, 3),
            "slot": ended.slot,
            "error": None if problem is None else problem.slug,
            "worker_log": ended.log,
        }
        level = logging.INFO if problem is None else logging.WARNING
        log.log(level, "%s", "done" if problem is None else problem.message, extra=known)

    def _drop_parts(self) -> None:
        """Remove what writers that were killed left half done; nobody writes before or after the loop."""
        if not is_url(self._settings.out):
            out = Path(self._settings.out)
            for parent in {(out / folder).parent for folder in self._ledger.folders()}:
                drop_parts(parent)

    def _link_duplicates(self) -> None:
        """In the place of each duplicate's result a link to the result of the one that was worked on."""
        if is_url(self._settings.out):
            return
        out = Path(self._settings.out)
        for entry in self._ledger.entries("present AND state = 'duplicate'"):
            first = next(self._ledger.entries("id = ?", [entry.duplicate_of]))
            if first.state in ("ok", "partial", "failed"):
                with suppress(OSError):
                    link_folder(out / entry.folder, out / first.folder)


def share_cores(settings: Settings, workers: int) -> Options:
    """The options with no more threads than each worker's share of this machine's cores."""
    share = core_share(workers)
    return replace(settings.options, threads=min(settings.options.threads, share))


def link_folder(link: Path, target: Path) -> None:
    """Make `link` a relative link to `target`, in one step. Raises OSError where a folder is in its place."""
    wanted = os.path.relpath(target, link.parent)
    if link.is_symlink() and str(link.readlink()) == wanted:
        return
    link.parent.mkdir(parents=True, exist_ok=True)
    part = link.with_name(f".budgetgrid-link-{os.getpid()}")
    part.symlink_to(wanted, target_is_directory=True)
    part.replace(link)
