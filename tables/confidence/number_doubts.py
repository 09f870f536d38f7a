"""What speaks against a number beside the other numbers of its table: its form, its width, its height."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from budgetgrid.ocr.reading import Line
from budgetgrid.tables.number_columns import LOOK_ALIKE, is_figure, is_well_formed

DIGITS_AND_POINTS = re.compile(r"[\d.,]*\d[\d.,]*")

POINTS = (0.5, 0.75, 1.0)
"""What a point or comma takes, in digits: half of one in most faces, a whole one where all are as wide."""

BEARING = 0.15
"""How much less than its digits' widths the ink of a number is wide, in digits."""

LEAST_NUMBERS = 4
"""So many numbers tell how wide a digit is."""

UNEVEN_WIDTH = 0.35
"""Of 2,872 right numbers of training scans at medium and hard damage 99 % were within 0.45 digits of the
width of their characters; a digit lost or doubled is 1."""

UNEVEN_DIGIT = 0.05
"""As much more is allowed for each digit beyond SHORT: codes of nine are up to a tenth wider or narrower."""

SHORT = 5

UNEVEN_HEIGHT = 0.25
"""In octaves; damage blurs and thins ink by so much."""

MOST = 3.0


@dataclass(frozen=True, slots=True)
class NumberPrint:
    """How a table prints numbers: the height and width of a digit, px, and that of a point in digits.

    0 where too few tell.
    """

    height: float
    digit: float
    point: float


def number_print(lines: Iterable[Line]) -> NumberPrint:
    """What most lines of digits and points have in common."""
    numbers = [line for line in lines if not line.vertical and DIGITS_AND_POINTS.fullmatch(line.text)]
    if len(numbers) < LEAST_NUMBERS:
        return NumberPrint(0.0, 0.0, 0.0)
    height = statistics.median(line.box.height for line in numbers)
    fits = []
    for point in POINTS:
        digit = statistics.median(line.box.width / _digits(line.text, point) for line in numbers)
        off = statistics.fmean(min(1.0, abs(_surplus(line, digit, point))) for line in numbers)
        fits.append((off, point, digit))
    _, point, digit = min(fits)
    return NumberPrint(height, digit, point)


def _digits(text: str, point: float) -> float:
    """The width of a number's ink, in digits."""
    points = sum(c in ".," for c in text)
    return len(text) - points + point * points - BEARING


def _surplus(line: Line, digit: float, point: float) -> float:
    """How much wider a number is than its characters, in digits."""
    return line.box.width / digit - _digits(line.text, point)


def room(lines: Sequence[Line], look: NumberPrint) -> float:
    """By how many digits beyond UNEVEN_WIDTH a number is wider or narrower than its characters."""
    found = [
        abs(_surplus(ln, look.digit, look.point)) - UNEVEN_DIGIT * max(0, len(ln.text) - SHORT)
        for ln in lines
        if _is_number(ln) and look.digit
    ]
    return min(MOST, max(0.0, max(found, default=0.0) - UNEVEN_WIDTH))


def odd_height(lines: Sequence[Line], look: NumberPrint) -> float:
    """By how many octaves a number is higher or lower than others: specks, and print from the back."""
    found = [abs(math.log2(ln.box.height / look.height)) for ln in lines if _is_number(ln) and look.height]
    return min(MOST, max(0.0, max(found, default=0.0) - UNEVEN_HEIGHT))


def _is_number(line: Line) -> bool:
    return not line.vertical and DIGITS_AND_POINTS.fullmatch(line.text) is not None


def holds_several(text: str) -> bool:
    """Whether a text is figures beside each other: those of two columns whose rule was missed."""
    parts = text.split()
    return len(parts) > 1 and all(is_figure(part) for part in parts)


def malformed(text: str, among_numbers: bool) -> float:
    """1 for a figure without the form of a number, and `among_numbers` for what only looks like one."""
    if is_figure(text):
        return float(not is_well_formed(text) or holds_several(text))
    plain = "".join(text.split())
    return float(
        among_numbers and LOOK_ALIKE.fullmatch(plain) is not None and re.search(r"\d", plain) is not None
    )


def other_number(lines: Sequence[Line]) -> float:
    """The probability of the likeliest other character of numbers at any place."""
    return max(
        (
            a.probability
            for line in lines
            for c in line.reading.characters
            for a in c.alternatives
            if c.text.isdigit() and (not a.text or a.text[-1] in "0123456789.,-%") and a.text != c.text
        ),
        default=0.0,
    )
