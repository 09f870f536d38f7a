"""Spreads: two pages side by side on one scan, each lying askew by itself."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from budgetgrid.layout.deskew import find_skew
from budgetgrid.layout.find_rulings import find_rulings
from budgetgrid.layout.geometry import Image
from budgetgrid.layout.ink import ink_mask
from budgetgrid.layout.levels import channel_percentiles
from budgetgrid.layout.page_image import PageImage
from budgetgrid.layout.rulings import Ruling

SPREAD_SHAPE = 1.15
"""Width over height from which a scan may hold two pages: 1.41 of upright ones, 1.2 of narrow books."""

FOLD = 0.1
"""How far from the middle the gutter between two pages lies at most, as a share of the scan's width."""

GUTTER_INCH = 0.5
"""Width of the gutter, where no print is: less than the narrowest two margins."""

SPECKLED = 0.004
"""Share of the gutter's px that may be ink: specks, staples, the shadow of the fold."""

CROSSED = 0.5
"""Share of the gutter's width that no ink crosses on one height; rules and lines of print do."""

LEAST_TURN = 0.1
"""Degrees between the two pages' skews from which each is turned by itself: 2 px over half an A3 sheet."""

MOST_TURN = 4.0
"""Degrees between them from which one can't be believed."""


def find_fold(ink: Image, dpi: float) -> int | None:
    """The column between two pages on a scan, by its (H, W) ink mask; None of a single page, which has
    another shape, or print in its middle."""
    height, width = ink.shape
    if width < SPREAD_SHAPE * height:
        return None
    columns = cv2.reduce(ink, 0, cv2.REDUCE_AVG, dtype=cv2.CV_64F).ravel() / 255
    gutter = max(1, round(GUTTER_INCH * dpi))
    inked = np.convolve(columns, np.ones(gutter) / gutter, "same")
    first, last = round((0.5 - FOLD) * width), round((0.5 + FOLD) * width)
    clear = first + np.flatnonzero(inked[first:last] <= SPECKLED)
    if not clear.size or not columns[:first].any() or not columns[last:].any():
        return None
    fold = int(clear[np.abs(clear - width / 2).argmin()])
    across = (ink[:, fold - gutter // 2 : fold + gutter // 2] > 0).mean(axis=1)
    return None if float(across.max()) > CROSSED else fold


def level_halves(page: PageImage, ink: Image) -> PageImage:
    """A scan of two pages as if both lay askew alike: each turned about its middle by half of what parts
    them. Itself where it is no such scan, by its `ink` mask, (H, W).

    `to_source` stays: it can't say two turns, and is off by some px in the corners of each page.
    """
    fold = find_fold(ink, page.dpi)
    if fold is None:
        return page
    left, right = (find_skew(np.ascontiguousarray(half), page.dpi) for half in (ink[:, :fold], ink[:, fold:]))
    apart = right - left
    if not LEAST_TURN <= abs(apart) <= MOST_TURN:
        return page
    paper = tuple(int(v) for v in channel_percentiles(page.pixels[::8, ::8], 80))
    halves = (
        _turned(page.pixels[:, :fold], -apart / 2, paper),
        _turned(page.pixels[:, fold:], apart / 2, paper),
    )
    return replace(page, pixels=np.concatenate(halves, axis=1))


def rulings_of_halves(flat: Image, dpi: float) -> list[Ruling] | None:
    """The rulings of both pages on an (H, W) uint8 flattened grey scan, px, each found without the other's,
    whose rows stand on other heights; None where it is one page."""
    fold = find_fold(ink_mask(flat), dpi)
    if fold is None:
        return None
    left, right = (find_rulings(np.ascontiguousarray(half), dpi) for half in (flat[:, :fold], flat[:, fold:]))
    return left + [_moved(ruling, fold) for ruling in right]


def _moved(ruling: Ruling, right: int) -> Ruling:
    """A ruling moved to the right, px."""
    if ruling.axis == "vertical":
        return replace(ruling, position=ruling.position + right)
    return replace(ruling, start=ruling.start + right, end=ruling.end + right)


def _turned(half: Image, degrees: float, paper: tuple[int, ...]) -> Image:
    """(H, W, 3) turned counterclockwise about its middle, paper where nothing was."""
    height, width = half.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2 - 0.5, height / 2 - 0.5), degrees, 1.0)
    moved = cv2.warpAffine(half, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=paper)
    return np.asarray(moved, np.uint8)
