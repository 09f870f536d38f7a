"""The dot between two words (元/人·年) told from a full stop by how high it stands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image
from budgetgrid.ocr.ink_columns import InkColumns, crop_ink
from budgetgrid.ocr.reading import Character, Reading
from budgetgrid.ocr.widths import DIGITS, called

DOTS = frozenset("·・")
FULL_STOP = "."

RAISED = 0.2
"""How far over the foot of its line a raised dot ends, in heights of the line's tall marks: 0.24 to 0.38 at
medium damage, a full stop up to 0.07, in ten faces 0.32 to 0.43 and 0.03 as drawn."""

TALL = 0.6
"""Marks so high, as a share of the highest, stand on the foot of their line."""


def with_raised_dots(reading: Reading, crop: Image, ink: InkColumns) -> Reading:
    """The reading of a line's crop, (h, w, 3) uint8 RGB, with the dots that were read as full stops.

    Only where the recogniser considered one, and not between figures.
    """
    doubtful = [i for i, c in enumerate(reading.characters) if _may_be_raised(i, reading.characters)]
    if not doubtful or not len(ink.runs):
        return reading
    extents = _extents(crop, ink)
    heights = extents[:, 1] - extents[:, 0]
    foot = float(np.median(extents[heights >= TALL * heights.max(), 1]))
    middles = ink.runs.mean(axis=1)
    kept = list(reading.characters)
    for i in doubtful:
        at = int(abs(middles - kept[i].place * crop.shape[1]).argmin())
        if foot - extents[at, 1] >= RAISED * heights.max():
            kept[i] = called(kept[i], "·")
    return replace(reading, characters=tuple(kept))


def _may_be_raised(index: int, line: tuple[Character, ...]) -> bool:
    around = {c.text for c in line[max(0, index - 1) : index + 2]}
    considered = any(a.text in DOTS for a in line[index].alternatives)
    return line[index].text == FULL_STOP and considered and not around & DIGITS


def _extents(crop: Image, ink: InkColumns) -> NDArray[np.intp]:
    """Top and bottom of the ink of each of a line's runs, (N, 2) px, bottom exclusive."""
    mask = crop_ink(crop)
    rows = [np.flatnonzero(mask[:, left:right].any(axis=1)) for left, right in ink.runs]
    return np.array([(r[0], r[-1] + 1) for r in rows], np.intp)
