"""A whole table of the truth as sums see it: its parts joined, texts and amounts by place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgetgrid.benchmarks.truth import TruthCell, TruthTable

AMOUNT = re.compile(r"[-△]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
BRACKETED = re.compile(r"\(([\d,.]+)\)")
NO_AMOUNTS = re.compile(r"编码|代码|序号|^[类款项]$|类款项")
"""Heads of columns whose numbers are codes or ranks."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell: the table of the truth that it is in, and its anchor there."""

    table: str
    row: int
    col: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its parts one below the other. `spots` says where each row came from: table and row there.

    `owners[row][col]` is the cell that covers the place, its row and rowspan counted in the sheet.
    """

    header_rows: int
    panels: tuple[range, ...]
    owners: tuple[tuple[TruthCell, ...], ...]
    spots: tuple[tuple[str, int], ...]

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.owners)

    @property
    def cols(self) -> int:
        """Number of columns."""
        return len(self.owners[0])

    @property
    def data_rows(self) -> range:
        """The rows below the header."""
        return range(self.header_rows, self.rows)

    def text(self, row: int, col: int) -> str:
        """The text of the cell whose anchor is here, NFKC and without white space; empty elsewhere."""
        cell = self.owners[row][col]
        return plain(cell.text) if (cell.row, cell.col) == (row, col) else ""

    def label(self, row: int, col: int) -> str:
        """The text over this place of a cell that begins in this row, as `text` gives it."""
        cell = self.owners[row][col]
        return plain(cell.text) if cell.row == row else ""

    def amount(self, row: int, col: int) -> Decimal | None:
        """The amount whose cell begins here; None where there is none."""
        return read_amount(self.text(row, col))

    def spot(self, row: int, col: int) -> Spot:
        """Where a cell of the sheet is in the truth."""
        return Spot(*self.spots[row], col)

    def heads(self, col: int) -> list[TruthCell]:
        """The header cells over a column, from the top, each once."""
        return list(dict.fromkeys(self.owners[row][col] for row in range(self.header_rows)))

    def amount_columns(self, columns: Sequence[int]) -> list[int]:
        """Those of the columns that hold amounts and no other text below the header."""
        return [col for col in columns if self._holds_amounts(col)]

    def _holds_amounts(self, col: int) -> bool:
        heads = self.heads(col)
        if heads and NO_AMOUNTS.search(plain(heads[-1].text)):
            return False
        texts = [text for row in self.data_rows if (text := self.text(row, col)).strip("-—*xX")]
        read = [text for text in texts if read_amount(text) is not None]
        return len(read) > len(texts) / 2


def plain(text: str) -> str:
    """The text in NFKC without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def read_amount(text: str) -> Decimal | None:
    """The amount that a text, as `plain` gives it, is; None for any other text."""
    bracketed = BRACKETED.fullmatch(text)
    text = f"-{bracketed[1]}" if bracketed else text
    if not AMOUNT.fullmatch(text):
        return None
    return Decimal(text.replace(",", "").replace("△", "-"))


def sheets_of(tables: Sequence[TruthTable]) -> list[Sheet]:
    """The tables of a document, each joined with the parts that go on from it in the same columns."""
    chains: list[list[TruthTable]] = []
    for table in tables:
        before = next((c for c in chains if c[-1].id == table.continues and c[-1].cols == table.cols), None)
        if before is None:
            chains.append([table])
        else:
            before.append(table)
    return [_sheet(chain) for chain in chains]


def _sheet(parts: list[TruthTable]) -> Sheet:
    owners: list[tuple[TruthCell, ...]] = []
    spots: list[tuple[str, int]] = []
    for index, part in enumerate(parts):
        skipped = part.header_rows if index else 0
        shift = len(owners) - skipped
        grid = _owners(part, shift)
        owners.extend(grid[skipped:])
        spots.extend((part.id, row) for row in range(skipped, part.rows))
    first = parts[0]
    panels = tuple(range(p.first_col, p.last_col + 1) for p in first.panels) or (range(first.cols),)
    return Sheet(first.header_rows, panels, tuple(owners), tuple(spots))


def _owners(table: TruthTable, shift: int) -> list[tuple[TruthCell, ...]]:
    """The cell over each place, its row moved by `shift`."""
    places: dict[tuple[int, int], TruthCell] = {}
    for cell in table.cells:
        moved = TruthCell(
            cell.row + shift, cell.col, cell.rowspan, cell.colspan, cell.text, cell.raw, (), cell.role
        )
        for row in range(cell.row, cell.row + cell.rowspan):
            for col in range(cell.col, cell.col + cell.colspan):
                places[row, col] = moved
    return [tuple(places[row, col] for col in range(table.cols)) for row in range(table.rows)]
