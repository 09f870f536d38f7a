"""The connected parts of a page's ink, by its runs or by its mask."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image
from budgetgrid.layout.row_runs import Ints, RowRuns, connected


@dataclass(frozen=True, slots=True)
class Part:
    """A connected part of a page: its (h, w) bool mask, and where that begins (px)."""

    left: int
    top: int
    mask: NDArray[np.bool_]

    def cut_from(self, page: Image) -> Image:
        """What lies under it of an (H, W) uint8 page."""
        h, w = self.mask.shape
        return page[self.top : self.top + h, self.left : self.left + w]


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The connected parts of a page: the runs of all, one part after the other, (N,) `part` of each; where
    each part begins and its extent, (P,)."""

    runs: RowRuns
    part: Ints
    left: Ints
    top: Ints
    width: Ints
    height: Ints

    def those(self, chosen: NDArray[np.bool_]) -> Parts:
        """The parts that a (P,) mask chooses."""
        kept = chosen[self.part]
        part = (np.cumsum(chosen) - 1)[self.part[kept]]
        extent = (side[chosen] for side in (self.left, self.top, self.width, self.height))
        return Parts(self.runs.those(kept), part, *extent)

    def alone(self) -> list[Part]:
        """Each of them by itself."""
        extents = np.stack((self.left, self.top, self.width, self.height), axis=1).tolist()
        found = [Part(left, top, np.zeros((h, w), np.bool_)) for left, top, w, h in extents]
        rows, starts = self.runs.tops - self.top[self.part], self.runs.lefts - self.left[self.part]
        runs = np.stack((self.part, rows, starts, starts + self.runs.lengths), axis=1).tolist()
        for part, row, start, end in runs:
            found[part].mask[row, start:end] = True
        return found


def parts_of_runs(runs: RowRuns, length: int) -> Parts:
    """The connected parts that runs make, those at least `length` px long."""
    _, part = np.unique(connected(runs), return_inverse=True)
    order = np.argsort(part, kind="stable")
    runs, part = runs.those(order), part[order]
    firsts = np.flatnonzero(np.diff(part, prepend=-1))
    lefts, tops = runs.lefts, runs.tops
    left, top = np.minimum.reduceat(lefts, firsts), tops[firsts]
    width = np.maximum.reduceat(lefts + runs.lengths, firsts) - left
    height = np.maximum.reduceat(tops, firsts) + 1 - top
    return Parts(runs, part, left, top, width, height).those(width >= length)


def parts_of_mask(mask: Image, length: int) -> list[Part]:
    """The connected parts of an (H, W) uint8 mask that are at least `length` px long."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    long = np.flatnonzero(stats[:, cv2.CC_STAT_WIDTH] >= length)
    long = long[long > 0]
    return [
        Part(left, top, labels[top : top + h, left : left + w] == label)
        for label, (left, top, w, h, _) in zip(long.tolist(), stats[long].tolist(), strict=True)
    ]
