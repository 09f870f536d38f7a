"""A result as a reviewer sees it: read, its corrections applied, its sums at hand; and edits of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import cached_property
from pathlib import Path

from budgetgrid import corrections as ops
from budgetgrid.corrected import corrected, edited, place_of
from budgetgrid.correction_store import add_edit, load_corrections
from budgetgrid.corrections import Corrections, Edit
from budgetgrid.document import Document
from budgetgrid.export.formats import DOCUMENT_JSON
from budgetgrid.layout.errors import BadEdit, EditConflict, ResultUnreadable
from budgetgrid.review.sums import Sums
from budgetgrid.serialise import from_json
from budgetgrid.table_edits import cell_over
from budgetgrid.tables.table import Table

Stamp = tuple[int, int, int]
"""Modification time, size and inode of a file: it changes when the file does."""


@dataclass(frozen=True)
class Opened:
    """A result in memory. `read` is what was read, `document` the same with its corrections."""

    folder: Path
    stamp: Stamp
    read: Document
    corrections: Corrections
    document: Document

    @property
    def revision(self) -> int:
        """How many edits there are, undone ones and undos included."""
        return len(self.corrections.edits)

    @property
    def tables(self) -> dict[str, Table]:
        """The corrected tables by id."""
        return {table.id: table for table in self.document.tables}

    @cached_property
    def sums(self) -> Sums:
        """The sums that the corrected figures are held to."""
        return Sums(self.document.tables)


def open_result(folder: Path, before: Opened | None) -> Opened:
    """The result as it is on disk now; `before` is taken for what has not changed since.

    Raises ResultUnreadable, CorrectionsUnreadable.
    """
    path = folder / DOCUMENT_JSON
    try:
        status = path.stat()
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
        same = before is not None and before.stamp == stamp
        read = before.read if before and same else from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ResultUnreadable(f"{path} can't be read: {error}") from error
    found = load_corrections(folder)
    own = found if found and found.sha256 == read.source.sha256 else Corrections(read.source.sha256)
    if before is not None and same and before.corrections == own:
        return before
    return Opened(folder, stamp, read, own, corrected(read, own))


def store_edit(opened: Opened, wish: Edit, who: str, revision: int) -> None:
    """Store an edit by somebody who had seen `revision` edits; on return it is on disk.

    Of the wish only what is to be done counts: who, when and what was there is filled in here. Raises
    EditConflict where a later edit touched the same, BadEdit where it makes no sense, and as `add_edit` does.
    """
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    fill = _undo_of if wish.op == ops.UNDO else _completed

    def decide(current: Corrections) -> Edit:
        present = opened
        if current != opened.corrections:
            present = replace(opened, corrections=current, document=corrected(opened.read, current))
        return replace(fill(present, wish, revision), who=who, when=now)

    add_edit(opened.folder, opened.read.source.sha256, decide)


def _completed(present: Opened, wish: Edit, revision: int) -> Edit:
    """The edit with what it changes, found to be possible and in nobody's way."""
    _refuse_conflict(present.corrections, wish, lambda edit: edit.id > revision)
    table = present.tables.get(wish.table)
    if table is None:
        raise BadEdit(f"there is no table {wish.table!r}")
    edited(present.tables, wish)
    cell = cell_over(table, wish.row, wish.col) if wish.op in (ops.TEXT, ops.MERGE, ops.SPLIT) else None
    of_cell = cell if wish.op == ops.TEXT else None
    was = {ops.TEXT: cell.text if cell else None, ops.TITLE: table.title or "", ops.UNIT: table.unit or ""}
    return replace(
        wish,
        was=was.get(wish.op),
        now=wish.now or "" if wish.op in was else None,
        rows=table.rows,
        cols=table.cols,
        row=cell.row if of_cell and cell else wish.row,
        col=cell.col if of_cell and cell else wish.col,
        place=place_of(table, of_cell) if of_cell or wish.op != ops.TEXT else None,
    )


def _undo_of(present: Opened, wish: Edit, revision: int) -> Edit:
    """An undo of an edit that holds, or of an undo, on which nothing later builds."""
    edits = present.corrections.edits
    if wish.of is None or not 1 <= wish.of <= len(edits):
        raise BadEdit(f"there is no edit {wish.of}")
    undone = edits[wish.of - 1]
    if any(edit.op == ops.UNDO and edit.of == undone.id for edit in edits[wish.of :]):
        raise EditConflict("the edit is already undone")
    target = undone
    while target.op == ops.UNDO:
        target = edits[(target.of or 1) - 1]
    holding = {edit.id for edit in present.corrections.effective}
    _refuse_conflict(present.corrections, target, lambda edit: edit.id > undone.id and edit.id in holding)
    return Edit(0, "", "", ops.UNDO, of=undone.id)


def _refuse_conflict(corrections: Corrections, wish: Edit, counts: Callable[[Edit], bool]) -> None:
    for edit in corrections.edits:
        if counts(edit) and _touch(_target(edit, corrections), wish):
            raise EditConflict(f"{edit.who} changed the same place at {edit.when}")


def _target(edit: Edit, corrections: Corrections) -> Edit:
    """What an edit is about: an undo is about what it undoes."""
    while edit.op == ops.UNDO:
        edit = corrections.edits[(edit.of or 1) - 1]
    return edit


def _touch(one: Edit, other: Edit) -> bool:
    """Whether two edits are about the same: a cell, a title, a unit, or the structure of a table."""
    if one.table != other.table:
        return False
    if one.op in ops.STRUCTURE or other.op in ops.STRUCTURE:
        return not {one.op, other.op} & set(ops.ABOUT_TABLE)
    return (one.op, one.row, one.col) == (other.op, other.row, other.col)
