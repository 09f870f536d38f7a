"""From a grid and the texts of its cells to a Table of one page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.joining import join_lines
from budgetgrid.ocr.reading import Line
from budgetgrid.tables.amounts import Number, looks_like_code, parse_number
from budgetgrid.tables.confidence import cell_confidence, expected_share, text_confidence
from budgetgrid.tables.grid import Grid, Span
from budgetgrid.tables.table import Cell, CellAlternative, Fragment, Place, Table

MAX_ALTERNATIVES = 3


def build_table(
    grid: Grid, texts: Sequence[Sequence[Line]], page: int, table_id: str, unit: str | None, title: str | None
) -> Table:
    """The table of one page, boxes in the frame of `grid`; `texts` holds each span's lines in its order."""
    header = header_rows(grid, texts)
    cells = tuple(_cell(grid, span, lines, page, span.row < header) for span, lines in zip(grid.spans, texts))
    return Table(
        id=table_id,
        rows=grid.rows,
        cols=grid.cols,
        cells=cells,
        fragments=(
            Fragment(
                page,
                grid.box,
                0,
                grid.rows - 1,
                open_top=not grid.closed_top,
                open_bottom=not grid.closed_bottom,
            ),
        ),
        title=title,
        unit=unit,
        header_rows=header,
        ruling=grid.ruling,
        confidence=expected_share(cells),
    )


def _cell(grid: Grid, span: Span, lines: Sequence[Line], page: int, in_header: bool) -> Cell:
    """One cell with its joined text, its number if it is one, and its confidence."""
    text = join_lines([line.text for line in lines])
    number = None if in_header else cell_number(text)
    confidence_of_text = text_confidence(lines)
    return Cell(
        row=span.row,
        col=span.col,
        rowspan=span.rowspan,
        colspan=span.colspan,
        text=text,
        raw="\n".join(line.text for line in lines),
        value=number.value if number else None,
        value_kind=number.kind if number else None,
        value_confidence=confidence_of_text if number else None,
        unit=number.unit if number else None,
        role="header" if in_header else None,
        places=(Place(page, grid.box_of(span)),),
        confidence=cell_confidence(confidence_of_text, span.support),
        text_confidence=confidence_of_text,
        structure_confidence=span.support,
        alternatives=cell_alternatives(lines),
    )


def cell_number(text: str) -> Number | None:
    """The number a data cell holds, None for codes, years, running numbers and dashes.

    A bare integer is taken as an amount only where it is written with separators, or is 0.
    """
    number = parse_number(text)
    if number is None or number.kind != "plain":
        return number
    if looks_like_code(text) and text != "0":
        return None
    return Number(number.value, "amount", None)


def cell_alternatives(lines: Sequence[Line]) -> tuple[CellAlternative, ...]:
    """Other readings of a whole cell that differ in the one character that is least sure, best first."""
    found = []
    for index, line in enumerate(lines):
        for place, character in enumerate(line.reading.characters):
            for other in character.alternatives:
                changed = line.text[:place] + other.text + line.text[place + 1 :]
                texts = [ln.text if i != index else changed for i, ln in enumerate(lines)]
                found.append(CellAlternative(join_lines(texts), other.probability))
    return tuple(sorted(found, key=lambda a: -a.probability)[:MAX_ALTERNATIVES])


_AMOUNT = re.compile(r"[-−△(]?[\d,，]*\d\.\d+\)?%?|[-—–]+|0")
_CODE = re.compile(r"\d{1,9}")


def header_rows(grid: Grid, texts: Sequence[Sequence[Line]]) -> int:
    """The number of leading rows that are header: those before the first that holds a code or an amount.

    Rows that a cell of the first row reaches into are header with it. 0 where no row decides it and the
    first row is like the others (a form, a continued table).
    """
    holds_data = [False] * grid.rows
    filled = [0] * grid.rows
    for span, lines in zip(grid.spans, texts):
        text = "".join(line.text for line in lines).replace(" ", "")
        if text:
            filled[span.row] += 1
        if _AMOUNT.fullmatch(text) or _CODE.fullmatch(text):
            holds_data[span.row] = True
    if holds_data[0] or not filled[0]:
        return 0
    depth = max(s.row + s.rowspan for s in grid.spans if s.row == 0)
    first_data = holds_data.index(True) if True in holds_data else grid.rows
    if depth > first_data or (first_data == grid.rows and not _is_heading(grid, depth)):
        return 0
    while depth < first_data and _is_divided(grid, depth):
        depth = _closed_depth(grid, depth + 1)
    return min(depth, first_data)


def _is_heading(grid: Grid, depth: int) -> bool:
    """Whether the first row of a table without data is a heading: most columns have a cell of their own, and
    wide cells are not found below it too, as in a form."""
    wide_above = any(s.colspan > 1 for s in grid.spans if s.row < depth)
    wide_below = any(s.colspan > 1 for s in grid.spans if s.row > depth)
    enough = sum(s.row == 0 for s in grid.spans) >= max(2, grid.cols // 2)
    return enough and not (wide_above and wide_below)


def _is_divided(grid: Grid, row: int) -> bool:
    """Whether a wide cell that ends above `row` has several cells right under it: a heading of columns."""
    starts = {s.col for s in grid.spans if s.row == row}
    return any(
        s.row + s.rowspan == row and len(starts & set(range(s.col, s.col + s.colspan))) > 1
        for s in grid.spans
        if s.colspan > 1
    )


def _closed_depth(grid: Grid, depth: int) -> int:
    """The depth grown until no cell that begins in it reaches below it."""
    while depth:
        reached = max(s.row + s.rowspan for s in grid.spans if s.row < depth)
        if reached == depth:
            break
        depth = reached
    return depth


def to_points(box: Box, dpi: float) -> Box:
    """A box in px at `dpi` as one in points."""
    return box.scaled(72.0 / dpi)
