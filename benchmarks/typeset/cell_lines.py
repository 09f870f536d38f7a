"""The texts of a table broken into the lines of their cells, and the row heights that hold them."""

from __future__ import annotations

from dataclasses import dataclass

from budgetgrid.benchmarks.typeset.document import CellSource, TableSource
from budgetgrid.benchmarks.typeset.linebreak import break_lines

LEAST_LINE = 0.5
"""A cell narrower than this many characters inside its padding can't be set."""


@dataclass(frozen=True, slots=True)
class FilledCell:
    """A cell and its printed lines."""

    source: CellSource
    lines: tuple[str, ...]

    @property
    def rows(self) -> range:
        """The rows it covers."""
        return range(self.source.row, self.source.row + self.source.rowspan)

    def height(self, lines: int, pad_y: float) -> float:
        """Height in pt of a cell that holds so many of its lines."""
        return lines * self.source.print.pitch + 2 * pad_y

    def capacity(self, height: float, pad_y: float) -> int:
        """How many lines a part of this height holds."""
        return max(0, int((height - 2 * pad_y) / self.source.print.pitch + 1e-6))


def fill_cells(table: TableSource) -> tuple[FilledCell, ...]:
    """Break every cell's text into lines. Raises `ValueError` for a cell too narrow for a character."""
    return tuple(FilledCell(cell, tuple(_lines(cell, table))) for cell in table.cells)


def _lines(cell: CellSource, table: TableSource) -> list[str]:
    if cell.vertical:
        return [char for char in cell.text if not char.isspace()]
    span = sum(table.widths[cell.col : cell.col + cell.colspan])
    room = span - 2 * table.look.pad_x - cell.indent
    if cell.text and room < LEAST_LINE * cell.print.size:
        raise ValueError(f"cell {cell.text[:20]!r} is too narrow for its text")
    return break_lines(cell.text, room, cell.print.width)


def row_heights(
    table: TableSource, filled: tuple[FilledCell, ...], extra: dict[int, float]
) -> tuple[float, ...]:
    """Row heights in pt: the least height, the row's own cells, a fair share of what spanning cells lack.

    `extra` adds to rows whose spanning cells lost room to a page break.
    """
    pad_y = table.look.pad_y
    line = table.caption.print.pitch + 2 * pad_y
    heights = [max(row.height, line) for row in table.rows]
    for cell in sorted(filled, key=lambda cell: len(cell.rows)):
        lacking = cell.height(len(cell.lines), pad_y) - sum(heights[row] for row in cell.rows)
        if lacking > 0:
            for row in cell.rows:
                heights[row] += lacking / len(cell.rows)
    return tuple(height + extra.get(row, 0.0) for row, height in enumerate(heights))
