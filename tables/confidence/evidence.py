"""What speaks against a cell: doubts about its text, and doubts about its place, as plain numbers.

Every doubt is 0 where nothing speaks against the cell and grows with what does, so that a model of them can
be held to fall with each. Doubts of place come from the whole grid, since one rule missed shifts all cells
behind it.
"""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from budgetgrid.layout.geometry import Box
from budgetgrid.layout.rulings import Ruling
from budgetgrid.ocr.joining import join_lines
from budgetgrid.ocr.reading import Line
from budgetgrid.ocr.widths import FULL_OF, HALF_OF, is_ideograph
from budgetgrid.tables.grid import Grid, Span
from budgetgrid.tables.number_columns import is_figure

TEXT_DOUBTS = (
    "weakest",
    "unlikely",
    "rival",
    "all_characters",
    "length",
    "wrapped",
    "signs",
    "pitch",
    "unread_ink",
    "small_print",
    "hard_page",
    "outsider",
    "odd_format",
)
"""weakest: of its characters' probabilities, that of a line without characters 0. unlikely: the same beyond
UNLIKELY. rival: the likeliest other character. all_characters: the sum of their doubts. length: of the text.
wrapped: lines beyond the first. signs: that occur in two widths. pitch: how far a line is from as wide as its
characters are elsewhere in the table. unread_ink: in the cell and in no line. small_print: few pixels to a
character. hard_page: how weakly the page reads. outsider: words in a column of numbers. odd_format: digits
after the point, unlike its column's."""

PLACE_DOUBTS = (
    "side",
    "table_side",
    "table_sides",
    "narrow_col",
    "low_row",
    "thin_edge",
    "touching",
    "table_touching",
    "stacked",
    "table_stacked",
    "gap",
    "table_gaps",
    "merged_figure",
    "merged",
    "tall_row",
    "mixed_column",
    "outsider",
    "open_side",
    "text_around",
    "rules_around",
    "no_words",
    "hard_page",
    "small_print",
    "small_table",
)
"""side: how little of its sides is drawn. table_side, table_sides: the same of the worst and of all cells of
the table. narrow_col, low_row: of the grid, in text heights. thin_edge: one that few cells end on.
touching: text at a side, or over it. stacked: figures one over another in a cell. gap: a line longer than
its characters. merged, merged_figure: over several rows or columns. tall_row: higher than others of its
lines. mixed_column: figures and words in a column. open_side: an outline that is not drawn. text_around:
lines close beside the grid. rules_around: that go on beyond the grid. no_words: a first row of figures.
small_table: few cells."""

SURE = 1e-4
"""Doubt below which the network's probabilities, rounded to 4 decimals, say nothing."""

UNLIKELY = 7.0
"""Log-odds from which a weakest character is mostly misread: a probability of 0.9. Of 13,600 numbers with
light and medium damage 0.5 % were wrong below and 11 % above."""

DRAWN = 0.02
"""Doubt of a side below which nothing is known: what the trimmed ends of rules leave."""

NEAR_SIDE = 0.12
"""Text nearer to its cell's side than this, in text heights, may go on behind it. Print keeps 0.2 and
more."""

RULE_REACH = 6.0
"""Rules up to this far from a grid, in text heights, may be of a row or column of it that was lost."""

RULE_BEYOND = 1.5
"""Rules that go on longer than this beyond a grid, in text heights, lead somewhere."""

UNEVEN = 0.04
"""Share of its width by which a line may differ from another of its length: letters differ, and type is
justified."""

