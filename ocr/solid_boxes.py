"""Solid boxes (■), as forms are ticked with: too wide for the neighbourhood in which paper is seen."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from budgetgrid.layout.geometry import Image
from budgetgrid.layout.levels import percentiles
from budgetgrid.layout.resolution import reduction

SEARCH_DPI = 100.0
"""Resolution at which they are looked for: 6 px a side at least."""

SIDE_INCH = (0.06, 0.22)
"""Side of a solid box: 4 to 16 pt. Holes of a binder measure 0.24."""

BLACK = 0.5
"""Light of a solid box as a share of paper, at most; shading is lighter."""

SQUARE = 1.35
"""Longer over shorter side at most."""

FILLED = 0.85
"""Share of its extent that it fills at least; a disc fills 0.79."""

AROUND_INCH = 0.05
"""How far around it the paper's light is taken."""


def with_solid_boxes(dark: Image, grey: Image, dpi: float) -> Image:
    """How much darker than paper each px is, (H, W) uint8 `dark`, with the solid boxes of the (H, W) `grey`
    page as dark as they are; itself where there are none."""
    windows = list(_solid_boxes(grey, dpi))
    if not windows:
        return dark
    marked = dark.copy()
    for window in windows:
        (paper,) = percentiles(np.ascontiguousarray(grey[window]), 90)
        darker = np.maximum(round(paper) - grey[window].astype(np.int16), 0)
        marked[window] = np.maximum(marked[window], darker.astype(np.uint8))
    return np.asarray(marked, np.uint8)


def _solid_boxes(grey: Image, dpi: float) -> Iterator[tuple[slice, slice]]:
    """Rows and columns of each solid box with the paper around it."""
    scale = reduction(dpi, SEARCH_DPI)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    (paper,) = percentiles(np.asarray(small[::2, ::2], np.uint8), 50)
    low, high = (v * SEARCH_DPI for v in SIDE_INCH)
    side = round(low)
    black = (small < BLACK * paper).astype(np.uint8)
    solid = cv2.morphologyEx(black, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    if not solid.any():
        return
    _, _, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    around = round(AROUND_INCH * dpi)
    for left, top, width, height, area in stats[1:].tolist():
        square = max(width, height) <= min(high, SQUARE * min(width, height))
        if square and area >= FILLED * width * height:
            first_row, first_col = (max(0, round(v / scale) - around) for v in (top, left))
            yield (
                slice(first_row, round((top + height) / scale) + around),
                slice(first_col, round((left + width) / scale) + around),
            )
