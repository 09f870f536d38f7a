"""Digital pages and their scans give one structure."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pymupdf
import pytest
from colour_engine import SilentEngine

from budgetgrid.benchmarks.digital_and_scan import Agreement, agreement, compare_readings
from budgetgrid.benchmarks.samples import find_samples
from budgetgrid.conversion import convert
from budgetgrid.options import Options

SAMPLES = Path(__file__).parents[2] / "samples"
IN_BOTH_FORMS = [sample for sample in find_samples([SAMPLES]) if sample.digital and sample.scan]


@pytest.mark.parametrize("sample", IN_BOTH_FORMS, ids=lambda sample: sample.slug)
def test_the_page_of_a_sample_with_most_cells_and_its_scan_have_the_same_tables(sample):
    cells = Counter(place.page for t in sample.truth.tables for cell in t.cells for place in cell.places)
    options = Options(pages=(cells.most_common(1)[0][0],), threads=1, stitch=False)
    both = (convert(path, options, engine=SilentEngine()) for path in (sample.digital, sample.scan))
    found = agreement(*both)
    assert found.tables > 0
    assert found == Agreement(found.tables, found.tables, ())


def test_a_page_and_the_scan_made_of_it_have_the_same_tables(tmp_path):
    with pymupdf.open(SAMPLES / "real-jiangsu-npc-2018" / "digital.pdf") as document:
        document.select([2])
        document.save(tmp_path / "page.pdf")
    found = compare_readings(tmp_path / "page.pdf", 2, "npc", engine=SilentEngine())
    assert found.tables > 0
    assert found == Agreement(found.tables, found.tables, ())


def table_page(path: Path, rows: int) -> Path:
    document = pymupdf.open()
    page = document.new_page()
    for row in range(rows + 1):
        page.draw_line((100, 100 + 40 * row), (400, 100 + 40 * row))
    for x in (100, 250, 400):
        page.draw_line((x, 100), (x, 100 + 40 * rows))
    page.insert_text((110, 90), "A table with some words above it")
    document.save(path)
    return path


def test_another_structure_is_seen_and_its_page_named(tmp_path):
    one, other = (
        convert(table_page(tmp_path / f"{rows}.pdf", rows), engine=SilentEngine()) for rows in (3, 4)
    )
    assert agreement(one, one) == Agreement(1, 1, ())
    assert agreement(one, other) == Agreement(0, 2, (1,))
