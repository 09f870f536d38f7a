"""The angle a page was scanned at, and transforms of its pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial

import cv2
import numpy as np

from budgetgrid.layout.geometry import Image, Matrix, as_matrix, compose
from budgetgrid.layout.ink import is_grey
from budgetgrid.layout.levels import channel_percentiles
from budgetgrid.layout.page_image import PageImage
from budgetgrid.layout.projection import InkPoints, ink_points, sharpness
from budgetgrid.layout.shear import is_shear, shear_matrix, sheared

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
    # The middle and both ends of a round were looked at in the last one.
    sharp = cache(partial(_sharpness, *points))
    best = 0.0
    reach = SEARCH_RANGE
    for step in STEPS:
        angles = np.round(best + np.arange(-reach, reach + step / 2, step), 3)
        best = max(angles.tolist(), key=sharp)
        reach = step
    return best


def _sharpness(along_rows: InkPoints, along_columns: InkPoints, degrees: float) -> float:
    """How concentrated the ink is on rows and on columns once turned back by `degrees`."""
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    rows = along_rows.y * cosine - along_rows.x * sine
    columns = along_columns.x * cosine + along_columns.y * sine
    return sharpness(rows, along_rows.weight) + sharpness(columns, along_columns.weight)


def turned_by(page: PageImage, degrees: float) -> tuple[Matrix | None, tuple[int, int]]:
    """The transform of px that turns a page back by a skew, and the (width, height) that keeps every pixel.

    None where the skew is not worth a turn.
    """
    height, width = page.pixels.shape[:2]
    if abs(degrees) < IGNORED_SKEW:
        return None, (width, height)
    matrix = shear_matrix(degrees)
    corners = np.array([[0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1]], float) @ matrix[:2].T
    low, high = corners.min(axis=0), corners.max(axis=0)
    matrix[:2, 2] -= low
    return as_matrix(matrix), (math.ceil(high[0] - low[0]), math.ceil(high[1] - low[1]))


def warp(page: PageImage, forward: Matrix, size: tuple[int, int]) -> PageImage:
    """The page under a projective transform of its px (`forward`), on a (width, height) canvas of paper."""
    paper = tuple(int(v) for v in channel_percentiles(page.pixels[::8, ::8], 80))
    grey = is_grey(page.pixels)
    bare = np.ascontiguousarray(page.pixels[:, :, 0]) if grey else page.pixels
    pixels = (sheared if is_shear(forward) else _warped)(bare, forward, size, paper)
    if grey:
        pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB), np.uint8)
    back = as_matrix(np.linalg.inv(np.array(forward)))
    return replace(page, pixels=pixels, to_source=compose(page.to_source, back))


def _warped(pixels: Image, forward: Matrix, size: tuple[int, int], paper: Sequence[int]) -> Image:
    """A picture under a projective transform, on a (width, height) canvas of paper."""
    moved = cv2.warpPerspective(
        pixels,
        np.array(forward),
        size,
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=tuple(paper),
    )
    return np.asarray(moved, np.uint8)
