"""Turning a page upright by quarter turns, and telling along which axis its text runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from budgetgrid.layout.deskew import warp
from budgetgrid.layout.geometry import Box, Image
from budgetgrid.layout.page_image import PageImage

SMEAR_INCH = 0.035
"""Reach at which ink is smeared to join the characters of a line and not the lines: 2.5 pt. Characters of 9
to 16 pt stand 1 pt apart, lines 4 pt and more."""

LINE_INCH = (0.06, 0.5)
"""Thickness of a smeared line of text: 4 to 36 pt."""

RULE_INCH = 0.28
"""Length of a straight stroke that is a rule, or the straight piece of one that leans by 2 degrees: those of
16 pt type are shorter."""

FILLED = 0.25
"""Share of its box that a smeared line fills at least; crossing rules fill less."""

ELONGATED = 1.6
"""Length over thickness from which a smeared component says how its text runs."""


def turn_quarters(page: PageImage, degrees: int) -> PageImage:
    """The page turned clockwise by 0, 90, 180 or 270 degrees; `rotation` records it."""
    quarter = degrees % 360
    if quarter == 0:
        return page
    height, width = page.pixels.shape[:2]
    forward = {
        90: ((0.0, -1.0, height), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
        180: ((-1.0, 0.0, width), (0.0, -1.0, height), (0.0, 0.0, 1.0)),
        270: ((0.0, 1.0, 0.0), (-1.0, 0.0, width), (0.0, 0.0, 1.0)),
    }[quarter]
    codes = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    moved = warp(replace(page, pixels=page.pixels[:1, :1]), forward, (1, 1))
    pixels = np.asarray(cv2.rotate(page.pixels, codes[quarter]), np.uint8)
    return replace(moved, pixels=pixels, rotation=(page.rotation + quarter) % 360)


def text_strips(ink: Image, dpi: float) -> list[Box]:
    """Boxes (px) of pieces of text lines of an (H, W) ink mask, whichever axis they run along.

    Ink is smeared until characters of a line join. Rules are taken out before, for labels close to them would
    join with them.
    """
    step = max(1, round(dpi / 100))
    small = cv2.resize(ink, None, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_AREA)
    reach = max(3, 2 * round(SMEAR_INCH * dpi / step / 2) + 1)
    dark = np.asarray(cv2.threshold(small, 80, 255, cv2.THRESH_BINARY)[1], np.uint8)
    print_alone = _without_rules(dark, round(RULE_INCH * dpi / step))
    smeared = cv2.morphologyEx(print_alone, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(smeared, connectivity=4)
    low, high = (v * dpi / step for v in LINE_INCH)
    left, top, width, height, area = stats[1:].T
    thin, long = np.minimum(width, height), np.maximum(width, height)
    lines = (low <= thin) & (thin <= high) & (long >= ELONGATED * thin) & (area >= FILLED * width * height)
    right, bottom = left + width, top + height
    boxes = np.column_stack((left, top, right, bottom))[lines].tolist()
    return [Box(*box).scaled(step) for box in boxes]


def _without_rules(ink: Image, length: int) -> Image:
    """The ink without straight strokes of `length` px and more, and the px beside them."""
    strokes = [
        cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        for shape in ((1, length), (length, 1))
    ]
    rules = cv2.dilate(cv2.max(*strokes), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.subtract(ink, rules), np.uint8)


def text_runs_down(strips: Sequence[Box]) -> bool:
    """Whether text lines run along y, as on a page turned by 90 or 270 degrees: each votes with its area."""
    down = sum(b.area for b in strips if b.height > b.width)
    return down > sum(b.area for b in strips if b.width > b.height)
