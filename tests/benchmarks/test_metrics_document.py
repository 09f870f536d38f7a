"""What a document's score carries: of a table over two pages and a title, and what was read of them."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from budgetgrid.benchmarks.bench.environment import this_environment
from budgetgrid.benchmarks.bench.result import make_result
from budgetgrid.benchmarks.document_score import score_document
from budgetgrid.benchmarks.metrics.teds import TIME_OUT
from budgetgrid.benchmarks.page_tables import read_tables
from budgetgrid.benchmarks.runs import Cost, Reading, no_reading
from budgetgrid.benchmarks.samples import Sample, find_samples
from budgetgrid.benchmarks.truth import (
    Provenance,
    Rect,
    Truth,
    TruthCell,
    TruthFragment,
    TruthPage,
    TruthPlace,
    TruthTable,
    save_truth,
)
from budgetgrid.benchmarks.whole_tables import read_tables_whole
from budgetgrid.document import Block, Document, PageInfo, Run, Source
from budgetgrid.layout.geometry import Box
from budgetgrid.tables.stitch import stitch
from budgetgrid.tables.table import Cell, Fragment, Place, Table

TITLE = "部门收支总表"
UPPER, LOWER = (0.0, 700.0, 200.0, 740.0), (0.0, 50.0, 200.0, 90.0)
TEXTS = (("科目", "金额"), ("甲", "1.00"), ("乙", "2.00"), ("丙", "3.00"))


def place(row: int, col: int) -> tuple[int, Rect]:
    """The page and box of a cell: two rows of 20 pt on each page, columns of 100 pt."""
    top = (UPPER if row < 2 else LOWER)[1] + 20 * (row % 2)
    return 1 + row // 2, Rect(100 * col, top, 100 * col + 100, top + 20)


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    cells = []
    for row, texts in enumerate(TEXTS):
        for col, text in enumerate(texts):
            page, box = place(row, col)
            cells.append(TruthCell(row, col, 1, 1, text, text, (TruthPlace(page, box, text, text),)))
    fragments = (TruthFragment(1, Rect(*UPPER), 0, 1), TruthFragment(2, Rect(*LOWER), 2, 3))
    table = TruthTable("t1", 4, 2, tuple(cells), fragments, TITLE, header_rows=1)
    pages = (TruthPage(1, 200, 800), TruthPage(2, 200, 800))
    title = {"page": 1, "kind": "title", "text": TITLE, "box": [0, 600, 200, 620]}
    save_truth(Truth(Provenance("p", "d", "h", "s"), {}, pages, (table,), (title,)), tmp_path / "truth.json")
    return find_samples([tmp_path])[0]


def reading(last: str = "3.00") -> Reading:
    """What was read, but for the last cell as it is."""
    tables = []
    for page, outline in ((1, UPPER), (2, LOWER)):
        cells = []
        for row in (2 * page - 2, 2 * page - 1):
            for col, text in enumerate(TEXTS[row]):
                _, rect = place(row, col)
                box = Box(rect.left, rect.top, rect.right, rect.bottom)
                said = last if (row, col) == (3, 1) else text
                sure = 0.25 if said != text else 0.75
                where = (Place(page, box),)
                cells.append(Cell(row % 2, col, text=said, raw=said, places=where, confidence=sure))
        part = Fragment(page, Box(*outline), 0, 1)
        tables.append(Table(f"t{page}", 2, 2, tuple(cells), (part,), header_rows=int(page == 1)))
    blocks = (Block("title", Box(0, 600, 200, 620), TITLE), Block("table", Box(*UPPER), table="t1"))
    pages = (
        PageInfo(1, "scan", 200, 800, blocks=blocks),
        PageInfo(2, "scan", 200, 800, blocks=(Block("table", Box(*LOWER), table="t2"),)),
    )
    document = Document(Source("x", "", 2), Run("0", "none"), "ok", pages, tuple(tables))
    joined = stitch(document.tables, document.pages).tables
    whole = tuple(read_tables_whole(document, joined))
    return Reading(read_tables(document), 2, 0, Cost(1.0, 1.0), document, tuple(joined), whole)


def test_a_document_read_right_is_right_in_every_figure(sample: Sample) -> None:
    score = score_document(sample, 1, reading())
    assert (score.detection.found, score.detection.tight, score.detection.invented) == (2, 2, 0)
    assert (
        score.adjacency.f1
        == score.grits.topology_f1
        == score.grits.content_f1
        == score.grits.location_f1
        == 1
    )
    assert (score.narrative.cer, score.narrative.found) == (0, 1)
    assert (score.stitched.tables, score.stitched.exact) == (1, 1)
    assert [(w.id, w.pages, w.joined, w.teds) for w in score.whole] == [("t1", (1, 2), True, 1.0)]
    assert all(cell.right for cell in score.cells)


def test_one_wrong_number_shows_where_it_is_and_how_sure(sample: Sample) -> None:
    score = score_document(sample, 1, reading("3.08"))
    (wrong,) = (cell for cell in score.cells if not cell.right)
    assert (wrong.table, wrong.page, wrong.row, wrong.col) == ("t1/p2", 2, 1, 1)
    assert (wrong.confidence, wrong.number) == (0.25, True)
    assert len(score.cells) == 8
    assert (score.stitched.whole, score.stitched.exact) == (1, 0)
    assert score.whole[0].counts.exact == 7


def test_a_document_that_was_not_read_is_missed_in_every_figure(sample: Sample) -> None:
    score = score_document(sample, 1, no_reading(sample))
    assert (score.detection.missed, score.adjacency.right, score.grits.content) == (2, 0, 0.0)
    assert (score.narrative.cer, score.stitched.joined, score.whole[0].teds) == (1, 0, 0.0)
    assert score.cells == ()


def test_a_reader_of_tables_alone_is_not_judged_by_text_and_whole_tables(sample: Sample) -> None:
    score = score_document(sample, 1, replace(reading(), document=None, joined=(), whole=()))
    assert (score.narrative.cer, score.stitched.tables, score.whole) == (None, 0, ())
    assert score.detection.found == 2


def test_time_outs_are_counted(sample: Sample) -> None:
    score = score_document(sample, 1, reading())
    late = replace(score.whole[0], teds=None, left_out=TIME_OUT)
    for one, count in ((score, 0), (replace(score, whole=(late,)), 1)):
        assert make_result([one], {}, this_environment(), "2026").groups[0].left_out == count


def test_counts_of_documents_add_up(sample: Sample) -> None:
    right, wrong = score_document(sample, 0, reading()), score_document(sample, 1, reading("3.08"))
    both = right.adjacency + wrong.adjacency
    # 丙 beside the number and the number below 2.00: both on page 2
    assert asdict(both) == {"true": 16, "read": 16, "right": 14}
