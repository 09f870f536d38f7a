"""Rules typed as rows of signs on a scanned page (-----, =====, a | on every line), and leaders of dots.

They are told from print by their marks alone: equal, small, on one line, at one pitch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Box, Image, enclosing
from budgetgrid.layout.ink import ink_mask
from budgetgrid.layout.rulings import Ruling, ruling_box
from budgetgrid.ocr.cell_lines import measure_text_height
from budgetgrid.ocr.ink import Marks, find_marks
from budgetgrid.ocr.typed_signs import Ints, are_equals, are_flat, crossings, strokes_of_equals

DASH_SHAPE = 1.3
"""A dash is so many times longer than high on the mean of its row: of 8 point type, blurred, 1.45 and more;
dots have 0.8 to 1.15."""

LEAST_SIGNS = 4
"""Signs side by side that are a rule, as on pages with a text layer."""

LEAST_DOTS = 4
LEADER = 3.0
"""Dots of a leader, and its length in text heights, at least: …… has six dots on two text heights."""

WIDEST_STEP = 2.6
"""Text heights from one sign of a row to the next at most: dots at every second place of Latin type, whose
text height is 0.65 of its size."""

EVEN = 0.22
"""How far a step may be off a row's usual one, as a share of it; the ink of a dash wavers by a px or two."""

MOSTLY = 0.8
"""Share of a row's steps that are the usual one."""

BLANK = 0.6
"""Steps of white more than there are between signs side by side, from which a place was left blank."""

IN_LINE = 0.16
"""How far signs that follow one another may be out of line, in text heights."""

ALIKE = 1.9
"""How many times higher than another a sign of the same row is at most."""

LONE = 2.5
"""Length in text heights from which one mark alone is a row of signs that have run together."""

NARROW = 0.4
"""Share of the width of all rules that one under a column takes at most."""

LEAST_AGAIN = 3
"""Lines on which such a rule of signs run together stands at least."""

PARTED = 0.6
"""White beside such a mark, in text heights, at which its row ends."""

TEXT = 0.5
"""Height in text heights from which a mark is text."""

LARGEST = 5.0
"""And from which it is none but a drawn rule, or many that hang together."""

BESIDE = 12.0
"""Text heights beside a row within which text on its line makes it no rule."""

ON_LINE = 0.1
"""How far from the middle of signs, in text heights, a mark of text on their line may begin or end: a full
stop stands on the line's foot."""

PAIRED = 0.7
"""The two rows of = stand nearer than this, in text heights."""

PAGE_NUMBER = 2.6
"""What follows the leaders of a table of contents is so wide at most, in text heights: three digits."""

FAINT = 235
"""Grey (255 is paper) below which a blank place between signs holds a sign too worn to be ink."""

WHITE = 200
"""Grey (255 is paper) above which the middle between two signs is white. Between pieces of a rule of a third
of a point it is 167, between nearly all dashes of typewriters above 220."""

BAR_SHAPE = 4.0
"""A bar is so many times higher than wide."""

BAR_HEIGHT = 0.7
"""And so high at least, in text heights: of a Latin face beside Chinese 0.86."""

STRAIGHT = 0.45
"""Share of its box that a bar's ink fills at least: of 345 bars of a worn scan the least 0.51; of brackets
one under the other 0.29 to 0.36."""

SPECKS = 0.25
"""Text heights along the white between two bars that may have specks beside it; a line of text has three
times that, and a level rule goes on for one."""

LEAN_PX = 1
"""How far a piece of a bar may stand beside the bars around it: a thin one wavers by a px."""

AS_HIGH, NEIGHBOUR = 0.06, 0.6
"""How far a figure's top and foot lie off its neighbour's, and how far that stands aside, in text heights. A
bar rises over the figures beside it, the 1 of a number does not."""

BARE = 0.14
"""White beside a bar, in text heights: between the strokes of 州 there is 0.1."""

LEAST_BARS = 4
"""Lines with a bar at one place that make it a rule."""

FAR = 5.2
"""Text heights from one bar to the next of its rule at most: wide lines of Latin type, one between them."""

ONE_CHARACTER = 0.9
"""Text heights up to which bars side by side are strokes of one character: those of 目 stand 0.65 apart, two
bars of a typewriter more than 1."""

BAR_OFF = 0.2
"""How far a bar may be beside the one above it, in text heights."""

