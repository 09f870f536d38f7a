"""Tables found, missed and invented on their pages, and their counts of rows and columns.

A table is found as in the detection track of ICDAR 2013 (Göbel and others, doi:10.1109/ICDAR.2013.292), one
to one and from an intersection over union of `matching.FOUND`; a table read in part, down to `matching.NEAR`,
counts as found where half of its text agrees. `tight` asks for `TIGHT`, the strictest threshold of ICDAR 2019
cTDaR (Gao and others, doi:10.1109/ICDAR.2019.00243).
"""

from __future__ import annotations

from dataclasses import dataclass

from budgetgrid.benchmarks.counts import Counts, f1, share
from budgetgrid.benchmarks.matching import Matched, Matching, intersection_over_union

TIGHT = 0.9


@dataclass(frozen=True, slots=True)
class DetectionCounts(Counts):
    """Tables of the truth, read and found; found within `TIGHT`; found with the right count of rows, of
    columns.

    A table over several pages counts once on each.
    """

    true: int = 0
    read: int = 0
    found: int = 0
    tight: int = 0
    rows_right: int = 0
    cols_right: int = 0

    @property
    def missed(self) -> int:
        """Tables of the truth that were not found."""
        return self.true - self.found

    @property
    def invented(self) -> int:
        """Tables that were read where the truth has none."""
        return self.read - self.found

    @property
    def f1(self) -> float | None:
        """F1 of tables found."""
        return f1(self.found, self.true, self.read)

    @property
    def rows_accuracy(self) -> float | None:
        """The share of the truth's tables with the right count of rows; a missed one has not."""
        return share(self.rows_right, self.true)

    @property
    def cols_accuracy(self) -> float | None:
        """The share of the truth's tables with the right count of columns."""
        return share(self.cols_right, self.true)


def count_detection(matching: Matching) -> DetectionCounts:
    """The counts of one page or document."""
    total = DetectionCounts(read=len(matching.invented))
    for pair in matching.matched:
        total += _count(pair)
    return total


def _count(pair: Matched) -> DetectionCounts:
    truth, read = pair.truth, pair.read
    if read is None:
        return DetectionCounts(true=1)
    return DetectionCounts(
        true=1,
        read=1,
        found=1,
        tight=int(intersection_over_union(truth.box, read.box) >= TIGHT),
        rows_right=int(read.rows == truth.rows),
        cols_right=int(read.cols == truth.cols),
    )
