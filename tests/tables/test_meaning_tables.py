"""Headers, panels, labels and roles of tables of rows and columns."""

from __future__ import annotations

import json

import pytest
from typed_tables import Merged, Rows, meant

from budgetgrid.schema import schema_text
from budgetgrid.tables.meaning.kinds import KINDS
from budgetgrid.tables.meaning.table_meaning import with_meaning

BALANCE: Rows = [
    ["收　入", None, "支　出", None, None],
    ["项目", "金额", "项目（按功能分类）", "合计", "其中：财政拨款"],
    ["一、财政拨款", "8.00", "一、公共安全支出", "5.00", "5.00"],
    ["1.一般公共预算", "8.00", "二、教育支出", "3.00", "3.00"],
    ["2.政府性基金", "", "", "", ""],
    ["收入合计", "8.00", "支出合计", "8.00", "8.00"],
]
BALANCE_SPANS: tuple[Merged, ...] = ((0, 0, 1, 2), (0, 2, 1, 3))


def bounds(table) -> list[tuple[int, int, int]]:
    return [(panel.first_col, panel.last_col, panel.stub_cols) for panel in table.panels]


def paths(table, panel: int = 0) -> list[str]:
    return ["/".join(path) for path in table.label_paths[panel][table.header_rows :]]


def test_heads_are_read_from_the_top_without_the_spaces_that_set_them_wide():
    table = meant(BALANCE, *BALANCE_SPANS)
    assert table.header_rows == 2
    assert table.header_paths[1] == ("收入", "金额")
    assert table.header_paths[4] == ("支出", "其中：财政拨款")


def test_income_beside_expenditure_is_two_panels_with_labels_of_their_own():
    table = meant(BALANCE, *BALANCE_SPANS)
    assert bounds(table) == [(0, 1, 1), (2, 4, 1)]
    assert paths(table, 0) == [
        "一、财政拨款",
        "一、财政拨款/1.一般公共预算",
        "一、财政拨款/2.政府性基金",
        "收入合计",
    ]
    assert paths(table, 1) == ["一、公共安全支出", "二、教育支出", "", "支出合计"]


def test_the_same_heads_twice_are_two_panels():
    head = ["经济分类科目编码", "科目名称", "决算数"]
    row = ["301", "工资福利支出", "9.00"]
    table = meant([[*head, *head], [*row, "302", "商品和服务支出", "1.00"]])
    assert bounds(table) == [(0, 2, 2), (3, 5, 2)]


def test_a_text_column_behind_numbers_begins_no_panel():
    table = meant([["项目名称", "数量", "采购方式", "金额"], ["电脑", "3", "集中采购", "5.00"]])
    assert table.panels == ()
    assert [cell.role for cell in table.cells if cell.row == 1] == ["stub", "data", "data", "data"]


def test_a_balance_that_begins_below_its_header_is_known_by_its_numbered_labels():
    rows: Rows = [["三、其他", "1.00", "五、教育", "2.00"], ["四、上年", "0.00", "六、科技", "3.00"]]
    table = meant(rows)
    assert (table.header_rows, bounds(table)) == (0, [(0, 1, 1), (2, 3, 1)])


def test_a_row_of_column_numbers_belongs_to_the_header_and_to_no_path():
    rows: Rows = [["科目", "预算数", "决算数"], ["栏次", "1", "2"], ["教育", "5", "6"]]
    table = meant(rows)
    assert table.header_rows == 2
    assert table.header_paths == (("科目",), ("预算数",), ("决算数",))


def test_a_unit_in_a_row_of_its_own_is_no_head():
    table = meant([["单位：万元", None], ["项目", "金额"], ["合计", "5.00"]], (0, 0, 1, 2))
    assert table.header_paths == (("项目",), ("金额",))
    assert [cell.role for cell in table.cells] == ["title", "header", "header", "stub", "total"]


def test_a_part_that_begins_below_its_header_has_none():
    table = meant([["", "", "十六、金融支出", ""], ["", "", "十七、其他支出", "3.00"]])
    assert table.header_rows == 0
    assert table.header_paths == ()


def test_labels_below_a_wide_head_are_no_heads_though_their_row_has_no_amount():
    rows: Rows = [["项目名称", None, "金额"], ["一般公共预算", "小计", ""], [None, "专项收入", "3.00"]]
    table = meant(rows, (0, 0, 1, 2), (1, 0, 2, 1))
    assert table.header_rows == 1
    assert paths(table) == ["一般公共预算/小计", "一般公共预算/专项收入"]


def test_whole_codes_say_which_row_is_below_which():
    rows: Rows = [
        ["科目编码", "科目名称", "金额"],
        ["201", "一般公共服务支出", "8.00"],
        ["20103", "政府办公厅", "8.00"],
        ["2010301", "行政运行", "8.00"],
        ["208", "社会保障支出", "1.00"],
    ]
    assert paths(meant(rows)) == [
        "一般公共服务支出",
        "一般公共服务支出/政府办公厅",
        "一般公共服务支出/政府办公厅/行政运行",
        "社会保障支出",
    ]


