"""What a page break did to a table: which header is printed again, which row and which cells it cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from budgetgrid.tables.amounts import parse_number
from budgetgrid.tables.table import Cell, Table

SAME_HEADER = 0.85
"""Likeness (difflib's ratio) of two readings of one header. 0.9 allows one character in ten to be misread."""

SAME_FORM_HEAD = 0.93
"""The same for leading rows that nothing but their being repeated shows to be a header."""

TOTALS = frozenset(("合计", "总计", "收入总计", "支出总计", "收支总计", "总合计"))
"""First texts of a row that holds the total of a table."""

DEEPEST_HEADER = 6
"""Rows up to which a repeated header is looked for; the deepest in the rebuilt documents has 4."""

FULL_LINE = 0.85
"""Share of a column's longest wrapped line from which a line was wrapped for want of room."""

_SENTENCE_END = "。；;！!？?…"
_NEW_ITEM = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|[（(]?\d{1,2}[)）、．]|\d{1,2}\.(?!\d)|[①-⑳]|其中|[指目]标\d"
)


@dataclass(frozen=True, slots=True)
class Crossing:
    """A cell cut by the page break: its part before and its part after."""

    upper: Cell
    lower: Cell


@dataclass(frozen=True, slots=True)
class PageBreak:
    """How a part goes on with a table. `repeated_rows`: its leading rows that are the table's header again;
    `cut_row`: whether its first row after these is the rest of the table's last row; `crossings`: the cells
    that lie on both sides."""

    repeated_rows: int
    cut_row: bool
    crossings: tuple[Crossing, ...]


def read_break(table: Table, part: Table) -> PageBreak:
    """The break between a table and a part with the same columns that goes on with it."""
    repeated = repeated_rows(table, part)
    pairs = _pairs(table, part, repeated)
    if is_cut_row(table, part, repeated, pairs):
        return PageBreak(repeated, True, tuple(pairs))
    if is_total(part, repeated):
        return PageBreak(repeated, False, ())
    spans, cells = (
        _empty_columns(table, 0, least) | _empty_columns(part, repeated, least) for least in (2, 1)
    )
    return PageBreak(repeated, False, tuple(_merged(pairs, spans, cells)))


def repeated_rows(table: Table, part: Table) -> int:
    """The number of leading rows of `part` in which the header of `table` is printed again; 0 if none.

    Where the table has no known header, leading rows that are the same in both are one if they hold two
    texts or more and no number.
    """
    depths = [d for d in range(1, min(DEEPEST_HEADER, part.rows - 1) + 1) if _is_closed(part, d)]
    if table.header_rows:
        header = _texts(table, table.header_rows)
        alike = {d: _likeness(header, _texts(part, d)) for d in depths}
        best = max(alike, key=lambda d: (alike[d], -d), default=0)
        return best if best and alike[best] >= SAME_HEADER else 0
    for depth in reversed(depths):
        head = _texts(table, depth)
        wordy = sum(bool(t) for t in head) >= 2 and not any(parse_number(t) for t in head if t)
        if wordy and _is_closed(table, depth) and _likeness(head, _texts(part, depth)) >= SAME_FORM_HEAD:
            return depth
    return 0


def row_texts(table: Table, row: int) -> list[str]:
    """The texts of the cells that begin in a row, from left to right."""
    return [folded(c.text) for c in sorted(table.cells, key=lambda c: c.col) if c.row == row]


def is_total(table: Table, row: int) -> bool:
    """Whether a row holds the total of its table, into which no cell above it reaches."""
    return next((text for text in row_texts(table, row) if text), "") in TOTALS


def folded(text: str) -> str:
    """Width-normalised text without spaces."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def likeness(one: str, other: str) -> float:
    """How far two texts agree, 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def is_cut_row(table: Table, part: Table, repeated: int, pairs: Sequence[Crossing]) -> bool:
    """Whether the part's first row is the rest of the table's last one.

    It is where the cells stand in the same columns, at least one text runs on from the full last line of a
    cell that ends in mid-sentence, no other text begins after the break, and a cell that is filled before
    the break is empty after it. An open edge (no closing rule at the foot or no opening one at the head)
    stands for the full line.
    """
    bottom, top = _bottom_cells(table), _top_cells(part, repeated)
    if len(pairs) != len(bottom) or len(pairs) != len(top):
        return False
    open_edge = table.fragments[-1].open_bottom or part.fragments[0].open_top
    goes_on = left_behind = 0
    for pair in pairs:
        upper, lower = pair.upper, pair.lower
        if not lower.text:
            left_behind += bool(upper.text) and upper.rowspan == lower.rowspan == 1
        elif not upper.text:
            if max(upper.rowspan, lower.rowspan) == 1:
                return False
        elif _runs_on(pair, None if open_edge else _capacity((table, part), lower)):
            goes_on += 1
        else:
            return False
    return goes_on > 0 and left_behind > 0


