"""Whether a part without a name begins another table of the same shape: its budget codes and sums tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from budgetgrid.tables.amounts import parse_number
from budgetgrid.tables.codes import kind_of
from budgetgrid.tables.page_break import TOTALS, folded
from budgetgrid.tables.table import Table

TOP_DIGITS = 3
"""Digits of the codes that a total is the sum of: 类."""

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Row:
    """The code that a row begins with, its first text, and its amounts by column."""

    code: str
    label: str
    amounts: dict[int, Decimal]


def starts_over(parts: Sequence[Table], part: Table, repeated: int) -> bool:
    """Whether the codes of a part begin again, where those of the table so far rise from row to row.

    They do where its first is not behind the table's own first, or anywhere before its last if the table's
    total is the sum of what it holds. A unit's name beside the break begins its codes within one table.
    `parts`: the table so far; `repeated`: the rows of its header in `part`.
    """
    rows = [row for k, p in enumerate(parts) for row in _rows(p, max(p.header_rows, repeated if k else 0))]
    codes = [row.code for row in rows if row.code]
    first = next(_rows(part, repeated)).code if repeated < part.rows else ""
    rising = len(codes) > 1 and bool(rows[-1].code) and all(a < b for a, b in pairwise(codes))
    if not rising or not first or first >= codes[-1]:
        return False
    return first <= codes[0] or _is_summed_up(rows)


def _rows(table: Table, head: int) -> Iterator[_Row]:
    for index in range(head, table.rows):
        cells = sorted((c for c in table.cells if c.row == index), key=lambda c: c.col)
        texts = [text for c in cells if (text := folded(c.text))]
        numbers = {c.col: number for c in cells if (number := parse_number(folded(c.text)))}
        amounts = {col: number.value for col, number in numbers.items()}
        yield _Row(_code(texts), texts[0] if texts else "", amounts)


def _code(texts: Sequence[str]) -> str:
    """The code that a row begins with, whole or with a cell for each level; empty where it has none."""
    code = ""
    for text in texts:
        longer = code + text
        if not text.isdigit() or kind_of(longer) is None:
            break
        code = longer
    return code


def _is_summed_up(rows: Sequence[_Row]) -> bool:
    """Whether the total among rows is the sum of the 类, in every column that has one."""
    total = next((row for row in rows if row.label in TOTALS), None)
    tops = [row for row in rows if len(row.code) == TOP_DIGITS]
    columns = [col for col, value in total.amounts.items() if value] if total else []
    if not total or not columns or not tops:
        return False
    sums = {col: sum((row.amounts.get(col, Decimal(0)) for row in tops), Decimal(0)) for col in columns}
    return all(abs(total.amounts[col] - sums[col]) < CENT for col in columns)
