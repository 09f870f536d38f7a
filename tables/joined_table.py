"""One table from its parts on several pages: rows appended, headers kept once, cut rows and cells whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from budgetgrid.layout.geometry import Box, enclosing
from budgetgrid.ocr.joining import join_lines
from budgetgrid.tables.build import cell_number
from budgetgrid.tables.column_edges import edge_map, relative_edges
from budgetgrid.tables.confidence.uncalibrated import cell_confidence, expected_share
from budgetgrid.tables.page_break import Crossing, PageBreak, read_break
from budgetgrid.tables.table import Cell, Table

CROSSING_SUPPORT = 0.99
"""Probability that two parts taken as one cell are one: of 242 cells over page breaks whose parts were surer
than 0.5, on digital pages and scans of all degrees, all were right, so that it is 0.988 or more (95 %)."""


@dataclass(frozen=True, slots=True)
class PartPlace:
    """Where a part went: its row `r` is row `rows[r]` of `table`, its column edge `c` is edge `cols[c]`."""

    part: str
    table: str
    rows: tuple[int, ...]
    cols: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class JoinedTable:
    """A logical table and where each of its parts went."""

    table: Table
    places: tuple[PartPlace, ...]


def join_parts(parts: Sequence[Table], edges: Sequence[float]) -> JoinedTable:
    """Join tables of one page each into one whose column edges are `edges` (shares of its width).

    Each part's own edges must be among them. The result has the first one's id, title and header.
    """
    if len(parts) == 1:
        return JoinedTable(parts[0], (_whole_place(parts[0]),))
    name = parts[0].id
    table, cols = _regridded(parts[0], edges)
    places = [PartPlace(name, name, tuple(range(table.rows)), cols)]
    for part in parts[1:]:
        regridded, cols = _regridded(part, edges)
        found = read_break(table, regridded)
        places.append(PartPlace(part.id, name, _row_map(table, part, found), cols))
        table = _appended(table, regridded, found)
    ruling = parts[0].ruling if len({part.ruling for part in parts}) == 1 else "partial"
    unit = next((part.unit for part in parts if part.unit), None)
    confidence = expected_share(table.cells)
    return JoinedTable(replace(table, ruling=ruling, unit=unit, confidence=confidence), tuple(places))


def _whole_place(table: Table) -> PartPlace:
    return PartPlace(table.id, table.id, tuple(range(table.rows)), tuple(range(table.cols + 1)))


def _regridded(part: Table, edges: Sequence[float]) -> tuple[Table, tuple[int, ...]]:
    """The part in the columns that `edges` bound, and the index there of each of its own edges."""
    index = edge_map(relative_edges(part), edges)
    if index is None:
        raise ValueError(f"the columns of {part.id} are not among those given")
    cells = tuple(
        replace(c, col=index[c.col], colspan=index[c.col + c.colspan] - index[c.col]) for c in part.cells
    )
    return replace(part, cells=cells, cols=len(edges) - 1), index


def _row_map(table: Table, part: Table, found: PageBreak) -> tuple[int, ...]:
    """The row of the joined table that each row of the part becomes."""
    first = table.rows - found.cut_row
    return tuple(
        row if row < found.repeated_rows else first + row - found.repeated_rows for row in range(part.rows)
    )


def _appended(table: Table, part: Table, found: PageBreak) -> Table:
    """The table with the rows of the part below its own."""
    first = table.rows - found.cut_row
    shift = first - found.repeated_rows
    upper = {id(c.upper): _one_cell(c, found.cut_row) for c in found.crossings}
    lower = {id(c.lower) for c in found.crossings}
    cells = [upper.get(id(cell), cell) for cell in table.cells]
    cells += [
        replace(_as_data(cell), row=cell.row + shift)
        for cell in part.cells
        if cell.row >= found.repeated_rows and id(cell) not in lower
    ]
    rows = shift + part.rows
    fragment = replace(
        part.fragments[0],
        first_row=first,
        last_row=rows - 1,
        repeated_header_box=_header_box(part, found.repeated_rows),
    )
    ordered = tuple(sorted(cells, key=lambda c: (c.row, c.col)))
    return replace(table, rows=rows, cells=ordered, fragments=(*table.fragments, fragment))


def _header_box(part: Table, rows: int) -> Box | None:
    """The outline of the part's leading rows; None for no row."""
    boxes = [place.box for cell in part.cells if cell.row < rows for place in cell.places]
    return enclosing(boxes) if boxes else None


def _as_data(cell: Cell) -> Cell:
    """A cell that was taken for a header because it stands at the head of its page."""
    if cell.role != "header":
        return cell
    number = cell_number(cell.text)
    return replace(
        cell,
        role=None,
        value=number.value if number else None,
        value_kind=number.kind if number else None,
        value_confidence=cell.text_confidence if number else None,
        unit=number.unit if number else None,
    )


def _one_cell(crossing: Crossing, cut_row: bool) -> Cell:
    """The two parts of a cell as one, its texts joined and its places kept."""
    upper, lower = crossing.upper, _as_data(crossing.lower)
    raw = "\n".join(text for text in (upper.raw, lower.raw) if text)
    text = join_lines(raw.split("\n")) if upper.raw and lower.raw else upper.text or lower.text
    filled = upper if upper.text or not lower.text else lower
    number = None if upper.role == "header" else cell_number(text)
    confidence_of_text = _lower(upper.text_confidence, lower.text_confidence)
    support = _lower(upper.structure_confidence, lower.structure_confidence)
    support = None if support is None else round(support * CROSSING_SUPPORT, 4)
    known = confidence_of_text is not None and support is not None
    return replace(
        upper,
        rowspan=upper.rowspan + lower.rowspan - cut_row,
        text=text,
        raw=raw,
        value=number.value if number else None,
        value_kind=number.kind if number else None,
        value_confidence=confidence_of_text if number else None,
        unit=number.unit if number else None,
        places=(*upper.places, *lower.places),
        confidence=cell_confidence(confidence_of_text or 0.0, support or 0.0) if known else None,
        text_confidence=confidence_of_text,
        structure_confidence=support,
        alternatives=filled.alternatives if text == filled.text else (),
        flags=tuple(dict.fromkeys((*upper.flags, *lower.flags))),
    )


def _lower(one: float | None, other: float | None) -> float | None:
    """The lower of two probabilities; None where one is unknown."""
    return None if one is None or other is None else min(one, other)
