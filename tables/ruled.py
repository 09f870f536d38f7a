"""Grids from rulings: which rules belong together, the rows and columns they make, and the merged cells.

Works on rulings found in pixels and on those of a digital page alike. A rule that is missing between two
positions of the lattice merges the cells on its sides; how much of every side is covered is kept as support.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.rulings import Ruling
from budgetgrid.tables.grid import Grid, Span

TOUCH_INCH = 0.045
"""How near a rule's end must come to another to touch it: 3.2 pt. Printed corners leave gaps of 1 to 2 pt."""

TYPED_TOUCH_INCH = 0.15
"""The same of rules typed as signs: a place of 10 to the inch is left blank before a bar, or half a line."""

SAME_EDGE_INCH = 0.055
"""Rules nearer than this (4 pt) are one edge: double rules, neighbours slightly off. No row is this low."""

OPEN_SIDE_INCH = 0.12
"""How far rules must run past the last crossing one to show a side left open: the width of a narrow cell."""

OPEN_SUPPORT = 0.9
"""Support of an outer side that no rule draws, but the ends of the rules across it do."""

LOW_ROW_INCH = 0.09
"""What divides a part of a row only and lies nearer than this (6.5 pt) to a rule over all columns is the foot
of figures: type of 6 pt needs more."""

PRESENT = 0.5
"""Share of a side that must be covered for it to divide two cells."""

END_TRIM = 0.15
"""Share of a side left out at either end: the thickness of the rules it ends on, and their slight offset."""

STUB = 0.1
"""Share of a side that a stub covers, once END_TRIM is off; a rule cut between two others leaves one."""

WHOLE = 0.9
"""Share from which a side is whole."""

DOUBTFUL = 0.25
"""Share from which a side is taken as dividing where that alone makes the cells rectangles."""


@dataclass(frozen=True, slots=True)
class _Lattice:
    """Edges and how far each side between two lattice points is covered.

    `across` (rows + 1, cols): the horizontal sides; `down` (rows, cols + 1): the vertical ones; 0 to 1.
    """

    row_edges: NDArray[np.float64]
    col_edges: NDArray[np.float64]
    across: NDArray[np.float64]
    down: NDArray[np.float64]


def ruled_grids(rulings: Sequence[Ruling], dpi: float) -> list[Grid]:
    """All grids of two or more cells that the rulings (px at `dpi`) draw, from top to bottom."""
    grids = []
    found = networks(rulings, TOUCH_INCH * dpi)
    connected = {id(ruling) for network in found for ruling in network}
    stubs = [ruling for ruling in rulings if id(ruling) not in connected]
    for network in found:
        grid = grid_of(network, dpi, stubs)
        if len(grid.spans) > 1 and grid.rows * grid.cols > 1:
            grids.append(grid)
    return sorted(grids, key=lambda g: (g.box.top, g.box.left))


def networks(rulings: Sequence[Ruling], touch: float) -> list[list[Ruling]]:
    """Rulings that cross or meet one another, each list one connected network.

    A ruling that meets fewer than two others across it (an underline, a stroke of text on a rule) is dropped,
    as often as that leaves others so; but not one that is as long as others which stay, and begins and ends
    where they do: a rule of a table open at its sides, beside a row of two cells.
    """
    kept = list(rulings)
    while True:
        meets = _meetings(kept, touch)
        counts = meets.sum(axis=1)
        held = [r for r, count in zip(kept, counts) if count >= 2]
        staying = [
            r for r, count in zip(kept, counts) if count >= 2 or (count == 1 and _is_alike(r, held, touch))
        ]
        if len(staying) == len(kept):
            break
        kept = staying
    labels = _components(meets)
    groups = [
        [r for r, own in zip(kept, labels) if own == label] for label in range(max(labels, default=-1) + 1)
    ]
    return [group for group in groups if _is_lattice(group)]


def _is_alike(ruling: Ruling, others: Sequence[Ruling], touch: float) -> bool:
    """Whether two or more others of its axis begin and end where a ruling does."""
    alike = (
        r.axis == ruling.axis and abs(r.start - ruling.start) <= touch and abs(r.end - ruling.end) <= touch
        for r in others
    )
    return sum(alike) >= 2


def _is_lattice(network: Sequence[Ruling]) -> bool:
    """Whether a network has two rulings or more of each axis."""
    level = sum(r.axis == "horizontal" for r in network)
    return 2 <= level <= len(network) - 2


