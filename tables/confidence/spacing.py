"""How texts fill the room they take: lines longer than their characters, and lines set wide apart.

Either is how a rule that was missed shows: two cells' texts are in one.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from budgetgrid.ocr.reading import Line
from budgetgrid.ocr.widths import HALF_OF, is_ideograph
from budgetgrid.tables.number_columns import ASKED_AGAIN

UNEVEN = 0.04
"""Share of its width by which a line may differ from another of its length: letters differ, and type is
justified."""

EMS = 24
"""Widths, in text heights, are counted up to this."""

MOST_OFF, MOST_GAP, MOST_LOOSE = 3.0, 6.0, 3.0
"""Beyond so much, in ems and text heights, more says no more."""

LOOSE = 0.35
"""Lines of a cell may be so much farther apart than others of its table, in text heights: damaged ink makes
their boxes lower."""


@lru_cache(maxsize=ASKED_AGAIN)
def width_in_ems(text: str) -> float:
    """The width a text takes in print, in ems: ideographs and full-width signs one, others half a one."""
    return sum(1.0 if is_ideograph(c) or c in HALF_OF or c in "。、“”《》" else 0.55 for c in text)


def pitches(cells: Iterable[tuple[Sequence[Line], bool]], height: float) -> dict[bool, float]:
    """The usual width of lines as a share of what their characters take, of figures (True) and of words.

    `cells`: lines, and whether they are a figure. `height`: of a text, px.
    """
    found: dict[bool, list[float]] = {True: [], False: []}
    for lines, figure in cells:
        for line in lines:
            ems = width_in_ems(line.text)
            if ems >= 1.5 and not line.vertical:
                found[figure].append(line.box.width / height / ems)
    return {kind: statistics.median(values) for kind, values in found.items() if values}


def off_pitch(lines: Sequence[Line], height: float, usual: float | None) -> float:
    """How far the width of lines is from what their characters take, in ems."""
    return max((min(MOST_OFF, abs(excess)) for excess in _excesses(lines, height, usual)), default=0.0)


def widest_gap(lines: Sequence[Line], height: float, usual: float | None) -> float:
    """How much longer than its characters a line is, in ems."""
    return max((min(MOST_GAP, max(0.0, excess)) for excess in _excesses(lines, height, usual)), default=0.0)


def _excesses(lines: Sequence[Line], height: float, usual: float | None) -> list[float]:
    """How much longer each line is than its characters are elsewhere, ems; a share of UNEVEN is none."""
    if usual is None:
        return []
    found = []
    for line in lines:
        ems = width_in_ems(line.text)
        if not line.vertical and ems <= EMS:
            excess = line.box.width / height / usual - ems
            found.append(math.copysign(max(0.0, abs(excess) - UNEVEN * ems), excess))
    return found


def leading(texts: Iterable[Sequence[Line]]) -> float | None:
    """The usual distance of lines in a cell, px; None where no cell has two."""
    steps = [step for lines in texts for step in _steps(lines)]
    return statistics.median(steps) if steps else None


def looseness(lines: Sequence[Line], height: float, usual: float | None) -> float:
    """How much farther apart than others of the table two lines of a cell are, in text heights."""
    if usual is None:
        return 0.0
    loosest = max(_steps(lines), default=0.0) - usual
    return min(MOST_LOOSE, max(0.0, loosest / height - LOOSE))


def _steps(lines: Sequence[Line]) -> list[float]:
    """The distances of a cell's level lines, from middle to middle, px."""
    centres = sorted(line.box.center[1] for line in lines if not line.vertical)
    return [below - above for above, below in pairwise(centres)]
