"""The marks of text in known cells: neither crumbs of rules nor dust. All cells are looked at together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.ink import Marks, Mask

Ints = NDArray[np.int32]
Indices = NDArray[np.intp]

RULE_THICKNESS = 0.3
"""A rule is thinner than this many text heights."""

CRUMB = 0.12
"""A mark this thin, in text heights, that hugs an edge of its cell is a crumb of a rule or its rough side."""

STUMP = 2.0
"""So is a thicker one this many times longer than thick along that edge: what a broken rule left, or the
rule of a cell too low for a long run."""

HUGGING = 0.16
"""How near to the edge, in text heights, the middle of such a mark lies; text keeps a greater distance."""

PALE, PALE_HUGGING = 0.55, 0.32
"""Share of the page's darkness below which a mark is the blur of a rule rather than text, and how near to the
edge such marks lie: those of dotted rules have 0.36 to 0.53; text seldom has less than 0.9."""

SPECK = 0.28
"""A mark no larger than this both ways, in text heights, is dust unless it stands by larger marks. A full
stop measures 0.12, a comma or 、 0.25; dust of 0.1 to 0.5 mm is as large: its place has to decide."""

BY_TEXT = (0.4, 0.75)
"""How far before and after a larger mark, in text heights along the line, a small one may stand: the 。 after
a ” stands 0.7 from it, and no line begins with one."""

BETWEEN = 0.95
HANGING = 0.3
"""And where larger marks stand on both sides of it, how far from each, and how far under the one before: the
， after a ” stands 0.75 to 0.85 from it and 0.2 below it, and 0.6 before the next ideograph."""

OFF_LINE = 0.15
"""How far above or below its neighbours a real small mark may lie, in text heights."""

TWIN_TOLERANCE = 0.05
"""How far two dots of one sign may differ in size and be out of line, in text heights."""

FLAT = 0.8
"""A mark lower than this, in text heights, counts as this high when its neighbours are sought."""

SMALL_DASH = (0.2, 1.8)
"""A small mark this wide, in text heights, and this many times wider than high is a hyphen, not dust."""

PAIRS_AT_ONCE = 200_000
"""Small marks by others of their cells that are compared at a time, 20 MB of numbers: dust makes many."""


def text_marks(
    marks: Marks, strengths: NDArray[np.float64], height: float, cells: Sequence[Box]
) -> list[Indices]:
    """For each cell (px) the labels of its marks of text, from top to bottom.

    `strengths`: the darkness of each mark, (N,), in that of the page; `height`: of its text, px. A cell that
    holds nothing but one full stop can't be told from dust and comes out empty.
    """
    edges = np.array([(c.left, c.top, c.right, c.bottom) for c in cells], np.float64).reshape(-1, 4)
    inside = _inside(marks.boxes, edges)
    labels = np.concatenate([np.zeros(0, np.intp), *inside])
    owners = np.repeat(np.arange(len(cells)), [len(own) for own in inside])
    for are_text in (_are_no_remains, _are_no_dust):
        kept = are_text(_Chosen(marks.boxes[labels], strengths[labels], owners, edges, height))
        labels, owners = labels[kept], owners[kept]
    return np.split(labels, np.searchsorted(owners, np.arange(len(cells))))[1:]


@dataclass(frozen=True, slots=True, eq=False)
class _Chosen:
    """Marks of a page, those of a cell after one another: boxes (N, 4) int32 and strengths (N,); the cell
    that each lies in, (N,), and the edges of the cells, (M, 4), px. `height`: of the page's text."""

    boxes: Ints
    strengths: NDArray[np.float64]
    owners: Indices
    edges: NDArray[np.float64]
    height: float

    @property
    def sizes(self) -> tuple[Ints, Ints]:
        """Widths and heights, (N,) px."""
        return self.boxes[:, 2] - self.boxes[:, 0], self.boxes[:, 3] - self.boxes[:, 1]


def _inside(marks: Ints, edges: NDArray[np.float64]) -> list[Indices]:
    """The labels of the marks, (N, 4), whose middles lie in each cell, from top to bottom."""
    centers_x = (marks[:, 0] + marks[:, 2]) / 2
    centers_y = (marks[:, 1] + marks[:, 3]) / 2
    order = np.argsort(centers_y, kind="stable")
    order = order[order > 0]
    firsts, lasts = np.searchsorted(centers_y[order], edges[:, 1::2].T)
    level = [order[first:last] for first, last in zip(firsts, lasts, strict=True)]
    sides = edges[:, ::2].tolist()
    return [
        own[(centers_x[own] >= left) & (centers_x[own] < right)]
        for own, (left, right) in zip(level, sides, strict=True)
    ]


def _are_no_remains(marks: _Chosen) -> Mask:
    """Which marks don't hug an edge of their cell as crumbs of a rule do, or the rule of a low cell."""
    height = marks.height
    widths, heights = marks.sizes
    crumb, thin = max(2.0, CRUMB * height), max(3.0, RULE_THICKNESS * height)
    reach = np.where(marks.strengths < PALE, PALE_HUGGING * height, max(3.0, HUGGING * height))
    flat = (heights <= crumb) | ((heights <= thin) & (widths >= STUMP * heights))
    narrow = (widths <= crumb) | ((widths <= thin) & (heights >= STUMP * widths))
    middle_x, middle_y = (marks.boxes[:, :2] + marks.boxes[:, 2:]).T / 2
    left, top, right, bottom = marks.edges[marks.owners].T
    at_row_edge = np.minimum(abs(middle_y - top), abs(bottom - middle_y)) <= reach
    at_col_edge = np.minimum(abs(middle_x - left), abs(right - middle_x)) <= reach
    return np.asarray(~((flat & at_row_edge) | (narrow & at_col_edge)), np.bool_)


