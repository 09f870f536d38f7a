"""F1 of the adjacency relations of cells, the structure measure of ICDAR 2013.

Göbel and others, "ICDAR 2013 Table Competition" (doi:10.1109/ICDAR.2013.292): each cell that holds text
stands in relation to its nearest neighbour that holds text, to the right of it and below it; empty cells are
passed over. A relation is right where both texts and the direction agree; one merged cell has as many
neighbours as lie along its side. Texts are compared without white space. A shifted table loses little, a
glued cell loses all of its relations.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from budgetgrid.benchmarks.counts import Counts, f1
from budgetgrid.benchmarks.matching import Matching
from budgetgrid.benchmarks.metrics.cells import strict
from budgetgrid.benchmarks.page_tables import PageCell, PageTable


@dataclass(frozen=True, slots=True)
class Relation:
    """Two neighbours' texts; `across`: the second is to the right of the first, else below it."""

    first: str
    second: str
    across: bool


@dataclass(frozen=True, slots=True)
class AdjacencyCounts(Counts):
    """Relations of the truth, of what was read, and common to both."""

    true: int = 0
    read: int = 0
    right: int = 0

    @property
    def f1(self) -> float | None:
        """F1 of relations."""
        return f1(self.right, self.true, self.read)


def count_adjacency(matching: Matching) -> AdjacencyCounts:
    """The counts of one page or document; a missed table's relations are missed, an invented one's are
    wrong.
    """
    total = AdjacencyCounts()
    for pair in matching.matched:
        total += compare_relations(pair.truth, pair.read)
    for table in matching.invented:
        total += AdjacencyCounts(read=relations(table).total())
    return total


def compare_relations(truth: PageTable, read: PageTable | None) -> AdjacencyCounts:
    """The counts of one table; `read` None is a missed one."""
    true = relations(truth)
    other = relations(read) if read is not None else Counter()
    return AdjacencyCounts(true.total(), other.total(), (true & other).total())


def relations(table: PageTable) -> Counter[Relation]:
    """Every adjacency relation of a table, with how often it occurs."""
    owner = {
        (row, col): cell
        for cell in table.cells
        if strict(cell.text)
        for row in range(cell.row, cell.row + cell.rowspan)
        for col in range(cell.col, cell.col + cell.colspan)
    }
    found: Counter[Relation] = Counter()
    for cell in set(owner.values()):
        for across in (True, False):
            for neighbour in _neighbours(cell, owner, table, across):
                found[Relation(strict(cell.text), strict(neighbour.text), across)] += 1
    return found


def _neighbours(
    cell: PageCell, owner: dict[tuple[int, int], PageCell], table: PageTable, across: bool
) -> set[PageCell]:
    """The nearest cells with text along the right (`across`) or the lower side."""
    if across:
        beams = [
            [(row, col) for col in range(cell.col + cell.colspan, table.cols)]
            for row in range(cell.row, cell.row + cell.rowspan)
        ]
    else:
        beams = [
            [(row, col) for row in range(cell.row + cell.rowspan, table.rows)]
            for col in range(cell.col, cell.col + cell.colspan)
        ]
    hits = (next((owner[place] for place in beam if place in owner), None) for beam in beams)
    return {hit for hit in hits if hit is not None}
