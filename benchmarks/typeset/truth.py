"""The truth of a laid-out document as JSON: what stands where, exactly."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from budgetgrid.benchmarks.typeset.document import Facts, TableSource
from budgetgrid.benchmarks.typeset.flow import Flow, FlowTable, NarrativePart
from budgetgrid.benchmarks.typeset.linebreak import join_lines
from budgetgrid.benchmarks.typeset.table_layout import LaidCell
from budgetgrid.layout.geometry import Box

MAKER = "budgetgrid.benchmarks.typeset"

Json = dict[str, Any]


def write_truth(flow: Flow, facts: Facts, path: Path) -> None:
    """Write truth.json as samples/FORMAT.md describes it."""
    truth = {
        "schema": "budgetgrid/1",
        "truth": {
            "made_by": MAKER,
            "when": facts.made,
            "how": "typeset from source.html; texts and boxes are those of the typesetter's own layout",
            "source": facts.origin,
            "notes": facts.notes,
        },
        "metadata": {
            "slug": facts.slug,
            "title": facts.title,
            "organisation": facts.organisation,
            "year": facts.year,
            "publisher": facts.publisher,
        },
        "pages": [
            {
                "number": page.number,
                "width": round(page.section.width, 2),
                "height": round(page.section.height, 2),
            }
            for page in flow.pages
        ],
        "tables": [_table(table) for table in flow.tables],
        "narrative": [_narrative(part) for part in flow.narrative],
    }
    path.write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _table(table: FlowTable) -> Json:
    source = table.laid.source
    return {
        "id": table.id,
        "title": source.title,
        "kind": source.kind,
        "unit": source.unit,
        "form": source.form,
        "dept": source.dept,
        "note": source.note,
        "pages": list(dict.fromkeys(table.pages)),
        "rows": len(source.rows),
        "cols": len(source.widths),
        "header_rows": source.header_rows,
        "ruling": _ruling(source),
        "panels": [asdict(panel) for panel in source.panels],
        "fragments": [_fragment(table, index) for index in range(len(table.pages))],
        "cells": [_cell(table, cell) for cell in table.laid.cells],
    }


def _ruling(table: TableSource) -> str:
    """How far the grid is drawn."""
    if table.look.rules == "none" or all(cell.edges == "" for cell in table.cells):
        return "none"
    full = table.look.rules == "all" and all(set(cell.edges) == set("trbl") for cell in table.cells)
    return "full" if full else "partial"


def _fragment(table: FlowTable, index: int) -> Json:
    sheet = table.laid.sheets[index]
    return {
        "page": table.pages[index],
        "box": _box(sheet.box),
        "first_row": sheet.first_row,
        "last_row": sheet.last_row,
        "repeated_header_box": None if sheet.repeated_box is None else _box(sheet.repeated_box),
        "repeated_header": [
            {**_anchor(cell), **_texts(cell), "box": _box(cell.places[0].box)} for cell in sheet.repeated
        ],
    }


def _cell(table: FlowTable, cell: LaidCell) -> Json:
    places = [
        {
            "page": table.pages[place.sheet],
            "box": _box(place.box),
            "text": _text(cell, place.lines),
            "raw": "\n".join(place.lines),
        }
        for place in cell.places
    ]
    return {**_anchor(cell), **_texts(cell), "role": cell.source.role, "places": places}


def _anchor(cell: LaidCell) -> Json:
    source = cell.source
    return {"row": source.row, "col": source.col, "rowspan": source.rowspan, "colspan": source.colspan}


def _texts(cell: LaidCell) -> Json:
    return {"text": _text(cell, cell.lines), "raw": "\n".join(cell.lines)}


def _text(cell: LaidCell, lines: tuple[str, ...]) -> str:
    """The lines as one text; all of them are the source's own text, whatever its breaks."""
    if lines == cell.lines and not cell.source.vertical:
        return join_lines(cell.source.text.split("\n"))
    return "".join(lines) if cell.source.vertical else join_lines(list(lines))


def _narrative(part: NarrativePart) -> Json:
    return {
        "page": part.page,
        "kind": part.kind,
        "level": part.level,
        "text": part.text,
        "box": _box(part.box),
        "continued": part.continued,
        "table": part.table,
    }


def _box(box: Box) -> list[float]:
    return [round(value, 2) for value in (box.left, box.top, box.right, box.bottom)]
