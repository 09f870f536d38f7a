"""Pieces of rules in a page's pixels: thin, darker than their sides, longer than strokes of characters.

A rule is darker than what lies on both sides of it within a rule's thickness (a black top-hat across it),
and goes on for longer than any stroke of a character (an opening along it).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.connected_parts import Part, Parts, parts_of_mask, parts_of_runs
from budgetgrid.layout.dots import LEAST_DOTS, UNDOTTED, rows_of_dots
from budgetgrid.layout.geometry import Image
from budgetgrid.layout.row_runs import RowRuns, row_runs
from budgetgrid.layout.rulings import Axis
from budgetgrid.layout.stroke_columns import (
    Columns,
    Floats,
    columns_of,
    columns_of_part,
    joined,
    median_thickness,
    middle_lines,
)


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

TWIN_INCH = 0.02
"""How far from the white within a double rule its two strokes are at most: 1.4 pt."""

VALLEY = 0.6
"""Share of the fainter stroke's contrast below which a px between two is that white: of a double rule at hard
damage it has 0.2 to 0.5."""

FORKED = 0.25
"""Share of a part's length along which it is spread wider than a rule from which it forks: a diagonal that
parts a wide head cell runs into the rule below it. Text that touches a rule does so in a few places."""

LEVEL_INCH = 0.8
"""Length over which one branch of a fork is level: in the widest head cells seen, of 3.6 inches by 0.37, a
diagonal leans by 0.08 over it."""

SLOPE_PX = 1
"""How far, in px to either side, a piece may wander off its row over its shortest length."""


@dataclass(frozen=True, slots=True)
class Response:
    """Where rules along one axis show on a page, that axis laid along x.

    `darker` (H, W) uint8: how much darker a px is than both sides across the axis; `strong` (H, W) uint8: 255
    where that seeds a rule, else 0; `closed`: the same, short holes along the axis closed; `wide`: the runs
    of that, SLOPE_PX wider; `weak`: the contrast above which ink continues a rule.
    """

    axis: Axis
    darker: Image
    strong: Image
    closed: Image
    wide: RowRuns
    weak: int


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A connected run of rule along x: its extent and thickness; its middle at some places, (K,) float64 `xs`
    and `ys`, both ends among them, and that at its `head` and its `tail`."""

    start: int
    end: int
    thickness: float
    xs: Floats
    ys: Floats
    head: float
    tail: float


def rule_response(flat: Image, axis: Axis, dpi: float, sight: Sight = PLAIN) -> Response:
    """What an (H, W) uint8 flattened grey page shows of rules along `axis`.

    Grain is averaged away along the axis first.
    """
    along = flat if axis == "horizontal" else np.asarray(cv2.transpose(flat), np.uint8)
    length = 2 * round(sight.smooth * dpi / 2) + 1
    if length > 1:
        along = np.asarray(cv2.blur(along, (length, 1)), np.uint8)
    across = np.ones((2 * round(MAX_THICKNESS_INCH * dpi) + 1, 1), np.uint8)
    darker = np.asarray(cv2.morphologyEx(along, cv2.MORPH_BLACKHAT, across), np.uint8)
    strong = np.asarray(cv2.threshold(darker, sight.strong, 255, cv2.THRESH_BINARY)[1], np.uint8)
    gap = max(3, round(GAP_INCH * dpi) | 1)
    closed = np.asarray(cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8)), np.uint8)
    return Response(axis, darker, strong, closed, row_runs(_widened(closed)), sight.weak)


def find_pieces(response: Response, dpi: float, shortest: float) -> list[Piece]:
    """Connected pieces of rule at least `shortest` inches long, left to right."""
    length = round(shortest * dpi) | 1
    level = response.wide.those(response.wide.lengths >= length).inked(response.closed)
    parts = parts_of_runs(level, length)
    plain = _are_plain(parts, dpi)
    columns = [columns_of(parts.those(plain), response.strong)]
    for part in parts.those(~plain & (parts.width >= SOLID_INCH * dpi)).alone():
        columns += [columns_of_part(s, response.strong) for s in _strokes(part, response.darker, length, dpi)]
    return sorted(_pieces(joined(columns), dpi), key=lambda p: p.start)


def _widened(mask: Image) -> Image:
    """An (H, W) uint8 mask, SLOPE_PX wider across the axis."""
    return np.asarray(cv2.dilate(mask, np.ones((2 * SLOPE_PX + 1, 1), np.uint8)), np.uint8)


