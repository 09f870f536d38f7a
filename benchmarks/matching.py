"""Which table that was read is which table of the truth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from budgetgrid.benchmarks.page_tables import PageTable
from budgetgrid.benchmarks.whole_tables import WholeTable
from budgetgrid.layout.geometry import Box

FOUND = 0.5
"""Intersection over union from which two tables are the same one, as in the detection track of ICDAR 2013."""

NEAR = 0.1
"""Less overlap than `FOUND`, down to this, will do where half of the text agrees (a table read in part)."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A table of the truth and what was read of it, None for a missed one."""

    truth: PageTable
    read: PageTable | None


@dataclass(frozen=True, slots=True)
class Matching:
    """All tables of the truth, and those that were invented."""

    matched: tuple[Matched, ...]
    invented: tuple[PageTable, ...]


def match_tables(truth: list[PageTable], read: list[PageTable]) -> Matching:
    """Pair tables page by page so that their overlap, then their common text, is greatest."""
    pairs: list[Matched] = []
    invented: list[PageTable] = []
    for page in sorted({t.page for t in truth} | {t.page for t in read}):
        here = _match_page([t for t in truth if t.page == page], [t for t in read if t.page == page])
        pairs.extend(here.matched)
        invented.extend(here.invented)
    return Matching(tuple(pairs), tuple(invented))


def _match_page(truth: list[PageTable], read: list[PageTable]) -> Matching:
    scores = np.zeros((len(truth), len(read)))
    for i, true in enumerate(truth):
        for j, other in enumerate(read):
            scores[i, j] = likeness(true, other)
    found = {
        int(i): int(j) for i, j in zip(*linear_sum_assignment(scores, maximize=True)) if scores[i, j] > 0
    }
    pairs = tuple(Matched(t, read[found[i]] if i in found else None) for i, t in enumerate(truth))
    return Matching(pairs, tuple(r for j, r in enumerate(read) if j not in found.values()))


def likeness(truth: PageTable, read: PageTable) -> float:
    """Overlap plus a little for common text; 0 where the two can't be the same table."""
    overlap = intersection_over_union(truth.box, read.box)
    common = common_text(truth, read)
    if overlap >= FOUND or (overlap >= NEAR and common >= 0.5):
        return overlap + 0.1 * common
    return 0.0


def intersection_over_union(one: Box, other: Box) -> float:
    """Common area over joint area, 0 to 1."""
    common = one.overlap(other)
    joint = one.area + other.area - common
    return common / joint if joint > 0 else 0.0


def common_text(truth: PageTable, read: PageTable) -> float:
    """The share of the truth's characters that were read anywhere in the other table."""
    true = Counter("".join(c.text for c in truth.cells))
    other = Counter("".join(c.text for c in read.cells))
    return (true & other).total() / true.total() if true else 0.0


@dataclass(frozen=True, slots=True)
class MatchedWhole:
    """A logical table of the truth and what was read of it, None for a missed one."""

    truth: WholeTable
    read: WholeTable | None


@dataclass(frozen=True, slots=True)
class WholeMatching:
    """All logical tables of the truth, and all that were read."""

    matched: tuple[MatchedWhole, ...]
    read: tuple[WholeTable, ...]

    @property
    def invented(self) -> tuple[WholeTable, ...]:
        """Tables that were read and are no table of the truth, further pieces of one among them."""
        taken = {id(pair.read) for pair in self.matched}
        return tuple(table for table in self.read if id(table) not in taken)


def match_whole_tables(truth: list[WholeTable], read: list[WholeTable]) -> WholeMatching:
    """Pair logical tables so that their overlap over all pages is greatest."""
    scores = np.array([[_common_share(t, r) for r in read] for t in truth]).reshape(len(truth), len(read))
    found = {
        int(i): int(j) for i, j in zip(*linear_sum_assignment(scores, maximize=True)) if scores[i, j] > 0
    }
    pairs = (MatchedWhole(t, read[found[i]] if i in found else None) for i, t in enumerate(truth))
    return WholeMatching(tuple(pairs), tuple(read))


def _common_share(truth: WholeTable, read: WholeTable) -> float:
    """The overlaps of parts that are the same one, over the parts of the larger."""
    overlaps = (
        intersection_over_union(one.box, other.box)
        for one in truth.parts
        for other in read.parts
        if one.page == other.page
    )
    return sum(o for o in overlaps if o >= FOUND) / max(len(truth.parts), len(read.parts))
