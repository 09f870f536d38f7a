"""Cells that a diagonal parts: flagged, as they hold two texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from budgetgrid.layout.diagonals import Diagonal
from budgetgrid.layout.geometry import Box
from budgetgrid.tables.table import Table

DIAGONAL = "diagonal"


def mark_diagonals(table: Table, diagonals: Sequence[Diagonal], dpi: float) -> Table:
    """The table of one page, boxes in points of it, its cells flagged that diagonals (px at `dpi`) part."""
    middles = [line.cell.scaled(72 / dpi).center for line in diagonals]

    def parted(box: Box) -> bool:
        return any(box.contains_point(*middle) for middle in middles)

    cells = tuple(
        replace(cell, flags=(*cell.flags, DIAGONAL)) if any(parted(p.box) for p in cell.places) else cell
        for cell in table.cells
    )
    return replace(table, cells=cells) if middles else table
