"""Signs at the ends of a line that the recogniser nearly read, and whose ink no other character has.

Where a wrap leaves 〕 before figures, the recogniser expects none there and lets its blank win.
"""

from __future__ import annotations

from dataclasses import replace

from budgetgrid.ocr.ink_columns import InkColumns
from budgetgrid.ocr.reading import Alternative, Character, Reading

APART = 0.7
"""How far the middle of such ink lies from that of the first or last character read, in heights of the line's
ink: the outer part of an ideograph up to 0.4, the next character 0.9 and more."""

ODDS = 100.0
"""How many times likelier ink is a sign that was nearly read there than dust."""

SIGNS = frozenset("()（）〔〕[]【】《》“”≥≤＞＜△")
"""Signs that stand at an end. A digit nearly read there may be a piece of rule, a point dust."""


def with_swallowed_signs(reading: Reading, width: float, ink: InkColumns) -> Reading:
    """The reading of a line's crop of `width` px with the signs before and after it that its ink shows."""
    characters = reading.characters
    if not characters or not len(ink.runs):
        return reading
    runs = ink.runs.mean(axis=1) / width
    apart = APART * ink.height / width
    before = _swallowed(characters[0], float(runs[0]), characters[0].place - float(runs[0]) >= apart, -1)
    after = _swallowed(characters[-1], float(runs[-1]), float(runs[-1]) - characters[-1].place >= apart, 0)
    return replace(reading, characters=(*before, *characters, *after))


def _swallowed(beside: Character, place: float, apart: bool, own: int) -> tuple[Character, ...]:
    """The sign beside a character whose alternatives name both, the character at index `own`; or none."""
    for other in beside.alternatives:
        if apart and len(other.text) == 2 and other.text[own] == beside.text:
            sign = other.text[0 if own else 1]
            sure = other.probability * ODDS / (other.probability * ODDS + beside.probability)
            if sign in SIGNS:
                missing = Alternative("", round(1 - sure, 4))
                return (Character(sign, round(sure, 4), round(place, 4), (missing,)),)
    return ()
