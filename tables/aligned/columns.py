"""Columns of a table without a full grid: from upright rules, or from the white rivers between its words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Box, enclosing
from budgetgrid.layout.rulings import Ruling
from budgetgrid.tables.aligned.region import Region
from budgetgrid.tables.aligned.typed import column_rules
from budgetgrid.tables.printed_words import Row, Word

RULED_SHARE = 0.6
"""Share of a body's height that an upright rule runs along, to be the edge of a column."""

SAME_EDGE = 0.5
"""Upright rules nearer than this, in ems, are one edge."""

SHRINK = 0.12
"""Taken off both ends of a word, in ems: how far off their places may be found."""

CROSSING = 0.08
"""Share of the rows that may cross a river: totals that stand over several columns."""

GRAIN = 0.05
"""Step in ems by which white space is looked for."""

BOTH_SIDES = 2
"""Rows with words on both sides of a river, or beyond the last rule, that make it an edge: a centred
total by long labels makes none."""

WRAPPED_GAP = 0.5
"""White space in ems between the lines of a wrapped head, at most."""

PADDING = 0.35
"""White space in ems between the edge of a column and the words that are aligned to it."""

ALIGNED = 0.4
"""Words that begin or end this near to one another, in ems, are aligned."""

MOSTLY = 0.7
"""Share of a column's words that are aligned where it is."""

MOST_BETWEEN = 4.0
"""White space in ems between rules typed along neighbouring columns, at most."""

HEAD_GAP = 0.5
"""White space in ems between the heads of two columns, at least."""

LETTER_GAP = 0.9
"""The same between a lone character and a longer head: 预算 数. The two may be one head read with a gap."""

SPACED_OUT = frozenset(
    ("合计", "小计", "总计", "收入", "支出", "项目", "科目", "金额", "备注", "单位", "数量")
)
"""Heads that are printed with a wide space between their characters."""

LEVEL = 1.1
"""Heads that end this far above the lowest beside them, in ems, stand over others: one line beside three ends
1 em above."""

SIDE_MARGIN = 0.6
"""White space in ems left of the first and right of the last column of a table without sides."""


def column_edges(region: Region, em: float) -> list[float]:
    """x of the edges of the columns, from left to right."""
    box = region.box
    ruled = _ruled_edges(region, em)
    edges = [box.left - SIDE_MARGIN * em, box.right + SIDE_MARGIN * em]
    if len(ruled) >= 2:
        before = sum(any(w.box.center[0] < ruled[0] for w in row) for row in region.body)
        after = sum(any(w.box.center[0] > ruled[-1] for w in row) for row in region.body)
        outer = [count >= BOTH_SIDES for count in (before, after)]
        return [*edges[: outer[0]], *ruled, *([edges[1]] if outer[1] else [])]
    return [edges[0], *_beside_rules(_rivers(region, em), region, em), edges[1]]


def _beside_rules(rivers: list[float], region: Region, em: float) -> list[float]:
    """Rivers without those through rules that are typed along one column, and with one between two such."""
    ruled: list[list[float]] = []
    for rule in sorted(column_rules(region.level, em), key=lambda r: r.start):
        if ruled and rule.start < ruled[-1][1]:
            ruled[-1][1] = max(ruled[-1][1], rule.end)
        else:
            ruled.append([rule.start, rule.end])
    kept = [x for x in rivers if not any(start + em / 2 < x < end - em / 2 for start, end in ruled)]
    between = [
        (one[1] + other[0]) / 2
        for one, other in pairwise(ruled)
        if other[0] - one[1] < MOST_BETWEEN * em
        and not any(one[1] - em / 2 <= x <= other[0] + em / 2 for x in kept)
    ]
    return sorted([*kept, *between])


def _ruled_edges(region: Region, em: float) -> list[float]:
    """Positions of the upright rules along most of the body."""
    top = min(w.box.top for w in region.body[0])
    bottom = max(w.box.bottom for w in region.body[-1])
    groups: list[list[Ruling]] = []
    for ruling in sorted(region.upright, key=lambda r: r.position):
        if groups and ruling.position - groups[-1][0].position < SAME_EDGE * em:
            groups[-1].append(ruling)
        else:
            groups.append([ruling])
    covered = [
        sum(max(0.0, min(r.end, bottom) - max(r.start, top)) for r in group) / (bottom - top)
        for group in groups
    ]
    return [
        float(np.mean([r.position for r in group]))
        for group, share in zip(groups, covered)
        if share > RULED_SHARE
    ]


