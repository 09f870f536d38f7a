"""Scores for tests of the benchmark: of a table of four cells on one page, read with chosen texts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pymupdf

from budgetgrid.benchmarks.document_score import DocumentScore, score_document
from budgetgrid.benchmarks.page_tables import PageTable, fragment_tables
from budgetgrid.benchmarks.runs import AS_IS, Cost, Reading
from budgetgrid.benchmarks.samples import Sample
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

TEXTS = ("科目", "金额", "教育", "1.00")


def sample(slug: str, split: str | None = None, scan: Path | None = None) -> Sample:
    """A document that exists as a scan only."""
    cells = []
    for index, text in enumerate(TEXTS):
        row, col = divmod(index, 2)
        box = Rect(20 + 80 * col, 20 + 30 * row, 100 + 80 * col, 50 + 30 * row)
        cells.append(TruthCell(row, col, 1, 1, text, text, (TruthPlace(1, box, text, text),)))
    table = TruthTable("t1", 2, 2, tuple(cells), (TruthFragment(1, Rect(20, 20, 180, 80), 0, 1),))
    truth = Truth(
        Provenance("a person", "2026-01-01", "by hand", "drawn"), {}, (TruthPage(1, 200, 100),), (table,)
    )
    return Sample(slug, truth, None, scan, split)


def score(
    one: Sample, *texts: str, confidence: float = 0.99, degree: int = AS_IS, cpu: float = 1.0
) -> DocumentScore:
    """What the sample scores where its cells were read as `texts`."""
    return score_document(
        one, degree, Reading([read(one, *texts, confidence=confidence)], 1, 0, Cost(cpu, 300.0))
    )


def read(one: Sample, *texts: str, confidence: float = 0.99) -> PageTable:
    """The sample's table with other texts, all of one confidence."""
    (true,) = fragment_tables(one.truth)
    cells = (replace(c, text=text, confidence=confidence) for c, text in zip(true.cells, texts, strict=True))
    return replace(true, cells=tuple(cells))


def on_disk(folder: Path, slug: str, document: str = "scan.pdf") -> Path:
    """The sample's folder, with a blank page as its document."""
    (folder / slug).mkdir(parents=True)
    save_truth(sample(slug).truth, folder / slug / "truth.json")
    with pymupdf.open() as blank:
        blank.new_page(width=200, height=100)
        blank.save(folder / slug / document)
    return folder / slug
