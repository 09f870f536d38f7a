"""Income is expenditure: the totals of two sides in one row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgetgrid.tables.checks.identity import Identity, down
from budgetgrid.tables.checks.outline_sums import first_label
from budgetgrid.tables.sheet import Section, Sheet

RULE = "income-is-expenditure"
SIDE_TOTAL = re.compile(r"(?:收入|支出|收支)?(?:合计|总计)[:：]?")
"""Labels of totals that are equal; those of the year alone (本年收入合计) need not be."""


def side_sums(sheet: Sheet) -> Iterator[Identity]:
    """Totals of the first two sections that stand in one row (收入总计 | 支出总计)."""
    if len(sheet.sections) < 2:
        return
    income, spending = sheet.sections[:2]
    for row in sheet.data_rows:
        labels = [first_label(sheet, row, side) for side in (income, spending)]
        if all(SIDE_TOTAL.fullmatch(label) for label in labels) and _answer(*labels):
            yield from _equal(sheet, row, income, spending)


def _answer(one: str, other: str) -> bool:
    """Whether two labels are of the same rank: 总计 answers to 总计."""
    return one.rstrip(":：").endswith(other.rstrip(":：")[-2:])


def _equal(sheet: Sheet, row: int, income: Section, spending: Section) -> Iterator[Identity]:
    """The equality of the first figures of a row's sides, where it has both."""
    own, other = (
        next(down(sheet, RULE, side.index, row, (), side.figures[:1]), None) for side in (income, spending)
    )
    if own is not None and other is not None:
        yield Identity(RULE, f"{RULE} {sheet.table.id}", other.total, (own.total,))
