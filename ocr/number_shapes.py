"""Zero or O, comma or point: what one shape can be, settled by what a number can be.

Only a character that the recogniser itself considered takes the place of the one it preferred, and only in a
line that holds a number and nothing else; the two have nearly one shape, so their probabilities add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from budgetgrid.ocr.reading import Character, Reading

NUMBER_WITH_ZEROS = re.compile(r"[-+(（≥≤]*[\dOo][\dOo.,，%％)）]*")
"""A line that is one number, its zeros perhaps read as letters."""

TWO_POINTS = re.compile(r"\.(?=\d{3}[.,])")
"""A point that another separator follows after three digits: a number has one decimal point, its last."""


def settle_numbers(reading: Reading) -> Reading:
    """The reading with the O of a number a 0 and the points of its thousands commas."""
    kept = [c for c in reading.characters if c.text.strip()]
    text = "".join(c.text for c in kept)
    if len(text) != len(kept) or not NUMBER_WITH_ZEROS.fullmatch(text):
        return reading
    changes = {id(kept[i]): _instead(kept[i], wanted) for i, wanted in _wanted(text)}
    return Reading(tuple(changes.get(id(c), c) for c in reading.characters))


def _wanted(text: str) -> Iterator[tuple[int, str]]:
    """Places of a number's text and what should stand there."""
    for match in re.finditer("[Oo]", text):
        yield match.start(), "0"
    for match in TWO_POINTS.finditer(text.replace("O", "0").replace("o", "0")):
        yield match.start(), ","


def _instead(character: Character, wanted: str) -> Character:
    """The character `wanted` where the recogniser considered it, else the one it read."""
    same = sum(a.probability for a in character.alternatives if a.text == wanted)
    if not same:
        return character
    others = tuple(a for a in character.alternatives if a.text != wanted)
    sure = round(min(1.0, character.probability + same), 4)
    return replace(character, text=wanted, probability=sure, alternatives=others)
