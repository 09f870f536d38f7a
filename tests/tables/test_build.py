"""Tables from grids and texts: header depth, values, confidences, places."""

from __future__ import annotations

from decimal import Decimal

import pytest
from drawn_grids import Tiling, even_tiling
from drawn_lines import doubted, line, texts_of

from budgetgrid.layout.geometry import Box
from budgetgrid.tables.build import build_table, cell_alternatives, cell_number, to_points
from budgetgrid.tables.grid import Grid, Span
from budgetgrid.tables.table import CellAlternative, Fragment, Place

Rows = list[list[str | None]]


def grid_of(tiling: Tiling) -> Grid:
    return Grid(tiling.row_edges, tiling.col_edges, tuple(Span(*place) for place in tiling.cells))


def grid_and_texts(rows: Rows, *merged: tuple[int, int, int, int]):
    """A grid of these rows; a place that one of the `merged` (row, col, rowspan, colspan) covers is None."""
    return grid_of(even_tiling(len(rows), len(rows[0]), merged)), texts_of(rows)


def depth_of(rows: Rows, *merged: tuple[int, int, int, int]) -> int:
    return table_of(rows, *merged).header_rows


def table_of(rows: Rows, *merged: tuple[int, int, int, int]):
    return build_table(*grid_and_texts(rows, *merged), 3, "p3t1", "万元", "收支总表")


def test_a_header_of_one_line_ends_above_the_first_code():
    assert (
        depth_of(
            [["科目编码", "科目名称", "金额"], ["201", "一般公共服务", "5.00"], ["20101", "人大", "5.00"]]
        )
        == 1
    )


def test_a_header_of_one_line_over_rows_of_words_and_amounts():
    assert (
        depth_of([["项目", "金额"], ["一、财政拨款", "1,234.56"], ["二、其他", "0.00"], ["合计", "1,234.56"]])
        == 1
    )


def test_rows_of_words_before_the_first_amount_are_no_header():
    rows: Rows = [["项目", "金额"], ["一、本年收入", ""], ["财政拨款", "12.00"], ["其他", ""]]
    assert depth_of(rows) == 1


def test_the_three_level_header_of_the_car_table():
    rows: Rows = [
        ["合计", "因公出国", "公务用车购置及运行费", None, None, "公务接待费"],
        [None, None, "小计", "公务用车", None, None],
        [None, None, None, "购置费", "运行费", None],
        ["9.00", "0.00", "7.00", "3.00", "4.00", "2.00"],
    ]
    merged = ((0, 0, 3, 1), (0, 1, 3, 1), (0, 2, 1, 3), (0, 5, 3, 1), (1, 2, 2, 1), (1, 3, 1, 2))
    assert depth_of(rows, *merged) == 3


def test_the_car_header_without_cells_that_span_its_whole_depth():
    rows: Rows = [
        ["“三公”经费预算", None, None],
        ["公务接待费", "公务用车", None],
        [None, "购置费", "运行费"],
        ["2.00", "3.00", "4.00"],
    ]
    assert depth_of(rows, (0, 0, 1, 3), (1, 0, 2, 1), (1, 1, 1, 2)) == 3


def test_income_beside_expenditure_has_two_levels():
    rows: Rows = [
        ["收入", None, "支出", None],
        ["项目", "预算数", "项目", "预算数"],
        ["一、财政拨款", "1,234.56", "一、基本支出", "1,000.00"],
        ["二、其他收入", "", "二、项目支出", "234.56"],
    ]
    assert depth_of(rows, (0, 0, 1, 2), (0, 2, 1, 2)) == 2


def test_codes_split_over_three_columns_are_data():
    rows: Rows = [["科目编码", None, None, "名称"], ["类", "款", "项", None], ["201", "03", "01", "行政运行"]]
    assert depth_of(rows, (0, 0, 1, 3), (0, 3, 2, 1)) == 2


def test_a_form_without_header_has_none():
    rows: Rows = [
        ["项目名称", "设备购置", None, None],
        ["主管部门", "财政局", "实施单位", "办公室"],
        ["目标", "完成", None, None],
    ]
    assert depth_of(rows, (0, 1, 1, 3), (2, 1, 1, 3)) == 0


def test_a_form_whose_first_row_holds_its_amount_has_no_header():
    assert depth_of([["预算金额", "12.00"], ["其中：财政拨款", "12.00"], ["其他", ""]]) == 0


def test_a_continued_table_that_begins_with_data_has_no_header():
    assert depth_of([["20101", "人大事务", "5.00"], ["20102", "政协事务", "6.00"]]) == 0


def test_a_cell_down_the_side_of_all_rows_is_no_header():
    rows: Rows = [["产出指标", "数量", "5.00"], [None, "质量", "6.00"], [None, "时效", "7.00"]]
    assert depth_of(rows, (0, 0, 3, 1)) == 0


