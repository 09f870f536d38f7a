"""A result as a reviewer sees it: read, its corrections applied, its sums at hand; and edits of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from budgetgrid import corrections as ops
from budgetgrid.corrected import Applied, Tables, applied, edited, place_of, settled
from budgetgrid.correction_store import add_edit, load_corrections
from budgetgrid.corrections import FILE_NAME, Corrections, Edit
from budgetgrid.document import Document
from budgetgrid.export.formats import DOCUMENT_JSON
from budgetgrid.layout.errors import BadEdit, EditConflict, ResultUnreadable
from budgetgrid.review.sums import Sums
from budgetgrid.serialise import from_json
from budgetgrid.table_edits import cell_over

Stamp = tuple[int, int, int] | None
"""Modification time, size and inode of a file, None where it is not there: it changes when the file does."""

READING_DIGITS = 16
"""Hexadecimal digits that tell one reading of a content from another."""


@dataclass(frozen=True)
class Opened:
    """A result in memory. `read` is what was read, `reading` tells it from other readings, `done` has the
    corrections. What takes time is worked out when it is first asked for."""

    folder: Path
    stamps: tuple[Stamp, Stamp]
    reading: str
    read: Document
    corrections: Corrections
    done: Applied

    @property
    def revision(self) -> int:
        """How many edits there are, undone ones and undos included."""
        return len(self.corrections.edits)

    @property
    def tables(self) -> Tables:
        """The corrected tables by id, as they are before they are checked against each other."""
        return self.done.tables

    @cached_property
    def document(self) -> Document:
        """The corrected document, checked."""
        return settled(self.read, self.done)

    @property
    def first_page(self) -> int | None:
        """The page of the cell that is believed least: where a review begins, failed sums left aside."""
        placed = [c for t in self.tables.values() for c in t.cells if c.places and c.confidence is not None]
        if placed:
            return min(placed, key=lambda cell: cell.confidence or 0.0).places[0].page
        return self.read.pages[0].number if self.read.pages else None

    def touched_since(self, revision: int) -> set[str]:
        """The tables that edits after the first `revision` ones are about."""
        return {_target(edit, self.corrections).table for edit in self.corrections.edits[revision:]}

    @cached_property
    def sums(self) -> Sums:
        """The sums that the corrected figures are held to."""
        return Sums(self.document.tables)


def open_result(folder: Path, before: Opened | None) -> Opened:
    """The result as it is on disk now; `before` is taken for what has not changed since.

    Raises ResultUnreadable, CorrectionsUnreadable.
    """
    path = folder / DOCUMENT_JSON
    stamps = _stamp(path), _stamp(folder / FILE_NAME)
    if before is not None and before.stamps == stamps:
        return before
    try:
        text = path.read_bytes()
        reading = sha256(text).hexdigest()[:READING_DIGITS]
        same = before is not None and before.reading == reading
        read = before.read if before and same else from_json(text.decode("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ResultUnreadable(f"{path} can't be read: {error}") from error
    found = load_corrections(folder)
    own = found if found and found.sha256 == read.source.sha256 else Corrections(read.source.sha256)
    done = applied(read, own, before.done if before and same else None)
    return Opened(folder, stamps, reading, read, own, done)


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
            done = applied(opened.read, current, opened.done)
            present = replace(opened, corrections=current, done=done)
        return replace(fill(present, wish, revision), who=who, when=now)

    add_edit(opened.folder, opened.read.source.sha256, decide)


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _completed(present: Opened, wish: Edit, revision: int) -> Edit:
    """The edit with what it changes, found to be possible and in nobody's way."""
    _refuse_conflict(present.corrections, wish, lambda edit: edit.id > revision)
    table = present.tables.get(wish.table)
    if table is None:
        raise BadEdit(f"there is no table {wish.table!r}")
    edited(present.done.grids, wish)
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