def _are_no_dust(marks: _Chosen) -> Mask:
    """Which marks are large, or small ones that stand by a larger one, directly or in a row of dots (……)."""
    widths, heights = marks.sizes
    dash = (widths >= SMALL_DASH[0] * marks.height) & (widths >= SMALL_DASH[1] * heights)
    kept = np.asarray((np.maximum(widths, heights) > max(2.0, SPECK * marks.height)) | dash, np.bool_)
    for small, others in _pairs(np.flatnonzero(~kept), marks.owners):
        _keep_small(kept, marks, small, others)
    return kept


def _pairs(small: Indices, owners: Indices) -> Iterator[tuple[Indices, Indices]]:
    """Small marks and others of their cells: of whole cells, some at a time, each by each, (P,) indices."""
    own = owners[small]
    first, last = (np.searchsorted(owners, own, side) for side in ("left", "right"))
    turn = np.cumsum(last - first)[np.searchsorted(own, own)] // PAIRS_AT_ONCE
    for now in np.unique(turn):
        chosen, starts, counts = small[turn == now], first[turn == now], (last - first)[turn == now]
        others = np.arange(int(counts.sum())) + np.repeat(starts - np.cumsum(counts) + counts, counts)
        mark = np.repeat(chosen, counts)
        yield mark[mark != others], others[mark != others]


def _keep_small(kept: Mask, marks: _Chosen, small: Indices, others: Indices) -> None:
    """Add to `kept`, (N,), those small marks that are no dust, by others of their cells, (P,) indices."""
    kept[small[_are_twins(marks, small, others)]] = True
    pending = ~kept[small] & ~_by_dash(kept, marks, small, others)[small]
    small, others = small[pending], others[pending]
    beside, after, before = _stand_by(marks, small, others)
    while True:
        near, follows, leads = (
            _any_of(small[is_so & kept[others]], len(kept)) for is_so in (beside, after, before)
        )
        more = (near | (follows & leads)) & ~kept
        if not more.any():
            return
        kept |= more


def _any_of(indices: Indices, count: int) -> Mask:
    """(count,) bool: which are among the indices."""
    found = np.zeros(count, np.bool_)
    found[indices] = True
    return found


def _are_twins(marks: _Chosen, small: Indices, others: Indices) -> Mask:
    """Whether the other mark is an equal one close beside or under a small one, (P,): the dots of ： and ……
    are no dust."""
    tolerance = max(1.0, TWIN_TOLERANCE * marks.height)
    sizes = np.stack(marks.sizes)
    middles = (marks.boxes[:, :2] + marks.boxes[:, 2:]).T / 2
    alike = (np.abs(sizes[:, small] - sizes[:, others]) <= tolerance).all(axis=0)
    apart = np.abs(middles[:, small] - middles[:, others])
    aligned = (apart.min(axis=0) <= tolerance) & (apart.max(axis=0) <= BY_TEXT[1] * marks.height)
    return np.asarray(alike & (sizes.min(axis=0) > tolerance)[others] & aligned, np.bool_)


def _by_dash(kept: Mask, marks: _Chosen, small: Indices, others: Indices) -> Mask:
    """(N,) bool: the small marks by a cell's one flat stroke, and no 、 after it: lower, to its right."""
    alone = np.bincount(marks.owners[kept], minlength=len(marks.edges)) == 1
    flat = marks.sizes[1] <= RULE_THICKNESS * marks.height
    mark, stroke = marks.boxes[small], marks.boxes[others]
    beside = (mark[:, 0] < stroke[:, 2]) | (mark[:, 1] < stroke[:, 3])
    return _any_of(small[(kept & flat & alone[marks.owners])[others] & beside], len(kept))


def _stand_by(marks: _Chosen, small: Indices, others: Indices) -> tuple[Mask, Mask, Mask]:
    """Whether a small mark is beside, within, or just over or under the other, (P,); further off, whether it
    is after it, hanging, and whether before it."""
    height = marks.height
    left, top, right, bottom = marks.boxes[small].T
    its_left, its_top, its_right, its_bottom = marks.boxes[others].T
    # A flat mark (一) stands in the middle of its line: the 、 after it is far below it.
    slack = np.maximum(0, FLAT * height - (its_bottom - its_top)) / 2
    off_line = np.maximum(its_top - slack - bottom, top - its_bottom - slack) / height
    before, after = (its_left - right) / height, (left - its_right) / height
    beside = (off_line <= OFF_LINE) & (before <= BY_TEXT[0]) & (after <= BY_TEXT[1])
    first = (off_line <= HANGING) & (after >= 0) & (after <= BETWEEN)
    second = (off_line <= OFF_LINE) & (before >= 0) & (before <= BETWEEN)
    return beside, first, second
