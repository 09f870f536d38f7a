"""Undoing perspective: the rules of a page that was photographed or fed askew, made parallel again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.bend import find_sag, unbend
from budgetgrid.layout.deskew import find_skew, turned_by, warp
from budgetgrid.layout.geometry import Image, Matrix, as_matrix, compose
from budgetgrid.layout.ink import as_grey, flatten_light, ink_mask
from budgetgrid.layout.page_image import PageImage
from budgetgrid.layout.traces import Trace, TracedPage, is_sure, traced_page

LONG_SHARE = 0.2
"""Share of the page's width or height that a rule must run for its slope to count."""

WORTH_PX = 1.5
"""Displacement of a page's corner from which perspective is undone."""

LIMIT = 0.06
"""Steepest slope, per px, and steepest change of slope over a page that is believed: 3.4 degrees."""


@dataclass(frozen=True, slots=True)
class StraightPage:
    """A page made straight, and the rules traced on it; None of a page that perspective was undone of, whose
    rules were traced before."""

    image: PageImage
    traced: TracedPage | None


@dataclass(frozen=True, slots=True)
class _Turned:
    """A page turned upright out of `page` by `forward` (None: it was upright), and its rules."""

    page: PageImage
    forward: Matrix | None
    image: PageImage
    traced: TracedPage


def straighten(page: PageImage, ink: Image | None = None) -> StraightPage:
    """The page turned upright by its skew, and freed of sag and perspective where its rules show any.

    Skew and perspective are one transform of the pixels, so the picture is resampled once. `ink`: its
    `ink_mask`, if known.
    """
    turned = _turned(page, ink)
    sag = find_sag(turned.traced.responses[0].closed, page.dpi)
    if sag is None:
        return _without_keystone(turned)
    return _without_keystone(_turned(unbend(turned.image, sag), None))


def _turned(page: PageImage, ink: Image | None) -> _Turned:
    """The page turned upright by its skew."""
    if ink is None:
        ink = ink_mask(flatten_light(as_grey(page.pixels), page.dpi))
    skew = find_skew(ink, page.dpi)
    forward, size = turned_by(page, skew)
    turned = warp(page, forward, size) if forward is not None else page
    turned = replace(turned, skew=page.skew + (skew if forward is not None else 0.0))
    traced = traced_page(flatten_light(as_grey(turned.pixels), page.dpi), page.dpi)
    return _Turned(page, forward, turned, traced)


def _without_keystone(turned: _Turned) -> StraightPage:
    """The page freed of perspective."""
    page, forward = turned.page, turned.forward
    height, width = turned.image.pixels.shape[:2]
    keystone = keystone_of(*turned.traced.traces, (width, height), page.dpi)
    if keystone is None:
        return StraightPage(turned.image, turned.traced)
    flat = warp(page, compose(keystone, forward) if forward is not None else keystone, (width, height))
    return StraightPage(replace(flat, skew=turned.image.skew), None)


def keystone_of(
    level: Sequence[Trace], upright: Sequence[Trace], size: tuple[int, int], dpi: float
) -> Matrix | None:
    """The projective transform that makes the rules of a (width, height) page level and upright.

    The slopes of horizontal rules are taken as a linear function of their height on the page, those of
    vertical rules of their place across it (Hough lines of one plane meet in two vanishing points). None
    where the rules are too few or the change is below WORTH_PX.
    """
    width, height = size
    slopes_level = _slopes(level, LONG_SHARE * width, dpi)
    slopes_upright = _slopes(upright, LONG_SHARE * height, dpi)
    if len(slopes_level) < 3 and len(slopes_upright) < 3:
        return None
    top, bottom = _slope_at(slopes_level, (0.0, float(height)), slopes_upright)
    left, right = _slope_at(slopes_upright, (0.0, float(width)), slopes_level)
    if max(map(abs, (top, bottom, left, right))) > LIMIT:
        return None
    corners = np.array(
        [
            _crossing(top, left, 0.0, 0.0, size),
            _crossing(top, right, 0.0, width, size),
            _crossing(bottom, left, height, 0.0, size),
            _crossing(bottom, right, height, width, size),
        ],
        np.float32,
    )
    wanted = np.array([[0, 0], [width, 0], [0, height], [width, height]], np.float32)
    if float(np.abs(corners - wanted).max()) < WORTH_PX:
        return None
    return as_matrix(np.asarray(cv2.getPerspectiveTransform(corners, wanted), np.float64))


def _slopes(traces: Sequence[Trace], shortest: float, dpi: float) -> NDArray[np.float64]:
    """(N, 3) position at the trace's middle, slope, and length of each long sure rule."""
    rows = []
    for trace in traces:
        first, last = trace.runs[0][0], trace.runs[-1][1]
        if last - first < shortest or not is_sure(trace, dpi):
            continue
        along = np.arange(first, last)
        slope, offset = np.polyfit(along, trace.center[first - trace.start : last - trace.start], 1)
        rows.append((offset + slope * (first + last) / 2, slope, last - first))
    return np.array(rows, np.float64).reshape(-1, 3)


def _slope_at(
    slopes: NDArray[np.float64], places: tuple[float, float], others: NDArray[np.float64]
) -> tuple[float, float]:
    """The slope at two places across the page, from a line through all slopes that outliers don't pull.

    With rules at one place only, the slope is theirs everywhere; without any, the page is taken as turned by
    what the other axis says.
    """
    if len(slopes) == 0:
        turn = -float(np.median(others[:, 1]))
        return turn, turn
    position, slope, length = slopes.T
    middle = float(np.median(slope))
    near = np.abs(slope - middle) < 0.02
    spread = float(np.ptp(position[near])) if near.any() else 0.0
    if near.sum() < 3 or spread < 0.3 * (places[1] - places[0]):
        return middle, middle
    rate, base = np.polyfit(position[near], slope[near], 1, w=np.sqrt(length[near]))
    first, last = (float(base + rate * p) for p in places)
    return first, last


def _crossing(
    slope_level: float, slope_upright: float, y: float, x: float, size: tuple[int, int]
) -> tuple[float, float]:
    """Where a level line that passes the page's middle column at `y` meets an upright one that passes its
    middle row at `x`."""
    width, height = size
    # y' = y + slope_level (x' - width / 2);  x' = x + slope_upright (y' - height / 2)
    across = (x + slope_upright * (y - slope_level * width / 2 - height / 2)) / (
        1 - slope_level * slope_upright
    )
    return across, y + slope_level * (across - width / 2)
