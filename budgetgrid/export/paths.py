"""The headings of a cell: the texts above it, and the texts to its left.

A first version, by position alone. A column's path is made of the texts in the table's header rows over that
column, from the top; a row's path of the texts in the stub columns of that row, from the left. A merged cell
counts once, blank ones not at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from budgetgrid.tables.table import Cell, Panel, Table

JOINT = " / "
FULL_CODE_DIGITS = 3
"""A functional code (类) has three digits, 款 and 项 two more each, a unit code six: shorter ones are serial
numbers, or parts of a code that is split over columns."""

PART_DIGITS = ((3, 2, 2), (3, 2))
"""How 类 | 款 | 项 are printed over columns."""


@dataclass(frozen=True, slots=True)
class Headings:
    """What stands over the columns and before the rows of one table."""

    table: Table
    panels: tuple[Panel, ...]
    owners: dict[tuple[int, int], Cell]

    def is_body(self, cell: Cell) -> bool:
        """Whether the cell is a figure or a text under headings, and no heading itself."""
        if cell.role in ("title", "header", "stub", "label", "note"):
            return False
        panel = self._panel(cell.col)
        if cell.row < max(self.table.header_rows, panel.header_rows):
            return False
        return cell.role is not None or cell.col >= panel.first_col + panel.stub_cols

    def column_path(self, cell: Cell) -> str:
        """The texts of the header rows over the cell's first column."""
        depth = max(self.table.header_rows, self._panel(cell.col).header_rows)
        return _join([self._at(row, cell.col) for row in range(min(depth, cell.row))])

    def row_path(self, cell: Cell) -> str:
        """The texts of the stub columns in the cell's first row."""
        return _join(self._stubs(cell))

    def code(self, cell: Cell) -> str:
        """The code printed in the row's stub, its parts joined (201 | 03 | 01 gives 2010301), else ""."""
        texts = [stub.text.strip() for stub in self._stubs(cell) if stub is not None]
        numbers = [text for text in texts if text.isdecimal() and text.isascii()]
        for digits in PART_DIGITS:
            if tuple(map(len, numbers[: len(digits)])) == digits:
                return "".join(numbers[: len(digits)])
        return next((text for text in numbers if len(text) >= FULL_CODE_DIGITS), "")

    def _stubs(self, cell: Cell) -> list[Cell | None]:
        panel = self._panel(cell.col)
        columns = range(panel.first_col, min(panel.first_col + panel.stub_cols, cell.col))
        return [self._at(cell.row, col) for col in columns]

    def _panel(self, col: int) -> Panel:
        return next(panel for panel in self.panels if panel.first_col <= col <= panel.last_col)

    def _at(self, row: int, col: int) -> Cell | None:
        return self.owners.get((row, col))


def find_headings(table: Table) -> Headings:
    """The headings of a table; where it names no panels they are inferred from where its numbers stand."""
    owners = {
        (row, col): cell
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for col in range(cell.col, cell.col + cell.colspan)
    }
    panels = _cover(table) if table.panels else _infer_panels(table)
    return Headings(table, panels, owners)


def _cover(table: Table) -> tuple[Panel, ...]:
    """The table's panels, and one of no stub for each column that none of them holds."""
    held = {col for panel in table.panels for col in range(panel.first_col, panel.last_col + 1)}
    rest = [Panel(col, col, 0, table.header_rows) for col in range(table.cols) if col not in held]
    return (*table.panels, *rest)


def _infer_panels(table: Table) -> tuple[Panel, ...]:
    """Each run of columns without numbers is the stub of the run with numbers to its right (收入 | 支出 gives
    two panels); what follows the last numbers belongs to them. Without any the first is the stub."""
    numeric = {
        cell.col
        for cell in table.cells
        if cell.row >= table.header_rows and cell.value_kind in ("amount", "percent")
    }
    starts = [col for col in range(table.cols) if col not in numeric and (col == 0 or col - 1 in numeric)]
    firsts = sorted({0, *(col for col in starts if any(number > col for number in numeric))})
    lasts = [*(first - 1 for first in firsts[1:]), table.cols - 1]
    return tuple(
        Panel(first, last, _stub_columns(first, last, numeric), table.header_rows)
        for first, last in zip(firsts, lasts)
    )


def _stub_columns(first: int, last: int, numeric: set[int]) -> int:
    return min((col - first for col in numeric if first <= col <= last), default=min(1, last - first))


def _join(cells: list[Cell | None]) -> str:
    """The texts joined, each cell once, blanks left out."""
    distinct = {(cell.row, cell.col): cell.text for cell in cells if cell is not None}
    return JOINT.join(text for text in distinct.values() if text.strip())