def _runs_on(pair: Crossing, capacity: float | None) -> bool:
    """Whether a text before the break and one after it are one; no `capacity`: its line needn't be full."""
    before, after = pair.upper.text.strip(), folded(pair.lower.text)
    if before[-1:] in _SENTENCE_END or parse_number(after) or parse_number(before) or _NEW_ITEM.match(after):
        return False
    return capacity is None or 0 < FULL_LINE * capacity <= _ems(pair.upper.raw.split("\n")[-1])


def _capacity(tables: Iterable[Table], like: Cell) -> float:
    """The longest line (em) that was wrapped in cells of the same columns; 0 where none was."""
    lines = (
        line
        for table in tables
        for cell in table.cells
        if (cell.col, cell.colspan) == (like.col, like.colspan)
        for line in cell.raw.split("\n")[:-1]
    )
    return max((_ems(line) for line in lines), default=0.0)


def _ems(line: str) -> float:
    """The width of a line in em: East Asian characters one, others half."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in line)


def _empty_columns(table: Table, head: int, least: int) -> set[int]:
    """Columns in which empty cells over `least` rows stand clear of the breaks: emptiness says nothing there.

    Procurement tables print a name in a row of its own and leave the rows of its items empty below. `head`:
    the rows of a repeated header.
    """
    begins = {head, *(f.first_row for f in table.fragments)}
    ends = {f.last_row + 1 for f in table.fragments}
    return {
        c.col
        for c in table.cells
        if not c.text
        and c.rowspan >= least
        and c.row >= max(head, table.header_rows)
        and c.row not in begins
        and c.row + c.rowspan not in ends
        and len(c.places) < 2
    }


def _merged(pairs: Sequence[Crossing], spans: set[int], cells: set[int]) -> list[Crossing]:
    """Those of the pairs that are one merged cell, though whole rows stand on either side of the break.

    Beside them, cells over the very same rows are merged too unless both have a text. `spans`, `cells`: the
    columns in which an empty cell over several rows, or any, is nothing but that.
    """
    merged: list[Crossing] = []
    for pair in pairs:
        reached = merged[-1].upper.col + merged[-1].upper.colspan if merged else 0
        col = pair.upper.col
        if col not in spans and _is_merged(pair, reached == col, col not in cells):
            merged.append(pair)
    heights = {_heights(pair) for pair in merged if max(_heights(pair)) > 1}
    for pair in pairs:
        one_text = not (pair.upper.text and pair.lower.text)
        if pair not in merged and one_text and _heights(pair) in heights:
            merged.append(pair)
    return merged


def _is_merged(pair: Crossing, beside: bool, filled_elsewhere: bool) -> bool:
    """Whether a cell and the one below it, one of them empty, are one.

    An empty cell over several rows has its text in its other part, which is the larger one if it follows.
    One over a single row is the last or first row of a merged cell only `beside` another such cell, or in the
    first column, and if its own is `filled_elsewhere`.
    """
    upper, lower = pair.upper, pair.lower
    if bool(upper.text) == bool(lower.text):
        return False
    empty, filled = (lower, upper) if upper.text else (upper, lower)
    if parse_number(folded(filled.text)):
        return min(_heights(pair)) > 1
    if filled.rowspan == 1 and (empty is upper or empty.rowspan == 1):
        return beside and filled_elsewhere and upper.col > 0
    if empty is upper and not beside and _height(filled) < _height(empty):
        return False
    return empty.rowspan > 1 or (beside and (empty is lower or upper.col > 0 or filled_elsewhere))


def _height(cell: Cell) -> float:
    """Of its part next to the break; 0 where its place is unknown."""
    return cell.places[-1].box.height if cell.places else 0.0


def _heights(pair: Crossing) -> tuple[int, int]:
    return pair.upper.rowspan, pair.lower.rowspan


def _pairs(table: Table, part: Table, repeated: int) -> list[Crossing]:
    """The cells above and below the break that stand in the same columns, from left to right."""
    below = {(c.col, c.colspan): c for c in _top_cells(part, repeated)}
    bottom = sorted(_bottom_cells(table), key=lambda c: c.col)
    return [Crossing(c, below[c.col, c.colspan]) for c in bottom if (c.col, c.colspan) in below]


def _bottom_cells(table: Table) -> list[Cell]:
    return [c for c in table.cells if c.row + c.rowspan == table.rows]


def _top_cells(part: Table, row: int) -> list[Cell]:
    return [c for c in part.cells if c.row == row]


def _is_closed(table: Table, depth: int) -> bool:
    """Whether no cell reaches over the line below row `depth` - 1."""
    return depth <= table.rows and not any(c.row < depth < c.row + c.rowspan for c in table.cells)


def _texts(table: Table, depth: int) -> list[str]:
    return [text for row in range(depth) for text in row_texts(table, row)]


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How far the texts of two blocks of rows agree; 0 where one has none."""
    first, second = "|".join(one), "|".join(other)
    return likeness(first, second) if any(one) and any(other) else 0.0
