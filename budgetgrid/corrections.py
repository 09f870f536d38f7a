"""corrections.json: what people put right in a result, kept apart from what was read.

A list of edits that only grows: each says who did what, when, what was there and what is there now. An edit
that was undone stays, followed by one that says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from budgetgrid.layout.errors import BadEdit, CorrectionsUnreadable
from budgetgrid.layout.geometry import Box
from budgetgrid.tables.table import Place

FILE_NAME = "corrections.json"
SCHEMA = "budgetgrid-corrections/1"

TEXT = "text"
TITLE = "title"
UNIT = "unit"
MERGE = "merge"
SPLIT = "split"
INSERT_ROW = "insert-row"
DELETE_ROW = "delete-row"
INSERT_COL = "insert-col"
DELETE_COL = "delete-col"
UNDO = "undo"
ABOUT_TABLE = (TITLE, UNIT)
STRUCTURE = (MERGE, SPLIT, INSERT_ROW, DELETE_ROW, INSERT_COL, DELETE_COL)
OPERATIONS = (TEXT, *ABOUT_TABLE, *STRUCTURE, UNDO)

LONGEST_TEXT = 20_000
"""Characters of one text; the longest cell of the samples has 900."""

LARGEST_INDEX = 100_000
"""Rows or columns of a table."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of a table, its coordinates as they were before it.

    `id` counts from 1. `op`: text (with `now` as it `was`: looked at and found right), title, unit, merge
    (the rectangle becomes one cell), split (into cells of one row and column), insert-row and insert-col
    (before that index), delete-row, delete-col, undo (`of` an edit, be it an undo). `rows` and `cols` are the
    table's, `place` where the cell, or the table, lies on its first page: both find it again in a new
    reading.
    """

    id: int
    who: str
    when: str
    op: str
    table: str = ""
    row: int = 0
    col: int = 0
    rowspan: int = 1
    colspan: int = 1
    was: str | None = None
    now: str | None = None
    rows: int = 0
    cols: int = 0
    place: Place | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Corrections:
    """The edits of one content: `sha256` is that of the file that was read."""

    sha256: str
    edits: tuple[Edit, ...] = ()

    def with_edit(self, edit: Edit) -> Corrections:
        """These and one more, numbered."""
        return replace(self, edits=(*self.edits, replace(edit, id=len(self.edits) + 1)))

    @property
    def effective(self) -> tuple[Edit, ...]:
        """The edits that hold, in order: without undos and what they undid."""
        undone: set[int] = set()
        held: list[Edit] = []
        for edit in reversed(self.edits):
            if edit.id in undone:
                continue
            if edit.op == UNDO:
                undone.add(edit.of or 0)
            else:
                held.append(edit)
        return tuple(reversed(held))

    @property
    def people(self) -> tuple[str, ...]:
        """Who made the edits that hold, in order of their first."""
        return tuple(dict.fromkeys(edit.who for edit in self.effective))


def to_json(corrections: Corrections) -> str:
    """The text of corrections.json, one edit a line."""
    edits = [json.dumps(_record(edit), ensure_ascii=False) for edit in corrections.edits]
    lines = "[" + ",".join(f"\n  {edit}" for edit in edits) + "\n ]"
    head = json.dumps({"schema": SCHEMA, "sha256": corrections.sha256}, ensure_ascii=False)[1:-1]
    text = f'{{{head},\n "edits": {lines}\n}}\n'
    return text.encode("utf-8", "replace").decode("utf-8")


def from_json(text: str) -> Corrections:
    """The corrections that `to_json` wrote. Raises CorrectionsUnreadable."""
    try:
        record = json.loads(text)
        if record["schema"] != SCHEMA:
            raise CorrectionsUnreadable(f"{FILE_NAME} is of format {record['schema']!r}, not {SCHEMA!r}")
        edits = tuple(edit_of(entry) for entry in record["edits"])
        sha256 = record["sha256"]
    except (ValueError, KeyError, TypeError, BadEdit) as error:
        raise CorrectionsUnreadable(f"{FILE_NAME} breaks its format: {error}") from error
    if not isinstance(sha256, str) or [edit.id for edit in edits] != list(range(1, len(edits) + 1)):
        raise CorrectionsUnreadable(f"{FILE_NAME} breaks its format: its edits are not numbered from 1")
    return Corrections(sha256, edits)


def edit_of(record: object) -> Edit:
    """An edit from JSON of whatever origin. Raises BadEdit for what is none."""
    if not isinstance(record, dict):
        raise BadEdit("an edit is an object")
    op = _text(record, "op")
    if op not in OPERATIONS:
        raise BadEdit(f"there is no operation {op!r}")
    of = record.get("of")
    return Edit(
        id=_count(record, "id", 0),
        who=_text(record, "who"),
        when=_text(record, "when"),
        op=op,
        table=_text(record, "table"),
        row=_count(record, "row", 0),
        col=_count(record, "col", 0),
        rowspan=_count(record, "rowspan", 1),
        colspan=_count(record, "colspan", 1),
        was=_optional(record, "was"),
        now=_optional(record, "now"),
        rows=_count(record, "rows", 0),
        cols=_count(record, "cols", 0),
        place=_place(record.get("place")),
        of=None if of is None else _count(record, "of", 0),
    )


def _record(edit: Edit) -> dict[str, Any]:
    record: dict[str, Any] = {"id": edit.id, "who": edit.who, "when": edit.when, "op": edit.op}
    if edit.op == UNDO:
        return {**record, "of": edit.of}
    record["table"] = edit.table
    if edit.op not in ABOUT_TABLE:
        record |= {"row": edit.row, "col": edit.col}
    if edit.op == MERGE:
        record |= {"rowspan": edit.rowspan, "colspan": edit.colspan}
    if edit.was is not None or edit.now is not None:
        record |= {"was": edit.was, "now": edit.now}
    record |= {"rows": edit.rows, "cols": edit.cols}
    if edit.place is not None:
        box = edit.place.box
        sides = [round(side, 2) for side in (box.left, box.top, box.right, box.bottom)]
        record["place"] = {"page": edit.place.page, "box": sides}
    return record


def _optional(record: dict[str, Any], key: str) -> str | None:
    return None if record.get(key) is None else _text(record, key)


def _text(record: dict[str, Any], key: str) -> str:
    value = record.get(key, "")
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise BadEdit(f"{key} is a text of at most {LONGEST_TEXT} characters")
    return value


def _count(record: dict[str, Any], key: str, least: int) -> int:
    value = record.get(key, least)
    if type(value) is not int or not least <= value <= LARGEST_INDEX:
        raise BadEdit(f"{key} is a whole number from {least} to {LARGEST_INDEX}")
    return value


def _place(record: object) -> Place | None:
    if record is None:
        return None
    try:
        page, sides = record["page"], record["box"]  # type: ignore[index]
        left, top, right, bottom = (float(side) for side in sides)
    except (KeyError, TypeError, ValueError) as error:
        raise BadEdit("a place is a page and a box of four numbers") from error
    if type(page) is not int:
        raise BadEdit("a page is a whole number")
    return Place(page, Box(left, top, right, bottom))
