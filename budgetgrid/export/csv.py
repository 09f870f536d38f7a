"""CSV files of tables (RFC 4180, UTF-8), each with its confidences beside it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from budgetgrid.document import Document
from budgetgrid.export.file_names import table_stems
from budgetgrid.export.matrix import place_cells, show_confidence, show_text, show_value

BOM = "\ufeff"
"""Tells Excel that a file is UTF-8."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
HARMLESS = re.compile(r"[-+]?[0-9,]*(\.[0-9]+)?%?|-+")


@dataclass(frozen=True, slots=True)
class CsvStyle:
    """How CSV files are written.

    `bom` begins each file with a byte order mark, `fill` repeats a merged cell's text over its span, `values`
    writes the number in place of the text where a cell has one, `safe` marks what a spreadsheet would take
    for a formula.
    """

    bom: bool = False
    fill: bool = False
    values: bool = False
    safe: bool = False


def csv_files(document: Document, style: CsvStyle) -> dict[str, bytes]:
    """The CSV and the confidence CSV of every table, by file name."""
    found: dict[str, bytes] = {}
    show = show_value if style.values else show_text
    for stem, table in zip(table_stems([t.title for t in document.tables]), document.tables):
        texts = place_cells(table, show, fill=style.fill)
        found[f"{stem}.csv"] = csv_bytes(texts, bom=style.bom, safe=style.safe)
        found[f"{stem}.confidence.csv"] = csv_bytes(place_cells(table, show_confidence), bom=style.bom)
    return found


def csv_bytes(rows: Iterable[Sequence[str]], *, bom: bool = False, safe: bool = False) -> bytes:
    """The rows as CSV: CRLF after each, quotes only where needed, UTF-8; if `safe`, formulas disarmed."""
    if safe:
        rows = ([disarmed(text) for text in row] for row in rows)
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return ((BOM if bom else "") + buffer.getvalue()).encode("utf-8", "replace")


def disarmed(text: str) -> str:
    """The text, after a ' where a spreadsheet would calculate it (OWASP, "CSV injection"); numbers and dashes
    stay as they are."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) and not HARMLESS.fullmatch(text) else text
