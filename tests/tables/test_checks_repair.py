"""Figures read again under the constraint of their sums."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from typed_tables import Rows, meant

from budgetgrid.tables.checks.check import Checked, check_tables
from budgetgrid.tables.table import Cell, CellAlternative, Table

ROWS: Rows = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["", "合计", "20.10", "12.00", "8.10"],
    ["201", "一般公共服务支出", "15.10", "7.00", "8.10"],
    ["208", "社会保障和就业支出", "5.00", "5.00", ""],
]


def read_as(row: int, col: int, text: str, *alternatives: str) -> Table:
    table = meant(ROWS)
    offered = tuple(CellAlternative(other, 0.1) for other in alternatives)
    cells = (
        replace(c, text=text, raw=text, value=None, alternatives=offered)
        if (c.row, c.col) == (row, col)
        else c
        for c in table.cells
    )
    return replace(table, cells=tuple(cells))


def checked(table: Table) -> tuple[Checked, dict[tuple[int, int], Cell]]:
    result = check_tables([table], [], 2021)
    return result, {(c.row, c.col): c for c in result.tables[0].cells}


@pytest.mark.parametrize("text", ["15:10", "15.1O", "l5.10", "15。10", "15;10"])
def test_a_sign_that_looks_like_another_is_read_so_where_the_sums_hold(text):
    result, cells = checked(read_as(2, 2, text))
    cell = cells[2, 2]
    assert (cell.value, cell.value_kind, cell.text, cell.raw) == (Decimal("15.10"), "amount", text, text)
    assert "repaired" in cell.flags and cell.value_confidence is not None and cell.value_confidence > 0.9
    assert [(f.code, f.expected, f.actual) for f in result.findings] == [("repaired", "15.10", text)]


def test_the_recognisers_other_reading_is_taken_where_it_alone_makes_row_and_column_hold():
    result, cells = checked(read_as(2, 3, "1.00", "7.00", "4.00"))
    assert (cells[2, 3].value, cells[2, 3].text) == (Decimal("7.00"), "1.00")
    assert [f.code for f in result.findings] == ["repaired"]
    support = next(s for s in result.support if (s.row, s.col) == (2, 3))
    assert (support.passed, support.failed) == (2, 0)


def test_no_value_is_proposed_that_no_reading_offers():
    result, cells = checked(read_as(2, 3, "1.00", "4.00"))
    assert not any("repaired" in cell.flags for cell in cells.values())
    assert {f.code for f in result.findings} == {"sum-across", "sum-of-all-codes"}


def test_a_reading_that_mends_the_row_and_breaks_the_column_is_not_taken():
    table = read_as(2, 3, "1.00")
    offered = (CellAlternative("9.10", 0.2),)
    cells = (replace(c, alternatives=offered) if (c.row, c.col) == (2, 2) else c for c in table.cells)
    _, found = checked(replace(table, cells=tuple(cells)))
    assert not any("repaired" in cell.flags for cell in found.values())


def test_two_readings_that_mend_the_same_sum_are_left_to_a_person():
    rows: Rows = [["项目", "金额"], ["一、甲", "3.00"], ["二、乙", "4.00"], ["合计", "9.00"]]
    table = meant(rows)
    offers = {1: "5.00", 2: "6.00"}
    cells = (
        replace(c, alternatives=(CellAlternative(offers[c.row], 0.3),)) if c.col and c.row in offers else c
        for c in table.cells
    )
    result, found = checked(replace(table, cells=tuple(cells)))
    assert not any("repaired" in cell.flags for cell in found.values())
    assert [f.code for f in result.findings] == ["sum-total"]


def test_a_lost_minus_is_found_again():
    rows: Rows = [["项目", "金额"], ["一、甲", "30.00"], ["二、乙", "4.00"], ["合计", "26.00"]]
    _, cells = checked(meant(rows))
    assert (cells[2, 1].value, cells[2, 1].text) == (Decimal("-4.00"), "4.00")


def test_checking_a_repaired_table_again_changes_nothing():
    first, _ = checked(read_as(2, 2, "15:10"))
    again = check_tables(first.tables, [], 2021)
    assert again.tables == first.tables
    assert again.findings == ()
