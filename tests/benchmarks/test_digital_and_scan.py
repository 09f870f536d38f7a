"""Digital pages and their scans give one structure."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from colour_engine import SilentEngine

from budgetgrid.benchmarks.digital_and_scan import Agreement, agreement, compare_readings
from budgetgrid.conversion import convert

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.mark.parametrize(
    ("slug", "page"), [("real-jiangsu-high-court-2017", 2), ("real-jiangsu-npc-2018", 3)]
)
def test_a_page_and_its_scan_have_the_same_tables(tmp_path, slug, page):
    with pymupdf.open(SAMPLES / slug / "digital.pdf") as document:
        document.select([page - 1])
        document.save(tmp_path / "page.pdf")
    found = compare_readings(tmp_path / "page.pdf", 1, slug, engine=SilentEngine())
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
