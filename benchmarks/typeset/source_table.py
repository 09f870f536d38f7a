"""Reading a <table> of a source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from budgetgrid.benchmarks.table_kinds import KINDS, PanelsInvalid, TruthPanel, read_panels
from budgetgrid.benchmarks.typeset.defaults import Defaults
from budgetgrid.benchmarks.typeset.document import (
    Align,
    Caption,
    CellSource,
    RowSource,
    TableLook,
    TableSource,
    Valign,
)
from budgetgrid.benchmarks.typeset.errors import SourceError
from budgetgrid.benchmarks.typeset.measures import (
    choice,
    column_widths,
    count,
    millimetres,
    number,
    numbers,
    yes,
)
from budgetgrid.benchmarks.typeset.nodes import Node

TABLE_ATTRIBUTES = (
    *("title", "print-title", "title-size", "form", "form-align", "dept", "unit", "unit-text", "note"),
    *("cols", "width", "header-rows", "repeat-header", "font-size", "leading", "rule-weight", "cell-padding"),
    *("outer-style", "rule-style"),
    *("outer-weight", "rules", "row-height", "valign", "number-align", "row-break", "new-page"),
    *("kind", "panels"),
)
CELL_ATTRIBUTES = (
    *("rowspan", "colspan", "align", "valign", "vertical", "indent", "font-size", "bold", "role", "edges"),
)
ROLES = ("title", "header", "stub", "label", "field", "data", "total", "note")
ALIGNS = ("left", "center", "right")
VALIGNS = ("top", "middle", "bottom")

TABLE_SIZE = 10.5
"""Default size of table text, pt (五号)."""

TITLE_SIZE = 1.6
"""A table title's size over the table's."""

AMOUNT = re.compile(r"[-△(（]?[\d,]*\d(\.\d+)?%?[)）]?|[-—–]+")
"""What `number-align` aligns."""


@dataclass(frozen=True, slots=True)
class _Usual:
    """What the cells of a table share."""

    size: float
    leading: float
    valign: str
    number_align: str
    header_rows: int


def read_table(node: Node, defaults: Defaults, text_width: float) -> TableSource:
    """A table in a text `text_width` pt wide. Raises `SourceError`, also where cells don't tile the grid."""
    node.check_attributes(*TABLE_ATTRIBUTES)
    width = _table_width(node, text_width)
    widths = column_widths(node, _required(node, "cols"), width)
    row_nodes = node.elements("tr")
    usual = _Usual(
        number(node, "font-size", TABLE_SIZE),
        number(node, "leading", defaults.number("table-leading")),
        choice(node, "valign", "middle", *VALIGNS),
        choice(node, "number-align", "left", *ALIGNS),
        count(node, "header-rows", 0, 0),
    )
    cells = _read_cells(node, row_nodes, len(widths), usual, defaults)
    return TableSource(
        title=node.attributes.get("title", ""),
        unit=node.attributes.get("unit", ""),
        form=node.attributes.get("form", ""),
        dept=node.attributes.get("dept", ""),
        note=node.attributes.get("note", ""),
        kind=choice(node, "kind", "other", *KINDS),
        caption=_read_caption(node, usual, defaults),
        widths=widths,
        rows=tuple(_read_row(node, row) for row in row_nodes),
        cells=cells,
        header_rows=usual.header_rows,
        panels=_read_panels(node, len(widths), usual.header_rows),
        repeat_header=yes(node, "repeat-header", False),
        new_page=yes(node, "new-page", False),
        look=_read_look(node, defaults),
    )


def _read_panels(node: Node, cols: int, header_rows: int) -> tuple[TruthPanel, ...]:
    try:
        return read_panels(node.attributes.get("panels", ""), cols, header_rows)
    except PanelsInvalid as error:
        raise SourceError(node.line, str(error)) from error


def _required(node: Node, name: str) -> str:
    if name not in node.attributes:
        raise SourceError(node.line, f"<{node.tag}> needs {name}")
    return node.attributes[name]


def _table_width(node: Node, text_width: float) -> float:
    text = node.attributes.get("width", "100%")
    if text.endswith("%"):
        return column_widths(node, text, text_width)[0]
    return millimetres(node, "width", text_width)


