"""truth.json: a reviewed document as truth for the benchmark, in the form of its samples."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from budgetgrid.corrections import Corrections
from budgetgrid.document import Document, PageInfo
from budgetgrid.layout.geometry import Box, Matrix, enclosing, transform_point
from budgetgrid.schema import SCHEMA
from budgetgrid.table_edits import REVIEW_FLAGS
from budgetgrid.tables.table import Cell, Fragment, Place, Table

FILE_NAME = "truth.json"
"""Beside a sample's scan; see samples/FORMAT.md."""

NOBODY = "nobody has looked at it"
DATE = len("2026-01-31")


def truth_json(document: Document, corrections: Corrections | None) -> bytes:
    """The truth of a corrected document, UTF-8, its boxes in points of the pages as a viewer shows them.

    It says who looked at how many of its cells, and when last; the others are as they were read.
    """
    edits = corrections.effective if corrections else ()
    people = corrections.people if corrections else ()
    pages = {page.number: page for page in document.pages}
    metadata = document.metadata
    cells = [cell for table in document.tables for cell in table.cells]
    seen = sum(any(flag in REVIEW_FLAGS for flag in cell.flags) for cell in cells)
    truth = {
        "schema": SCHEMA,
        "truth": {
            "made_by": ", ".join(filter(None, people)) or NOBODY,
            "when": max((edit.when[:DATE] for edit in edits), default=NOBODY),
            "how": f"budgetgrid {document.run.version}, {seen} of {len(cells)} cells corrected or confirmed",
            "source": f"{document.source.file}, sha256 {document.source.sha256}",
            "notes": "",
        },
        "metadata": {
            "slug": Path(document.source.file).stem or "document",
            "title": metadata.title,
            "organisation": metadata.organisation,
            "year": metadata.year,
            "publisher": metadata.organisation or "unknown",
        },
        "pages": [_page(page) for page in document.pages],
        "tables": [_table(table, pages) for table in document.tables],
    }
    return (json.dumps(truth, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _page(page: PageInfo) -> dict[str, Any]:
    """A page's size as a viewer shows it."""
    shown = _shown(Box(0.0, 0.0, page.width, page.height), page.to_source)
    return {"number": page.number, "width": round(shown.width, 2), "height": round(shown.height, 2)}


def _shown(box: Box, matrix: Matrix) -> Box:
    """The upright box around a box of the frame, on the page as a viewer shows it."""
    corners = [(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    points = [transform_point(matrix, x, y) for x, y in corners]
    return enclosing([Box(x, y, x, y) for x, y in points])


def _box(place: Place, pages: dict[int, PageInfo]) -> list[float]:
    box = _shown(place.box, pages[place.page].to_source)
    return [round(side, 2) for side in (box.left, box.top, box.right, box.bottom)]


def _table(table: Table, pages: dict[int, PageInfo]) -> dict[str, Any]:
    return {
        "id": table.id,
        "title": table.title,
        "kind": table.kind,
        "unit": table.unit,
        "pages": list(table.pages),
        "rows": table.rows,
        "cols": table.cols,
        "header_rows": table.header_rows,
        "ruling": table.ruling,
        "continues": None,
        "panels": [
            {
                "first_col": panel.first_col,
                "last_col": panel.last_col,
                "stub_cols": panel.stub_cols,
                "header_rows": panel.header_rows,
            }
            for panel in table.panels
        ],
        "fragments": [_fragment(fragment, pages) for fragment in table.fragments],
        "cells": [_cell(cell, table.fragments, pages) for cell in table.cells],
    }


def _fragment(fragment: Fragment, pages: dict[int, PageInfo]) -> dict[str, Any]:
    return {
        "page": fragment.page,
        "box": _box(Place(fragment.page, fragment.box), pages),
        "first_row": fragment.first_row,
        "last_row": fragment.last_row,
        "repeated_header_box": None,
    }


def _cell(cell: Cell, fragments: Sequence[Fragment], pages: dict[int, PageInfo]) -> dict[str, Any]:
    """A cell; one that was put in by hand and lies nowhere has its row's fragment for its place."""
    own = [f for f in fragments if f.first_row <= cell.row <= f.last_row] or list(fragments)
    places = cell.places or (Place(own[0].page, own[0].box),)
    lines = cell.raw if "".join(cell.raw.split()) == "".join(cell.text.split()) else cell.text
    return {
        "row": cell.row,
        "col": cell.col,
        "rowspan": cell.rowspan,
        "colspan": cell.colspan,
        "text": cell.text,
        "raw": lines,
        "role": cell.role,
        "places": [{"page": place.page, "box": _box(place, pages)} for place in places],
    }