def _rivers(region: Region, em: float) -> list[float]:
    """The middles of the white rivers down the body, and of those between heads that stand over nothing."""
    box = region.box
    step = GRAIN * em
    profile = _profile(region.body, box.left, box.right, step, em)
    allowed = CROSSING * len(region.body) if len(region.body) > 8 else 0
    blank = profile <= max(allowed, 0)
    heads = _profile([_whole_heads(region.head, em)], box.left, box.right, step, em)
    middles = [
        box.left + step * _clearest(profile + heads, a, b)
        for a, b in _runs(blank)
        if a > 0 and b < len(blank)
    ]
    return _with_empty_columns(region, _real(region, middles, em), em)


def _real(region: Region, rivers: list[float], em: float) -> list[float]:
    """The rivers that part columns: with words on both sides in several rows, or a head on each."""
    kept = list(rivers)
    while kept:
        edges = [float("-inf"), *kept, float("inf")]
        filled = [[_filled(row, left, right) for row in region.body] for left, right in pairwise(edges)]
        heads = [_head_blocks(region, left, right, em) for left, right in pairwise(edges)]
        shared = [sum(a and b for a, b in zip(one, other)) for one, other in pairwise(filled)]
        doubtful = [
            (count, index)
            for index, count in enumerate(shared)
            if count < BOTH_SIDES and not (heads[index] and heads[index + 1])
        ]
        if not doubtful:
            return kept
        del kept[min(doubtful)[1]]
    return kept


