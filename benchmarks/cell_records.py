"""Every cell that was read, with its confidence and whether it is right."""

from __future__ import annotations

from dataclasses import dataclass

from budgetgrid.benchmarks.matching import Matching
from budgetgrid.benchmarks.metrics.cells import is_number, strict
from budgetgrid.benchmarks.page_tables import PageCell, PageTable


@dataclass(frozen=True, slots=True)
class CellRecord:
    """One cell that was read: where, how sure, whether anchor, spans and text are exactly right.

    `table`: the truth's table, the read one's id where it is invented; all its cells are then wrong. `kind`:
    number (in the truth or as read), text or empty.
    """

    table: str
    page: int
    row: int
    col: int
    confidence: float | None
    right: bool
    kind: str

    @property
    def number(self) -> bool:
        """Whether it is a number, or was read as one."""
        return self.kind == "number"


def record_cells(matching: Matching) -> list[CellRecord]:
    """A record of each cell that was read of one page or document. What was missed has none."""
    records = []
    for pair in matching.matched:
        if pair.read is not None:
            true = {cell.place: cell for cell in pair.truth.cells}
            records += [_record(pair.truth, cell, true.get(cell.place)) for cell in pair.read.cells]
    for table in matching.invented:
        records += [_record(table, cell, None) for cell in table.cells]
    return records


def _record(table: PageTable, read: PageCell, true: PageCell | None) -> CellRecord:
    texts = [read.text] if true is None else [read.text, true.text]
    kind = "number" if any(is_number(t) for t in texts) else "text" if any(map(strict, texts)) else "empty"
    right = true is not None and strict(read.text) == strict(true.text)
    return CellRecord(table.id, table.page, read.row, read.col, read.confidence, right, kind)
