"""Rules that are printed as rows of dashes and columns of bars, from projections of the ink alone.

It finds where a hand-labelled page's rules lie, so that the labeller types texts and not coordinates. It
reads nothing, and shares nothing with the pipeline, which is judged by what is made with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Ink = NDArray[np.bool_]
"""(H, W); True where there is ink."""

POINTS_PER_INCH = 72
WINDOW = 36.0
"""Length over which a rule is looked for, pt: less than the narrowest column, five times the text height."""
COVERAGE = 0.55
"""Share of a window that dashes fill: measured 0.87 in the middle, 0.57 for one in twenty, across a gap; bars
0.81. Text next to itself fills 0.48 down the page and up to 0.81 across it, and isn't as thin and free."""
THICKEST = 2.2
"""Of a rule and the row on either side of it that skew may need, pt."""
MARGIN, FREE = 1.5, 0.08
"""How far beside a rule the page is free of ink, pt, and how much there may be in spite of it."""
WINDOWS = 4
"""In how many windows a rule must appear."""
STEEPEST = 0.012
"""Slope of the steepest rule that is looked for (0.7 degrees)."""
APART = 2.2
"""Distance of two rules, pt; text is 7 pt high."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight rule: `offset + slope * along`, and where it begins and ends along itself. All in pt."""

    offset: float
    slope: float
    start: float
    end: float

    def at(self, along: float) -> float:
        """Where it lies across its direction."""
        return self.offset + self.slope * along


@dataclass(frozen=True, slots=True)
class Rules:
    """A page's rules from the top and from the left. The first one down is the left ends of those across."""

    across: tuple[Rule, ...]
    down: tuple[Rule, ...]


def find_rules(ink: Ink, dpi: int) -> Rules:
    """The rules of a page of one table; empty where there are none."""
    scale = dpi / POINTS_PER_INCH
    across = find_parallel(ink, scale)
    down = find_parallel(np.ascontiguousarray(ink.T), scale)
    if not across or not down:
        return Rules((), ())
    return Rules(across, (left_ends(across, down[0]), *down))


def find_parallel(ink: Ink, scale: float) -> tuple[Rule, ...]:
    """The nearly horizontal rules, from the top; `scale` is px a pt."""
    along, across = _pieces(ink, scale)
    if not len(along):
        return ()
    level = across - _common_slope(along, across) * along
    order = np.argsort(level)
    breaks = np.flatnonzero(np.diff(level[order]) > APART) + 1
    groups = [g for g in np.split(order, breaks) if len(set(along[g])) >= WINDOWS]
    rules = (_fitted(along[group], across[group]) for group in groups)
    return tuple(replace(rule, start=_first_ink(ink, rule, scale)) for rule in rules)


def _pieces(ink: Ink, scale: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where windows of the page hold a piece of a rule: middles along and across it, pt."""
    length, thickest, margin = (round(size * scale) for size in (WINDOW, THICKEST, MARGIN))
    pieces = []
    for start in range(0, ink.shape[1] - length + 1, length // 2):
        window = ink[:, start : start + length]
        share = window.mean(axis=1)
        dense = np.zeros(len(ink) + 2, dtype=np.int8)
        dense[2:-2] = (window[:-2] | window[1:-1] | window[2:]).mean(axis=1) > COVERAGE
        tops, ends = np.flatnonzero(np.diff(dense) == 1), np.flatnonzero(np.diff(dense) == -1)
        for top, end in zip(tops, ends, strict=True):
            beside = np.concatenate((share[max(0, top - margin) : top], share[end : end + margin]))
            if end - top <= thickest and beside.mean() < FREE:
                weight = share[top:end]
                middle = float((np.arange(top, end) * weight).sum() / weight.sum()) + 0.5
                pieces.append(((start + length / 2) / scale, middle / scale))
    points = np.array(pieces, dtype=np.float64).reshape(-1, 2)
    return points[:, 0], points[:, 1]


def _common_slope(along: NDArray[np.float64], across: NDArray[np.float64]) -> float:
    """The slope along which the pieces fall onto the fewest levels."""

    def concentration(slope: float) -> int:
        levels = np.round((across - slope * along) / (APART / 2)).astype(np.int64)
        return int((np.bincount(levels - levels.min()) ** 2).sum())

    return float(max(np.linspace(-STEEPEST, STEEPEST, 97), key=concentration))


def _fitted(along: NDArray[np.float64], across: NDArray[np.float64]) -> Rule:
    slope, offset = np.polyfit(along, across, 1)
    return Rule(float(offset), float(slope), float(along.min()) - WINDOW / 2, float(along.max()) + WINDOW / 2)


def _first_ink(ink: Ink, rule: Rule, scale: float) -> float:
    """Where along itself a rule's ink begins, pt: up to one window before the first that it fills."""
    columns = np.arange(max(0, int((rule.start - WINDOW) * scale)), ink.shape[1])
    rows = np.round(rule.offset * scale + rule.slope * columns - 0.5).astype(np.int64)
    rows = np.clip(rows, 1, ink.shape[0] - 2)
    inked = ink[rows - 1, columns] | ink[rows, columns] | ink[rows + 1, columns]
    return float(columns[inked.argmax()]) / scale


def left_ends(across: tuple[Rule, ...], nearest: Rule) -> Rule:
    """The side where a table without a bar begins: along its first bar, at the left ends of its rules."""
    left = float(np.median([r.start - nearest.slope * r.at(r.start) for r in across]))
    return Rule(left, nearest.slope, nearest.start, nearest.end)
