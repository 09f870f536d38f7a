"""What numbers count: by their heads, their columns and their own units."""

from __future__ import annotations

from decimal import Decimal

import pytest
from typed_tables import Rows, meant

from budgetgrid.tables.meaning.units import in_yuan, unit_in_heads
from budgetgrid.tables.table import Cell, Table


def figure(head: str, text: str, *more: str, unit: str | None = "万元") -> Cell:
    """The cell with this text below a head, other texts of its column below it."""
    rows: Rows = [["项目", head], ["甲", text], *(["乙", other] for other in more)]
    return next(cell for cell in meant(rows, unit=unit).cells if (cell.row, cell.col) == (1, 1))


@pytest.mark.parametrize(
    ("head", "text", "kind", "unit"),
    [
        ("金额", "3112000", "amount", None),
        ("上年预算数", "172", "amount", None),
        ("本年预算（含结转）", "172", "amount", None),
        ("数量", "12", "count", None),
        ("数量（台）", "12", "count", "台"),
        ("编制数", "0", "count", None),
        ("增减%", "12.5", "percent", "%"),
        ("占比（%）", "50", "percent", "%"),
        ("金额", "12.5%", "percent", "%"),
        ("预算数（元）", "5", "amount", "元"),
        ("预算数（万元）", "5", "amount", None),
        ("预算数", "500元", "amount", "元"),
        ("年度", "2021", None, None),
        ("联系电话", "65650016", None, None),
        ("金额", "—", None, None),
    ],
)
def test_a_head_says_what_a_number_counts(head, text, kind, unit):
    cell = figure(head, text)
    assert (cell.value_kind, cell.unit) == (kind, unit)


def test_a_bare_integer_among_amounts_is_one_whatever_its_head():
    assert figure("财政供养", "40", "1,250.50", unit=None).value == Decimal(40)
    assert figure("财政供养", "40", "50", unit=None).value is None


def test_bare_integers_in_a_table_with_a_unit_of_money_are_amounts():
    assert figure("生活补助", "2", "3", unit="万元").value_kind == "amount"
    assert figure("人数", "2", "3", unit="万元").value_kind == "count"


def test_running_numbers_and_codes_have_no_value():
    rows: Rows = [["序号", "科目编码", "科目名称", "金额"], ["1", "201", "公共服务", "5"]]
    assert [cell.value for cell in meant(rows).cells if cell.row] == [None, None, None, Decimal(5)]


def test_the_unit_over_all_amounts_is_the_tables():
    table = meant([["项目", "金额（元）", "人数"], ["甲", "5", "3"]], unit=None)
    assert (table.unit, [cell.unit for cell in table.cells if cell.value]) == ("元", [None, None])


def test_amounts_in_several_units_leave_the_table_without_one():
    table = meant([["项目", "金额（元）", "总额（万元）"], ["甲", "5", "3"]], unit=None)
    assert (table.unit, [cell.unit for cell in table.cells if cell.value]) == (None, ["元", "万元"])


def test_a_title_may_name_the_unit():
    table = meant([["项目", "金额"], ["甲", "5"]], title="支出表（单位：百元）", unit=None)
    assert (table.unit, table.currency) == ("百元", "CNY")


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        (("资金（万元）", "合计"), "万元"),
        (("预算（万元）", "单价(元)"), "元"),
        (("金额单位：元",), "元"),
        (("经费（含上年）",), None),
        (("人数",), None),
    ],
)
def test_units_stand_in_brackets_of_heads_the_innermost_first(path, unit):
    assert unit_in_heads(path) == unit


@pytest.mark.parametrize(
    ("unit", "currency", "kind", "expected"),
    [
        ("万元", None, "amount", Decimal("15000")),
        ("百元", None, "amount", Decimal("150")),
        ("人民币元", "CNY", "amount", Decimal("1.5")),
        ("万元", "USD", "amount", None),
        ("万美元", None, "amount", None),
        (None, None, "amount", None),
        ("万元", None, "percent", None),
    ],
)
def test_yuan_only_where_the_unit_says_so(unit, currency, kind, expected):
    cell = Cell(0, 0, value=Decimal("1.5"), value_kind=kind)
    assert in_yuan(cell, Table("t", 1, 1, (cell,), (), unit=unit, currency=currency)) == expected


def test_the_unit_of_a_cell_goes_before_its_tables():
    cell = Cell(0, 0, value=Decimal(2), value_kind="amount", unit="亿元")
    assert in_yuan(cell, Table("t", 1, 1, (cell,), (), unit="元")) == 200_000_000
