"""Tables as they are compared: one page's part of a table each, whether it was read or is the truth.

A table over several pages is cut at its fragments. A row cut by a page break belongs to both parts; a cell
that lies on both pages has in each part the rows it covers there and the text printed there. Edges of the
whole table at which no cell of the part begins or ends are not seen on its page, and are none of the part.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace

from budgetgrid.benchmarks.truth import Rect, Truth, TruthCell, TruthFragment, TruthTable
from budgetgrid.document import Document
from budgetgrid.layout.geometry import Box, Matrix, transform_point
from budgetgrid.tables.table import Cell, Fragment, Table


@dataclass(frozen=True, slots=True)
class PageCell:
    """One cell of a page's table; `lines` is how many lines it is printed (or was read) on."""

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    lines: int
    box: Box
    confidence: float | None = None

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Anchor and spans, by which cells are the same."""
        return self.row, self.col, self.rowspan, self.colspan


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on one page; boxes in points of one common frame."""

    id: str
    page: int
    box: Box
    rows: int
    cols: int
    cells: tuple[PageCell, ...]


def fragment_tables(truth: Truth) -> list[PageTable]:
    """The truth's tables cut at page breaks, headers printed again on top of their part."""
    return [_true_part(table, part) for table in truth.tables for part in table.fragments]


def _true_part(table: TruthTable, part: TruthFragment) -> PageTable:
    again = 1 + max((c.row + c.rowspan - 1 for c in part.repeated_header), default=-1)
    cells = [_true_cell(c, part.page, c.row, c.rowspan) for c in part.repeated_header]
    for cell in table.cells:
        first = max(cell.row, part.first_row)
        last = min(cell.row + cell.rowspan - 1, part.last_row)
        if first <= last and any(p.page == part.page for p in cell.places):
            cells.append(_true_cell(cell, part.page, first - part.first_row + again, last - first + 1))
    rows = again + part.last_row - part.first_row + 1
    name = table.id if len(table.fragments) == 1 else f"{table.id}/p{part.page}"
    return _seen(PageTable(name, part.page, _box(part.box), rows, table.cols, tuple(cells)))


def _true_cell(cell: TruthCell, page: int, row: int, rowspan: int) -> PageCell:
    place = next(p for p in cell.places if p.page == page)
    lines = len([line for line in place.raw.split("\n") if line.strip()])
    return PageCell(row, cell.col, rowspan, cell.colspan, place.text, lines, _box(place.box))


def read_tables(document: Document) -> list[PageTable]:
    """The tables of a converted document, not stitched; boxes in points of pages as a viewer shows them."""
    frames = {page.number: page.to_source for page in document.pages}
    return [_read_part(t, part, frames[part.page]) for t in document.tables for part in t.fragments]


def _read_part(table: Table, part: Fragment, to_source: Matrix) -> PageTable:
    cells = tuple(
        _read_cell(cell, part, to_source)
        for cell in table.cells
        if cell.row <= part.last_row and cell.row + cell.rowspan > part.first_row
    )
    rows = part.last_row - part.first_row + 1
    return _seen(PageTable(table.id, part.page, carried(part.box, to_source), rows, table.cols, cells))


def _seen(part: PageTable) -> PageTable:
    """The part without edges that none of its cells uses."""
    rows = sorted({0, part.rows}.union(*({c.row, c.row + c.rowspan} for c in part.cells)))
    cols = sorted({0, part.cols}.union(*({c.col, c.col + c.colspan} for c in part.cells)))
    if len(rows) == part.rows + 1 and len(cols) == part.cols + 1:
        return part
    cells = tuple(
        replace(
            cell,
            row=(row := bisect_left(rows, cell.row)),
            col=(col := bisect_left(cols, cell.col)),
            rowspan=bisect_left(rows, cell.row + cell.rowspan) - row,
            colspan=bisect_left(cols, cell.col + cell.colspan) - col,
        )
        for cell in part.cells
    )
    return replace(part, rows=len(rows) - 1, cols=len(cols) - 1, cells=cells)


def _read_cell(cell: Cell, part: Fragment, to_source: Matrix) -> PageCell:
    first = max(cell.row, part.first_row)
    last = min(cell.row + cell.rowspan - 1, part.last_row)
    box = next((p.box for p in cell.places if p.page == part.page), part.box)
    return PageCell(
        first - part.first_row,
        cell.col,
        last - first + 1,
        cell.colspan,
        cell.text,
        len([line for line in cell.raw.split("\n") if line.strip()]),
        carried(box, to_source),
        cell.confidence,
    )


def carried(box: Box, matrix: Matrix) -> Box:
    """The upright box that a box becomes under a transform."""
    return upright(box, lambda x, y: transform_point(matrix, x, y))


def upright(box: Box, move: Callable[[float, float], tuple[float, float]]) -> Box:
    """The upright box that fits a box's image under a turn by nearly a multiple of 90 degrees.

    It goes through the images of the middles of its sides, so that a small turn does not make it grow: the
    box around the corners of a page-wide table turned by 1.5 degrees is 25 pt higher, and so again on the way
    back.
    """
    (x, y), left, top = box.center, box.left, box.top
    across = move(left, y), move(box.right, y)
    down = move(x, top), move(x, box.bottom)
    if abs(across[0][0] - across[1][0]) < abs(across[0][1] - across[1][1]):
        across, down = down, across
    (one, _), (other, _) = across
    (_, upper), (_, lower) = down
    return Box(min(one, other), min(upper, lower), max(one, other), max(upper, lower))


def _box(rect: Rect) -> Box:
    return Box(rect.left, rect.top, rect.right, rect.bottom)
