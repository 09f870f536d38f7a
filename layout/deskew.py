"""The angle a page was scanned at, and transforms of its pixels."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image, Matrix, as_matrix, compose
from budgetgrid.layout.ink import is_grey
from budgetgrid.layout.levels import channel_percentiles
from budgetgrid.layout.page_image import PageImage
from budgetgrid.layout.resolution import reduction

SEARCH_RANGE = 6.0
"""Degrees to either side in which a page's skew is looked for; a feeder does not turn a page further."""

STEPS = (0.5, 0.1, 0.02)
"""Degrees between tried angles, from coarse to fine; each round searches around the best of the last."""

SEARCH_DPI = 100.0
"""Resolution at which the angle is measured: 0.02 degrees move the end of an A4 line by 0.3 px there, which
shows in the sharpness of the profile because hundreds of lines and rules are added up."""

IGNORED_SKEW = 0.02
"""Degrees below which turning would only blur."""

MAX_POINTS = 120_000
"""Ink pixels used at most; more add time and no accuracy. With 20,000 in the first round four of 58 pages, of
nothing but text at medium and hard damage, come out askew, and 3 ms of 20 are saved."""

BINS_PER_PX = 4
"""Bins of the projection to a px, summed again over each px: with whole bins, rows of px fall into one each
at 0 degrees only, and skews up to 0.1 degrees were taken for 0."""

MOST_INK = 0.5
"""Share of ink from which a page has no lines to measure: a black page, a photograph."""


def find_skew(ink: Image, dpi: float) -> float:
    """Degrees clockwise by which the content of an (H, W) ink mask is turned from upright.

    The sharpness of the ink's projection (sum of squared differences of neighbouring bins) along lines of
    text and horizontal rules, plus that along vertical rules, is greatest at the true angle (Postl, 1986).
    """
    factor = reduction(dpi, SEARCH_DPI)
    small = cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ys, xs = np.nonzero(small)
    if not 50 <= len(xs) <= MOST_INK * small.size:
        return 0.0
    if len(xs) > MAX_POINTS:
        keep = np.linspace(0, len(xs) - 1, MAX_POINTS).astype(np.int64)
        ys, xs = ys[keep], xs[keep]
    weight = small[ys, xs].astype(np.float64)
    # Whole px would line up with the bins at 0 degrees only, and make that angle look the sharpest.
    inside = np.arange(len(xs)) * np.array([[0.618034], [0.754878]]) % 1.0
    x, y = xs + inside[0], ys + inside[1]
    best = 0.0
    reach = SEARCH_RANGE
    for step in STEPS:
        angles = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _sharpness(x, y, weight, float(angle))))
        reach = step
    return round(best, 3)


def _sharpness(
    x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64], degrees: float
) -> float:
    """How concentrated the ink is on rows and on columns once turned back by `degrees`."""
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    return _peaks(y * cosine - x * sine, weight) + _peaks(x * cosine + y * sine, weight)


def _peaks(position: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """Sum of squared differences between the ink of neighbouring px of a projection, wherever px begin."""
    bins = np.bincount(((position - position.min()) * BINS_PER_PX).astype(np.int64), weight)
    profile = np.convolve(bins, np.ones(BINS_PER_PX))
    return float(np.square(profile[BINS_PER_PX:] - profile[:-BINS_PER_PX]).sum())


def turned_by(page: PageImage, degrees: float) -> tuple[Matrix | None, tuple[int, int]]:
    """The transform of px that turns a page back by a skew, and the (width, height) that keeps every pixel.

    None where the skew is not worth a turn.
    """
    height, width = page.pixels.shape[:2]
    if abs(degrees) < IGNORED_SKEW:
        return None, (width, height)
    rotation = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0), np.float64)
    corners = np.array([[0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1]], float) @ rotation.T
    low, high = corners.min(axis=0), corners.max(axis=0)
    rotation[:, 2] -= low
    size = math.ceil(high[0] - low[0]), math.ceil(high[1] - low[1])
    return as_matrix(np.vstack([rotation, [0, 0, 1]])), size


def warp(page: PageImage, forward: Matrix, size: tuple[int, int]) -> PageImage:
    """The page under a projective transform of its px (`forward`), on a (width, height) canvas of paper."""
    matrix = np.array(forward)
    paper = tuple(int(v) for v in channel_percentiles(page.pixels[::8, ::8], 80))
    grey = is_grey(page.pixels)
    pixels = cv2.warpPerspective(
        page.pixels[:, :, 0] if grey else page.pixels,
        matrix,
        size,
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=paper,
    )
    if grey:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB)
    back = as_matrix(np.linalg.inv(matrix))
    return replace(page, pixels=np.asarray(pixels, np.uint8), to_source=compose(page.to_source, back))
