"""What speaks against a cell: doubts about its text, and doubts about its place, as plain numbers.

Every doubt is 0 where nothing speaks against the cell and grows with what does, so that a model of them can
be held to fall with each. Doubts of place come from the whole grid, since one rule missed shifts all cells
behind it.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from budgetgrid.layout.geometry import Box
from budgetgrid.layout.rulings import Ruling
from budgetgrid.ocr.joining import join_lines
from budgetgrid.ocr.reading import Line
from budgetgrid.ocr.widths import FULL_OF, HALF_OF
from budgetgrid.tables.confidence.around_grid import (
    heads_above,
    rules_around,
    rules_inside,
    sides_beyond,
    text_around,
)
from budgetgrid.tables.confidence.columns import Columns
from budgetgrid.tables.confidence.comparisons import comparison_doubts
from budgetgrid.tables.confidence.number_doubts import (
    NumberPrint,
    holds_several,
    malformed,
    number_print,
    odd_height,
    other_number,
    room,
)
from budgetgrid.tables.confidence.read_cell import ReadCell
from budgetgrid.tables.confidence.spacing import leading, looseness, off_pitch, pitches, widest_gap
from budgetgrid.tables.grid import Grid
from budgetgrid.tables.number_columns import is_figure

TEXT_DOUBTS = (
    "weakest",
    "unlikely",
    "rival",
    "all_characters",
    "length",
    "wrapped",
    "signs",
    "angles",
    "pitch",
    "unread_ink",
    "unread_dash",
    "small_print",
    "hard_page",
    "outsider",
    "odd_format",
    "doubtful",
    "other_number",
    "malformed",
    "room",
    "odd_height",
    "lone",
    "lone_doubt",
    "like_thousands",
    "comparison",
)
"""weakest: of its characters' probabilities, that of a line without characters 0. unlikely, doubtful: the
same beyond UNLIKELY and DOUBTFUL. rival: the likeliest other character. all_characters: the sum of their
doubts, 1 for a line without any. length: of the text. wrapped: lines beyond the first. signs: that occur in
two widths, angles those whose width the room they take does not tell. pitch: how far a line is from as wide
as its characters are elsewhere in the table. unread_ink: in the cell and in no line, unread_dash: the same
where that is a dash in other cells. small_print: few pixels to a character. hard_page: how weakly the page
reads. outsider: words in a column of numbers. odd_format: digits after the point, unlike its column's. Of
numbers, other_number: the likeliest other digit or point; malformed: without the form of one; room: not as
wide as its characters; odd_height: not as high as others; lone: one digit in a column of longer ones.
lone_doubt: doubtful, of a character alone. like_thousands: its point may be a comma. comparison: how likely a
first sign is another, of which one is ≥ or ≤."""

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
    "table_gap",
    "loose",
    "table_loose",
    "table_malformed",
    "wide_numbers",
    "rules_inside",
    "table_rules_inside",
    "merged_figure",
    "merged",
    "tall_row",
    "mixed_column",
    "outsider",
    "open_side",
    "text_around",
    "heads_above",
    "rules_around",
    "sides_beyond",
    "several",
    "table_several",
    "no_words",
    "upside_down",
    "hard_page",
    "small_print",
    "small_table",
)
"""side: how little of its sides is drawn. table_side, table_sides: the same of the worst and of all cells of
the table. narrow_col, low_row: of the grid, in text heights. thin_edge: one that few cells end on. touching:
text at a side, or over it. stacked: figures one over another in a cell. gap: a line longer than its
characters. table_gap: the longest such of the table, beyond GAP. loose, table_loose: lines wide apart.
table_malformed: figures without the form of one. wide_numbers: one of its columns of numbers is far wider
than others. rules_inside, table_rules_inside: pieces of rules within a cell. merged, merged_figure: over
several rows or columns. tall_row: higher than others of its lines. mixed_column: figures and words in a
column. open_side: an outline that is not drawn. text_around: lines close beside the grid. heads_above: those
over some of its columns. rules_around: that go on beyond the grid, sides_beyond: those of its own. several,
table_several: figures beside each other in a cell. no_words: a first row of figures, upside_down: on a page
that reads weakly. small_table: few cells."""

SURE = 1e-4
"""Doubt below which the network's probabilities, rounded to 4 decimals, say nothing."""

UNLIKELY = 7.0
"""Log-odds from which a weakest character is mostly misread: a probability of 0.9. Of 13,600 numbers with
light and medium damage 0.5 % were wrong below and 11 % above."""

DOUBTFUL = 4.6
"""Log-odds that a probability of 0.99 has: nine in ten right numbers at light damage are surer."""

SPACED = 3
"""Heads of up to so many characters are often set wide: 合　计."""

GAP = 0.5
"""Gaps in a line up to this, in ems, are blanks and wide type."""

DRAWN = 0.02
"""Doubt of a side below which nothing is known: what the trimmed ends of rules leave."""

