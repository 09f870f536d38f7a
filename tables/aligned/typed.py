"""What rules typed as rows of signs tell of a table: where its heads stand, and which columns they run along.

A typist knows one pitch of lines: heads stand low, one line under the other, over a rule; two levels of heads
have a rule between them; a wrapped label goes on under itself, further right.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from budgetgrid.layout.rulings import Ruling
from budgetgrid.tables.printed_words import Row, Word

ONE_LINE = 1.45
"""Lines from one to the next of a block, at most: none is left blank between them."""

OVER_RULE = 2.45
"""The same where a rule is typed between them."""

LEAST_PITCH = 0.7
"""Ems from one line to the next, at least."""

FRAME = 0.75
"""Share of the width of all rules that one covers which closes a header above."""

SAME_LINE = 0.4
"""Rules nearer than this, in ems, are typed on one line."""

WITHIN = 0.3
"""How far a rule reaches beyond one over it that is as wide, in ems."""


def typed_levels(rulings: Sequence[Ruling]) -> list[Ruling]:
    """The level rules that are typed."""
    return [r for r in rulings if r.typed and r.axis == "horizontal"]


def head_rows(rows: Sequence[Row], rulings: Sequence[Ruling], em: float) -> list[int]:
    """Which rows are heads, those of one header with the same number; 0 for all others.

    Heads stand over a typed rule and name columns of figures; a header goes on above them as long as no line
    is left blank.
    """
    headers = [0] * len(rows)
    rules = typed_levels(rulings)
    if not rules or len(rows) < 2:
        return headers
    pitch = line_pitch(rows, rules, em)
    figures = [w for row in rows for w in row if w.is_figure]
    width = max(r.end for r in rules) - min(r.start for r in rules)
    for index in range(len(rows) - 2, -1, -1):
        if (
            headers[index]
            or not _between(rules, *rows[index : index + 2])
            or not _names(rows[index], figures)
        ):
            continue
        top = index
        while top and _goes_up(rows[top - 1], rows[top], rules, width, pitch):
            top -= 1
        headers[top : index + 1] = [index + 1] * (index + 1 - top)
    return headers


def _goes_up(above: Row, below: Row, rules: Sequence[Ruling], width: float, pitch: float) -> bool:
    """Whether a header goes on in the row above one of it."""
    between = _between(rules, above, below)
    if any(w.is_figure for w in above) or any(r.length > FRAME * width for r in between):
        return False
    return middle(below) - middle(above) < (OVER_RULE if between else ONE_LINE) * pitch


def _names(row: Row, figures: Sequence[Word]) -> bool:
    """Whether a row without figures has a name over some."""
    if any(w.is_figure for w in row):
        return False
    names = [w for w in row if sum(c.isalpha() for c in w.text) >= 2]
    return any(w.box.left < f.box.right and w.box.right > f.box.left for w in names for f in figures)


def _between(rules: Sequence[Ruling], above: Row, below: Row) -> list[Ruling]:
    return [r for r in rules if middle(above) < r.position < middle(below)]


def line_pitch(rows: Sequence[Row], rules: Sequence[Ruling], em: float) -> float:
    """The step from line to line of a page, typed rules being lines: the least but for a tenth."""
    lines = sorted([*map(middle, rows), *(r.position for r in rules)])
    steps = sorted(b - a for a, b in pairwise(lines) if b - a > LEAST_PITCH * em)
    return steps[len(steps) // 10] if steps else em


def middle(row: Row) -> float:
    """The height of a row's middle."""
    return sum(w.box.center[1] for w in row) / len(row)


def column_rules(rules: Sequence[Ruling], em: float) -> list[Ruling]:
    """The typed rules that run along one column each: none is wide enough for two others."""
    typed = typed_levels(rules)
    if not typed:
        return []
    width = max(r.end for r in typed) - min(r.start for r in typed)
    short = [r for r in typed if r.length <= FRAME * width]
    return [r for r in short if sum(_is_within(other, r, em) for other in _apart(short, em)) < 2]


def _apart(rules: Sequence[Ruling], em: float) -> list[Ruling]:
    """One rule for each extent."""
    kept: list[Ruling] = []
    for rule in sorted(rules, key=lambda r: r.length):
        if not any(_same_extent(rule, other, em) for other in kept):
            kept.append(rule)
    return kept


def _same_extent(one: Ruling, other: Ruling, em: float) -> bool:
    return abs(one.start - other.start) < SAME_LINE * em and abs(one.end - other.end) < SAME_LINE * em


def _is_within(inner: Ruling, outer: Ruling, em: float) -> bool:
    near = WITHIN * em
    return inner.start > outer.start - near and inner.end < outer.end + near
