"""Grids whose cells are known, and the rulings that draw them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from hypothesis import strategies as st

from budgetgrid.layout.rulings import Axis, Ruling
from budgetgrid.tables.grid import Grid

Place = tuple[int, int, int, int]
"""(row, col, rowspan, colspan)."""


@dataclass(frozen=True)
class Tiling:
    """Rows and columns (px) and the cells that tile them, in reading order."""

    row_edges: tuple[float, ...]
    col_edges: tuple[float, ...]
    cells: tuple[Place, ...]


def even_tiling(rows: int, cols: int, merged: tuple[Place, ...] = (), height: int = 50, width: int = 150):
    """A tiling of even rows and columns from (100, 100) on, single cells but for the merged ones."""
    return Tiling(
        tuple(100.0 + height * i for i in range(rows + 1)),
        tuple(100.0 + width * i for i in range(cols + 1)),
        _filled(rows, cols, merged),
    )


def _filled(rows: int, cols: int, merged: tuple[Place, ...]) -> tuple[Place, ...]:
    owner = np.zeros((rows, cols), bool)
    for row, col, rowspan, colspan in merged:
        owner[row : row + rowspan, col : col + colspan] = True
    single = [(int(r), int(c), 1, 1) for r, c in np.argwhere(~owner)]
    return tuple(sorted([*merged, *single]))


def rulings_of(tiling: Tiling, thickness: float = 2.0) -> list[Ruling]:
    """The rules that draw a tiling, each as long as it goes without a hole."""
    rows, cols = len(tiling.row_edges) - 1, len(tiling.col_edges) - 1
    owner = np.full((rows + 2, cols + 2), -1)
    for index, (row, col, rowspan, colspan) in enumerate(tiling.cells):
        owner[row + 1 : row + 1 + rowspan, col + 1 : col + 1 + colspan] = index
    across = owner[:-1, 1:-1] != owner[1:, 1:-1]
    down = (owner[1:-1, :-1] != owner[1:-1, 1:]).T
    return [
        *_runs("horizontal", across, tiling.row_edges, tiling.col_edges, thickness),
        *_runs("vertical", down, tiling.col_edges, tiling.row_edges, thickness),
    ]


def _runs(axis: Axis, sides, edges, cuts, thickness: float) -> list[Ruling]:
    rulings = []
    for edge, drawn in zip(edges, sides):
        ends = np.flatnonzero(np.diff(np.concatenate([[0], drawn.astype(int), [0]])))
        for first, last in zip(ends[::2], ends[1::2]):
            rulings.append(Ruling(axis, edge, cuts[first], cuts[last], thickness))
    return rulings


def cells_of(grid: Grid) -> tuple[Place, ...]:
    return tuple((s.row, s.col, s.rowspan, s.colspan) for s in grid.spans)


def assert_tiles(grid: Grid) -> None:
    """Every place of the grid belongs to exactly one cell."""
    owned = np.zeros((grid.rows, grid.cols), int)
    for row, col, rowspan, colspan in cells_of(grid):
        owned[row : row + rowspan, col : col + colspan] += 1
    assert owned.min() == owned.max() == 1


@st.composite
def tilings(
    draw: st.DrawFn, most_rows: int = 7, most_cols: int = 6, least: int = 30, most: int = 90
) -> Tiling:
    """Random tilings of two cells or more; each of their edges divides at least two cells."""
    rows, cols = draw(st.integers(1, most_rows)), draw(st.integers(1, most_cols))
    owner = np.full((rows, cols), -1)
    cells: list[Place] = []
    for row in range(rows):
        for col in range(cols):
            if owner[row, col] >= 0:
                continue
            free = 1
            while col + free < cols and owner[row, col + free] < 0:
                free += 1
            merges = draw(st.booleans())
            colspan = draw(st.integers(1, free)) if merges else 1
            rowspan = draw(st.integers(1, rows - row)) if merges else 1
            owner[row : row + rowspan, col : col + colspan] = len(cells)
            cells.append((row, col, rowspan, colspan))
    kept_rows = [0, *(i for i in range(1, rows) if (owner[i] != owner[i - 1]).any()), rows]
    kept_cols = [0, *(i for i in range(1, cols) if (owner[:, i] != owner[:, i - 1]).any()), cols]
    sizes = st.integers(least, most)
    tiling = Tiling(
        tuple(float(v) for v in accumulate((draw(sizes) for _ in kept_rows[1:]), initial=100)),
        tuple(float(v) for v in accumulate((2 * draw(sizes) for _ in kept_cols[1:]), initial=100)),
        tuple(sorted(_renumbered(cell, kept_rows, kept_cols) for cell in cells)),
    )
    return tiling if len(cells) > 1 else even_tiling(1, 2)


def _renumbered(cell: Place, rows: list[int], cols: list[int]) -> Place:
    row, col, rowspan, colspan = cell
    top, left = rows.index(row), cols.index(col)
    return top, left, rows.index(row + rowspan) - top, cols.index(col + colspan) - left
