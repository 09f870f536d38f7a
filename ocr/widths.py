"""Full-width or half-width, space or none: what the recogniser can't tell by shape, told by distances.

`（` and `(`, `：` and `:` have the same ink; in print they differ by the room they take, an em or half an em.
The recogniser reads crops of any scale and mixes them freely (61 of the 69 wrong cells of eleven documents).
"""

from __future__ import annotations

import statistics
from dataclasses import replace
from itertools import pairwise

from budgetgrid.ocr.reading import Character, Reading

FULL_OF = dict(zip("(),:;!?", "（），：；！？"))
HALF_OF = {full: half for half, full in FULL_OF.items()}

DIGITS = frozenset("0123456789")

MIDDLE = 0.75
"""Room in ems halfway between both widths."""

UNDECIDED = 0.04
"""How near to MIDDLE a room may lie to leave the recogniser's choice. Of 306 full-width signs in lines with
an em to measure by, 302 had 0.75 em and more; of 16 half-width ones none had."""

SPACE = 0.55
"""Room in ems beyond that of the characters from which a space beside an ideograph was printed. Word sets a
quarter of an em between ideographs and digits by itself."""


def settle_widths(reading: Reading, width: float, height: float) -> Reading:
    """The reading of a crop of `width` x `height` px, its punctuation as wide as it was printed.

    A reading whose characters have no places of their own is returned as it is.
    """
    kept = [c for c in reading.characters if c.text]
    if len(kept) < 2 or any(a.place >= b.place for a, b in pairwise(kept)):
        return reading
    em = _em(kept, width, height)
    places = [c.place * width / em for c in kept]
    rooms = _rooms(kept, places)
    chosen = [
        _at_width(character, _is_wide(character, rooms[i], kept)) if i in rooms else character
        for i, character in enumerate(kept)
    ]
    return Reading(tuple(c for i, c in enumerate(chosen) if not _is_setting(i, kept, places)))


def is_ideograph(text: str) -> bool:
    """Whether a text is one CJK ideograph, an em wide in every font."""
    return len(text) == 1 and ("\u4e00" <= text <= "\u9fff" or "\u3400" <= text <= "\u4dbf")


def _em(characters: list[Character], width: float, height: float) -> float:
    """Px of an em: the mean distance of neighbouring ideographs, else what a crop's height suggests."""
    steps = _steps(characters)
    return statistics.fmean(steps) * width if steps else height / 1.3


def _steps(characters: list[Character]) -> list[float]:
    """The distances of neighbouring ideographs, as shares of the crop's width; none if there is but one."""
    pairs = pairwise(characters)
    steps = [b.place - a.place for a, b in pairs if is_ideograph(a.text) and is_ideograph(b.text)]
    return steps if len(steps) >= 2 else []


def _rooms(line: list[Character], places: list[float]) -> dict[int, float | None]:
    """The room in ems that each ambiguous character has between its neighbours, None at a line's end.

    Brackets that belong together share theirs: they
    are printed in one width.
    """
    inked = [i for i, c in enumerate(line) if not c.text.isspace()]
    neighbours = {i: (left, right) for left, i, right in zip(inked, inked[1:], inked[2:])}
    rooms: dict[int, float | None] = {}
    for index in inked:
        if line[index].text not in FULL_OF and line[index].text not in HALF_OF:
            continue
        around = neighbours.get(index)
        rooms[index] = _between(line, places, *around) if around else None
    for first, last in _pairs(line):
        known = [room for room in (rooms[first], rooms[last]) if room is not None]
        rooms[first] = rooms[last] = statistics.fmean(known) if known else None
    return rooms


def _between(line: list[Character], places: list[float], left: int, right: int) -> float:
    """The room between two characters of a line, in ems; between digits that of a number's separator.

    A line of digits has no ideograph to measure the em by, and its crop is too low to tell it.
    """
    if line[left].text in DIGITS and line[right].text in DIGITS and not _steps(line):
        return 0.5
    return places[right] - places[left] - (_room(line[left].text) + _room(line[right].text)) / 2


def _pairs(line: list[Character]) -> list[tuple[int, int]]:
    """Indices of brackets that open and close one another."""
    opened: list[int] = []
    pairs = []
    for index, character in enumerate(line):
        if character.text in "(（":
            opened.append(index)
        elif character.text in ")）" and opened:
            pairs.append((opened.pop(), index))
    return pairs


def _room(text: str) -> float:
    """The room a character takes, in ems."""
    return 0.5 if text.isascii() else 1.0


def _is_wide(character: Character, room: float | None, line: list[Character]) -> bool:
    """Whether an ambiguous character is full-width: by its room; at a line's end by the line's script."""
    read = character.text in HALF_OF
    if room is None:
        return read or any(is_ideograph(c.text) for c in line)
    return read if abs(room - MIDDLE) < UNDECIDED else room > MIDDLE


def _at_width(character: Character, wide: bool) -> Character:
    """The character in the width asked for; the two have one shape, so their probabilities add up."""
    table = FULL_OF if wide else HALF_OF
    text = table.get(character.text, character.text)
    if text == character.text:
        return character
    same = sum(a.probability for a in character.alternatives if a.text == text)
    others = tuple(a for a in character.alternatives if a.text != text)
    sure = round(min(1.0, character.probability + same), 4)
    return replace(character, text=text, probability=sure, alternatives=others)


def _is_setting(index: int, line: list[Character], places: list[float]) -> bool:
    """Whether a character is a space that is only the room typesetting leaves beside an ideograph."""
    if not line[index].text.isspace():
        return False
    if not 0 < index < len(line) - 1:
        return True
    one, other = line[index - 1].text, line[index + 1].text
    if one.isascii() and other.isascii():
        return False
    return _between(line, places, index - 1, index + 1) < SPACE
