"""Where a table's columns lie, independent of its page: to see whether two parts have the same columns."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from statistics import median

from budgetgrid.tables.table import Table

SAME_EDGE = 0.015
"""Distance up to which two column edges are one, as a share of the table's width: 4 pt of 270, more than
deskewing or another scale leaves, and half of the narrowest column seen (0.034)."""


def relative_edges(part: Table) -> tuple[float, ...]:
    """The column edges (cols + 1) of a table of one page, as shares of its width from its left side."""
    box = part.fragments[0].box
    width = box.width or 1.0
    found: list[list[float]] = [[] for _ in range(part.cols + 1)]
    for cell in part.cells:
        for place in cell.places:
            found[cell.col].append((place.box.left - box.left) / width)
            found[cell.col + cell.colspan].append((place.box.right - box.left) / width)
    return tuple(median(positions) if positions else 0.0 for positions in found)


def edge_map(edges: Sequence[float], finer: Sequence[float]) -> tuple[int, ...] | None:
    """The index in `finer` of each of the edges; None where one has no counterpart there."""
    indices: list[int] = []
    for edge in edges:
        index = _nearest(finer, edge)
        if abs(finer[index] - edge) > SAME_EDGE or (indices and index <= indices[-1]):
            return None
        indices.append(index)
    return tuple(indices)


def _nearest(sorted_values: Sequence[float], value: float) -> int:
    """The index of the value that lies nearest."""
    right = min(bisect_left(sorted_values, value), len(sorted_values) - 1)
    left = max(0, right - 1)
    return left if value - sorted_values[left] <= sorted_values[right] - value else right
