"""What stands beside a grid or inside its cells and should not: heads of a lost row, rules that go on."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from budgetgrid.layout.geometry import Box
from budgetgrid.layout.rulings import Ruling
from budgetgrid.ocr.reading import Line
from budgetgrid.tables.grid import Grid

CUT, ABOVE = -0.5, 0.8
"""A row of heads that was lost stands so far above the grid, in text heights, or is cut by its edge."""

RULE_REACH = 6.0
"""Rules up to this far from a grid, in text heights, may be of a row or column of it that was lost."""

RULE_BEYOND = 1.5
"""Rules that go on longer than this beyond a grid, in text heights, lead somewhere."""

OTHER_THAN_HEADS = re.compile("[:：0-9A-Za-z]")

MOST_HEADS = 3.0
"""Of 440 tables of training scans 3 in 4 with two such lines and more had lost a row, and 1 in 6 with one."""

TOO_LONG, ROW_HIGH = 1.0, 1.5
"""Of 640 tables of training scans 17 of 24 with a rule that goes on for longer than 0.8 text heights had lost
a row or column; most rules of the other 7 were shorter than ROW_HIGH."""

INSIDE = 0.5
"""Rules nearer to a cell's side than this, in text heights, are the side, bent or doubled."""


def text_around(grid: Grid, outside: Sequence[Line], height: float) -> float:
    """Lines outside the grid within a line of its outline, beyond the two of a caption."""
    around = grid.box.grown(2 * height)
    near = sum(around.contains_point(*line.box.center) for line in outside)
    return math.log1p(max(0, near - 2))


def heads_above(grid: Grid, outside: Sequence[Line], height: float) -> float:
    """Lines right above the grid, each in the middle over some of its columns: heads of a row that was lost.

    Titles stand over the middle of all columns, captions have a colon or stand at a side, dates and print of
    the back have digits or letters. One line may be a name, two hardly.
    """
    box, edges = grid.box, grid.col_edges
    runs = [(a, b) for i, a in enumerate(edges) for b in edges[i + 1 :] if b - a < box.width]
    near = [ln for ln in outside if CUT < (box.top - ln.box.bottom) / height < ABOVE]
    heads = [
        ln
        for ln in near
        if len(ln.text) > 1
        and not OTHER_THAN_HEADS.search(ln.text)
        and abs(ln.box.center[0] - box.center[0]) > height
        and any(
            abs(a + b - ln.box.left - ln.box.right) < height and a < ln.box.left and ln.box.right < b
            for a, b in runs
        )
    ]
    return min(MOST_HEADS, float(len(heads)))


def rules_around(grid: Grid, rulings: Sequence[Ruling], grids: Sequence[Box], height: float) -> float:
    """How many rules go on beside the grid for longer than a line is high, and belong to no other one."""
    others = [box for box in grids if box != grid.box]
    pieces = (piece for rule in rulings for piece in _beyond(rule, grid.box, height))
    return math.log1p(sum(not any(o.grown(height).contains_point(*p.center) for o in others) for p in pieces))


def _beyond(rule: Ruling, box: Box, height: float) -> list[Box]:
    """The parts of a rule near a box and outside it that are longer than `RULE_BEYOND` text heights."""
    level = rule.axis == "horizontal"
    inside, reach = box.grown(height), box.grown(RULE_REACH * height)
    low, high = (inside.left, inside.right) if level else (inside.top, inside.bottom)
    if level:
        near, across = reach.top < rule.position < reach.bottom, inside.top < rule.position < inside.bottom
        first, last = max(rule.start, reach.left), min(rule.end, reach.right)
    else:
        near, across = reach.left < rule.position < reach.right, inside.left < rule.position < inside.right
        first, last = max(rule.start, reach.top), min(rule.end, reach.bottom)
    if not near:
        return []
    parts = [(first, min(last, low)), (max(first, high), last)] if across else [(first, last)]
    long = [(a, b) for a, b in parts if b - a > RULE_BEYOND * height]
    at = rule.position
    return [Box(a, at, b, at) if level else Box(at, a, at, b) for a, b in long]


def sides_beyond(grid: Grid, rulings: Sequence[Ruling], height: float) -> float:
    """How many of its rules go on beyond the grid's outline for as long as a row is high: one was lost there.

    Those between TOO_LONG and ROW_HIGH count in part.
    """
    found = (_overrun(rule, grid.box, height) for rule in rulings)
    return sum(min(1.0, max(0.0, (over - TOO_LONG) / (ROW_HIGH - TOO_LONG))) for over in found)


def _overrun(rule: Ruling, box: Box, height: float) -> float:
    """By how many text heights a rule that runs within a box goes on beyond it; 0 for any other rule."""
    level = rule.axis == "horizontal"
    low, high = (box.left, box.right) if level else (box.top, box.bottom)
    first, last = (box.top, box.bottom) if level else (box.left, box.right)
    along = min(rule.end, high) - max(rule.start, low)
    if along < height or not first - INSIDE * height < rule.position < last + INSIDE * height:
        return 0.0
    return max(low - rule.start, rule.end - high) / height


def rules_inside(boxes: Sequence[Box], rulings: Sequence[Ruling], height: float) -> list[float]:
    """How much of each cell's height or width pieces of rules run through it, off its sides: 0 to 1."""
    inner = np.array([(b.left, b.top, b.right, b.bottom) for b in boxes]).reshape(-1, 4, 1)
    inset = INSIDE * height
    longest = np.zeros(len(inner))
    for axis, (side, begin) in (("horizontal", (1, 0)), ("vertical", (0, 1))):
        rules = [(r.position, r.start, r.end) for r in rulings if r.axis == axis]
        position, start, end = np.array(rules, np.float64).reshape(-1, 3).T
        low, high = inner[:, begin] + inset, inner[:, begin + 2] - inset
        crosses = (inner[:, side] + inset < position) & (position < inner[:, side + 2] - inset) & (high > low)
        run = (np.minimum(high, end) - np.maximum(low, start)) / np.where(high > low, high - low, 1)
        longest = np.maximum(longest, np.where(crosses, run, 0).max(axis=1, initial=0))
    return [float(v) for v in longest]
