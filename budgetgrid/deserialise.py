"""A Document from the text of document.json. Unknown keys are ignored, absent ones take their defaults."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from budgetgrid.document import Block, Document, Metadata, PageError, PageInfo, Run, Source
from budgetgrid.layout.errors import ResultUnreadable
from budgetgrid.layout.geometry import IDENTITY, Box, Matrix
from budgetgrid.schema import FAMILY, SCHEMA
from budgetgrid.tables.codes import RowCode
from budgetgrid.tables.table import (
    Cell,
    CellAlternative,
    CellRef,
    Finding,
    FormField,
    Fragment,
    Indicator,
    IndicatorTree,
    Panel,
    Place,
    Table,
)

Record = dict[str, Any]
T = TypeVar("T")


def from_json(text: str) -> Document:
    """The document that `to_json` wrote as `text`, up to its rounding.

    Raises ResultUnreadable for text that is not JSON, not of this format, or lacks what the format requires.
    """
    try:
        record = json.loads(text)
    except ValueError as error:
        raise ResultUnreadable(f"document.json is not JSON: {error}") from error
    name = record.get("schema") if isinstance(record, dict) else None
    if name != SCHEMA:
        newer = isinstance(name, str) and name.startswith(FAMILY)
        step = "Update budgetgrid: another version of it wrote this." if newer else None
        raise ResultUnreadable(f"document.json is of format {name!r}, not {SCHEMA!r}", step)
    try:
        return _document(record)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        raise ResultUnreadable(f"document.json breaks its format: {type(error).__name__}: {error}") from error


def _each(record: Record, key: str, build: Callable[[Record], T]) -> tuple[T, ...]:
    return tuple(build(item) for item in record.get(key) or ())


def _document(record: Record) -> Document:
    source, run, metadata = record["source"], record["run"], record.get("metadata") or {}
    return Document(
        source=Source(source["file"], source["sha256"], source["pages"]),
        run=Run(run["version"], run["engine"], tuple(run.get("models") or ()), run.get("options") or {}),
        status=record["status"],
        pages=_each(record, "pages", _page),
        tables=_each(record, "tables", _table),
        findings=_each(record, "findings", _finding),
        metadata=Metadata(
            metadata.get("title"),
            metadata.get("organisation"),
            metadata.get("year"),
            metadata.get("kind"),
            metadata.get("date"),
        ),
        error=_error(record.get("error")),
    )


def _error(record: Record | None) -> PageError | None:
    return None if record is None else PageError(record["slug"], record["message"])


def _box(sides: list[float]) -> Box:
    left, top, right, bottom = (float(side) for side in sides)
    return Box(left, top, right, bottom)


def _matrix(rows: list[list[float]]) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = ([float(entry) for entry in row] for row in rows)
    return (a, b, c), (d, e, f), (g, h, i)


def _page(record: Record) -> PageInfo:
    return PageInfo(
        number=record["number"],
        kind=record["kind"],
        width=record["width"],
        height=record["height"],
        dpi=record.get("dpi"),
        rotation=record.get("rotation", 0),
        skew=record.get("skew", 0.0),
        to_source=_matrix(record["to_source"]) if "to_source" in record else IDENTITY,
        error=_error(record.get("error")),
        blocks=_each(record, "blocks", _block),
        flags=tuple(record.get("flags") or ()),
    )


def _block(record: Record) -> Block:
    return Block(
        kind=record["kind"],
        box=_box(record["box"]),
        text=record.get("text", ""),
        confidence=record.get("confidence"),
        table=record.get("table"),
    )


def _table(record: Record) -> Table:
    return Table(
        id=record["id"],
        rows=record["rows"],
        cols=record["cols"],
        cells=_each(record, "cells", _cell),
        fragments=_each(record, "fragments", _fragment),
        title=record.get("title"),
        kind=record.get("kind", "other"),
        kind_label=record.get("kind_label"),
        unit=record.get("unit"),
        currency=record.get("currency"),
        header_rows=record.get("header_rows", 0),
        ruling=record.get("ruling", "full"),
        confidence=record.get("confidence"),
        panels=_each(record, "panels", _panel),
        header_paths=_paths(record.get("header_paths")),
        label_paths=tuple(_paths(panel) for panel in record.get("label_paths") or ()),
        indicators=_each(record, "indicators", _indicator_tree),
        fields=_each(record, "fields", _form_field),
        codes=_each(record, "codes", _code),
    )


def _paths(paths: list[list[str]] | None) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(path) for path in paths or ())


def _panel(record: Record) -> Panel:
    return Panel(record["first_col"], record["last_col"], record["stub_cols"], record["header_rows"])


def _fragment(record: Record) -> Fragment:
    header = record.get("repeated_header_box")
    return Fragment(
        page=record["page"],
        box=_box(record["box"]),
        first_row=record["first_row"],
        last_row=record["last_row"],
        repeated_header_box=None if header is None else _box(header),
        open_top=record.get("open_top", False),
        open_bottom=record.get("open_bottom", False),
    )


def _cell(record: Record) -> Cell:
    value = record.get("value")
    return Cell(
        row=record["row"],
        col=record["col"],
        rowspan=record.get("rowspan", 1),
        colspan=record.get("colspan", 1),
        text=record.get("text", ""),
        raw=record.get("raw", ""),
        value=None if value is None else Decimal(value),
        value_kind=record.get("value_kind"),
        value_confidence=record.get("value_confidence"),
        unit=record.get("unit"),
        role=record.get("role"),
        places=_each(record, "places", _place),
        confidence=record.get("confidence"),
        text_confidence=record.get("text_confidence"),
        structure_confidence=record.get("structure_confidence"),
        alternatives=_each(record, "alternatives", _alternative),
        flags=tuple(record.get("flags") or ()),
    )


def _place(record: Record) -> Place:
    return Place(record["page"], _box(record["box"]))


def _alternative(record: Record) -> CellAlternative:
    return CellAlternative(record["text"], record["probability"])


def _finding(record: Record) -> Finding:
    return Finding(
        code=record["code"],
        severity=record["severity"],
        message=record["message"],
        table=record.get("table"),
        cells=_each(record, "cells", _ref),
        expected=record.get("expected"),
        actual=record.get("actual"),
        page=record.get("page"),
    )


def _ref(record: Record) -> CellRef:
    return CellRef(record["row"], record["col"])


def _form_field(record: Record) -> FormField:
    return FormField(tuple(record["labels"]), record["text"], record["row"], record["col"])


def _code(record: Record) -> RowCode:
    return RowCode(
        row=record["row"],
        panel=record["panel"],
        kind=record["kind"],
        printed=record["printed"],
        full=record["full"],
        cols=tuple(record["cols"]),
        name=record.get("name"),
        name_col=record.get("name_col"),
    )


def _indicator_tree(record: Record) -> IndicatorTree:
    return IndicatorTree(
        project=record.get("project"),
        period=record.get("period"),
        goal=record.get("goal"),
        money=_each(record, "money", _form_field),
        indicators=_each(record, "indicators", _indicator),
    )


def _indicator(record: Record) -> Indicator:
    return Indicator(
        name=record["name"],
        row=record["row"],
        col=record["col"],
        target=record.get("target"),
        unit=record.get("unit"),
        note=record.get("note"),
        value=None if record.get("value") is None else _ref(record["value"]),
        children=_each(record, "children", _indicator),
    )
