"""The text layer of a digital page: every character at its place, and lines put together from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Box, enclosing
from budgetgrid.layout.glyphs import Glyph, visible_glyphs
from budgetgrid.layout.source import SourcePage
from budgetgrid.ocr.reading import Character, Line, Reading

DIGITAL_PROBABILITY = 0.999
"""Probability that a character of a text layer is what one sees. A prior, to be calibrated on labelled
pages."""

UNDECODED_PROBABILITY = 0.3
"""The same for a character from the private-use area: its shape is known to the font alone."""

OVERPRINT = 0.4
"""Distance, as a part of a character's own width and height, up to which equal characters are one that was
printed twice to look bold (by 0.05 em or less); two neighbours that are really equal stand a whole width
apart."""

SAME_LINE = 0.5
"""Distance across the line, in ems, from which characters are on different lines. Lines are set at least 1 em
apart, sub- and superscripts shift by up to 0.35 em."""

WORD_GAP = 0.2
"""Gap in ems between two Latin characters that is a space; a space itself is 0.25 to 0.5 em wide, letters of
one word are at most 0.1 apart."""

CJK_GAP = 0.8
"""Gap in ems beside an ideograph that is a space. Justified lines stretch gaps to 0.3 em; names of two
characters and heads (合 计) are spaced out by one em or more."""

BIN = 16.0
"""Side in points of the squares by which equal characters are looked up."""

NARROW = 1.6
"""Width in ems up to which a column of single characters is vertical text."""


@dataclass(frozen=True, slots=True)
class LayerCharacter:
    """One character of a text layer: its text (as the layer has it; a ligature stays one), its box in points
    of the page as a viewer shows it, the font's size in points and name, and whether it stands upright.
    `direction` is the unit vector its line runs in (x to the right, y downwards)."""

    text: str
    box: Box
    size: float
    font: str
    upright: bool = True
    direction: tuple[float, float] = (1.0, 0.0)

    @property
    def private(self) -> bool:
        """Whether it is a private-use character (a bullet of a symbol font) that only its font can show."""
        code = ord(self.text[0])
        return 0xE000 <= code <= 0xF8FF or code >= 0xF0000


def characters(page: SourcePage) -> tuple[LayerCharacter, ...]:
    """The visible characters of a page, white space left out, each once, in the order they are drawn in."""
    glyphs = visible_glyphs(page)
    return tuple(
        LayerCharacter(g.text, g.box, g.size, g.font, g.direction[0] > 0.7, g.direction)
        for g in _without_overprint(glyphs)
    )


def characters_in(found: Sequence[LayerCharacter], box: Box) -> tuple[LayerCharacter, ...]:
    """Those of the characters whose middle lies in the box. For many boxes a `CharacterIndex` is faster."""
    left, top, right, bottom = (2 * side for side in (box.left, box.top, box.right, box.bottom))
    return tuple(
        c
        for c in found
        if top <= c.box.top + c.box.bottom < bottom and left <= c.box.left + c.box.right < right
    )


class CharacterIndex:
    """Characters of a page that are asked for many areas; holds their middle points as (N, 2) float64."""

    def __init__(self, found: Sequence[LayerCharacter]) -> None:
        self._found = tuple(found)
        self._centers: NDArray[np.float64] = np.array(
            [c.box.center for c in self._found], np.float64
        ).reshape(-1, 2)

    def inside(self, box: Box) -> tuple[LayerCharacter, ...]:
        """The characters whose middle lies in the box, in their order."""
        x, y = self._centers.T
        within = (x >= box.left) & (x < box.right) & (y >= box.top) & (y < box.bottom)
        return tuple(self._found[i] for i in np.flatnonzero(within))


def lines_of(found: Sequence[LayerCharacter]) -> tuple[Line, ...]:
    """The lines that the characters of one cell or one area form, in reading order.

    Lines run left to right and follow top to bottom. A stack of single characters, and text turned by a
    quarter, is one `vertical` line. A space stands where a gap is as wide as one."""
    if not found:
        return ()
    turned = [c for c in found if not c.upright]
    upright = [c for c in found if c.upright]
    if _is_stack(upright):
        lines = [_line(sorted(upright, key=lambda c: c.box.center[1]), vertical=True)]
    else:
        lines = [_line(row, vertical=False) for row in _rows(upright)]
    return (*lines, *_turned_lines(turned))


def runs_of(found: Sequence[LayerCharacter]) -> list[list[LayerCharacter]]:
    """The upright characters of a page in runs: those of one line that no gap of an em parts."""
    runs: list[list[LayerCharacter]] = []
    for row in _rows([c for c in found if c.upright]):
        for index, character in enumerate(row):
            if index == 0 or character.box.left - row[index - 1].box.right > character.size:
                runs.append([])
            runs[-1].append(character)
    return runs


def _without_overprint(glyphs: tuple[Glyph, ...]) -> list[Glyph]:
    """The glyphs, without those that repeat an equal one at the same place."""
    kept: list[Glyph] = []
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        x, y = glyph.box.center
        column, row = int(x // BIN), int(y // BIN)
        near = (
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in seen.get((glyph.text, column + dx, row + dy), ())
        )
        if any(_same_place(other.box, glyph.box) for other in near):
            continue
        kept.append(glyph)
        seen.setdefault((glyph.text, column, row), []).append(glyph)
    return kept


def _same_place(one: Box, other: Box) -> bool:
    """Whether two equal characters lie upon one another."""
    (x0, y0), (x1, y1) = one.center, other.center
    return abs(x0 - x1) <= OVERPRINT * other.width and abs(y0 - y1) <= OVERPRINT * other.height


def _rows(found: Sequence[LayerCharacter]) -> list[list[LayerCharacter]]:
    """Upright characters grouped into rows, top to bottom, each sorted left to right."""
    rows: list[list[LayerCharacter]] = []
    for character in sorted(found, key=lambda c: c.box.center[1]):
        if rows and _on_row(rows[-1], character):
            rows[-1].append(character)
        else:
            rows.append([character])
    return [sorted(row, key=lambda c: c.box.left) for row in rows]


def _on_row(row: list[LayerCharacter], character: LayerCharacter) -> bool:
    """Whether a character lies on the same line as those of a row."""
    middle = median(c.box.center[1] for c in row)
    size = max(median(c.size for c in row), character.size)
    return abs(character.box.center[1] - middle) < SAME_LINE * size


def _is_stack(found: Sequence[LayerCharacter]) -> bool:
    """Whether upright characters stand one below the other: a narrow column of at least three rows, one
    character each."""
    if len(found) < 3:
        return False
    rows = _rows(found)
    size = median(c.size for c in found)
    return all(len(row) == 1 for row in rows) and enclosing([c.box for c in found]).width <= NARROW * size


def _turned_lines(found: Sequence[LayerCharacter]) -> list[Line]:
    """Lines of turned text: characters of one direction, ordered along it, lines across it."""
    lines: list[Line] = []
    for direction in dict.fromkeys(c.direction for c in found):
        x, y = direction
        group = sorted((c for c in found if c.direction == direction), key=lambda c: _along((-y, x), c))
        rows: list[list[LayerCharacter]] = []
        for character in group:
            last = rows[-1][-1] if rows else None
            apart = (
                last is None or _along((-y, x), character) - _along((-y, x), last) >= SAME_LINE * last.size
            )
            if apart:
                rows.append([])
            rows[-1].append(character)
        lines += [_line(sorted(row, key=lambda c: _along(direction, c)), vertical=True) for row in rows]
    return lines


def _along(direction: tuple[float, float], character: LayerCharacter) -> float:
    """Where a character's middle lies along a direction."""
    x, y = character.box.center
    return direction[0] * x + direction[1] * y


