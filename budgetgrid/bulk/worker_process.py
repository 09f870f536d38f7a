"""A worker: a process that holds the models, watched from outside by whoever gave it work.

From outside, since a library that is stuck in C holds the interpreter's lock: a thread beside it would wait
with it. The same object stands behind a slot of this machine and inside a Ray actor.
"""

from __future__ import annotations

import ctypes
import faulthandler
import logging
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import psutil

from budgetgrid.bulk.perform import perform
from budgetgrid.bulk.work import Ended, Killed, Limits, Opening, Reading, Result, Work
from budgetgrid.layout.errors import (
    BudgetgridError,
    DocumentTimeout,
    MemoryLimit,
    PageTimeout,
    WorkerDied,
    WorkerKilled,
)
from budgetgrid.problem import problem_of

Perform = Callable[[Work], Result]

POLL_SECONDS = 0.1
"""How often memory is looked at: a page that fills 1 GB in a second oversteps by 100 MB."""

START_SECONDS = 300.0
"""How long loading the program may take; 3 CPU seconds on a free machine."""

STARTS = 3
"""Workers in a row that die before their first work: then the machine is at fault and the run ends."""

EXIT_SECONDS = 10.0
"""How long a process whose connection is gone may take to end on a busy machine: its exit code is wanted."""

ROOM_AFTER_PAGE = 0.75
"""Share of the memory limit at which a worker is replaced between two pages: what one leaves behind must not
be counted against the next."""

ADDRESS_SPACE = 4
"""RLIMIT_AS as a multiple of the memory limit, a far backstop: mapped weights and reserved arenas make
address space twice the resident memory."""

FROM_OUTSIDE = ("SIGKILL", "SIGTERM")
"""Signals that no fault of a program raises by itself; the system's, when memory runs out, is the first."""

PR_SET_PDEATHSIG = 1
READY = "ready"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a worker sends back for a piece of work."""

    result: Result
    log: tuple[str, ...]


class WorkerProcess:
    """One process at a time; a dead one, or one that has grown, is replaced before the next work."""

    def __init__(self, limits: Limits, doing: Perform = perform) -> None:
        self._limits = limits
        self._doing = doing
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self._pages = 0
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process, for tests that kill it."""
        return self._process.pid if self._process is not None else None

    def run(self, work: Work, slot: int = 0) -> Ended:
        """Have it done. Raises WorkerDied where no worker can be started at all."""
        self._prepare()
        clock = time.perf_counter()
        assert self._connection is not None
        try:
            self._connection.send(work)
            answer = self._watched(work)
        except (EOFError, OSError):
            answer = _Answer(Killed(problem_of(self._death())), ())
        seconds = time.perf_counter() - clock
        self._pages += isinstance(work, Reading)
        if isinstance(answer.result, Killed) or self._is_worn():
            self.kill()
        return Ended(slot, work, answer.result, seconds, answer.log)

    def close(self) -> None:
        """End it and start none again, from any thread; `kill` then clears up."""
        self._closed = True
        if (process := self._process) is not None:
            process.kill()

    def kill(self) -> None:
        """End the process, if there is one."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if process is not None:
            process.kill()
            process.join()
        if connection is not None:
            connection.close()
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def _watched(self, work: Work) -> _Answer:
        """The answer, or what the worker had to be ended for. Raises EOFError, OSError where it died."""
        assert self._connection is not None
        allowed = self._limits.seconds_for(work)
        deadline = time.monotonic() + allowed
        while not self._connection.poll(POLL_SECONDS):
            if time.monotonic() > deadline:
                kind = PageTimeout if isinstance(work, (Opening, Reading)) else DocumentTimeout
                return _Answer(Killed(problem_of(kind(f"it took more than {allowed:g} s"))), ())
            if (resident := self._resident()) > self._limits.memory:
                message = f"it took {resident >> 20} MB of memory, {self._limits.memory >> 20} are allowed"
                return _Answer(Killed(problem_of(MemoryLimit(message))), ())
        answer = self._connection.recv()
        assert isinstance(answer, _Answer)
        return answer

    def _prepare(self) -> None:
        """See that a process is there and alive."""
        if self._process is not None and self._process.is_alive():
            return
        for _ in range(STARTS):
            self.kill()
            if self._closed:
                break
            self._start()
            assert self._connection is not None
            try:
                if self._connection.poll(START_SECONDS) and self._connection.recv() == READY:
                    return
            except (EOFError, OSError):
                continue
        raise WorkerDied("no worker can be started", "Try `budgetgrid convert` on one file; it says why.")

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._pages = 0
        # What it leaves there, were it killed, goes with it.
        self._scratch = tempfile.TemporaryDirectory(prefix="budgetgrid-worker-", ignore_cleanup_errors=True)
        given = (theirs, self._doing, self._limits.memory, os.getpid(), self._scratch.name)
        process = context.Process(target=_serve, args=given, daemon=True)
        process.start()
        theirs.close()
        self._process = process

    def _resident(self) -> int:
        """Bytes of memory that the process holds; 0 where it is gone."""
        try:
            return int(psutil.Process(self.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def _is_worn(self) -> bool:
        return self._pages >= self._limits.pages or self._resident() > ROOM_AFTER_PAGE * self._limits.memory

    def _death(self) -> BudgetgridError:
        """What the process died of, as far as its exit code tells."""
        code = None
        if self._process is not None:
            self._process.join(EXIT_SECONDS)
            code = self._process.exitcode
        if code is None or code >= 0:
            return WorkerDied(f"the process that worked on it ended with {code}", "Look at the page.")
        how = signal.Signals(-code).name
        if how in FROM_OUTSIDE:
            return WorkerKilled(f"the process that worked on it was ended by {how}")
        return WorkerDied(f"the process that worked on it ended by {how}", "Look at the page.")


# What follows runs in the worker.


def _serve(connection: Connection, doing: Perform, memory: int, parent: int, scratch: str) -> None:
    """Do what comes over the connection until its other end is gone, with temporary files in `scratch`."""
    tempfile.tempdir = scratch
    _settle_in(memory, parent)
    lines = _LogLines()
    log = logging.getLogger("budgetgrid")
    log.handlers[:], log.propagate = [lines], False
    log.setLevel(logging.WARNING)
    connection.send(READY)
    while True:
        try:
            work = connection.recv()
            connection.send(_Answer(doing(work), lines.taken()))
        except (EOFError, OSError):
            return


def _settle_in(memory: int, parent: int) -> None:
    """Leave Ctrl-C to the parent, die with it, keep quiet, and take no more address space than is sane."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.disable()
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(quiet, stream)
    if not sys.platform.startswith("linux"):
        return
    import resource

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE * memory, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class _LogLines(logging.Handler):
    """Keeps what is logged during a piece of work, for the parent's log."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record as text."""
        self._lines.append(self.format(record))

    def taken(self) -> tuple[str, ...]:
        """The lines, which are forgotten here."""
        lines, self._lines = tuple(self._lines), []
        return lines