def test_an_empty_table_keeps_its_header():
    assert depth_of([["科目编码", "科目名称", "金额"], ["", "", ""], ["", "", ""]]) == 1


def test_an_empty_table_keeps_its_header_of_two_levels():
    rows: Rows = [["收入", None, "支出", None], ["项目", "预算数", "项目", "预算数"], ["", "", "", ""]]
    assert depth_of(rows, (0, 0, 1, 2), (0, 2, 1, 2)) == 2


def test_an_empty_first_row_is_no_header():
    assert depth_of([["", ""], ["项目", "1.00"]]) == 0


@pytest.mark.parametrize(
    "amount", ["1,234.56", "0", "0.00", "-1.00", "(1.00)", "△1.00", "—", "-", "12.5%", "１．００"]
)
def test_any_amount_or_dash_ends_the_header(amount):
    assert depth_of([["项目", "金额"], ["合计", amount]]) == 1


def test_cells_take_place_spans_and_texts_of_their_spans():
    table = table_of([["部门", None], ["办公\n用品", "1.00"]], (0, 0, 1, 2))
    assert (table.rows, table.cols, table.header_rows) == (2, 2, 1)
    assert [(c.row, c.col, c.rowspan, c.colspan) for c in table.cells] == [
        (0, 0, 1, 2),
        (1, 0, 1, 1),
        (1, 1, 1, 1),
    ]
    assert (table.cells[1].text, table.cells[1].raw) == ("办公用品", "办公\n用品")
    assert table.cells[1].places == (Place(3, Box(100, 150, 250, 200)),)
    assert table.fragments == (Fragment(3, Box(100, 100, 400, 200), 0, 1),)
    assert (table.id, table.unit, table.title) == ("p3t1", "万元", "收支总表")


def test_header_cells_have_that_role_and_no_value():
    table = table_of([["项目", "2.00版"], ["合计", "5.00"]])
    assert [c.role for c in table.cells] == ["header", "header", None, None]
    assert [c.value for c in table.cells] == [None, None, None, Decimal("5.00")]


def test_an_amount_keeps_its_text_beside_its_value():
    cell = table_of([["项目", "金额"], ["减少", "（1,000.00）"]]).cells[-1]
    assert (cell.text, cell.value, cell.value_kind) == ("（1,000.00）", Decimal("-1000.00"), "amount")
    assert cell.value_confidence == cell.text_confidence == 0.99


def test_cells_without_text_are_kept_and_have_a_confidence():
    cell = table_of([["项目", "金额"], ["合计", "5.00"], ["", ""]]).cells[-1]
    assert (cell.row, cell.col, cell.text, cell.raw, cell.value) == (2, 1, "", "", None)
    assert 0 < cell.confidence < 1


def test_support_of_the_sides_is_the_confidence_of_the_place():
    grid = Grid((0, 50), (0, 100, 200), (Span(0, 0, support=0.5), Span(0, 1)))
    table = build_table(grid, texts_of([["合计", "其他"]]), 1, "t", None, None)
    assert [c.structure_confidence for c in table.cells] == [0.5, 1.0]
    assert [c.confidence for c in table.cells] == [0.495, 0.99]
    assert table.confidence == pytest.approx(0.7425)


@pytest.mark.parametrize(
    "text", ["201", "2010301", "2021", "01", "1", "—", "-", "", "2021年", "201 03", "张三"]
)
def test_codes_years_dashes_and_words_have_no_value(text):
    assert cell_number(text) is None


@pytest.mark.parametrize(
    ("text", "value"), [("0", "0"), ("1,500", "1500"), ("-5", "-5"), ("12.5", "12.5"), (".5", "0.5")]
)
def test_numbers_that_can_be_no_code_are_amounts(text, value):
    number = cell_number(text)
    assert (number.value, number.kind) == (Decimal(value), "amount")


def test_another_reading_of_a_character_is_another_reading_of_the_cell():
    lines = [line("合计", 0, 0), doubted("479:70", 3, 0.5, (".", 0.4), (",", 0.05))]
    assert cell_alternatives(lines) == (
        CellAlternative("合计479.70", 0.4),
        CellAlternative("合计479,70", 0.05),
    )


def test_only_the_best_other_readings_are_kept_best_first():
    lines = [doubted("12", 0, 0.4, ("7", 0.3), ("4", 0.1)), doubted("34", 1, 0.5, ("9", 0.2), ("6", 0.01))]
    assert [a.probability for a in cell_alternatives(lines)] == [0.3, 0.2, 0.1]


def test_px_become_points_by_their_resolution():
    assert to_points(Box(0, 100, 200, 400), 200) == Box(0, 36, 72, 144)
