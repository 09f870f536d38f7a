"""A table laid out: where its cells stand on the sheets it runs over, with rules and texts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from budgetgrid.benchmarks.typeset.cell_lines import FilledCell, fill_cells
from budgetgrid.benchmarks.typeset.document import CellSource, TableSource
from budgetgrid.benchmarks.typeset.drawing import Rule, Text, set_line
from budgetgrid.benchmarks.typeset.frame import Outline, frame_rules
from budgetgrid.benchmarks.typeset.pagination import Pagination, Room, Sheet, paginate
from budgetgrid.layout.geometry import Box


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell's part on one sheet: its box, rule centre to rule centre, and the lines printed in it."""

    sheet: int
    box: Box
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LaidCell:
    """A cell with all its lines and its places in order; a repeated header cell has one of its own."""

    source: CellSource
    lines: tuple[str, ...]
    places: tuple[CellPlace, ...]


@dataclass(frozen=True, slots=True)
class LaidSheet:
    """The fragment on one page. `box` is all of it, a repeated header included."""

    box: Box
    first_row: int
    last_row: int
    repeated_box: Box | None
    repeated: tuple[LaidCell, ...]
    rules: tuple[Rule, ...]
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class LaidTable:
    """A whole table."""

    source: TableSource
    sheets: tuple[LaidSheet, ...]
    cells: tuple[LaidCell, ...]


def lay_out_table(table: TableSource, left: float, first: Room, following: Room) -> LaidTable:
    """Lay out a table whose left side is at `left`. Raises `ValueError` if it can't be set."""
    filled = fill_cells(table)
    pagination = paginate(table, filled, first, following)
    edges = [left, *accumulate(table.widths, initial=left)][1:]
    cells = tuple(
        LaidCell(
            cell.source,
            cell.lines,
            tuple(
                CellPlace(part.sheet, _box(cell.source, edges, part.top, part.bottom), part.lines)
                for part in parts
            ),
        )
        for cell, parts in zip(filled, pagination.parts)
    )
    sheets = tuple(
        _lay_sheet(table, index, sheet, cells, _repeated_cells(filled, index, sheet, edges))
        for index, sheet in enumerate(pagination.sheets)
    )
    return LaidTable(table, sheets, cells)


def head_height(table: TableSource) -> float:
    """The least height of the table's beginning: its header and what must stand below it on the same page."""
    filled = fill_cells(table)
    plenty = Room(0.0, float("inf"))
    whole: Pagination = paginate(table, filled, plenty, plenty)
    slices = whole.sheets[0].slices
    header = slices[table.header_rows - 1].bottom if table.header_rows else 0.0
    if table.header_rows >= len(slices):
        return header
    body = slices[table.header_rows]
    least = table.caption.print.pitch * 4 + 2 * table.look.pad_y
    may_break = table.rows[table.header_rows].may_break
    return header + (min(body.bottom - body.top, least) if may_break else body.bottom - body.top)


def _box(cell: CellSource, edges: list[float], top: float, bottom: float) -> Box:
    return Box(edges[cell.col], top, edges[cell.col + cell.colspan], bottom)


def _repeated_cells(
    filled: tuple[FilledCell, ...], index: int, sheet: Sheet, edges: list[float]
) -> tuple[LaidCell, ...]:
    """The header cells printed again on a sheet."""
    repeated = []
    for cell in filled:
        mine = [piece for piece in sheet.repeated if piece.row in cell.rows]
        if mine:
            box = _box(cell.source, edges, mine[0].top, mine[-1].bottom)
            repeated.append(LaidCell(cell.source, cell.lines, (CellPlace(index, box, cell.lines),)))
    return tuple(repeated)


def _lay_sheet(
    table: TableSource, index: int, sheet: Sheet, cells: tuple[LaidCell, ...], repeated: tuple[LaidCell, ...]
) -> LaidSheet:
    present = [(cell, place) for cell in (*repeated, *cells) for place in cell.places if place.sheet == index]
    outlines = [_outline(cell, place) for cell, place in present]
    left, right = present[0][1].box.left, max(place.box.right for _, place in present)
    top = (sheet.repeated or sheet.slices)[0].top
    texts = [text for cell, place in present for text in _cell_texts(cell.source, place, table)]
    return LaidSheet(
        box=Box(left, top, right, sheet.slices[-1].bottom),
        first_row=sheet.slices[0].row,
        last_row=sheet.slices[-1].row,
        repeated_box=Box(left, top, right, sheet.repeated[-1].bottom) if sheet.repeated else None,
        repeated=repeated,
        rules=tuple(frame_rules(outlines, table.look)),
        texts=tuple(texts),
    )


def _outline(cell: LaidCell, place: CellPlace) -> Outline:
    """A cell cut by a page break gets a closing and an opening rule there."""
    sheets = [part.sheet for part in cell.places]
    upright = "tb" if {"t", "b"} & set(cell.source.edges) else ""
    cut_below = upright if place.sheet < sheets[-1] else ""
    cut_above = upright if place.sheet > sheets[0] else ""
    return Outline(
        place.box,
        cell.source.edges + ("b" if cut_below else "") + ("t" if cut_above else ""),
    )


def _cell_texts(cell: CellSource, place: CellPlace, table: TableSource) -> list[Text]:
    """The lines of a cell's part, set by its alignments."""
    height = len(place.lines) * cell.print.pitch
    slack = place.box.height - 2 * table.look.pad_y - height
    shift = {"top": 0.0, "middle": slack / 2, "bottom": slack}[cell.valign]
    top = place.box.top + table.look.pad_y + shift
    left, right = place.box.left + table.look.pad_x + cell.indent, place.box.right - table.look.pad_x
    align = "center" if cell.vertical else cell.align
    return [
        set_line(line, cell.print, align, left, right, top + index * cell.print.pitch)
        for index, line in enumerate(place.lines)
        if line
    ]
