"""From a grid and the texts of its cells to a Table of one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.joining import join_lines
from budgetgrid.ocr.reading import Line
from budgetgrid.ocr.widths import is_ideograph
from budgetgrid.tables.amounts import Number, looks_like_code, parse_number
from budgetgrid.tables.confidence.uncalibrated import cell_confidence, expected_share, text_confidence
from budgetgrid.tables.grid import Grid, Span
from budgetgrid.tables.meaning.headers import header_rows
from budgetgrid.tables.meaning.occupancy import occupancy
from budgetgrid.tables.table import Cell, CellAlternative, Fragment, Place, Table

MAX_ALTERNATIVES = 3

BY_COLUMN = "read-as-number"
"""Flag of a cell whose reading is not the likeliest by its picture alone, but is in its column of numbers."""

BY_WORDS = "read-as-word"
"""The same of a word torn by the end of a line, which is what its page writes elsewhere."""


def build_table(
    grid: Grid, texts: Sequence[Sequence[Line]], page: int, table_id: str, unit: str | None, title: str | None
) -> Table:
    """The table of one page, boxes in the frame of `grid`; `texts` holds each span's lines in its order."""
    read = [_cell(grid, span, lines, page) for span, lines in zip(grid.spans, texts)]
    header = header_rows(occupancy(read, grid.rows, grid.cols))
    cells = tuple(_as_header(cell) if cell.row < header else cell for cell in read)
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


def _as_header(cell: Cell) -> Cell:
    """The cell as a head, which holds no number."""
    return replace(cell, role="header", value=None, value_kind=None, value_confidence=None, unit=None)


def _cell(grid: Grid, span: Span, lines: Sequence[Line], page: int) -> Cell:
    """One cell with its joined text, its number if it is one, and its confidence."""
    text = join_lines([line.text for line in lines])
    number = cell_number(text)
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
        places=(Place(page, grid.box_of(span)),),
        confidence=cell_confidence(confidence_of_text, span.support),
        text_confidence=confidence_of_text,
        structure_confidence=span.support,
        alternatives=cell_alternatives(lines),
        flags=_flags(text, lines),
    )


def _flags(text: str, lines: Sequence[Line]) -> tuple[str, ...]:
    """How the text was decided on where the likeliest readings of its lines did not."""
    if not any(line.reading.by_context for line in lines):
        return ()
    return (BY_WORDS if any(is_ideograph(c) for c in text) else BY_COLUMN,)


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


def to_points(box: Box, dpi: float) -> Box:
    """A box in px at `dpi` as one in points."""
    return box.scaled(72.0 / dpi)
