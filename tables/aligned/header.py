"""The header of a table without a full grid: which heads stand over several columns.

Rules between the columns tell, which begin under a head over several. Without them the heads' middles do: a
head over one column stands in the middle of the whole header's height or, where it has others beside it under
a common one, low; the common one stands high, over the middle of its columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from budgetgrid.layout.geometry import Box, enclosing
from budgetgrid.layout.rulings import Ruling
from budgetgrid.tables.grid import Span
from budgetgrid.tables.printed_words import Word

INSIDE = 0.4
"""Rules further than this from a header's upper and lower side, in ems, are within it."""

ON_EDGE = 0.5
"""Upright rules nearer than this to the edge of a column, in ems, are on it."""

LEVEL_GAP = 0.2
"""White space in ems between two levels of heads, at least."""

ALL_HEIGHT = 0.3
"""A head nearer than this to the middle of a header, as a share of the distance between its first and last
line, stands over its whole height."""


TIGHT = 0.6
"""White space between the lines of one head, in ems, at most."""

LEVEL_OFF = 0.25
"""How far heads of one level may stand apart in height, in ems."""


@dataclass(frozen=True, slots=True)
class Header:
    """y of the edges between a header's rows, from the top, and its cells, `support` left at 1."""

    edges: tuple[float, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Rules:
    """The level rules within a header, and the y at which the rule at each edge between two of its columns
    begins, from left to right; none where an edge has no rule. `typed`: rules alone part levels of heads.
    """

    level: tuple[Ruling, ...]
    tops: tuple[float, ...]
    typed: bool

    def under(self, y: float) -> _Rules:
        """The rules without the level ones above a height."""
        return replace(self, level=tuple(r for r in self.level if r.position > y))


@dataclass(frozen=True, slots=True)
class _Head:
    """A head over the columns `first` to `last`, both inclusive, between two levels' heights."""

    first: int
    last: int
    top: float
    bottom: float


def header_of(
    words: Sequence[Word],
    columns: Sequence[float],
    rules: Sequence[Ruling],
    top: float,
    bottom: float,
    em: float,
) -> Header:
    """The header whose words stand between `top` and `bottom` over `columns` (edges, x)."""
    count = len(columns) - 1
    inner = tuple(
        r
        for r in rules
        if r.axis == "horizontal"
        and top + INSIDE * em < r.position < bottom - INSIDE * em
        and (not r.typed or any(w.box.center[1] > r.position for w in words))
    )
    drawn = _Rules(inner, _tops(rules, columns, bottom, em), any(r.typed for r in rules))
    heads = _heads(list(words), columns, (0, count - 1), (top, bottom), drawn, em)
    edges = _levels([head.bottom for head in heads if head.bottom < bottom], em)
    spans = [_span(head, [top, *edges, bottom]) for head in heads]
    return Header(tuple(edges), tuple(sorted(spans, key=lambda s: (s.row, s.col))))


def _tops(rules: Sequence[Ruling], columns: Sequence[float], bottom: float, em: float) -> tuple[float, ...]:
    """Where the upright rule at each edge between two columns begins above the body."""
    upright = [r for r in rules if r.axis == "vertical" and not r.typed and r.start < bottom - INSIDE * em]
    found = [[r.start for r in upright if abs(r.position - x) < ON_EDGE * em] for x in columns[1:-1]]
    return tuple(min(starts) for starts in found) if all(found) else ()


def _levels(heights: Sequence[float], em: float) -> list[float]:
    """Heights with those of one level taken together."""
    levels: list[list[float]] = []
    for height in sorted(heights):
        if levels and height - levels[-1][-1] < 0.5 * em:
            levels[-1].append(height)
        else:
            levels.append([height])
    return [sum(level) / len(level) for level in levels]


def _span(head: _Head, edges: Sequence[float]) -> Span:
    """A head as a cell of the header's grid."""
    row = min(range(len(edges) - 1), key=lambda k: abs(edges[k] - head.top))
    last = max(row + 1, min(range(1, len(edges)), key=lambda k: abs(edges[k] - head.bottom)))
    return Span(row, head.first, last - row, head.last - head.first + 1)


def _heads(
    words: Sequence[Word],
    columns: Sequence[float],
    reach: tuple[int, int],
    height: tuple[float, float],
    rules: _Rules,
    em: float,
) -> list[_Head]:
    """The heads over the columns `reach` between two heights; a column without words has an empty one."""
    first, last = reach
    if first == last or not words:
        return [_Head(col, col, *height) for col in range(first, last + 1)]
    cut = _cut(words, columns, reach, height, rules, em)
    if cut is None:
        return [_Head(col, col, *height) for col in range(first, last + 1)]
    heads = []
    for run, is_shared in _runs(words, columns, reach, cut, rules, em):
        inside = [w for w in words if columns[run[0]] <= w.box.center[0] < columns[run[1] + 1]]
        if not is_shared:
            heads += [_Head(col, col, *height) for col in range(run[0], run[1] + 1)]
            continue
        heads.append(_Head(*run, height[0], cut))
        below = [w for w in inside if w.box.center[1] >= cut]
        heads += _heads(below, columns, run, (cut, height[1]), rules.under(cut + INSIDE * em), em)
    return heads


def _cut(
    words: Sequence[Word],
    columns: Sequence[float],
    reach: tuple[int, int],
    height: tuple[float, float],
    rules: _Rules,
    em: float,
) -> float | None:
    """The height that parts the first level of heads from those under it; None where there is one level."""
    if rules.tops:
        return _cut_by_tops(words, columns, reach, height, rules, em)
    left, right = columns[reach[0]], columns[reach[1] + 1]
    alone = {c for c in range(reach[0], reach[1] + 1) if _stands_alone(c, words, columns, em)}
    words = [w for w in words if _column(w, columns) not in alone]
    ruled = [
        r.position
        for r in rules.level
        if r.end > left + em
        and r.start < right - em
        and any(w.box.bottom < r.position + 0.3 * em for w in words)
    ]
    if ruled or rules.typed:
        return min(ruled, default=None)
    bottoms = sorted(words, key=lambda w: w.box.bottom)
    candidates = []
    for word in bottoms[:-1]:
        y = word.box.bottom
        below = [w for w in words if w.box.top > y - 0.1 * em]
        if below and any(_is_parent(w, below, words, columns, em) for w in words if w.box.bottom <= y):
            gap = min(w.box.top for w in below) - y
            if gap > LEVEL_GAP * em:
                candidates.append((gap, y + gap / 2))
    return max(candidates)[1] if candidates else None


def _cut_by_tops(
    words: Sequence[Word],
    columns: Sequence[float],
    reach: tuple[int, int],
    height: tuple[float, float],
    rules: _Rules,
    em: float,
) -> float | None:
    """The same by the highest of the rules between columns that begin within the header, not at its top, with
    heads above and below."""
    for y in sorted(rules.tops[reach[0] : reach[1]]):
        if not height[0] + INSIDE * em < y < height[1] - INSIDE * em:
            continue
        beside = [col for col in range(*reach) if rules.tops[col] > y - LEVEL_OFF * em]
        over = [w for w in words if any(columns[c] < w.box.center[0] < columns[c + 2] for c in beside)]
        crossed = any(w.box.top + 0.3 * em < y < w.box.bottom - 0.3 * em for w in over)
        if not crossed and any(w.box.center[1] < y for w in over) and any(w.box.center[1] > y for w in over):
            return y
    return None


def _is_parent(
    word: Word, below: Sequence[Word], words: Sequence[Word], columns: Sequence[float], em: float
) -> bool:
    """Whether a word has heads of two columns or more under and beside it, with nothing else above them."""
    return len(_children(word, below, words, columns, em)) >= 2


def _children(
    word: Word, below: Sequence[Word], words: Sequence[Word], columns: Sequence[float], em: float
) -> list[int]:
    """Columns with a head below a word's level and nothing above it, or just the word, next to the word.

    Words a space apart on its level (支出 （一）) are one with it.
    """
    cols = range(len(columns) - 1)
    level = [w for w in words if abs(w.box.center[1] - word.box.center[1]) < LEVEL_OFF * em]
    box = next(block for block in _blocks(level, em) if block.contains_point(*word.box.center))
    own = {c for c in cols if columns[c] < box.right and columns[c + 1] > box.left}
    low = {_column(w, columns) for w in below}
    above = [w for w in words if not box.contains_point(*w.box.center) and w not in below]
    blocked = {_column(w, columns) for w in above}
    free = sorted(c for c in low if c not in blocked)
    run = [c for c in free if c in own]
    if not run:
        return []
    while run[0] - 1 in free:
        run.insert(0, run[0] - 1)
    while run[-1] + 1 in free:
        run.append(run[-1] + 1)
    return run


def _column(word: Word, columns: Sequence[float]) -> int:
    x = word.box.center[0]
    return next((c for c in range(len(columns) - 1) if columns[c] <= x < columns[c + 1]), len(columns) - 2)


def _runs(
    words: Sequence[Word],
    columns: Sequence[float],
    reach: tuple[int, int],
    cut: float,
    rules: _Rules,
    em: float,
) -> list[tuple[tuple[int, int], bool]]:
    """Runs of columns, and whether there is one head above the cut over each, or each column has its own."""
    if rules.tops:
        groups = [[reach[0]]]
        for col in range(*reach):
            if rules.tops[col] > cut - LEVEL_OFF * em:
                groups[-1].append(col + 1)
            else:
                groups.append([col + 1])
        return [((group[0], group[-1]), len(group) > 1) for group in groups]
    upper = [w for w in words if w.box.center[1] < cut]
    under = [r for r in rules.level if abs(r.position - cut) < 0.3 * em]
    whole = {
        col
        for col in range(reach[0], reach[1] + 1)
        if (
            not any(_covers(r, columns, col) for r in under)
            if under
            else _stands_alone(col, words, columns, em)
        )
    }
    runs: list[tuple[tuple[int, int], bool]] = []
    low = [col for col in range(reach[0], reach[1] + 1) if col not in whole]
    for group in _consecutive(low):
        left, right = columns[group[0]], columns[group[-1] + 1]
        parents = _blocks([w for w in upper if left <= w.box.center[0] < right], em)
        runs += _shared(group, parents, columns)
    runs += [((col, col), False) for col in whole]
    return sorted(runs)


def _covers(rule: Ruling, columns: Sequence[float], col: int) -> bool:
    """Whether a rule runs over the middle of a column."""
    return rule.start < (columns[col] + columns[col + 1]) / 2 < rule.end


def _stands_alone(
    col: int,
    words: Sequence[Word],
    columns: Sequence[float],
    em: float,
) -> bool:
    """Whether a column has a head of its own over the whole height, or none at all."""
    own = _over(words, columns, col)
    if not own:
        return not any(w.box.left < columns[col + 1] and w.box.right > columns[col] for w in words)
    block = enclosing([w.box for w in own])
    if block.width > 1.1 * (columns[col + 1] - columns[col]):
        return False
    heights = [block.center[1] for c in range(len(columns) - 1) for block in _stacks(words, columns, c, em)]
    first, last = min(heights), max(heights)
    if abs(block.center[1] - (first + last) / 2) > ALL_HEIGHT * max(last - first, em):
        return False
    return len(own) == 1 or (_tight(own, em) and not _heads_a_stack(own, col, words, columns, em))


def _heads_a_stack(
    own: Sequence[Word], col: int, words: Sequence[Word], columns: Sequence[float], em: float
) -> bool:
    """Whether the first line over a column is a head of more: it stands as high as any, and the last one on
    the level of a neighbour's head, which begins lower."""
    heights = sorted(w.box.center[1] for w in own)
    if heights[0] - min(w.box.center[1] for w in words) > LEVEL_OFF * em:
        return False
    for other in (col - 1, col + 1):
        beside = sorted(w.box.center[1] for w in _over(words, columns, other)) if other >= 0 else []
        if beside and _is_lower(beside, heights, em):
            return True
    return False


def _is_lower(beside: Sequence[float], heights: Sequence[float], em: float) -> bool:
    """Whether lines end on the level of others and begin below these."""
    return abs(beside[-1] - heights[-1]) < LEVEL_OFF * em and beside[0] - heights[0] > 2 * LEVEL_OFF * em


def _over(words: Sequence[Word], columns: Sequence[float], col: int) -> list[Word]:
    if col + 1 >= len(columns):
        return []
    return [w for w in words if columns[col] <= w.box.center[0] < columns[col + 1]]


def _stacks(words: Sequence[Word], columns: Sequence[float], col: int, em: float) -> list[Box]:
    """The words over a column, those close under one another taken together."""
    stacks: list[Box] = []
    for word in sorted(_over(words, columns, col), key=lambda w: w.box.top):
        if stacks and word.box.top - stacks[-1].bottom < TIGHT * em:
            stacks[-1] = enclosing([stacks[-1], word.box])
        else:
            stacks.append(word.box)
    return stacks


def _tight(words: Sequence[Word], em: float) -> bool:
    """Whether words stand line under line as one wrapped text does."""
    boxes = sorted((w.box for w in words), key=lambda b: b.top)
    return all(below.top - above.bottom < TIGHT * em for above, below in pairwise(boxes))


def _consecutive(columns: Sequence[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    for col in columns:
        if groups and col == groups[-1][-1] + 1:
            groups[-1].append(col)
        else:
            groups.append([col])
    return groups


def _blocks(words: Sequence[Word], em: float) -> list[Box]:
    """Words as heads: those one below the other, or side by side a space apart (收 入), are one."""
    blocks: list[Box] = []
    for word in sorted(words, key=lambda w: w.box.left):
        if blocks and word.box.left - blocks[-1].right < em:
            blocks[-1] = enclosing([blocks[-1], word.box])
        else:
            blocks.append(word.box)
    return blocks


def _shared(
    group: Sequence[int], parents: Sequence[Box], columns: Sequence[float]
) -> list[tuple[tuple[int, int], bool]]:
    """Columns shared out to the heads above them so that each is as near to its columns' middle as can be."""
    if not parents or len(parents) > len(group):
        return [((col, col), False) for col in group]
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {(0, 0): (0.0, [])}
    for k, parent in enumerate(parents, 1):
        for stop in range(k, len(group) + 1):
            options = [
                (cost + abs(parent.center[0] - (columns[group[start]] + columns[group[stop - 1] + 1]) / 2),
                 [*runs, (group[start], group[stop - 1])])
                for start in range(k - 1, stop)
                if (known := best.get((k - 1, start))) is not None
                for cost, runs in [known]
            ]  # fmt: skip
            if options:
                best[k, stop] = min(options)
    _, runs = best[len(parents), len(group)]
    return [(run, True) for run in runs]
