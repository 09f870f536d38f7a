"""Confidence, not yet calibrated: the weakest character times the support of the cell's sides."""

from __future__ import annotations

from collections.abc import Sequence

from budgetgrid.ocr.reading import Line
from budgetgrid.tables.table import Cell

EMPTY_TEXT = 0.995
"""Confidence that a cell in which no ink was found is empty, before calibration."""

UNREAD_TEXT = 0.2
"""Confidence of a line that has ink but gave no characters: something is there and was not read."""


def text_confidence(lines: Sequence[Line]) -> float:
    """The probability that a cell's text is right: its weakest character's, over all its lines."""
    if not lines:
        return EMPTY_TEXT
    weakest = (line.reading.confidence for line in lines)
    return round(min(UNREAD_TEXT if c is None else c for c in weakest), 4)


def cell_confidence(text: float, structure: float) -> float:
    """The probability that a cell's text and place are both right, taken as independent."""
    return round(text * structure, 4)


def expected_share(cells: Sequence[Cell]) -> float | None:
    """The expected share of cells that are right; None where no cell has a confidence."""
    known = [cell.confidence for cell in cells if cell.confidence is not None]
    return round(sum(known) / len(known), 4) if known else None