def test_codes_split_over_columns_and_printed_only_where_they_change_do_so_too():
    rows: Rows = [
        ["类", "款", "项", "科目名称", "金额"],
        ["201", "", "", "一般公共服务支出", "8.00"],
        ["", "03", "", "政府办公厅", "8.00"],
        ["", "", "01", "行政运行", "8.00"],
    ]
    assert paths(meant(rows))[-1] == "一般公共服务支出/政府办公厅/行政运行"


def test_rows_of_a_unit_are_below_the_row_that_names_it():
    rows: Rows = [
        ["科目编码", "单位代码", "单位（科目名称）", "合计"],
        ["", "", "合计", "8.00"],
        ["", "101034", "政务服务局", "8.00"],
        ["2010301", "101034", "行政运行", "8.00"],
    ]
    assert paths(meant(rows)) == ["合计", "政务服务局", "政务服务局/行政运行"]


def test_what_begins_with_of_which_is_below_the_label_before_it():
    rows: Rows = [
        ["项目", "预算数"],
        ["合计", "9.00"],
        ["1.因公出国费", "1.00"],
        ["2.公务用车费", "8.00"],
        ["其中：公务用车购置费", "5.00"],
        ["公务用车运行费", "3.00"],
        ["3.公务接待费", "0.00"],
    ]
    assert paths(meant(rows)) == [
        "合计",
        "1.因公出国费",
        "2.公务用车费",
        "2.公务用车费/其中：公务用车购置费",
        "2.公务用车费/公务用车运行费",
        "3.公务接待费",
    ]


def test_an_indent_puts_a_label_below_the_one_before_it():
    rows: Rows = [["项目", "金额"], ["本年收入", "9.00"], ["　　事业收入", "5.00"], ["上年结转", "0.00"]]
    assert paths(meant(rows)) == ["本年收入", "本年收入/事业收入", "上年结转"]


def test_blank_stubs_repeat_the_names_above_them_until_a_new_one():
    rows: Rows = [
        ["采购大类", "项目名称", "品目名称", "金额"],
        ["合计", "", "", "9.00"],
        ["一、货物", "", "", "5.00"],
        ["", "设备购置", "", "5.00"],
        ["", "", "电脑", "5.00"],
        ["二、服务", "", "", "4.00"],
    ]
    assert paths(meant(rows)) == [
        "合计",
        "一、货物",
        "一、货物/设备购置",
        "一、货物/设备购置/电脑",
        "二、服务",
    ]


def test_a_cell_over_a_whole_row_heads_the_rows_below_and_a_note_does_not():
    rows: Rows = [
        ["项目", "金额"],
        ["一、基本支出", None],
        ["工资", "5.00"],
        ["注：含上年结转", None],
    ]
    table = meant(rows, (1, 0, 1, 2), (3, 0, 1, 2))
    assert paths(table) == ["一、基本支出", "一、基本支出/工资", ""]
    assert [cell.role for cell in table.cells if cell.row in (1, 3)] == ["stub", "note"]


def test_figures_of_a_total_are_totals_and_codes_and_names_stubs():
    rows: Rows = [["科目编码", "科目名称", "金额"], ["合 计", None, "5.00"], ["201", "公共服务", "5.00"]]
    roles = [(cell.text, cell.role) for cell in meant(rows, (1, 0, 1, 2)).cells if cell.row]
    assert roles == [
        ("合 计", "stub"),
        ("5.00", "total"),
        ("201", "stub"),
        ("公共服务", "stub"),
        ("5.00", "data"),
    ]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("2021年部门收支总体情况表", "income-expenditure"),
        ("收入预算总表", "income"),
        ("支出决算表", "expenditure"),
        ("财政拨款收支预算总表", "appropriation"),
        ("财政拨款支出预算表", "appropriation-expenditure"),
        ("一般公共预算支出功能分类预算表", "general-budget"),
        ("一般公共预算基本支出预算表", "basic-expenditure"),
        ("“三公”经费和机关运行经费预算表", "three-public"),
        ("一般公共预算机关运行经费支出预算表", "operating-expenses"),
        ("政府性基金预算财政拨款支出预算表", "government-fund"),
        ("国有资本经营预算支出表", "state-capital"),
        ("支出明细表（按经济分类）", "economic-class"),
        ("2018年政府采购预算表", "procurement"),
        ("部门支出预算项目表", "project-expenditure"),
        ("部门整体支出绩效目标表", "department-performance"),
        ("区级部门预算项目绩效目标申报表", "project-performance"),
        ("项目支出绩效目标申报审核表", "application-form"),
        ("公开表格目录", "index"),
        ("人员编制情况表", "other"),
        (None, "other"),
    ],
)
def test_titles_tell_the_kind_of_a_table(title, kind):
    assert meant([["名称", "数值"], ["甲", "5.00"]], title=title).kind == kind


def test_a_balance_without_a_title_is_one_by_its_heads():
    table = meant(BALANCE, *BALANCE_SPANS)
    assert (table.kind, table.kind_label) == ("income-expenditure", "收支总表")


def test_meaning_is_the_same_when_it_is_read_again():
    table = meant(BALANCE, *BALANCE_SPANS, title="收支总表")
    assert with_meaning(table) == table


def test_the_schema_lists_the_kinds():
    schema = json.loads(schema_text())
    assert schema["$defs"]["table"]["properties"]["kind"]["examples"] == list(KINDS)
