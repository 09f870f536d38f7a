"""Rows of a table without a full grid: which printed lines of its columns are one row, wrapped labels too.

Numbers don't wrap: each printed line of numbers is a row. The lines of a label belong to the row they are
centred on, or begin on, or are a row of their own; the assignment with the least misfit is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from budgetgrid.layout.geometry import Box, enclosing
from budgetgrid.tables.aligned.items import begins_item
from budgetgrid.tables.printed_words import Row, Word, rows_of

SAME_ROW = 0.45
"""Middles nearer than this, in ems, are one row: Chinese and figures of one line differ by 0.1."""

OWN_ROW = 0.75
"""Cost of a line that is a row without numbers, in ems of misfit: a wrapped line stands that far off."""

UNLABELLED = 0.5
"""Cost of a row of numbers without a label."""

NOT_CENTRED = 0.6
"""Added where the first line stands by the numbers and the others below it, in px: centred is preferred."""

MOST_LINES = 6
"""Lines that a label is wrapped over at most."""

WIDE_STEP = 1.75
"""Ems from line to line above which lines are no wrapped label."""

CLOSER = 0.95
"""Share of the step from one row of numbers to the next below which a step is that of a wrapped label."""

EVEN = 0.2
"""Steps that differ by less than this, in ems, are the same."""

DENSE = 0.6
"""Rules for so many of the rows of numbers rule off every row."""

WRAPPED_FULL = 0.6
"""Share of its column's widest line that a line fills which is wrapped; a shorter one had room for more."""

SHORT = 0.4
"""Cost of such a line that is taken for wrapped all the same."""

HUNG = 0.2
"""A line begins this much further right than the one above that it goes on from, in ems, at least."""

HUNG_FULL = 0.3
"""WRAPPED_FULL where the next line begins further right than rows do: nothing else stands there."""

UNEVEN = 0.5
"""Cost of each step within a label that is wider than others: three labels, the middle one by numbers, are
as well centred as one."""

_HEADING = (":", "：")
"""Ends of a label that others stand under."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One printed line of a column: whether it is numbers, begins an item (`一、`) or heads others."""

    box: Box
    numeric: bool
    begins: bool
    heads: bool

    @property
    def middle(self) -> float:
        return self.box.center[1]


def row_edges(
    body: Sequence[Row],
    columns: Sequence[float],
    barriers: Sequence[float],
    em: float,
    is_typed: bool = False,
) -> list[float]:
    """y of the edges of the body's rows: those between them, without its top and bottom.

    `columns` are the edges of its columns, `barriers` the y of rules across it. `is_typed`: all lines are one
    pitch apart, so that wrapped labels are known by their indentation.
    """
    words = [word for row in body for word in row]
    numeric = [
        line for a, b in pairwise(columns) if _is_numeric(lines := _lines(words, a, b, em)) for line in lines
    ]
    if len(barriers) >= max(2.0, DENSE * len(_merged([[line] for line in numeric], em))):
        return list(barriers)
    edges = []
    bands = [float("-inf"), *barriers, float("inf")]
    for top, bottom in pairwise(bands):
        inside = [w for w in words if top <= w.box.center[1] < bottom]
        extents = _band_rows(inside, columns, em, is_typed) if inside else []
        edges += [(a.bottom + b.top) / 2 for a, b in pairwise(extents)]
    return sorted([*edges, *barriers])


def _band_rows(words: Sequence[Word], columns: Sequence[float], em: float, is_typed: bool) -> list[Box]:
    """The extents of the rows that the words between two rules form, from top to bottom."""
    by_column = [_lines(words, left, right, em) for left, right in pairwise(columns)]
    numeric = [lines for lines in by_column if _is_numeric(lines)]
    rows = _merged([[line] for lines in numeric for line in lines], em)
    step = _wrapped_step([_anchor(row) for row in rows], em)
    texts = [lines for lines in by_column if lines and not _is_numeric(lines)]
    if is_typed:
        # Labels before codes, which stand at their first line.
        for lines in sorted(texts, key=_widest, reverse=True):
            rows = _merged([*rows, *_hung_groups(lines, rows, em)], em)
    else:
        for lines in texts:
            groups = _assigned(lines, rows, _even_step(lines, rows, step, em), em)
            rows = _merged([*rows, *groups], em)
    return _apart([enclosing([line.box for line in row]) for row in rows])


