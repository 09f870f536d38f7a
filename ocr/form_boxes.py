"""Boxes to tick (□, ■) that a recogniser passed over, put where the ink of a line shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image
from budgetgrid.layout.ink import as_grey
from budgetgrid.layout.levels import percentiles
from budgetgrid.ocr.alphabets import NUMBERS
from budgetgrid.ocr.reading import Character, Reading
from budgetgrid.ocr.solid_boxes import FILLED, SQUARE
from budgetgrid.ocr.widths import DIGITS

SOLID, HOLLOW = "■", "□"

TALL = 0.35
"""Side of a box as a share of the height of its line's crop, at least: half a character."""

EVEN = 0.3
"""Light of a solid box on the way from the line's ink to its paper, at most: dense characters (属) have white
in them that blur leaves at the half."""

PALE = (0.5, 0.55, 0.6, 0.65)
"""The same for the thin sides of a hollow one: at medium damage some are half as dark as strokes."""

EM = 0.75
"""Width of a character as a share of the height of its line's crop."""

EDGE = 0.15
"""Width of the band along the sides of a box in which a hollow one has its ink, as a share of its side."""

DRAWN = 0.5
"""Share of each side's length that is inked in that band, at least."""

EMPTY = 0.05
"""Share of what it encloses that may be ink: specks."""

SURE = 0.95
"""Probability of a box: nothing else that is printed is square and filled, or square, empty and unread."""


def with_form_boxes(reading: Reading, crop: Image) -> Reading:
    """The reading of a line's crop, (h, w, 3) uint8 RGB, with the boxes in it: solid ones in place of what
    was read there, hollow ones, which look like 口, where nothing was. A reading without characters, or
    whose characters have no places of their own, is returned as it is, and so is a number: blurred, the
    rings of its % or 0 look like boxes."""
    if not reading.characters or _is_number(reading.text):
        return reading
    if any(a.place >= b.place for a, b in pairwise(reading.characters)):
        return reading
    width = crop.shape[1]
    characters = list(reading.characters)
    for left, right in _solid_boxes(crop):
        kept = [c for c in characters if not left < c.place * width < right]
        characters = [*kept, Character(SOLID, SURE, (left + right) / 2 / width)]
    if _has_room([c.place * width for c in characters], crop):
        for left, right in _hollow_boxes(crop):
            if not any(left < c.place * width < right for c in characters):
                characters.append(Character(HOLLOW, SURE, (left + right) / 2 / width))
    if len(characters) == len(reading.characters) and all(c in reading.characters for c in characters):
        return reading
    return replace(reading, characters=tuple(sorted(characters, key=lambda c: c.place)))


def _is_number(text: str) -> bool:
    return set(text) <= NUMBERS and not DIGITS.isdisjoint(text)


def _solid_boxes(crop: Image) -> Iterator[tuple[int, int]]:
    """Left and right of each solid box of a crop, px."""
    side = max(3, round(TALL * crop.shape[0]))
    grey = as_grey(crop)
    ink, paper = percentiles(grey, 1, 75)
    black = (grey < ink + EVEN * (paper - ink)).astype(np.uint8)
    solid = cv2.morphologyEx(black, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    if not solid.any():
        return
    _, _, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    for left, _, width, height, area in stats[1:].tolist():
        if max(width, height) <= SQUARE * min(width, height) and area >= FILLED * width * height:
            yield left, left + width


def _has_room(places: Sequence[float], crop: Image) -> bool:
    """Whether a box finds room beside the characters at (N,) px of a crop."""
    height, width = crop.shape[:2]
    bounds = [-EM * height / 2, *places, width + EM * height / 2]
    return any(after - before >= (EM + TALL) * height for before, after in pairwise(bounds))


def _hollow_boxes(crop: Image) -> Iterator[tuple[int, int]]:
    """Left and right of each hollow box of a crop, px: at one of the PALE lights its four sides hang together
    and with nothing else."""
    grey = as_grey(crop)
    ink, paper = percentiles(grey, 1, 75)
    found: set[tuple[int, int]] = set()
    for light in PALE:
        drawn = (grey < ink + light * (paper - ink)).astype(np.uint8)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(drawn, connectivity=4)
        for label, (left, top, width, height, _) in enumerate(stats.tolist()):
            box = labels[top : top + height, left : left + width] == label
            if label and min(width, height) >= TALL * crop.shape[0] and _is_hollow_box(box):
                found.add((left, left + width))
    # One found at several lights is one.
    ends = 0
    for left, right in sorted(found):
        if left >= ends:
            yield left, right
            ends = right


def _is_hollow_box(box: NDArray[np.bool_]) -> bool:
    """Whether a connected piece of ink, its (h, w) mask, is a square of four sides with nothing in it."""
    height, width = box.shape
    if max(height, width) > SQUARE * min(height, width):
        return False
    band = max(2, round(EDGE * min(height, width)))
    sides = (
        box[:band].any(axis=0),
        box[-band:].any(axis=0),
        box[:, :band].any(axis=1),
        box[:, -band:].any(axis=1),
    )
    inside = box[2 * band : -2 * band, 2 * band : -2 * band]
    return inside.size > 0 and min(float(s.mean()) for s in sides) >= DRAWN and float(inside.mean()) <= EMPTY
