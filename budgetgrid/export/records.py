"""Tidy data: every body cell of every table as a line of its own, with its headings. As CSV here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal

from budgetgrid.document import Document
from budgetgrid.export.csv import csv_bytes
from budgetgrid.export.headings import JOINT, Heading, with_headings
from budgetgrid.export.matrix import CONFIDENCE_DECIMALS
from budgetgrid.layout.geometry import Box
from budgetgrid.tables.meaning.units import in_yuan
from budgetgrid.tables.table import Cell, Table

FILE_NAME = "records.csv"


@dataclass(frozen=True, slots=True)
class Record:
    """One line. `value` is in `unit`, `yuan` the same amount in 元 (None for what is none, or of another
    currency); `box` in points of the page's frame."""

    document: str
    table: str
    title: str
    row_path: str
    column_path: str
    code: str
    text: str
    value: Decimal | None
    kind: str
    unit: str
    yuan: Decimal | None
    confidence: float | None
    page: int | None
    box: Box | None
    flags: str


COLUMNS = tuple(field.name for field in fields(Record))


def records_of(document: Document) -> Iterator[Record]:
    """The lines of all tables. Cells without a text and without a value are left out."""
    for table in document.tables:
        for cell, heading in with_headings(table):
            if cell.text.strip() or cell.value is not None:
                yield _record(document.source.file, table, cell, heading)


def records_csv(document: Document, *, bom: bool = False, safe: bool = False) -> bytes:
    """The lines as CSV, header first; what is unknown is blank."""
    return csv_bytes([COLUMNS, *map(record_line, records_of(document))], bom=bom, safe=safe)


def _record(file: str, table: Table, cell: Cell, heading: Heading) -> Record:
    place = cell.places[0] if cell.places else None
    return Record(
        document=file,
        table=table.id,
        title=table.title or "",
        row_path=JOINT.join(heading.row_path),
        column_path=JOINT.join(heading.column_path),
        code=heading.code,
        text=cell.text,
        value=cell.value,
        kind=cell.value_kind or "",
        unit=(cell.unit or table.unit or "") if cell.value_kind == "amount" else (cell.unit or ""),
        yuan=in_yuan(cell, table),
        confidence=cell.confidence,
        page=place.page if place else None,
        box=place.box if place else None,
        flags=";".join(cell.flags),
    )


def record_line(record: Record) -> list[str]:
    """The record as CSV shows it, in the order of COLUMNS."""
    return [_shown(getattr(record, name)) for name in COLUMNS]


def _shown(value: str | int | float | Decimal | Box | None) -> str:
    """A value as CSV shows it: plain numbers, probabilities with four decimals, a box as its four sides."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float):
        return f"{value:.{CONFIDENCE_DECIMALS}f}"
    if isinstance(value, Box):
        return " ".join(f"{side:.2f}" for side in (value.left, value.top, value.right, value.bottom))
    return str(value)
