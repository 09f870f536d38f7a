"""Cells printed on two or more lines: read exactly, and their lines kept together and apart from others'.

This project's own figures, since wrapped cells are what general converters break. Texts are compared
strictly, without white space; `spaced_exact` asks for the spaces between words too, so that two lines of
Latin words that were joined without one are seen. Lines are judged by place, whatever was read there: a cell
of the truth whose text was read as cells on k rows of the table has k - 1 lines *split* off, and a cell that
was read over k rows of the truth that hold text has k - 1 lines wrongly *joined*. A cell belongs to the one
that its middle lies in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from budgetgrid.benchmarks.counts import Counts, share
from budgetgrid.benchmarks.matching import Matched, Matching
from budgetgrid.benchmarks.metrics.cells import strict
from budgetgrid.benchmarks.page_tables import PageCell


@dataclass(frozen=True, slots=True)
class WrappedCounts(Counts):
    """Wrapped cells of the truth; read exactly, also with their spaces; lines split off and wrongly joined.

    `lines`: of the wrapped cells, beyond the first of each: how many could be split off.
    """

    cells: int = 0
    exact: int = 0
    spaced_exact: int = 0
    lines: int = 0
    lines_split: int = 0
    lines_joined: int = 0

    @property
    def accuracy(self) -> float | None:
        """The share of wrapped cells that are exactly right, place and text."""
        return share(self.exact, self.cells)


def count_wrapped(matching: Matching) -> WrappedCounts:
    """The counts of one page or document; a missed table's cells are not read, its lines not split."""
    total = WrappedCounts()
    for pair in matching.matched:
        total += _count(pair)
    return total


def _count(pair: Matched) -> WrappedCounts:
    read = pair.read.cells if pair.read is not None else ()
    others = {cell.place: cell for cell in read}
    total = WrappedCounts(lines_joined=sum(lines_joined(cell, pair.truth.cells) for cell in read))
    for cell in pair.truth.cells:
        if cell.lines >= 2:
            total += _count_cell(cell, others.get(cell.place), read)
    return total


def _count_cell(cell: PageCell, other: PageCell | None, read: Iterable[PageCell]) -> WrappedCounts:
    exact = other is not None and strict(other.text) == strict(cell.text)
    spaced = exact and other is not None and other.text.split() == cell.text.split()
    return WrappedCounts(1, int(exact), int(spaced), cell.lines - 1, lines_split(cell, read))


def lines_split(cell: PageCell, read: Iterable[PageCell]) -> int:
    """How many lines of a wrapped cell were read as cells on rows of their own."""
    return _rows_within(cell, read) - 1 if cell.lines >= 2 else 0


def lines_joined(cell: PageCell, truth: Iterable[PageCell]) -> int:
    """How many lines of other cells a cell that was read has taken in."""
    return _rows_within(cell, truth) - 1


def _rows_within(cell: PageCell, others: Iterable[PageCell]) -> int:
    """On how many rows of their table cells with text stand in a cell; at least 1."""
    return max(1, len({o.row for o in others if strict(o.text) and cell.box.contains_point(*o.box.center)}))
