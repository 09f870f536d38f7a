"""Cuts: holes in a rule that were not printed, closed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from budgetgrid.layout.contacts import (
    CUT_INCH,
    END_INCH,
    crosses,
    in_line,
    is_around_one,
    is_merged_cell,
    meets,
)
from budgetgrid.layout.rulings import Ruling
from budgetgrid.layout.traces import SURE_SHARE, Trace, as_rulings


def close_cuts(rulings: list[Ruling], dpi: float) -> list[Ruling]:
    """Rulings with the cuts between two runs on one line closed.

    A rule ends on another one; a run that ends in the open was cut, and goes on in the next run.
    """
    reach = END_INCH * dpi
    closed: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda r: (r.axis, r.start)):
        before = _continued(ruling, closed, CUT_INCH * dpi)
        if before is not None and _is_cut(before, ruling, rulings, reach):
            closed.remove(before)
            ruling = _joined(before, ruling)
        closed.append(ruling)
    return closed


def _continued(ruling: Ruling, others: list[Ruling], longest: float) -> Ruling | None:
    """The one of the others that ends nearest before `ruling` on the same line, within `longest`."""
    near = [
        r
        for r in others
        if r.axis == ruling.axis and in_line(r, ruling) and 0 <= ruling.start - r.end <= longest
    ]
    return max(near, key=lambda r: r.end, default=None)


def _is_cut(before: Ruling, after: Ruling, rulings: list[Ruling], reach: float) -> bool:
    """Whether the hole between two runs of a line is a cut: it lies around one crossing, or no end of it lies
    on a ruling across, or one does while both runs meet another. A run that goes on past a ruling across
    does not end on it.
    """
    hanging = [
        not meets(before, before.end, rulings, reach),
        not meets(after, after.start, rulings, reach),
    ]
    past = [
        _is_past(before, before.end, 1, rulings, reach),
        _is_past(after, after.start, -1, rulings, reach),
    ]
    anchored = crosses(before, before.start, before.end - 2 * reach, rulings, reach) and crosses(
        after, after.start + 2 * reach, after.end, rulings, reach
    )
    return is_around_one(before, after, rulings, reach) or (any(hanging) and (all(past) or anchored))


def _is_past(run: Ruling, end: float, outward: int, rulings: list[Ruling], reach: float) -> bool:
    """Whether a run goes on past each ruling across that lies near one end of it, by more than half of
    `reach`; `outward`: 1 at its far end, -1 at its near one.
    """
    across = [r for r in rulings if meets(run, end, [r], reach)]
    return all(outward * (end - r.position) - r.thickness / 2 > reach / 2 for r in across)


def _joined(one: Ruling, other: Ruling) -> Ruling:
    """Two runs as one ruling, at the mean of their positions weighted by length."""
    position = (one.position * one.length + other.position * other.length) / (one.length + other.length)
    thickness = max(one, other, key=lambda r: r.length).thickness
    return Ruling(one.axis, position, one.start, max(one.end, other.end), thickness)


def mended_pairs(
    runs: Sequence[Ruling], accepted: Sequence[Ruling], dpi: float, stroke: float
) -> list[Ruling]:
    """Each two neighbouring runs of a trace as one ruling, where the hole between them is a cut's.

    A cut may lie over a crossing, so that neither run ends on a rule there. One of them must be longer than
    any `stroke` of characters (px).
    """
    reach = END_INCH * dpi
    return [
        _joined(a, b)
        for a, b in pairwise(runs)
        if b.start - a.end <= CUT_INCH * dpi
        and max(a.length, b.length) >= stroke
        and a.length + b.length >= SURE_SHARE * (b.end - a.start)
        and not is_merged_cell(a, b, accepted, reach)
    ]


def mended(trace: Trace, accepted: Sequence[Ruling], dpi: float) -> list[Ruling]:
    """A trace of several runs as one ruling, its cuts closed, where most of it is inked.

    None where a hole leads from one accepted ruling to another: there a merged cell lies between two rules.
    """
    first, last = trace.runs[0][0], trace.runs[-1][1]
    inked = sum(end - start for start, end in trace.runs)
    if len(trace.runs) < 2 or inked < SURE_SHARE * (last - first):
        return []
    if any(is_merged_cell(a, b, accepted, END_INCH * dpi) for a, b in pairwise(as_rulings(trace))):
        return []
    return [Ruling(trace.axis, float(np.median(trace.center)), first, last, trace.thickness)]
