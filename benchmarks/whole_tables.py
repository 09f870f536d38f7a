"""Whole tables as they are compared: a table on all the pages it covers, whether it was read or is the
truth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from budgetgrid.benchmarks.page_tables import PageCell, PageTable, carried
from budgetgrid.benchmarks.truth import Rect, Truth, TruthCell, TruthTable
from budgetgrid.document import Document
from budgetgrid.layout.geometry import Box, Matrix
from budgetgrid.tables.table import Cell, Place, Table

PITCH = 10_000.0
"""Points from the top of a page to that of the next where all of a table's pages are put into one frame: more
than any page is high."""


@dataclass(frozen=True, slots=True)
class WholeCell:
    """One cell; `places`: its part on each page it lies on; `lines`: printed (or read) on so many;
    `printed_on`: pages that hold some of its text, of what was read 1."""

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    lines: int
    places: tuple[Place, ...]
    printed_on: int = 1
    confidence: float | None = None

    @property
    def crosses(self) -> bool:
        """Whether it lies on more than one page."""
        return len(self.places) > 1


@dataclass(frozen=True, slots=True)
class WholeTable:
    """One logical table and its parts on pages, in points of the pages, in order.

    `rows`, `cols` and `cells` are 0, 0 and empty where the truth knows the parts only one by one.
    """

    id: str
    parts: tuple[Place, ...]
    rows: int
    cols: int
    cells: tuple[WholeCell, ...]

    @property
    def in_one_frame(self) -> PageTable:
        """The table as if all of its pages were one tall one; a cell over pages has its first part's box."""
        cells = tuple(
            PageCell(
                c.row,
                c.col,
                c.rowspan,
                c.colspan,
                c.text,
                c.lines,
                _in_frame(c.places[0] if c.places else self.parts[0]),
                c.confidence,
            )
            for c in self.cells
        )
        first = self.parts[0]
        return PageTable(self.id, first.page, _in_frame(first), self.rows, self.cols, cells)


def moved(table: WholeTable, move: Callable[[Place], Place]) -> WholeTable:
    """The table with each of its boxes moved."""
    cells = tuple(replace(cell, places=tuple(move(p) for p in cell.places)) for cell in table.cells)
    return replace(table, parts=tuple(move(part) for part in table.parts), cells=cells)


def _in_frame(place: Place) -> Box:
    box, down = place.box, place.page * PITCH
    return Box(box.left, box.top + down, box.right, box.bottom + down)


def true_tables(truth: Truth) -> list[WholeTable]:
    """The truth's logical tables, in order of their first parts.

    Tables labelled page by page and chained by `continues` are one table without known cells: what their
    parts say together (headers printed again, cut rows) is not in the truth.
    """
    chains: dict[str, list[TruthTable]] = {}
    head: dict[str, str] = {}
    for table in truth.tables:
        head[table.id] = head.get(table.continues or "", table.id)
        chains.setdefault(head[table.id], []).append(table)
    return [_true_table(chain) for chain in chains.values()]


def _true_table(chain: list[TruthTable]) -> WholeTable:
    parts = tuple(Place(f.page, _box(f.box)) for table in chain for f in table.fragments)
    first = chain[0]
    if len(chain) > 1:
        return WholeTable(first.id, parts, 0, 0, ())
    return WholeTable(first.id, parts, first.rows, first.cols, tuple(_true_cell(c) for c in first.cells))


def _true_cell(cell: TruthCell) -> WholeCell:
    return WholeCell(
        cell.row,
        cell.col,
        cell.rowspan,
        cell.colspan,
        cell.text,
        cell.lines,
        tuple(Place(p.page, _box(p.box)) for p in cell.places),
        sum(bool(p.text.strip()) for p in cell.places),
    )


def read_tables_whole(document: Document, joined: Sequence[Table]) -> list[WholeTable]:
    """A document's tables once they are `joined` over its pages; boxes in points of pages as a viewer shows
    them.
    """
    frames = {page.number: page.to_source for page in document.pages}
    return [_read_table(table, frames) for table in joined]


def _read_table(table: Table, frames: dict[int, Matrix]) -> WholeTable:
    parts = tuple(Place(f.page, carried(f.box, frames[f.page])) for f in table.fragments)
    cells = tuple(_read_cell(cell, frames) for cell in table.cells)
    return WholeTable(table.id, parts, table.rows, table.cols, cells)


def _read_cell(cell: Cell, frames: dict[int, Matrix]) -> WholeCell:
    return WholeCell(
        cell.row,
        cell.col,
        cell.rowspan,
        cell.colspan,
        cell.text,
        len([line for line in cell.raw.split("\n") if line.strip()]),
        tuple(Place(p.page, carried(p.box, frames[p.page])) for p in cell.places),
        1,
        cell.confidence,
    )


def _box(rect: Rect) -> Box:
    return Box(rect.left, rect.top, rect.right, rect.bottom)
