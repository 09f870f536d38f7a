"""The sides of tables that level rules end at: they run upright though nothing is drawn there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.traces import Trace

Floats = NDArray[np.float64]

LEAST_ENDS = 6
"""Ends of rules in line that are a side, at least."""

SHARE = 0.2
"""Share of a page's long level rules that end there, at least; others are worn at their ends."""

BEYOND = 1
"""Rules that run on beyond it, at most."""

IN_LINE_INCH = 0.012
"""Ends nearer than this to a line are on it."""

LEAST_HEIGHT = 0.2
"""Share of the page's height over which the rules stand, at least."""


def side_slopes(rules: Sequence[Trace], size: tuple[int, int], dpi: float) -> tuple[float, float] | None:
    """The slopes (px to the right per px down) of uprights at the left and right of a (width, height) page,
    by the ends of its long level rules; None where these are not in line.
    """
    width, height = size
    starts = np.array([(r.runs[0][0], r.center[r.runs[0][0] - r.start]) for r in rules], np.float64)
    ends = np.array([(r.runs[-1][1], r.center[r.runs[-1][1] - 1 - r.start]) for r in rules], np.float64)
    if len(rules) < LEAST_ENDS or float(np.ptp(starts[:, 1])) < LEAST_HEIGHT * height:
        return None
    one, other = (_side(points, out, IN_LINE_INCH * dpi) for points, out in ((starts, -1), (ends, 1)))
    if one is None or other is None:
        return None
    (left, left_slope), (right, right_slope) = one, other
    rate = (right_slope - left_slope) / (right - left)
    return left_slope - rate * left, left_slope + rate * (width - left)


def _side(points: Floats, out: int, near: float) -> tuple[float, float] | None:
    """The x and slope of the line that most of (N, 2) ends are on and hardly any beyond, of those through any
    two; None where they are too few. `out`: -1 on the left, 1 on the right.
    """
    x, y = points.T
    one, other = np.triu_indices(len(points), 1)
    apart = np.abs(y[one] - y[other]) > near
    one, other = one[apart], other[apart]
    slopes = (x[one] - x[other]) / (y[one] - y[other])
    off = out * (x - x[one, None] - slopes[:, None] * (y - y[one, None]))
    on_it = (np.abs(off) < near).sum(axis=1) * ((off >= near).sum(axis=1) <= BEYOND)
    if on_it.max(initial=0) < max(LEAST_ENDS, SHARE * len(points)):
        return None
    there = np.abs(off[int(np.argmax(on_it))]) < near
    slope, base = np.polyfit(y[there], x[there], 1)
    return float(base + slope * np.median(y)), float(slope)
