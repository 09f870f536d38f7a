from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pymupdf

from budgetgrid.benchmarks.ceiling import measure, printed_lines, straightened
from budgetgrid.benchmarks.degrees import HARD
from budgetgrid.benchmarks.samples import find_samples
from budgetgrid.benchmarks.simulate import render, simulate
from budgetgrid.layout.geometry import Box, Image
from budgetgrid.ocr.engine import Weights
from budgetgrid.ocr.reading import Character, Reading

SAMPLES = Path(__file__).parents[2] / "samples"


class Deaf:
    """An engine that reads the same letter in every crop, and counts them."""

    name = "deaf"
    weights: tuple[Weights, ...] = ()

    def __init__(self) -> None:
        self.asked = 0

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        self.asked += len(crops)
        return [Reading((Character("x", 1.0, 0.5),)) for _ in crops]

    def detect(self, image: Image) -> list[Box]:
        return []


def page_with(*texts: tuple[float, float, str]) -> pymupdf.Page:
    page = pymupdf.open().new_page(width=300, height=200)
    for x, baseline, text in texts:
        page.insert_text((x, baseline), text, fontsize=10, fontname="china-s")
    return page


def test_lines_lie_where_the_clean_page_prints_them() -> None:
    page = page_with((20, 30, "预算"), (20, 45, "1.5"), (120, 30, "合"), (180, 30, "计"))
    first, second, empty = printed_lines(
        page, [Box(10, 10, 100, 60), Box(110, 10, 290, 60), Box(10, 100, 90, 160)], 72.0
    )
    assert [line.text_height for line in first] == [10.0, 10.0]
    assert all(20 <= line.box.left <= 21 for line in first)
    assert first[0].box.bottom < first[1].box.top < 45 < first[1].box.bottom + 1
    assert [len(line.parts) for line in second] == [2]
    assert empty == ()


def test_characters_set_below_one_another_are_one_vertical_line() -> None:
    page = page_with(*((20, 30 + 14 * i, c) for i, c in enumerate("一级指标")))
    (lines,) = printed_lines(page, [Box(10, 10, 50, 100)], 72.0)
    assert [(line.vertical, len(line.parts)) for line in lines] == [(True, 4)]


def test_straightened_scan_lies_on_the_clean_page() -> None:
    page = page_with()
    page.draw_rect(pymupdf.Rect(30, 40, 250, 170), fill=(0, 0, 0))
    scan = simulate(render(page), (300, 200), HARD, "straight", 1)
    found = straightened(scan.pixels, scan.warp, HARD.dpi, page.rect)[:, :, 1] < 130
    for axis, (first, last) in enumerate(((40, 170), (30, 250))):
        filled = np.flatnonzero(found.mean(axis=1 - axis) > 0.3)
        assert abs(filled[0] - first * HARD.dpi / 72) <= 1.5
        assert abs(filled[-1] - last * HARD.dpi / 72) <= 1.5


def test_every_cell_counts_and_only_texts_can_be_wrong(tmp_path: Path) -> None:
    (sample,) = find_samples([SAMPLES], ("cppcc",))
    engine = Deaf()
    ceiling = measure(sample, 0, engine, tmp_path)
    assert engine.asked > 0
    for counts in (ceiling.lines, ceiling.cells):
        assert counts.true == counts.read == counts.placed > counts.exact
        assert counts.number_exact == 0 < counts.number_true
    assert len(ceiling.errors) == 2 * ceiling.lines.true - ceiling.lines.exact - ceiling.cells.exact
