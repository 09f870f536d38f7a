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

    `ink`: (H, W) uint8, 255 where a pixel is ink and 0 elsewhere. `rules`: (H, W) bool, the pixels of rules.
    """
    size = 2 * BESIDE_RULES + 1
    around = cv2.dilate(rules.view(np.uint8), np.ones((size, size), np.uint8))
    free = np.asarray(ink > around * np.uint8(255), np.bool_)
    found = []
    for box, lines in zip(boxes, texts, strict=True):
        inside = box.grown(-INSET * dpi)
        taken = [line.box.grown(AROUND_LINE).intersection(inside) for line in lines]
        left = _within(free, inside) - sum(_within(free, part) for part in taken)
        found.append(round(max(0, left) * (72 / dpi) ** 2, 2))
    return tuple(found)


def _within(ink: Mask, box: Box) -> int:
    """The px of ink, (H, W) bool, in a box."""
    left, top, right, bottom = (max(0, round(v)) for v in (box.left, box.top, box.right, box.bottom))
    part = ink[top:bottom, left:right]
    return cv2.countNonZero(part.view(np.uint8)) if part.size else 0