NEAR_SIDE = 0.12
"""Text nearer to its cell's side than this, in text heights, may go on behind it. Print keeps 0.2 and
more."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks against a cell. `kind`: number, dash, text or empty; `source`: scan or digital.

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
    height = _text_height(texts, look.dpi)
    boxes = [grid.box_of(span) for span in grid.spans]
    ruled, compared = rules_inside(boxes, look.rulings, height), comparison_doubts(grid, texts)
    cells = [
        ReadCell(span, box, lines, join_lines([ln.text for ln in lines]), *doubts)
        for span, box, lines, *doubts in zip(grid.spans, boxes, texts, unread, ruled, compared, strict=True)
    ]
    columns = Columns(grid, cells)
    usual = _Usual(
        height,
        pitches([(cell.lines, cell.figure) for cell in cells], height),
        leading([cell.lines for cell in cells]),
        number_print(line for cell in cells if len(cell.lines) == 1 for line in cell.lines),
    )
    shared = _table_doubts(grid, cells, usual, look, columns)
    return tuple(
        Evidence(
            _kind(cell),
            look.source,
            tuple(round(v, 4) for v in _text_doubts(cell, usual, look, columns)),
            tuple(round(v, 4) for v in _place_doubts(cell, usual, look, columns, shared)),
        )
        for cell in cells
    )


def _kind(cell: ReadCell) -> str:
    """Of a cell, as of `Evidence`. Dashes are apart: the recogniser is seldom sure which one it sees."""
    if not cell.lines:
        return "empty"
    if not cell.figure:
        return "text"
    return "number" if any(c.isdigit() for c in cell.text) else "dash"


def _doubt(probability: float, least: float = SURE) -> float:
    """The log-odds against, 0 for a probability of 1."""
    against = min(1.0, max(0.0, 1 - probability))
    return math.log((against + least) / (1 - against + least) * (1 + least) / least)


def _text_height(texts: Sequence[Sequence[Line]], dpi: float) -> float:
    """The height of a table's print, px: of most of its lines, a line of ten points where it has none."""
    heights = [min(ln.box.height, ln.box.width) for lines in texts for ln in lines]
    tall = [h for h in heights if h > dpi / 24]
    return statistics.median(tall) if tall else dpi / 7.2


@dataclass(frozen=True, slots=True)
class _Usual:
    """What is usual in a table: its text's height, px, and how it sets lines and numbers."""

    height: float
    pitches: dict[bool, float]
    leading: float | None
    numbers: NumberPrint

    def gap(self, cell: ReadCell) -> float:
        """How much longer than its characters a line of the cell is, in ems."""
        return widest_gap(cell.lines, self.height, self.pitches.get(cell.figure))

    def looseness(self, cell: ReadCell) -> float:
        """How much farther apart than others two lines of the cell are, in text heights."""
        return looseness(cell.lines, self.height, self.leading)


