"""Edits of one table: each gives a new table whose cells tile its grid as before. Boxes in points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from budgetgrid.layout.errors import BadEdit
from budgetgrid.layout.geometry import Box, enclosing
from budgetgrid.ocr.joining import join_lines
from budgetgrid.tables.table import REPAIRED, Cell, Fragment, Place, Table

REVIEWED = 0.995
"""Probability that a cell is right which a person compared with the page. Not 1, for people err too; a
prior, since nobody has yet counted how often."""

CORRECTED = "corrected"
CONFIRMED = "confirmed"
REVIEW_FLAGS = (CORRECTED, CONFIRMED)


def cell_over(table: Table, row: int, col: int) -> Cell:
    """The cell that covers a place of the grid. Raises BadEdit outside of it."""
    for cell in table.cells:
        if cell.row <= row < cell.row + cell.rowspan and cell.col <= col < cell.col + cell.colspan:
            return cell
    raise BadEdit(f"{table.id} has no row {row}, column {col}")


def with_text(table: Table, row: int, col: int, text: str) -> Table:
    """The table with a cell's text as a person typed it, or found it right; its number is yet to be read."""
    cell = cell_over(table, row, col)
    kept = tuple(flag for flag in cell.flags if flag not in (*REVIEW_FLAGS, REPAIRED))
    was_corrected = text != cell.text or CORRECTED in cell.flags
    reviewed = replace(
        cell,
        text=text,
        confidence=REVIEWED,
        text_confidence=REVIEWED,
        structure_confidence=REVIEWED,
        alternatives=(),
        flags=(*kept, CORRECTED if was_corrected else CONFIRMED),
    )
    return replace(table, cells=tuple(reviewed if other is cell else other for other in table.cells))


def merge_cells(table: Table, row: int, col: int, rowspan: int, colspan: int) -> Table:
    """The rectangle as one cell, its texts joined. Raises BadEdit where a merged cell sticks out of it."""
    inside = [c for c in table.cells if _meets(c, row, col, rowspan, colspan)]
    tall = all(row <= c.row and c.row + c.rowspan <= row + rowspan for c in inside)
    wide = all(col <= c.col and c.col + c.colspan <= col + colspan for c in inside)
    within = row + rowspan <= table.rows and col + colspan <= table.cols
    if len(inside) < 2 or not (tall and wide and within):
        raise BadEdit("only whole cells that fill a rectangle can be merged")
    merged = _restructured(
        replace(inside[0], row=row, col=col, rowspan=rowspan, colspan=colspan),
        [c.text for c in inside if c.text],
        _union(place for c in inside for place in c.places),
        [c.text_confidence for c in inside],
    )
    return _with_cells(table, [*(c for c in table.cells if c not in inside), merged])


def split_cell(table: Table, row: int, col: int) -> Table:
    """A merged cell as cells of one row and column; its lines go to them where there are as many, else its
    text to the first. Raises BadEdit for a cell that is not merged."""
    cell = cell_over(table, row, col)
    count = cell.rowspan * cell.colspan
    if count == 1:
        raise BadEdit("the cell is not merged")
    lines = cell.raw.split("\n") if join_lines(cell.raw.split("\n")) == cell.text else [cell.text]
    texts = lines if len(lines) == count else [cell.text, *[""] * (count - 1)]
    pieces = [
        (r, c)
        for r in range(cell.row, cell.row + cell.rowspan)
        for c in range(cell.col, cell.col + cell.colspan)
    ]
    made = [
        _restructured(
            replace(cell, row=r, col=c, rowspan=1, colspan=1),
            [text] if text else [],
            _piece(table, cell, r, c),
            [cell.text_confidence],
        )
        for (r, c), text in zip(pieces, texts)
    ]
    return _with_cells(table, [*(c for c in table.cells if c is not cell), *made])


def insert_row(table: Table, at: int) -> Table:
    """A new empty row before row `at`; cells merged across it grow. Raises BadEdit."""
    grown = _with_line(table, at)
    return replace(grown, fragments=tuple(_fragment_grown(f, at, table.rows) for f in table.fragments))


def insert_col(table: Table, at: int) -> Table:
    """A new empty column before column `at`; cells merged across it grow. Raises BadEdit."""
    return _turned(_with_line(_turned(table), at))


def delete_row(table: Table, at: int) -> Table:
    """The table without a row; cells merged across it shrink. Raises BadEdit for its only one."""
    shrunk = _without_line(table, at)
    fragments = (_fragment_shrunk(fragment, at) for fragment in table.fragments)
    return replace(shrunk, fragments=tuple(f for f in fragments if f.first_row <= f.last_row))


def delete_col(table: Table, at: int) -> Table:
    """The table without a column; cells merged across it shrink. Raises BadEdit for its only one."""
    return _turned(_without_line(_turned(table), at))


