"""What one document scored at one degree."""

from __future__ import annotations

from dataclasses import dataclass, field

from budgetgrid.benchmarks.causes import CellError, find_errors
from budgetgrid.benchmarks.cell_records import CellRecord, record_cells
from budgetgrid.benchmarks.matching import Matched, MatchedWhole, match_tables, match_whole_tables
from budgetgrid.benchmarks.metrics.adjacency import AdjacencyCounts, count_adjacency
from budgetgrid.benchmarks.metrics.cells import CellCounts, compare_tables, count_cells
from budgetgrid.benchmarks.metrics.detection import DetectionCounts, count_detection
from budgetgrid.benchmarks.metrics.grits import GritsCounts, compare_grids, count_grits
from budgetgrid.benchmarks.metrics.narrative import NarrativeCounts, count_narrative
from budgetgrid.benchmarks.metrics.stitch import StitchCounts, count_stitched, is_joined
from budgetgrid.benchmarks.metrics.teds import teds
from budgetgrid.benchmarks.metrics.wrapped import WrappedCounts, count_wrapped
from budgetgrid.benchmarks.page_tables import PageTable, fragment_tables
from budgetgrid.benchmarks.runs import Cost, Reading
from budgetgrid.benchmarks.samples import Sample
from budgetgrid.benchmarks.whole_tables import true_tables
from budgetgrid.document import Document


@dataclass(frozen=True, slots=True)
class TableScore:
    """One table of the truth on a page: whether it was found, its counts and similarities.

    `left_out`: why a similarity is None, as of metrics.teds.
    """

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
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class WholeScore:
    """One table of the truth over several `pages`, joined again: whether it has all its parts and no others,
    its counts and similarities.
    """

    id: str
    pages: tuple[int, ...]
    joined: bool
    counts: CellCounts
    grits: GritsCounts
    teds: float | None
    structure_teds: float | None
    left_out: str | None


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """One document at one degree. Counts include its missed and invented tables.

    Page by page, but for `stitched` and `whole`, which are of tables joined over pages (where the truth knows
    their cells). `cells`: of every cell that was read.
    """

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
    detection: DetectionCounts = field(default=DetectionCounts())
    adjacency: AdjacencyCounts = field(default=AdjacencyCounts())
    grits: GritsCounts = field(default=GritsCounts())
    wrapped: WrappedCounts = field(default=WrappedCounts())
    narrative: NarrativeCounts = field(default=NarrativeCounts())
    stitched: StitchCounts = field(default=StitchCounts())
    whole: tuple[WholeScore, ...] = field(default=())
    cells: tuple[CellRecord, ...] = field(default=())


def score_document(sample: Sample, degree: int, reading: Reading) -> DocumentScore:
    """Hold what was read of a sample against its truth.

    A reader that gives tables page by page and no document is not judged by its text and whole tables.
    """
    matching = match_tables(fragment_tables(sample.truth), reading.tables)
    pages_only = reading.document is None and reading.failed_pages < reading.pages
    whole = match_whole_tables([] if pages_only else true_tables(sample.truth), list(reading.whole))
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
        count_detection(matching),
        count_adjacency(matching),
        count_grits(matching),
        count_wrapped(matching),
        NarrativeCounts() if pages_only else count_narrative(sample.truth, _narrative(reading.document)),
        count_stitched(whole),
        tuple(_score_whole(pair) for pair in whole.matched if len(pair.truth.parts) > 1 and pair.truth.cells),
        tuple(record_cells(matching)),
    )


def _narrative(document: Document | None) -> dict[int, list[str]]:
    """The texts outside tables, page by page in reading order."""
    pages = document.pages if document is not None else ()
    return {page.number: [block.text for block in page.blocks if block.kind != "table"] for page in pages}


def _score_table(pair: Matched) -> TableScore:
    truth, read = pair.truth, pair.read
    full, structure = teds(truth, read), teds(truth, read, structure_only=True)
    return TableScore(
        truth.id,
        truth.page,
        read is not None,
        truth.rows,
        truth.cols,
        _or_none(read, "rows"),
        _or_none(read, "cols"),
        compare_tables(truth, read),
        full.value,
        structure.value,
        full.left_out or structure.left_out,
    )


def _score_whole(pair: MatchedWhole) -> WholeScore:
    truth = pair.truth.in_one_frame
    read = pair.read.in_one_frame if pair.read is not None else None
    full, structure = teds(truth, read), teds(truth, read, structure_only=True)
    return WholeScore(
        pair.truth.id,
        tuple(part.page for part in pair.truth.parts),
        is_joined(pair),
        compare_tables(truth, read),
        compare_grids(truth, read),
        full.value,
        structure.value,
        full.left_out or structure.left_out,
    )


def _or_none(table: PageTable | None, name: str) -> int | None:
    return getattr(table, name) if table is not None else None
