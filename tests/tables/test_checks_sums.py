"""Sums and repeated figures: found where a document obeys them, reported where one fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from typed_tables import Rows, meant

from budgetgrid.tables.checks.check import Checked, check_tables
from budgetgrid.tables.table import Finding, Table


def check(*tables: Table) -> Checked:
    return check_tables([replace(t, id=f"t{n}") for n, t in enumerate(tables, 1)], [], 2021)


def sums(findings: Sequence[Finding]) -> list[tuple[str, str | None, str | None]]:
    return [(f.code, f.expected, f.actual) for f in findings if f.severity == "warning"]


def changed(rows: Rows, row: int, col: int, text: str) -> Rows:
    return [[text if (r, c) == (row, col) else t for c, t in enumerate(line)] for r, line in enumerate(rows)]


SPENDING: Rows = [
    ["科目编码", "科目名称", "合计", "基本支出", None, None, "项目支出"],
    [None, None, None, "小计", "人员经费", "公用经费", None],
    ["", "合计", "20.00", "12.00", "9.00", "3.00", "8.00"],
    ["201", "一般公共服务支出", "15.00", "7.00", "5.00", "2.00", "8.00"],
    ["20103", "政府办公厅事务", "15.00", "7.00", "5.00", "2.00", "8.00"],
    ["2010301", "行政运行", "7.00", "7.00", "5.00", "2.00", ""],
    ["2010302", "一般行政管理事务", "8.00", "", "", "-", "8.00"],
    ["208", "社会保障和就业支出", "5.00", "5.00", "4.00", "1.00", "0.00"],
]
HEADS = ((0, 0, 2, 1), (0, 1, 2, 1), (0, 2, 2, 1), (0, 3, 1, 3), (0, 6, 2, 1))


def test_nothing_is_reported_of_a_table_that_adds_up():
    assert check(meant(SPENDING, *HEADS)).findings == ()


@pytest.mark.parametrize(
    ("row", "col", "text", "codes"),
    [
        (5, 4, "6.00", {"sum-across", "sum-of-codes"}),
        (2, 2, "26.00", {"sum-across", "sum-of-all-codes"}),
        (3, 6, "3.00", {"sum-across", "sum-of-codes", "sum-of-all-codes"}),
        (6, 2, "", {"sum-across", "sum-of-codes"}),
    ],
)
def test_one_wrong_figure_breaks_the_sums_of_its_row_and_column(row, col, text, codes):
    checked = check(meant(changed(SPENDING, row, col, text), *HEADS))
    assert {f.code for f in checked.findings} == codes
    worst = max(checked.support, key=lambda s: (s.failed, -s.passed))
    assert (worst.row, worst.col) == (row, col)


def test_a_failed_sum_names_its_cells_and_both_figures():
    findings = check(meant(changed(SPENDING, 7, 5, "1.50"), *HEADS)).findings
    across = next(f for f in findings if f.code == "sum-across")
    assert (across.table, across.expected, across.actual) == ("t1", "5.50", "5.00")
    assert [(c.row, c.col) for c in across.cells] == [(7, 3), (7, 4), (7, 5)]


def test_a_column_that_was_lost_is_one_finding_and_not_one_a_row():
    rows = [[("" if c == 4 and r > 1 else t) for c, t in enumerate(line)] for r, line in enumerate(SPENDING)]
    assert [f.code for f in check(meant(rows, *HEADS)).findings] == ["sum-across"]


def test_every_figure_of_a_table_that_adds_up_is_confirmed_and_none_contradicted():
    checked = check(meant(SPENDING, *HEADS))
    passed = {(s.row, s.col) for s in checked.support if s.passed}
    assert passed >= {(r, c) for r in range(2, 8) for c in range(2, 7)}
    assert not any(s.failed for s in checked.support)


BALANCE: Rows = [
    ["收入", None, "支出", None],
    ["项目", "金额", "项目", "金额"],
    ["一、财政拨款", "15.00", "一、基本支出", "12.00"],
    ["1.一般公共预算", "11.00", "二、项目支出", "5.00"],
    ["2.政府性基金", "4.00", "", ""],
    ["二、其他资金", "2.00", "", ""],
    ["当年收入小计", "17.00", "当年支出小计", "17.00"],
    ["上年结转", "1.00", "结转下年", "1.00"],
    ["收入合计", "18.00", "支出合计", "18.00"],
]
SIDES = ((0, 0, 1, 2), (0, 2, 1, 2))


def test_numbered_items_running_totals_and_both_sides_add_up():
    checked = check(meant(BALANCE, *SIDES))
    assert checked.findings == ()
    assert {(s.row, s.col) for s in checked.support} >= {(r, 1) for r in range(2, 9)} | {(8, 3)}


def test_income_that_is_not_expenditure_is_reported():
    rows = changed(changed(BALANCE, 8, 1, "19.00"), 7, 1, "2.00")
    assert sums(check(meant(rows, *SIDES)).findings) == [("income-is-expenditure", "19.00", "18.00")]


def test_a_share_need_not_be_exhausted_by_what_is_named_of_it():
    rows: Rows = [
        ["项目", "金额"], ["一、公务用车", "5.00"], ["其中：燃料费", "2.00"], ["二、公务接待", "3.00"],
        ["合计", "8.00"],
    ]  # fmt: skip
    assert check(meant(rows)).findings == ()


def test_money_in_forms_is_the_sum_of_its_sources():
    rows: Rows = [
        ["项目名称", "维护经费", None],
        ["项目资金（万元）", "资金总额：", "12.00"],
        [None, "其中：财政拨款", "9.00"],
        [None, "其他资金", "2.00"],
        ["绩效目标", "保障系统正常运转", None],
    ]
    merged = ((0, 1, 1, 2), (1, 0, 3, 1), (4, 1, 1, 2))
    assert sums(check(meant(rows, *merged)).findings) == [("sum-of-funds", "11.00", "12.00")]
    assert check(meant(changed(rows, 3, 2, "3.00"), *merged)).findings == ()


REPEATED: Rows = [
    ["科目编码", "科目名称", "金额"],
    ["2010301", "行政运行", "70000.00"],
    ["2010302", "一般行政管理事务", "80000.00"],
    ["2080505", "机关事业单位基本养老保险缴费支出", "31052.00"],
    ["2101101", "行政单位医疗", "12500.00"],
    ["2210201", "住房公积金", "20400.00"],
    ["2210203", "购房补贴", "5600.00"],
]
IN_TENTHOUSANDS = [[f"{float(t) / 10000:.2f}" if r and c == 2 else t for c, t in enumerate(line)]
                   for r, line in enumerate(REPEATED)]  # fmt: skip


def test_the_same_column_in_another_unit_confirms_its_figures():
    checked = check(meant(REPEATED, unit="元"), meant(IN_TENTHOUSANDS, unit="万元"))
    assert checked.findings == ()
    assert {(s.table, s.row) for s in checked.support if s.col == 2} == {
        (t, r) for t in ("t1", "t2") for r in range(1, 7)
    }


def test_a_figure_that_differs_from_itself_elsewhere_by_a_digit_is_reported():
    other = changed(REPEATED, 3, 2, "37052.00")
    found = check(meant(REPEATED, unit="元"), meant(other, unit="元")).findings
    assert sums(found) == [("figure-repeated", "37052.00", "31052.00")]


def test_rows_that_changed_places_are_reported():
    other = changed(changed(REPEATED, 4, 2, "20400.00"), 5, 2, "12500.00")
    found = check(meant(REPEATED, unit="元"), meant(other, unit="元")).findings
    assert [(f.code, f.actual) for f in found] == [
        ("figure-repeated", "12500.00"),
        ("figure-repeated", "20400.00"),
    ]


def test_a_column_that_differs_in_kind_proves_nothing():
    other = changed(changed(REPEATED, 4, 2, "0.00"), 5, 2, "9000.00")
    assert check(meant(REPEATED, unit="元"), meant(other, unit="元")).findings == ()
