"""All grids of a page: those that rules close, and those that words in columns complete or make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from budgetgrid.layout.geometry import Box
from budgetgrid.layout.rulings import Ruling
from budgetgrid.ocr.reading import Line
from budgetgrid.tables.aligned.grids import aligned_grids
from budgetgrid.tables.grid import Grid

TALL_ROW = 0.45
"""Share of its height that one row of a grid takes which may hold many printed rows: rules between the
columns only."""

COVERED = 0.5
"""Share of a coarse grid that a grid from words must take to stand for it."""


@dataclass(frozen=True, slots=True)
class PageGrids:
    """The grids of a page from top to bottom, and the lines of text that stand in none."""

    grids: tuple[Grid, ...]
    outside: tuple[Line, ...]


def page_grids(
    ruled: Sequence[Grid], rulings: Sequence[Ruling], read: Callable[[Sequence[Box]], Sequence[Line]]
) -> PageGrids:
    """The ruled grids and those that words make; `read` gives the lines outside some boxes, asked once.

    A coarse grid, whose rules part only columns or only rows, gives way to the one its words make, if that
    is finer.
    """
    coarse = [grid for grid in ruled if _is_coarse(grid)]
    fine = [grid for grid in ruled if not _is_coarse(grid)]
    lines = read([grid.box for grid in fine])
    free = [r for r in rulings if not any(_lies_in(r, grid.box) for grid in fine)]
    found = [g for g in _of_words(lines, free, coarse) if not any(g.box.overlap(f.box) > 0 for f in fine)]
    left = [g for g in coarse if not any(_stands_for(f, g) for f in found)]
    kept = [f for f in found if not any(f.box.overlap(g.box) > 0 for g in left)]
    grids = sorted([*fine, *left, *kept], key=lambda g: (g.box.top, g.box.left))
    return PageGrids(
        tuple(grids),
        tuple(ln for ln in lines if not any(g.box.contains_point(*ln.box.center) for g in grids)),
    )


def _of_words(lines: Sequence[Line], rulings: Sequence[Ruling], coarse: Sequence[Grid]) -> list[Grid]:
    """The grids that words make. One over several coarse grids would join the tables that those frame: each
    has one of its own words instead."""
    grids = []
    for grid in aligned_grids(lines, rulings):
        framed = [g.box for g in coarse if grid.box.overlap(g.box) > COVERED * g.box.area]
        grids += [grid] if len(framed) < 2 else [g for box in framed for g in _within(box, lines, rulings)]
    return grids


def _within(box: Box, lines: Sequence[Line], rulings: Sequence[Ruling]) -> list[Grid]:
    """The grids that the words in a box make."""
    inside = [line for line in lines if box.contains_point(*line.box.center)]
    return aligned_grids(inside, [r for r in rulings if _lies_in(r, box)])


def _is_coarse(grid: Grid) -> bool:
    """Whether a grid's rules may part only its columns, or only its rows."""
    heights = [b - a for a, b in pairwise(grid.row_edges)]
    columns_only = grid.cols >= 2 and grid.rows <= 6 and max(heights) > TALL_ROW * grid.box.height
    return columns_only or (grid.cols == 1 and grid.rows >= 3)


def _stands_for(found: Grid, coarse: Grid) -> bool:
    """Whether a grid from words takes the place of a coarse one, and parts it further."""
    finer = found.rows > coarse.rows or found.cols > coarse.cols
    return finer and found.box.overlap(coarse.box) > COVERED * coarse.box.area


def _lies_in(ruling: Ruling, box: Box) -> bool:
    middle = (ruling.start + ruling.end) / 2
    x, y = (middle, ruling.position) if ruling.axis == "horizontal" else (ruling.position, middle)
    return box.grown(2.0).contains_point(x, y)
