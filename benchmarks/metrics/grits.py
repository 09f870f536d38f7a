"""GriTS, the similarity of two tables as grids: of topology, of content and of location.

Smock, Pesala, Abraham, "GriTS: Grid table similarity metric for table structure recognition" (ICDAR 2023,
arXiv:2203.12555). The rows and columns of both grids are aligned so that the sum of likenesses of the
positions that meet is as large as the factored search finds it; GriTS is twice that sum over both numbers of
positions. Likeness is, of topology, the overlap (intersection over union) of the cells' spans seen from the
position; of location, that of their boxes; of content, twice the longest common subsequence of the texts
(without white space) over both lengths, 1 for two empty ones. Sums over tables are taken before the share, as
the package grits-metric does since PubTables-v2 (arXiv:2512.10888).

Ours and not the package grits-metric 0.7: that one needs pylcs, which only comes as C++ source, and compares
every two positions in Python. On 57 pairs of tables, alike and not, the values are the same, in 1/26 of the
time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from budgetgrid.benchmarks.counts import Counts, f1
from budgetgrid.benchmarks.matching import Matching
from budgetgrid.benchmarks.metrics.cells import strict
from budgetgrid.benchmarks.page_tables import PageCell, PageTable

Likeness = NDArray[np.float64]
"""(R, C, R', C'): how alike each position of one grid is to each of the other, 0 to 1."""


@dataclass(frozen=True, slots=True)
class GritsCounts(Counts):
    """Sums of likenesses of aligned positions, and the positions of the truth and of what was read."""

    topology: float = 0.0
    content: float = 0.0
    location: float = 0.0
    true: int = 0
    read: int = 0

    @property
    def topology_f1(self) -> float | None:
        """GriTS-Top."""
        return f1(self.topology, self.true, self.read)

    @property
    def content_f1(self) -> float | None:
        """GriTS-Con."""
        return f1(self.content, self.true, self.read)

    @property
    def location_f1(self) -> float | None:
        """GriTS-Loc."""
        return f1(self.location, self.true, self.read)


def count_grits(matching: Matching) -> GritsCounts:
    """The sums of one page or document; the positions of missed and invented tables count as unlike."""
    total = GritsCounts(read=sum(table.rows * table.cols for table in matching.invented))
    for pair in matching.matched:
        total += compare_grids(pair.truth, pair.read)
    return total


def compare_grids(truth: PageTable, read: PageTable | None) -> GritsCounts:
    """The sums of one table; `read` None is a missed one."""
    true = truth.rows * truth.cols
    if read is None:
        return GritsCounts(true=true)
    truth, read = _without_holes(truth), _without_holes(read)
    shape = (truth.rows, truth.cols, read.rows, read.cols)
    ours, theirs = _positions(truth), _positions(read)
    boxes = _overlaps(_boxes(truth, ours), _boxes(read, theirs)).reshape(shape)
    spans = _overlaps(_spans(truth, ours), _spans(read, theirs)).reshape(shape)
    return GritsCounts(
        topology=most_alike(spans),
        content=most_alike(_texts_alike(truth, read)[np.ix_(ours, theirs)].reshape(shape)),
        location=most_alike(boxes),
        true=true,
        read=read.rows * read.cols,
    )


def most_alike(likeness: Likeness) -> float:
    """The sum of likenesses over the best alignment found of rows, and of columns, (the factored 2D-MSS).

    Grids of one shape are taken as they stand where no smaller part of them could score more.
    """
    rows, cols = likeness.shape[:2]
    if likeness.shape[2:] == (rows, cols):
        identity = float(np.einsum("ijij->", likeness))
        if identity >= (max(rows, cols) - 1) * min(rows, cols):
            return identity
    ours, theirs = _aligned(_best_sums(likeness.transpose(0, 2, 1, 3)))
    our_cols, their_cols = _aligned(_best_sums(likeness.transpose(1, 3, 0, 2)))
    rows_kept = likeness[ours, :, theirs, :]
    return float(rows_kept[:, our_cols, their_cols].sum())


def _best_sums(likeness: Likeness) -> NDArray[np.float64]:
    """(A, A', B, B') -> (A, A'): the best sum of an alignment of B with B', in order, for each A and A'."""
    n, m = likeness.shape[2:]
    above = np.zeros((*likeness.shape[:2], m + 1))
    for i in range(n):
        here = np.zeros_like(above)
        diagonal = np.maximum(above[..., :-1] + likeness[:, :, i, :], above[..., 1:])
        here[..., 1:] = np.maximum.accumulate(diagonal, axis=-1)
        above = here
    return above[..., -1]


def _aligned(score: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The indices on both sides of the best alignment, in order, under (A, A') scores."""
    n, m = score.shape
    best = np.zeros((n + 1, m + 1))
    for i in range(n):
        best[i + 1, 1:] = np.maximum.accumulate(np.maximum(best[i, :-1] + score[i], best[i, 1:]))
    pairs = []
    i, j = n, m
    while i and j:
        if best[i, j] == best[i - 1, j - 1] + score[i - 1, j - 1]:
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif best[i, j] == best[i - 1, j]:
            i -= 1
        else:
            j -= 1
    chosen = np.array(pairs[::-1], dtype=np.intp).reshape(-1, 2)
    return chosen[:, 0], chosen[:, 1]


def _without_holes(table: PageTable) -> PageTable:
    """The table with an empty cell at each position that none covers, as tables of other readers may have."""
    covered = np.zeros((table.rows, table.cols), dtype=np.bool_)
    for cell in table.cells:
        covered[cell.row : cell.row + cell.rowspan, cell.col : cell.col + cell.colspan] = True
    holes = (PageCell(int(row), int(col), 1, 1, "", 0, table.box) for row, col in np.argwhere(~covered))
    return replace(table, cells=(*table.cells, *holes))


def _positions(table: PageTable) -> NDArray[np.intp]:
    """(rows x cols,): for each position, row by row, the index of the cell that covers it."""
    owner = np.zeros((table.rows, table.cols), dtype=np.intp)
    for index, cell in enumerate(table.cells):
        owner[cell.row : cell.row + cell.rowspan, cell.col : cell.col + cell.colspan] = index
    return owner.ravel()


def _spans(table: PageTable, owner: NDArray[np.intp]) -> NDArray[np.float64]:
    """(N, 4): left, top, right, bottom of the cell over each position, counted from there in cols and
    rows.
    """
    spans = np.array([_span(cell) for cell in table.cells], dtype=np.float64)[owner]
    rows, cols = np.divmod(np.arange(len(owner)), table.cols)
    return np.asarray(spans - np.stack([cols, rows, cols, rows], axis=1), dtype=np.float64)


def _span(cell: PageCell) -> tuple[int, int, int, int]:
    return cell.col, cell.row, cell.col + cell.colspan, cell.row + cell.rowspan


def _boxes(table: PageTable, owner: NDArray[np.intp]) -> NDArray[np.float64]:
    """(N, 4): the box of the cell over each position."""
    boxes = [(c.box.left, c.box.top, c.box.right, c.box.bottom) for c in table.cells]
    return np.array(boxes, dtype=np.float64)[owner]


def _overlaps(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 4) and (M, 4) boxes -> (N, M): intersection over union."""
    low = np.maximum(ours[:, None, :2], theirs[None, :, :2])
    high = np.minimum(ours[:, None, 2:], theirs[None, :, 2:])
    common = np.prod(np.clip(high - low, 0, None), axis=2)
    joint = _areas(ours)[:, None] + _areas(theirs)[None, :] - common
    return np.asarray(common / np.where(joint > 0, joint, 1), dtype=np.float64)


def _areas(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]), dtype=np.float64)


def _texts_alike(truth: PageTable, read: PageTable) -> NDArray[np.float64]:
    """(cells, cells'): 2 LCS / (both lengths), which is the normalised Indel similarity."""
    ours, theirs = [strict(c.text) for c in truth.cells], [strict(c.text) for c in read.cells]
    alike = cdist(ours, theirs, scorer=Indel.normalized_similarity, dtype=np.float64)
    return np.asarray(alike, dtype=np.float64)
