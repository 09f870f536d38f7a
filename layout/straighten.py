"""Undoing perspective: rules and print of a page that was photographed or fed askew, made parallel again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.bend import find_sag, is_flat, unbend
from budgetgrid.layout.deskew import find_skew, turned_by, warp
from budgetgrid.layout.geometry import Image, Matrix, as_matrix, compose
from budgetgrid.layout.ink import as_grey, flatten_light, ink_mask
from budgetgrid.layout.page_image import PageImage
from budgetgrid.layout.print_slopes import column_slopes, line_slopes
from budgetgrid.layout.projection import ink_points
from budgetgrid.layout.rule_ends import side_slopes
from budgetgrid.layout.traces import Trace, TracedPage, is_sure, traced_page

LONG_SHARE = 0.2
"""Share of the page's width or height that a rule must run for its slope to count."""

LEAST_RULES = 3
"""Long rules along an axis that tell how they run, at least; fewer may be the strokes of a title."""

ALIKE = 0.02
"""Slopes of rules of one page differ from the usual one by less."""

APART = 0.3
"""Share of the page's height (or width) over which rules stand that tell how slopes change, at least."""

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
    """The page turned upright by its skew, and freed of sag and perspective where rules or print show any.

    Skew and perspective are one transform of the pixels, so the picture is resampled once. `ink`: its
    `ink_mask`, if known.
    """
    turned = _turned(page, ink)
    level = turned.traced.traces[0], turned.traced.responses[0].closed
    sag = None if is_flat(level[0], page.dpi) else find_sag(level[1], page.dpi)
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
    keystone = keystone_of(turned.traced)
    if keystone is None:
        return StraightPage(turned.image, turned.traced)
    flat = warp(page, compose(keystone, forward) if forward is not None else keystone, (width, height))
    return StraightPage(replace(flat, skew=turned.image.skew), None)


def keystone_of(traced: TracedPage) -> Matrix | None:
    """The projective transform that makes the rules of a page level and upright.

    The slopes of horizontal rules are taken as a linear function of their height on the page, those of
    vertical rules of their place across it (Hough lines of one plane meet in two vanishing points). Where one
    axis has too few rules, or all at one place, the ends of level ones or the print tell. None where the
    change is below WORTH_PX.
    """
    height, width = traced.flat.shape
    size = (width, height)
    slopes = [_slopes(traces, LONG_SHARE * side, traced.dpi) for traces, side in zip(traced.traces, size)]
    level, upright = (_slopes_across(rules, side) for rules, side in zip(slopes, (height, width)))
    if upright is None:
        long = [trace for trace in traced.traces[0] if _is_long(trace, LONG_SHARE * width, traced.dpi)]
        upright = side_slopes(long, size, traced.dpi)
    points = ink_points(ink_mask(traced.flat), traced.dpi) if level is None or upright is None else None
    if points is not None:
        level = level or line_slopes(points[0])
        upright = upright or column_slopes(points[1])
    top, bottom = level or _usual_slope(slopes[0])
    left, right = upright or _usual_slope(slopes[1])
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


def _is_long(trace: Trace, shortest: float, dpi: float) -> bool:
    return trace.runs[-1][1] - trace.runs[0][0] >= shortest and is_sure(trace, dpi)


def _slopes(traces: Sequence[Trace], shortest: float, dpi: float) -> NDArray[np.float64]:
    """(N, 3) position at the trace's middle, slope, and length of each long sure rule."""
    rows = []
    for trace in traces:
        first, last = trace.runs[0][0], trace.runs[-1][1]
        if not _is_long(trace, shortest, dpi):
            continue
        along = np.arange(first, last)
        slope, offset = np.polyfit(along, trace.center[first - trace.start : last - trace.start], 1)
        rows.append((offset + slope * (first + last) / 2, slope, last - first))
    return np.array(rows, np.float64).reshape(-1, 3)


def _slopes_across(rules: NDArray[np.float64], extent: float) -> tuple[float, float] | None:
    """The slope at either end of a page so many px high (or wide), from a line through all slopes that
    outliers don't pull; None where rules are too few or at one place only.
    """
    if len(rules) < LEAST_RULES:
        return None
    position, slope, length = rules[np.abs(rules[:, 1] - np.median(rules[:, 1])) < ALIKE].T
    if len(slope) < LEAST_RULES or float(np.ptp(position)) < APART * extent:
        return None
    rate, base = np.polyfit(position, slope, 1, w=np.sqrt(length))
    return float(base), float(base + rate * extent)


def _usual_slope(rules: NDArray[np.float64]) -> tuple[float, float]:
    """The slope of most rules, at either end of a page; level where they are too few to tell."""
    usual = float(np.median(rules[:, 1])) if len(rules) >= LEAST_RULES else 0.0
    return usual, usual


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
