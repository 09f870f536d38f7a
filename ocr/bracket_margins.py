"""Brackets around figures set to the right, half-width or full-width: told by the blank half behind the last.

`（1,025.96）` and `(1,025.96)` have the same ink, and no neighbour to measure by; but the full-width one ends
half an em before the other figures of its column, since the blank half of its last sign does.
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
"""Figures without brackets that show where a column's end."""

SAME_END = 0.15
"""How far their ends differ at most, in text heights, where they are set to the right."""

BLANK_HALF = (0.3, 0.9)
"""How much earlier a full-width bracket ends, in text heights: 0.5 to 0.7; a half-width one 0 to 0.1, as
figures do, or after them where brackets stand out."""


def with_brackets_by_margin(
    boxes: Sequence[Box], cells: Sequence[tuple[Line, ...]], text_height: float
) -> list[tuple[Line, ...]]:
    """The lines of the cells `boxes` (px), brackets around figures as wide as their column's right end tells.

    `text_height`: of the page's type, px.
    """
    columns: defaultdict[int, list[int]] = defaultdict(list)
    for index, (box, lines) in enumerate(zip(boxes, cells, strict=True)):
        if len(lines) == 1:
            columns[round(box.right)].append(index)
    settled = list(cells)
    for indices in columns.values():
        ends = [cells[i][0].box.right for i in indices if FIGURE.fullmatch(cells[i][0].text)]
        if len(ends) < LEAST_FIGURES or max(ends) - min(ends) > SAME_END * text_height:
            continue
        for i in indices:
            line = cells[i][0]
            if BRACKETED.fullmatch(line.text):
                short = (statistics.median(ends) - line.box.right) / text_height
                settled[i] = (_settled(line, short),)
    return settled


def _settled(line: Line, short: float) -> Line:
    """The line, whose last bracket ends `short` text heights before the figures of its column."""
    if short > BLANK_HALF[1]:
        return line
    table = FULL_OF if short >= BLANK_HALF[0] else HALF_OF
    first, *figure, last = line.reading.characters
    first, last = (called(c, table.get(c.text, c.text)) for c in (first, last))
    characters = (first, *figure, last)
    return replace(line, reading=replace(line.reading, characters=characters))