def _meetings(rulings: Sequence[Ruling], touch: float) -> NDArray[np.bool_]:
    """(N, N) bool: which rulings cross or meet one another."""
    level = np.array([r.axis == "horizontal" for r in rulings], bool)
    typed = np.array([r.typed for r in rulings], bool)
    gap = np.where(typed[:, None] | typed[None, :], touch * TYPED_TOUCH_INCH / TOUCH_INCH, touch)
    position = np.array([r.position for r in rulings], float)[None, :]
    start = np.array([r.start for r in rulings], float)[:, None] - gap
    end = np.array([r.end for r in rulings], float)[:, None] + gap
    spans = (start <= position) & (position <= end)
    return np.asarray(spans & spans.T & (level[:, None] != level[None, :]), bool)


def _components(links: NDArray[np.bool_]) -> list[int]:
    """A label for each node of an undirected graph given as (N, N) bool; labels count from 0."""
    labels = [-1] * len(links)
    label = 0
    for first in range(len(links)):
        if labels[first] >= 0:
            continue
        labels[first] = label
        stack = [first]
        while stack:
            for other in np.flatnonzero(links[stack.pop()]):
                if labels[other] < 0:
                    labels[other] = label
                    stack.append(int(other))
        label += 1
    return labels


def grid_of(network: Sequence[Ruling], dpi: float, stubs: Sequence[Ruling] = ()) -> Grid:
    """The grid that one connected network of rulings draws.

    `stubs` are rulings that belong to no network: what is left of a rule that was cut at its crossings. They
    cover sides of the lattice where they lie on its edges, and make no edges of their own.
    """
    level = [r for r in network if r.axis == "horizontal"]
    upright = [r for r in network if r.axis == "vertical"]
    same = SAME_EDGE_INCH * dpi
    reach = OPEN_SIDE_INCH * dpi
    inner_rows, inner_cols = _edges(level, same), _edges(upright, same)
    beyond_rows = [
        r for r in stubs if r.axis == "vertical" and _goes_on(r, inner_cols, inner_rows, same, reach)
    ]
    beyond_cols = [
        r for r in stubs if r.axis == "horizontal" and _goes_on(r, inner_rows, inner_cols, same, reach)
    ]
    rows, top_open, bottom_open = _with_open_sides(inner_rows, [*upright, *beyond_rows], reach)
    cols, left_open, right_open = _with_open_sides(inner_cols, [*level, *beyond_cols], reach)
    level += [r for r in stubs if r.axis == "horizontal" and _lies_on(r, rows, cols, same)]
    upright += [r for r in stubs if r.axis == "vertical" and _lies_on(r, cols, rows, same)]
    lattice = _without_empty_edges(_lattice(rows, cols, level, upright, same), LOW_ROW_INCH * dpi)
    lattice = _with_open_support(lattice, (top_open, bottom_open), (left_open, right_open))
    spans = _spans(lattice)
    return Grid(
        tuple(round(float(v), 2) for v in lattice.row_edges),
        tuple(round(float(v), 2) for v in lattice.col_edges),
        spans,
        "full",
        not top_open,
        not bottom_open,
    )


def _lies_on(ruling: Ruling, edges: Sequence[float], cuts: Sequence[float], same: float) -> bool:
    """Whether a ruling lies on one of the edges, between the first and the last of the cuts across them."""
    inside = cuts[0] - same <= ruling.start and ruling.end <= cuts[-1] + same
    return inside and min(abs(edge - ruling.position) for edge in edges) <= same / 3


def _goes_on(
    ruling: Ruling, edges: Sequence[float], cuts: Sequence[float], same: float, reach: float
) -> bool:
    """Whether a ruling on one of the edges ends at the first cut across them, or begins at the last."""
    begins = abs(ruling.end - cuts[0]) <= reach or abs(ruling.start - cuts[-1]) <= reach
    return begins and min(abs(edge - ruling.position) for edge in edges) <= same / 3


def _edges(rulings: Sequence[Ruling], same: float) -> list[float]:
    """Positions of rulings of one axis, those nearer than `same` taken together, weighted by length."""
    edges: list[list[Ruling]] = []
    for ruling in sorted(rulings, key=lambda r: r.position):
        if edges and ruling.position - edges[-1][0].position <= same:
            edges[-1].append(ruling)
        else:
            edges.append([ruling])
    return [
        float(np.average([r.position for r in group], weights=[max(r.length, 1) for r in group]))
        for group in edges
    ]


def _with_open_sides(
    edges: list[float], across: Sequence[Ruling], reach: float
) -> tuple[list[float], bool, bool]:
    """Edges with one added at either end where two or more rulings across run on past the last one.

    Gives the edges and whether the first and the last were added.
    """
    starts = sorted(r.start for r in across if r.start < edges[0] - reach)
    ends = sorted(r.end for r in across if r.end > edges[-1] + reach)
    before, after = len(starts) >= 2, len(ends) >= 2
    if before:
        edges = [float(np.median(starts)), *edges]
    if after:
        edges = [*edges, float(np.median(ends))]
    return edges, before, after


