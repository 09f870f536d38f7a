"""What went wrong with a cell, put down to one cause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from budgetgrid.benchmarks.matching import Matched, Matching
from budgetgrid.benchmarks.metrics.cells import normalised, strict
from budgetgrid.benchmarks.metrics.wrapped import lines_joined, lines_split
from budgetgrid.benchmarks.page_tables import PageCell, PageTable
from budgetgrid.layout.geometry import Box

CAUSES = (
    "table missed",
    "table invented",
    "lines split",
    "lines joined",
    "rows",
    "columns",
    "span",
    "normalisation",
    "lines",
    "text substituted",
    "text inserted",
    "text deleted",
    "text unread",
    "text invented",
)
"""`lines split`: a wrapped cell was read as cells on several rows. `lines joined`: it was read as one with
cells of other rows. `rows` and `columns`: neither, but the table's count of them differs, so that cells stand
elsewhere. `span`: the counts agree. `normalisation`: equal after NFKC. `lines`:
the same characters in another order. `text unread` and `text invented`: all of a cell's text.
"""


@dataclass(frozen=True, slots=True)
class CellError:
    """One wrong cell: `box` in points of the clean page; `read` None where no cell was at its place."""

    table: str
    page: int
    row: int
    col: int
    cause: str
    truth: str
    read: str | None
    confidence: float | None
    box: Box


def find_errors(matching: Matching) -> list[CellError]:
    """Every cell of the truth that is not exactly right, and each invented table once."""
    errors: list[CellError] = []
    for pair in matching.matched:
        errors.extend(_table_errors(pair))
    for table in matching.invented:
        text = " ".join(c.text for c in table.cells if c.text)[:200]
        errors.append(CellError(table.id, table.page, 0, 0, "table invented", "", text, None, table.box))
    return errors


def _table_errors(pair: Matched) -> list[CellError]:
    others = {cell.place: cell for cell in pair.read.cells} if pair.read is not None else {}
    errors = []
    for cell in pair.truth.cells:
        other = others.get(cell.place)
        if other is not None and strict(other.text) == strict(cell.text):
            continue
        errors.append(_error(pair.truth, cell, _cause(cell, other, pair), other))
    return errors


def _error(table: PageTable, cell: PageCell, cause: str, other: PageCell | None) -> CellError:
    return CellError(
        table.id,
        table.page,
        cell.row,
        cell.col,
        cause,
        cell.text,
        other.text if other is not None else None,
        other.confidence if other is not None else None,
        cell.box,
    )


def _cause(cell: PageCell, other: PageCell | None, pair: Matched) -> str:
    """Why a cell is wrong; `other`: what was read at its anchor with its spans, perhaps of elsewhere on the
    page.
    """
    truth, read = pair.truth, pair.read
    if read is None:
        return "table missed"
    if lines_split(cell, read.cells):
        return "lines split"
    around = (one for one in read.cells if one.box.contains_point(*cell.box.center))
    if strict(cell.text) and any(lines_joined(one, truth.cells) for one in around):
        return "lines joined"
    if other is not None and other.box.contains_point(*cell.box.center):
        return text_cause(cell.text, other.text)
    if read.rows != truth.rows:
        return "rows"
    return "columns" if read.cols != truth.cols else "span"


def text_cause(truth: str, read: str) -> str:
    """Why two texts differ, one of `CAUSES`."""
    true, other = strict(truth), strict(read)
    if normalised(truth) == normalised(read):
        return "normalisation"
    if not other:
        return "text unread"
    if not true:
        return "text invented"
    if Counter(true) == Counter(other):
        return "lines"
    kinds = {operation.tag for operation in Levenshtein.editops(other, true)}
    if kinds == {"insert"}:
        return "text deleted"
    return "text inserted" if kinds == {"delete"} else "text substituted"
