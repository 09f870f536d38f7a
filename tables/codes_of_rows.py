"""The budget codes of a table's rows: whole, split over columns, or printed only where they change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from budgetgrid.tables.codes import ECONOMIC, FUNCTIONAL, GOVERNMENT, UNIT, RowCode, is_unit_code, kind_of
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.sheet import Sheet

_LEVELS = ("类", "款", "项")
_CODES = re.compile(r"编码|代码|类款项?")
_UNITS = re.compile(r"(?:单位|部门|机构)(?:编码|代码)")
_WITH_NAME = re.compile(
    r"[\[【(]?(?P<code>\d{3}(?:\d{2}){0,2})[\]】)]?[-:：.、]?(?=[\u3400-\u9fff])(?![年月日])"
)
"""A code before a name in one cell: `[2010301]行政运行`."""

_KINDS = (("功能", FUNCTIONAL), ("政府预算经济", GOVERNMENT), ("政府经济", GOVERNMENT), ("经济", ECONOMIC))
"""What heads say of a classification; the first that is found counts."""


def codes_of_rows(sheet: Sheet) -> tuple[RowCode, ...]:
    """The codes of every data row, by panel and column; rows that have none are left out."""
    found: list[RowCode] = []
    for section in sheet.sections:
        taken: set[int] = set()
        cols = section.stub
        for split in _split_columns(sheet, cols):
            taken.update(split)
            found.extend(_split_codes(sheet, section.index, split))
        for col in cols:
            if col not in taken:
                found.extend(_whole_codes(sheet, section.index, col))
    stubs = {section.index: section.stub for section in sheet.sections}
    found = [_named(sheet, stubs[code.panel], code) for code in found]
    return tuple(sorted(found, key=lambda code: (code.row, code.panel, code.cols)))


def _named(sheet: Sheet, stub: Sequence[int], code: RowCode) -> RowCode:
    """The code with its name: what follows it in its cell, or the first words to the right of it."""
    own = _WITH_NAME.match(sheet.text(code.row, code.cols[-1]))
    if own and own.end() < len(sheet.text(code.row, code.cols[-1])):
        name = sheet.text(code.row, code.cols[-1])[own.end() :]
        return replace(code, name=name, name_col=code.cols[-1])
    for col in stub:
        if col > code.cols[-1] and (text := sheet.label(code.row, col)) and not text.isdigit():
            return replace(code, name=text, name_col=sheet.owners[code.row][col].col)
    return code


def _split_columns(sheet: Sheet, cols: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Neighbouring columns for the levels of one code: headed 类, 款, 项, or of 3 and 2 digits."""
    run: tuple[int, ...] = ()
    for col in cols:
        if run and col == run[-1] + 1 and len(run) < 3 and _is_level(sheet, col, len(run)):
            run = (*run, col)
            continue
        if len(run) > 1:
            yield run
        run = (col,) if _is_level(sheet, col, 0) else ()
    if len(run) > 1:
        yield run


def _is_level(sheet: Sheet, col: int, level: int) -> bool:
    heads = sheet.heads(col)
    if heads and plain(heads[-1].text) in _LEVELS:
        return plain(heads[-1].text) == _LEVELS[level]
    texts = [text for row in sheet.data_rows if (text := sheet.text(row, col))]
    digits = 3 if level == 0 else 2
    fitting = [t for t in texts if t.isdigit() and len(t) == digits]
    return bool(fitting) and len(fitting) > len(texts) / 2


def _split_codes(sheet: Sheet, panel: int, cols: tuple[int, ...]) -> Iterator[RowCode]:
    """Codes whose upper levels may stand in rows above only."""
    above: tuple[str, ...] = ()
    for row in sheet.data_rows:
        parts = [sheet.text(row, col) for col in cols]
        filled = [level for level, part in enumerate(parts) if part.isdigit()]
        if not filled or len(above) < filled[0]:
            continue
        last = filled[-1]
        levels = (*above[: filled[0]], *parts[filled[0] : last + 1])
        full = "".join(levels)
        kind = kind_of(full)
        if kind is None:
            continue
        above = levels
        printed = " ".join(parts[level] for level in filled)
        yield RowCode(row, panel, _kind(sheet, cols[0], kind), printed, full, tuple(cols[i] for i in filled))


def _whole_codes(sheet: Sheet, panel: int, col: int) -> Iterator[RowCode]:
    """Codes printed whole in one column, alone or before a name."""
    head = "".join(plain(cell.text) for cell in sheet.heads(col))
    units = _UNITS.search(head) is not None
    texts = [(row, text) for row in sheet.data_rows if (text := sheet.text(row, col))]
    codes = [RowCode(row, panel, *_read(text, units), (col,)) for row, text in texts if _read(text, units)[2]]
    if len(codes) < (1 if _CODES.search(head) else max(2, len(texts) / 2)):
        return
    usual = Counter(code.kind for code in codes).most_common(1)[0][0]
    for code in codes:
        yield code if code.kind == UNIT else replace(code, kind=_kind(sheet, col, usual))


def _read(text: str, units: bool) -> tuple[str, str, str]:
    """Kind, the code as printed and in full; empty where the text is none."""
    match = _WITH_NAME.match(text)
    code = match["code"] if match else text
    if units:
        return (UNIT, text, text) if is_unit_code(text) else ("", "", "")
    kind = kind_of(code)
    if kind is None and is_unit_code(code) and len(code) > 3:
        kind = UNIT
    return (kind, code, code) if kind else ("", "", "")


def _kind(sheet: Sheet, col: int, by_digits: str) -> str:
    """The classification that the heads name, where the digits allow it."""
    head = "".join(plain(cell.text) for cell in sheet.heads(col))
    named = next((kind for word, kind in _KINDS if word in head), by_digits)
    economic = (ECONOMIC, GOVERNMENT)
    return named if named in economic and by_digits in economic and named == by_digits else by_digits
