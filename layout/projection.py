"""The ink of a page as points, and how sharply they fall on rows or on columns: that tells its angles."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image
from budgetgrid.layout.resolution import reduction

Floats = NDArray[np.float64]

SEARCH_DPI = 100.0
"""Resolution at which angles are measured: 0.02 degrees move the end of an A4 line by 0.3 px there, which
shows in the sharpness of the profile because hundreds of lines and rules are added up."""

MERGED, MANY_POINTS = 4, 20_000
"""Px along lines of text (or columns) that are one point where a page has so many: at 6 degrees the first and
the last lie 0.3 px apart across them. Of 48 pages turned by a known angle all but covers, which have fewer
points, come out within 0.05 degrees, merged or not; covers come out worse merged."""

BINS_PER_PX = 4
"""Bins of the projection to a px, summed again over each px: with whole bins, rows of px fall into one each
at 0 degrees only, and skews up to 0.1 degrees were taken for 0."""

LEAST_POINTS = 50
MOST_INK = 0.5
"""Share of ink from which a page has no lines to measure: a black page, a photograph."""


@dataclass(frozen=True, slots=True)
class InkPoints:
    """Points of ink, `x`, `y` and `weight` (N,) float64, in px of a page reduced to (`height`, `width`)."""

    x: Floats
    y: Floats
    weight: Floats
    height: int
    width: int


def ink_points(ink: Image, dpi: float) -> tuple[InkPoints, InkPoints] | None:
    """The points of an (H, W) ink mask at `SEARCH_DPI`, to be held against rows and against columns; None of
    a page with hardly any ink, or too much."""
    factor = reduction(dpi, SEARCH_DPI)
    small = np.asarray(cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
    count = cv2.countNonZero(small)
    if not LEAST_POINTS <= count <= MOST_INK * small.size:
        return None
    if count < MANY_POINTS:
        return (points := _points(small, 1, 1)), points
    return _points(small, MERGED, 1), _points(small, 1, MERGED)


def _points(small: Image, across: int, down: int) -> InkPoints:
    """The points of an (h, w) uint8 picture, so many px across and down in each."""
    height, width = small.shape
    rows, columns = height // down, width // across
    inside = small[: rows * down, : columns * across]
    merged = cv2.resize(inside, (columns, rows), interpolation=cv2.INTER_AREA).ravel()
    places = np.flatnonzero(merged > 0)
    ys, xs = np.divmod(places, columns)
    # Whole px would line up with the bins at 0 degrees only, and make that angle look the sharpest.
    right, below = np.random.default_rng(0).random((2, len(places)))
    weight = merged[places].astype(np.float64)
    return InkPoints((xs + right) * across, (ys + below) * down, weight, height, width)


def sharpness(position: Floats, weight: Floats) -> float:
    """Sum of squared differences between the ink of neighbouring px of a projection, wherever px begin."""
    bins = np.bincount(((position - position.min()) * BINS_PER_PX).astype(np.int64), weight)
    profile = np.convolve(bins, np.ones(BINS_PER_PX))
    return float(np.square(profile[BINS_PER_PX:] - profile[:-BINS_PER_PX]).sum())
