"""Finds the grids, one for each region of words in columns."""

from __future__ import annotations

from collections.abc import Sequence

from budgetgrid.layout.geometry import enclosing
from budgetgrid.layout.rulings import Ruling
from budgetgrid.ocr.reading import Line
from budgetgrid.tables.aligned.columns import column_edges
from budgetgrid.tables.aligned.header import Header, header_of
from budgetgrid.tables.aligned.region import Region, find_regions
from budgetgrid.tables.aligned.rows import row_edges
from budgetgrid.tables.aligned.spans import body_spans
from budgetgrid.tables.grid import Grid, Span
from budgetgrid.tables.printed_words import Word, em_of, rows_of, words_of

BARRIER = 0.75
"""Share of a table's width that a rule covers which parts two rows."""

SUPPORT_RULED = 0.9
SUPPORT_ROWS_OR_COLUMNS = 0.85
SUPPORT_NONE = 0.75
"""Support of cells whose sides are partly drawn, in one direction, and not at all."""

ROW_MARGIN = 0.4
"""White space in ems above the first and below the last row where no rule is."""


def aligned_grids(lines: Sequence[Line], rulings: Sequence[Ruling]) -> list[Grid]:
    """Grids of the tables in lines that no ruled grid holds (px of one page), from top to bottom."""
    if len(lines) < 3:
        return []
    em = em_of(lines)
    uprights = [r for r in rulings if r.axis == "vertical"]
    rows = rows_of(words_of(lines, em, uprights), em)
    grids = [_grid(region, em) for region in find_regions(rows, rulings, em)]
    return [grid for grid in grids if grid.cols >= 2 and grid.rows >= 2]


def _grid(region: Region, em: float) -> Grid:
    """The grid of one region."""
    columns = column_edges(region, em)
    box = region.box
    width = columns[-1] - columns[0]
    words = [w for row in region.body for w in row]
    across = [r for r in region.level if min(r.end, columns[-1]) - max(r.start, columns[0]) > BARRIER * width]
    rules = _parting(across, [w for row in (*region.head, *region.body) for w in row])
    body = enclosing([w.box for w in words])
    head_words = [w for row in region.head for w in row]
    top = _outer(rules, box.top, min(w.box.top for w in (*head_words, *words)), em, above=True)
    bottom = _outer(rules, box.bottom, body.bottom, em, above=False)
    inner = [y for y in rules if body.top + 0.3 * em < y < body.bottom - 0.3 * em]
    body_edges = row_edges(region.body, columns, inner, em, any(r.typed for r in region.level))
    header = Header((), ())
    head_edges: list[float] = []
    if head_words:
        under = enclosing([w.box for w in head_words]).bottom
        start = _between(rules, under, body.top, em)
        header = header_of(head_words, columns, (*region.level, *region.upright), top, start, em)
        head_edges = [*header.edges, start]
    edges = [top, *head_edges, *body_edges, bottom]
    depth = len(head_edges)
    spans = [*header.spans, *body_spans(words, head_words, edges, columns, depth, em)]
    support = _support(region, rules, edges)
    return Grid(
        tuple(round(y, 2) for y in edges),
        tuple(round(x, 2) for x in columns),
        tuple(Span(s.row, s.col, s.rowspan, s.colspan, support) for s in spans),
        "partial" if region.level or region.upright else "none",
    )


def _parting(rules: Sequence[Ruling], words: Sequence[Word]) -> list[float]:
    """y of the rules; of typed ones one under the other with no words between, the first alone."""
    kept: list[Ruling] = []
    for rule in sorted(rules, key=lambda r: r.position):
        last = kept[-1] if kept else None
        if (
            last is None
            or not (last.typed and rule.typed)
            or any(last.position < w.box.center[1] < rule.position for w in words)
        ):
            kept.append(rule)
    return [r.position for r in kept]


def _outer(rules: Sequence[float], outline: float, text: float, em: float, above: bool) -> float:
    """The upper or lower side of a table: its rule there, or a margin from its text."""
    outside = [y for y in rules if (y < text + 0.3 * em if above else y > text - 0.3 * em)]
    if outside:
        return max(outside) if above else min(outside)
    margin = ROW_MARGIN * em
    return min(outline, text - margin) if above else max(outline, text + margin)


def _between(rules: Sequence[float], above: float, below: float, em: float) -> float:
    """The edge between header and body: a rule there, or the middle of the white space."""
    inside = [y for y in rules if above - 0.4 * em < y < below + 0.4 * em]
    return inside[0] if inside else (above + below) / 2


def _support(region: Region, rules: Sequence[float], edges: Sequence[float]) -> float:
    if region.upright or len(rules) > 0.7 * len(edges):
        return SUPPORT_RULED
    return SUPPORT_ROWS_OR_COLUMNS if rules else SUPPORT_NONE
