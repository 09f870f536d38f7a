"""What numbers count, by what stands over and before them: money, per cent, things, or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from budgetgrid.tables.amounts import Number, looks_like_code, parse_number
from budgetgrid.tables.meaning.units import kind_of_unit, unit_in_heads
from budgetgrid.tables.meaning.words import AMOUNT_HEAD, COUNT_HEAD, NO_NUMBER_HEAD, PERCENT_HEAD
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.table import Cell

_IS_SUM = re.compile(r"合计|小计|总计|总数")
"""Heads of sums, of whatever kind."""

NUMBERLESS = ("title", "header", "stub", "label", "note")
"""Roles of cells that name something: their digits are no figures."""


def with_number(cell: Cell, heads: Sequence[str], table_unit: str | None, *, among_amounts: bool) -> Cell:
    """The cell with its number as its heads (from the outermost) say; a stub, head or label has none.

    A bare number is a count under 数量 and the like, per cent under 比例, and an amount `among_amounts` (in a
    column that holds such) or under 金额; under 年度 or 编码 it is none. What is printed with a number goes
    before what stands over it. `unit` is set where it is another than the table's.
    """
    number = None if cell.role in NUMBERLESS else _number(cell.text, heads, among_amounts)
    if number is None:
        return replace(cell, value=None, value_kind=None, value_confidence=None, unit=None)
    unit = number.unit if number.unit != table_unit else None
    return replace(
        cell,
        value=number.value,
        value_kind=number.kind,
        value_confidence=cell.text_confidence,
        unit=unit,
    )


def _number(text: str, heads: Sequence[str], among_amounts: bool) -> Number | None:
    number = parse_number(text)
    if number is None or number.kind != "plain":
        return number
    if heads and NO_NUMBER_HEAD.fullmatch(plain(heads[-1])):
        return None
    unit = unit_in_heads(heads)
    if unit is not None:
        return Number(number.value, kind_of_unit(unit), unit)
    kind = _kind(heads, among_amounts or not looks_like_code(text) or text == "0")
    return None if kind is None else Number(number.value, kind, "%" if kind == "percent" else None)


def _kind(heads: Sequence[str], like_amount: bool) -> str | None:
    """What a bare number counts, by the innermost head that tells."""
    for text in map(plain, reversed(heads)):
        if PERCENT_HEAD.fullmatch(text):
            return "percent"
        if COUNT_HEAD.fullmatch(text):
            return "count"
        if AMOUNT_HEAD.fullmatch(text) and not _IS_SUM.fullmatch(text):
            return "amount"
    if not like_amount and not any(AMOUNT_HEAD.fullmatch(plain(text)) for text in heads):
        return None
    return "amount"
