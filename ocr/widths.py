"""Full-width or half-width, space or none: what the recogniser can't tell by shape, told by distances.

`（` and `(`, `：` and `:` have the same ink; in print they differ by the room they take, an em or half an em.
The recogniser reads crops of any scale and mixes them freely (61 of the 69 wrong cells of eleven documents).
The white around a sign's ink tells it to a pixel; where it can't be seen, the places of its neighbours do.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from budgetgrid.ocr.ink_columns import InkColumns
from budgetgrid.ocr.reading import Character, Reading

FULL_OF = dict(zip("(),:;!?", "（），：；！？"))
HALF_OF = {full: half for half, full in FULL_OF.items()}

FULL_BEFORE_FIGURES = {"<": "＜", ">": "＞"}
"""Signs before figures, full-width if they stand off their figure; ≥ and ≤ always are. ％ stands no farther
from its figure than % does."""

DIGITS = frozenset("0123456789")

MIDDLE = 0.75
"""Room in ems halfway between both widths."""

UNDECIDED = 0.04
"""How near to the middle a room may lie to leave the recogniser's choice. Of 306 full-width signs in lines
with an em to measure by, 302 had 0.75 em and more; of 16 half-width ones none had."""

INK_MIDDLE = 0.88
"""The same from the ink of one neighbour to that of the other: of 570 signs of three documents at light
damage the full-width ones had 1.03 to 1.45 em, half-width ones 0.60 to 0.72."""

INK_LEAST = 0.3
"""Less than this is no sign's room, but that between two strokes of a character."""

SIGN_WIDTH = 0.5
SIGN_OFF = 0.35
"""Ems that the ink of a sign is wide at most, and that its middle is off the place that was read."""

SAME_GAP = 0.05
"""Ems by which the white inside an opening bracket is the same. Full-width ones, with 0.27 to 0.34, are now
and then set tight, their blank half cut off; half-width ones have 0.16 to 0.24."""

LEAST_ALIKE = 1
"""Full-width brackets of a page by which one set tight is told; a document rarely mixes both kinds."""

OFF_FIGURE = (0.14, 0.48)
"""White between a sign and its figure, in heights of the line's ink: 0.09 beside half-width ones, 0.17 to
0.23 beside 14 full-width ones, 0.37 to 0.45 beside five whose figures are low or begin with 1; more is a
space."""

DASHES = frozenset("一—-")
LONG_DASH, SHORT_DASH = 0.7, 0.5
"""Ems of ink from which a flat stroke between figures or letters is a dash, and up to which it is a hyphen:
dashes have 0.9 to 1, hyphens 0.25 to 0.4."""

LATIN_DASHES = DASHES | {"–"}
HYPHEN = 0.88
"""Length of a dash in steps from figure to figure from which it is no hyphen: an en dash takes a whole step,
hyphens 0.45 of it, those of typewriters 0.78."""

LEAST_LETTERS = 40
"""Letters by which a page is one of a Latin script: more than the names of a table of numbers have."""

