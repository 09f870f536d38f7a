"""Sums in the truth of a document: found in its tables alone, and enforced where most of their kind hold.

A department's budget adds up (合计 is the sum of the 类 rows, 小计 of its columns, 收入总计 = 支出总计), but
a total can have parts that no list foresees. So every rule is tried on the whole document first; only one
that most of its sums obey says that the others fail. Nothing of the pipeline is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from budgetgrid.benchmarks.column_sums import column_identities
from budgetgrid.benchmarks.row_sums import (
    Identity,
    code_identities,
    code_keys,
    outline,
    part_identities,
    top_rows,
    total_identities,
)
from budgetgrid.benchmarks.sum_sheet import Sheet, Spot, sheets_of
from budgetgrid.benchmarks.truth import TruthTable

SIDE_TOTAL = re.compile(r"((当年|本年)?(收入|支出))?(小计|合计|总计)")
"""The total of one side of a table of income and expenditure."""

MOST = Decimal("0.5")
"""A rule is enforced in a document where more than this share of its sums hold."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A cell that should be the sum of others by a `rule`; `actual` is None where no amount is printed."""

    rule: str
    total: Spot
    parts: tuple[Spot, ...]
    expected: Decimal
    actual: Decimal | None

    @property
    def holds(self) -> bool:
        """Whether it does, to the last digit."""
        return self.expected == (self.actual or 0)


@dataclass(frozen=True, slots=True)
class SumReport:
    """Sums that hold, those that fail a rule which most obey, and those of rules that most don't obey."""

    held: tuple[Sum, ...]
    failed: tuple[Sum, ...]
    doubted: tuple[Sum, ...]


def check_sums(tables: Sequence[TruthTable]) -> SumReport:
    """The sums of a document's tables."""
    sums = sorted((s for sheet in sheets_of(tables) for s in _sums_of(sheet)), key=lambda s: s.rule)
    held: list[Sum] = []
    failed: list[Sum] = []
    doubted: list[Sum] = []
    for _, group in groupby(sums, key=lambda s: s.rule):
        same = list(group)
        good = [s for s in same if s.holds]
        held.extend(good)
        enforced = len(good) > MOST * len(same)
        (failed if enforced else doubted).extend(s for s in same if not s.holds)
    return SumReport(tuple(held), tuple(failed), tuple(doubted))


def _sums_of(sheet: Sheet) -> Iterator[Sum]:
    for total, parts in column_identities(sheet):
        for row in sheet.data_rows:
            yield from _sum(sheet, "columns", (row, total), [(row, col) for col in parts])
    for panel in sheet.panels:
        yield from _sums_down(sheet, panel)
    yield from _income_is_expenditure(sheet)


def _sums_down(sheet: Sheet, panel: range) -> Iterator[Sum]:
    amounts = sheet.amount_columns(panel)
    if not amounts:
        return
    stub = [col for col in panel if col < amounts[0]]
    if not stub:
        return
    keys = code_keys(sheet, stub)

    def down(rule: str, identities: Iterable[Identity]) -> list[Sum]:
        return [s for row, parts in identities for s in _down(sheet, rule, panel, amounts, row, parts)]

    if len(keys) > 1:
        uncoded = (r for r in sheet.data_rows if r not in keys)
        totals = [r for r in uncoded if any(sheet.amount(r, c) is not None for c in amounts)]
        yield from _best(
            lambda details: [
                *down("codes", code_identities(keys, details=details)),
                *down("code totals", [(r, tuple(top_rows(keys, details=details))) for r in totals]),
            ]
        )
        return
    entries = outline(sheet, stub, amounts)
    yield from down("parts", part_identities(entries))
    yield from _best(lambda running: down("totals", total_identities(entries, running=running)))


def _best(alternative: Callable[[bool], list[Sum]]) -> list[Sum]:
    """Of two ways to sum a table the one that more of it obeys; the first if neither."""
    one, other = alternative(True), alternative(False)
    return other if _share(other) > _share(one) else one


def _share(sums: Sequence[Sum]) -> float:
    return sum(s.holds for s in sums) / len(sums) if sums else 0.0


def _down(
    sheet: Sheet, rule: str, panel: range, amounts: Sequence[int], row: int, parts: tuple[int, ...]
) -> Iterator[Sum]:
    for col in amounts:
        at = _total_column(sheet, panel, row, col)
        yield from _sum(sheet, rule, (row, at), [(part, col) for part in parts])


def _total_column(sheet: Sheet, panel: range, row: int, col: int) -> int:
    """The column of a row's amount for the column: beyond a label merged over the panel's side."""
    label = sheet.owners[row][panel.start]
    end = label.col + label.colspan
    if label.row == row and label.text and not (panel.start <= label.col and end <= col):
        return next((c for c in range(end, sheet.cols) if sheet.amount(row, c) is not None), col)
    return col


def _income_is_expenditure(sheet: Sheet) -> Iterator[Sum]:
    """Totals of the first two panels that stand in one row: 收入总计 = 支出总计."""
    if len(sheet.panels) < 2:
        return
    for row in sheet.data_rows:
        sides = [panel for panel in sheet.panels[:2] if SIDE_TOTAL.fullmatch(sheet.label(row, panel.start))]
        columns = [
            _total_column(sheet, panel, row, amounts[0])
            for panel in sides
            if (amounts := sheet.amount_columns(panel))
        ]
        if len(columns) == 2:
            yield from _sum(sheet, "income is expenditure", (row, columns[1]), [(row, columns[0])])


def _sum(sheet: Sheet, rule: str, total: tuple[int, int], parts: Sequence[tuple[int, int]]) -> Iterator[Sum]:
    """The sum, unless it is one of nothing."""
    expected = sum((sheet.amount(*part) or Decimal(0) for part in parts), Decimal(0))
    actual = sheet.amount(*total)
    if expected or actual:
        yield Sum(rule, sheet.spot(*total), tuple(sheet.spot(*p) for p in parts), expected, actual)
