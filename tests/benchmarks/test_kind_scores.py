"""Scores by kind of table: documents of each kind, and what of them counts as right."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from budgetgrid.benchmarks.invented.kinds import KINDS, write_documents
from budgetgrid.benchmarks.kind_scores import cells_under_seal, count_tables, rows_right
from budgetgrid.benchmarks.page_tables import PageCell, PageTable
from budgetgrid.benchmarks.runs import Cost, Reading
from budgetgrid.benchmarks.samples import Sample, find_samples
from budgetgrid.benchmarks.simulate import VARIANTS
from budgetgrid.benchmarks.truth import load_truth
from budgetgrid.benchmarks.whole_tables import true_tables
from budgetgrid.layout.geometry import Box

SEAL = next(variant for variant in VARIANTS if variant.seal)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("kind")
    write_documents(folder, "diagonal", 1, seed=3)
    return find_samples([folder])[0]


def table(*texts: str) -> PageTable:
    """Two columns of these texts, row by row."""
    box = Box(0, 0, 100, 100)
    cells = (PageCell(k // 2, k % 2, 1, 1, text, 1, box) for k, text in enumerate(texts))
    return PageTable("t", 1, box, len(texts) // 2, 2, tuple(cells))


def test_row_is_right_where_each_of_its_cells_is() -> None:
    assert rows_right(table("a", "1", "b", "2"), table("a", "1", "b", "7")) == {0: True, 1: False}
    assert rows_right(table("a", "1"), None) == {0: False}


def test_table_read_as_it_is_counts_as_whole(sample: Sample) -> None:
    read = Reading([], 1, 0, Cost(0.0, 0.0), whole=tuple(true_tables(sample.truth)))
    counts = count_tables(sample, read, lambda cell: True)
    assert (counts.tables, counts.found, counts.whole) == (1, 1, 1)
    assert counts.rows_right == counts.rows == sample.truth.tables[0].rows
    assert counts.cells.f1 == 1.0


def test_table_that_was_not_read_is_missed(sample: Sample) -> None:
    counts = count_tables(sample, Reading([], 1, 0, Cost(0.0, 0.0)), lambda cell: True)
    assert (counts.tables, counts.found, counts.whole, counts.rows_right) == (1, 0, 0, 0)


def test_cells_under_a_seal_are_some_of_a_table(sample: Sample, tmp_path: Path) -> None:
    under = cells_under_seal(sample, 1, tmp_path, SEAL)
    cells = true_tables(sample.truth)[0].cells
    covered = [cell for cell in cells if under(cell)]
    assert 0 < len(covered) < len(cells) / 2


def test_first_head_of_a_diagonal_kind_has_two_texts_and_a_slanted_line(sample: Sample) -> None:
    first = sample.truth.tables[0].cells[0]
    assert first.raw.split("\n")[0].strip() == "金额"
    assert first.lines == 2
    assert sample.digital is not None
    with pymupdf.open(sample.digital) as document:
        lines = [item for drawing in document[0].get_drawings() for item in drawing["items"]]
    box = first.places[0].box
    assert any(
        kind == "l" and abs(end.x - start.x - box.width) < 0.1 and abs(end.y - start.y - box.height) < 0.1
        for kind, start, end, *_ in lines
    )


def test_tables_over_pages_run_over_two_or_three(tmp_path: Path) -> None:
    (place,) = write_documents(tmp_path, "over-pages", 1, seed=3)
    assert len(load_truth(place / "truth.json").tables[0].fragments) in (2, 3)


def test_turned_sheets_hold_what_upright_ones_do() -> None:
    assert KINDS["turned"].write.keywords == KINDS["not-turned"].write.keywords
    assert {variant.turned for variant in KINDS["turned"].variants} == {90, 180, 270}