SPACE = 0.55
"""Room in ems beyond that of the characters from which a space beside an ideograph was printed. Word sets a
quarter of an em between ideographs and digits by itself."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """The characters of a line that have a text, where each stands (ems from the crop's left), the px of an
    em, and the line's ink where that is known."""

    characters: tuple[Character, ...]
    places: tuple[float, ...]
    em: float
    ink: InkColumns | None

    @property
    def inked(self) -> list[int]:
        """Indices of the characters that are no spaces."""
        return [i for i, c in enumerate(self.characters) if not c.text.isspace()]


@dataclass(frozen=True, slots=True)
class _Ink:
    """White before and after the ink of a sign, and that ink itself, in ems."""

    before: float
    own: float
    after: float


def settle_widths(
    reading: Reading, width: float, height: float, ink: InkColumns | None = None, inside: float | None = None
) -> Reading:
    """The reading of a crop of `width` x `height` px, its punctuation as wide as it was printed.

    `inside`: the white inside the page's full-width brackets, as of `white_inside`. A reading whose
    characters have no places of their own is returned as it is.
    """
    line = _laid(reading, width, height, ink)
    if line is None:
        return reading
    rooms = _rooms(line, inside)
    chosen = [
        _at_width(character, _is_wide(character, rooms[i], line)) if i in rooms else character
        for i, character in enumerate(line.characters)
    ]
    for first, last in _pairs(chosen):
        if (chosen[first].text in HALF_OF) != (chosen[last].text in HALF_OF):
            wide = any(is_ideograph(c.text) for c in line.characters)
            chosen[first], chosen[last] = (_at_width(chosen[i], wide) for i in (first, last))
    for i in range(1, len(chosen) - 1):
        chosen[i] = _dash(i, line) or chosen[i]
    if _stands_off_figure(line):
        chosen[0] = replace(chosen[0], text=FULL_BEFORE_FIGURES[chosen[0].text])
    settled = replace(line, characters=tuple(chosen))
    return Reading(tuple(c for i, c in enumerate(chosen) if not _is_setting(i, settled)), reading.by_context)


def is_latin(readings: Iterable[Reading]) -> bool:
    """Whether a page is written in letters, without one ideograph: it was set without full-width signs."""
    texts = [c.text for reading in readings for c in reading.characters]
    letters = sum(text.isascii() and text.isalpha() for text in texts)
    return letters >= LEAST_LETTERS and not any(is_ideograph(text) for text in texts if text not in DASHES)


def half_width(reading: Reading, width: float, ink: InkColumns) -> Reading:
    """The reading of a line of such a page, `width` px wide: an em is not known there. What joins figures or
    stands alone is a hyphen, and what is shorter than a figure; a capital I after a small letter is an l."""
    signs = [_at_width(c, False) for c in reading.characters]
    texts = [c.text for c in signs]
    for index, sign in enumerate(signs):
        around = set(texts[max(0, index - 1) : index + 2]) - {sign.text}
        if sign.text in LATIN_DASHES and (around <= DIGITS or _is_short(sign, signs, width, ink)):
            signs[index] = called(sign, "-")
        if sign.text == "I" and _is_small("".join(texts[:index])):
            signs[index] = called(sign, "l")
    return Reading(tuple(signs), reading.by_context)


def _is_short(sign: Character, line: Sequence[Character], width: float, ink: InkColumns) -> bool:
    """Whether the ink of a sign of a line is shorter than the step from one of its figures to the next."""
    if not len(ink.runs):
        return False
    middles = ink.runs.mean(axis=1)
    places = [float(middles[abs(middles - c.place * width).argmin()]) for c in line if c.text in DIGITS]
    steps = [b - a for a, b in pairwise(places) if b > a]
    first, last = ink.runs[abs(middles - sign.place * width).argmin()]
    return bool(steps and last - first < HYPHEN * min(steps))


def _is_small(before: str) -> bool:
    """Whether what stands before a letter of a word makes it a small one: a small letter, but in McIntyre."""
    return before[-1:].islower() and before[-1:].isascii() and not re.search(r"\bMa?c$", before)


def white_inside(lines: Iterable[tuple[Reading, float, float, InkColumns]]) -> float | None:
    """Ems of white that the opening full-width brackets of a page have inside; None where it has too few.

    `lines`: readings, width, height and ink of their crops (px).
    """
    found = []
    for reading, width, height, ink in lines:
        line = _laid(reading, width, height, ink)
        for i in line.inked if line else ():
            own = _ink_of(line, i) if line and line.characters[i].text in "(（" else None
            if own and _excess(own) >= UNDECIDED:
                found.append(own.after)
    return statistics.median(found) if len(found) >= LEAST_ALIKE else None


def is_ideograph(text: str) -> bool:
    """Whether a text is one CJK ideograph, an em wide in every font."""
    return len(text) == 1 and ("\u4e00" <= text <= "\u9fff" or "\u3400" <= text <= "\u4dbf")


def _laid(reading: Reading, width: float, height: float, ink: InkColumns | None) -> _Laid | None:
    kept = tuple(c for c in reading.characters if c.text)
    if len(kept) < 2 or any(a.place >= b.place for a, b in pairwise(kept)):
        return None
    em = _em(kept, width, height, ink)
    return _Laid(kept, tuple(c.place * width / em for c in kept), em, ink)


def _em(characters: Sequence[Character], width: float, height: float, ink: InkColumns | None) -> float:
    """Px of an em: the mean step of neighbouring ideographs, else their height, or what a crop's suggests."""
    steps = _steps(characters)
    if steps:
        return statistics.fmean(steps) * width
    if ink is not None and ink.height and any(is_ideograph(c.text) for c in characters):
        return ink.height
    return height / 1.3


def _steps(characters: Sequence[Character]) -> list[float]:
    """The distances of neighbouring ideographs, as shares of the crop's width; none if there is but one."""
    pairs = pairwise(characters)
    steps = [b.place - a.place for a, b in pairs if is_ideograph(a.text) and is_ideograph(b.text)]
    return steps if len(steps) >= 2 else []


def _rooms(line: _Laid, inside: float | None) -> dict[int, float | None]:
    """Ems that the room of each ambiguous character is beyond the middle, None at a line's end.

    Brackets that belong together share theirs: they
    are printed in one width.
    """
    inked = line.inked
    neighbours = {i: (left, right) for left, i, right in zip(inked, inked[1:], inked[2:])}
    rooms: dict[int, float | None] = {}
    for index in inked:
        text = line.characters[index].text
        if text in FULL_OF or text in HALF_OF:
            rooms[index] = _room(line, index, neighbours.get(index), inside)
    for first, last in _pairs(line.characters):
        known = [room for room in (rooms[first], rooms[last]) if room is not None]
        rooms[first] = rooms[last] = statistics.fmean(known) if known else None
    return rooms


def _room(line: _Laid, index: int, around: tuple[int, int] | None, inside: float | None) -> float | None:
    """Ems that the room of one character is beyond the middle; None where it has not both neighbours."""
    if around is None:
        return None
    ink = _ink_of(line, index)
    if ink is None:
        return _between(line, *around) - MIDDLE
    if inside is not None and line.characters[index].text in "(（" and abs(ink.after - inside) <= SAME_GAP:
        return max(UNDECIDED, _excess(ink))
    return _excess(ink)


def _excess(ink: _Ink) -> float:
    return ink.before + ink.own + ink.after - INK_MIDDLE


def _ink_of(line: _Laid, index: int) -> _Ink | None:
    """The ink of a sign and the white around it; None where it or a neighbour's edge can't be told.

    Neighbours must fill their room: other signs, and figures without an em to measure by, don't.
    """
    inked = line.inked
    at = inked.index(index)
    if line.ink is None or not 0 < at < len(inked) - 1:
        return None
    left, right = (line.characters[inked[k]].text for k in (at - 1, at + 1))
    if not (left.isalnum() or left in "%％") or not right.isalnum() or (_is_figure_sign(line, left, right)):
        return None
    runs = line.ink.runs / line.em
    middles = runs.mean(axis=1)
    nearest = int(abs(middles - line.places[index]).argmin())
    narrow = runs[nearest, 1] - runs[nearest, 0] <= SIGN_WIDTH
    near = abs(middles[nearest] - line.places[index]) <= SIGN_OFF
    if not (narrow and near and 0 < nearest < len(runs) - 1):
        return None
    before, after = float(runs[nearest - 1, 1]), float(runs[nearest + 1, 0])
    first, last = (float(x) for x in runs[nearest])
    return _Ink(first - before, last - first, after - last) if after - before >= INK_LEAST else None


def _is_figure_sign(line: _Laid, left: str, right: str) -> bool:
    """Whether a sign stands between digits in a line without an em to measure by."""
    return left in DIGITS and right in DIGITS and not _steps(line.characters)


def _between(line: _Laid, left: int, right: int) -> float:
    """The room between two characters of a line, in ems; between digits that of a number's separator.

    A line of digits has no ideograph to measure the em by, and its crop is too low to tell it.
    """
    one, other = line.characters[left].text, line.characters[right].text
    if _is_figure_sign(line, one, other):
        return 0.5
    return line.places[right] - line.places[left] - (_usual_room(one) + _usual_room(other)) / 2


def _pairs(line: Sequence[Character]) -> list[tuple[int, int]]:
    """Indices of brackets that open and close one another."""
    opened: list[int] = []
    pairs = []
    for index, character in enumerate(line):
        if character.text in "(（":
            opened.append(index)
        elif character.text in ")）" and opened:
            pairs.append((opened.pop(), index))
    return pairs


def _usual_room(text: str) -> float:
    """The room a character takes, in ems."""
    return 0.5 if text.isascii() else 1.0


def _is_wide(character: Character, room: float | None, line: _Laid) -> bool:
    """Whether an ambiguous character is full-width: by its room; at a line's end by the line's script."""
    read = character.text in HALF_OF
    if room is None:
        return read or any(is_ideograph(c.text) for c in line.characters)
    return read if abs(room) < UNDECIDED else room > 0


def _dash(index: int, line: _Laid) -> Character | None:
    """The dash or hyphen between two figures or letters, by its length; None where nothing of the kind is."""
    left, character, right = line.characters[index - 1 : index + 2]
    alone = (left.text + right.text).isascii() and left.text.isalnum() and right.text.isalnum()
    if line.ink is None or character.text not in DASHES or not alone or not len(line.ink.runs):
        return None
    length = _stroke_length(line.ink.runs / line.em, line.places[index])
    if SHORT_DASH < length < LONG_DASH:
        return None
    return called(character, "—" if length >= LONG_DASH else "-")


def _stroke_length(runs: NDArray[np.float64], place: float) -> float:
    """Length of the stroke at a place of a line's `runs` of ink, (N, 2), all in ems.

    One too thin and pale to count as ink has the white between its neighbours.
    """
    middles = runs.mean(axis=1)
    nearest = int(abs(middles - place).argmin())
    after = int(np.searchsorted(middles, place))
    if abs(middles[nearest] - place) <= SIGN_OFF or not 0 < after < len(runs):
        return float(runs[nearest, 1] - runs[nearest, 0])
    return float(runs[after, 0] - runs[after - 1, 1])


def _stands_off_figure(line: _Laid) -> bool:
    """Whether a line begins with a sign that stands off its figure as full-width ones do."""
    first, second = line.inked[:2] if len(line.inked) > 1 else (1, 1)
    sign, figure = line.characters[first].text, line.characters[second].text
    if line.ink is None or first or sign not in FULL_BEFORE_FIGURES or figure not in DIGITS:
        return False
    begin, end = line.places[first] * line.em, line.places[second] * line.em
    runs = pairwise(line.ink.runs)
    gaps = [right[0] - left[1] for left, right in runs if left[1] >= begin and right[0] <= end]
    return OFF_FIGURE[0] <= max(gaps, default=0) / max(1.0, line.ink.height) <= OFF_FIGURE[1]


def _at_width(character: Character, wide: bool) -> Character:
    """The character in the width asked for."""
    table = FULL_OF if wide else HALF_OF
    return called(character, table.get(character.text, character.text))


def called(character: Character, text: str) -> Character:
    """The character called `text`; the two have one shape, so their probabilities add up."""
    if text == character.text:
        return character
    same = sum(a.probability for a in character.alternatives if a.text == text)
    others = tuple(a for a in character.alternatives if a.text != text)
    sure = round(min(1.0, character.probability + same), 4)
    return replace(character, text=text, probability=sure, alternatives=others)


def _is_setting(index: int, line: _Laid) -> bool:
    """Whether a character is a space that is only the room typesetting leaves beside an ideograph."""
    characters = line.characters
    if not characters[index].text.isspace():
        return False
    if not 0 < index < len(characters) - 1:
        return True
    one, other = characters[index - 1].text, characters[index + 1].text
    if one.isascii() and other.isascii():
        return False
    return _between(line, index - 1, index + 1) < SPACE
