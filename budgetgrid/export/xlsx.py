"""An Excel workbook: contents, one sheet a table as it was printed, findings. Amounts are numbers, the rest
text."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from budgetgrid.confidence_bands import Band, band_of, hex_colour, needs_look
from budgetgrid.document import Document
from budgetgrid.tables.table import Cell, CellRef, Finding, Table

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FILE_NAME = "document.xlsx"
CONTENTS = "目录"
FINDINGS = "疑点"
SHEET_NAME_LENGTH = 31
"""Excel's limit."""

TEXT_LENGTH = 32_767
"""Excel's limit of a cell."""

EXACT_DIGITS = 15
"""Excel keeps numbers as binary doubles: longer ones stay text."""

FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))

POINTS_A_CHARACTER = 5.6
"""Width of a digit in Excel's usual font (Calibri 11), the unit of a column's width."""

NARROWEST, WIDEST = 5.0, 60.0
"""Widths of columns, in digits."""

WIDE_FROM = 0x2E80
"""From this code point on characters are about two digits wide (CJK)."""

LINE = 15.0
"""Points of a line of text in a row."""

MAX_HEIGHT = 400.0
"""Points of a row; Excel's limit is 409."""

HEADER_FILL = "E8ECEF"
LINE_COLOUR = "B4BCC2"


def xlsx_workbook(document: Document) -> bytes:
    """The workbook's bytes. A text that begins with = is a text and never a formula."""
    from openpyxl import Workbook

    book = Workbook()
    contents = book.worksheets[0]
    contents.title = CONTENTS
    about: dict[str, dict[CellRef, list[str]]] = defaultdict(lambda: defaultdict(list))
    for finding in document.findings:
        for ref in finding.cells:
            about[finding.table or ""][ref].append(finding.message)
    names = {}
    for number, table in enumerate(document.tables, 1):
        sheet = _new_sheet(book, number, table)
        names[table.id] = sheet.title
        _fill_sheet(sheet, table, about[table.id])
    _fill_contents(contents, document, names)
    if document.findings:
        _fill_findings(book.create_sheet(FINDINGS), document, names)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _new_sheet(book: Workbook, number: int, table: Table) -> Worksheet:
    """A sheet named by number and title; the number makes it unique."""
    name = f"{number:02d} {_printable(table.title or '')}".translate(FORBIDDEN)
    sheet: Worksheet = book.create_sheet(name[:SHEET_NAME_LENGTH].strip())
    return sheet


def _fill_sheet(sheet: Worksheet, table: Table, notes: dict[CellRef, list[str]]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for cell in table.cells:
        row, column = cell.row + 1, cell.col + 1
        _fill_cell(sheet.cell(row, column), cell, table)
        _add_note(sheet.cell(row, column), cell, notes.get(CellRef(cell.row, cell.col), []))
        _draw_lines(sheet, cell)
        if cell.rowspan > 1 or cell.colspan > 1:
            sheet.merge_cells(None, row, column, cell.row + cell.rowspan, cell.col + cell.colspan)
    widths = _widths(table)
    for col, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(col)].width = width
    for row, height in enumerate(_heights(table, widths), 1):
        sheet.row_dimensions[row].height = height
    if table.header_rows:
        sheet.freeze_panes = f"A{table.header_rows + 1}"
        sheet.print_title_rows = f"1:{table.header_rows}"
    sheet.page_setup.orientation = "landscape" if sum(widths) > 90 else "portrait"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _fill_cell(target: Any, cell: Cell, table: Table) -> None:
    """Value, number format and look of a cell."""
    from openpyxl.styles import Alignment, Font, PatternFill

    number = _number(cell)
    if number is not None:
        target.value = number
        target.number_format = _number_format(number, cell)
    elif cell.text:
        _set_text(target, cell.text)
    header = cell.row < table.header_rows or cell.role == "header"
    across = "center" if header or cell.role == "title" else "right" if number is not None else None
    target.alignment = Alignment(horizontal=across, wrap_text=True, vertical="center")
    if header:
        target.font = Font(bold=True)
    band = band_of(cell.confidence)
    if band is not Band.TRUSTED or header:
        colour = HEADER_FILL if band is Band.TRUSTED else hex_colour(band)[1:]
        target.fill = PatternFill("solid", fgColor=colour)


def _set_text(target: Any, text: str) -> None:
    """The text as a text, whatever it begins with."""
    target.value = _printable(text)[:TEXT_LENGTH]
    target.data_type = "s"
    target.quotePrefix = True


def _add_note(target: Any, cell: Cell, findings: Sequence[str]) -> None:
    """A note at a doubtful cell: how sure it is, what else it may say, what was found about it."""
    from openpyxl.comments import Comment

    if not needs_look(cell.confidence) and not findings:
        return
    known = "?" if cell.confidence is None else f"{cell.confidence:.2f}"
    others = [f"或 {other.text} ({other.probability:.2f})" for other in cell.alternatives]
    note = Comment(_printable("\n".join([f"可信度 {known}", *others, *findings])), "budgetgrid")
    note.width, note.height = 320, 40 + 18 * (len(others) + 2 * len(findings))
    target.comment = note


def _draw_lines(sheet: Worksheet, cell: Cell) -> None:
    """Thin rules around a cell, merged or not."""
    from openpyxl.styles import Border, Side

    side = Side("thin", color=LINE_COLOUR)
    border = Border(side, side, side, side)
    for row in range(cell.row + 1, cell.row + cell.rowspan + 1):
        for col in range(cell.col + 1, cell.col + cell.colspan + 1):
            sheet.cell(row, col).border = border


