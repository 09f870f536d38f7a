"""What stands over and before each figure of a table: for its line in the records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from budgetgrid.tables.codes import UNIT
from budgetgrid.tables.codes_of_rows import codes_of_rows
from budgetgrid.tables.meaning.table_meaning import with_meaning
from budgetgrid.tables.meaning.words import shown
from budgetgrid.tables.sheet import open_sheet
from budgetgrid.tables.table import Cell, Indicator, Panel, Table

JOINT = " / "
NAMING = ("title", "header", "stub", "label", "note")
"""Roles of cells that name something and are no figures or texts of their own."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The labels of a cell's row, the heads of its column, and the code of its row ("" for none)."""

    row_path: tuple[str, ...] = ()
    column_path: tuple[str, ...] = ()
    code: str = ""


def with_headings(table: Table) -> Iterator[tuple[Cell, Heading]]:
    """The cells of a table that are no headings, each with what it is under.

    A cell that spans the rows of several panels belongs to the one it begins in. A table that carries no
    meaning (a document written before there was any) is given it.
    """
    known = table if table.label_paths or table.fields else with_meaning(table)
    special = _special(known)
    codes = _codes(known)
    panels = known.panels or (Panel(0, known.cols - 1, 0, known.header_rows),)
    for cell in known.cells:
        if cell.role in NAMING:
            continue
        at = next((i for i, p in enumerate(panels) if p.first_col <= cell.col <= p.last_col), 0)
        labels = known.label_paths[at][cell.row] if known.label_paths else ()
        heads = known.header_paths[cell.col] if known.header_paths else ()
        code = next((codes[cell.row, c] for c in _columns(panels[at]) if (cell.row, c) in codes), "")
        yield cell, special.get((cell.row, cell.col), Heading(labels, heads, code))


def _columns(panel: Panel) -> range:
    return range(panel.first_col, panel.last_col + 1)


def _codes(table: Table) -> Mapping[tuple[int, int], str]:
    """The full code of each row by its first column; a unit's only where the row has no other."""
    if table.fields:
        return {}
    found = table.codes or codes_of_rows(open_sheet(table))
    own = {code.row for code in found if code.kind != UNIT}
    return {(c.row, c.cols[0]): c.full for c in reversed(found) if c.kind != UNIT or c.row not in own}


def _special(table: Table) -> Mapping[tuple[int, int], Heading]:
    """The headings of a form's answers and of the targets of indicators."""
    found = {(field.row, field.col): Heading(field.labels) for field in table.fields}
    for tree in table.indicators if table.fields else ():
        begun = tuple(text for text in (tree.project, tree.period) if text)
        for place, names in _targets(tree.indicators, begun):
            found[place] = Heading(names, _head_over(table, place[1], place[0]))
    return found


def _head_over(table: Table, col: int, row: int) -> tuple[str, ...]:
    """The head in a form that is nearest above a place."""
    over = [c for c in table.cells if c.role == "header" and c.row < row and c.col <= col < c.col + c.colspan]
    return tuple(shown(head.text) for head in over[-1:])


def _targets(
    indicators: Sequence[Indicator], above: tuple[str, ...]
) -> Iterator[tuple[tuple[int, int], tuple[str, ...]]]:
    """The anchor of each target with the names that lead to it; that of an indicator that has none."""
    for indicator in indicators:
        path = (*above, indicator.name)
        if indicator.value is not None:
            yield (indicator.value.row, indicator.value.col), path
        elif not indicator.children:
            yield (indicator.row, indicator.col), above
        yield from _targets(indicator.children, path)
