"""Grids from exact rules: tables apart, edges, and merged cells where an inner edge is missing."""

from __future__ import annotations

from dataclasses import dataclass

from budgetgrid.benchmarks.truth import Rect
from budgetgrid.benchmarks.vector_rules import VectorRule

TOUCH = 2.5
"""How far apart (points) two rules that meet may end; rules drawn by Word stop half a rule short."""

SAME_EDGE = 3.0
"""Rules nearer than this (points) are one edge of the grid: the narrowest column here is 10 points."""

COVERED = 0.6
"""Share of a cell's side that a rule must cover to separate it from its neighbour."""


class GridIrregular(ValueError):
    """Rules whose missing edges don't leave rectangular cells."""


@dataclass(frozen=True, slots=True)
class VectorCell:
    """The place of one cell and its outline in points."""

    row: int
    col: int
    rowspan: int
    colspan: int
    box: Rect


@dataclass(frozen=True, slots=True)
class VectorGrid:
    """A table's cells, tiling rows x cols in reading order."""

    rows: int
    cols: int
    box: Rect
    cells: tuple[VectorCell, ...]


def find_grids(rules: list[VectorRule]) -> list[VectorGrid]:
    """The tables that a page's rules make, top to bottom. Raises `GridIrregular`."""
    grids = []
    for group in connected(rules):
        across = [r for r in group if r.axis == "h"]
        down = [r for r in group if r.axis == "v"]
        if len(across) >= 2 and len(down) >= 2:
            grids.append(grid_of(across, down))
    return sorted(grids, key=lambda g: (g.box.top, g.box.left))


def connected(rules: list[VectorRule]) -> list[list[VectorRule]]:
    """Rules grouped so that each crosses or touches another of its group."""
    group = list(range(len(rules)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for i, first in enumerate(rules):
        for j in range(i):
            if _meet(first, rules[j]):
                group[root(i)] = root(j)
    together: dict[int, list[VectorRule]] = {}
    for i, rule in enumerate(rules):
        together.setdefault(root(i), []).append(rule)
    return list(together.values())


def _meet(one: VectorRule, other: VectorRule) -> bool:
    if one.axis == other.axis:
        return False
    return (
        one.start - TOUCH <= other.position <= one.end + TOUCH
        and other.start - TOUCH <= one.position <= other.end + TOUCH
    )


def grid_of(across: list[VectorRule], down: list[VectorRule]) -> VectorGrid:
    """The grid of one table's rules. A side that is open (at a page break) is closed where the rules end."""
    ys = edges([r.position for r in across] + _open_ends(down, across))
    xs = edges([r.position for r in down] + _open_ends(across, down))
    rows, cols = len(ys) - 1, len(xs) - 1
    owner = {(r, c): (r, c) for r in range(rows) for c in range(cols)}

    def root(place: tuple[int, int]) -> tuple[int, int]:
        while owner[place] != place:
            place = owner[place]
        return place

    for r in range(rows):
        for c in range(cols):
            if c + 1 < cols and not _ruled(down, xs[c + 1], ys[r], ys[r + 1]):
                owner[root((r, c + 1))] = root((r, c))
            if r + 1 < rows and not _ruled(across, ys[r + 1], xs[c], xs[c + 1]):
                owner[root((r + 1, c))] = root((r, c))
    spans: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place in owner:
        spans.setdefault(root(place), []).append(place)
    return _without_unused_edges([_rectangle(places) for places in spans.values()], xs, ys)


def edges(positions: list[float]) -> list[float]:
    """Positions with those nearer than `SAME_EDGE` to the last made one (their mean)."""
    groups: list[list[float]] = []
    for position in sorted(positions):
        if groups and position - groups[-1][-1] <= SAME_EDGE and position - groups[-1][0] <= 2 * SAME_EDGE:
            groups[-1].append(position)
        else:
            groups.append([position])
    return [sum(g) / len(g) for g in groups]


def _open_ends(rules: list[VectorRule], closing: list[VectorRule]) -> list[float]:
    """Ends of `rules` that lie beyond every closing rule: an open side of the table."""
    first, last = min(r.position for r in closing), max(r.position for r in closing)
    start, end = min(r.start for r in rules), max(r.end for r in rules)
    return [start] * (start < first - 2 * SAME_EDGE) + [end] * (end > last + 2 * SAME_EDGE)


def _ruled(rules: list[VectorRule], position: float, start: float, end: float) -> bool:
    """Whether rules within reach of `position` cover most of the way from `start` to `end`."""
    covered = 0.0
    for rule in rules:
        if abs(rule.position - position) <= SAME_EDGE:
            covered += max(0.0, min(rule.end, end) - max(rule.start, start))
    return covered >= COVERED * (end - start)


def _rectangle(places: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    """(row, col, rowspan, colspan) of places that form a rectangle."""
    top, bottom = min(r for r, _ in places), max(r for r, _ in places)
    left, right = min(c for _, c in places), max(c for _, c in places)
    rowspan, colspan = bottom - top + 1, right - left + 1
    if len(places) != rowspan * colspan:
        raise GridIrregular(f"cells at {sorted(places)} leave no rectangle")
    return top, left, rowspan, colspan


def _without_unused_edges(
    spans: list[tuple[int, int, int, int]], xs: list[float], ys: list[float]
) -> VectorGrid:
    """The grid without edges at which no cell begins."""
    used_rows = sorted({row for row, _, _, _ in spans})
    used_cols = sorted({col for _, col, _, _ in spans})
    cells = []
    for row, col, rowspan, colspan in sorted(spans):
        first_row, first_col = used_rows.index(row), used_cols.index(col)
        rows_below = len([r for r in used_rows if r < row + rowspan])
        cols_after = len([c for c in used_cols if c < col + colspan])
        box = Rect(xs[col], ys[row], xs[col + colspan], ys[row + rowspan])
        cells.append(VectorCell(first_row, first_col, rows_below - first_row, cols_after - first_col, box))
    return VectorGrid(len(used_rows), len(used_cols), Rect(xs[0], ys[0], xs[-1], ys[-1]), tuple(cells))
