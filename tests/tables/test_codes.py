"""Budget codes of rows, and what they are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typed_tables import Rows, meant

from budgetgrid.tables.code_names import known_names, same_name
from budgetgrid.tables.codes import RowCode, is_unit_code, kind_of, parent_of
from budgetgrid.tables.codes_of_rows import codes_of_rows
from budgetgrid.tables.sheet import open_sheet


def codes_of(rows: Rows, *merged: tuple[int, int, int, int]) -> tuple[RowCode, ...]:
    return codes_of_rows(open_sheet(meant(rows, *merged)))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("201", "functional"), ("20103", "functional"), ("2010301", "functional"), ("30101", "economic"),
        ("50201", "government-economic"), ("3010101", None), ("101034", None), ("401", None), ("20", None),
    ],
)  # fmt: skip
def test_codes_are_told_by_their_digits(code, kind):
    assert kind_of(code) == kind


@given(st.from_regex(r"2[0-2]\d(\d\d){1,2}", fullmatch=True))
def test_a_parent_is_one_level_up_and_of_the_same_kind(code):
    parent = parent_of(code)
    assert parent is not None and code.startswith(parent) and len(parent) == len(code) - 2
    assert kind_of(parent) == kind_of(code)


@pytest.mark.parametrize(
    ("text", "unit"), [("101034", True), ("179", True), ("10103", False), ("1a1", False)]
)
def test_codes_of_units_have_three_digits_a_level(text, unit):
    assert is_unit_code(text) == unit


SPLIT: Rows = [
    ["科目编码", None, None, "单位代码", "科目名称", "合计"],
    ["类", "款", "项", None, None, None],
    ["", "", "", "", "合计", "5.00"],
    ["201", "", "", "101034", "一般公共服务支出", "3.00"],
    ["", "03", "", "101034", "政府办公厅事务", "3.00"],
    ["", "", "01", "101034", "行政运行", "1.00"],
    ["", "", "02", "101034", "一般行政管理事务", "2.00"],
    ["208", "05", "05", "101034", "养老保险缴费", "2.00"],
]
SPLIT_HEADS = ((0, 0, 1, 3), (0, 3, 2, 1), (0, 4, 2, 1), (0, 5, 2, 1))


def test_levels_printed_only_where_they_change_are_completed_from_above():
    found = [c for c in codes_of(SPLIT, *SPLIT_HEADS) if c.kind == "functional"]
    assert [(c.row, c.printed, c.full) for c in found] == [
        (3, "201", "201"),
        (4, "03", "20103"),
        (5, "01", "2010301"),
        (6, "02", "2010302"),
        (7, "208 05 05", "2080505"),
    ]
    assert (found[2].name, found[2].name_col, found[2].levels) == ("行政运行", 4, ("201", "03", "01"))


def test_codes_of_units_stand_beside_those_of_the_budget():
    units = [c for c in codes_of(SPLIT, *SPLIT_HEADS) if c.kind == "unit"]
    assert [c.row for c in units] == [3, 4, 5, 6, 7]
    assert {(c.full, c.cols, c.levels) for c in units} == {("101034", (3,), ("101", "034"))}


def test_a_code_before_a_name_in_one_cell_is_taken_apart():
    rows: Rows = [
        ["科目", "金额"],
        ["[201]一般公共服务支出", "3.00"],
        ["[20103]政府办公厅事务", "3.00"],
        ["其他", "1.00"],
    ]
    assert [(c.full, c.name) for c in codes_of(rows)] == [
        ("201", "一般公共服务支出"),
        ("20103", "政府办公厅事务"),
    ]


def test_both_economic_classifications_of_a_row_are_given():
    rows: Rows = [
        ["部门经济分类编码", "部门经济分类名称", "政府经济分类编码", "政府经济分类名称", "金额"],
        ["301", "工资福利支出", "501", "机关工资福利支出", "7.50"],
        ["30101", "基本工资", "50101", "工资奖金津补贴", "7.50"],
    ]
    assert [(c.row, c.kind, c.full, c.name) for c in codes_of(rows)] == [
        (1, "economic", "301", "工资福利支出"),
        (1, "government-economic", "501", "机关工资福利支出"),
        (2, "economic", "30101", "基本工资"),
        (2, "government-economic", "50101", "工资奖金津补贴"),
    ]


@pytest.mark.parametrize("texts", [["1", "2", "3"], ["2021", "2022", "2023"], ["3.01", "3.02", "2.01"]])
def test_ranks_years_and_amounts_are_no_codes(texts):
    assert codes_of([["项目", "数额"], *([f"项目{t}", t] for t in texts)]) == ()


def test_names_are_known_for_the_years_around_a_documents_own():
    assert "一般公共服务支出" in known_names()["201"]
    assert known_names(2017)["30311"] == {"住房公积金"}
    assert known_names(2024)["30311"] == {"代缴社会保险费"}
    assert "30311" not in known_names(1990)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("行政运行", "行政运行（政府办公厅（室）及相关机构事务）", True),
        ("住房保障支出-住房改革支出-住房公积金", "住房公积金", True),
        ("城乡社区事务支出", "城乡社区事务", True),
        ("退休费", "离休费", False),
    ],
)
def test_names_are_the_same_but_for_remarks_and_words_left_out(one, other, same):
    assert same_name(one, other) == same