def _turned(table: Table) -> Table:
    """Rows as columns and columns as rows, so that what is done to one can be done to the other."""
    cells = [
        replace(cell, row=cell.col, col=cell.row, rowspan=cell.colspan, colspan=cell.rowspan)
        for cell in table.cells
    ]
    return _with_cells(replace(table, rows=table.cols, cols=table.rows), cells)


def _with_line(table: Table, at: int) -> Table:
    if at > table.rows:
        raise BadEdit(f"{table.id} has no line {at}")
    crossed = [cell for cell in table.cells if cell.row < at < cell.row + cell.rowspan]
    covered = {col for cell in crossed for col in range(cell.col, cell.col + cell.colspan)}
    moved = (
        replace(cell, row=cell.row + (cell.row >= at), rowspan=cell.rowspan + (cell in crossed))
        for cell in table.cells
    )
    fresh = (
        Cell(at, col, confidence=REVIEWED, flags=(CORRECTED,))
        for col in range(table.cols)
        if col not in covered
    )
    return _with_cells(replace(table, rows=table.rows + 1), [*moved, *fresh])


def _without_line(table: Table, at: int) -> Table:
    if not at < table.rows or table.rows == 1:
        raise BadEdit(f"{table.id} has no line {at} beside others")
    kept = (
        replace(
            cell,
            row=cell.row - (cell.row > at),
            rowspan=cell.rowspan - (cell.row <= at < cell.row + cell.rowspan),
        )
        for cell in table.cells
        if not (cell.row == at and cell.rowspan == 1)
    )
    return _with_cells(replace(table, rows=table.rows - 1), kept)


def _restructured(
    cell: Cell, texts: Sequence[str], places: tuple[Place, ...], text: Iterable[float | None]
) -> Cell:
    """A cell whose sides a person set: its text is as sure as what it is made of."""
    known = [value for value in text if value is not None]
    sure = min(known) if known else None
    joined = join_lines(list(texts))
    return replace(
        cell,
        text=joined,
        raw="\n".join(texts),
        places=places,
        confidence=None if sure is None else sure * REVIEWED,
        text_confidence=sure,
        structure_confidence=REVIEWED,
        alternatives=(),
        flags=(CORRECTED,),
    )


def _meets(cell: Cell, row: int, col: int, rowspan: int, colspan: int) -> bool:
    tall = cell.row < row + rowspan and row < cell.row + cell.rowspan
    return tall and cell.col < col + colspan and col < cell.col + cell.colspan


def _union(places: Iterable[Place]) -> tuple[Place, ...]:
    """One box for each page."""
    by_page: dict[int, list[Box]] = defaultdict(list)
    for place in places:
        by_page[place.page].append(place.box)
    return tuple(Place(page, enclosing(boxes)) for page, boxes in sorted(by_page.items()))


def _piece(table: Table, cell: Cell, row: int, col: int) -> tuple[Place, ...]:
    """Where one row and column of a merged cell lies: between the sides of its neighbours."""
    found = []
    for place in cell.places:
        on_page = [f for f in table.fragments if f.page == place.page]
        if cell.rowspan > 1 and not any(f.first_row <= row <= f.last_row for f in on_page):
            continue
        across: dict[int, list[float]] = defaultdict(list)
        down: dict[int, list[float]] = defaultdict(list)
        for other in (other for other in table.cells if other is not cell):
            for box in (spot.box for spot in other.places if spot.page == place.page):
                across[other.col - cell.col].append(box.left)
                across[other.col + other.colspan - cell.col].append(box.right)
                down[other.row - cell.row].append(box.top)
                down[other.row + other.rowspan - cell.row].append(box.bottom)
        x = _sides(place.box.left, place.box.right, cell.colspan, across)
        y = _sides(place.box.top, place.box.bottom, cell.rowspan, down)
        c, r = col - cell.col, row - cell.row
        found.append(Place(place.page, Box(x[c], y[r], x[c + 1], y[r + 1])))
    return tuple(found)


def _sides(low: float, high: float, count: int, shown: dict[int, list[float]]) -> list[float]:
    """Positions of the `count + 1` lines from `low` to `high`: where neighbours show them, else evenly
    set."""
    sides = [low]
    for step in range(1, count):
        known = [position for position in shown[step] if sides[-1] < position < high]
        even = sides[-1] + (high - sides[-1]) / (count - step + 1)
        sides.append(sum(known) / len(known) if known else even)
    return [*sides, high]


def _fragment_grown(fragment: Fragment, at: int, rows: int) -> Fragment:
    """A fragment after a row came in before `at`; one at the table's end belongs to the last fragment."""
    last = fragment.last_row
    end = last + (last >= at or (at == rows and last == rows - 1))
    return replace(fragment, first_row=fragment.first_row + (fragment.first_row > at), last_row=end)


def _fragment_shrunk(fragment: Fragment, at: int) -> Fragment:
    first, last = fragment.first_row, fragment.last_row
    return replace(fragment, first_row=first - (first > at), last_row=last - (last >= at))


def _with_cells(table: Table, cells: Iterable[Cell]) -> Table:
    return replace(table, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.col))))