def _profile(rows: Sequence[Row], left: float, right: float, step: float, em: float) -> NDArray[np.float64]:
    """How many rows have a word at each step from left to right."""
    profile = np.zeros(max(1, int((right - left) / step) + 1))
    for row in rows:
        covered = np.zeros(len(profile), bool)
        for word in row:
            first = max(0, int((word.box.left + SHRINK * em - left) / step))
            last = max(first + 1, int((word.box.right - SHRINK * em - left) / step))
            covered[first:last] = True
        profile += covered
    return profile


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The [from, to) of the true stretches of a mask."""
    padded = np.concatenate(([False], mask, [False])).astype(np.int8)
    changes = np.diff(padded)
    return list(zip(np.flatnonzero(changes == 1).tolist(), np.flatnonzero(changes == -1).tolist()))


def _clearest(profile: NDArray[np.float64], first: int, last: int) -> float:
    """The middle of the widest part of a river [first, last) that the fewest words, heads too, reach into."""
    inside = profile[first:last]
    start, stop = max(_runs(inside == inside.min()), key=lambda run: run[1] - run[0])
    return first + (start + stop) / 2


def _filled(row: Row, left: float, right: float) -> bool:
    """Whether any word of a row stands between two rivers."""
    return any(left <= w.box.center[0] <= right for w in row)


def _head_blocks(region: Region, left: float, right: float, em: float) -> list[Box]:
    """The heads of the lowest level between two rivers, from left to right, wrapped ones whole."""
    words = [w for row in region.head for w in row if left <= w.box.center[0] < right]
    lowest = [w for w in _lowest_heads(region.head) if left <= w.box.center[0] < right]
    bottom = max((w.box.bottom for w in lowest), default=0.0)
    blocks: list[Box] = []
    before = ""
    for word in sorted(lowest, key=lambda w: w.box.left):
        if word.box.bottom < bottom - LEVEL * em:
            continue
        box = _with_lines_above(word.box, words, em)
        alone = min(len(before), len(word.text)) == 1 < max(len(before), len(word.text))
        gap = LETTER_GAP if alone else HEAD_GAP
        if blocks and box.left - blocks[-1].right < gap * em:
            blocks[-1] = enclosing([blocks[-1], box])
        else:
            blocks.append(box)
        before = word.text
    spaced_out = "".join(w.text for w in sorted(lowest, key=lambda w: w.box.left)) in SPACED_OUT
    return [enclosing(blocks)] if spaced_out else blocks


def _whole_heads(head: Sequence[Row], em: float) -> Row:
    """The heads of the lowest level with all their lines."""
    words = [w for row in head for w in row]
    return tuple(Word(_with_lines_above(w.box, words, em), w.text) for w in _lowest_heads(head))


def _with_lines_above(box: Box, words: Sequence[Word], em: float) -> Box:
    """A head with the lines close above it that it goes on from."""
    for word in sorted(words, key=lambda w: -w.box.top):
        other = word.box
        close = -0.5 * em < box.top - other.bottom < WRAPPED_GAP * em and other.center[1] < box.center[1]
        over = other.left < box.right and other.right > box.left
        if close and over and other.width < 2 * em + 2 * box.width:
            box = enclosing([box, other])
    return box


def _with_empty_columns(region: Region, rivers: list[float], em: float) -> list[float]:
    """Rivers with those between heads of which all but one have nothing below them on this page, or words
    stand on both sides in several rows: 项目 （按功能分类） is one head.
    """
    edges = [float("-inf"), *rivers, float("inf")]
    added = []
    for left, right in pairwise(edges):
        boxes = [w.box for row in region.body for w in row if left <= w.box.center[0] <= right]
        for one, other in pairwise(_head_blocks(region, left, right, em)):
            x = (one.right + other.left) / 2
            crossed = [b for b in boxes if b.left < x < b.right]
            if crossed:
                x = _nearest([side for b in crossed for side in (b.left, b.right)], x)
            sides = [[_filled(row, *side) for row in region.body] for side in ((left, x), (x, right))]
            parts = not all(map(any, sides)) or sum(map(all, zip(*sides))) >= BOTH_SIDES
            if parts and one.center[0] < x < other.center[0]:
                added.append(x)
    return _by_alignment(region, sorted([*rivers, *added]), em)


def _by_alignment(region: Region, rivers: list[float], em: float) -> list[float]:
    """Rivers moved to where numbers aligned right end, or words aligned left begin, beside them."""
    edges = [float("-inf"), *rivers, float("inf")]
    settled = []
    for index, x in enumerate(rivers):
        ends = [w.box.right for row in region.body for w in row if edges[index] < w.box.center[0] < x]
        starts = [w.box.left for row in region.body for w in row if x < w.box.center[0] < edges[index + 2]]
        ended, begun = _aligned(ends, em), _aligned(starts, em)
        if ended and begun and ended[-1] < begun[0]:
            settled.append((ended[-1] + begun[0]) / 2)
            continue
        before = _column_boxes(region, edges[index], x, em)
        after = _column_boxes(region, x, edges[index + 2], em)
        end, start = max((b.right for b in before), default=x), min((b.left for b in after), default=x)
        if end + 2 * PADDING * em < start:
            if ended and not begun:
                x = min(end + PADDING * em, x)
            elif begun:
                x = max(start - PADDING * em, x)
        settled.append(x)
    return settled


def _column_boxes(region: Region, left: float, right: float, em: float) -> list[Box]:
    """What stands in a column: its words and its heads."""
    words = [w.box for row in region.body for w in row if left <= w.box.center[0] < right]
    return [*words, *_head_blocks(region, left, right, em)]


def _aligned(places: Sequence[float], em: float) -> list[float]:
    """Those ends, or beginnings, of a column's words that are at the same place, in order; none if most are
    not."""
    middle = sorted(places)[len(places) // 2] if places else 0.0
    near = sorted(p for p in places if abs(p - middle) < ALIGNED * em)
    return near if len(places) >= 3 and len(near) > MOSTLY * len(places) else []


def _nearest(places: Sequence[float], x: float) -> float:
    return min(places, key=lambda place: abs(place - x))


def _lowest_heads(head: Sequence[Row]) -> list[Word]:
    """The heads with no other below them."""
    words = [w for row in head for w in row]
    return [
        w
        for w in words
        if not any(
            o.box.top > w.box.center[1] and o.box.left < w.box.right and o.box.right > w.box.left
            for o in words
        )
    ]
