"""Hand-checked truth of a document: its tables with every cell's place and text.

The file is in the shape of document.json's tables, with a header that says who made it, when and how. This
module imports nothing of the pipeline, so that truth can't lean on what it judges.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from budgetgrid.benchmarks.table_kinds import TruthPanel

SCHEMA = "budgetgrid/1"


@dataclass(frozen=True, slots=True)
class Rect:
    """An upright rectangle in points of the page as a viewer shows it, origin top left."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Extent along x."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Extent along y."""
        return self.bottom - self.top

    @property
    def center(self) -> tuple[float, float]:
        """The middle point (x, y)."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def contains(self, x: float, y: float) -> bool:
        """Whether the point lies in the rectangle, its left and top sides included."""
        return self.left <= x < self.right and self.top <= y < self.bottom


@dataclass(frozen=True, slots=True)
class TruthPlace:
    """The part of a cell that lies on one page; `text` and `raw` are what is printed there."""

    page: int
    box: Rect
    text: str
    raw: str


@dataclass(frozen=True, slots=True)
class TruthCell:
    """One cell; `text` joins its printed lines, `raw` keeps them apart with newlines."""

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    raw: str
    places: tuple[TruthPlace, ...]
    role: str | None = None

    @property
    def lines(self) -> int:
        """How many lines the cell is printed on; 0 for an empty one."""
        return len([line for line in self.raw.split("\n") if line.strip()])


@dataclass(frozen=True, slots=True)
class TruthFragment:
    """The part of a table on one page: rows `first_row` to `last_row`, and the header printed again above."""

    page: int
    box: Rect
    first_row: int
    last_row: int
    repeated_header: tuple[TruthCell, ...] = ()


@dataclass(frozen=True, slots=True)
class TruthTable:
    """One table; its cells tile rows x cols. `continues` names the one it goes on from.

    `panels` is empty where the grid is one part.
    """

    id: str
    rows: int
    cols: int
    cells: tuple[TruthCell, ...]
    fragments: tuple[TruthFragment, ...]
    title: str | None = None
    unit: str | None = None
    header_rows: int = 0
    ruling: str = "full"
    continues: str | None = None
    kind: str = "other"
    panels: tuple[TruthPanel, ...] = ()


@dataclass(frozen=True, slots=True)
class TruthPage:
    """A page's number (from 1) and size in points."""

    number: int
    width: float
    height: float


