"""Which cell covers which place of a grid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from budgetgrid.tables.table import Cell


@dataclass(frozen=True, slots=True)
class Occupancy:
    """A grid of `rows` x `cols` and the cell at each of its places."""

    rows: int
    cols: int
    owners: Mapping[tuple[int, int], Cell]

    def at(self, row: int, col: int) -> Cell | None:
        """The cell that covers a place; None in a hole or outside."""
        return self.owners.get((row, col))

    def row(self, row: int) -> list[Cell]:
        """The cells that cover a row, each once, from left to right."""
        return _once(self.at(row, col) for col in range(self.cols))

    def column(self, col: int, first_row: int = 0) -> list[Cell]:
        """The cells that cover a column from a row on, each once, from the top."""
        return _once(self.at(row, col) for row in range(first_row, self.rows))

    def starting(self, row: int) -> list[Cell]:
        """The cells that begin in a row, from left to right."""
        return [cell for cell in self.row(row) if cell.row == row]


def occupancy(cells: Sequence[Cell], rows: int, cols: int) -> Occupancy:
    """The places that the cells of a grid cover."""
    owners = {
        (row, col): cell
        for cell in cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for col in range(cell.col, cell.col + cell.colspan)
    }
    return Occupancy(rows, cols, owners)


def _once(cells: Iterable[Cell | None]) -> list[Cell]:
    return list({(cell.row, cell.col): cell for cell in cells if cell is not None}.values())
