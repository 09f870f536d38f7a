"""document.json: a Document as text, the same bytes for the same document."""

from __future__ import annotations

import json
from collections.abc import Iterable

from budgetgrid.deserialise import from_json
from budgetgrid.document import Block, Document, PageError, PageInfo
from budgetgrid.layout.geometry import Box, Matrix
from budgetgrid.schema import SCHEMA
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

__all__ = ["from_json", "to_json"]

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
"""What JSON can hold."""

PROBABILITY_DECIMALS = 4
POINT_DECIMALS = 2
"""A hundredth of a point is 0.03 px at 200 dpi: finer than any box is known."""

ANGLE_DECIMALS = 4
MATRIX_DIGITS = 9
"""Significant digits of a transform; its perspective terms are near 1e-6 and act on thousands of points."""

EXPANDED_DEPTH = 4
"""Down to this depth one key or item a line; below it (cells, blocks) a whole object a line, so that a diff
of two results shows the cells that differ."""


ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def to_json(document: Document) -> str:
    """The document as the text of document.json, with a final newline.

    Deterministic: it depends on the document alone. Code points that UTF-8 can't carry (lone surrogates, from
    undecodable file names) become question marks. Raises ValueError for a number that is not finite.
    """
    text = _layout(_document(document), 0) + "\n"
    return text.encode("utf-8", "replace").decode("utf-8")


def _layout(value: Json, depth: int) -> str:
    """JSON text of `value`, indented by one space a level, inlined where deep or flat."""
    if depth >= EXPANDED_DEPTH or not isinstance(value, (dict, list)) or not value:
        return _inline(value)
    if isinstance(value, list):
        if not any(isinstance(item, (dict, list)) for item in value):
            return _inline(value)
        return _bracketed("[", "]", (_layout(item, depth + 1) for item in value), depth)
    members = (f"{_inline(key)}: {_layout(item, depth + 1)}" for key, item in value.items())
    return _bracketed("{", "}", members, depth)


def _bracketed(opening: str, closing: str, items: Iterable[str], depth: int) -> str:
    inner = "\n" + " " * (depth + 1)
    return opening + inner + ("," + inner).join(items) + "\n" + " " * depth + closing


def _inline(value: Json) -> str:
    return ENCODER.encode(value)


def _rounded(value: float | None, decimals: int) -> float | None:
    """`value` with so many decimals, never -0.0; None stays None."""
    return None if value is None else round(float(value), decimals) + 0.0


def _probability(value: float | None) -> float | None:
    return _rounded(value, PROBABILITY_DECIMALS)


def _box(box: Box | None) -> Json:
    if box is None:
        return None
    return [_rounded(side, POINT_DECIMALS) for side in (box.left, box.top, box.right, box.bottom)]


def _matrix(matrix: Matrix) -> Json:
    return [[float(f"{float(entry):.{MATRIX_DIGITS}g}") + 0.0 for entry in row] for row in matrix]


def _document(document: Document) -> Json:
    source, run, metadata = document.source, document.run, document.metadata
    return {
        "schema": SCHEMA,
        "source": {"file": source.file, "sha256": source.sha256, "pages": int(source.pages)},
        "run": {
            "version": run.version,
            "engine": run.engine,
            "models": list(run.models),
            "options": dict(sorted(run.options.items())),
        },
        "status": document.status,
        "error": _error(document.error),
        "confidence": _probability(document.confidence),
        "metadata": {
            "title": metadata.title,
            "organisation": metadata.organisation,
            "year": metadata.year,
            "kind": metadata.kind,
            "date": metadata.date,
        },
        "pages": [_page(page) for page in document.pages],
        "tables": [_table(table) for table in document.tables],
        "findings": [_finding(finding) for finding in document.findings],
    }


def _error(error: PageError | None) -> Json:
    return None if error is None else {"slug": error.slug, "message": error.message}


def _page(page: PageInfo) -> Json:
    return {
        "number": int(page.number),
        "kind": page.kind,
        "width": _rounded(page.width, POINT_DECIMALS),
        "height": _rounded(page.height, POINT_DECIMALS),
        "dpi": _rounded(page.dpi, POINT_DECIMALS),
        "rotation": int(page.rotation),
        "skew": _rounded(page.skew, ANGLE_DECIMALS),
        "to_source": _matrix(page.to_source),
        "flags": list(page.flags),
        "error": _error(page.error),
        "blocks": [_block(block) for block in page.blocks],
    }