FROM_BARS = 2.0
"""Text heights from such bars to a level rule on the next line at most."""

LEAST_MET = 2
"""Rules of bars that a level rule meets where it is typed as they are."""

OF_SIGNS = 0.5
"""Share of a drawn rule that rows of signs take at least where it was traced through them."""

ON_SIGNS = 3.0
"""Px that a rule traced through signs may lie beside them."""

UNEQUAL = 0.12
"""Share of its height by which a bar is higher than the next, at most: pieces of drawn rules differ."""

EDGE = 0.1
"""Blur around signs that goes with them, in text heights."""


@dataclass(frozen=True, slots=True)
class TypedInk:
    """The rules of a page, typed ones among them, and the boxes of all signs that are no text, those of
    leaders too (px)."""

    rulings: tuple[Ruling, ...]
    signs: tuple[Box, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """Signs in a row: `boxes` (N, 4) int32 from left to right; `clear`: paper is seen between them."""

    boxes: Ints
    clear: bool = True

    @property
    def box(self) -> Box:
        """Around all of them."""
        (left, top), (right, bottom) = self.boxes[:, :2].min(axis=0), self.boxes[:, 2:].max(axis=0)
        return Box(float(left), float(top), float(right), float(bottom))

    @property
    def is_dashes(self) -> bool:
        """Whether its signs are dashes and no dots."""
        widths, heights = self.boxes[:, 2] - self.boxes[:, 0], self.boxes[:, 3] - self.boxes[:, 1]
        return bool(widths.mean() >= DASH_SHAPE * heights.mean())


def find_typed_ink(flat: Image, dpi: float, drawn: Sequence[Ruling]) -> TypedInk:
    """The typed rules and leaders of an (H, W) uint8 flattened grey page, and which `drawn` ones stay.

    Those that lie on typed ones give way to them; those that end on other drawn ones are drawn of dashes.
    """
    ink = ink_mask(flat) > 0
    marks = find_marks(ink)
    height = measure_text_height(marks, dpi)
    equals = are_equals(marks, height)
    flats = np.concatenate((marks.boxes[are_flat(marks, height)], strokes_of_equals(marks.boxes[equals])))
    runs = _level_runs(flats, flat, height)
    crossed = crossings(marks, _lines_of_dashes(runs, height), height)
    bare = _without(ink, [*_on_dashes(flats, runs, height), *crossed, *_between_bars(drawn, height)])
    bars = _bars(marks, bare, height)
    uprights = [_upright(run) for run in bars]
    across = [r for r in drawn if r.axis == "vertical" and not _lies_on(r, uprights)]
    signs = [*marks.boxes[equals], *crossed, *(box for run in bars for box in run.boxes)]
    text = _text(marks, signs, across, height)
    rules = [
        run
        for run in runs
        if _is_rule(run, text, height)
        and not (_ending_on(run.box, across, height) and _is_drawn(run.box, drawn))
    ]
    rows = [run.box for run in rules if len(run.boxes) >= LEAST_SIGNS]
    rules = _signs_alone([run for run in rules if not _is_piece(run.box, rows, drawn)], height)
    leaders = _leaders([run for run in runs if run not in rules], text, height)
    typed = [*map(_level, _paired(rules, height)), *uprights]
    kept = [_typed_if_between(r, uprights, height) for r in drawn if not _lies_on(r, typed)]
    found = [
        _on_dashes(flats, rules, height),
        crossings(marks, _lines_of_dashes(rules, height), height),
        *(run.boxes for run in (*rules, *leaders, *bars)),
    ]
    taken = [box for boxes in found for box in _boxes(boxes)]
    return TypedInk((*kept, *typed), tuple(box.grown(EDGE * height) for box in taken))


def _rows_of_dashes(runs: Sequence[_Run]) -> list[_Run]:
    return [run for run in runs if run.is_dashes and len(run.boxes) >= LEAST_SIGNS]


def _lines_of_dashes(runs: Sequence[_Run], height: float) -> list[Box]:
    """Their boxes, both rows of = in one: + stands between them."""
    return _paired(_rows_of_dashes(runs), height)


def _on_dashes(flats: Ints, runs: Sequence[_Run], height: float) -> Ints:
    """(N, 4) int32: the flat marks on lines of dashes, those between their runs too."""
    lines = [run.box.center[1] for run in _rows_of_dashes(runs)]
    off = np.abs((flats[:, 1] + flats[:, 3])[:, None] / 2 - np.array(lines))
    return np.asarray(flats[(off <= IN_LINE * height).any(axis=1)], np.int32)


def _px(box: Box) -> Ints:
    """(4,) int32: a box on the page's pixels."""
    return np.array((max(0, box.left), max(0, box.top), box.right + 1, box.bottom + 1), np.int32)


def _without(ink: NDArray[np.bool_], boxes: Sequence[Ints]) -> NDArray[np.bool_]:
    bare = np.array(ink, np.bool_)
    for left, top, right, bottom in boxes:
        bare[top:bottom, left:right] = False
    return bare


def _between_bars(drawn: Sequence[Ruling], height: float) -> list[Ints]:
    """(4,) int32 boxes: the level rules that no drawn upright one meets: bars may stand between them."""
    uprights = [r for r in drawn if r.axis == "vertical"]
    boxes = [ruling_box(r) for r in drawn if r.axis == "horizontal"]
    return [_px(box.grown(ON_SIGNS)) for box in boxes if not _ending_on(box, uprights, height)]


def _text(marks: Marks, signs: Sequence[Ints], across: Sequence[Ruling], height: float) -> Ints:
    """(N, 4) int32: the marks that are text: high ones but `signs`, and pieces of drawn rules `across`."""
    high = marks.boxes[1:][((marks.heights > TEXT * height) & (marks.heights <= LARGEST * height))[1:]]
    rules = {tuple(box.tolist()) for box in signs}
    for rule in across:
        crossed = (high[:, 0] <= rule.position) & (rule.position <= high[:, 2])
        within = (high[:, 3] >= rule.start) & (high[:, 1] <= rule.end)
        rules |= {tuple(box) for box in high[crossed & within].tolist()}
    return high[[tuple(box) not in rules for box in high.tolist()]]


def _lies_on(drawn: Ruling, typed: Sequence[Ruling]) -> bool:
    """Whether half of a rule that was found as drawn lies on typed ones, or any of an upright one."""
    shared = [
        min(drawn.end, rule.end) - max(drawn.start, rule.start)
        for rule in typed
        if drawn.axis == rule.axis and abs(drawn.position - rule.position) <= rule.thickness / 2 + ON_SIGNS
    ]
    least = drawn.length / 2 if drawn.axis == "horizontal" else 0.0
    return sum(length for length in shared if length > 0) > least


def _signs_alone(rules: Sequence[_Run], height: float) -> list[_Run]:
    """The rules that are typed: all where most are of separate signs, else those that come again under a
    column, with those on their lines; worn rules that are drawn run over whole tables."""
    separate = [run for run in rules if len(run.boxes) >= LEAST_SIGNS]
    if 2 * len(separate) >= len(rules):
        return list(rules)
    boxes = [run.box for run in rules]
    width = max(b.right for b in boxes) - min(b.left for b in boxes)
    again = [
        box
        for box in boxes
        if box.width <= NARROW * width
        and sum(_same_extent(box, other, height) for other in boxes) >= LEAST_AGAIN
    ]
    return [
        run
        for run, box in zip(rules, boxes, strict=True)
        if any(abs(box.center[1] - other.center[1]) <= IN_LINE * height for other in again)
    ]


def _same_extent(one: Box, other: Box, height: float) -> bool:
    return max(abs(one.left - other.left), abs(one.right - other.right)) < height / 2


def _typed_if_between(rule: Ruling, bars: Sequence[Ruling], height: float) -> Ruling:
    """A level rule as typed where it ends on two rules of bars or more: its signs, _ or ─, leave no white."""
    met = _ending_on(ruling_box(rule), bars, FROM_BARS * height) if rule.axis == "horizontal" else []
    return replace(rule, typed=True) if len(met) >= LEAST_MET else rule


def _is_drawn(box: Box, drawn: Sequence[Ruling]) -> bool:
    """Whether a row of signs was found as drawn."""
    return any(_lies_along(box, r) for r in drawn)


def _lies_along(box: Box, rule: Ruling) -> bool:
    """Whether a row of signs lies on a level rule for most of its length."""
    beside = abs(rule.position - box.center[1]) > box.height / 2 + ON_SIGNS
    along = min(rule.end, box.right) - max(rule.start, box.left)
    return rule.axis == "horizontal" and not beside and along > box.width / 2


def _is_piece(box: Box, rows: Sequence[Box], drawn: Sequence[Ruling]) -> bool:
    """Whether a row of signs is the worn part of a drawn rule, the most of which is of none of the rows."""
    return any(
        _lies_along(box, r) and sum(b.width for b in rows if _lies_along(b, r)) < OF_SIGNS * r.length
        for r in drawn
    )


def _ending_on(box: Box, uprights: Sequence[Ruling], reach: float) -> list[Ruling]:
    """The upright rules that cross a level one, or stand at an end of it."""
    y = box.center[1]
    return [
        r
        for r in uprights
        if box.left - reach <= r.position <= box.right + reach and r.start - reach < y < r.end + reach
    ]


def _level_runs(flats: Ints, flat: Image, height: float) -> list[_Run]:
    """Rows of flat marks, (N, 4), at one pitch, each cut where a place was left blank.

    Where blur has closed the white between signs, a worn rule looks like them: such a row must be as long
    as a clear one and stand in its column.
    """
    rows = _rows(flats[np.argsort(flats[:, 0], kind="stable")], height)
    runs = [run for row in rows for run in _cut(row, flat, height)]
    clear = [run.box for run in runs if run.clear and len(run.boxes) >= LEAST_SIGNS]
    return [run for run in runs if run.clear or any(_same_extent(run.box, box, height) for box in clear)]


def _rows(flats: Ints, height: float) -> list[Ints]:
    """Flat marks (N, 4), from left to right, in rows: each the next of the row whose end is nearest."""
    reach = WIDEST_STEP * height
    # Lists, since numpy takes ten times as long to give a single number.
    rights = flats[:, 2].tolist()
    middles = ((flats[:, 1] + flats[:, 3]) / 2).tolist()
    heights = (flats[:, 3] - flats[:, 1]).tolist()
    levels = [int(middle / (2 * IN_LINE * height)) for middle in middles]
    rows: list[list[int]] = []
    on_level: defaultdict[int, list[list[int]]] = defaultdict(list)
    for k, left in enumerate(flats[:, 0].tolist()):
        fitting = [
            row
            for level in (levels[k] - 1, levels[k], levels[k] + 1)
            for row in on_level[level]
            if left - rights[row[-1]] <= reach
            and abs(middles[row[-1]] - middles[k]) <= IN_LINE * height
            and _alike(heights[k], heights[row[-1]])
        ]
        if fitting:
            row = max(fitting, key=lambda row: (rights[row[-1]], -row[0]))
            on_level[levels[row[-1]]].remove(row)
            row.append(k)
        else:
            row = [k]
            rows.append(row)
        on_level[levels[k]].append(row)
    # One mark alone is a row where none begins far behind it: as long as a page is wide.
    found = [flats[row] for row in rows if len(row) > 1 or flats[-1, 0] - rights[row[0]] <= reach]
    return [row for row in found if len(row) >= LEAST_SIGNS or _is_long(row, height)]


def _alike(one: int, other: int) -> bool:
    """Whether two heights are about the same."""
    return max(one, other) <= max(ALIKE * min(one, other), min(one, other) + 2)


def _is_long(boxes: Ints, height: float) -> bool:
    return bool(boxes[-1, 2] - boxes[0, 0] >= LONE * height)


def _cut(row: Ints, flat: Image, height: float) -> list[_Run]:
    """The runs of a row at its pitch, blanks between them; none of marks at no pitch."""
    gaps = row[1:, 0] - row[:-1, 2]
    widths = row[:, 2] - row[:, 0]
    single = widths <= 1.5 * median(widths.tolist())
    steps = np.diff(row[:, 0])[single[:-1]].tolist()
    pitch = float(median(steps)) if steps else 0.0
    white = float(median(gaps[single[:-1]].tolist())) + max(BLANK * pitch, 2.0) if steps else 0.0
    long = np.maximum(widths[:-1], widths[1:]) >= LONE * height
    blank = [
        (gap > white or (beside_long and gap > PARTED * height)) and not _is_faint(flat, a, b)
        for gap, beside_long, a, b in zip(gaps, long, row, row[1:])
    ]
    parts = np.split(row, np.flatnonzero(blank) + 1)
    return [_Run(part, _is_white_between(part, flat)) for part in parts if _is_even(part, pitch, height)]


def _is_faint(flat: Image, before: Ints, after: Ints) -> bool:
    """Whether between two signs stands another, too worn to be ink."""
    top, bottom = min(before[1], after[1]), max(before[3], after[3])
    hole = flat[top:bottom, before[2] + 1 : after[0] - 1]
    return bool(hole.size and np.mean(hole.min(axis=0) < FAINT) > 0.3)


def _is_white_between(part: Ints, flat: Image) -> bool:
    """Whether paper is seen between most signs; between the pieces of a worn rule its ink is seen."""
    if len(part) < LEAST_SIGNS:
        return True
    signs = pairwise(part.tolist())
    holes = [int(flat[min(a[1], b[1]) : max(a[3], b[3]), (a[2] + b[0]) // 2].min()) for a, b in signs]
    return median(holes) > WHITE


def _is_even(part: Ints, pitch: float, height: float) -> bool:
    """Whether marks are signs at a pitch: enough of them, or run together to as long a line."""
    length = part[-1, 2] - part[0, 0]
    if len(part) < LEAST_SIGNS or pitch <= 0:
        return bool(length >= LONE * height and (part[:, 2] - part[:, 0]).sum() > 0.5 * length)
    steps = np.diff(part[:, 0]) / pitch
    off = np.abs(steps - np.maximum(1, np.round(steps)))
    return bool(np.mean(off <= EVEN) >= MOSTLY)


def _is_rule(run: _Run, text: Ints, height: float) -> bool:
    """Whether a run is of dashes on a line of nothing else."""
    box, reach = run.box, BESIDE * height
    beside = _on_line(box, text, height)
    return (
        run.is_dashes and not ((beside[:, 2] > box.left - reach) & (beside[:, 0] < box.right + reach)).any()
    )


def _on_line(box: Box, text: Ints, height: float) -> Ints:
    """The marks of text on the line of a row of signs."""
    y, reach = box.center[1], ON_LINE * height
    return text[(text[:, 1] < y + reach) & (text[:, 3] > y - reach)]


def _leaders(runs: Sequence[_Run], text: Ints, height: float) -> list[_Run]:
    """The runs that lead from text to amounts; those that lead to the pages of a table of contents stay."""
    found, widths = [], []
    for run in runs:
        box = run.box
        beside = _on_line(box, text, height)
        before, after = beside[:, 2] <= box.left + height / 2, beside[:, 0] >= box.right - height / 2
        enough = len(run.boxes) >= LEAST_DOTS and box.width >= LEADER * height
        if enough and before.any() and after.any() and (before | after).all():
            found.append(run)
            widths.append(beside[after, 2].max() - beside[after, 0].min())
    return found if found and np.median(widths) > PAGE_NUMBER * height else []


def _bars(marks: Marks, ink: NDArray[np.bool_], height: float) -> list[_Run]:
    """Bars one under the other, from top to bottom: several columns of them on the same lines."""
    fits = (marks.heights >= BAR_HEIGHT * height) & (marks.heights >= BAR_SHAPE * marks.widths)
    fits &= marks.heights <= FAR * height
    fits &= marks.areas >= STRAIGHT * marks.widths * marks.heights
    fits[0] = False
    columns: list[list[Ints]] = []
    bars = marks.boxes[fits]
    for bar in bars[np.argsort(bars[:, 1], kind="stable")]:
        if not _is_bare(bar, ink, max(2, round(BARE * height))):
            continue
        column = next((c for c in columns if _goes_on(c[-1], bar, ink, height)), None)
        if column is None:
            columns.append([bar])
        else:
            column.append(bar)
    found = [_Run(np.array(column)) for column in columns if len(column) >= LEAST_BARS]
    upright = [run for run in found if not _is_of_figures(run, marks, height)]
    runs = [run for run in upright if not any(_are_strokes(run, other, height) for other in found)]
    return [run for run in runs if any(other is not run and _share_lines(run, other) for other in runs)]


def _is_of_figures(run: _Run, marks: Marks, height: float) -> bool:
    """Whether half of a run's bars stand beside marks of their own height: each the 1 of a number (2014)."""
    off = max(1.0, AS_HIGH * height)
    figures = 0
    for left, top, right, bottom in run.boxes.tolist():
        level = np.abs(marks.boxes[:, (1, 3)] - (top, bottom)).max(axis=1) <= off
        apart = np.maximum(left - marks.boxes[:, 2], marks.boxes[:, 0] - right)
        figures += bool((level & (apart >= 0) & (apart <= NEIGHBOUR * height)).any())
    return 2 * figures >= len(run.boxes)


def _are_strokes(one: _Run, other: _Run, height: float) -> bool:
    """Whether two runs stand as near as the upright strokes of characters one under the other."""
    apart = abs(one.box.center[0] - other.box.center[0])
    return one is not other and apart <= ONE_CHARACTER * height and _share_lines(one, other)


def _share_lines(one: _Run, other: _Run) -> bool:
    """Whether most bars of a run stand on the lines of another's."""
    middles = (other.boxes[:, 1] + other.boxes[:, 3]) / 2
    within = (one.boxes[:, 1, None] < middles) & (middles < one.boxes[:, 3, None])
    return bool(within.any(axis=1).mean() > MOSTLY)


def _is_bare(bar: Ints, ink: NDArray[np.bool_], reach: int) -> bool:
    return not _inked_beside(bar, ink, reach).any()


def _is_white(between: Ints, ink: NDArray[np.bool_], height: float) -> bool:
    """Whether beside the white between two bars stands nothing but specks: no text, and no level rule."""
    left, top, right, bottom = between.tolist()
    specks = np.count_nonzero(_inked_beside(between, ink, max(2, round(BARE * height))))
    long = round(height)
    sides = ink[top:bottom, max(0, left - long) : left], ink[top:bottom, right : right + long]
    return bool(specks <= SPECKS * height) and not any(side.all(axis=1).any() for side in sides)


def _inked_beside(bar: Ints, ink: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    """(h,) bool: the rows with ink at a side of a bar."""
    left, top, right, bottom = bar.tolist()
    sides = ink[top:bottom, max(0, left - reach) : left], ink[top:bottom, right : right + reach]
    return np.asarray(sides[0].any(axis=1) | sides[1].any(axis=1))


def _goes_on(above: Ints, below: Ints, ink: NDArray[np.bool_], height: float) -> bool:
    """Whether a bar is the next of a rule: as high, under it, and with no text between; there may be what
    sticks out of a corner typed there."""
    step = (below[1] + below[3] - above[1] - above[3]) / 2
    beside = abs(below[0] + below[2] - above[0] - above[2]) / 2
    taller, lower = (
        max(above[3] - above[1], below[3] - below[1]),
        min(above[3] - above[1], below[3] - below[1]),
    )
    left, right = min(above[0], below[0]) - LEAN_PX, max(above[2], below[2]) + LEAN_PX
    between = np.array((left, above[3], right, below[1]))
    near = beside <= BAR_OFF * height and 0 < step <= FAR * height
    return bool(near and taller - lower <= max(2.0, UNEQUAL * taller) and _is_white(between, ink, height))


def _paired(rules: Sequence[_Run], height: float) -> list[Box]:
    """The rules' boxes, the two rows of = in one."""
    boxes: list[Box] = []
    for box in sorted((run.box for run in rules), key=lambda b: (b.top, b.left)):
        near = next((k for k, other in enumerate(boxes) if _is_pair(other, box, height)), None)
        if near is None:
            boxes.append(box)
        else:
            boxes[near] = enclosing([boxes[near], box])
    return boxes


def _is_pair(upper: Box, lower: Box, height: float) -> bool:
    ends = max(abs(upper.left - lower.left), abs(upper.right - lower.right))
    return lower.center[1] - upper.center[1] < PAIRED * height and ends < height


def _level(box: Box) -> Ruling:
    return Ruling("horizontal", box.center[1], box.left, box.right, box.height, typed=True)


def _upright(run: _Run) -> Ruling:
    box, width = run.box, float(np.median(run.boxes[:, 2] - run.boxes[:, 0]))
    return Ruling("vertical", box.center[0], box.top, box.bottom, width, typed=True)


def _boxes(boxes: Ints) -> list[Box]:
    return [Box(*(float(v) for v in row)) for row in boxes.tolist()]


def without_signs(pixels: Image, signs: Sequence[Box]) -> Image:
    """A page, (H, W) or (H, W, 3) uint8, with signs painted over with the paper beside them."""
    if not signs:
        return pixels
    mask = np.zeros(pixels.shape[:2], np.uint8)
    for box in signs:
        mask[max(0, int(box.top)) : int(box.bottom) + 1, max(0, int(box.left)) : int(box.right) + 1] = 255
    return np.asarray(cv2.inpaint(pixels, mask, 3, cv2.INPAINT_TELEA), np.uint8)
