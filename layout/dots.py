"""Dots: small equal marks in a row, evenly spaced, that rules and leaders are printed of."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

LEAST_DOTS = 8
"""Fewest dots that show a pitch: 12 pt of the finest."""

PITCH_INCH = 0.06
"""Longest pitch: 4.3 pt, dots of 1.4 pt and twice that between them. Digits of 9 pt stand further apart."""

OFF_SHARE = 0.4
"""How far a pitch may be off the usual one, as a share of it: more than a px where dots are finest."""

UNEVEN_INCH = 0.06
"""Longest stretch of a row of dots that may be anything else: a crossing, a speck, two dots lost. The lowest
row of a table, a merged one whose text fills the hole in a dotted rule, is half as high again."""

LOST_DOTS = 2.5
"""Pitches up to which a stretch is a crossing, as long as nothing in it is whiter than between two dots: a
rule across merges with the dots on both sides of it."""

LEAST_IN_TURN = 4
"""Fewest pitches in turn that are the usual one: the strokes of a character are fewer, or further apart."""

MOSTLY = 0.5
"""Share of a line that rows of dots make up for it to be dotted."""

DASHES_INCH, DASHES_INK = (0.03, 0.1), 0.5
"""Shortest and longest pitch of dashes, 2.2 to 7.2 pt, and the share of them that is ink at least; lines of
text are further apart."""

DASHES_OFF, DASHES_EVEN = 0.12, 0.6
"""How far a step may be off that pitch, as a share of it, and the share of steps that are not: in a dense
table one in four is at a crossing."""

UNDOTTED = 0.95
"""Share of a line that is inked from which it is not looked at for dots."""


def rows_of_dots(ink: NDArray[np.bool_], dpi: float) -> list[tuple[int, int]]:
    """The rows of dots [from, to) on (L,) ink along a line, true where it is dark; none where it is mostly of
    anything else."""
    if np.count_nonzero(ink) >= UNDOTTED * len(ink):
        return []
    rows = _rows(ink, dpi)
    return rows if sum(end - start for start, end in rows) >= MOSTLY * len(ink) else []


def is_dashed(ink: NDArray[np.bool_], dpi: float) -> bool:
    """Whether (L,) ink along a line, true where it is dark, is of dashes at one pitch, crossings aside."""
    if not len(ink) or np.count_nonzero(ink) < DASHES_INK * len(ink):
        return False
    steps = np.diff(_starts(ink))
    if len(steps) < LEAST_DOTS:
        return False
    usual = float(np.median(steps))
    even = np.abs(steps - usual) <= max(1.0, DASHES_OFF * usual)
    shortest, longest = DASHES_INCH
    return shortest <= usual / dpi <= longest and bool(even.mean() >= DASHES_EVEN)


def _starts(ink: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Where each run of (L,) ink starts, L > 0."""
    later = np.flatnonzero(ink[1:] > ink[:-1]) + 1
    return np.concatenate(([0], later)) if ink[0] else later


def _rows(ink: NDArray[np.bool_], dpi: float) -> list[tuple[int, int]]:
    """Every row of dots [from, to) on a line."""
    starts = _starts(ink)
    if len(starts) < LEAST_DOTS:
        return []
    pitches = np.diff(starts)
    usual = float(np.median(pitches))
    if usual > PITCH_INCH * dpi:
        return []
    even = np.abs(pitches - usual) <= OFF_SHARE * usual
    rows = _long_runs(even, LEAST_IN_TURN)
    white = int(np.median(pitches - np.diff(np.concatenate(([0], np.cumsum(ink)))[starts])))
    ends = [
        k + 1
        for k, ((_, a), (b, _)) in enumerate(pairwise(rows))
        if not _goes_on(ink[starts[a] : starts[b]], usual, white, dpi)
    ]
    runs = []
    for row in np.split(np.array(rows).reshape(-1, 2), ends):
        dots = int((row[:, 1] - row[:, 0]).sum())
        if dots >= LEAST_DOTS:
            runs.append((int(starts[row[0, 0]]), min(int(starts[row[-1, 1]]) + round(usual / 2), len(ink))))
    return runs


def _goes_on(hole: NDArray[np.bool_], usual: float, white: int, dpi: float) -> bool:
    """Whether rows of dots `usual` px apart, `white` px of them blank, go on over (L,) ink between them."""
    if len(hole) <= UNEVEN_INCH * dpi:
        return True
    blank = np.diff(np.flatnonzero(np.concatenate(([True], hole, [True])))) - 1
    return len(hole) <= LOST_DOTS * usual and blank.max() <= white + 1


def _long_runs(even: NDArray[np.bool_], least: int) -> list[tuple[int, int]]:
    """Runs [from, to) of (N,) true values, at least so long."""
    steps = np.diff(np.pad(even.astype(np.int8), 1))
    froms, tos = np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist()
    return [(a, b) for a, b in zip(froms, tos, strict=True) if b - a >= least]