def _widths(table: Table) -> list[float]:
    """Column widths in digits: as printed where the page shows them, but a number always fits."""
    widths = [NARROWEST] * table.cols
    for cell in table.cells:
        if cell.colspan == 1:
            printed = cell.places[0].box.width / POINTS_A_CHARACTER if cell.places else _length(cell.text)
            needed = _length(cell.text) + 2 if cell.value is not None else 0.0
            widths[cell.col] = min(WIDEST, max(widths[cell.col], printed, needed))
    return widths


def _heights(table: Table, widths: Sequence[float]) -> list[float]:
    """Row heights in points for the wrapped texts of cells of one row."""
    lines = [1.0] * table.rows
    for cell in table.cells:
        if cell.rowspan == 1:
            width = sum(widths[cell.col : cell.col + cell.colspan]) - 1
            lines[cell.row] = max(lines[cell.row], -(-_length(cell.text) // width))
    return [min(MAX_HEIGHT, LINE * count + 3) for count in lines]


def _length(text: str) -> float:
    """Width of a text in digits."""
    return float(sum(2 if ord(character) >= WIDE_FROM else 1 for character in text))


def _fill_contents(sheet: Worksheet, document: Document, names: dict[str, str]) -> None:
    """Each table with a link to it, and how far it can be trusted."""
    title = document.metadata.title or document.source.file
    _set_text(sheet["A1"], title)
    _set_text(sheet["A2"], f"{document.source.file} · {document.status} · budgetgrid {document.run.version}")
    _head(sheet, 4, ("表", "单位", "页", "行", "列", "可信度", "待核对"))
    for row, table in enumerate(document.tables, 5):
        _link(sheet.cell(row, 1), table.title or table.id, names[table.id], "A1")
        _set_text(sheet.cell(row, 2), table.unit or "")
        _set_text(sheet.cell(row, 3), ", ".join(map(str, table.pages)))
        doubtful = sum(needs_look(cell.confidence) for cell in table.cells)
        for col, value in enumerate((table.rows, table.cols, table.confidence, doubtful), 4):
            sheet.cell(row, col, value)
        sheet.cell(row, 6).number_format = "0.0%"
    if document.findings:
        _link(
            sheet.cell(len(document.tables) + 6, 1), f"{FINDINGS} ({len(document.findings)})", FINDINGS, "A1"
        )
    _set_widths(sheet, (52, 9, 12, 7, 7, 9, 9))


def _fill_findings(sheet: Worksheet, document: Document, names: dict[str, str]) -> None:
    """Each finding with a link to its first cell."""
    from openpyxl.utils import get_column_letter

    titles = {table.id: table.title or table.id for table in document.tables}
    _head(sheet, 1, ("程度", "代码", "说明", "表", "单元格", "应为", "现为", "页"))
    for row, finding in enumerate(document.findings, 2):
        for col, text in enumerate(_texts(finding, titles), 1):
            _set_text(sheet.cell(row, col), text)
        if finding.cells and finding.table in names:
            first = finding.cells[0]
            place = f"{get_column_letter(first.col + 1)}{first.row + 1}"
            _link(sheet.cell(row, 5), place, names[finding.table], place)
    _set_widths(sheet, (9, 20, 70, 36, 9, 16, 16, 6))
    sheet.freeze_panes = "A2"


def _texts(finding: Finding, titles: dict[str, str]) -> tuple[str, ...]:
    page = "" if finding.page is None else str(finding.page)
    table = titles.get(finding.table or "", "")
    known = (finding.expected or "", finding.actual or "", page)
    return finding.severity, finding.code, finding.message, table, "", *known


def _head(sheet: Worksheet, row: int, names: Iterable[str]) -> None:
    from openpyxl.styles import Font, PatternFill

    for col, name in enumerate(names, 1):
        head = sheet.cell(row, col, name)
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor=HEADER_FILL)


def _link(target: Any, text: str, sheet: str, place: str) -> None:
    """A text that leads to a cell of the workbook."""
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    _set_text(target, text)
    target.hyperlink = Hyperlink(ref=target.coordinate, location=f"'{sheet}'!{place}")
    target.font = Font(color="24607F", underline="single")


def _set_widths(sheet: Worksheet, widths: Iterable[float]) -> None:
    from openpyxl.utils import get_column_letter

    for col, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(col)].width = width


def _number(cell: Cell) -> Decimal | None:
    """The cell's number where Excel can hold it exactly."""
    if cell.value is None:
        return None
    return cell.value if len(cell.value.as_tuple().digits) <= EXACT_DIGITS else None


def _number_format(value: Decimal, cell: Cell) -> str:
    """As many decimals as printed, separators in amounts, and the unit where it is printed in the cell."""
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    whole = "#,##0" if cell.value_kind == "amount" else "0"
    unit = cell.unit if cell.unit and cell.text.rstrip().endswith(cell.unit) else None
    suffix = '"' + unit.replace('"', "") + '"' if unit else ""
    return whole + ("." + "0" * decimals if decimals else "") + suffix


def _printable(text: str) -> str:
    """The text without the control characters that XML can't hold, and with surrogates replaced."""
    kept = "".join(c for c in text if c in "\n\t" or (ord(c) >= ord(" ") and c not in "\ufffe\uffff"))
    return kept.encode("utf-8", "replace").decode("utf-8")
