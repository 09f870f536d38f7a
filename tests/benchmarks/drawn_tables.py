"""Tables for tests of metrics, drawn on a lattice of places ten points wide and high."""

from __future__ import annotations

from budgetgrid.benchmarks.page_tables import PageCell, PageTable
from budgetgrid.layout.geometry import Box

SIDE = 10.0


def cell(row: int, col: int, text: str, rowspan: int = 1, colspan: int = 1) -> PageCell:
    """A cell at its place of the lattice; a newline in its text is a second line."""
    box = Box(col * SIDE, row * SIDE, (col + colspan) * SIDE, (row + rowspan) * SIDE)
    lines = len([line for line in text.split("\n") if line])
    return PageCell(row, col, rowspan, colspan, text.replace("\n", ""), lines, box)


def table(*cells: PageCell, page: int = 1, name: str = "t") -> PageTable:
    """The table that the cells make up."""
    rows = max(c.row + c.rowspan for c in cells)
    cols = max(c.col + c.colspan for c in cells)
    return PageTable(name, page, Box(0, 0, cols * SIDE, rows * SIDE), rows, cols, cells)


def grid(*rows: str, page: int = 1, name: str = "t") -> PageTable:
    """A table without spans, texts apart by |: `grid("甲|乙", "丙|丁")` has two rows and columns."""
    cells = [cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row.split("|"))]
    return table(*cells, page=page, name=name)


def moved(one: PageTable, right: float = 0, down: float = 0) -> PageTable:
    """The table elsewhere on its page."""
    cells = tuple(
        PageCell(c.row, c.col, c.rowspan, c.colspan, c.text, c.lines, shifted(c.box, right, down))
        for c in one.cells
    )
    return PageTable(one.id, one.page, shifted(one.box, right, down), one.rows, one.cols, cells)


def shifted(box: Box, right: float = 0, down: float = 0) -> Box:
    """The box elsewhere."""
    return Box(box.left + right, box.top + down, box.right + right, box.bottom + down)
