"""Lines of text as a recogniser would give them."""

from __future__ import annotations

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.reading import Alternative, Character, Line, Reading


def reading_of(text: str, probability: float = 0.99) -> Reading:
    return Reading(tuple(Character(c, probability) for c in text))


def line(
    text: str, left: float, top: float, height: float = 30, width: float | None = None, sure: float = 0.99
) -> Line:
    """A line of full-width characters, `width` px wide if it is given."""
    right = left + (len(text) * height if width is None else width)
    return Line(Box(left, top, right, top + height), reading_of(text, sure))


def doubted(text: str, place: int, probability: float, *others: tuple[str, float]) -> Line:
    """A line whose character at `place` may be one of the others."""
    characters = [Character(c, 0.99) for c in text]
    alternatives = tuple(Alternative(t, p) for t, p in others)
    characters[place] = Character(text[place], probability, alternatives=alternatives)
    return Line(Box(0, 0, 30 * len(text), 30), Reading(tuple(characters)))


def texts_of(rows: list[list[str | None]]) -> list[list[Line]]:
    """The lines of the cells of rows, in reading order; None is a place that another cell covers."""
    return [
        [line(t, 0, 0) for t in cell.split("\n") if t] for row in rows for cell in row if cell is not None
    ]
