"""The cells worth a person's look: the least sure first, with their places and what is in doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from budgetgrid.document import Document
from budgetgrid.export.csv import csv_bytes
from budgetgrid.layout.geometry import Box
from budgetgrid.tables.build import BY_COLUMN
from budgetgrid.tables.table import Cell, Table

REVIEW_CSV = "review.csv"

COLUMNS = (
    "confidence",
    "page",
    "table",
    "title",
    "row",
    "col",
    "left",
    "top",
    "right",
    "bottom",
    "reading",
    "alternatives",
    "reason",
)


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A cell to look at: its table, place (points of the page's frame), reading, and why.

    `confidence`: None where unknown. `alternatives`: other readings, the likeliest first.
    """

    table: str
    title: str | None
    page: int | None
    box: Box | None
    row: int
    col: int
    reading: str
    alternatives: tuple[str, ...]
    confidence: float | None
    reason: str


def review_list(document: Document, below: float) -> tuple[ReviewItem, ...]:
    """The cells whose confidence is unknown or under `below` (0 to 1), worst first, unknown ones before."""
    reported = defaultdict(list)
    for finding in document.findings:
        for cell in finding.cells:
            reported[finding.table, cell.row, cell.col].append(finding.code)
    items = [
        _item(table, cell, reported[table.id, cell.row, cell.col])
        for table in document.tables
        for cell in table.cells
        if cell.confidence is None or cell.confidence < below
    ]
    return tuple(sorted(items, key=lambda item: -1.0 if item.confidence is None else item.confidence))


def review_csv(items: Sequence[ReviewItem]) -> bytes:
    """The list as CSV, one cell a line; rows and columns from 0, as in document.json, places in points."""
    return csv_bytes([COLUMNS, *(_line(item) for item in items)])


def _line(item: ReviewItem) -> tuple[str, ...]:
    box = item.box
    return (
        "" if item.confidence is None else f"{item.confidence:.4f}",
        "" if item.page is None else str(item.page),
        item.table,
        item.title or "",
        str(item.row),
        str(item.col),
        *(("",) * 4 if box is None else (f"{v:.1f}" for v in (box.left, box.top, box.right, box.bottom))),
        item.reading,
        " | ".join(item.alternatives),
        item.reason,
    )


def _item(table: Table, cell: Cell, findings: list[str]) -> ReviewItem:
    place = cell.places[0] if cell.places else None
    return ReviewItem(
        table.id,
        table.title,
        place.page if place else None,
        place.box if place else None,
        cell.row,
        cell.col,
        cell.text,
        tuple(alternative.text for alternative in cell.alternatives),
        cell.confidence,
        "; ".join(_reasons(cell, findings)),
    )


def _reasons(cell: Cell, findings: list[str]) -> list[str]:
    """What is doubtful about a cell: the weaker of text and place, its flags, and findings that name it."""
    text, place = cell.text_confidence, cell.structure_confidence
    reasons = []
    if text is not None and place is not None:
        kind = "the text" if cell.text else "something may be printed here"
        reasons.append(kind if text <= place else "row, column or span")
    if BY_COLUMN in cell.flags:
        reasons.append("read as its column has it")
    reasons += [flag for flag in cell.flags if flag != BY_COLUMN]
    return [*reasons, *dict.fromkeys(findings)]
