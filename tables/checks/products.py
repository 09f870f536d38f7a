"""Quantity times price: a column of amounts that those two explain, and where they don't."""

from __future__ import annotations

import re
from decimal import Decimal

from budgetgrid.tables.checks.identity import Spot
from budgetgrid.tables.checks.judgement import Verdict
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.sheet import Sheet
from budgetgrid.tables.table import CellRef, Finding

CODE = "product-differs"

QUANTITY = re.compile(r"(?:采购|购置)?数量.*")
PRICE = re.compile(r"(?:预算|参考)?单价.*")

SCALES = (Decimal(1), Decimal("0.0001"), Decimal(10_000))
"""Amounts in the unit of the price, in 万元 of prices in 元, in 元 of prices in 万元."""

LEAST_ROWS = 2
"""Rows in which quantity times price must be the amount for the others to be held to it."""

MOST = 0.5
"""Share of the rows in which it must be more often than not."""


def products(sheet: Sheet) -> tuple[list[Verdict], list[Finding]]:
    """What quantities and prices say of the amounts beside them, in tables with one column of each."""
    cols = [col for section in sheet.sections for col in section.figures]
    heads = {col: plain(cells[-1].text) for col in cols if (cells := sheet.heads(col))}
    quantities = [col for col, head in heads.items() if QUANTITY.fullmatch(head)]
    prices = [col for col, head in heads.items() if PRICE.fullmatch(head)]
    if len(quantities) != 1 or len(prices) != 1:
        return [], []
    verdicts: list[Verdict] = []
    findings: list[Finding] = []
    others = [col for col in cols if col not in (*quantities, *prices)]
    for row, col, expected in _expected(sheet, quantities[0], prices[0], others):
        actual = sheet.figure(row, col).value or Decimal(0)
        held = _fits(expected, actual)
        spots = tuple(Spot(sheet.table.id, row, c) for c in (quantities[0], prices[0], col))
        verdicts.append(Verdict(spots, held))
        if not held:
            refs = tuple(CellRef(row, spot.col) for spot in spots)
            wanted = f"{expected.normalize():f}"
            message = f"quantity times price is {wanted}, {actual:f} is printed"
            findings.append(Finding(CODE, "warning", message, sheet.table.id, refs, wanted, f"{actual:f}"))
    return verdicts, findings


def _expected(sheet: Sheet, quantity: int, price: int, cols: list[int]) -> list[tuple[int, int, Decimal]]:
    """Row, column and amount by quantity and price, in the column and the scale that most rows obey."""
    best: list[tuple[int, int, Decimal]] = []
    count = 0
    for col in cols:
        for scale in SCALES:
            rows = []
            for row in sheet.data_rows:
                one, other = sheet.figure(row, quantity).value, sheet.figure(row, price).value
                if one and other and sheet.figure(row, col).printed:
                    rows.append((row, col, one * other * scale))
            fitting = sum(
                _fits(wanted, sheet.figure(row, col).value or Decimal(0)) for row, _, wanted in rows
            )
            if fitting > count and fitting >= LEAST_ROWS and fitting > MOST * len(rows):
                best, count = rows, fitting
    return [(row, col, wanted) for row, col, wanted in best if sheet.figure(row, col).value is not None]


def _fits(expected: Decimal, printed: Decimal) -> bool:
    """Whether an amount is a product to its last digit."""
    return abs(expected - printed) < Decimal(1).scaleb(int(printed.as_tuple().exponent))
