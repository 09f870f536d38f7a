"""A table as a plain matrix of strings, one for each place of its grid."""

from __future__ import annotations

from collections.abc import Callable

from budgetgrid.tables.table import Cell, Table

Matrix = list[list[str]]
"""rows lists of cols strings."""

CONFIDENCE_DECIMALS = 4


def place_cells(table: Table, show: Callable[[Cell], str], *, fill: bool = False) -> Matrix:
    """Each cell's string at its anchor, "" at the rest of its span, or the same all over it if `fill`."""
    matrix = [[""] * table.cols for _ in range(table.rows)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + (cell.rowspan if fill else 1)):
            for col in range(cell.col, cell.col + (cell.colspan if fill else 1)):
                matrix[row][col] = show(cell)
    return matrix


def show_text(cell: Cell) -> str:
    """What was read."""
    return cell.text


def show_value(cell: Cell) -> str:
    """The number where the cell has one, else what was read."""
    return cell.text if cell.value is None else format(cell.value, "f")


def show_confidence(cell: Cell) -> str:
    """The confidence with four decimals, blank where unknown."""
    return "" if cell.confidence is None else f"{cell.confidence:.{CONFIDENCE_DECIMALS}f}"