def _lines(words: Sequence[Word], left: float, right: float, em: float) -> list[_Line]:
    """The printed lines of one column."""
    rows = rows_of([w for w in words if left <= w.box.center[0] < right], em)
    texts = ["".join(w.text for w in row) for row in rows]
    return [
        _Line(
            enclosing([w.box for w in row]),
            all(w.is_number for w in row),
            begins_item(text, above),
            text.endswith(_HEADING),
        )
        for row, text, above in zip(rows, texts, ["", *texts])
    ]


def _is_numeric(lines: Sequence[_Line]) -> bool:
    """Whether a column is one of numbers."""
    return bool(lines) and sum(line.numeric for line in lines) > 0.6 * len(lines)


def _merged(groups: Sequence[Sequence[_Line]], em: float) -> list[list[_Line]]:
    """Groups of lines with those joined whose middles are one row's, from top to bottom."""
    rows: list[list[_Line]] = []
    for group in sorted(groups, key=_anchor):
        if rows and abs(_anchor(group) - _anchor(rows[-1])) < SAME_ROW * em:
            rows[-1].extend(group)
        else:
            rows.append(list(group))
    return rows


def _anchor(row: Sequence[_Line]) -> float:
    """The height a row stands at: that of its numbers, or of all its lines."""
    numbers = [line.middle for line in row if line.numeric]
    if numbers:
        return sum(numbers) / len(numbers)
    return (min(line.box.top for line in row) + max(line.box.bottom for line in row)) / 2


