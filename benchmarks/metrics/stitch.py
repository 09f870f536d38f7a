"""Tables over pages: whether their parts were joined, no others with them, and what lies across the breaks.

This project's own figures. A table over several pages is *joined* where one table that was read has the same
parts (as many, each at the place of one of the truth's), *whole* where besides each row and cell stands in
its place, *exact* where all texts are right too. Across a break there are rows that it cuts (cells of one row
on both pages) and merged cells that go on beyond it; each is *rejoined* where what was read has one cell over
the same pages at the same place, whatever rows were lost or won above it. What the truth has is hand-made or
typeset; where it was labelled page by page, only the joining is judged.
"""

from __future__ import annotations

from dataclasses import dataclass

from budgetgrid.benchmarks.counts import Counts, share
from budgetgrid.benchmarks.matching import FOUND, MatchedWhole, WholeMatching, intersection_over_union
from budgetgrid.benchmarks.metrics.cells import compare_tables, strict
from budgetgrid.benchmarks.whole_tables import WholeCell, WholeTable


@dataclass(frozen=True, slots=True)
class StitchCounts(Counts):
    """Tables over several pages: all, and joined; those with known cells, whole and exact of them.

    `glued`: tables read over several of the truth's. `cut_rows`, `crossing_cells`: rows that a break cuts,
    merged cells that go on beyond one. `cut_texts`: cells with text on both sides of a break, and those of
    them read exactly.
    """

    tables: int = 0
    joined: int = 0
    known: int = 0
    whole: int = 0
    exact: int = 0
    glued: int = 0
    cut_rows: int = 0
    cut_rows_rejoined: int = 0
    crossing_cells: int = 0
    crossing_cells_rejoined: int = 0
    cut_texts: int = 0
    cut_texts_exact: int = 0

    @property
    def joined_share(self) -> float | None:
        """The share of tables over pages that were joined."""
        return share(self.joined, self.tables)

    @property
    def whole_share(self) -> float | None:
        """The share of tables over pages, their cells known, that came out whole."""
        return share(self.whole, self.known)


def count_stitched(matching: WholeMatching) -> StitchCounts:
    """The counts of one document."""
    total = StitchCounts(glued=sum(_is_glued(read, matching) for read in matching.read))
    for pair in matching.matched:
        if len(pair.truth.parts) > 1:
            total += _count(pair)
    return total


def _is_glued(read: WholeTable, matching: WholeMatching) -> bool:
    """Whether a table that was read lies on parts of several tables of the truth."""
    return sum(any(_common_parts(pair.truth, read)) for pair in matching.matched) > 1


def is_joined(pair: MatchedWhole) -> bool:
    """Whether what was read has the same parts as the truth."""
    truth, read = pair.truth, pair.read
    return read is not None and len(read.parts) == len(truth.parts) and all(_common_parts(truth, read))


def _common_parts(truth: WholeTable, read: WholeTable) -> list[bool]:
    """For each part of the truth, whether the other has it."""
    return [
        any(o.page == p.page and intersection_over_union(p.box, o.box) >= FOUND for o in read.parts)
        for p in truth.parts
    ]


def _count(pair: MatchedWhole) -> StitchCounts:
    joined = is_joined(pair)
    truth, read = pair.truth, pair.read
    if not truth.cells:
        return StitchCounts(tables=1, joined=int(joined))
    counts = compare_tables(truth.in_one_frame, read.in_one_frame if read is not None else None)
    placed = counts.placed == counts.true == counts.read
    return StitchCounts(
        tables=1,
        joined=int(joined),
        known=1,
        whole=int(joined and placed),
        exact=int(joined and counts.exact == counts.true == counts.read),
    ) + _across_breaks(truth, read)


def _across_breaks(truth: WholeTable, read: WholeTable | None) -> StitchCounts:
    """The rows and cells that lie across breaks. A cell of one row is part of a cut row."""
    others = [cell for cell in read.cells if cell.crosses] if read is not None else []
    found = {cell: _counterpart(cell, others) for cell in truth.cells if cell.crosses}
    merged = [cell for cell in found if cell.rowspan > 1]
    cut = [cell for cell in found if cell.rowspan == 1]
    rows = {cell.row for cell in cut}
    broken = {cell.row for cell in cut if found[cell] is None}
    printed = [cell for cell in found if cell.printed_on > 1]
    return StitchCounts(
        cut_rows=len(rows),
        cut_rows_rejoined=len(rows - broken),
        crossing_cells=len(merged),
        crossing_cells_rejoined=sum(found[cell] is not None for cell in merged),
        cut_texts=len(printed),
        cut_texts_exact=sum(_same_text(cell, found[cell]) for cell in printed),
    )


def _counterpart(cell: WholeCell, others: list[WholeCell]) -> WholeCell | None:
    """The cell that was read at the same place on each page, in the same columns, and on one row or on
    several as this one is.
    """
    for other in others:
        columns = (other.col, other.colspan) == (cell.col, cell.colspan)
        rows = (other.rowspan == 1) == (cell.rowspan == 1)
        if columns and rows and _same_places(cell, other):
            return other
    return None


def _same_places(cell: WholeCell, other: WholeCell) -> bool:
    return len(cell.places) == len(other.places) and all(
        one.page == two.page and intersection_over_union(one.box, two.box) >= FOUND
        for one, two in zip(cell.places, other.places)
    )


def _same_text(cell: WholeCell, other: WholeCell | None) -> bool:
    return other is not None and strict(other.text) == strict(cell.text)
