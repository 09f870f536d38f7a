import csv
import io
from dataclasses import replace

import pytest
from drawn_documents import amount, budget_table, document_of

from budgetgrid.export.records import COLUMNS, records_csv
from budgetgrid.tables.table import Cell, CellRef, FormField, Indicator, IndicatorTree, Panel, Table


def records_of(*tables: Table) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(records_csv(document_of(*tables)).decode(), newline="")))


def table_of(rows: list[list[str]], header_rows: int) -> Table:
    cells = tuple(
        amount(row, col, text, text) if row >= header_rows and "." in text else Cell(row, col, text=text)
        for row, line in enumerate(rows)
        for col, text in enumerate(line)
    )
    return Table("t1", len(rows), len(rows[0]), cells, (), unit="元", header_rows=header_rows)


def test_side_by_side_halves_get_their_own_headings():
    found = [(r["row_path"], r["column_path"], r["text"]) for r in records_of(budget_table())]
    assert found == [
        ("税收", "收入 / 金额", "12.50"),
        ("工资", "支出 / 金额", "(3.00)"),
        ("其他", "收入 / 金额", "—"),
        ("", "支出 / 金额", "0"),
    ]


def test_a_line_says_all_there_is_about_a_value():
    assert records_of(budget_table())[1] == {
        "document": "预算.pdf",
        "table": "t1",
        "title": "收支总表",
        "row_path": "工资",
        "column_path": "支出 / 金额",
        "code": "",
        "text": "(3.00)",
        "value": "-3.00",
        "kind": "amount",
        "unit": "万元",
        "yuan": "-30000.00",
        "confidence": "0.9900",
        "page": "1",
        "box": "10.00 20.50 110.25 40.00",
        "flags": "seal;faint",
    }
    assert tuple(records_of(budget_table())[0]) == COLUMNS


def test_a_code_over_three_columns_is_joined():
    table = table_of([["类", "款", "项", "名称", "合计"], ["201", "03", "01", "行政运行", "5.00"]], 1)
    assert [(r["code"], r["row_path"]) for r in records_of(table)] == [("2010301", "行政运行")]


@pytest.mark.parametrize(("code", "expected"), [("2010301", "2010301"), ("1", ""), ("信息", "")])
def test_a_code_is_what_is_printed_as_one(code, expected):
    table = table_of([["科目编码", "名称", "合计"], [code, "行政运行", "5.00"]], 1)
    assert [r["code"] for r in records_of(table)] == [expected]


def test_a_stub_cell_over_several_rows_heads_each_of_them():
    cells = (Cell(0, 0, rowspan=2, text="人员"), amount(0, 1, "1.00", "1.00"), amount(1, 1, "2.00", "2.00"))
    table = Table("t1", 2, 2, cells, ())
    assert [r["row_path"] for r in records_of(table)] == ["人员", "人员"]


def test_the_meaning_that_a_table_carries_goes_before_what_its_texts_say():
    table = replace(
        table_of([["甲", "乙", "3.00"]], 0),
        panels=(Panel(0, 1, 1, 0), Panel(2, 2, 0, 0)),
        label_paths=((("一", "甲"),), ((),)),
        header_paths=(("项目",), ("说明",), ("金额",)),
    )
    found = [(r["row_path"], r["column_path"], r["text"]) for r in records_of(table)]
    assert found == [("一 / 甲", "项目", "甲"), ("一 / 甲", "说明", "乙"), ("", "金额", "3.00")]


def test_a_table_without_numbers_keeps_its_texts():
    table = table_of([["指标", "目标"], ["数量", "办件满意"]], 1)
    assert [(r["row_path"], r["column_path"], r["text"]) for r in records_of(table)] == [
        ("数量", "目标", "办件满意")
    ]


def test_answers_of_a_form_have_their_labels_and_targets_their_indicators():
    cells = (
        Cell(0, 0, text="主管部门", role="label"),
        Cell(0, 1, text="财政局", role="field"),
        Cell(1, 0, text="产出指标", role="stub"),
        Cell(1, 1, text="5项", role="data"),
    )
    leaf = Indicator("办件", 1, 0, target="5项", value=CellRef(1, 1))
    tree = IndicatorTree("信用", "年度", None, (), (Indicator("产出指标", 1, 0, children=(leaf,)),))
    form = Table(
        "t1", 2, 2, cells, (), fields=(FormField(("主管部门",), "财政局", 0, 1),), indicators=(tree,)
    )
    assert [(r["row_path"], r["text"]) for r in records_of(form)] == [
        ("主管部门", "财政局"),
        ("信用 / 年度 / 产出指标 / 办件", "5项"),
    ]


def test_amounts_come_in_yuan_by_the_cells_unit_and_else_the_tables():
    cells = (amount(0, 0, "1.5", "1.5"), replace(amount(0, 1, "2亿元", "2"), unit="亿元"))
    table = Table("t1", 1, 2, cells, (), unit="万元", label_paths=(((),),))
    assert [(r["unit"], r["yuan"]) for r in records_of(table)] == [("万元", "15000.0"), ("亿元", "200000000")]
