"""Runs: the stretches of ink along a mask's rows, and which of them hang together.

Where little of a page is ink, its runs are labelled in a third of the time that labelling all its px takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class RowRuns:
    """Runs [starts, ends) of a mask `width` px wide, (N,) int64 each, in reading order: places count along
    its rows, one row after the other. None has px in the first column, so that none goes on in the next row.
    """

    starts: Ints
    ends: Ints
    width: int

    @property
    def lengths(self) -> Ints:
        """How many px each run has."""
        return self.ends - self.starts

    @property
    def lefts(self) -> Ints:
        """The first column of each run."""
        return self.starts % self.width

    @property
    def tops(self) -> Ints:
        """The row of each run."""
        return self.starts // self.width

    def those(self, chosen: NDArray[Any]) -> RowRuns:
        """The runs chosen by a (N,) mask, or by their indices in that order."""
        return RowRuns(self.starts[chosen], self.ends[chosen], self.width)

    def places(self) -> Ints:
        """The place of each px, run after run."""
        lengths = self.lengths
        return np.repeat(self.ends - np.cumsum(lengths), lengths) + np.arange(int(lengths.sum()))

    def inked(self, mask: Image) -> RowRuns:
        """What an (H, W) uint8 mask has of these runs."""
        places = self.places()
        places = places[mask.ravel()[places] > 0]
        cuts = np.flatnonzero(np.diff(places) != 1)
        firsts = np.concatenate((places[:1], places[cuts + 1]))
        return RowRuns(firsts, np.concatenate((places[cuts], places[-1:])) + 1, self.width)


def row_runs(mask: Image) -> RowRuns:
    """The runs of an (H, W) uint8 mask, all but its first column."""
    bare = mask.copy()
    bare[:, 0] = 0
    row = bare.ravel()
    changes = np.flatnonzero(row[1:] != row[:-1]) + 1
    if len(changes) % 2:
        changes = np.append(changes, row.size)
    return RowRuns(changes[::2], changes[1::2], mask.shape[1])


def connected(runs: RowRuns) -> Ints:
    """(N,) the first of all runs that each hangs together with, corners touching."""
    width = runs.width
    first = np.searchsorted(runs.ends, runs.starts + width)
    past = np.searchsorted(runs.starts, runs.ends + width, side="right")
    count = past - first
    above = np.repeat(np.arange(len(count)), count)
    below = np.repeat(past - np.cumsum(count), count) + np.arange(int(count.sum()))
    roots = np.arange(len(count))
    while True:
        one, other = roots[above], roots[below]
        if np.array_equal(one, other):
            return roots
        np.minimum.at(roots, np.maximum(one, other), np.minimum(one, other))
        while not np.array_equal(roots, higher := roots[roots]):
            roots = higher