UNCHECKED = "not yet checked"
"""How a truth says that nobody has looked at it."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who made a truth file, when, how and from what."""

    made_by: str
    when: str
    how: str
    source: str
    notes: str = ""

    @property
    def is_draft(self) -> bool:
        """Whether it is our own reading and nobody has checked it: we would be right by definition."""
        return self.how.endswith(UNCHECKED)


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth of one document."""

    provenance: Provenance
    metadata: dict[str, str | int | None]
    pages: tuple[TruthPage, ...]
    tables: tuple[TruthTable, ...]
    narrative: tuple[dict[str, Any], ...] = field(default=())


class TruthInvalid(ValueError):
    """A truth file that contradicts itself."""


def load_truth(path: Path) -> Truth:
    """Read a truth file.

    Raises `TruthInvalid` where cells don't tile their grid, KeyError where a key is missing.
    """
    document = json.loads(path.read_text(encoding="utf-8"))
    truth = Truth(
        provenance=Provenance(**{k: document["truth"].get(k) or "" for k in Provenance.__slots__}),
        metadata=document.get("metadata", {}),
        pages=tuple(TruthPage(p["number"], p["width"], p["height"]) for p in document["pages"]),
        tables=tuple(_table(t) for t in document["tables"]),
        narrative=tuple(document.get("narrative", ())),
    )
    for table in truth.tables:
        check_tiling(table)
    return truth


def save_truth(truth: Truth, path: Path) -> None:
    """Write a truth file; the same truth gives the same bytes."""
    document = {
        "schema": SCHEMA,
        "truth": {k: getattr(truth.provenance, k) for k in Provenance.__slots__},
        "metadata": truth.metadata,
        "pages": [
            {"number": p.number, "width": round(p.width, 2), "height": round(p.height, 2)}
            for p in truth.pages
        ],
        "tables": [_as_dict(t) for t in truth.tables],
    }
    if truth.narrative:
        document["narrative"] = list(truth.narrative)
    path.write_text(_compact(document) + "\n", encoding="utf-8")


def check_tiling(table: TruthTable) -> None:
    """Raise `TruthInvalid` unless the cells cover every place of the grid exactly once."""
    seen: dict[tuple[int, int], TruthCell] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for col in range(cell.col, cell.col + cell.colspan):
                if (row, col) in seen or row >= table.rows or col >= table.cols:
                    raise TruthInvalid(f"{table.id}: row {row}, column {col} is taken twice or outside")
                seen[row, col] = cell
    if len(seen) != table.rows * table.cols:
        raise TruthInvalid(f"{table.id}: {table.rows * table.cols - len(seen)} places without a cell")


def _table(entry: dict[str, Any]) -> TruthTable:
    return TruthTable(
        id=entry["id"],
        rows=entry["rows"],
        cols=entry["cols"],
        cells=tuple(_cell(c) for c in entry["cells"]),
        fragments=tuple(_fragment(f) for f in entry["fragments"]),
        title=entry.get("title"),
        unit=entry.get("unit"),
        header_rows=entry.get("header_rows", 0),
        ruling=entry.get("ruling", "full"),
        continues=entry.get("continues"),
        kind=entry.get("kind") or "other",
        panels=tuple(TruthPanel(**panel) for panel in entry.get("panels") or ()),
    )


def _fragment(entry: dict[str, Any]) -> TruthFragment:
    again = []
    for cell in entry.get("repeated_header") or []:
        place = TruthPlace(entry["page"], Rect(*cell["box"]), cell["text"], cell["raw"])
        again.append(_cell({**cell, "places": []}, (place,)))
    return TruthFragment(
        entry["page"], Rect(*entry["box"]), entry["first_row"], entry["last_row"], tuple(again)
    )


def _cell(entry: dict[str, Any], places: tuple[TruthPlace, ...] = ()) -> TruthCell:
    whole = len(entry["places"]) == 1
    for place in entry["places"]:
        text = place.get("text", entry["text"] if whole else "")
        raw = place.get("raw", entry["raw"] if whole else text)
        places += (TruthPlace(place["page"], Rect(*place["box"]), text, raw),)
    return TruthCell(
        entry["row"],
        entry["col"],
        entry.get("rowspan", 1),
        entry.get("colspan", 1),
        entry["text"],
        entry["raw"],
        places,
        entry.get("role"),
    )


def _as_dict(table: TruthTable) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": table.id,
        "title": table.title,
        "kind": table.kind,
        "unit": table.unit,
        "pages": sorted({f.page for f in table.fragments}),
        "rows": table.rows,
        "cols": table.cols,
        "header_rows": table.header_rows,
        "ruling": table.ruling,
        "continues": table.continues,
        "panels": [asdict(panel) for panel in table.panels],
        "fragments": [
            {
                "page": f.page,
                "box": _numbers(f.box),
                "first_row": f.first_row,
                "last_row": f.last_row,
                "repeated_header_box": None,
            }
            for f in table.fragments
        ],
        "cells": [],
    }
    for cell in table.cells:
        entry["cells"].append(
            {
                "row": cell.row,
                "col": cell.col,
                "rowspan": cell.rowspan,
                "colspan": cell.colspan,
                "text": cell.text,
                "raw": cell.raw,
                "role": cell.role,
                "places": [
                    {"page": p.page, "box": _numbers(p.box), "text": p.text, "raw": p.raw}
                    for p in cell.places
                ],
            }
        )
    return entry


def _numbers(box: Rect) -> list[float]:
    return [round(v, 2) for v in (box.left, box.top, box.right, box.bottom)]


def _compact(document: dict[str, Any]) -> str:
    """JSON with one line a cell, so that a person can read it and a diff shows the cell that changed."""
    holder: list[str] = []

    def keep(value: object) -> str:
        holder.append(json.dumps(value, ensure_ascii=False))
        return f"@@{len(holder) - 1}@@"

    tables = [
        {
            **table,
            "panels": [keep(p) for p in table["panels"]],
            "fragments": [keep(f) for f in table["fragments"]],
            "cells": [keep(c) for c in table["cells"]],
        }
        for table in document["tables"]
    ]
    text = json.dumps({**document, "tables": tables}, ensure_ascii=False, indent=1)
    for number, line in enumerate(holder):
        text = text.replace(f'"@@{number}@@"', line, 1)
    return text
