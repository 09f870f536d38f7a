"""Lines filled with one sign (xxxxxxxx, ********): how many there are, by their pitch, and in which case.

A recogniser sees the middle of such a line alike everywhere and miscounts it by one or two; the last sign,
often cut by the edge of its column, it takes for another.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from budgetgrid.layout.geometry import Image
from budgetgrid.ocr.ink_columns import InkColumns, crop_ink
from budgetgrid.ocr.reading import Character, Reading
from budgetgrid.ocr.widths import DIGITS, is_ideograph

LEAST_ALIKE = 8
"""Signs alike that fill a line: a recogniser counts fewer rightly."""

MOST_OTHERS = 2
"""Others among them at most: of 46 filled cells of a typed budget 16 had one."""

OFF_BY = 3.5
"""How many more or fewer than were read there may be: of those cells none was off by more than two."""

COUNTS_TRIED = 141
"""Counts tried between them: every twentieth of a sign over the whole line."""

EVEN = 0.3
"""Share of its ink's variation that a line has at the pitch of its signs: of those cells 0.46 and more."""

SEEN = 0.42
"""Share of the last sign that is seen where it counts: the strokes of x meet there."""

BANDS = 3
"""Bands that a line's height is parted in. The strokes of x touch their neighbours in the upper and the lower
one and cross in the middle one; over its whole height each column has as much ink."""

ONE_SHAPE = frozenset("cosvwxz")
"""Letters whose two cases have one shape."""

CASES_MIDDLE = 0.89
"""Height of such a letter in heights of figures halfway between its cases: 0.75 to 0.82, and 1 to 1.05."""

WITHOUT_COMMA = 0.83
"""Height of figures in that of their ink with a comma, whose tail hangs below."""


@dataclass(frozen=True, slots=True)
class CutLine:
    """A line's crop, (h, w, 3) uint8 RGB, its ink's columns, and what was read in it."""

    crop: Image
    ink: InkColumns
    reading: Reading


def figure_height(lines: Sequence[CutLine]) -> float | None:
    """Px of a figure of a page, from its lines of figures alone; None where it has none."""
    heights = [
        line.ink.height * (WITHOUT_COMMA if "," in line.reading.text else 1.0)
        for line in lines
        if not DIGITS.isdisjoint(line.reading.text) and set(line.reading.text) <= DIGITS | set(".,")
    ]
    return statistics.median(heights) if heights else None


def count_fill(line: CutLine, figure: float | None) -> Reading:
    """The reading of a line filled with one sign, as often as its pitch tells and in the case that its height
    does, held against that of a `figure` (px); the reading of any other line as it is."""
    sign = _fill_sign(line.reading.characters)
    count = _count(line) if sign else None
    if sign is None or count is None:
        return line.reading
    text = _in_case(sign.text, line.ink.height, figure)
    if line.reading.text == text * count:
        return line.reading
    places = [(k + 0.5) / count for k in range(count)]
    alike = replace(sign, text=text, alternatives=())
    return Reading(tuple(replace(alike, place=place) for place in places), by_context=True)


def _fill_sign(characters: Sequence[Character]) -> Character | None:
    """The sign that a line is filled with, as it was read least surely; None where it holds anything else.

    Figures are counted by no pitch, and ideographs fill no cell.
    """
    counted = Counter(c.text for c in characters)
    text, alike = counted.most_common(1)[0] if counted else ("", 0)
    if alike < LEAST_ALIKE or len(characters) - alike > MOST_OTHERS:
        return None
    if text in DIGITS or text.isspace() or is_ideograph(text):
        return None
    return min((c for c in characters if c.text == text), key=lambda c: c.probability)


def _count(line: CutLine) -> int | None:
    """How many signs fill a line, from the period of its ink; None where it has none."""
    ink = crop_ink(line.crop)
    first, last = line.ink.runs[0, 0], line.ink.runs[-1, 1]
    rows = np.flatnonzero(ink.any(axis=1))
    filled = ink[rows[0] : rows[-1] + 1, first:last]
    width = filled.shape[1]
    bands = np.stack([band.sum(axis=0) for band in np.array_split(filled, BANDS)]).astype(float)
    bands -= bands.mean(axis=1, keepdims=True)
    read = len(line.reading.characters)
    tried = np.linspace(max(1.0, read - OFF_BY), read + OFF_BY, COUNTS_TRIED)
    waves = np.exp(2j * np.pi * np.outer((np.arange(width) + 0.5) / width, tried))
    shares = 2 / width * (np.abs(bands @ waves) ** 2).sum(axis=0) / max(1.0, float((bands**2).sum()))
    if shares.max() < EVEN:
        return None
    pitch = width / float(tried[shares.argmax()])
    white = line.ink.runs[1:, 0] - line.ink.runs[:-1, 1]
    own = pitch - (float(np.median(white)) if len(white) > read / 2 else 0.0)
    return 1 + int((width - SEEN * own) // pitch)


def _in_case(text: str, height: float, figure: float | None) -> str:
    """A letter in the case that its height tells, where both have one shape."""
    if figure is None or text.lower() not in ONE_SHAPE:
        return text
    return text.upper() if height > CASES_MIDDLE * figure else text.lower()
