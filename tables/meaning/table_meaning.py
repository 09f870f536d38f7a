"""A table with its meaning: header, panels, roles, paths, kind, fields, indicators, numbers in context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from budgetgrid.tables.amounts import looks_like_code, parse_number
from budgetgrid.tables.codes_of_rows import codes_of_rows
from budgetgrid.tables.meaning.columns import Column, read_columns
from budgetgrid.tables.meaning.form_shape import is_form
from budgetgrid.tables.meaning.forms import form_fields, form_roles
from budgetgrid.tables.meaning.headers import header_paths, header_rows, is_caption
from budgetgrid.tables.meaning.indicators import form_indicators, listed_indicators
from budgetgrid.tables.meaning.kinds import KINDS, kind_of
from budgetgrid.tables.meaning.labels import Paths, label_paths
from budgetgrid.tables.meaning.numbers import with_number
from budgetgrid.tables.meaning.occupancy import Occupancy, occupancy
from budgetgrid.tables.meaning.panels import find_panels, whole_panel
from budgetgrid.tables.meaning.units import currency_of, unit_in_heads, unit_in_title
from budgetgrid.tables.meaning.words import NOTE, TOTAL
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.sheet import open_sheet
from budgetgrid.tables.table import Cell, IndicatorTree, Panel, Table


def with_meaning(table: Table) -> Table:
    """The table, whole over its pages, with all that its texts and their places say of it.

    Set anew from the cells' texts: header_rows, header_paths, panels, label_paths, kind, roles, values, units
    of cells, indicators and fields; the unit and the currency where they weren't known.
    """
    grid = occupancy(table.cells, table.rows, table.cols)
    unit = table.unit or unit_in_title(table.title)
    named = replace(table, unit=unit)
    known = _with_common_unit(_form(named, grid) if is_form(grid) else _table(named, grid))
    return replace(known, currency=known.currency or currency_of(known.unit))


def _with_common_unit(table: Table) -> Table:
    """The table with the unit in which all its amounts are printed, where none stands above it."""
    units = {cell.unit for cell in table.cells if cell.value_kind == "amount"}
    if table.unit is not None or len(units) != 1 or None in units:
        return table
    (unit,) = units
    cells = (replace(cell, unit=None) if cell.value_kind == "amount" else cell for cell in table.cells)
    return replace(table, unit=unit, cells=tuple(cells))


def _form(table: Table, grid: Occupancy) -> Table:
    """A form: labels and fields, and the trees of its indicators."""
    roles = form_roles(grid)
    fields = form_fields(grid, roles)
    asked = {(field.row, field.col): field.labels for field in fields}
    trees = form_indicators(grid, fields)
    heads = asked | _measure_heads(trees)
    cells = tuple(
        with_number(
            replace(cell, role=roles.get((cell.row, cell.col))),
            heads.get((cell.row, cell.col), ()),
            table.unit,
            among_amounts=False,
        )
        for cell in table.cells
    )
    kind = kind_of(table.title, (), [text for labels in asked.values() for text in labels], ())
    if kind == "other" and trees:
        kind = "project-performance"
    return replace(
        table,
        cells=cells,
        header_rows=0,
        header_paths=(),
        panels=(),
        label_paths=(),
        kind=kind,
        kind_label=KINDS[kind],
        fields=fields,
        indicators=trees,
    )


def _measure_heads(trees: Sequence[IndicatorTree]) -> dict[tuple[int, int], tuple[str, ...]]:
    """For the anchor of each target its unit as heads have it, in brackets: of its own column, or named with
    the indicator (`达标率（%）`)."""
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    pending = [indicator for tree in trees for indicator in tree.indicators]
    while pending:
        indicator = pending.pop()
        pending.extend(indicator.children)
        unit = indicator.unit or unit_in_heads([indicator.name])
        if indicator.value is not None and unit:
            found[indicator.value.row, indicator.value.col] = (f"({plain(unit)})",)
    return found


def _table(table: Table, grid: Occupancy) -> Table:
    """A table of rows and columns."""
    header = header_rows(grid)
    paths = header_paths(grid, header)
    columns = read_columns(grid, header, paths)
    panels = find_panels(grid, columns, header, paths)
    parts = panels or (whole_panel(columns, header),)
    codes = codes_of_rows(open_sheet(replace(table, header_rows=header, panels=panels)))
    labels = tuple(label_paths(grid, columns, part, header, codes) for part in parts)
    first = [path[-1] for part in labels for path in part if path]
    kind = kind_of(table.title, paths, first, panels)
    cells = [replace(cell, role=_role(cell, table.cols, header, parts, labels)) for cell in table.cells]
    amounts = _amount_columns(cells, columns, table.unit)
    trees = listed_indicators(grid, header)
    measured = _measure_heads(trees)
    return replace(
        table,
        cells=tuple(
            with_number(
                cell,
                measured.get((cell.row, cell.col)) or (paths[cell.col] if paths else ()),
                table.unit,
                among_amounts=cell.col in amounts,
            )
            for cell in cells
        ),
        header_rows=header,
        header_paths=paths,
        panels=panels,
        label_paths=labels,
        kind=kind,
        kind_label=KINDS[kind],
        indicators=trees,
        fields=(),
    )


def _role(cell: Cell, cols: int, header: int, parts: Sequence[Panel], labels: Sequence[Paths]) -> str | None:
    """What a cell of a table is; None for one that spans parts and names no row."""
    text = plain(cell.text)
    if cell.row < header:
        return "title" if is_caption(cell, cols) else "header"
    if NOTE.fullmatch(text) and cell.colspan == cols:
        return "note"
    index = next(i for i, part in enumerate(parts) if part.first_col <= cell.col <= part.last_col)
    part = parts[index]
    if cell.col < part.first_col + part.stub_cols or (cell.colspan == cols > 1 and text):
        return "stub"
    path = labels[index][cell.row]
    return "total" if path and TOTAL.fullmatch(plain(path[-1])) else "data"


def _amount_columns(cells: Sequence[Cell], columns: Sequence[Column], unit: str | None) -> frozenset[int]:
    """The columns of numbers in which an amount is printed as such, with decimals, separators or a unit; all
    of them where the table names a unit of money."""
    if currency_of(unit) is not None:
        return frozenset(col for col, column in enumerate(columns) if column is Column.NUMBER)
    return frozenset(
        cell.col
        for cell in cells
        if cell.role in ("data", "total")
        and columns[cell.col] is Column.NUMBER
        and (number := parse_number(cell.text)) is not None
        and (number.kind == "amount" or (number.kind == "plain" and not looks_like_code(cell.text)))
    )
