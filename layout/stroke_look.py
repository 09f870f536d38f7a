"""How a stroke looks along its length: evenly inked and bare as rules are, or like text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.dots import is_dashed, rows_of_dots
from budgetgrid.layout.geometry import Image
from budgetgrid.layout.rulings import Ruling

GRAIN_INCH = 0.025
"""Length over which ink is averaged along a stroke: 1.8 pt, less than the white between two lines of text."""

BLOCK_INCH = 0.4
"""Length over which a stroke is taken as straight; longer ones may lean or bend."""

LEAN_PX = 4
"""How far the middle of a block is looked for beside the stroke's position."""

PRESENT = 0.35
"""Share of a stroke's own contrast (that of its darker quarter) from which a place counts as inked. A rule
that fades to 0.4 of its darkest keeps above it; between two characters there is nothing."""

GRAIN_CONTRAST = 14.0
"""Contrast (0 to 255) that grainy paper reaches by itself, averaged so: 6, with a standard deviation of 4, at
the hardest damage."""

SIDE_PX = 2
"""Width of the strips beside a stroke that are compared with it, and how far they are from its edge."""


@dataclass(frozen=True, slots=True)
class StrokeLook:
    """`ink` (L,) bool: where along its length a stroke is darker than its sides, or goes on in dots;
    `flanked`: the share of it (0 to 1) with ink as dark as its own at a side, that of a twin aside;
    `contrast`: how much darker it is than its sides (0 to 255)."""

    ink: NDArray[np.bool_]
    flanked: float
    contrast: float

    @property
    def inked(self) -> float:
        """Share of the length that is inked."""
        return np.count_nonzero(self.ink) / len(self.ink)

    @property
    def is_rule(self) -> bool:
        """Whether a rule looks so, and no row of strokes of text."""
        return self.inked >= EVEN and self.flanked <= BARE


EVEN = 0.85
"""Share of a rule's length that is inked, its cuts and its faded places taken off. Of 4,059 rules of 146
pages scanned with medium and hard damage the least had 0.86; upright strokes of 目 over 目 have 0.8."""

BARE = 0.4
"""Share of a rule's length that may have ink at a side. Of those rules all but two stayed below; of 164 other
strokes that had been taken for rules all but five lay above, or were not even."""


NOTHING = StrokeLook(np.zeros(1, np.bool_), 1.0, 0.0)
"""The look of a stroke too short, or too near the border of the page, to be looked at."""


def stroke_look(flat: Image, ruling: Ruling, dpi: float, usual: float | None = None) -> StrokeLook:
    """The look of a ruling on an (H, W) uint8 flattened grey page.

    `usual` is the contrast to be compared with, where it is known; else the ruling's own is.
    """
    strip = _followed(flat, ruling, dpi)
    if strip.size == 0:
        return NOTHING
    grain = max(3, round(GRAIN_INCH * dpi) | 1)
    smooth = cv2.blur(strip, (grain, 1))
    core = smooth[SIDE_PX:-SIDE_PX].max(axis=0)
    sides = [cv2.reduce(side, 0, cv2.REDUCE_AVG)[0] for side in (smooth[:SIDE_PX], smooth[-SIDE_PX:])]
    contrast = core - np.minimum(*sides)
    own = max(_upper_quartile(contrast), 1.0)
    inked = contrast > max(PRESENT * (own if usual is None else usual), GRAIN_CONTRAST)
    for first, last in rows_of_dots(inked, dpi):
        inked[first:last] = True
    if is_dashed(inked, dpi):
        inked[:] = True
    dark = max(_upper_quartile(core), 1.0)
    flanks = [side > PRESENT * (dark if usual is None else usual) for side in sides]
    flanked = min(flanks, key=np.count_nonzero) if _is_twin(*flanks) else flanks[0] | flanks[1]
    return StrokeLook(inked, np.count_nonzero(flanked) / len(flanked), own)


def contrast_along(flat: Image, ruling: Ruling, dpi: float) -> NDArray[np.float32]:
    """(L,) float32: how much darker (0 to 255) a ruling is than its sides, along it; empty where it is too
    near the border of the page."""
    strip = _followed(flat, ruling, dpi)
    if strip.size == 0:
        return np.zeros(0, np.float32)
    sides = (strip[:SIDE_PX].mean(axis=0) + strip[-SIDE_PX:].mean(axis=0)) / 2
    return np.asarray(strip[SIDE_PX:-SIDE_PX].mean(axis=0) - sides, np.float32)


def _is_twin(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> bool:
    """Whether the ink at one side is the other stroke of a double rule: as even as a rule is."""
    shares = np.count_nonzero(one) / len(one), np.count_nonzero(other) / len(other)
    return bool(max(shares) >= EVEN and min(shares) <= BARE)


def _upper_quartile(values: NDArray[np.float32]) -> float:
    """The upper quartile of (L,) numbers, as numpy's percentile has it, which takes ten times as long."""
    ordered = np.sort(values)
    place = 0.75 * (len(values) - 1)
    below, above = float(ordered[int(place)]), float(ordered[math.ceil(place)])
    return below + (above - below) * (place % 1)


def _followed(flat: Image, ruling: Ruling, dpi: float) -> NDArray[np.float32]:
    """(2 SIDE_PX + 3, L) float32 darkness along a ruling, its middle followed: the strips at both sides, and
    between them three px of its middle; empty where it reaches over the page's border."""
    across = flat if ruling.axis == "horizontal" else flat.T
    reach = round(ruling.thickness / 2) + 2 * SIDE_PX
    margin = reach + LEAN_PX + 1
    middle = round(ruling.position - 0.5)
    start, end = max(0, int(ruling.start)), min(across.shape[1], int(ruling.end))
    if end - start < 4 or middle < margin or middle + margin >= across.shape[0]:
        return np.zeros((0, 0), np.float32)
    dark = 255 - np.ascontiguousarray(across[middle - margin : middle + margin + 1, start:end])
    lean = _lean(dark[margin - LEAN_PX - 1 : margin + LEAN_PX + 2], dpi)
    side = np.arange(SIDE_PX)
    rows = margin + np.concatenate((side - reach, (-1, 0, 1), reach - side[::-1]))
    strip = np.empty((len(rows), end - start), np.float32)
    for first, last in pairwise([0, *(np.flatnonzero(np.diff(lean)) + 1).tolist(), len(lean)]):
        strip[:, first:last] = dark[rows + lean[first], first:last]
    return strip


def _lean(near: Image, dpi: float) -> NDArray[np.int64]:
    """(L,) px that a stroke lies beside the middle row of a (2 LEAN_PX + 3, L) uint8 strip of darkness, from
    the darkest three rows of each block."""
    length = near.shape[1]
    count = int(length / (BLOCK_INCH * dpi))
    if count < 2:
        return np.zeros(length, np.int64)
    wide = near.astype(np.uint16)
    size = length // count
    threes = (wide[:-2] + wide[1:-1] + wide[2:])[:, : size * count].reshape(-1, count, size)
    ordered = np.sort(threes, axis=2)
    offsets = (ordered[:, :, (size - 1) // 2] + ordered[:, :, size // 2]).argmax(axis=0) - LEAN_PX
    padded = np.concatenate((offsets[:1], offsets, offsets[-1:]))
    steady = np.sort(np.stack([padded[:-2], padded[1:-1], padded[2:]]), axis=0)[1]
    centers = (np.arange(count) + 0.5) * size
    return np.asarray(np.round(np.interp(np.arange(length), centers, steady)), np.int64)
