"""TEDS, the tree edit distance similarity of tables (Zhong and others, 2020, arXiv:1911.10683).

A table is a tree: table, rows, cells; changing a cell costs 1 where its spans differ, else the edits of its
text over the longer one's length. TEDS is 1 - distance / nodes of the larger tree. Every cell is alike here,
header or not, without `thead` and `tbody`; texts are compared without white space; the distance is computed
by the package apted. The package table-recognition-metric gives the same values where it is given `td` only:
it does not see the text of `th`, and can't be stopped.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import count
from typing import ClassVar

from rapidfuzz.distance import Levenshtein

from budgetgrid.benchmarks.metrics.cells import strict
from budgetgrid.benchmarks.page_tables import PageCell, PageTable

LARGEST = 600
"""Cells (of the larger table) up to which TEDS is computed: its pure-Python distance takes 2 s at 480 cells
and 19 s at 1,200."""

TIME_LIMIT = 30.0
"""CPU seconds after which a distance is given up: seven times what 600 cells were seen to take."""

LOOK_AT_CLOCK = 1000
"""Comparisons of two nodes between two looks at the clock, each of which takes as long as a comparison."""

TOO_LARGE = "too large"
TIME_OUT = "time-out"


@dataclass(frozen=True, slots=True)
class Similarity:
    """TEDS, 0 (missed) to 1 (equal), or why there is none: `TOO_LARGE` or `TIME_OUT`."""

    value: float | None
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A table, a row, or a cell with its spans and its text as compared."""

    tag: str
    children: tuple[Node, ...] = ()
    rowspan: int = 1
    colspan: int = 1
    text: str = ""


class _OutOfTime(Exception):
    """Raised from within the distance."""


@dataclass(frozen=True, slots=True)
class _Costs:
    """The costs of edits, in the shape that apted asks for; `end`: CPU seconds of this thread to stop at."""

    end: float
    calls: count[int] = field(default_factory=count)
    valuecls: ClassVar[type[float]] = float

    def delete(self, node: Node) -> float:
        return 1.0

    def insert(self, node: Node) -> float:
        return 1.0

    def rename(self, one: Node, other: Node) -> float:
        if not next(self.calls) % LOOK_AT_CLOCK and time.thread_time() > self.end:
            raise _OutOfTime
        if (one.tag, one.rowspan, one.colspan) != (other.tag, other.rowspan, other.colspan):
            return 1.0
        return Levenshtein.normalized_distance(one.text, other.text)

    def children(self, node: Node) -> tuple[Node, ...]:
        return node.children


def as_tree(table: PageTable, texts: bool = True) -> Node:
    """A table as the tree that TEDS compares."""
    rows: list[list[Node]] = [[] for _ in range(table.rows)]
    for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
        rows[cell.row].append(_leaf(cell, texts))
    return Node("table", tuple(Node("tr", tuple(row)) for row in rows))


def _leaf(cell: PageCell, texts: bool) -> Node:
    return Node("td", (), cell.rowspan, cell.colspan, strict(cell.text) if texts else "")


def _size(node: Node) -> int:
    return 1 + sum(_size(child) for child in node.children)


def teds(
    truth: PageTable, read: PageTable | None, structure_only: bool = False, time_limit: float = TIME_LIMIT
) -> Similarity:
    """The similarity of a table with what was read of it (None: missed)."""
    if read is None:
        return Similarity(0.0)
    true, other = as_tree(truth, not structure_only), as_tree(read, not structure_only)
    if true == other:
        return Similarity(1.0)
    if max(len(truth.cells), len(read.cells)) > LARGEST:
        return Similarity(None, TOO_LARGE)
    from apted import APTED

    try:
        distance = APTED(other, true, _Costs(time.thread_time() + time_limit)).compute_edit_distance()
    except _OutOfTime:
        return Similarity(None, TIME_OUT)
    return Similarity(1.0 - distance / max(_size(true), _size(other)))