EMS = 24
"""Widths, in text heights, are counted up to this."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks against a cell. `kind`: number, text or empty; `source`: scan or digital.

    `text` and `place` are in the order of TEXT_DOUBTS and PLACE_DOUBTS.
    """

    kind: str
    source: str
    text: tuple[float, ...]
    place: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PageLook:
    """How a page reads: `source` scan or digital, and its resolution (1/inch).

    `weakness`: the mean doubt of its lines, 0 to 1. `outside`: the lines outside its tables. `rulings`: all
    it has. `grids`: the outlines of its tables. Places in px.
    """

    source: str
    dpi: float
    weakness: float
    outside: tuple[Line, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    grids: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class _Cell:
    """A span with what stands in it; sizes in text heights of its table."""

    span: Span
    box: Box
    lines: Sequence[Line]
    text: str
    unread: float

    @property
    def figure(self) -> bool:
        """Whether it holds one number, or a sign that stands for one."""
        return is_figure(self.text)


def page_weakness(lines: Sequence[Line]) -> float:
    """The mean doubt of a page's lines, by the weakest character of each."""
    doubts = [1 - _least_sure(line) for line in lines]
    return statistics.fmean(doubts) if doubts else 0.0


def _least_sure(line: Line) -> float:
    """The probability of a line's weakest character; 0 where it has ink and no characters."""
    return line.reading.confidence or 0.0


def gather_evidence(
    grid: Grid, texts: Sequence[Sequence[Line]], unread: Sequence[float], look: PageLook
) -> tuple[Evidence, ...]:
    """The evidence of each span of a grid (px), in its order.

    `texts`: their lines. `unread`: the ink in each that no line has, square points.
    """
    cells = [
        _Cell(span, grid.box_of(span), lines, join_lines([ln.text for ln in lines]), ink)
        for span, lines, ink in zip(grid.spans, texts, unread, strict=True)
    ]
    height = _text_height(cells, look.dpi)
    columns = _Columns(grid, cells)
    pitches = _pitches(cells, height)
    shared = _table_doubts(grid, cells, height, look, columns, pitches)
    return tuple(
        Evidence(
            "empty" if not cell.lines else "number" if cell.figure else "text",
            look.source,
            tuple(round(v, 4) for v in _text_doubts(cell, height, look, columns, pitches)),
            tuple(round(v, 4) for v in _place_doubts(cell, height, look, columns, pitches, shared)),
        )
        for cell in cells
    )


def _doubt(probability: float, least: float = SURE) -> float:
    """The log-odds against, 0 for a probability of 1."""
    against = min(1.0, max(0.0, 1 - probability))
    return math.log((against + least) / (1 - against + least) * (1 + least) / least)


def _text_height(cells: Sequence[_Cell], dpi: float) -> float:
    """The height of a table's print, px: of most of its lines, a line of ten points where it has none."""
    heights = [min(ln.box.height, ln.box.width) for cell in cells for ln in cell.lines]
    tall = [h for h in heights if h > dpi / 24]
    return statistics.median(tall) if tall else dpi / 7.2


class _Columns:
    """What most cells of each column hold, and how many decimals its numbers have."""

    def __init__(self, grid: Grid, cells: Sequence[_Cell]) -> None:
        self.figures = [0] * grid.cols
        self.words = [0] * grid.cols
        decimals: list[Counter[int]] = [Counter() for _ in range(grid.cols)]
        for cell in cells:
            if cell.span.colspan > 1 or not cell.text:
                continue
            if cell.figure:
                self.figures[cell.span.col] += 1
                decimals[cell.span.col][_decimals(cell.text)] += 1
            else:
                self.words[cell.span.col] += 1
        self._decimals = decimals

    def outsider(self, cell: _Cell) -> float:
        """How many more figures than words its column has, for a cell of words."""
        if cell.figure or not cell.text or cell.span.colspan > 1:
            return 0.0
        figures, words = self.figures[cell.span.col], self.words[cell.span.col]
        return math.log1p(max(0, figures - words)) if figures > 2 * words else 0.0

    def odd_format(self, cell: _Cell) -> float:
        """How common another number of decimals is in the column of a number."""
        if not cell.figure or cell.span.colspan > 1:
            return 0.0
        found = self._decimals[cell.span.col]
        own = _decimals(cell.text)
        if own < 0:
            return 0.0
        usual, count = found.most_common(1)[0]
        return math.log1p(count) if own != usual and usual > 0 and found[own] * 4 < count else 0.0

    def mixed(self) -> float:
        """Words among figures and figures among words, in all columns, as a share of their cells."""
        less = sum(max(0, min(f, w) - 2) for f, w in zip(self.figures, self.words))
        return less / max(1, sum(self.figures) + sum(self.words))


def _decimals(text: str) -> int:
    """Digits after the point; -1 for a dash or a bare 0, which go with any number."""
    digits = re.sub(r"[^\d.]", "", text.replace("．", "."))
    if not digits.strip("0"):
        return -1
    return len(digits.partition(".")[2])


def _width_in_ems(text: str) -> float:
    """The width a text takes in print, in ems: ideographs and full-width signs one, others half a one."""
    return sum(1.0 if is_ideograph(c) or c in HALF_OF or c in "。、“”《》" else 0.55 for c in text)


def _pitches(cells: Sequence[_Cell], height: float) -> dict[bool, float]:
    """The usual width of lines as a share of what their characters take, of figures and of words."""
    found: dict[bool, list[float]] = {True: [], False: []}
    for cell in cells:
        for line in cell.lines:
            ems = _width_in_ems(line.text)
            if ems >= 1.5 and not line.vertical:
                found[cell.figure].append(line.box.width / height / ems)
    return {kind: statistics.median(values) for kind, values in found.items() if values}


def _off_pitch(cell: _Cell, height: float, pitches: dict[bool, float]) -> float:
    """How far the width of a cell's lines is from what its characters take, in ems, at most 3."""
    return max((min(3.0, abs(excess)) for excess in _excesses(cell, height, pitches)), default=0.0)


def _gap(cell: _Cell, height: float, pitches: dict[bool, float]) -> float:
    """How much longer than its characters a line is, in ems, at most 6."""
    return max((min(6.0, max(0.0, excess)) for excess in _excesses(cell, height, pitches)), default=0.0)


def _excesses(cell: _Cell, height: float, pitches: dict[bool, float]) -> list[float]:
    """How much longer each line is than its characters are elsewhere, ems; a share of UNEVEN is none."""
    usual = pitches.get(cell.figure)
    if usual is None:
        return []
    found = []
    for line in cell.lines:
        ems = _width_in_ems(line.text)
        if not line.vertical and ems <= EMS:
            excess = line.box.width / height / usual - ems
            found.append(math.copysign(max(0.0, abs(excess) - UNEVEN * ems), excess))
    return found


def _text_doubts(
    cell: _Cell, height: float, look: PageLook, columns: _Columns, pitches: dict[bool, float]
) -> tuple[float, ...]:
    """In the order of TEXT_DOUBTS."""
    characters = [c for line in cell.lines for c in line.reading.characters]
    weakest = _doubt(min((_least_sure(line) for line in cell.lines), default=1.0))
    rival = max((a.probability for c in characters for a in c.alternatives), default=0.0)
    return (
        weakest,
        max(0.0, weakest - UNLIKELY),
        math.log1p(rival / SURE),
        math.log1p(sum(1 - c.probability for c in characters) / SURE),
        math.log1p(len(characters)),
        min(6.0, math.log2(max(1, len(cell.lines)))),
        math.log1p(sum(c.text in FULL_OF or c.text in HALF_OF or c.text in "%％<>＜＞" for c in characters)),
        _off_pitch(cell, height, pitches),
        math.log1p(cell.unread),
        max(0.0, math.log2(36 / height)) if look.source == "scan" else 0.0,
        _doubt(1 - look.weakness, DRAWN),
        columns.outsider(cell),
        columns.odd_format(cell),
    )


@dataclass(frozen=True, slots=True)
class _TableDoubts:
    """Doubts that all cells of a table share, by their names in PLACE_DOUBTS."""

    table_side: float
    table_sides: float
    narrow_col: float
    low_row: float
    thin_edge: float
    table_touching: float
    table_stacked: float
    table_gaps: float
    mixed_column: float
    open_side: float
    text_around: float
    rules_around: float
    no_words: float
    hard_page: float
    small_print: float
    small_table: float
    row_pitch: float


def _table_doubts(
    grid: Grid,
    cells: Sequence[_Cell],
    height: float,
    look: PageLook,
    columns: _Columns,
    pitches: dict[bool, float],
) -> _TableDoubts:
    supports = [cell.span.support for cell in cells]
    filled = [cell for cell in cells if cell.lines]
    widths = [b - a for a, b in pairwise(grid.col_edges)]
    heights = [b - a for a, b in pairwise(grid.row_edges)]
    first = [cell for cell in cells if cell.span.row == 0 and cell.text]
    return _TableDoubts(
        table_side=_doubt(min(supports), DRAWN),
        table_sides=_doubt(statistics.fmean(supports), DRAWN),
        narrow_col=max(0.0, math.log2(3 * height / min(widths))),
        low_row=max(0.0, math.log2(2 * height / min(heights))),
        thin_edge=max(_thinness(grid, cells)),
        table_touching=math.log1p(sum(_touching(cell, height, look) > 0 for cell in filled)),
        table_stacked=math.log1p(sum(_stacked(cell) > 0 for cell in filled)),
        table_gaps=math.log1p(sum(_gap(cell, height, pitches) >= 1 for cell in filled)),
        mixed_column=columns.mixed(),
        open_side=float(not grid.closed_top) + float(not grid.closed_bottom),
        text_around=_text_around(grid, look.outside, height),
        rules_around=_rules_around(grid, look, height),
        no_words=sum(c.figure for c in first) / len(first) if first else 1.0,
        hard_page=_doubt(1 - look.weakness, DRAWN),
        small_print=max(0.0, math.log2(36 / height)) if look.source == "scan" else 0.0,
        small_table=max(0.0, math.log2(32 / len(cells))),
        row_pitch=statistics.median(heights) / height,
    )


def _thinness(grid: Grid, cells: Sequence[_Cell]) -> tuple[float, float]:
    """How few of the rows the least used column edge divides, and of the columns the least used row edge."""
    return _least_used(grid, cells, "col"), _least_used(grid, cells, "row")


def _least_used(grid: Grid, cells: Sequence[_Cell], axis: str) -> float:
    edges, across = (grid.cols, grid.rows) if axis == "col" else (grid.rows, grid.cols)
    used = [0] * (edges + 1)
    for cell in cells:
        span = cell.span
        first, length = (span.col, span.rowspan) if axis == "col" else (span.row, span.colspan)
        used[first] += length
    inner = used[1:edges]
    return math.log2(across / max(0.5, min(inner))) if inner else 0.0


def _touching(cell: _Cell, height: float, look: PageLook) -> float:
    """How near text comes to a side of its cell, 0 at NEAR_SIDE and more, 1 on it; more where it goes over.

    The boxes of a text layer are those of the type and not of its ink: they say nothing.
    """
    worst = 0.0
    if look.source == "digital":
        return worst
    for line in cell.lines:
        left, right = line.box.left - cell.box.left, cell.box.right - line.box.right
        top, bottom = line.box.top - cell.box.top, cell.box.bottom - line.box.bottom
        room = min(left, right, top, bottom) / height
        worst = max(worst, min(2.0, 1 - room / NEAR_SIDE))
    return worst


def _stacked(cell: _Cell) -> float:
    """Lines beyond the first of a cell all of whose lines are figures."""
    if len(cell.lines) < 2 or not all(is_figure(line.text) for line in cell.lines):
        return 0.0
    return float(len(cell.lines) - 1)


def _text_around(grid: Grid, outside: Sequence[Line], height: float) -> float:
    """Lines outside the grid within a line of its outline, beyond the two of a caption."""
    around = grid.box.grown(2 * height)
    near = sum(around.contains_point(*line.box.center) for line in outside)
    return math.log1p(max(0, near - 2))


def _rules_around(grid: Grid, look: PageLook, height: float) -> float:
    """How many rules go on beside the grid for longer than a line is high, and belong to no other one."""
    others = [box for box in look.grids if box != grid.box]
    pieces = (piece for rule in look.rulings for piece in _beyond(rule, grid.box, height))
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


def _place_doubts(
    cell: _Cell,
    height: float,
    look: PageLook,
    columns: _Columns,
    pitches: dict[bool, float],
    shared: _TableDoubts,
) -> tuple[float, ...]:
    """In the order of PLACE_DOUBTS."""
    span = cell.span
    merged = math.log2(span.rowspan) + math.log2(span.colspan)
    rows = cell.box.height / height / max(1, len(cell.lines))
    return (
        _doubt(span.support, DRAWN),
        shared.table_side,
        shared.table_sides,
        shared.narrow_col,
        shared.low_row,
        shared.thin_edge,
        _touching(cell, height, look),
        shared.table_touching,
        _stacked(cell),
        shared.table_stacked,
        _gap(cell, height, pitches),
        shared.table_gaps,
        merged if cell.figure else 0.0,
        merged,
        max(0.0, math.log2(rows / shared.row_pitch)),
        shared.mixed_column,
        columns.outsider(cell),
        shared.open_side,
        shared.text_around,
        shared.rules_around,
        shared.no_words,
        shared.hard_page,
        shared.small_print,
        shared.small_table,
    )
