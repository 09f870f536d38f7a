"""The table of stages and the comparison of costs, on figures known beforehand."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from budgetgrid.benchmarks import profile_ratio
from budgetgrid.benchmarks.profile import STAGES, StageTable, as_markdown, profile
from budgetgrid.benchmarks.profile_ratio import PageCost, compare, page_costs_as_markdown
from budgetgrid.options import Options


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """A digital page with one ruled cell, and a scan of it."""
    pdf = pymupdf.open()
    page = pdf.new_page(width=300, height=200)
    page.draw_rect(pymupdf.Rect(50, 50, 250, 150))
    page.insert_text((80, 100), "1234.50", fontsize=14)
    picture = page.get_pixmap(dpi=200).tobytes("png")
    pdf.new_page(width=300, height=200).insert_image(pymupdf.Rect(0, 0, 300, 200), stream=picture)
    path = tmp_path / "drawn.pdf"
    pdf.save(path)
    return path


@pytest.mark.engine
def test_every_stage_of_a_scanned_page_takes_time(drawn: Path) -> None:
    table = profile([drawn], [2, 7], Options(engine="onnx"))
    assert (table.engine, table.pages, tuple(table.seconds)[: len(STAGES)]) == ("onnx", 1, STAGES)
    assert all(table.seconds[name] > 0 for name in STAGES if name != "detection")


def test_shares_of_the_table_are_of_the_whole() -> None:
    table = StageTable("onnx", 2, dict.fromkeys(STAGES, 0.0) | {"recognition": 3.0, "rulings": 1.0})
    text = as_markdown(table)
    assert "| recognition | 1500 | 75 |" in text and "| rulings | 500 | 25 |" in text
    assert "| **all** | **2000** | **100** |" in text
    assert "| all but the networks | 500 | 25 |" in text


def test_cost_of_a_page_is_what_it_adds_to_a_run(drawn: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cost(reader: str, path: Path, pages: list[int]) -> PageCost:
        page = 4.0 if reader == profile_ratio.PADDLE else 1.0
        n = len(pages)
        return PageCost(10.0 + page * n, 20.0 + 2 * n, 100.0, 30 * page * n, 5000.0 * n)

    monkeypatch.setattr(profile_ratio, "_process_cost", cost)
    found = compare(drawn, (), 1, "onnx")
    assert (found.pages, found.ours.cpu_seconds, found.paddle.cpu_seconds, found.ratio) == (1, 1.0, 4.0, 0.25)
    assert (
        "| 1 | 1.00 (2.00) | 4.00 (2.00) | 0.25 | 30, 5000 | 120, 5000 | 100 | 100 |"
        in page_costs_as_markdown([found])
    )


@pytest.mark.engine
def test_lines_and_their_width_at_the_recognisers_height_are_counted(drawn: Path) -> None:
    (width,) = profile_ratio._read("onnx", drawn, [2])
    assert 150 < width < 300  # "1234.50" is four times as wide as high


def test_nothing_is_compared_where_no_page_is_left(drawn: Path) -> None:
    with pytest.raises(ValueError, match="no more than 2"):
        compare(drawn, (), 2, "onnx")


def test_process_that_fails_is_told(drawn: Path) -> None:
    with pytest.raises(ChildProcessError):
        profile_ratio._process_cost("tesseract", drawn, [1])
