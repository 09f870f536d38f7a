"""A document with its corrections applied: what people put right in the place of what was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from budgetgrid import corrections as ops
from budgetgrid.corrections import Corrections, Edit
from budgetgrid.document import Document
from budgetgrid.layout.errors import BadEdit
from budgetgrid.layout.geometry import Box
from budgetgrid.table_edits import (
    REVIEW_FLAGS,
    delete_col,
    delete_row,
    insert_col,
    insert_row,
    merge_cells,
    split_cell,
    with_text,
)
from budgetgrid.tables.checks.check import check_tables
from budgetgrid.tables.confidence.uncalibrated import expected_share
from budgetgrid.tables.meaning.table_meaning import with_meaning
from budgetgrid.tables.table import REPAIRED, Cell, CellRef, Finding, Place, Table

NOT_APPLIED = "correction-not-applied"

SAME_PLACE = 0.5
"""Common area over all area from which two boxes on a page are the same cell. Two readings of a cell differ
by a rule's thickness; neighbours don't overlap."""

CHECK_CODES = frozenset(
    [
        "code-name",
        "code-order",
        "code-parent",
        "figure-repeated",
        "income-is-expenditure",
        "narrative-differs",
        "number-format",
        "percentage-differs",
        "product-differs",
        "repaired",
        "sum-across",
        "sum-of-all-codes",
        "sum-of-codes",
        "sum-of-funds",
        "sum-of-parts",
        "sum-of-which",
        "sum-total",
    ]
)
"""Codes of findings that checks make, to be made anew once figures change."""

Tables = Mapping[str, Table]
"""The tables of a document by id, in its order."""


@dataclass(frozen=True, slots=True)
class Applied:
    """The tables of a document after edits of it, not checked against each other yet.

    `grids` are the tables as the edits left them, their meaning as it was; `tables` have it read anew. An
    edit whose place is not found again in a new reading is a finding in `lost`.
    """

    edits: tuple[Edit, ...]
    grids: Tables
    tables: Tables
    lost: tuple[Finding, ...] = ()


def corrected(document: Document, corrections: Corrections | None) -> Document:
    """The document as its reviewers left it; corrections of another content are left alone."""
    if corrections is None or corrections.sha256 != document.source.sha256:
        return document
    return settled(document, applied(document, corrections))


def applied(document: Document, corrections: Corrections, before: Applied | None = None) -> Applied:
    """The document's tables with these corrections; what `before` did already for the same document is taken
    from it where the edits go on from there."""
    edits = corrections.effective
    if before is None or edits[: len(before.edits)] != before.edits:
        read = {table.id: table for table in document.tables}
        before = Applied((), read, read)
    grids, lost = before.grids, [*before.lost]
    for edit in edits[len(before.edits) :]:
        try:
            grids = edited(grids, placed(edit, grids))
        except BadEdit as error:
            lost.append(_not_applied(edit, error))
    tables = {
        key: before.tables[key] if grid is before.grids[key] else with_new_meaning(grid)
        for key, grid in grids.items()
    }
    return Applied(edits, grids, tables, tuple(lost))


def settled(document: Document, done: Applied) -> Document:
    """The document with the edited tables, checked against each other anew."""
    return checked(document, tuple(done.tables.values()), done.lost) if done.edits else document


def edited(tables: Tables, edit: Edit) -> Tables:
    """The tables after an edit of one of them, its meaning as it was before. Raises BadEdit."""
    table = tables.get(edit.table)
    if table is None:
        raise BadEdit(f"there is no table {edit.table!r}")
    return {**tables, edit.table: _edited(table, edit)}


def _edited(table: Table, edit: Edit) -> Table:
    if edit.op == ops.TEXT:
        return with_text(table, edit.row, edit.col, edit.now or "")
    if edit.op == ops.TITLE:
        return replace(table, title=edit.now or None)
    if edit.op == ops.UNIT:
        return replace(table, unit=edit.now or None, currency=None)
    if edit.op == ops.MERGE:
        return merge_cells(table, edit.row, edit.col, edit.rowspan, edit.colspan)
    if edit.op == ops.SPLIT:
        return split_cell(table, edit.row, edit.col)
    if edit.op in (ops.INSERT_ROW, ops.DELETE_ROW):
        return (insert_row if edit.op == ops.INSERT_ROW else delete_row)(table, edit.row)
    if edit.op in (ops.INSERT_COL, ops.DELETE_COL):
        return (insert_col if edit.op == ops.INSERT_COL else delete_col)(table, edit.col)
    raise BadEdit(f"{edit.op!r} is no edit of a table")


def placed(edit: Edit, tables: Tables) -> Edit:
    """The edit with its table and cell as they are in these tables. Raises BadEdit where they are not found.

    A text belongs to the cell that lies where its cell lay, wherever that is in the grid; what changes the
    grid needs a grid of the same size.
    """
    if edit.op == ops.TEXT and edit.place is not None:
        return _placed_text(edit, edit.place, tables)
    table = _table_of(edit, tables)
    if edit.op not in ops.ABOUT_TABLE and (table.rows, table.cols) != (edit.rows, edit.cols):
        raise BadEdit(f"{table.id} had {edit.rows} x {edit.cols} cells, and has {table.rows} x {table.cols}")
    return replace(edit, table=table.id)


def place_of(table: Table, cell: Cell | None) -> Place | None:
    """Where a cell, or else its table, begins; None for a cell that is nowhere on the pages."""
    if cell is not None:
        return cell.places[0] if cell.places else None
    return Place(table.fragments[0].page, table.fragments[0].box) if table.fragments else None


def with_new_meaning(table: Table) -> Table:
    """The table with its meaning read anew; numbers that sums had repaired stay so."""
    new = with_meaning(table)
    cells = (
        replace(cell, value=old.value, value_kind=old.value_kind, value_confidence=old.value_confidence)
        if REPAIRED in old.flags and cell.role not in ("header", "title")
        else cell
        for old, cell in zip(table.cells, new.cells, strict=True)
    )
    made = replace(new, cells=tuple(cells))
    return replace(made, confidence=expected_share(made.cells))


def checked(document: Document, tables: Sequence[Table], more: Iterable[Finding]) -> Document:
    """The document with these tables, checked against each other anew; reviewed cells are never repaired."""
    done = check_tables(tables, document.pages, document.metadata.year)
    kept = (_with_reviewed(new, old) for new, old in zip(done.tables, tables, strict=True))
    reviewed = {(t.id, CellRef(c.row, c.col)) for t in tables for c in t.cells if is_reviewed(c)}
    repairs = (f for f in document.findings if f.code == REPAIRED and _stands(f, tables))
    found = [f for f in done.findings if f.code != REPAIRED or not _about(f, reviewed)]
    read = [f for f in document.findings if f.code not in CHECK_CODES]
    findings = tuple(dict.fromkeys((*read, *repairs, *found, *more)))
    return replace(document, tables=tuple(kept), findings=findings)


def is_reviewed(cell: Cell) -> bool:
    """Whether a person corrected the cell or found it right."""
    return any(flag in REVIEW_FLAGS for flag in cell.flags)


def _with_reviewed(new: Table, old: Table) -> Table:
    cells = (o if is_reviewed(o) else n for n, o in zip(new.cells, old.cells, strict=True))
    return replace(new, cells=tuple(cells))


def _stands(finding: Finding, tables: Sequence[Table]) -> bool:
    """Whether a repair made when the document was read is still in its cell."""
    flagged = {(t.id, CellRef(c.row, c.col)) for t in tables for c in t.cells if REPAIRED in c.flags}
    return _about(finding, flagged)


def _about(finding: Finding, cells: set[tuple[str, CellRef]]) -> bool:
    return any((finding.table, ref) in cells for ref in finding.cells)


def _placed_text(edit: Edit, place: Place, tables: Tables) -> Edit:
    if not tables:
        raise BadEdit("the document has no tables")
    own = tables.get(edit.table)
    for cell in own.cells if own else ():
        if (cell.row, cell.col) == (edit.row, edit.col) and _overlap(cell.places, place) >= SAME_PLACE:
            return edit
    found = [(table, cell) for table in tables.values() for cell in table.cells]
    table, cell = max(found, key=lambda entry: _overlap(entry[1].places, place))
    if _overlap(cell.places, place) < SAME_PLACE:
        raise BadEdit(f"no cell lies where {edit.now!r} was put on page {place.page}")
    return replace(edit, table=table.id, row=cell.row, col=cell.col)


def _table_of(edit: Edit, tables: Tables) -> Table:
    """The table of that id, or the one that lies where it lay."""
    table = tables.get(edit.table)
    if edit.place is None:
        if table is None:
            raise BadEdit(f"there is no table {edit.table!r}")
        return table
    place = edit.place
    candidates = [*([table] if table else []), *tables.values()]
    for candidate in candidates:
        at = [Place(f.page, f.box) for f in candidate.fragments[:1]]
        if _overlap(at, place) >= SAME_PLACE:
            return candidate
    raise BadEdit(f"no table lies where {edit.table} was on page {place.page}")


def _overlap(places: Sequence[Place], other: Place) -> float:
    """Common area of the first place and another, over the area of both."""
    if not places or places[0].page != other.page:
        return 0.0
    box: Box = places[0].box
    common = box.overlap(other.box)
    whole = box.area + other.box.area - common
    return common / whole if whole else 0.0


def _not_applied(edit: Edit, error: BadEdit) -> Finding:
    page = edit.place.page if edit.place else None
    message = f"{edit.who}'s {edit.op} of {edit.when} was not applied: {error}"
    return Finding(NOT_APPLIED, "warning", message, expected=edit.now, actual=edit.was, page=page)
