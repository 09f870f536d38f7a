"""The rules of a table fragment: unit sides of its cells, joined into long lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from budgetgrid.benchmarks.typeset.document import TableLook
from budgetgrid.benchmarks.typeset.drawing import Rule
from budgetgrid.layout.geometry import Box

DOUBLE_GAP = 1.0
"""White between the two lines of a double rule, pt, as word processors leave at the usual weights."""

DASH_STEPS = (1.0, 2.0, 4.0)
DASHES = {"solid": "", "dotted": "[{0:.2f} {1:.2f}] 0", "dashed": "[{2:.2f} {1:.2f}] 0"}
"""Dots as long as the rule is thick and dashes of four times that, two thicknesses apart."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A cell's box on a page and which of its sides want a rule, of `trbl`."""

    box: Box
    edges: str


Unit = tuple[int, int]
"""A unit side: the index of its line, and of its first crossing line."""


def frame_rules(outlines: list[Outline], look: TableLook) -> list[Rule]:
    """The rules of one fragment whose cells tile a rectangle. A side is ruled if all cells at it want it."""
    if look.rules == "none":
        return []
    xs = sorted({x for outline in outlines for x in (outline.box.left, outline.box.right)})
    ys = sorted({y for outline in outlines for y in (outline.box.top, outline.box.bottom)})
    upright: dict[Unit, bool] = {}
    level: dict[Unit, bool] = {}
    for outline in outlines:
        box, edges = outline.box, outline.edges
        across = range(xs.index(box.left), xs.index(box.right))
        down = range(ys.index(box.top), ys.index(box.bottom))
        for side, x in (("l", across.start), ("r", across.stop)):
            _want(upright, [(x, y) for y in down], side in edges)
        for side, y in (("t", down.start), ("b", down.stop)):
            _want(level, [(y, x) for x in across], side in edges)
    rules = []
    for line, start, stop in _joined(level):
        rules += _drawn(Rule(xs[start], ys[line], xs[stop], ys[line], 0.0), line, ys, look)
    for line, start, stop in _joined(upright) if look.rules == "all" else ():
        rules += _drawn(Rule(xs[line], ys[start], xs[line], ys[stop], 0.0), line, xs, look)
    return rules


def _want(sides: dict[Unit, bool], units: list[Unit], wanted: bool) -> None:
    """Note in `sides`, which is being built, what a cell wants of these unit sides."""
    for unit in units:
        sides[unit] = sides.get(unit, True) and wanted


def _drawn(rule: Rule, line: int, positions: list[float], look: TableLook) -> list[Rule]:
    """A rule, still without weight, as its place in the frame wants it: twice for a double outer one."""
    if line not in (0, len(positions) - 1):
        dashes = DASHES[look.rule_style].format(*(step * look.rule_weight for step in DASH_STEPS))
        return [replace(rule, weight=look.rule_weight, dashes=dashes)]
    inner = replace(rule, weight=look.outer_weight)
    if look.outer_style == "single":
        return [inner]
    gap = look.outer_weight + DOUBLE_GAP
    out = -gap if line == 0 else gap
    if rule.y0 == rule.y1:
        return [inner, replace(inner, x0=rule.x0 - gap, x1=rule.x1 + gap, y0=rule.y0 + out, y1=rule.y1 + out)]
    return [inner, replace(inner, y0=rule.y0 - gap, y1=rule.y1 + gap, x0=rule.x0 + out, x1=rule.x1 + out)]


def _joined(sides: dict[Unit, bool]) -> list[tuple[int, int, int]]:
    """Wanted unit sides as (line, start, stop) of unbroken runs."""
    wanted = sorted(unit for unit, is_wanted in sides.items() if is_wanted)
    runs = []
    for _, group in groupby(enumerate(wanted), key=lambda item: (item[1][0], item[1][1] - item[0])):
        units = [unit for _, unit in group]
        runs.append((units[0][0], units[0][1], units[-1][1] + 1))
    return runs
