"""Specks by their company: dust beside a line is no point, small marks that repeat in place are no dust."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.cell_lines import CORE, CellLine, PageInk
from budgetgrid.ocr.reading import Character, Reading
from budgetgrid.ocr.text_marks import SPECK
from budgetgrid.ocr.widths import is_ideograph

Ints = NDArray[np.int32]

POINTS = frozenset(".·•'`_")
"""What a speck beside a line is read as, and a line doesn't end with far from its text or off its foot."""

NEVER_FIRST = frozenset("、，。；：？！,;:?!")
"""Signs that no text begins with."""

APART = 0.45
"""White in text heights between a line and a speck: a full stop stands up to 0.35 after its text."""

OFF_FOOT = 0.15
"""How far the foot of a point lies off that of its line at most, in text heights."""

SAME_PLACE = 0.15
"""How far marks that are printed alike differ in their place in their cells and in size, in text heights."""

ALIKE = 3
"""Others of a page that a small mark is printed alike with. Dust of a page of 300 empty cells comes that near
to itself three times in one of a thousand pages."""

_NUMBER = re.compile(r"[-+(（≥≤<>＜＞]*(?:\d[\d,]*\.\d+[%％)）]*|[\d,]{3,}[%％)）]*|\d+[%％][)）]*)")
"""A number that is whole: behind it stands no point. One or two digits may be the number of an item."""


def without_specks_at_ends(
    reading: Reading, page: PageInk, line: CellLine, first: bool, last: bool
) -> Reading:
    """The reading of a line without what was read from specks before and after it.

    `first`, `last`: whether the line begins, ends its cell's text; a wrapped number may be cut at its point.
    """
    kept = list(reading.characters)
    boxes = page.marks.boxes[list(line.labels)]
    if line.vertical or len(boxes) < 2:
        return reading
    if last and len(_inked(kept)) > 1 and _is_speck_behind(kept, boxes, line):
        kept = _inked(kept)[:-1]
    if first and len(_inked(kept)) > 1 and _is_speck_before(kept, boxes, line):
        kept = _inked(kept)[1:]
    return reading if len(kept) == len(reading.characters) else Reading(tuple(kept), reading.by_context)


def printed_alike(lines: Sequence[tuple[Box, CellLine]]) -> list[bool]:
    """For each mark alone in its cell (px), whether others are as large, at the same place in theirs.

    Dashes and small noughts repeat down a column and along a row, at the left, at the right or in the middle.
    """
    if not lines:
        return []
    looks = np.array([_look(cell, line) for cell, line in lines])
    near = np.abs(looks[:, None] - looks[None]) <= SAME_PLACE
    same = near[:, :, :3].all(axis=2) & near[:, :, 3:].any(axis=2)
    return [bool(count > ALIKE) for count in same.sum(axis=1)]


def _look(cell: Box, line: CellLine) -> tuple[float, ...]:
    """Size, height in the cell, and place from its left, right and middle, in text heights."""
    box, height = line.box, line.text_height
    across = (box.left - cell.left, cell.right - box.right, box.center[0] - cell.center[0])
    return tuple(v / height for v in (box.width, box.height, box.center[1] - cell.center[1], *across))


def _inked(characters: Sequence[Character]) -> list[Character]:
    return [c for c in characters if c.text.strip()]


def _is_speck_behind(characters: Sequence[Character], boxes: Ints, line: CellLine) -> bool:
    inked = _inked(characters)
    order = np.argsort(boxes[:, 2])
    mark, others = boxes[order[-1]], boxes[order[:-1]]
    if inked[-1].text not in POINTS or not _is_small(mark, line):
        return False
    apart = mark[0] - others[:, 2].max() > APART * line.text_height
    whole = _NUMBER.fullmatch("".join(c.text for c in inked[:-1])) is not None
    return bool(apart or whole or _is_off_foot(mark, others, line))


def _is_speck_before(characters: Sequence[Character], boxes: Ints, line: CellLine) -> bool:
    inked = _inked(characters)
    order = np.argsort(boxes[:, 0])
    mark, others = boxes[order[0]], boxes[order[1:]]
    if not _is_small(mark, line):
        return False
    if inked[0].text in NEVER_FIRST or (inked[0].text == "." and is_ideograph(inked[1].text)):
        return True
    two_points = any(c.text == "." for c in inked[1:])
    apart = others[:, 0].min() - mark[2] > APART * line.text_height
    return inked[0].text in POINTS and bool(two_points or apart or _is_off_foot(mark, others, line))


def _is_small(mark: Ints, line: CellLine) -> bool:
    return bool(max(mark[2] - mark[0], mark[3] - mark[1]) <= SPECK * line.text_height)


def _is_off_foot(mark: Ints, others: Ints, line: CellLine) -> bool:
    """Whether a mark doesn't stand on the foot of its line's characters."""
    tall = others[others[:, 3] - others[:, 1] >= CORE * line.text_height]
    return bool(len(tall)) and bool(abs(mark[3] - np.median(tall[:, 3])) > OFF_FOOT * line.text_height)
