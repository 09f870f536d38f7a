"""Percentages of their bases: columns of shares that two of amounts explain, and where they don't."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from budgetgrid.tables.amounts import parse_number
from budgetgrid.tables.checks.identity import Spot
from budgetgrid.tables.checks.judgement import Verdict
from budgetgrid.tables.sheet import Sheet
from budgetgrid.tables.table import CellRef, Finding

CODE = "percentage-differs"

LEAST_ROWS = 4
"""Rows that two columns must explain for the others to be held to it."""

MOST = 0.75
"""Share of a column's percentages that two columns must explain."""

_Relation = Callable[[Decimal, Decimal], Decimal]
_RELATIONS: tuple[_Relation, ...] = (
    lambda part, base: part / base * 100,
    lambda now, before: (now - before) / before * 100,
)
"""A share or a rate of completion, and a growth."""


def percentages(sheet: Sheet) -> tuple[list[Verdict], list[Finding]]:
    """What the columns of percentages say of their amounts, and the percentages that are none of theirs."""
    verdicts: list[Verdict] = []
    findings: list[Finding] = []
    amounts = [col for section in sheet.sections for col in section.figures]
    for col in range(sheet.table.cols):
        shares = {row: share for row in sheet.data_rows if (share := _share(sheet, row, col)) is not None}
        explained = _explained(sheet, shares, amounts)
        for row, spots, expected in explained:
            held = _fits(expected, shares[row])
            verdicts.append(Verdict((*spots, Spot(sheet.table.id, row, col)), held))
            if not held:
                findings.append(_finding(sheet, row, col, expected, shares[row]))
    return verdicts, findings


def _share(sheet: Sheet, row: int, col: int) -> Decimal | None:
    number = parse_number(sheet.text(row, col))
    return number.value if number and number.unit == "%" else None


def _explained(
    sheet: Sheet, shares: dict[int, Decimal], amounts: Sequence[int]
) -> list[tuple[int, tuple[Spot, Spot], Decimal]]:
    """The rows with what their percentage should be, by the two columns that explain most of them."""
    best: list[tuple[int, tuple[Spot, Spot], Decimal]] = []
    count = 0
    for relation in _RELATIONS:
        for one in amounts:
            for other in amounts:
                rows = list(_related(sheet, shares, one, other, relation)) if one != other else []
                fitting = sum(_fits(expected, shares[row]) for row, _, expected in rows)
                if fitting > count and fitting >= max(LEAST_ROWS, MOST * len(rows)):
                    best, count = rows, fitting
    return best


def _related(
    sheet: Sheet, shares: dict[int, Decimal], one: int, other: int, relation: _Relation
) -> Iterator[tuple[int, tuple[Spot, Spot], Decimal]]:
    name = sheet.table.id
    for row in shares:
        part, base = sheet.figure(row, one).value, sheet.figure(row, other).value
        if part and base:
            yield row, (Spot(name, row, one), Spot(name, row, other)), relation(part, base)


def _fits(expected: Decimal, printed: Decimal) -> bool:
    """Whether a percentage is right to its last digit, rounded or cut off."""
    return abs(expected - printed) < Decimal(1).scaleb(int(printed.as_tuple().exponent))


def _finding(sheet: Sheet, row: int, col: int, expected: Decimal, printed: Decimal) -> Finding:
    step = Decimal(1).scaleb(int(printed.as_tuple().exponent))
    wanted = f"{expected.quantize(step)}%"
    message = f"{printed}% is printed, the amounts make {wanted}"
    ref = (CellRef(row, col),)
    return Finding(CODE, "warning", message, sheet.table.id, ref, wanted, f"{printed}%")