def _lattice(
    rows: Sequence[float],
    cols: Sequence[float],
    level: Sequence[Ruling],
    upright: Sequence[Ruling],
    same: float,
) -> _Lattice:
    """The lattice of the edges with the coverage of each of its sides."""
    across = _coverage(rows, cols, level, same)
    down = _coverage(cols, rows, upright, same).T
    return _Lattice(np.array(rows), np.array(cols), across, down)


def _coverage(
    edges: Sequence[float], cuts: Sequence[float], rulings: Sequence[Ruling], same: float
) -> NDArray[np.float64]:
    """(edges, cuts - 1) shares of each side between neighbouring cuts that rulings on the edge cover."""
    result = np.zeros((len(edges), len(cuts) - 1))
    positions = np.array(edges)
    for side in range(len(cuts) - 1):
        trim = min(same / 2, (cuts[side + 1] - cuts[side]) * END_TRIM)
        low, high = cuts[side] + trim, cuts[side + 1] - trim
        covered: list[list[tuple[float, float]]] = [[] for _ in edges]
        for ruling in rulings:
            start, end = max(low, ruling.start), min(high, ruling.end)
            if end > start:
                covered[int(np.abs(positions - ruling.position).argmin())].append((start, end))
        for edge, pieces in enumerate(covered):
            result[edge, side] = _union_length(pieces) / (high - low)
    return result


def _union_length(pieces: list[tuple[float, float]]) -> float:
    """Total length of intervals, common parts counted once."""
    total, reached = 0.0, float("-inf")
    for start, end in sorted(pieces):
        total += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _without_empty_edges(lattice: _Lattice, low: float) -> _Lattice:
    """The lattice without inner edges that divide nothing, or a part of a row, less than `low` px of it."""
    inner = range(1, len(lattice.row_edges) - 1)
    rows = [
        0,
        *(i for i in inner if lattice.across[i].max() >= PRESENT and not _parts_low_row(lattice, i, low)),
    ]
    cols = [0, *(i for i in range(1, len(lattice.col_edges) - 1) if lattice.down[:, i].max() >= PRESENT)]
    rows.append(len(lattice.row_edges) - 1)
    cols.append(len(lattice.col_edges) - 1)
    if len(rows) == len(lattice.row_edges) and len(cols) == len(lattice.col_edges):
        return lattice
    across = _joined(lattice.across, cols, np.diff(lattice.col_edges))[rows]
    down = _joined(lattice.down.T, rows, np.diff(lattice.row_edges)).T[:, cols]
    return _Lattice(lattice.row_edges[rows], lattice.col_edges[cols], across, down)


def _parts_low_row(lattice: _Lattice, row: int, low: float) -> bool:
    """Whether a row edge runs over a part of the columns, nearer than `low` to one that runs over all."""
    whole = lattice.across.min(axis=1) >= PRESENT
    return not whole[row] and any(
        whole[i] and abs(lattice.row_edges[i] - lattice.row_edges[row]) < low for i in (row - 1, row + 1)
    )


