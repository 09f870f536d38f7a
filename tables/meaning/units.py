"""The unit in force for an amount: printed with it, over its column, or above its table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.table import Cell, Table

YUAN = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "十万元": Decimal(100_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
"""What one of each printed unit is worth in 元."""

RENMINBI = "CNY"

_MONEY = r"[十百千万亿]{0,2}元"
_THING = r"[个人辆台套次份件户项平方米公里]{1,3}"
_IN_BRACKETS = re.compile(rf"[(\[](?:金额)?(?:单位:?)?(?P<unit>{_MONEY}|[%‰]|{_THING})[)\]]")
_NAMED = re.compile(rf"单位:?(?:人民币)?(?P<unit>{_MONEY})")


def unit_in_heads(path: Sequence[str]) -> str | None:
    """The unit that heads or labels name in brackets (`金额（万元）`), the innermost first."""
    for text in reversed(path):
        match = _IN_BRACKETS.search(plain(text)) or _NAMED.search(plain(text))
        if match:
            return match["unit"]
    return None


def kind_of_unit(unit: str) -> str:
    """What numbers in a unit are: amount, percent or count."""
    return "amount" if unit in YUAN else "percent" if unit in ("%", "‰") else "count"


def unit_in_title(title: str | None) -> str | None:
    """The unit of amounts that a title names: `支出表（单位：万元）`."""
    found = unit_in_heads([title or ""])
    return found if found in YUAN else None


def currency_of(unit: str | None) -> str | None:
    """The currency that a unit is of; None where it says nothing."""
    return RENMINBI if (unit or "").removeprefix("人民币") in YUAN else None


def in_yuan(cell: Cell, table: Table) -> Decimal | None:
    """The amount in 元; None for what is no amount, of an unknown unit, or in another currency."""
    unit = (cell.unit or table.unit or "").removeprefix("人民币")
    if cell.value is None or cell.value_kind != "amount" or unit not in YUAN:
        return None
    return cell.value * YUAN[unit] if table.currency in (RENMINBI, None) else None
