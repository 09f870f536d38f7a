"""The same figures in several tables: columns whose rows agree by code or label are the same column again."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgetgrid.tables.checks.identity import Figures, Identity, Spot, one_digit_apart
from budgetgrid.tables.checks.outline_sums import TOTAL, first_label
from budgetgrid.tables.codes import UNIT, RowCode, parent_of
from budgetgrid.tables.sheet import ZERO, Section, Sheet

RULE = "figure-repeated"

LEAST_AGREEING = 4
"""Rows with a figure in which two columns must agree to be the same: of three, 合计, 类 and 款 of one code, a
part of a column agrees with the whole."""

_NUMBERING = re.compile(r"^(?:其中[:：]?)?(?:\(?[一二三四五六七八九十\d]+[、.)])?")
_TOTAL_KEY = "合计"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of figures by what its rows are called, in 元 where the unit is known."""

    table: str
    factor: Decimal
    spots: Mapping[str, Spot]


def repeated_figures(
    sheets: Sequence[Sheet], codes: Mapping[str, Sequence[RowCode]], figures: Figures
) -> Iterator[Identity]:
    """Figures that stand in two tables under the same code or label.

    Two columns are taken for the same where they agree in all rows that both have, in all but one, or in most
    and the others have the same figures in another order. One row that differs counts where the row that
    sums it agrees, or where it differs by a digit: else the column is another (a part of it, another fund).
    """
    columns = [column for sheet in sheets for column in _columns(sheet, codes[sheet.table.id], figures)]
    for one, other in _pairs(columns, figures):
        keys = [key for key in one.spots if key in other.spots]
        differing = [key for key in keys if not _same(one, other, key, figures)]
        filled = [key for key in keys if _value(one, key, figures) or _value(other, key, figures)]
        agreeing = len(filled) - len(differing)
        moved = len(differing) < agreeing and _moved(one, other, differing, figures)
        counts = _counts(one, other, differing, keys, figures)
        if agreeing >= LEAST_AGREEING and (not differing or moved or counts):
            yield from (_identity(one, other, key, figures) for key in filled)


def _columns(sheet: Sheet, codes: Sequence[RowCode], figures: Figures) -> Iterator[_Column]:
    for section in sheet.sections:
        keys = _keys(sheet, section, codes)
        for col in section.figures:
            at = {key: Spot(sheet.table.id, row, col) for key, row in keys.items()}
            spots = {key: spot for key, spot in at.items() if spot in figures}
            yield _Column(sheet.table.id, sheet.yuan(col) or Decimal(1), spots)


def _keys(sheet: Sheet, section: Section, codes: Sequence[RowCode]) -> dict[str, int]:
    """The row of each code, or label where there are none; what comes twice is left out."""
    coded = {c.row: c.full for c in codes if c.panel == section.index and c.kind != UNIT}
    found: dict[str, list[int]] = defaultdict(list)
    for row in sheet.data_rows:
        label = first_label(sheet, row, section)
        if row in coded:
            found[coded[row]].append(row)
        elif TOTAL.fullmatch(label):
            found[_TOTAL_KEY].append(row)
        elif label and not coded:
            found[_NUMBERING.sub("", sheet.name(row, section))].append(row)
    return {key: rows[0] for key, rows in found.items() if len(rows) == 1}


def _pairs(columns: Sequence[_Column], figures: Figures) -> Iterator[tuple[_Column, _Column]]:
    """Columns of two tables with enough figures in common; of several of one table that with most."""
    holders: dict[tuple[str, Decimal], list[int]] = defaultdict(list)
    for index, column in enumerate(columns):
        for key in column.spots:
            value = _value(column, key, figures)
            if value:
                holders[key, value].append(index)
    common: Counter[tuple[int, int]] = Counter()
    for indexes in holders.values():
        for place, index in enumerate(indexes):
            for other in indexes[place + 1 :]:
                if columns[index].table != columns[other].table:
                    common[index, other] += 1
    best: dict[tuple[int, str], tuple[int, int]] = {}
    for (index, other), count in common.items():
        for mine, theirs in ((index, other), (other, index)):
            facing = (mine, columns[theirs].table)
            best[facing] = max(best.get(facing, (0, 0)), (count, -theirs))
    chosen = {
        tuple(sorted((mine, -theirs)))
        for (mine, _), (count, theirs) in best.items()
        if count >= LEAST_AGREEING
    }
    yield from ((columns[first], columns[second]) for first, second in sorted(chosen))


def _value(column: _Column, key: str, figures: Figures) -> Decimal | None:
    value = figures[column.spots[key]].value
    return None if value is None else value * column.factor


def _same(one: _Column, other: _Column, key: str, figures: Figures) -> bool:
    """Whether two columns agree in a row, to the last digit that both print."""
    mine, theirs = _value(one, key, figures), _value(other, key, figures)
    if mine is None or theirs is None:
        return True
    return abs(mine - theirs) <= _rounding(one, other, key, figures)


def _counts(
    one: _Column, other: _Column, differing: Sequence[str], keys: Sequence[str], figures: Figures
) -> bool:
    """Whether the only row in which two columns differ is one where they should not."""
    if len(differing) != 1:
        return False
    key = differing[0]
    whole = _TOTAL_KEY if not key.isdigit() else parent_of(key) or _TOTAL_KEY
    if whole != key and whole in keys:
        return True
    mine, theirs = _value(one, key, figures), _value(other, key, figures)
    return mine is not None and theirs is not None and one_digit_apart(mine, theirs)


def _moved(one: _Column, other: _Column, keys: Sequence[str], figures: Figures) -> bool:
    """Whether two columns have the same figures in these rows, in another order."""
    mine, theirs = (Counter(_value(column, key, figures) for key in keys) for column in (one, other))
    return mine == theirs


def _rounding(one: _Column, other: _Column, key: str, figures: Figures) -> Decimal:
    """Half of the coarser last digit, in 元, where the units differ; nothing in one unit."""
    if one.factor == other.factor:
        return ZERO
    return max(_last_digit(column, key, figures) for column in (one, other)) / 2


def _last_digit(column: _Column, key: str, figures: Figures) -> Decimal:
    value = figures[column.spots[key]].value
    exponent = value.as_tuple().exponent if value is not None else 0
    return column.factor * Decimal(1).scaleb(int(exponent))


def _identity(one: _Column, other: _Column, key: str, figures: Figures) -> Identity:
    return Identity(
        RULE,
        f"{RULE} {one.table} {other.table} {one.spots[key].col} {other.spots[key].col}",
        one.spots[key],
        (other.spots[key],),
        other.factor / one.factor,
        _rounding(one, other, key, figures) / one.factor,
    )
