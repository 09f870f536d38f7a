"""What is left of a rule between two others across it, looked for where the rule's own line says it must be.

A faded or tattered stretch is too little to be found by itself. Where a line of rules is known, and the two
rules across it that the stretch would end on, much less ink tells that it was drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from budgetgrid.layout.contacts import END_INCH, crossings
from budgetgrid.layout.geometry import Image
from budgetgrid.layout.rulings import Ruling
from budgetgrid.layout.stroke_look import BARE, EVEN, StrokeLook, stroke_look
from budgetgrid.layout.wear import is_worn

SAME_LINE_INCH = 0.018
"""How far apart rulings of one line may lie: 1.3 pt, what a bent or slightly turned rule wanders."""

COVERED = 0.9
"""Share of a side that rulings cover for it to need no second look."""

BEGUN = 0.4
"""Share from which a side belongs to its line, and the sides next to it are looked at."""

LEAST_INK = (0.75, 0.5, 0.25, 0.25)
"""Share of a side that must be inked for it to count as drawn, by how many of it and its two neighbours are
begun. With none, the line was cut over a whole side before it; with two, it goes on at both ends or is begun
here itself, and a merged cell would hold no ink at all. Where a page's rules miss no ink, a side that is not
EVEN was not drawn: strokes of text on its line look like what is left of a worn one."""

TRIM_INCH = 0.02
"""What is left out at both ends of a side: 1.4 pt, the rule it ends on and its blur."""

END_SHARE = 0.12
"""Share of a side, at one of its ends at least, that is looked at by itself: a rule cut there was not cut at
its other end too, while a stroke of text stands free of both."""

END_INK = 0.5
"""Share of such an end that must be inked."""

WHOLE = 0.9
"""Share from which a side is inked so far that its ends do not matter."""

DARKER = 1.6
"""A stretch is at most this much darker than its line; strokes of text over a faded one are."""

HOLE_INCH = 0.15
"""Longest hole in a side that is a cut: 4 mm, a tear; what lies beyond is no part of it."""


SPECK_INCH = 0.03
"""Longest hole that grain makes in a faded rule: 2.2 pt."""

EACH_HOLE_INCH = 0.6
"""Length of a side to each longer hole but one: lines of text leave one in 0.2 inches."""


def without_gaps(rulings: Sequence[Ruling], flat: Image, dpi: float) -> list[Ruling]:
    """The rulings of an (H, W) uint8 flattened page (px), and one for each side of their
    lines that was drawn."""
    found = list(rulings)
    least = LEAST_INK if is_worn(rulings, flat, dpi) else (EVEN,) * len(LEAST_INK)
    for line in _lines(rulings, SAME_LINE_INCH * dpi):
        found.extend(_drawn_sides(line, rulings, flat, dpi, least))
    return found


def _lines(rulings: Sequence[Ruling], near: float) -> list[list[Ruling]]:
    """Rulings grouped by axis and position."""
    lines: list[list[Ruling]] = []
    for ruling in sorted(rulings, key=lambda r: (r.axis, r.position)):
        last = lines[-1] if lines else []
        if last and last[0].axis == ruling.axis and ruling.position - last[0].position <= near:
            last.append(ruling)
        else:
            lines.append([ruling])
    return lines


def _drawn_sides(
    line: list[Ruling], rulings: Sequence[Ruling], flat: Image, dpi: float, least: Sequence[float]
) -> list[Ruling]:
    """Rulings for the sides of a line that go on from covered ones and have ink of its kind, at `least` the
    share that goes with how many sides are begun."""
    longest = max(line, key=lambda r: r.length)
    sides = list(pairwise(crossings(longest, rulings, END_INCH * dpi)))
    shares = [_covered(line, first, last) for first, last in sides]
    if all(share >= COVERED for share in shares):
        return []
    usual = stroke_look(flat, longest, dpi).contrast
    found: list[Ruling] = []
    for step in (1, -1):
        for index, (first, last) in list(enumerate(sides))[::step]:
            begun = [_begun(shares, i) for i in (index - step, index, index + step)]
            if shares[index] >= COVERED or not (any(begun) or _begun(shares, index - 2 * step)):
                continue
            side = replace(_nearest(line, first, last), start=first, end=last)
            drawn = _drawn_part(side, flat, dpi, usual, least[sum(begun)])
            if drawn.length > shares[index] * side.length:
                found.append(drawn)
                shares[index] = drawn.length / side.length
    return found


def _begun(shares: Sequence[float], index: int) -> bool:
    """Whether there is a side of that index, and it belongs to the line."""
    return 0 <= index < len(shares) and shares[index] >= BEGUN


def _covered(line: Sequence[Ruling], first: float, last: float) -> float:
    """Share of the way from `first` to `last` that the rulings cover."""
    total, reached = 0.0, first
    for start, end in sorted((r.start, r.end) for r in line):
        total += max(0.0, min(end, last) - max(start, reached))
        reached = max(reached, end)
    return total / (last - first)


def _nearest(line: Sequence[Ruling], first: float, last: float) -> Ruling:
    """The ruling of a line that lies nearest to a side, whose position the side has."""
    return min(line, key=lambda r: max(r.start - last, first - r.end, 0.0))


def _drawn_part(side: Ruling, flat: Image, dpi: float, usual: float, least: float) -> Ruling:
    """The part of a side that is inked as its line is, up to a hole no cut leaves; of no length where that is
    little, or text."""
    trim = min(TRIM_INCH * dpi, 0.1 * side.length)
    look = stroke_look(flat, replace(side, start=side.start + trim, end=side.end - trim), dpi, usual)
    if look.inked < least or look.contrast > DARKER * usual or not _is_of_a_rule(look):
        return replace(side, end=side.start)
    ink = np.flatnonzero(look.ink)
    holes = np.diff(ink) - 1
    if ((holes > SPECK_INCH * dpi).sum() - 1) * EACH_HOLE_INCH * dpi > side.length:
        return replace(side, end=side.start)
    stretches = np.split(ink, np.flatnonzero(holes > HOLE_INCH * dpi) + 1)
    longest = max(stretches, key=len)
    before, after = float(longest[0]), float(len(look.ink) - 1 - longest[-1])
    start = side.start if before <= HOLE_INCH * dpi else side.start + trim + before
    end = side.end if after <= HOLE_INCH * dpi else side.end - trim - after
    return replace(side, start=start, end=end)


def _is_of_a_rule(look: StrokeLook) -> bool:
    """Whether the ink of a side is bare, and reaches an end of it."""
    end = max(2, round(END_SHARE * len(look.ink)))
    reaches = max(look.ink[:end].mean(), look.ink[-end:].mean()) >= END_INK
    return look.flanked <= BARE and (look.inked >= WHOLE or bool(reaches))
