"""Pages read two at a time, each on a thread of its own; results come in the order of the pages."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor

import cv2

from budgetgrid.page import PageResult

AT_ONCE = 2
"""Pages at most: each takes some 150 MB while it is read. Further cores serve the recogniser."""


def pages_at_once(
    read: Callable[[int], PageResult], numbers: Sequence[int], threads: int
) -> Generator[PageResult, None, None]:
    """The result of each page. Raises what `read` raises, in the place of that page's result.

    Close the iterator before the file: it waits for what was begun. OpenCV gets the threads that are left for
    a page: 12 pages on two threads took 9.0 s by the clock, 9.8 s with OpenCV on both, and 10.4 s where the
    next page was only laid out while one was read.
    """
    at_once = max(1, min(threads, AT_ONCE, len(numbers)))
    before = cv2.getNumThreads()
    cv2.setNumThreads(max(1, threads // at_once))
    pool = ThreadPoolExecutor(at_once, "page") if at_once > 1 else None
    try:
        yield from pool.map(read, numbers) if pool else map(read, numbers)
    finally:
        if pool:
            pool.shutdown(cancel_futures=True)
        cv2.setNumThreads(before)