def _read_caption(node: Node, usual: _Usual, defaults: Defaults) -> Caption:
    unit = node.attributes.get("unit", "")
    unit_text = node.attributes.get("unit-text", f"单位：{unit}" if unit else "")
    title_size = number(node, "title-size", usual.size * TITLE_SIZE)
    return Caption(
        form=node.attributes.get("form", ""),
        form_align=cast(Align, choice(node, "form-align", "left", "left", "right")),
        title=node.attributes.get("title", "") if yes(node, "print-title", True) else "",
        title_print=defaults.print(title_size, usual.leading, heading=True),
        dept=node.attributes.get("dept", ""),
        unit=unit_text,
        note=node.attributes.get("note", ""),
        print=defaults.print(usual.size, usual.leading),
    )


def _read_look(node: Node, defaults: Defaults) -> TableLook:
    weight = number(node, "rule-weight", defaults.number("rule-weight"))
    padding = node.attributes.get("cell-padding", defaults["cell-padding"])
    pad_x, pad_y = numbers(node, padding, 2, "cell-padding")
    rules = choice(node, "rules", "all", "all", "horizontal", "none")
    return TableLook(
        rule_weight=weight,
        outer_weight=number(node, "outer-weight", weight),
        rules=rules,
        pad_x=pad_x,
        pad_y=pad_y,
        rule_style=choice(node, "rule-style", "solid", "solid", "dotted", "dashed"),
        outer_style=choice(node, "outer-style", "single", "single", "double"),
    )


def _read_row(table: Node, node: Node) -> RowSource:
    node.check_attributes("height", "break")
    may_break = choice(node, "break", choice(table, "row-break", "avoid", "allow", "avoid"), "allow", "avoid")
    return RowSource(millimetres(node, "height", millimetres(table, "row-height", 0.0)), may_break == "allow")


def _read_cells(
    table: Node, row_nodes: list[Node], cols: int, usual: _Usual, defaults: Defaults
) -> tuple[CellSource, ...]:
    """Place the cells as HTML does and see that they tile the grid."""
    taken: set[tuple[int, int]] = set()
    cells: list[CellSource] = []
    for row, row_node in enumerate(row_nodes):
        col = 0
        for node in row_node.elements("th", "td"):
            while (row, col) in taken:
                col += 1
            cell = _read_cell(node, row, col, usual, defaults)
            span = _covered(cell)
            if cell.row + cell.rowspan > len(row_nodes) or cell.col + cell.colspan > cols or span & taken:
                raise SourceError(node.line, f"{_where(table, row, col)}: outside the grid or over another")
            if row < usual.header_rows < row + cell.rowspan:
                raise SourceError(node.line, f"{_where(table, row, col)}: runs out of the header rows")
            taken |= span
            cells.append(cell)
            col += cell.colspan
        holes = [col for col in range(cols) if (row, col) not in taken]
        if holes:
            raise SourceError(row_node.line, f"{_where(table, row, holes[0])}: no cell there")
    return tuple(cells)


def _covered(cell: CellSource) -> set[tuple[int, int]]:
    rows, cols = range(cell.row, cell.row + cell.rowspan), range(cell.col, cell.col + cell.colspan)
    return {(row, col) for row in rows for col in cols}


def _where(table: Node, row: int, col: int) -> str:
    return f"table {table.attributes.get('title', '')!r} (line {table.line}), row {row + 1}, column {col + 1}"


def _read_cell(node: Node, row: int, col: int, usual: _Usual, defaults: Defaults) -> CellSource:
    node.check_attributes(*CELL_ATTRIBUTES)
    text = node.text()
    is_header = node.tag == "th" or row < usual.header_rows
    size = number(node, "font-size", usual.size)
    aligned = usual.number_align if AMOUNT.fullmatch(text) else "left"
    edges = node.attributes.get("edges", "trbl")
    if set(edges) - set("trbl"):
        raise SourceError(node.line, f"edges={edges!r} must be letters of trbl")
    return CellSource(
        row=row,
        col=col,
        rowspan=count(node, "rowspan", 1, 1),
        colspan=count(node, "colspan", 1, 1),
        text=text,
        role=choice(node, "role", "header" if is_header else "data", *ROLES),
        print=defaults.print(size, usual.leading, bold=yes(node, "bold", False)),
        align=cast(Align, choice(node, "align", "center" if node.tag == "th" else aligned, *ALIGNS)),
        valign=cast(Valign, choice(node, "valign", usual.valign, *VALIGNS)),
        vertical=yes(node, "vertical", False),
        indent=number(node, "indent", 0) * size,
        edges=edges,
    )
