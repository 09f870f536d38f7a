"""Tables typed as rows of texts, for what is read from texts and places alone."""

from __future__ import annotations

from budgetgrid.tables.build import cell_number
from budgetgrid.tables.meaning.table_meaning import with_meaning
from budgetgrid.tables.table import Cell, Table

Rows = list[list[str | None]]
Merged = tuple[int, int, int, int]
"""Row, column, rows and columns of a merged cell; the other places that it covers are None in the rows."""


def typed_table(rows: Rows, *merged: Merged, title: str | None = None, unit: str | None = None) -> Table:
    spans = {(row, col): (down, right) for row, col, down, right in merged}
    cells = tuple(
        _cell(row, col, text, spans.get((row, col), (1, 1)))
        for row, line in enumerate(rows)
        for col, text in enumerate(line)
        if text is not None
    )
    return Table("t1", len(rows), len(rows[0]), cells, (), title=title, unit=unit)


def meant(rows: Rows, *merged: Merged, title: str | None = None, unit: str | None = "万元") -> Table:
    """The typed table with its meaning."""
    return with_meaning(typed_table(rows, *merged, title=title, unit=unit))


def _cell(row: int, col: int, text: str, span: tuple[int, int]) -> Cell:
    number = cell_number(text)
    return Cell(
        row, col, *span, text=text, raw=text,
        value=number.value if number else None,
        value_kind=number.kind if number else None,
        unit=number.unit if number else None,
    )  # fmt: skip
