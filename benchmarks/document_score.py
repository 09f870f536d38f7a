"""What one document scored at one degree, and many documents together."""

from __future__ import annotations

from dataclasses import dataclass, field

from budgetgrid.benchmarks.causes import CellError, find_errors
from budgetgrid.benchmarks.matching import Matched, Matching, match_tables
from budgetgrid.benchmarks.metrics_cells import CellCounts, compare_tables, count_cells
from budgetgrid.benchmarks.metrics_teds import teds
from budgetgrid.benchmarks.page_tables import PageTable, fragment_tables
from budgetgrid.benchmarks.runs import Cost, Reading
from budgetgrid.benchmarks.samples import Sample


@dataclass(frozen=True, slots=True)
class TableScore:
    """One table of the truth: whether it was found, its counts, and its similarities (None: too large)."""

    id: str
    page: int
    found: bool
    rows: int
    cols: int
    read_rows: int | None
    read_cols: int | None
    counts: CellCounts
    teds: float | None
    structure_teds: float | None


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """One document at one degree. `counts` include its missed and invented tables."""

    slug: str
    split: str | None
    degree: int
    pages: int
    failed_pages: int
    tables: tuple[TableScore, ...]
    invented: int
    counts: CellCounts
    cost: Cost
    errors: tuple[CellError, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Summary:
    """Several documents together: counts summed, similarities averaged over tables, costs over pages."""

    documents: int
    pages: int
    failed_pages: int
    tables: int
    found: int
    invented: int
    rows_right: int
    cols_right: int
    counts: CellCounts
    teds: float | None
    structure_teds: float | None
    teds_left_out: int
    cpu_seconds_per_page: float
    peak_memory: float


def score_document(sample: Sample, degree: int, reading: Reading) -> DocumentScore:
    """Hold what was read of a sample against its truth."""
    return _scored(sample, degree, reading, match_tables(fragment_tables(sample.truth), reading.tables))


def _scored(sample: Sample, degree: int, reading: Reading, matching: Matching) -> DocumentScore:
    return DocumentScore(
        sample.slug,
        sample.split,
        degree,
        reading.pages,
        reading.failed_pages,
        tuple(_score_table(pair) for pair in matching.matched),
        len(matching.invented),
        count_cells(matching),
        reading.cost,
        tuple(find_errors(matching)),
    )


def _score_table(pair: Matched) -> TableScore:
    truth, read = pair.truth, pair.read
    return TableScore(
        truth.id,
        truth.page,
        read is not None,
        truth.rows,
        truth.cols,
        _or_none(read, "rows"),
        _or_none(read, "cols"),
        compare_tables(truth, read),
        teds(truth, read),
        teds(truth, read, structure_only=True),
    )


def _or_none(table: PageTable | None, name: str) -> int | None:
    return getattr(table, name) if table is not None else None


def summarise(scores: list[DocumentScore]) -> Summary:
    """The documents' scores as one; there must be at least one."""
    tables = [table for score in scores for table in score.tables]
    counts = CellCounts()
    for score in scores:
        counts += score.counts
    pages = sum(score.pages for score in scores)
    cpu = sum(score.cost.cpu_seconds_per_page * score.pages for score in scores)
    return Summary(
        documents=len(scores),
        pages=pages,
        failed_pages=sum(score.failed_pages for score in scores),
        tables=len(tables),
        found=sum(table.found for table in tables),
        invented=sum(score.invented for score in scores),
        rows_right=sum(table.rows == table.read_rows for table in tables),
        cols_right=sum(table.cols == table.read_cols for table in tables),
        counts=counts,
        teds=_mean([table.teds for table in tables]),
        structure_teds=_mean([table.structure_teds for table in tables]),
        teds_left_out=sum(table.teds is None for table in tables),
        cpu_seconds_per_page=cpu / max(1, pages),
        peak_memory=max(score.cost.peak_memory for score in scores),
    )


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
