"""Sag: pages of an open binder or a photographed sheet, whose level rules run in one common curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image
from budgetgrid.layout.page_image import PageImage
from budgetgrid.layout.traces import Trace, is_sure

Floats = NDArray[np.float64]

STRIP_INCH = 0.16
"""Width of the upright strips whose rows are held against each other: at the steepest slope that is looked
for a rule drifts by 3 px in it at 200 dpi."""

APART = (1, 2, 4)
"""Strips that are compared: neighbours, and some that lie further apart and tell the slope more finely."""

STEEPEST = 0.09
"""Slope in which a rule is followed: a bend of 2.5 % of the page's width ends in 0.08."""

RUN_INCH = 0.08
"""Shortest level run that counts as rule; at the steepest slope it drifts by 1.5 px at 200 dpi."""

LEAST_INKED = 3.0
"""Rows of rule that a strip must show to be compared."""

LEAST_LIKE = 0.5
"""Share of a strip's rows that must be found again in the other one."""

LEAST_SPAN = 0.4
"""Share of the page's width over which rules must be followed."""

LEAST_SAG_INCH = 0.012
"""Deviation of a curve from a straight line that is worth undoing: 2.4 px at 200 dpi. Flat pages have up to
0.002."""

SHARPER = 1.15
"""How much sharper the rows of a page must stand out once its sag is undone."""

SAMPLED = 8
"""One column in so many tells how sharp rows stand out: the gain is the same to 0.002."""

DEGREE = 5
"""Of the polynomial that a sag is taken for: a sine over half a wave differs by a thousandth from it."""


STRAIGHT_RULES, WHOLE_SPAN = 3, 0.9
"""So many straight rules, over such a share of the width that rules take, show that a page is flat."""

CHECKED = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Places along a rule where it is held against the line between its ends."""


@dataclass(frozen=True, slots=True)
class Sag:
    """How far down, in px, each column of a page lies off a straight line; (W,) float64."""

    shifts: Floats


def is_flat(rules: Sequence[Trace], dpi: float) -> bool:
    """Whether the level rules traced on a page show that it has no sag; False where they can't tell."""
    ends = [(rule.start, rule.start + len(rule.center)) for rule in rules if is_sure(rule, dpi)]
    if len(ends) < STRAIGHT_RULES:
        return False
    span = WHOLE_SPAN * (max(end for _, end in ends) - min(start for start, _ in ends))
    whole = [rule.center for rule in rules if is_sure(rule, dpi) and len(rule.center) >= span]
    return len(whole) >= STRAIGHT_RULES and all(_off_line(c) < LEAST_SAG_INCH * dpi / 2 for c in whole)


def _off_line(center: Floats) -> float:
    """How far (px) the middle of a rule, (L,), lies off the line between its ends."""
    places = np.array(CHECKED)
    line = center[0] + (center[-1] - center[0]) * places
    return float(np.abs(center[(places * (len(center) - 1)).astype(np.int64)] - line).max())


def find_sag(rules: Image, dpi: float) -> Sag | None:
    """The sag of a page by the level rules of its (H, W) mask; None where it is flat or can't be told.

    Rows of upright strips are held against those of strips beside them, which gives the slope from strip to
    strip however long the rules are; the slopes are added up to one curve for the whole page.
    """
    run = max(3, round(RUN_INCH * dpi))
    level = np.asarray(cv2.morphologyEx(rules, cv2.MORPH_OPEN, np.ones((1, run), np.uint8)), np.uint8)
    width = level.shape[1]
    count = max(4, round(width / (STRIP_INCH * dpi)))
    strips = np.asarray(
        cv2.resize(level, (count, level.shape[0]), interpolation=cv2.INTER_AREA), np.float32
    ).T
    pairs = _compared(cv2.blur(strips, (3, 1)) / 255.0, width / count)
    if not pairs:
        return None
    curve = _curve(pairs, count, width)
    if curve is None or float(np.abs(curve.off_line).max()) < LEAST_SAG_INCH * dpi:
        return None
    sharp, blunt = (_sharpness(level, c) for c in (curve.line + curve.off_line, curve.line))
    return Sag(curve.off_line) if sharp >= SHARPER * blunt else None


