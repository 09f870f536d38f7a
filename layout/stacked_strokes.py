"""Upright strokes of characters one under the other, row for row, that pass for an upright rule.

Where a column holds the same label in every row, strokes of its characters stand in line, between two rules
each, and are drawn as thin as a rule. But they end before the rules that a rule runs into, in all rows alike;
a worn rule is cut here and there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.contacts import END_INCH, crossings
from budgetgrid.layout.geometry import Image
from budgetgrid.layout.line_gaps import SAME_LINE_INCH, lines_of
from budgetgrid.layout.rulings import Ruling
from budgetgrid.layout.stroke_look import contrast_along

END_INCH_INSIDE, ZONE_INCH = 0.013, 0.014
"""From where, off the middle of a rule across, and over what length a side's end is looked at: past the blur
of that rule, and short of text in the densest rows (12.5 pt for type of 9 pt)."""

MIDDLE = 0.2
"""Share of a side left out at either end where its middle is looked at."""

SHORT = 0.4
"""Share of the middle's contrast below which an end holds no stroke. Of 14 rules of 47 sides and more at hard
damage all had 0.92 to 1.07 at both ends, of 9 lines of strokes all had -0.01 to 0.20 at one."""

DASHES = 4
"""Pieces of a side from which it is of dots or dashes, which may begin anew in each row."""

MANY = 6
"""Sides alike from which a line is looked at: wear cuts no so many at the same end."""

LONGEST = 2
"""Sides of a ruling up to which it may be such a stroke, or two of neighbouring rows traced as one."""


def without_stacked_strokes(rulings: Sequence[Ruling], flat: Image, dpi: float) -> list[Ruling]:
    """The rulings of an (H, W) uint8 flattened page (px) but those short upright ones on one line that stop
    short of the rules across them, in all rows at the same end."""
    level = [r for r in rulings if r.axis == "horizontal"]
    kept = list(level)
    for line in lines_of([r for r in rulings if r.axis == "vertical"], SAME_LINE_INCH * dpi):
        sides = [[replace(r, start=a, end=b) for a, b in _sides(r, level, dpi)] for r in line]
        short = [side for own in sides if len(own) <= LONGEST for side in own]
        strokes = _stop_short(short, flat, dpi)
        kept += [r for r, own in zip(line, sides, strict=True) if not strokes or len(own) > LONGEST]
    return kept


def _sides(ruling: Ruling, level: Sequence[Ruling], dpi: float) -> list[tuple[float, float]]:
    """The ends of each part of an upright ruling between rules across it."""
    reach = END_INCH * dpi
    places = crossings(ruling, level, reach)
    return list(pairwise(p for p in places if ruling.start - reach <= p <= ruling.end + reach))


def _stop_short(sides: Sequence[Ruling], flat: Image, dpi: float) -> bool:
    """Whether many sides are white at one end, on their mean, where their middle is not."""
    looks = [look for side in sides if (look := _look(side, flat, dpi)) is not None]
    if len(looks) < MANY:
        return False
    top, middle, bottom = np.mean(looks, axis=0).tolist()
    return bool(min(top, bottom) < SHORT * middle)


def _look(side: Ruling, flat: Image, dpi: float) -> NDArray[np.float64] | None:
    """(3,) float64: the contrast of a side at its upper end, its middle and its lower end; None where it
    is too short, or of dots or dashes."""
    contrast = contrast_along(flat, side, dpi)
    inside, zone = round(END_INCH_INSIDE * dpi), max(2, round(ZONE_INCH * dpi))
    if len(contrast) < 4 * (inside + zone):
        return None
    inked = contrast > np.percentile(contrast, 75) / 2
    if np.count_nonzero(inked[1:] & ~inked[:-1]) >= DASHES:
        return None
    trim = round(MIDDLE * len(contrast))
    parts = contrast[inside : inside + zone], contrast[trim:-trim], contrast[-inside - zone : -inside]
    return np.array([part.mean() for part in parts])
