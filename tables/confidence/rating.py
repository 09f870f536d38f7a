"""Confidences put on the cells of a page's tables, and lowered by what a document's checks say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from budgetgrid.ocr.reading import Line
from budgetgrid.tables.checks.identity import CellSupport
from budgetgrid.tables.confidence.comparisons import COMPARISON_DOUBTFUL, comparison_doubts, is_doubtful
from budgetgrid.tables.confidence.evidence import Evidence, PageLook, gather_evidence
from budgetgrid.tables.confidence.model import Rating, rate, with_checks
from budgetgrid.tables.confidence.uncalibrated import expected_share
from budgetgrid.tables.grid import Grid
from budgetgrid.tables.table import REPAIRED, Cell, Table

MOST_UNDRAWN = 0.9
"""Confidence of a place at most in a scanned table whose rows and columns no rules draw: where one is lost
the others shift, and nothing on the page tells. 3 of 15 with upright rules alone were so at medium damage:
of the numbers that had more, 28 % were wrong."""


@dataclass(frozen=True, slots=True)
class RatedTable:
    """A table with its confidences, and the evidence for each of its cells, in their order."""

    table: Table
    evidence: tuple[Evidence, ...]


def rate_table(
    table: Table, grid: Grid, texts: Sequence[Sequence[Line]], unread: Sequence[float], look: PageLook
) -> RatedTable:
    """The table that was built of `grid` and `texts`, its confidences by the evidence on its page.

    `unread`: the ink in each cell that no line has, square points.
    """
    evidence = gather_evidence(grid, texts, unread, look)
    comparisons = comparison_doubts(grid, texts)
    undrawn = look.source == "scan" and grid.ruling != "full"
    most = MOST_UNDRAWN if undrawn else 1.0
    cells = tuple(
        _rated(cell, _at_most(rate(found), most), doubt)
        for cell, found, doubt in zip(table.cells, evidence, comparisons, strict=True)
    )
    return RatedTable(replace(table, cells=cells, confidence=expected_share(cells)), evidence)


def with_support(table: Table, support: Sequence[CellSupport]) -> Table:
    """The table with the confidences of its figures by the checks that contradict them."""
    found = {(s.row, s.col): s for s in support if s.table == table.id}
    if not found:
        return table
    cells = tuple(
        _supported(cell, found[cell.row, cell.col]) if (cell.row, cell.col) in found else cell
        for cell in table.cells
    )
    return replace(table, cells=cells, confidence=expected_share(cells))


def _at_most(rating: Rating, most: float) -> Rating:
    """The rating with that of the place, and so that of the cell, no higher than `most`."""
    return replace(rating, cell=min(rating.cell, most), place=min(rating.place, most))


def _rated(cell: Cell, rating: Rating, comparison: float) -> Cell:
    flags = (*cell.flags, COMPARISON_DOUBTFUL) if is_doubtful(comparison) else cell.flags
    return replace(
        cell,
        confidence=rating.cell,
        text_confidence=rating.text,
        structure_confidence=rating.place,
        value_confidence=None if cell.value is None else rating.text,
        flags=flags,
    )


def _supported(cell: Cell, support: CellSupport) -> Cell:
    """The cell with its confidences by checks; where a check repaired its value, that one's is left."""
    value = cell.value_confidence
    if value is not None and REPAIRED not in cell.flags:
        value = with_checks(value, support.passed, support.failed)
    if cell.confidence is None:
        return cell
    confidence = with_checks(cell.confidence, support.passed, support.failed)
    return replace(cell, confidence=confidence, value_confidence=value)
