"""Tables of the truth from typed rows, for tests."""

from __future__ import annotations

from dataclasses import replace

from budgetgrid.benchmarks.table_kinds import read_panels
from budgetgrid.benchmarks.truth import Rect, TruthCell, TruthFragment, TruthPlace, TruthTable
from budgetgrid.benchmarks.typed_rows import cells_of, split_row


def typed_table(
    rows: str, header_rows: int = 1, panels: str = "", name: str = "p1-t1", continues: str | None = None
) -> TruthTable:
    """A table whose columns are 100 and rows 20 points apart, from (50, 50) on, on page 1."""
    grid = [split_row(line) for line in rows.strip().splitlines()]
    cells = []
    for c in cells_of(grid):
        box = Rect(
            50.0 + 100 * c.col,
            50.0 + 20 * c.row,
            50.0 + 100 * (c.col + c.colspan),
            50.0 + 20 * (c.row + c.rowspan),
        )
        text = "".join(c.raw.split("\n"))
        cells.append(
            TruthCell(c.row, c.col, c.rowspan, c.colspan, text, c.raw, (TruthPlace(1, box, text, c.raw),))
        )
    whole = Rect(50.0, 50.0, 50.0 + 100 * len(grid[0]), 50.0 + 20 * len(grid))
    table = TruthTable(
        name, len(grid), len(grid[0]), tuple(cells), (TruthFragment(1, whole, 0, len(grid) - 1),)
    )
    return replace(
        table,
        header_rows=header_rows,
        panels=read_panels(panels, table.cols, header_rows),
        continues=continues,
    )