def _level(mask: Image, length: int) -> Image:
    """What of an (H, W) uint8 mask goes on for `length` px and wanders by SLOPE_PX at most."""
    opened = cv2.morphologyEx(_widened(mask), cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    return np.asarray(cv2.bitwise_and(opened, mask), np.uint8)


def _strokes(part: Part, darker: Image, length: int, dpi: float) -> list[Part]:
    """A part that is as thin as a rule, or else those of its strokes that are, white parting them;
    of one that forks those of its level branches."""
    if _is_forked(part, dpi):
        branches = parts_of_mask(_level(part.mask.astype(np.uint8), round(LEVEL_INCH * dpi)), length)
        return [s for b in branches for s in _apart(_moved(b, part), darker, length, dpi)]
    return _apart(part, darker, length, dpi)


def _apart(part: Part, darker: Image, length: int, dpi: float) -> list[Part]:
    """A part that is as thin as a rule, or else those of its strokes that are, white parting them."""
    if _is_thin(part, dpi):
        return [part]
    if part.mask.shape[1] < SOLID_INCH * dpi:
        return []
    apart = part.mask & ~_valleys(part.cut_from(darker), max(2, round(TWIN_INCH * dpi)))
    strokes = parts_of_mask(apart.astype(np.uint8), length)
    return [_moved(s, part) for s in strokes if _is_thin(s, dpi)]


def _moved(stroke: Part, part: Part) -> Part:
    """A part of a part, placed on the page."""
    return replace(stroke, left=part.left + stroke.left, top=part.top + stroke.top)


def _is_forked(part: Part, dpi: float) -> bool:
    """Whether a long part spreads into branches further apart than a rule is thick."""
    height, width = part.mask.shape
    limit = MAX_THICKNESS_INCH * dpi
    if height <= 1.5 * limit or width < LEVEL_INCH * dpi:
        return False
    spread = height - part.mask.argmax(axis=0) - part.mask[::-1].argmax(axis=0)
    return bool(np.count_nonzero(part.mask.any(axis=0) & (spread > limit)) > FORKED * width)


def _is_thin(part: Part, dpi: float) -> bool:
    """Whether a part is no thicker than a rule, and leans no more than one may."""
    height, width = part.mask.shape
    limit = MAX_THICKNESS_INCH * dpi
    return bool(np.count_nonzero(part.mask) <= limit * width and height <= max(limit * 1.5, width * 0.08))


def _valleys(darker: Image, reach: int) -> NDArray[np.bool_]:
    """(h, w) bool: where (h, w) uint8 contrast dips between strokes at most `reach` px above and below."""
    above, below = np.zeros_like(darker), np.zeros_like(darker)
    for step in range(1, min(reach, len(darker) - 1) + 1):
        above[step:] = np.maximum(above[step:], darker[:-step])
        below[:-step] = np.maximum(below[:-step], darker[step:])
    return np.asarray(darker < np.minimum(above, below) * np.float32(VALLEY))


def _are_plain(parts: Parts, dpi: float) -> NDArray[np.bool_]:
    """(P,) bool: which parts are as thin as a rule, and too low or too short to fork."""
    limit = MAX_THICKNESS_INCH * dpi
    area = np.bincount(parts.part, parts.runs.lengths, len(parts.width))
    low = parts.height <= limit * 1.5
    leaning = (parts.width < LEVEL_INCH * dpi) & (parts.height <= parts.width * 0.08)
    return np.asarray((area <= limit * parts.width) & (low | leaning))


def _pieces(strokes: Columns, dpi: float) -> list[Piece]:
    """The pieces of rule that strokes are, or of which they have."""
    spans = _rule_runs(strokes, dpi)
    if not spans:
        return []
    left, first, length = np.array(spans).T
    thickness = median_thickness(strokes.thickness, first, length)
    ends, xs, ys = middle_lines(strokes.middle, first, length)
    xs += np.repeat(left, np.diff(ends, prepend=0))
    return [
        Piece(start, start + long, thick, xs[a:b], ys[a:b], head, tail)
        for start, long, thick, (a, b), head, tail in zip(
            left.tolist(),
            length.tolist(),
            thickness.tolist(),
            pairwise([0, *ends.tolist()]),
            ys[np.append(0, ends[:-1])].tolist(),
            ys[ends - 1].tolist(),
            strict=True,
        )
    ]


def _rule_runs(strokes: Columns, dpi: float) -> list[tuple[int, int, int]]:
    """The stretches of strokes that are rules, by the px where each begins, its first column and its length:
    a stroke's rows of dots where it is mostly of them, all of it where its ink goes on."""
    firsts = np.cumsum(strokes.width) - strokes.width
    short = strokes.width < SOLID_INCH * dpi
    solid = strokes.inked() / strokes.width >= np.where(short, SOLID_SHARE, CUT_SHARE)
    dotted = (strokes.inked() < UNDOTTED * strokes.width) & (strokes.begun() >= LEAST_DOTS)
    runs = []
    for stroke in np.flatnonzero(solid | dotted).tolist():
        left, first, width = int(strokes.left[stroke]), int(firsts[stroke]), int(strokes.width[stroke])
        rows = rows_of_dots(strokes.seeded[first : first + width], dpi) if dotted[stroke] else []
        if not rows and solid[stroke]:
            rows = [(0, width)]
        runs += [(left + start, first + start, end - start) for start, end in rows]
    return runs


def median(values: NDArray[np.generic]) -> float:
    """The median of (N,) numbers, N > 0: the same as numpy's, which takes ten times as long over a few."""
    ordered = np.sort(values)
    return float((ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2)
