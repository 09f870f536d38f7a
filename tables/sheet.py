"""A table as its checks see it: which cells are figures, what names their rows, what stands over columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from budgetgrid.tables.amounts import parse_number
from budgetgrid.tables.codes import kind_of
from budgetgrid.tables.meaning.units import YUAN
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.table import REPAIRED, Cell, Table

NO_FIGURES = re.compile(r"编码|代码|序号|^[类款项]$|类款项|电话|年度?$|日期|时间")
"""Heads of columns whose numbers are codes, ranks or dates."""

NOTHING = re.compile(r"[-—–−_xX×*/\\]*|无")
"""Texts that stand for no figure."""

LEAST_CODES = 2
MOST_CODES = 0.7
"""Codes, and share of a column's texts, that make one without a telling head a column of codes: all, or so
many in their order and a few misread."""

_LIKE_A_FIGURE = re.compile(r"[-(△]?[\dlIO|.,:;·。]*\d[.,:;·。][\dlIO|]+\)?")
"""A figure of which a sign may have been misread: `479:70`, `1,O34.5l`."""

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figure:
    """What a cell of a column of figures holds.

    `value` is None where something is printed that can't be read as a figure; `printed` is false where
    nothing or a dash is.
    """

    value: Decimal | None
    printed: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a grid with its own row labels: labels, figures right of them, empty columns."""

    index: int
    stub: tuple[int, ...]
    figures: tuple[int, ...]
    empty: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table, the cell over each place of its grid, the header cells over each column, the rows that are
    data, and its sections."""

    table: Table
    owners: tuple[tuple[Cell, ...], ...]
    head_cells: tuple[tuple[Cell, ...], ...]
    data_rows: tuple[int, ...]
    sections: tuple[Section, ...]

    def text(self, row: int, col: int) -> str:
        """The text of the cell whose anchor is here, as `plain` gives it; empty elsewhere."""
        return _anchored(self.owners, row, col)

    def label(self, row: int, col: int) -> str:
        """The text over this place of a cell that begins in this row."""
        cell = self.owners[row][col]
        return plain(cell.text) if cell.row == row else ""

    def name(self, row: int, section: Section) -> str:
        """The label of a row in a section: its last text in the stub that is no code."""
        texts = [self.label(row, col) for col in section.stub]
        return next((t for t in reversed(texts) if t and not t.isdigit()), "")

    def figure(self, row: int, col: int) -> Figure:
        """The figure whose cell has its anchor here; nothing where no cell has."""
        cell = self.owners[row][col]
        return read_figure(cell) if (cell.row, cell.col) == (row, col) else Figure(ZERO, False)

    def yuan(self, col: int) -> Decimal | None:
        """What the amounts of a column are multiplied by to be in 元; None where that is unknown."""
        units = (self.owners[row][col].unit for row in self.data_rows)
        unit = next((unit for unit in units if unit in YUAN), self.table.unit)
        return YUAN.get((unit or "").removeprefix("人民币"))

    def heads(self, col: int) -> tuple[Cell, ...]:
        """The header cells over a column, from the top, each once."""
        return self.head_cells[col]


def read_figure(cell: Cell) -> Figure:
    """The amount in a cell, or the value that it was repaired to."""
    if REPAIRED in cell.flags and cell.value is not None:
        return Figure(cell.value, True)
    text = plain(cell.text)
    if NOTHING.fullmatch(text):
        return Figure(ZERO, False)
    number = parse_number(text)
    if number is not None and number.kind in ("plain", "amount"):
        return Figure(number.value, True)
    if not any(character.isdigit() for character in text):
        return Figure(ZERO, False) if len(text) > 1 else Figure(None, True)
    return Figure(None, True)


def open_sheet(table: Table) -> Sheet:
    """The sheet of a table whose cells tile its grid."""
    places = {
        (row, col): cell
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for col in range(cell.col, cell.col + cell.colspan)
    }
    owners = tuple(tuple(places[row, col] for col in range(table.cols)) for row in range(table.rows))
    rows = tuple(row for row in range(table.header_rows, table.rows) if not _counts_columns(owners[row]))
    heads = _head_cells(table, owners)
    return Sheet(table, owners, heads, rows, _sections(table, owners, heads, rows))


def _head_cells(table: Table, owners: tuple[tuple[Cell, ...], ...]) -> tuple[tuple[Cell, ...], ...]:
    """For each column the header cells over it, each once; rows that count the columns aside."""
    rows = [row for row in owners[: table.header_rows] if not _counts_columns(row)]
    return tuple(tuple(dict.fromkeys(row[col] for row in rows)) for col in range(table.cols))


def _counts_columns(row: tuple[Cell, ...]) -> bool:
    """Whether a row holds the numbers of the columns (`栏次 1 2 3`)."""
    texts = [plain(cell.text) for cell in dict.fromkeys(row)]
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 3]
    return len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _anchored(owners: tuple[tuple[Cell, ...], ...], row: int, col: int) -> str:
    cell = owners[row][col]
    return plain(cell.text) if (cell.row, cell.col) == (row, col) else ""


def _sections(
    table: Table,
    owners: tuple[tuple[Cell, ...], ...],
    heads: tuple[tuple[Cell, ...], ...],
    rows: tuple[int, ...],
) -> tuple[Section, ...]:
    """The parts of a grid that have figures: its panels, or runs of labels and figures."""
    kinds = [_column_kind(over, owners, rows, col) for col, over in enumerate(heads)]
    spans = [(p.first_col, p.first_col + p.stub_cols, p.last_col + 1) for p in table.panels]
    found = []
    for index, (first, beyond_stub, end) in enumerate(spans or _runs(kinds)):
        figures = tuple(col for col in range(beyond_stub, end) if kinds[col] == "figures")
        if figures:
            stub = tuple(col for col in range(first, figures[0]) if kinds[col] == "text")
            beyond = range(max(stub, default=first - 1) + 1, end)
            empty = tuple(col for col in beyond if kinds[col] == "empty")
            found.append(Section(index, stub, figures, empty))
    return tuple(found)


def _runs(kinds: list[str]) -> list[tuple[int, int, int]]:
    """First column, first beyond the labels, and end of each run of labels and figures."""
    starts = [0]
    for col in range(1, len(kinds)):
        fresh = kinds[col] == "text" and "figures" in kinds[starts[-1] : col] and "figures" in kinds[col:]
        if fresh:
            starts.append(col)
    return [(first, first, end) for first, end in zip(starts, [*starts[1:], len(kinds)])]


def _are_codes(texts: list[str]) -> bool:
    codes = [text for text in texts if kind_of(text)]
    if len(codes) < max(LEAST_CODES, MOST_CODES * len(texts)):
        return False
    return len(codes) == len(texts) or codes == sorted(codes)


def _column_kind(
    heads: tuple[Cell, ...], owners: tuple[tuple[Cell, ...], ...], rows: tuple[int, ...], col: int
) -> str:
    """What a column holds below its header: figures, text or nothing."""
    if heads and NO_FIGURES.search(plain(heads[-1].text)):
        return "text"
    cells = [owners[row][col] for row in rows if _anchored(owners, row, col)]
    texts = [text for cell in cells if not NOTHING.fullmatch(text := plain(cell.text))]
    if not texts:
        return "figures" if cells else "empty"
    if _are_codes(texts):
        return "text"
    read = sum(
        read_figure(cell).value is not None or _LIKE_A_FIGURE.fullmatch(plain(cell.text)) is not None
        for cell in cells
        if read_figure(cell).printed
    )
    return "figures" if read > len(texts) / 2 else "text"
