"""Rows of text told by their ink alone: lines that stand clear of one another need no network to be found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.line_pieces import DUST, ONE_LINE, columns, hull, type_height

Ints = NDArray[np.int32]

CORE = (0.42, 2.5)
"""A mark between these heights, in text heights, carries a row; lower ones (dots, dashes, 一) stand in one, a
higher one is a picture, a frame or two lines that touch. Headings are set up to twice as high as the text."""

LONGEST = 20.0
HIGHEST = 4.0
"""A mark longer or higher than this, in text heights, is a rule or the border of the sheet."""

RULE = (4.0, 0.3)
"""So is one longer than the first and thinner than the second; a long dash is 2 long."""

LEAST_TYPE = 0.6
"""A row's type is at least this high, in text heights: footnotes are set in two thirds of the text."""

LEAST_CORES = 2
"""A mark by itself may be a blot as well as a page's number."""

SLACK = 0.1
"""How far the middle of a mark may lie above or below the cores of its row, in text heights: lines are 0.4
apart."""

BESIDE = 2.0
"""White space, in text heights, over which a row goes on: the 一 of 一、 and the dashes around a number."""


@dataclass(frozen=True, slots=True)
class TextRows:
    """`rows`: printed rows from top to bottom, px, each as high as its characters and as wide as it goes on.

    `doubtful`: (N, 4) int32, the boxes of marks that may be text and stand in none of the rows.
    """

    rows: tuple[Box, ...]
    doubtful: Ints


def find_text_rows(boxes: Ints, height: float) -> TextRows:
    """The rows that marks, (N, 4) int32 px, make by themselves; `height`: the page's text height (px).

    A row is plain where its characters are as high together as one of them is, with white above and below.
    What is not (lines that touch or interlock, columns out of step, blots, handwriting) is doubtful.
    """
    marks = boxes[_may_be_text(boxes, height)]
    heights = marks[:, 3] - marks[:, 1]
    is_core = (heights >= CORE[0] * height) & (heights <= CORE[1] * height)
    groups = _parted(marks[is_core])
    plain = [group for group in groups if _is_plain(group, height)]
    rows = tuple(_row(group, marks, height) for group in plain)
    others = [group for group in groups if not _is_plain(group, height)]
    doubtful = np.concatenate([*others, marks[~is_core]])
    return TextRows(rows, doubtful[~_in_rows(doubtful, rows)])


def _may_be_text(boxes: Ints, height: float) -> NDArray[np.bool_]:
    """Which marks are neither dust nor rules nor the border of the sheet, (N,)."""
    widths, heights = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    long, thin = np.maximum(widths, heights), np.minimum(widths, heights)
    rules = (long > RULE[0] * height) & (thin < RULE[1] * height)
    large = (heights > HIGHEST * height) | (widths > LONGEST * height)
    return np.asarray((long > DUST * height) & ~rules & ~large, np.bool_)


def _parted(cores: Ints) -> list[Ints]:
    """Marks grouped from top to bottom where a white row parts them."""
    if not len(cores):
        return []
    ordered = cores[np.argsort(cores[:, 1], kind="stable")]
    reach = np.maximum.accumulate(ordered[:, 3])
    return np.split(ordered, np.flatnonzero(ordered[1:, 1] >= reach[:-1]) + 1)


def _is_plain(group: Ints, height: float) -> bool:
    """Whether the marks between two white rows are one row of text."""
    whole = int(group[:, 3].max() - group[:, 1].min())
    return len(group) >= LEAST_CORES and whole <= ONE_LINE * max(LEAST_TYPE * height, type_height(group))


def _row(group: Ints, marks: Ints, height: float) -> Box:
    """The box of a row, with the lower marks beside its cores."""
    cores = hull(group)
    top, bottom = cores.top - SLACK * height, cores.bottom + SLACK * height
    middles = (marks[:, 1] + marks[:, 3]) / 2
    level = marks[(top <= middles) & (middles <= bottom)]
    pieces = [hull(piece) for piece in columns(level, BESIDE * height)]
    own = [piece for piece in pieces if piece.left < cores.right and piece.right > cores.left]
    return Box(min(p.left for p in own), top, max(p.right for p in own), bottom)


def _in_rows(marks: Ints, rows: tuple[Box, ...]) -> NDArray[np.bool_]:
    """Which marks, (N, 4), lie on the height of a row, (N,): beside it, they are left to it."""
    if not rows:
        return np.zeros(len(marks), np.bool_)
    tops, bottoms = np.array([(row.top, row.bottom) for row in rows]).T
    middles = ((marks[:, 1] + marks[:, 3]) / 2)[:, None]
    slack = SLACK * (bottoms - tops)
    return np.asarray(((tops - slack <= middles) & (middles <= bottoms + slack)).any(axis=1), np.bool_)
