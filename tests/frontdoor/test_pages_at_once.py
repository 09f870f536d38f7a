"""Pages read at once: in which order, on which threads, how many, and what becomes of their errors."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import Any

import cv2
import pytest

from budgetgrid.layout.errors import EngineMissing
from budgetgrid.pages_at_once import pages_at_once

NUMBERS = (3, 1, 2, 5)


class Reader:
    """Reads a page as its number, and notes how many are read at a time, on which threads."""

    def __init__(self, together: int = 1) -> None:
        self.met = threading.Barrier(together)
        self.threads: set[str] = set()
        self.open_cv: set[int] = set()
        self.begun: list[int] = []

    def __call__(self, number: int) -> Any:
        self.begun.append(number)
        self.met.wait(10)  # passes when so many pages are being read; else it raises
        self.threads.add(threading.current_thread().name)
        self.open_cv.add(cv2.getNumThreads())
        return number


def test_two_pages_are_read_at_a_time_and_given_out_in_the_order_asked_for() -> None:
    reader = Reader(together=2)
    assert list(pages_at_once(reader, NUMBERS, 2)) == list(NUMBERS)
    assert len(reader.threads) == 2
    assert threading.current_thread().name not in reader.threads


@pytest.mark.parametrize(("numbers", "threads"), [(NUMBERS, 1), ((7,), 2), ((), 2)])
def test_one_page_or_one_thread_needs_no_other_thread(numbers: tuple[int, ...], threads: int) -> None:
    reader = Reader()
    assert list(pages_at_once(reader, numbers, threads)) == list(numbers)
    assert reader.threads <= {threading.current_thread().name}


@pytest.mark.parametrize(
    ("numbers", "threads", "each"), [(NUMBERS, 1, 1), (NUMBERS, 2, 1), (NUMBERS, 4, 2), ((7,), 2, 2)]
)
def test_open_cv_gets_the_share_of_a_page_and_then_its_threads_back(
    numbers: tuple[int, ...], threads: int, each: int
) -> None:
    before, reader = cv2.getNumThreads(), Reader()
    list(pages_at_once(reader, numbers, threads))
    assert reader.open_cv == {each}
    assert cv2.getNumThreads() == before


def test_an_error_comes_in_its_page_s_place_and_ends_the_rest() -> None:
    reader = Reader()

    def read(number: int) -> Any:
        if number == 1:
            raise EngineMissing("gone")
        return reader(number)

    pages = pages_at_once(read, NUMBERS, 2)
    assert next(pages) == 3
    with pytest.raises(EngineMissing):
        next(pages)
    assert not any(thread.name.startswith("page") for thread in threading.enumerate())


def test_closing_early_waits_for_what_was_begun_and_begins_no_more() -> None:
    begun, go_on = threading.Semaphore(0), threading.Event()
    done: list[int] = []

    def read(number: int) -> Any:
        if number != 3:
            begun.release()
            go_on.wait(10)
        done.append(number)
        return number

    with closing(pages_at_once(read, (3, 1, 2, 5, 6), 2)) as pages:
        assert next(pages) == 3
        assert begun.acquire(timeout=10) and begun.acquire(timeout=10)
        threading.Timer(0.05, go_on.set).start()
    assert sorted(done) == [1, 2, 3]
    assert not any(thread.name.startswith("page") for thread in threading.enumerate())
