"""Pages prepared ahead: while one is read, the next is rendered and laid out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import pairwise

from budgetgrid.layout.source import Source, SourcePage
from budgetgrid.options import Options
from budgetgrid.page import PreparedPage, prepare_page

Prepare = Callable[[SourcePage], PreparedPage]
"""Gives what is known of a page before it is read. Raises BudgetgridError."""


def pages_ahead(
    source: Source, numbers: Sequence[int], options: Options
) -> Generator[tuple[int, Prepare], None, None]:
    """Each page's number, and what prepares the page; with several threads that was begun before.

    Close the iterator before the file. A page is begun once the one before it is a picture, which needs the
    file no more, and given out once it is ready: the library that reads PDFs is not made for several threads.
    One page is ahead and not more, which bounds memory. Results depend on none of this.
    """
    if options.threads < 2:
        for number in numbers:
            yield number, lambda page: prepare_page(page, options)
        return
    with ThreadPoolExecutor(1, "prepare") as worker:
        ahead = _Ahead(worker, source, numbers, options)
        for number in numbers:
            ahead.finish()
            yield number, ahead.prepare


class _Ahead:
    """Holds the page that is being prepared while the one before it is read."""

    def __init__(
        self, worker: ThreadPoolExecutor, source: Source, numbers: Sequence[int], options: Options
    ) -> None:
        self._worker = worker
        self._source = source
        self._options = options
        self._following = dict(pairwise(numbers))
        self._begun: dict[int, Future[PreparedPage]] = {}

    def finish(self) -> None:
        """Wait until nothing is being prepared."""
        wait(self._begun.values())

    def prepare(self, page: SourcePage) -> PreparedPage:
        """The page prepared; the next one is begun if this one needs its file no more."""
        begun = self._begun.pop(page.number, None)
        prepared = begun.result() if begun else prepare_page(page, self._options)
        following = self._following.get(page.number)
        if prepared.picture is not None and following is not None:
            self._begun[following] = self._worker.submit(self._prepare_numbered, following)
        return prepared

    def _prepare_numbered(self, number: int) -> PreparedPage:
        return prepare_page(self._source.page(number), self._options)
