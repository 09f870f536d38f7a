"""How steep lines and columns of print run, where a page has too few rules to tell its perspective."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from budgetgrid.layout.projection import Floats, InkPoints, sharpness

COARSE = 0.003
"""Step in which slopes are first tried, px per px."""

FINE = (0.001, 0.00025)
"""Steps around what was found; the last moves the end of an A4 line at 200 dpi by 0.2 px from its middle."""

REACH = 6
"""Steps to either side: a page's corners displaced by 0.9 % of its width make slopes of 0.018."""

ROUNDS = 2
"""Times that slope and change of slope are looked for in turn at each fine step."""

SURE = 1.08
"""Times by which slopes must make print sharper: level pages gain up to 1.06 by chance, slopes of 0.003 and
more gained 1.1 to 2.6 on tables without rules."""


def line_slopes(points: InkPoints) -> tuple[float, float] | None:
    """The slopes of lines of print at the top and at the foot of a page; None where it doesn't show any.

    Lines are sharpest in profile across them once they are level, as in `find_skew`; the slope changes
    evenly from top to foot, as in a photograph.
    """
    u = points.x - points.width / 2
    change = (points.y / points.height - 0.5) * u

    def sharp(slope: float, rate: float) -> float:
        return sharpness(points.y - slope * u - rate * change, points.weight)

    slope, rate = _by_halves(points)
    for step in FINE:
        for _ in range(ROUNDS):
            slope = _sharpest(partial(sharp, rate=rate), slope, step)
            rate = _sharpest(partial(sharp, slope), rate, step)
    if sharp(slope, rate) < SURE * sharp(0.0, 0.0):
        return None
    return slope - rate / 2, slope + rate / 2


def column_slopes(points: InkPoints) -> tuple[float, float] | None:
    """The slopes, px to the right per px down, of columns of print at a page's left and right; None where it
    doesn't show any.

    They are the same: columns are too few to tell how slopes change.
    """
    v = points.y - points.height / 2
    slope = _slope(points.x, v, points.weight, (COARSE, *FINE))
    sure = sharpness(points.x - slope * v, points.weight) >= SURE * sharpness(points.x, points.weight)
    return (slope, slope) if sure else None


def _by_halves(points: InkPoints) -> tuple[float, float]:
    """The slope in the middle of a page, and its change from top to foot, by the slopes of its two halves.

    Taken in turn from the start, slope and change held each other at wrong ones.
    """
    upper = points.y < np.median(points.y)
    u = points.x - points.width / 2
    slopes, heights = zip(
        *((_slope(points.y[half], u[half], points.weight[half], (COARSE,)), float(points.y[half].mean()))
          for half in (upper, ~upper))
    )  # fmt: skip
    rate = (slopes[1] - slopes[0]) / (heights[1] - heights[0]) * points.height
    return slopes[0] - rate * (heights[0] / points.height - 0.5), rate


def _slope(across: Floats, along: Floats, weight: Floats, steps: Sequence[float]) -> float:
    """The one slope at which ink is sharpest across it."""
    slope = 0.0
    for step in steps:
        slope = _sharpest(lambda s: sharpness(across - s * along, weight), slope, step)
    return slope


def _sharpest(sharp: Callable[[float], float], middle: float, step: float) -> float:
    """The value around `middle` at which a profile is sharpest."""
    return max((middle + step * k for k in range(-REACH, REACH + 1)), key=sharp)
