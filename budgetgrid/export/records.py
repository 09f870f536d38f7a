"""records.csv: every body cell of every table as a line of its own, with its headings (tidy data)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgetgrid.document import Document
from budgetgrid.export.csv import csv_bytes
from budgetgrid.export.matrix import show_confidence
from budgetgrid.export.paths import Headings, find_headings
from budgetgrid.tables.table import Cell, Table

FILE_NAME = "records.csv"
COLUMNS = (
    "document",
    "table",
    "title",
    "row_path",
    "column_path",
    "code",
    "text",
    "value",
    "kind",
    "unit",
    "yuan",
    "confidence",
    "page",
    "box",
    "flags",
)
YUAN = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "十万元": Decimal(100_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}
"""What one of each printed unit is worth in 元."""

RENMINBI = ("CNY", None)
"""Currencies that YUAN holds for; a table that names none counts in the unit it prints."""


def records_csv(document: Document, *, bom: bool = False) -> bytes:
    """The lines of all tables, header first. Cells without a text and without a value are left out."""
    lines = (line for table in document.tables for line in _lines(document.source.file, table))
    return csv_bytes([COLUMNS, *lines], bom=bom)


def _lines(file: str, table: Table) -> Iterator[tuple[str, ...]]:
    headings = find_headings(table)
    for cell in table.cells:
        if headings.is_body(cell) and (cell.text.strip() or cell.value is not None):
            yield (file, table.id, table.title or "", *_fields(table, headings, cell))


def _fields(table: Table, headings: Headings, cell: Cell) -> tuple[str, ...]:
    place = cell.places[0] if cell.places else None
    sides = (place.box.left, place.box.top, place.box.right, place.box.bottom) if place else ()
    return (
        headings.row_path(cell),
        headings.column_path(cell),
        headings.code(cell),
        cell.text,
        "" if cell.value is None else format(cell.value, "f"),
        cell.value_kind or "",
        (cell.unit or table.unit or "") if cell.value_kind == "amount" else (cell.unit or ""),
        yuan(cell, table),
        show_confidence(cell),
        str(place.page) if place else "",
        " ".join(f"{side:.2f}" for side in sides),
        ";".join(cell.flags),
    )


def yuan(cell: Cell, table: Table) -> str:
    """The amount in 元, "" for what is no amount, of an unknown unit, or in another currency."""
    unit = (cell.unit or table.unit or "").removeprefix("人民币")
    foreign = table.currency not in RENMINBI
    if cell.value is None or cell.value_kind != "amount" or foreign or unit not in YUAN:
        return ""
    return format(cell.value * YUAN[unit], "f")
