"""Strokes that blur took: ≥ read as >, ； as ：, the comma of thousands as a point.

Blur takes away the bar under ≥ and the tails of ； and the comma, and puts none there: where the recogniser
so much as considered the sign with the stroke, it is that one. On sheets of ten faces at medium damage none
of 320 signs > and < had ≥ or ≤ considered with more than 0.02, of 160 colons none a semicolon with more than
0.03, and of 80 points none a comma at all; at hard damage 7 of 208, 4 of 104 and none of 52 were above these
limits. Of those that had lost their stroke all 28 bounds, 2 semicolons and 1 of 2 commas were above them at
medium damage, 29 of 36, 10 of 19 and all 6 at hard.
"""

from __future__ import annotations

import re
from dataclasses import replace

from budgetgrid.ocr.reading import Alternative, Character, Reading

WHOLE = {">": "≥", "＞": "≥", "<": "≤", "＜": "≤", "：": "；", ":": "；"}
"""What a sign is with its stroke."""

CONSIDERED = {"≥": 0.03, "≤": 0.03, "；": 0.1, ",": 0.01}
"""Probability from which the sign with its stroke counts as considered."""

LATER_ITEMS = frozenset("②③④⑤⑥⑦⑧⑨⑩")
"""What stands before them ends the item before, and is no colon if a semicolon was considered at all."""

HALF_WIDTH = {"；": ";"}
"""The other name of a sign, whose shape is the same."""

ODDS = 100.0
"""How many times likelier the stroke was lost than seen where none is."""

THOUSANDS = re.compile(r"\.(?=\d{3}\D*$)")
"""A point where a comma would part the thousands of a whole number."""

WHOLE_NUMBER = re.compile(r"[-+(（≥≤]?\d{1,3}(?:,\d{3})*\.\d{3}[^\d%％‰]{0,4}")
"""A text whose last point is such a one: an amount with its unit, no percentage."""


def with_lost_strokes(reading: Reading) -> Reading:
    """The reading with the strokes back that its signs lost."""
    point = _point_of_thousands(reading)
    following = [*(c.text for c in reading.characters), ""][1:]
    settled = tuple(
        _whole(c, "," if i == point else WHOLE.get(c.text.strip()), after in LATER_ITEMS)
        for i, (c, after) in enumerate(zip(reading.characters, following, strict=True))
    )
    return reading if settled == reading.characters else Reading(settled, reading.by_context)


def _point_of_thousands(reading: Reading) -> int | None:
    """The place of the point that may be a comma of thousands; None where there is none."""
    texts = [c.text for c in reading.characters]
    text = "".join(texts)
    found = THOUSANDS.search(text) if WHOLE_NUMBER.fullmatch(text) else None
    return found.start() if found and len(text) == len(texts) else None


def _whole(character: Character, whole: str | None, ends_item: bool) -> Character:
    """The character as `whole` where that was considered, what was read among its alternatives."""
    if whole is None:
        return character
    names = (whole, HALF_WIDTH.get(whole, whole))
    considered = sum(a.probability for a in character.alternatives if a.text.strip() in names)
    if not considered or (considered < CONSIDERED[whole] and not (ends_item and whole == "；")):
        return character
    sure = round(considered * ODDS / (considered * ODDS + character.probability), 4)
    others = (
        Alternative(character.text, round(1 - sure, 4)),
        *(a for a in character.alternatives if a.text.strip() not in names),
    )
    return replace(character, text=whole, probability=sure, alternatives=others)