def _joined(
    sides: NDArray[np.float64], kept: Sequence[int], lengths: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(edges, sides) coverage with the sides between kept cuts joined to one, weighted by their lengths."""
    parts = [np.average(sides[:, a:b], axis=1, weights=lengths[a:b]) for a, b in pairwise(kept)]
    return np.stack(parts, axis=1)


def _with_open_support(
    lattice: _Lattice, open_rows: tuple[bool, bool], open_cols: tuple[bool, bool]
) -> _Lattice:
    """The lattice with OPEN_SUPPORT as the coverage of outer edges that are drawn by no rule."""
    across, down = lattice.across.copy(), lattice.down.copy()
    for place, is_open in zip((0, -1), open_rows):
        if is_open:
            across[place] = OPEN_SUPPORT
    for place, is_open in zip((0, -1), open_cols):
        if is_open:
            down[:, place] = OPEN_SUPPORT
    return _Lattice(lattice.row_edges, lattice.col_edges, across, down)


def _spans(lattice: _Lattice) -> tuple[Span, ...]:
    """Rectangles that tile the lattice, in reading order, sides below PRESENT merged away."""
    across, down = _dividing(lattice.across), _dividing(lattice.down.T).T
    owner = _merge(across, down)
    crooked = [label for label in _large(owner) if not _is_rectangle(owner == label)]
    if crooked:
        inside = np.isin(owner, crooked)
        doubtful_across = lattice.across[1:-1] >= DOUBTFUL
        doubtful_down = lattice.down[:, 1:-1] >= DOUBTFUL
        across[1:-1] |= doubtful_across & inside[1:] & inside[:-1]
        down[:, 1:-1] |= doubtful_down & inside[:, 1:] & inside[:, :-1]
        owner = _merge(across, down)
    rectangles = [found for label in _large(owner) for found in _rectangles(owner == label)]
    single = np.argwhere(np.bincount(owner.ravel())[owner] == 1).tolist()
    rectangles += [(row, col, 1, 1) for row, col in single]
    sizes = np.diff(lattice.row_edges), np.diff(lattice.col_edges)
    return tuple(Span(*found, _support(lattice, *sizes, *found)) for found in sorted(rectangles))


def _large(owner: NDArray[np.int64]) -> list[int]:
    """The labels of several lattice cells."""
    return [label for label, count in enumerate(np.bincount(owner.ravel()).tolist()) if count > 1]


def _dividing(sides: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which sides of (edges, sides) coverage divide: those covered, and those with a stub of a rule that
    goes on at both ends. A rule that stops at a merged cell leaves no stub in it."""
    present = sides >= PRESENT
    whole = np.pad(sides >= WHOLE, ((0, 0), (1, 1)))
    return present | ((sides >= STUB) & whole[:, :-2] & whole[:, 2:])


def _merge(across: NDArray[np.bool_], down: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(rows, cols) labels of lattice cells, those without a dividing side between them the same."""
    rows, cols = down.shape[0], across.shape[1]
    owner = np.full((rows, cols), -1, np.int64)
    label = 0
    for first_row in range(rows):
        for first_col in range(cols):
            if owner[first_row, first_col] >= 0:
                continue
            owner[first_row, first_col] = label
            stack = [(first_row, first_col)]
            while stack:
                row, col = stack.pop()
                for open_side, r, c in (
                    (row > 0 and not across[row, col], row - 1, col),
                    (row + 1 < rows and not across[row + 1, col], row + 1, col),
                    (col > 0 and not down[row, col], row, col - 1),
                    (col + 1 < cols and not down[row, col + 1], row, col + 1),
                ):
                    if open_side and owner[r, c] < 0:
                        owner[r, c] = label
                        stack.append((r, c))
            label += 1
    return owner


def _is_rectangle(mask: NDArray[np.bool_]) -> bool:
    """Whether the true cells of a mask fill their bounding rectangle."""
    rows, cols = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return bool(mask.sum() == (rows[-1] - rows[0] + 1) * (cols[-1] - cols[0] + 1))


def _rectangles(mask: NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """(row, col, rowspan, colspan) of rectangles that fill a mask: itself, or runs of its rows stacked."""
    left = mask.copy()
    found = []
    while left.any():
        row = int(left.any(axis=1).argmax())
        col = int(left[row].argmax())
        width = 1
        while col + width < left.shape[1] and left[row, col + width]:
            width += 1
        height = 1
        while row + height < left.shape[0] and left[row + height, col : col + width].all():
            beside = left[row + height]
            if (col > 0 and beside[col - 1]) or (col + width < len(beside) and beside[col + width]):
                break
            height += 1
        left[row : row + height, col : col + width] = False
        found.append((row, col, height, width))
    return found


def _support(
    lattice: _Lattice,
    heights: NDArray[np.float64],
    widths: NDArray[np.float64],
    row: int,
    col: int,
    rowspan: int,
    colspan: int,
) -> float:
    """Coverage of the least covered outer side, times how free of rules the inside is (0 to 1). `heights`,
    `widths`: of all rows and columns."""
    bottom, right = row + rowspan, col + colspan
    sides = (
        _mean(lattice.across[row, col:right], widths[col:right]),
        _mean(lattice.across[bottom, col:right], widths[col:right]),
        _mean(lattice.down[row:bottom, col], heights[row:bottom]),
        _mean(lattice.down[row:bottom, right], heights[row:bottom]),
    )
    inner = [
        float(part.max())
        for part in (lattice.across[row + 1 : bottom, col:right], lattice.down[row:bottom, col + 1 : right])
        if part.size
    ]
    return round(min(sides) * (1 - max(inner, default=0.0)), 4)


def _mean(shares: NDArray[np.float64], lengths: NDArray[np.float64]) -> float:
    """The mean of some shares by length, as `np.average` has it, in a third of its time for as few."""
    return float((shares * lengths).sum() / lengths.sum())
