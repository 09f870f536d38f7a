"""Text fitted into a box: the largest size at which it fits, and its lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

SIZES = (9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0)
"""Points, largest first: above 9 a picture shouts, below 2 nothing can be read at any zoom."""

LEADING = 1.15
"""Distance of base lines in font sizes."""

Measure = Callable[[str], float]
"""The width of a text at size 1."""


@dataclass(frozen=True, slots=True)
class FittedText:
    """Lines of text at a font size (points)."""

    size: float
    lines: tuple[str, ...]


def fit_text(text: str, width: float, height: float, measure: Measure) -> FittedText:
    """The text wrapped to a box (points), at the largest size that fits, at the smallest if none does."""
    for size in SIZES:
        lines = wrap(text, width / size, measure)
        if len(lines) * size * LEADING <= height and all(measure(line) * size <= width for line in lines):
            return FittedText(size, lines)
    return FittedText(SIZES[-1], wrap(text, width / SIZES[-1], measure))


def wrap(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """The text in lines no wider than `width` (at size 1), broken between any two characters as CJK is."""
    lines = []
    for paragraph in text.split("\n"):
        line, taken = "", 0.0
        for character in paragraph:
            step = measure(character)
            if line and taken + step > width:
                lines.append(line)
                line, taken = "", 0.0
            line += character
            taken += step
        lines.append(line)
    return tuple(lines)