def _wrapped_step(anchors: Sequence[float], em: float) -> float:
    """The widest step from line to line of a wrapped label, px: nearer than rows of numbers stand."""
    steps = sorted(below - above for above, below in pairwise(anchors))
    return min([WIDE_STEP * em, *(CLOSER * step for step in steps[len(steps) // 5 :][:1])])


def _even_step(
    lines: Sequence[_Line], rows: Sequence[Sequence[_Line]], widest_step: float, em: float
) -> float:
    """The widest step of a wrapped label in a column: less than its steps where these are all one."""
    steps = sorted(below.middle - above.middle for above, below in pairwise(lines))
    beside = sum(any(abs(line.middle - _anchor(row)) < EVEN * em for row in rows) for line in lines)
    if len(steps) < 3 or beside < 2 or steps[-1 - len(steps) // 10] - steps[len(steps) // 10] > EVEN * em:
        return widest_step
    return min(widest_step, CLOSER * steps[len(steps) // 2])


def _assigned(
    lines: Sequence[_Line], rows: Sequence[Sequence[_Line]], widest_step: float, em: float
) -> list[list[_Line]]:
    """The lines of a column in groups, each with a line of the row it belongs to, or alone.

    Least cost over both sequences: `best[i][j]` is that of the first i lines and j rows.
    """
    anchors = [_anchor(row) for row in rows]
    widest = max(line.box.width for line in lines) if lines else 0.0
    infinite = float("inf")
    best = [[infinite] * (len(anchors) + 1) for _ in range(len(lines) + 1)]
    step: list[list[tuple[int, bool]]] = [[(0, False)] * (len(anchors) + 1) for _ in best]
    best[0][0] = 0.0
    for i in range(len(lines) + 1):
        for j in range(len(anchors) + 1):
            options = [(best[i][j - 1] + UNLABELLED, (0, True))] if j else []
            for size in range(1, min(i, MOST_LINES) + 1):
                group = lines[i - size : i]
                if any(not _goes_on(above, below, widest_step) for above, below in pairwise(group)):
                    break
                cost = SHORT * _short(group, widest) + UNEVEN * _uneven(group, em)
                if _between(group, anchors, j):
                    options.append((best[i - size][j] + cost + OWN_ROW, (size, False)))
                if j:
                    cost += _misfit(group, anchors[j - 1], em)
                    options.append((best[i - size][j - 1] + cost, (size, True)))
            if options and (i or j):
                best[i][j], step[i][j] = min(options)
    return _groups(lines, rows, step)


def _between(group: Sequence[_Line], anchors: Sequence[float], j: int) -> bool:
    """Whether lines stand under the first j rows of numbers and above the others."""
    middle = (group[0].middle + group[-1].middle) / 2
    return (j == 0 or middle >= anchors[j - 1]) and (j == len(anchors) or middle < anchors[j])


def _goes_on(above: _Line, below: _Line, widest_step: float) -> bool:
    """Whether a line may be the next of a wrapped label."""
    return not below.begins and below.middle - above.middle < widest_step


def _groups(
    lines: Sequence[_Line], rows: Sequence[Sequence[_Line]], step: Sequence[Sequence[tuple[int, bool]]]
) -> list[list[_Line]]:
    """The groups along the best way back."""
    groups = []
    i, j = len(lines), len(rows)
    while i or j:
        size, of_row = step[i][j]
        if size:
            group = list(lines[i - size : i])
            groups.append([*group, *rows[j - 1]] if of_row else group)
        i, j = i - size, j - of_row
    return groups


def _misfit(group: Sequence[_Line], anchor: float, em: float) -> float:
    """How far lines stand as one label from a row, in ems."""
    centre = (group[0].middle + group[-1].middle) / 2
    return min(abs(centre - anchor), abs(group[0].middle - anchor) + NOT_CENTRED * (len(group) > 1)) / em


def _uneven(group: Sequence[_Line], em: float) -> int:
    """How many steps from line to line of a label are wider than its least."""
    steps = [below.middle - above.middle for above, below in pairwise(group)]
    return sum(step - min(steps) > EVEN * em for step in steps)


def _short(group: Sequence[_Line], widest: float) -> int:
    """How many lines of a label had room for more."""
    return sum(line.box.width < WRAPPED_FULL * widest for line in group[:-1])


def _hung_groups(lines: Sequence[_Line], rows: Sequence[Sequence[_Line]], em: float) -> list[list[_Line]]:
    """The lines of a typed column, wrapped labels whole, each with a line of the row it belongs to, or alone.

    Typists put numbers beside the first line of a label or beside its last; what most would do here is taken.
    """
    beside = [next((row for row in rows if _is_beside(line, row, em)), []) for line in lines]
    by_first, by_last = (_hung(lines, [bool(row) for row in beside], last, em) for last in (False, True))
    hung = by_last if sum(by_last) > sum(by_first) else by_first
    groups: list[list[_Line]] = []
    for line, row, goes_on in zip(lines, beside, hung):
        if goes_on:
            groups[-1] += [line, *row]
        else:
            groups.append([line, *row])
    return groups


def _is_beside(line: _Line, row: Sequence[_Line], em: float) -> bool:
    return any(abs(line.middle - other.middle) < SAME_ROW * em for other in row)


def _widest(lines: Sequence[_Line]) -> float:
    return max(line.box.width for line in lines)


def _hung(lines: Sequence[_Line], beside: Sequence[bool], at_last: bool, em: float) -> list[bool]:
    """Which lines go on from the one above: further right than it, or under one that is.

    `beside`: those beside numbers, which stand at the first line of a label or `at_last`.
    """
    usual = _usual_left([line for line, numbers in zip(lines, beside) if numbers], em)
    start = min(line.box.left for line in lines)
    widest = max(line.box.right for line in lines) - start
    found = [False] * len(lines)
    for k, (above, below) in enumerate(pairwise(lines), 1):
        shift = below.box.left - above.box.left
        further = shift > HUNG * em or (found[k - 1] and abs(shift) <= HUNG * em)
        deeper = below.box.left - usual
        full = above.box.right - start >= (HUNG_FULL if deeper > 0 else WRAPPED_FULL) * widest
        near = below.middle - above.middle < WIDE_STEP * em and abs(deeper) > HUNG * em
        alone = not (above.heads or below.begins or beside[k - 1 if at_last else k])
        found[k] = further and full and near and alone
    return found


def _usual_left(lines: Sequence[_Line], em: float) -> float:
    """Where most lines begin."""
    lefts = [line.box.left for line in lines]
    return max(
        lefts, key=lambda x: sum(abs(x - other) <= HUNG * em for other in lefts), default=float("-inf")
    )


def _apart(boxes: Sequence[Box]) -> list[Box]:
    """Extents from top to bottom, those within another joined to it."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda b: b.center[1]):
        if kept and box.top < kept[-1].center[1]:
            kept[-1] = enclosing([kept[-1], box])
        else:
            kept.append(box)
    return kept
