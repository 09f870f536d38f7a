"""Brackets around figures set to one side, half-width or full-width: told by the blank half of the outer one.

`（1,025.96）` and `(1,025.96)` have the same ink, and no neighbour to measure by; but in a column set to the
right the full-width one ends half an em before the other figures, since the blank half of its last sign does,
and set to the left it begins half an em behind them.
"""

from __future__ import annotations

import re
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.reading import Line
from budgetgrid.ocr.widths import FULL_OF, HALF_OF, called

BRACKETED = re.compile(r"[(（]\d[\d,]*(?:\.\d+)?[)）]")
FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")

LEAST_FIGURES = 2
"""Figures without brackets that show where a column's end or begin."""

SAME_END = 0.15
"""How far their ends differ at most, in text heights, where they are set to the right, or their beginnings
where they are set to the left."""

BLANK_HALF = (0.3, 0.9)
"""How much earlier a full-width bracket ends, or later begins, in text heights: 0.5 to 0.7; a half-width one
0 to 0.1, as figures do, or beyond them where brackets stand out."""


def with_brackets_by_margin(
    boxes: Sequence[Box], cells: Sequence[tuple[Line, ...]], text_height: float
) -> list[tuple[Line, ...]]:
    """The lines of the cells `boxes` (px), brackets around figures as wide as their column's margin tells.

    `text_height`: of the page's type, px.
    """
    columns: defaultdict[int, list[int]] = defaultdict(list)
    for index, (box, lines) in enumerate(zip(boxes, cells, strict=True)):
        if len(lines) == 1:
            columns[round(box.right)].append(index)
    settled = list(cells)
    for indices in columns.values():
        figures = [cells[i][0].box for i in indices if FIGURE.fullmatch(cells[i][0].text)]
        to_right = next((s for s in (True, False) if _is_margin(figures, s, text_height)), None)
        if to_right is None:
            continue
        margin = statistics.median(_end(figure, to_right) for figure in figures)
        for i in indices:
            line = cells[i][0]
            if BRACKETED.fullmatch(line.text):
                settled[i] = (_settled(line, (margin - _end(line.box, to_right)) / text_height),)
    return settled


def _is_margin(figures: Sequence[Box], to_right: bool, text_height: float) -> bool:
    """Whether the figures of a column are set to its right, or to its left."""
    ends = [_end(figure, to_right) for figure in figures]
    return len(ends) >= LEAST_FIGURES and max(ends) - min(ends) <= SAME_END * text_height


def _end(box: Box, to_right: bool) -> float:
    """Where a line's ink ends on the side it is set to, px outwards."""
    return box.right if to_right else -box.left


def _settled(line: Line, short: float) -> Line:
    """The line, whose outer bracket ends `short` text heights within the figures of its column."""
    if short > BLANK_HALF[1]:
        return line
    table = FULL_OF if short >= BLANK_HALF[0] else HALF_OF
    first, *figure, last = line.reading.characters
    first, last = (called(c, table.get(c.text, c.text)) for c in (first, last))
    characters = (first, *figure, last)
    return replace(line, reading=replace(line.reading, characters=characters))
