"""≥ and ≤ of targets (≥95%) guarded against what they are misread as: 2, 7, S, > and <.

A figure that gained a digit or a target that lost its bound passes for right in every sum, so it is at least
flagged: where the recogniser itself considered both, or where the column says so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from budgetgrid.ocr.reading import Line
from budgetgrid.tables.grid import Grid

COMPARISON_DOUBTFUL = "comparison-doubtful"
"""Flag of a cell whose first sign may be a comparison misread, or was misread as one."""

SIGNS = frozenset("≥≤>＜＞<＝=《》")

CONSIDERED = 0.01
"""Probability of the other reading from which it is told. Of 14 signs misread on training scans at medium and
hard damage the right one had 0.05 and more."""

LIKE_A_SIGN = re.compile(r"[27ZSs5]\d{2,3}(\.\d+)?[%％]")
"""What ≥95% is misread as: a percentage over 100 that begins with a digit of the sign's shape."""

LEAST_COMPARED = 2
"""A column with so many targets that begin with a sign, as half of its texts or more, has signs."""

AS_COLUMN = 0.5
"""How likely a percentage of that shape is a misread sign in such a column: a prior, not measured."""

LEAST = 1e-4


def comparison_doubts(grid: Grid, texts: Sequence[Sequence[Line]]) -> tuple[float, ...]:
    """How likely the first sign of each span's text is another comparison, as log-odds above LEAST's."""
    compared = _compared_columns(grid, texts)
    return tuple(
        math.log1p(_misread(lines, span.col in compared) / LEAST)
        for span, lines in zip(grid.spans, texts, strict=True)
    )


def is_doubtful(doubt: float) -> bool:
    """Whether a doubt is one to be flagged."""
    return doubt >= math.log1p(CONSIDERED / LEAST)


def _compared_columns(grid: Grid, texts: Sequence[Sequence[Line]]) -> set[int]:
    """Columns most of whose texts begin with a comparison."""
    signs, others = [0] * grid.cols, [0] * grid.cols
    for span, lines in zip(grid.spans, texts, strict=True):
        text = lines[0].text if lines else ""
        if span.colspan == 1 and text:
            signs[span.col] += text[0] in SIGNS
            others[span.col] += text[0] not in SIGNS
    return {c for c in range(grid.cols) if signs[c] >= LEAST_COMPARED and signs[c] >= others[c]}


def _misread(lines: Sequence[Line], compared: bool) -> float:
    """The probability that the first sign of a text stands for another one, of which one is a comparison."""
    if not lines or not lines[0].reading.characters:
        return 0.0
    first = lines[0].reading.characters[0]
    sign = first.text[:1] in SIGNS
    considered = sum(
        a.probability for a in first.alternatives if a.text != first.text and (sign or a.text[:1] in SIGNS)
    )
    shaped = compared and LIKE_A_SIGN.fullmatch("".join(lines[0].text.split())) is not None
    return max(considered, AS_COLUMN * shaped)
