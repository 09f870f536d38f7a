"""Where rulings meet, cross and continue one another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.rulings import Ruling

Floats = NDArray[np.float64]

END_INCH = 0.04
"""How near the end of a rule must come to the one it ends on: 2.9 pt, a gap left at printed corners."""

CUT_INCH = 0.3
"""Longest cut closed between two runs of a rule: a scratch, a fold, a failing print head."""


def meets(ruling: Ruling, end: float, accepted: Sequence[Ruling], reach: float) -> bool:
    """Whether a ruling across `ruling` lies within `reach` of one end of it."""
    return crosses(ruling, end, end, accepted, reach)


def crosses(ruling: Ruling, start: float, end: float, accepted: Sequence[Ruling], reach: float) -> bool:
    """Whether a ruling across `ruling` lies within `reach` of the part of it from `start` to `end`."""
    return any(
        r.axis != ruling.axis
        and start - reach - r.thickness / 2 <= r.position <= end + reach + r.thickness / 2
        and r.start - reach <= ruling.position <= r.end + reach
        for r in accepted
    )


def crossings(line: Ruling, rulings: Sequence[Ruling], reach: float) -> list[float]:
    """Where rulings of the other axis meet a line, those within twice `reach` of the last left out."""
    places = sorted(
        r.position
        for r in rulings
        if r.axis != line.axis and r.start - reach <= line.position <= r.end + reach
    )
    return [p for i, p in enumerate(places) if i == 0 or p - places[i - 1] > 2 * reach]


def in_line(one: Ruling, other: Ruling) -> bool:
    """Whether two rulings of one axis lie on the same line."""
    return abs(one.position - other.position) <= 1.5 + max(one.thickness, other.thickness) / 2


def are_leading(
    rulings: Sequence[Ruling], accepted: Sequence[Ruling], reach: Floats, cut: float
) -> NDArray[np.bool_]:
    """(N,) bool: whether each end of a ruling lies on an accepted one across it, within (N,) `reach`, or goes
    on in one on its line within `cut`."""
    level, place, start, end, thickness = (v[:, None] for v in _columns(rulings))
    level_of, place_of, start_of, end_of, thickness_of = _columns(accepted)
    near = reach[:, None]
    across = (level != level_of) & (start_of - near <= place) & (place <= end_of + near)
    off_line = 1.5 + np.maximum(thickness, thickness_of) / 2
    same = (level == level_of) & (np.abs(place - place_of) <= off_line)
    leading = np.ones(len(rulings), np.bool_)
    for tip, hole in ((start, start - end_of), (end, start_of - end)):
        low, high = tip - near - thickness_of / 2, tip + near + thickness_of / 2
        met = across & (low <= place_of) & (place_of <= high)
        leading &= (met | (same & (hole >= 0) & (hole <= cut))).any(axis=1)
    return leading


def _columns(rulings: Sequence[Ruling]) -> Floats:
    """(5, N) float64: of each ruling whether it is level, its position, start, end and thickness."""
    rows = [(r.axis == "horizontal", r.position, r.start, r.end, r.thickness) for r in rulings]
    return np.asarray(np.array(rows, np.float64).reshape(-1, 5).T)


def covers(other: Ruling, ruling: Ruling) -> bool:
    """Whether `ruling` is part of `other`."""
    return (
        other.axis == ruling.axis
        and abs(other.position - ruling.position) <= 2 + other.thickness
        and other.start - 2 <= ruling.start
        and other.end + 2 >= ruling.end
    )


def is_around_one(before: Ruling, after: Ruling, accepted: Sequence[Ruling], reach: float) -> bool:
    """Whether both sides of the hole between two runs of a line lie on the same ruling across it."""
    return any(
        meets(before, before.end, [r], reach) and meets(after, after.start, [r], reach) for r in accepted
    )


def is_merged_cell(before: Ruling, after: Ruling, accepted: Sequence[Ruling], reach: float) -> bool:
    """Whether the hole between two runs of a line leads from one accepted ruling to another."""
    return (
        meets(before, before.end, accepted, reach)
        and meets(after, after.start, accepted, reach)
        and not is_around_one(before, after, accepted, reach)
    )
