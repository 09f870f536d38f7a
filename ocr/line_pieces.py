"""Lines as they were printed, out of boxes that a detector drew around several: cut at gaps in their ink."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Box, enclosing
from budgetgrid.ocr.ink import Marks

Ints = NDArray[np.int32]

CUT_GAP = 0.5
"""White space in text heights at which a piece ends; joined again where both sides are one line of text."""

SAME_LINE = 0.6
"""Two boxes share a printed line where they overlap by this share of the lower one's height."""

WORD_SPACE = 1.2
"""White space in text heights within a line of text at most: after a 。 there is 0.9, and columns of a table
may be 0.3 apart, where only what is read tells them."""

SINGLE_CHARACTER = 1.5
SPACED_OUT = 6.0
"""Single characters up to so many text heights wide are one heading up to this far apart (合　计)."""

LOWEST_CHARACTER = 0.5
"""A single character is this high, in text heights; a dash is none, and dashes apart stand in two columns."""

ONE_LINE = 1.3
"""Pieces up to this high, in text heights, are one line of text."""

TALL_MARK = 0.75
"""A mark this high as a share of its piece fills it: the piece is one line of large type."""

DUST = 0.28
"""A piece no larger than this, in text heights, that stands by itself is dust, as in cells."""

DASH_WIDTHS = (0.3, 2.2)
DASH_HEIGHT = 0.22
DASH_SHAPE = 2.5
"""Widths and the height of a dash in text heights, and its width in its heights."""

ALIGNED = 0.3
"""Ends or middles of what stands in one column are nearer than this, in text heights."""

ALONE = 0.3
"""White space in text heights on both sides of a dash that stands for nothing."""


def line_pieces(boxes: Ints, height: float) -> list[Box]:
    """The lines of text in what was found as one: its ink cut at columns of white, and between lines.

    `boxes`: (N, 4) int32, the marks that belong to it (px); `height`: the page's text height (px).
    """
    size = max(height, type_height(boxes))
    pieces = [part for piece in columns(boxes, CUT_GAP * size) for part in _levels(piece, size)]
    joined: list[Box] = []
    for piece in sorted((hull(part) for part in pieces), key=lambda b: b.left):
        place = next((k for k, other in enumerate(joined) if _one_line(other, piece, size)), None)
        if place is None:
            joined.append(piece)
        else:
            joined[place] = enclosing([joined[place], piece])
    dust = DUST * height
    return [b for b in joined if max(b.width, b.height) > dust] or joined


def spaced_out_joined(lines: Sequence[Box], height: float) -> list[Box]:
    """The lines, single characters far apart joined to a heading unless they go on from lines above."""
    joined: list[Box] = []
    for line in sorted(lines, key=lambda b: b.left):
        place = next((k for k, other in enumerate(joined) if _spaced_out(other, line, lines)), None)
        if place is None:
            joined.append(line)
        else:
            joined[place] = enclosing([joined[place], line])
    return joined


def _spaced_out(left: Box, right: Box, lines: Sequence[Box]) -> bool:
    """Whether two boxes are single characters of one heading; `left` may hold several."""
    height = min(left.height, right.height)
    alike = max(left.height, right.height) < height / LOWEST_CHARACTER
    single = max(left.width / left.height, right.width / right.height) <= SINGLE_CHARACTER
    near = right.left - left.right <= SPACED_OUT * height
    return (
        share_line(left, right)
        and alike
        and single
        and near
        and not any(
            0 <= box.top - line.bottom < ONE_LINE * height and line.left < box.right and line.right > box.left
            for box in (left, right)
            for line in lines
        )
    )


def lone_dashes(marks: Marks, lines: Sequence[Box], height: float) -> list[Box]:
    """Dashes that stand for nothing in a column, and that no line has (px).

    Beside them stands a line, in their column another dash or the end of a line.
    """
    widths, heights = marks.widths, marks.heights
    flat = (heights <= max(2.0, DASH_HEIGHT * height)) & (widths >= DASH_SHAPE * heights)
    sized = (widths >= DASH_WIDTHS[0] * height) & (widths <= DASH_WIDTHS[1] * height)
    found = [_box(row) for row in marks.boxes[1:][(flat & sized)[1:]]]
    near = ALONE * height
    alone = [d for d in found if not any(line.overlap(d.grown(near)) > 0 for line in lines)]
    around = [*lines, *alone]
    return [d for d in alone if _in_row(d, lines) and _in_column(d, around, ALIGNED * height)]


def _in_row(dash: Box, lines: Sequence[Box]) -> bool:
    return any(line.top < dash.center[1] < line.bottom for line in lines)


def _in_column(dash: Box, others: Sequence[Box], reach: float) -> bool:
    return any(
        other is not dash
        and abs(other.center[1] - dash.center[1]) > dash.width / 2
        and (abs(other.right - dash.right) < reach or abs(other.center[0] - dash.center[0]) < reach)
        for other in others
    )


def type_height(boxes: Ints) -> float:
    """The height of a line's type, as that of a page is measured; 0 where it has no character."""
    heights, widths = boxes[:, 3] - boxes[:, 1], boxes[:, 2] - boxes[:, 0]
    square = heights[(widths > heights / 6) & (widths <= 1.5 * heights)]
    return float(np.percentile(square, 85)) if len(square) else 0.0


def columns(boxes: Ints, gap: float) -> list[Ints]:
    """Marks grouped from left to right where white space wider than `gap` parts them."""
    ordered = boxes[np.argsort(boxes[:, 0], kind="stable")]
    reach = np.maximum.accumulate(ordered[:, 2])
    return np.split(ordered, np.flatnonzero(ordered[1:, 0] - reach[:-1] > gap) + 1)


def _levels(piece: Ints, height: float) -> list[Ints]:
    """Marks grouped into lines one under the other; strokes of one character stay together."""
    whole = int(piece[:, 3].max() - piece[:, 1].min())
    if whole <= ONE_LINE * height or (piece[:, 3] - piece[:, 1]).max() > TALL_MARK * whole:
        return [piece]
    ordered = piece[np.argsort(piece[:, 1], kind="stable")]
    reach = np.maximum.accumulate(ordered[:, 3])
    levels: list[Ints] = []
    for level in np.split(ordered, np.flatnonzero(ordered[1:, 1] > reach[:-1]) + 1):
        both = np.concatenate((levels[-1], level)) if levels else level
        if levels and both[:, 3].max() - both[:, 1].min() <= ONE_LINE * height:
            levels[-1] = both
        else:
            levels.append(level)
    return levels


def _one_line(left: Box, right: Box, height: float) -> bool:
    """Whether two pieces are words of one line of text."""
    return share_line(left, right) and right.left - left.right <= WORD_SPACE * height


def share_line(one: Box, other: Box) -> bool:
    """Whether two boxes stand side by side on one printed line."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= SAME_LINE * min(one.height, other.height)


def hull(boxes: Ints) -> Box:
    """The smallest box around marks, (N, 4)."""
    left, top = boxes[:, 0].min(), boxes[:, 1].min()
    return Box(float(left), float(top), float(boxes[:, 2].max()), float(boxes[:, 3].max()))


def _box(row: Ints) -> Box:
    return Box(*(float(v) for v in row))
