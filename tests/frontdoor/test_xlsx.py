import io
from dataclasses import replace
from decimal import Decimal

from drawn_documents import amount, budget_table, document_of, with_title
from openpyxl import load_workbook

from budgetgrid.export.xlsx import xlsx_workbook
from budgetgrid.tables.table import Cell


def book_of(*tables):
    return load_workbook(io.BytesIO(xlsx_workbook(document_of(*tables))))


def test_merged_cells_are_merged_and_amounts_are_numbers():
    sheet = book_of(budget_table()).worksheets[0]
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:B1", "C1:D1"]
    assert [cell.value for cell in sheet[3]] == ["税收", 12.5, "工资", -3]
    assert sheet["B3"].number_format == "#,##0.00"


def test_a_text_that_begins_with_an_equals_sign_is_no_formula():
    table = replace(budget_table(), rows=1, cols=2, cells=(Cell(0, 0, text="=1+1"), Cell(0, 1, text="@cmd")))
    sheet = book_of(table).worksheets[0]
    assert [(cell.value, cell.data_type) for cell in sheet[1]] == [("=1+1", "s"), ("@cmd", "s")]


def test_a_number_too_long_for_excel_stays_text():
    cell = replace(amount(0, 0, "", "0"), value=Decimal("12345678901234567.89"), text="12345678901234567.89")
    sheet = book_of(replace(budget_table(), rows=1, cols=1, cells=(cell,))).worksheets[0]
    assert sheet["A1"].value == "12345678901234567.89"


def test_sheets_of_one_title_keep_apart_and_names_are_legal():
    titles = ["表[1]:收/支*" * 5, "表[1]:收/支*" * 5, None]
    names = book_of(*(with_title(budget_table(), title) for title in titles)).sheetnames
    assert len(set(names)) == 3 and all(0 < len(name) <= 31 for name in names)


def test_a_document_without_tables_gives_a_workbook_that_opens():
    assert book_of().sheetnames == ["no tables"]


def test_control_characters_do_not_break_the_file():
    table = replace(budget_table(), rows=1, cols=1, cells=(Cell(0, 0, text="a\x07b"),))
    assert book_of(table).worksheets[0]["A1"].value == "ab"
