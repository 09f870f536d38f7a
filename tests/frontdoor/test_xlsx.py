import io
from dataclasses import replace
from decimal import Decimal

from drawn_documents import amount, budget_table, document_of, documents, with_title
from hypothesis import given
from openpyxl import load_workbook

from budgetgrid.export.xlsx import _printable, xlsx_workbook
from budgetgrid.tables.table import Cell, CellAlternative, CellRef, Finding


def book_of(*tables):
    return load_workbook(io.BytesIO(xlsx_workbook(document_of(*tables))))


def test_merged_cells_are_merged_and_amounts_are_numbers():
    sheet = book_of(budget_table()).worksheets[1]
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:B1", "C1:D1"]
    assert [cell.value for cell in sheet[3]] == ["税收", 12.5, "工资", -3]
    assert sheet["B3"].number_format == "#,##0.00"


def test_a_number_printed_with_its_unit_shows_it_and_counts():
    count = replace(amount(0, 0, "3项", "3"), value_kind="count", unit="项")
    share = replace(amount(0, 1, "92.5%", "92.5"), value_kind="percent", unit="%")
    sheet = book_of(replace(budget_table(), rows=1, cols=2, cells=(count, share))).worksheets[1]
    assert [(cell.value, cell.number_format) for cell in sheet[1]] == [(3, '0"项"'), (92.5, '0.0"%"')]


def test_doubtful_cells_are_coloured_and_say_what_else_they_may_be():
    doubtful = replace(amount(0, 0, "1.80", "1.80", 0.4), alternatives=(CellAlternative("1.86", 0.3),))
    cells = (doubtful, Cell(0, 1, confidence=0.99))
    sheet = book_of(replace(budget_table(), rows=1, cols=2, header_rows=0, cells=cells)).worksheets[1]
    assert "1.86 (0.30)" in sheet["A1"].comment.text and sheet["B1"].comment is None
    assert sheet["A1"].fill.fgColor.rgb != sheet["B1"].fill.fgColor.rgb


def test_contents_and_findings_lead_to_their_cells():
    finding = Finding("sum-across", "warning", "=HYPERLINK(1)", "t1", (CellRef(2, 1),), "12.60", "12.50")
    document = replace(document_of(budget_table()), findings=(finding,))
    book = load_workbook(io.BytesIO(xlsx_workbook(document)))
    assert book.sheetnames == ["目录", "01 收支总表", "疑点"]
    assert book["目录"]["A5"].hyperlink.location == "'01 收支总表'!A1"
    assert book["疑点"]["E2"].hyperlink.location == "'01 收支总表'!B3"
    assert (book["疑点"]["C2"].value, book["疑点"]["C2"].data_type) == ("=HYPERLINK(1)", "s")
    assert "=HYPERLINK(1)" in book["01 收支总表"]["B3"].comment.text


@given(documents)
def test_a_workbook_opened_again_holds_the_texts_and_numbers_of_the_document(document):
    book = load_workbook(io.BytesIO(xlsx_workbook(document)))
    for table, sheet in zip(document.tables, book.worksheets[1:]):
        for cell in table.cells:
            held = sheet.cell(cell.row + 1, cell.col + 1).value
            if isinstance(held, str) or held is None:
                assert (held or "").split() == _printable(cell.text).split()
            else:
                assert Decimal(str(held)) == cell.value


def test_a_text_that_begins_with_an_equals_sign_is_no_formula():
    table = replace(budget_table(), rows=1, cols=2, cells=(Cell(0, 0, text="=1+1"), Cell(0, 1, text="@cmd")))
    sheet = book_of(table).worksheets[1]
    assert [(cell.value, cell.data_type) for cell in sheet[1]] == [("=1+1", "s"), ("@cmd", "s")]


def test_a_number_too_long_for_excel_stays_text():
    cell = replace(amount(0, 0, "", "0"), value=Decimal("12345678901234567.89"), text="12345678901234567.89")
    sheet = book_of(replace(budget_table(), rows=1, cols=1, cells=(cell,))).worksheets[1]
    assert sheet["A1"].value == "12345678901234567.89"


def test_sheets_of_one_title_keep_apart_and_names_are_legal():
    titles = ["表[1]:收/支*" * 5, "表[1]:收/支*" * 5, None]
    names = book_of(*(with_title(budget_table(), title) for title in titles)).sheetnames[1:]
    assert len(set(names)) == 3 and all(0 < len(name) <= 31 for name in names)


def test_a_document_without_tables_gives_a_workbook_that_opens():
    assert book_of().sheetnames == ["目录"]


def test_control_characters_do_not_break_the_file():
    table = replace(budget_table(), rows=1, cols=1, cells=(Cell(0, 0, text="a\x07b"),))
    assert book_of(table).worksheets[1]["A1"].value == "ab"
