"""What stands in each column of a table's body: labels, codes, numbers, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from itertools import pairwise

from budgetgrid.tables.amounts import looks_like_code, parse_number
from budgetgrid.tables.meaning.occupancy import Occupancy
from budgetgrid.tables.meaning.words import (
    AMOUNT_HEAD,
    CODE_HEAD,
    INDEX_HEAD,
    LABEL_HEAD,
    NOTE_HEAD,
    UNIT_CODE_HEAD,
)
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.table import Cell

_DASH = re.compile(r"[-−—–]+")
_CODE = re.compile(r"\d{2,3}|\d{5}|\d{7}|\d{6}|\d{9}|\d{12}")
_SERIAL = re.compile(r"\d{1,3}")


class Column(Enum):
    """What a column of a body holds. `EMPTY`: nothing, and no head that says what would."""

    INDEX = "index"
    CODE = "code"
    UNIT_CODE = "unit code"
    LABEL = "label"
    NUMBER = "number"
    NOTE = "note"
    EMPTY = "empty"

    @property
    def names_rows(self) -> bool:
        """Whether it may be part of a stub."""
        return self in (Column.INDEX, Column.CODE, Column.UNIT_CODE, Column.LABEL)


def read_columns(grid: Occupancy, header_rows: int, paths: Sequence[tuple[str, ...]]) -> tuple[Column, ...]:
    """What each column holds, by its contents, and by its head (`paths`) where these leave it open."""
    leaves = [plain(path[-1]) if path else "" for path in paths] or [""] * grid.cols
    found = [_column(_body(grid, col, header_rows), leaves[col]) for col in range(grid.cols)]
    return tuple(_with_serials(grid, header_rows, found, leaves))


def _body(grid: Occupancy, col: int, header_rows: int) -> list[Cell]:
    """The filled cells that begin in a column below the header."""
    return [
        c for c in grid.column(col, header_rows) if c.col == col and c.row >= header_rows and plain(c.text)
    ]


def _column(body: Sequence[Cell], head: str) -> Column:
    """What a column holds whose filled cells and lowest head these are."""
    if INDEX_HEAD.fullmatch(head):
        return Column.INDEX
    if UNIT_CODE_HEAD.fullmatch(head):
        return Column.UNIT_CODE
    texts = [plain(cell.text) for cell in body]
    if not texts:
        return _empty_column(head)
    codes = sum(_CODE.fullmatch(text) is not None for text in texts)
    if CODE_HEAD.fullmatch(head):
        return Column.CODE if 2 * codes >= len(texts) else Column.LABEL
    if NOTE_HEAD.fullmatch(head):
        return Column.NOTE
    numbers = sum(_DASH.fullmatch(text) is not None or parse_number(text) is not None for text in texts)
    if 2 * numbers <= len(texts):
        return Column.LABEL
    if LABEL_HEAD.fullmatch(head) and all(map(looks_like_code, texts)):
        return Column.CODE
    is_zero = all(text == "0" for text in texts)
    return Column.CODE if not head and codes == len(texts) and not is_zero else Column.NUMBER


def _empty_column(head: str) -> Column:
    if CODE_HEAD.fullmatch(head):
        return Column.CODE
    if NOTE_HEAD.fullmatch(head):
        return Column.NOTE
    if LABEL_HEAD.fullmatch(head):
        return Column.LABEL
    return Column.NUMBER if AMOUNT_HEAD.fullmatch(head) else Column.EMPTY


def _with_serials(
    grid: Occupancy, header_rows: int, found: Sequence[Column], leaves: Sequence[str]
) -> list[Column]:
    """The columns, a first one of running numbers without a head that says so taken for an index."""
    columns = list(found)
    serials = [plain(cell.text) for cell in _body(grid, 0, header_rows)]
    running = [int(text) for text in serials if _SERIAL.fullmatch(text)]
    if columns[0] is Column.NUMBER and not leaves[0] and len(running) == len(serials) > 1:
        rising = all(after == before + 1 for before, after in pairwise(running))
        columns[0] = Column.INDEX if rising else columns[0]
    return columns