def unbend(page: PageImage, sag: Sag) -> PageImage:
    """The page with each of its columns moved up by its sag, (H, W) as before.

    `to_source` stays: it can't say a bend, and is off by the sag.
    """
    return replace(page, pixels=_unbent(page.pixels, sag))


def _unbent(pixels: Image, sag: Sag) -> Image:
    """Columns moved up by their sag, what comes in at the top and the foot repeated from the edge."""
    height, width = pixels.shape[:2]
    x = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
    y = np.arange(height, dtype=np.float32)[:, None] + sag.shifts.astype(np.float32)
    moved = cv2.remap(pixels, np.ascontiguousarray(x), y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two strips, how far down (px) the second lies below the first, and how much of them shows it."""

    first: int
    second: int
    drop: float
    weight: float


def _compared(strips: NDArray[np.float32], pitch: float) -> list[_Pair]:
    """The drops between strips, (N, H), of which enough is alike."""
    ink = strips.sum(axis=1)
    pairs = []
    for apart in APART:
        reach = int(np.ceil(STEEPEST * apart * pitch)) + 1
        for first in range(len(strips) - apart):
            second = first + apart
            if min(ink[first], ink[second]) < LEAST_INKED:
                continue
            drop, like = _drop(strips[first], strips[second], reach)
            if like >= LEAST_LIKE and abs(drop) < reach:
                pairs.append(_Pair(first, second, drop, like))
    return pairs


def _drop(one: NDArray[np.float32], other: NDArray[np.float32], reach: int) -> tuple[float, float]:
    """How far `other` must be moved up to lie on `one`, to a part of a px, and how alike they then are."""
    moved = np.correlate(other, one[reach:-reach], "valid").astype(np.float64)
    norm = float(np.sqrt(np.dot(one, one) * np.dot(other, other)))
    best = int(np.argmax(moved))
    if not 0 < best < 2 * reach:
        return float(best - reach), 0.0
    before, here, after = moved[best - 1], moved[best], moved[best + 1]
    bend = before - 2 * here + after
    part = (before - after) / (2 * bend) if bend < 0 else 0.0
    return float(best - reach + part), float(here / norm)


@dataclass(frozen=True, slots=True)
class _Curve:
    """The shift of each column, px: a straight line, and how far off it, (W,) each."""

    line: Floats
    off_line: Floats


def _curve(pairs: list[_Pair], count: int, width: int) -> _Curve | None:
    """The curve whose drops fit the pairs best; None where they cover too little of the page."""
    first, last = min(p.first for p in pairs), max(p.second for p in pairs)
    if last - first < LEAST_SPAN * count:
        return None
    place = np.linspace(-1, 1, width)
    middles = (np.arange(count) + 0.5) / count * 2 - 1
    powers = np.arange(1, DEGREE + 1)
    rows = np.array([p.weight * (middles[p.second] ** powers - middles[p.first] ** powers) for p in pairs])
    drops = np.array([p.weight * p.drop for p in pairs])
    factors = np.linalg.lstsq(rows, drops, rcond=None)[0]
    kept = np.abs(rows @ factors - drops) < 2.0
    factors = np.linalg.lstsq(rows[kept], drops[kept], rcond=None)[0]
    # Beyond the outermost rules a polynomial runs away: the curve goes on straight there.
    low, high = middles[first], middles[last]
    inside = np.clip(place, low, high)
    slopes = (powers * np.array([[low], [high]]) ** (powers - 1)) @ factors
    curve = (inside[:, None] ** powers) @ factors
    curve += np.where(place < low, (place - low) * slopes[0], 0) + np.where(
        place > high, (place - high) * slopes[1], 0
    )
    seen = (place >= low) & (place <= high)
    line = np.polyval(np.polyfit(place[seen], curve[seen], 1), place)
    return _Curve(line, np.asarray(curve - line, np.float64))


def _sharpness(level: Image, shifts: Floats) -> float:
    """How concentrated an (H, W) mask is on few rows once its columns are moved up by (W,) `shifts`, told by
    some of the columns."""
    moved = _unbent(np.ascontiguousarray(level[:, ::SAMPLED]), Sag(shifts[::SAMPLED]))
    profile = cv2.reduce(moved, 1, cv2.REDUCE_SUM, dtype=cv2.CV_64F).ravel()
    return float(np.square(profile).sum())