def _block(block: Block) -> Json:
    return {
        "kind": block.kind,
        "text": block.text,
        "box": _box(block.box),
        "confidence": _probability(block.confidence),
        "table": block.table,
    }


def _table(table: Table) -> Json:
    return {
        "id": table.id,
        "title": table.title,
        "kind": table.kind,
        "kind_label": table.kind_label,
        "unit": table.unit,
        "currency": table.currency,
        "pages": [int(page) for page in table.pages],
        "rows": int(table.rows),
        "cols": int(table.cols),
        "header_rows": int(table.header_rows),
        "ruling": table.ruling,
        "confidence": _probability(table.confidence),
        "panels": [_panel(panel) for panel in table.panels],
        "fragments": [_fragment(fragment) for fragment in table.fragments],
        "header_paths": [list(path) for path in table.header_paths],
        "label_paths": [[list(path) for path in panel] for panel in table.label_paths],
        "indicators": [_indicator_tree(tree) for tree in table.indicators],
        "fields": [_form_field(field) for field in table.fields],
        "codes": [_code(code) for code in table.codes],
        "cells": [_cell(cell) for cell in table.cells],
    }


def _panel(panel: Panel) -> Json:
    return {
        "first_col": int(panel.first_col),
        "last_col": int(panel.last_col),
        "stub_cols": int(panel.stub_cols),
        "header_rows": int(panel.header_rows),
    }


def _fragment(fragment: Fragment) -> Json:
    return {
        "page": int(fragment.page),
        "box": _box(fragment.box),
        "first_row": int(fragment.first_row),
        "last_row": int(fragment.last_row),
        "repeated_header_box": _box(fragment.repeated_header_box),
        "open_top": fragment.open_top,
        "open_bottom": fragment.open_bottom,
    }


def _form_field(field: FormField) -> Json:
    return {"labels": list(field.labels), "text": field.text, "row": int(field.row), "col": int(field.col)}


def _code(code: RowCode) -> Json:
    return {
        "row": int(code.row),
        "panel": int(code.panel),
        "kind": code.kind,
        "printed": code.printed,
        "full": code.full,
        "cols": [int(col) for col in code.cols],
        "name": code.name,
        "name_col": None if code.name_col is None else int(code.name_col),
    }


def _indicator_tree(tree: IndicatorTree) -> Json:
    return {
        "project": tree.project,
        "period": tree.period,
        "goal": tree.goal,
        "money": [_form_field(field) for field in tree.money],
        "indicators": [_indicator(indicator) for indicator in tree.indicators],
    }


def _indicator(indicator: Indicator) -> Json:
    return {
        "name": indicator.name,
        "row": int(indicator.row),
        "col": int(indicator.col),
        "target": indicator.target,
        "unit": indicator.unit,
        "note": indicator.note,
        "value": None if indicator.value is None else _ref(indicator.value),
        "children": [_indicator(child) for child in indicator.children],
    }


def _cell(cell: Cell) -> Json:
    return {
        "row": int(cell.row),
        "col": int(cell.col),
        "rowspan": int(cell.rowspan),
        "colspan": int(cell.colspan),
        "text": cell.text,
        "raw": cell.raw,
        "value": None if cell.value is None else format(cell.value, "f"),
        "value_kind": cell.value_kind,
        "value_confidence": _probability(cell.value_confidence),
        "unit": cell.unit,
        "role": cell.role,
        "places": [_place(place) for place in cell.places],
        "confidence": _probability(cell.confidence),
        "text_confidence": _probability(cell.text_confidence),
        "structure_confidence": _probability(cell.structure_confidence),
        "alternatives": [_alternative(alternative) for alternative in cell.alternatives],
        "flags": list(cell.flags),
    }


def _alternative(alternative: CellAlternative) -> Json:
    return {"text": alternative.text, "probability": _probability(alternative.probability)}


def _place(place: Place) -> Json:
    return {"page": int(place.page), "box": _box(place.box)}


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "table": finding.table,
        "cells": [_ref(ref) for ref in finding.cells],
        "expected": finding.expected,
        "actual": finding.actual,
        "page": finding.page,
    }


def _ref(ref: CellRef) -> Json:
    return {"row": int(ref.row), "col": int(ref.col)}
