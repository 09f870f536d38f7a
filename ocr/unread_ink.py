"""Ink in a cell that no line read accounts for: what may have been lost as dust, or not been seen at all."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from budgetgrid.layout.geometry import Box, Image
from budgetgrid.ocr.ink import Mask
from budgetgrid.ocr.reading import Line

BESIDE_RULES = 2
"""Pixels around a rule that are its own: its blurred edge, and where it slants."""

INSET = 0.02
"""Inches along a cell's sides that are left out: what stands there is the rough side of a rule."""

AROUND_LINE = 1.0
"""Pixels that a line's box is grown by: the blur of its ink."""


def unread_ink(
    ink: Image, rules: Mask, boxes: Sequence[Box], texts: Sequence[Sequence[Line]], dpi: float
) -> tuple[float, ...]:
    """For each cell of `boxes` (px), the ink outside the boxes of its lines, in square points.

    `ink`: (H, W) uint8, not 0 where a pixel is ink. `rules`: (H, W) bool, the pixels of rules.
    """
    size = 2 * BESIDE_RULES + 1
    around = cv2.dilate(rules.astype(np.uint8), np.ones((size, size), np.uint8))
    sums = cv2.integral(((ink > 0) & (around == 0)).astype(np.uint8))
    found = []
    for box, lines in zip(boxes, texts, strict=True):
        inside = box.grown(-INSET * dpi)
        taken = [line.box.grown(AROUND_LINE).intersection(inside) for line in lines]
        left = _within(sums, inside) - sum(_within(sums, part) for part in taken)
        found.append(round(max(0, left) * (72 / dpi) ** 2, 2))
    return tuple(found)


def _within(sums: np.ndarray[tuple[int, ...], np.dtype[np.int32]], box: Box) -> int:
    """The ink in a box, from the integral image (H + 1, W + 1) of it."""
    height, width = sums.shape
    left, right = (min(max(0, round(x)), width - 1) for x in (box.left, box.right))
    top, bottom = (min(max(0, round(y)), height - 1) for y in (box.top, box.bottom))
    if right <= left or bottom <= top:
        return 0
    return int(sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left])
