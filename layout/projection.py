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

MAX_POINTS = 120_000
"""Ink pixels used at most; more add time and no accuracy. With 20,000 in the first round four of 58 pages, of
nothing but text at medium and hard damage, come out askew, and 3 ms of 20 are saved."""

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


def ink_points(ink: Image, dpi: float) -> InkPoints | None:
    """The points of an (H, W) ink mask at `SEARCH_DPI`; None of a page with hardly any ink, or too much."""
    factor = reduction(dpi, SEARCH_DPI)
    small = cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ys, xs = np.nonzero(small)
    if not LEAST_POINTS <= len(xs) <= MOST_INK * small.size:
        return None
    if len(xs) > MAX_POINTS:
        keep = np.linspace(0, len(xs) - 1, MAX_POINTS).astype(np.int64)
        ys, xs = ys[keep], xs[keep]
    weight = small[ys, xs].astype(np.float64)
    # Whole px would line up with the bins at 0 degrees only, and make that angle look the sharpest.
    inside = np.arange(len(xs)) * np.array([[0.618034], [0.754878]]) % 1.0
    return InkPoints(xs + inside[0], ys + inside[1], weight, *small.shape[:2])


def sharpness(position: Floats, weight: Floats) -> float:
    """Sum of squared differences between the ink of neighbouring px of a projection, wherever px begin."""
    bins = np.bincount(((position - position.min()) * BINS_PER_PX).astype(np.int64), weight)
    profile = np.convolve(bins, np.ones(BINS_PER_PX))
    return float(np.square(profile[BINS_PER_PX:] - profile[:-BINS_PER_PX]).sum())
