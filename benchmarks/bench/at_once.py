"""Work done in threads that wait for processes, several at once, until all is done or Ctrl-C ends it."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from multiprocessing import resource_tracker
from threading import Event
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

POLL = 0.1
"""Seconds between two looks at whether a process has ended: little beside reading a page."""


class Stopped(Exception):
    """Raised by an act that was told to stop."""


def at_once(
    act: Callable[[Item, Event], Made], items: Sequence[Item], jobs: int
) -> Generator[tuple[Item, Made], None, None]:
    """What `act` gives of each item, `jobs` at once, each as it ends. Raises what `act` raises first.

    When that happens, on Ctrl-C, or when the iterator is closed, `act`'s event is set: it must then start
    nothing more, end what it started itself, and raise Stopped. Processes of multiprocessing are ended here;
    none of them sees Ctrl-C, so that only the main process speaks.
    """
    # Made on the first start of a process, where it would undo what is done to the thread's signals.
    resource_tracker.ensure_running()
    stop = Event()
    with ThreadPoolExecutor(jobs, initializer=_leave_ctrl_c) as pool:
        waiting = {pool.submit(act, item, stop): item for item in items}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        except BaseException:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            while not all(future.done() for future in waiting):
                for process in multiprocessing.active_children():
                    process.terminate()
                time.sleep(POLL)
            raise


def _leave_ctrl_c() -> None:
    """Block it in this thread, and so from the beginning in each process that the thread starts."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
