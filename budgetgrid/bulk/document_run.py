"""A document in hand: which piece of work comes next, and what an answer means for it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timezone

from budgetgrid.bulk.ledger import PageEntry
from budgetgrid.bulk.work import (
    Ended,
    Failed,
    Killed,
    Limits,
    Opened,
    Opening,
    Order,
    PageRead,
    Reading,
    Refusing,
    Work,
    Writing,
    Written,
)
from budgetgrid.file_job import Took
from budgetgrid.layout.errors import DocumentTimeout, WorkerKilled
from budgetgrid.problem import Problem, problem_of

OWN_ENDS = 2
"""A page, or a document as a whole, that has ended a worker this often by its own doing (it crashed, or took
too long or too much memory) is not tried again. Once may be chance."""

ENDS = 3
"""Where one of those ends may have come from outside, a third is needed, and that with no other work going
on: a page for which memory was short beside others may find enough alone, and three chance ends rarely hit
one page."""


@dataclass(frozen=True, slots=True)
class Close:
    """How a document ended: `state` ok, partial or failed."""

    state: str
    problem: Problem | None = None
    written: Written | None = None


class DocumentRun:
    """Opened first, then read page by page by any number of workers, then written.

    Invariant: a page is in one place alone: pending, in somebody's hands, or done with.
    """

    def __init__(self, order: Order, limits: Limits, tried: dict[int, PageEntry], kept: set[int]) -> None:
        """`tried` are the pages of earlier runs, `kept` those whose results are in the spool."""
        self.order = order
        self._limits = limits
        self._tried = tried
        self._kept = kept
        self._started = datetime.now(timezone.utc)
        self._pages: tuple[int, ...] | None = None
        self._pending: deque[int] = deque()
        self._lost: dict[int, Problem] = {}
        self._in_hand = 0
        self._ends = 0
        self._end: str | None = None
        self._refused: Problem | None = None
        self.seconds = 0.0
        self.cpu_seconds = 0.0
        self.close: Close | None = None

    @property
    def pending(self) -> int:
        """The pages that nobody has begun."""
        return len(self._pending)

    @property
    def pages(self) -> int | None:
        """The pages to convert; None until the file is open."""
        return None if self._pages is None else len(self._pages)

    @property
    def has_work(self) -> bool:
        """Whether a free worker can do something for it now."""
        return self.close is None and (bool(self._pending) or not self._in_hand)

    @property
    def wants_quiet(self) -> bool:
        """Whether its next work has ended workers before, and the next end condemns it: nothing else is to go
        on meanwhile."""
        if not self._pending:
            return self._ends >= OWN_ENDS
        entry = self._tried.get(self._pending[0])
        return entry is not None and entry.attempts >= OWN_ENDS

    def next_work(self) -> Work:
        """What is to be done next, which is in somebody's hands from now on. Only where it `has_work`."""
        self._in_hand += 1
        if self._pending:
            return Reading(self.order, self._pending.popleft())
        if self._refused is not None:
            return Refusing(self.order, self._refused)
        if self._pages is None:
            return Opening(self.order)
        took = Took(self._started, self.seconds, self.cpu_seconds)
        return Writing(self.order, self._pages, tuple(sorted(self._lost.items())), took)

    def settle(self, ended: Ended) -> list[PageEntry]:
        """Take an answer in; the pages of which there is something to note."""
        self._in_hand -= 1
        self.seconds += ended.seconds
        if isinstance(ended.work, Reading):
            return self._settle_page(ended, ended.work.page)
        result = ended.result
        if isinstance(result, Opened):
            return self._begin_pages(result)
        if isinstance(result, Written):
            self.close = Close(result.status, self._refused, result)
        elif isinstance(result, Failed):
            self._fail(result.problem, final=isinstance(ended.work, Refusing))
        elif isinstance(result, Killed):
            self._ends += 1
            if _condemns(self._ends, self._end, result.problem.slug):
                self._fail(result.problem, final=isinstance(ended.work, Refusing))
            self._end = result.problem.slug
        return []

    def _begin_pages(self, result: Opened) -> list[PageEntry]:
        self._pages = result.pages
        for number in result.pages:
            entry = self._tried.get(number)
            if entry is not None and entry.state == "failed" and number not in self._kept:
                self._lost[number] = Problem(entry.error or "", entry.message or "", "")
            elif number not in self._kept:
                self._pending.append(number)
                if entry is not None and entry.state == "read":
                    # Its result is gone from the spool; how it was come by no longer counts.
                    del self._tried[number]
        return []

    def _settle_page(self, ended: Ended, number: int) -> list[PageEntry]:
        before = self._tried.get(number, PageEntry(number, "waiting", 0, 0.0))
        attempts, seconds = before.attempts + 1, before.seconds + ended.seconds
        result = ended.result
        if isinstance(result, PageRead):
            self.cpu_seconds += result.cpu_seconds
            state, problem = ("read" if result.error is None else "failed"), result.error
        else:
            assert isinstance(result, (Failed, Killed))
            problem = result.problem
            final = isinstance(result, Failed) or _condemns(attempts, before.error, problem.slug)
            state = "failed" if final else "waiting"
            if state == "failed":
                self._lost[number] = problem
            else:
                self._pending.append(number)
        told = (None, None) if problem is None else (problem.slug, problem.message)
        entry = PageEntry(number, state, attempts, seconds, *told)
        self._tried[number] = entry
        return [entry, *self._out_of_time()]

    def _out_of_time(self) -> list[PageEntry]:
        """The pages that are given up since the document has taken all its time."""
        allowed = self._limits.document_seconds
        if self.seconds <= allowed or not self._pending:
            return []
        problem = problem_of(
            DocumentTimeout(f"the pages before took {allowed:g} s, all the document may take")
        )
        given_up = list(self._pending)
        self._pending.clear()
        self._lost.update(dict.fromkeys(given_up, problem))
        return [PageEntry(number, "failed", 0, 0.0, problem.slug, problem.message) for number in given_up]

    def _fail(self, problem: Problem, *, final: bool) -> None:
        """No result: to be told in the folder, or where that failed too (`final`), in the ledger alone."""
        if final or self._refused is not None:
            self.close = Close("failed", self._refused or problem)
        else:
            self._refused, self._ends = problem, 0


def _condemns(ends: int, before: str | None, now: str) -> bool:
    """Whether what has ended a worker so often, of these errors the last two times, is not tried again."""
    return ends >= ENDS or (ends >= OWN_ENDS and WorkerKilled.slug not in (before, now))
