"""What is left of a rule between two others across it, looked for where the rule's own line says it must be.

A faded or tattered stretch is too little to be found by itself. Where a line of rules is known, and the two
rules across it that the stretch would end on, much less ink tells that it was drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.contacts import CUT_INCH, END_INCH, crossings
from budgetgrid.layout.geometry import Image
from budgetgrid.layout.rulings import Ruling
from budgetgrid.layout.stroke_look import BARE, EVEN, stroke_look
from budgetgrid.layout.wear import is_worn

SAME_LINE_INCH = 0.018
"""How far apart rulings of one line may lie: 1.3 pt, what a bent or slightly turned rule wanders."""

COVERED = 0.9
"""Share of a side that rulings cover for it to need no second look."""

BEGUN = 0.4
"""Share from which a side belongs to its line, and the sides next to it are looked at."""

FREE = 0.05
"""Share of a side that may have ink beside it for it to be free of text."""

FREE_INK = (0.75, 0.3, 0.1, 0.1)
"""Share of a side free of text that must be inked for it to count as drawn, by how many of it and its two
neighbours are begun. On 216 pages with medium and hard damage, of 4,174 free sides of merged cells those with
two begun had 0.01 at most, those with one 0.40, with none 0.63, and all but one in fifty 0.03. Of 621 that
were drawn and not found, with two begun all had 0.19 or more, with one all but 2 % had 0.39."""

ON_BOTH_SIDES, MOSTLY = 2, 0.5
"""With so many begun, or inked so far, a free side may have its ink in its middle, where two cuts left it.
Else it must reach an end: a stroke of text stands alone, and takes 0.4."""

STROKE_INCH = 0.2
"""Length of ink in the middle of a side up to which it may be a stroke of a character, of 14 pt: on the line
of a thick rule its character may be narrow enough (扌) for the side to seem free."""

BESIDE_TEXT_INK = (0.75, 0.6, 0.6, 0.6)
"""The same for sides that have text beside them, up to BARE of their length. Of 1,138 of merged cells one in
fifty had 0.6, and 0.69 the most."""

TIGHT, TIGHT_INK = 0.6, 0.95
"""A side with text along more of it, up to TIGHT, must be inked so far; text reaches 0.85."""

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
"""Longest hole in a side beside text that is a cut: 4 mm, a tear; what lies beyond is no part of it."""


SPECK_INCH = 0.03
"""Longest hole that grain makes in a faded rule: 2.2 pt."""

EACH_HOLE_INCH = 0.6
"""Length of a side to each longer hole but one: lines of text leave one in 0.2 inches."""


def without_gaps(rulings: Sequence[Ruling], flat: Image, dpi: float) -> list[Ruling]:
    """The rulings of an (H, W) uint8 flattened page (px), and one for each side of their
    lines that was drawn."""
    found = list(rulings)
    least = 0.0 if is_worn(rulings, flat, dpi) else EVEN
    for line in lines_of(rulings, SAME_LINE_INCH * dpi):
        found.extend(_drawn_sides(line, rulings, flat, dpi, least))
    return found


def lines_of(rulings: Sequence[Ruling], near: float) -> list[list[Ruling]]:
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
    line: list[Ruling], rulings: Sequence[Ruling], flat: Image, dpi: float, least: float
) -> list[Ruling]:
    """Rulings for the sides of a line that have ink of its kind, over at least such a share of them."""
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
            if shares[index] >= COVERED:
                continue
            side = replace(_nearest(line, first, last), start=first, end=last)
            drawn = _drawn_part(side, flat, dpi, usual, sum(begun), least)
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


def _drawn_part(side: Ruling, flat: Image, dpi: float, usual: float, begun: int, least: float) -> Ruling:
    """The part of a side that is inked as its line is, up to a hole no cut leaves; of no length where that is
    little, or text."""
    trim = min(TRIM_INCH * dpi, 0.1 * side.length)
    look = stroke_look(flat, replace(side, start=side.start + trim, end=side.end - trim), dpi, usual)
    free = look.flanked <= FREE
    enough = look.inked >= max(least, _least_ink(look.flanked, begun))
    long = look.inked >= MOSTLY and look.ink.sum() > STROKE_INCH * dpi
    cut = free and (begun >= ON_BOTH_SIDES or long)
    if not enough or look.contrast > DARKER * usual or not (cut or _is_no_text(look.ink, dpi)):
        return replace(side, end=side.start)
    hole = (CUT_INCH if free else HOLE_INCH) * dpi
    ink = np.flatnonzero(look.ink)
    longest = max(np.split(ink, np.flatnonzero(np.diff(ink) - 1 > hole) + 1), key=len)
    before, after = float(longest[0]), float(len(look.ink) - 1 - longest[-1])
    start = side.start if before <= hole else side.start + trim + before
    end = side.end if after <= hole else side.end - trim - after
    return replace(side, start=start, end=end)


def _least_ink(flanked: float, begun: int) -> float:
    """Share of a side that must be inked, by that with ink beside it and how many sides are begun."""
    if flanked <= FREE:
        return FREE_INK[begun]
    if flanked <= BARE:
        return BESIDE_TEXT_INK[begun]
    return TIGHT_INK if flanked <= TIGHT else np.inf


def _is_no_text(ink: NDArray[np.bool_], dpi: float) -> bool:
    """Whether (L,) ink along a side reaches an end of it, or is nearly all there, and has few holes."""
    end = max(2, round(END_SHARE * len(ink)))
    reaches = max(ink[:end].mean(), ink[-end:].mean()) >= END_INK
    holes = int((np.diff(np.flatnonzero(ink)) - 1 > SPECK_INCH * dpi).sum())
    return (reaches or ink.mean() >= WHOLE) and (holes - 1) * EACH_HOLE_INCH * dpi <= len(ink)