def _line(row: list[LayerCharacter], vertical: bool) -> Line:
    """Characters in reading order as a line, with spaces put back where the gaps are."""
    box = enclosing([c.box for c in row])
    read: list[Character] = []
    previous: LayerCharacter | None = None
    for character in row:
        place = _place(character.box, box, vertical)
        if previous is not None and not vertical and _is_gap(previous, character):
            read.append(Character(" ", DIGITAL_PROBABILITY, place))
        probability = UNDECODED_PROBABILITY if character.private else DIGITAL_PROBABILITY
        read.append(Character(character.text, probability, place))
        previous = character
    return Line(box, Reading(tuple(read)), vertical)


def _place(part: Box, whole: Box, vertical: bool) -> float:
    """Where a character's middle lies along its line, 0 to 1."""
    x, y = part.center
    if vertical:
        return (y - whole.top) / whole.height if whole.height > 0 else 0.0
    return (x - whole.left) / whole.width if whole.width > 0 else 0.0


def _is_gap(left: LayerCharacter, right: LayerCharacter) -> bool:
    """Whether the space between two neighbours is wide enough to be one."""
    narrow = _is_latin(left.text) and _is_latin(right.text)
    return right.box.left - left.box.right > (WORD_GAP if narrow else CJK_GAP) * max(left.size, right.size)


def _is_latin(text: str) -> bool:
    """Whether a character belongs to a script that separates words by spaces."""
    return ord(text[0]) < 0x2E80
