"""The angle a page was scanned at, and transforms of its pixels."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np

from budgetgrid.layout.geometry import Image, Matrix, as_matrix, compose
from budgetgrid.layout.ink import is_grey
from budgetgrid.layout.levels import channel_percentiles
from budgetgrid.layout.page_image import PageImage
from budgetgrid.layout.projection import InkPoints, ink_points, sharpness

SEARCH_RANGE = 6.0
"""Degrees to either side in which a page's skew is looked for; a feeder does not turn a page further."""

STEPS = (0.5, 0.1, 0.02)
"""Degrees between tried angles, from coarse to fine; each round searches around the best of the last."""

IGNORED_SKEW = 0.02
"""Degrees below which turning would only blur."""


def find_skew(ink: Image, dpi: float) -> float:
    """Degrees clockwise by which the content of an (H, W) ink mask is turned from upright.

    The sharpness of the ink's projection (sum of squared differences of neighbouring bins) along lines of
    text and horizontal rules, plus that along vertical rules, is greatest at the true angle (Postl, 1986).
    """
    points = ink_points(ink, dpi)
    if points is None:
        return 0.0
    best = 0.0
    reach = SEARCH_RANGE
    for step in STEPS:
        angles = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _sharpness(points, float(angle))))
        reach = step
    return round(best, 3)


def _sharpness(points: InkPoints, degrees: float) -> float:
    """How concentrated the ink is on rows and on columns once turned back by `degrees`."""
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    rows = points.y * cosine - points.x * sine
    columns = points.x * cosine + points.y * sine
    return sharpness(rows, points.weight) + sharpness(columns, points.weight)


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
