import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from drawn_documents import amount, budget_table, document_of

from budgetgrid.export.paths import find_headings
from budgetgrid.export.records import COLUMNS, records_csv, yuan
from budgetgrid.tables.table import Cell, Panel, Table


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
    assert [(r["code"], r["row_path"]) for r in records_of(table)] == [
        ("2010301", "201 / 03 / 01 / 行政运行")
    ]


@pytest.mark.parametrize(("code", "expected"), [("2010301", "2010301"), ("1", ""), ("信息", "")])
def test_a_code_is_what_is_printed_as_one(code, expected):
    table = table_of([["科目", "名称", "合计"], [code, "行政运行", "5.00"]], 1)
    assert [r["code"] for r in records_of(table)] == [expected]


def test_a_stub_cell_over_several_rows_heads_each_of_them():
    cells = (Cell(0, 0, rowspan=2, text="人员"), amount(0, 1, "1.00", "1.00"), amount(1, 1, "2.00", "2.00"))
    table = Table("t1", 2, 2, cells, ())
    assert [r["row_path"] for r in records_of(table)] == ["人员", "人员"]


def test_panels_of_the_table_go_before_guesses():
    table = replace(
        table_of([["甲", "乙", "3.00"]], 0),
        panels=(Panel(first_col=0, last_col=2, stub_cols=1, header_rows=0),),
    )
    assert [(r["row_path"], r["text"]) for r in records_of(table)] == [("甲", "乙"), ("甲", "3.00")]


def test_columns_that_no_panel_holds_are_not_lost():
    table = replace(table_of([["甲", "1.00", "2.00"]], 0), panels=(Panel(0, 1, 1, 0),))
    assert [r["text"] for r in records_of(table)] == ["1.00", "2.00"]


def test_a_table_without_numbers_keeps_its_texts():
    table = table_of([["指标", "目标"], ["数量", "办件满意"]], 1)
    assert [(r["row_path"], r["text"]) for r in records_of(table)] == [("数量", "办件满意")]
    assert find_headings(table).is_body(table.cells[-1])


@pytest.mark.parametrize(
    ("unit", "currency", "kind", "expected"),
    [
        ("万元", None, "amount", "15000.0"),
        ("百元", None, "amount", "150.0"),
        ("人民币元", "CNY", "amount", "1.5"),
        ("万元", "USD", "amount", ""),
        ("万美元", None, "amount", ""),
        (None, None, "amount", ""),
        ("万元", None, "percent", ""),
    ],
)
def test_yuan_only_where_the_unit_says_so(unit, currency, kind, expected):
    cell = Cell(0, 0, value=Decimal("1.5"), value_kind=kind)
    assert yuan(cell, Table("t", 1, 1, (cell,), (), unit=unit, currency=currency)) == expected


def test_the_unit_of_a_cell_goes_before_its_tables():
    cell = Cell(0, 0, value=Decimal(2), value_kind="amount", unit="亿元")
    assert yuan(cell, Table("t", 1, 1, (cell,), (), unit="元")) == "200000000"
