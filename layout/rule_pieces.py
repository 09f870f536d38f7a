"""Pieces of rules in a page's pixels: thin, darker than their sides, longer than strokes of characters.

A rule is darker than what lies on both sides of it within a rule's thickness (a black top-hat across it),
and goes on for longer than any stroke of a character (an opening along it).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image
from budgetgrid.layout.rulings import Axis


@dataclass(frozen=True, slots=True)
class Sight:
    """How a pass looks for rules: px averaged along them (inches), and the contrasts (0 to 255) that seed a
    rule and that continue one."""

    smooth: float
    strong: int
    weak: int


PLAIN = Sight(0.0, 40, 16)
"""Printed hairlines scanned at 200 dpi have a contrast of 60 to 250; JPEG noise beside text stays below 12 at
quality 60."""

FAINT = Sight(0.05, 24, 10)
"""For rules that fade into a grainy page. Of 43 tables at the hardest degree of damage, looking plainly
finds 8 grids whole, also looking so 21; on darker pages it takes strokes of text for rules, 2 of 43."""

MAX_THICKNESS_INCH = 0.04
"""Thickest rule: 2.9 pt. Office programs offer up to 3 pt, and use 2.25 pt for outlines at most."""

SHORTEST_INCH = 0.19
"""Shortest piece of rule that is traced: 13.7 pt, an em of large text, so that few strokes of characters get
in; a row of a dense table (10 pt) is crossed by rules that go on in the next one."""

GAP_INCH = 0.03
"""Longest hole closed along a rule before pieces are measured: a speck of lost toner, a cut by a scratch."""

SOLID_INCH = 0.6
"""Length from which a piece may have holes; a row of digits or characters is shorter or has more."""

SOLID_SHARE = 0.9
"""Share of a shorter piece that must be inked before holes are closed. Rows of digits reach 0.8."""

CUT_SHARE = 0.65
"""The same for longer pieces: a rule with a third of its ink lost is still one."""

SLOPE_PX = 1
"""How far, in px to either side, a piece may wander off its row over its shortest length."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A connected run of rule along x: its middle at both ends, its extent, its thickness."""

    start: int
    end: int
    head: float
    tail: float
    thickness: float
    xs: NDArray[np.int64]
    ys: NDArray[np.float64]


def rule_response(flat: Image, axis: Axis, dpi: float, smooth: float = 0.0) -> Image:
    """(H, W) uint8: how much darker a pixel of a flattened grey image is than both sides across `axis`.

    Grain is averaged away along the axis first, over `smooth` inches.
    """
    length = 2 * round(smooth * dpi / 2) + 1
    if length > 1:
        flat = np.asarray(cv2.blur(flat, (length, 1) if axis == "horizontal" else (1, length)), np.uint8)
    reach = 2 * round(MAX_THICKNESS_INCH * dpi) + 1
    size = (1, reach) if axis == "horizontal" else (reach, 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
    return np.asarray(cv2.morphologyEx(flat, cv2.MORPH_BLACKHAT, kernel), np.uint8)


def find_pieces(response: Image, dpi: float, shortest: float, contrast: int) -> list[Piece]:
    """Connected pieces of horizontal rule in a response image, left to right."""
    length = round(shortest * dpi) | 1
    gap = max(3, round(GAP_INCH * dpi) | 1)
    strong = np.where(response > contrast, np.uint8(255), np.uint8(0))
    closed = cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    wide = cv2.dilate(closed, np.ones((2 * SLOPE_PX + 1, 1), np.uint8))
    opened = cv2.morphologyEx(wide, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    mask = cv2.bitwise_and(opened, closed)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    limit = MAX_THICKNESS_INCH * dpi
    pieces = []
    for label in range(1, count):
        left, top, width, height, area = (int(v) for v in stats[label])
        if width < length or area / width > limit or height > max(limit * 1.5, width * 0.08):
            continue
        window = np.s_[top : top + height, left : left + width]
        part = labels[window] == label
        inked = float(((strong[window] > 0) & part).any(axis=0).mean())
        if inked < (SOLID_SHARE if width < SOLID_INCH * dpi else CUT_SHARE):
            continue
        pieces.append(_measure(part, left, top))
    return sorted(pieces, key=lambda p: p.start)


def _measure(part: NDArray[np.bool_], left: int, top: int) -> Piece:
    """The middle line and thickness of one piece given as a (h, w) mask at (left, top)."""
    columns = part.sum(axis=0)
    xs = np.flatnonzero(columns)
    weights = np.arange(part.shape[0])[:, None] * part
    ys = weights.sum(axis=0)[xs] / columns[xs] + top + 0.5
    span = max(3, min(40, len(xs) // 4))
    smooth = _running_median(ys, span)
    return Piece(
        left,
        left + part.shape[1],
        float(smooth[0]),
        float(smooth[-1]),
        float(np.median(columns[xs])),
        xs + left,
        smooth,
    )


def _running_median(values: NDArray[np.float64], span: int) -> NDArray[np.float64]:
    """Medians of consecutive blocks of `span`, interpolated back to every place: text touching a rule and
    junctions don't pull its middle aside."""
    if len(values) < 2 * span:
        return np.full_like(values, float(np.median(values)))
    cuts = range(0, len(values) - span + 1, span)
    middles = np.array([c + span / 2 for c in cuts])
    medians = np.array([np.median(values[c : c + span]) for c in cuts])
    return np.asarray(np.interp(np.arange(len(values)), middles, medians), np.float64)