def _text_doubts(cell: ReadCell, usual: _Usual, look: PageLook, columns: Columns) -> tuple[float, ...]:
    """In the order of TEXT_DOUBTS."""
    height = usual.height
    characters = [c for line in cell.lines for c in line.reading.characters]
    weakest = _doubt(min((_least_sure(line) for line in cell.lines), default=1.0))
    silent = sum(not line.reading.characters for line in cell.lines)
    rival = max((a.probability for c in characters for a in c.alternatives), default=0.0)
    return (
        weakest,
        max(0.0, weakest - UNLIKELY),
        math.log1p(rival / SURE),
        math.log1p((sum(1 - c.probability for c in characters) + silent) / SURE),
        math.log1p(len(characters)),
        min(6.0, math.log2(max(1, len(cell.lines)))),
        math.log1p(sum(c.text in FULL_OF or c.text in HALF_OF or c.text in "%％<>＜＞" for c in characters)),
        math.log1p(sum(c.text in "<>＜＞" for c in characters)),
        off_pitch(cell.lines, height, usual.pitches.get(cell.figure)),
        math.log1p(cell.unread),
        columns.unread_dash(cell),
        max(0.0, math.log2(36 / height)) if look.source == "scan" else 0.0,
        _doubt(1 - look.weakness, DRAWN),
        columns.outsider(cell),
        columns.odd_format(cell),
        max(0.0, weakest - DOUBTFUL),
        math.log1p(other_number(cell.lines) / SURE) if cell.figure else 0.0,
        malformed(cell.text, columns.outsider(cell) > 0),
        room(cell.lines, usual.numbers),
        odd_height(cell.lines, usual.numbers),
        columns.lone(cell),
        max(0.0, weakest - DOUBTFUL) if len(characters) == 1 else 0.0,
        columns.like_thousands(cell),
        cell.comparison,
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
    table_gap: float
    table_loose: float
    table_malformed: float
    wide_numbers: float
    table_rules_inside: float
    mixed_column: float
    open_side: float
    text_around: float
    heads_above: float
    rules_around: float
    sides_beyond: float
    table_several: float
    no_words: float
    upside_down: float
    hard_page: float
    small_print: float
    small_table: float
    row_pitch: float


def _table_doubts(
    grid: Grid,
    cells: Sequence[ReadCell],
    usual: _Usual,
    look: PageLook,
    columns: Columns,
) -> _TableDoubts:
    height = usual.height
    gaps = [usual.gap(cell) for cell in cells if cell.lines]
    supports = [cell.span.support for cell in cells]
    filled = [cell for cell in cells if cell.lines]
    widths = [b - a for a, b in pairwise(grid.col_edges)]
    heights = [b - a for a, b in pairwise(grid.row_edges)]
    first = [cell for cell in cells if cell.span.row == 0 and cell.text]
    no_words = sum(c.figure for c in first) / len(first) if first else 1.0
    hard_page = _doubt(1 - look.weakness, DRAWN)
    return _TableDoubts(
        table_side=_doubt(min(supports), DRAWN),
        table_sides=_doubt(statistics.fmean(supports), DRAWN),
        narrow_col=max(0.0, math.log2(3 * height / min(widths))),
        low_row=max(0.0, math.log2(2 * height / min(heights))),
        thin_edge=max(_thinness(grid, cells)),
        table_touching=math.log1p(sum(_touching(cell, height, look) > 0 for cell in filled)),
        table_stacked=math.log1p(sum(_stacked(cell) > 0 for cell in filled)),
        table_gaps=math.log1p(sum(gap >= 1 for gap in gaps)),
        table_gap=max(0.0, max((g for c, g in zip(filled, gaps) if len(c.text) > SPACED), default=0.0) - GAP),
        table_loose=max((usual.looseness(cell) for cell in filled), default=0.0),
        table_malformed=math.log1p(sum(malformed(c.text, columns.outsider(c) > 0) for c in filled)),
        wide_numbers=columns.wide_numbers(widths),
        table_rules_inside=max(cell.ruled for cell in cells),
        mixed_column=columns.mixed(),
        open_side=float(not grid.closed_top) + float(not grid.closed_bottom),
        text_around=text_around(grid, look.outside, height),
        heads_above=heads_above(grid, look.outside, height),
        rules_around=rules_around(grid, look.rulings, look.grids, height),
        sides_beyond=sides_beyond(grid, look.rulings, height),
        table_several=math.log1p(sum(holds_several(cell.text) for cell in filled)),
        no_words=no_words,
        upside_down=no_words * hard_page,
        hard_page=hard_page,
        small_print=max(0.0, math.log2(36 / height)) if look.source == "scan" else 0.0,
        small_table=max(0.0, math.log2(32 / len(cells))),
        row_pitch=statistics.median(heights) / height,
    )


def _thinness(grid: Grid, cells: Sequence[ReadCell]) -> tuple[float, float]:
    """How few of the rows the least used column edge divides, and of the columns the least used row edge."""
    return _least_used(grid, cells, "col"), _least_used(grid, cells, "row")


def _least_used(grid: Grid, cells: Sequence[ReadCell], axis: str) -> float:
    edges, across = (grid.cols, grid.rows) if axis == "col" else (grid.rows, grid.cols)
    used = [0] * (edges + 1)
    for cell in cells:
        span = cell.span
        first, length = (span.col, span.rowspan) if axis == "col" else (span.row, span.colspan)
        used[first] += length
    inner = used[1:edges]
    return math.log2(across / max(0.5, min(inner))) if inner else 0.0


def _touching(cell: ReadCell, height: float, look: PageLook) -> float:
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


def _stacked(cell: ReadCell) -> float:
    """Lines beyond the first of a cell all of whose lines are figures."""
    if len(cell.lines) < 2 or not all(is_figure(line.text) for line in cell.lines):
        return 0.0
    return float(len(cell.lines) - 1)


def _place_doubts(
    cell: ReadCell,
    usual: _Usual,
    look: PageLook,
    columns: Columns,
    shared: _TableDoubts,
) -> tuple[float, ...]:
    """In the order of PLACE_DOUBTS."""
    height = usual.height
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
        usual.gap(cell),
        shared.table_gaps,
        shared.table_gap,
        usual.looseness(cell),
        shared.table_loose,
        shared.table_malformed,
        shared.wide_numbers,
        cell.ruled,
        shared.table_rules_inside,
        merged if cell.figure else 0.0,
        merged,
        max(0.0, math.log2(rows / shared.row_pitch)),
        shared.mixed_column,
        columns.outsider(cell),
        shared.open_side,
        shared.text_around,
        shared.heads_above,
        shared.rules_around,
        shared.sides_beyond,
        float(holds_several(cell.text)),
        shared.table_several,
        shared.no_words,
        shared.upside_down,
        shared.hard_page,
        shared.small_print,
        shared.small_table,
    )
