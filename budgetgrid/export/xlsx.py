"""An Excel workbook: one sheet a table, merged cells merged, amounts as numbers, everything else as text."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING

from budgetgrid.confidence_bands import Band, band_of, hex_colour
from budgetgrid.document import Document
from budgetgrid.tables.table import Cell, Table

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

FILE_NAME = "document.xlsx"
SHEET_NAME_LENGTH = 31
"""Excel's limit."""

EXACT_DIGITS = 15
"""Excel keeps numbers as binary doubles: longer ones stay text."""

FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


def xlsx_workbook(document: Document) -> bytes:
    """The workbook's bytes. A text that begins with = is a text and never a formula."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for number, table in enumerate(document.tables, 1):
        _fill_sheet(_new_sheet(book, number, table), table)
    if not document.tables:
        book.create_sheet("no tables")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _new_sheet(book: Workbook, number: int, table: Table) -> Worksheet:
    """A sheet named by number and title; the number makes it unique."""
    name = f"{number:02d} {_printable(table.title or '')}".translate(FORBIDDEN)
    sheet: Worksheet = book.create_sheet(name[:SHEET_NAME_LENGTH].strip())
    return sheet


def _fill_sheet(sheet: Worksheet, table: Table) -> None:
    from openpyxl.styles import Alignment, PatternFill

    doubtful = [band for band in Band if band is not Band.TRUSTED]
    fills: dict[Band, PatternFill] = {
        band: PatternFill("solid", fgColor=hex_colour(band)[1:]) for band in doubtful
    }
    for cell in table.cells:
        row, column = cell.row + 1, cell.col + 1
        target = sheet.cell(row, column)
        number = _number(cell)
        if number is not None:
            target.value = number
            target.number_format = _number_format(number)
        elif cell.text:
            target.value = _printable(cell.text)
            target.data_type = "s"
            target.quotePrefix = True
        target.alignment = Alignment(wrap_text=True, vertical="center")
        if (fill := fills.get(band_of(cell.confidence))) is not None:
            target.fill = fill
        if cell.rowspan > 1 or cell.colspan > 1:
            sheet.merge_cells(None, row, column, cell.row + cell.rowspan, cell.col + cell.colspan)


def _number(cell: Cell) -> Decimal | None:
    """The cell's amount or count where Excel can hold it exactly."""
    if cell.value is None or cell.value_kind not in ("amount", "count"):
        return None
    return cell.value if len(cell.value.as_tuple().digits) <= EXACT_DIGITS else None


def _number_format(value: Decimal) -> str:
    """Separators, and as many decimals as printed."""
    exponent = value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _printable(text: str) -> str:
    """The text without the control characters that XML can't hold, and with surrogates replaced."""
    kept = "".join(c for c in text if c in "\n\t" or ord(c) >= ord(" "))
    return kept.encode("utf-8", "replace").decode("utf-8")
