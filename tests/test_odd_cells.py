"""Cell contents that fool finders of lines and rules, drawn, scanned, and read with the models."""

from __future__ import annotations

import pymupdf
import pytest

from budgetgrid import convert
from budgetgrid.benchmarks.degrees import LIGHT
from budgetgrid.benchmarks.simulate import render, simulate

ROWS = (60, 110, 150, 190, 230, 270, 310)
COLS = (60, 160, 260, 360, 460, 540)

TEXTS = {
    (1, 0): "一", (1, 1): "1", (1, 3): "0", (1, 4): "一、收入", (2, 0): "□是□否", (2, 2): "-", (2, 3): "7",
    (2, 4): "二", (3, 1): "注1", (3, 2): "收入（万", (3, 3): "10%", (4, 0): "基本支出", (4, 1): "项目支出",
    (4, 2): "123.45", (4, 3): "99.00", (4, 4): "", (5, 0): "（其中：工资）", (5, 1): "△3.00", (5, 2): "≥95%",
    (5, 3): "合计", (5, 4): "(5.00)",
}  # fmt: skip
"""What is printed where; odd ones are placed by hand below."""

PLACED = {
    (2, 0): [(8, 25, "□是 □否", 10.5)],
    (3, 1): [(8, 25, "注", 10.5), (19, 20, "1", 6)],
    (4, 0): [(8, 37.5, "基本支出", 10.5)],
    (4, 1): [(0.5, 25, "项目支出", 10.5)],
    (4, 2): [(8, 9, "123.45", 10.5)],
    (5, 0): [(4, 16, "（其中：", 10.5), (4, 32, "工资）", 10.5)],
    (5, 3): [(40, 17, "合", 10.5), (40, 31, "计", 10.5)],
}
"""(x, y) of the baseline from the cell's corner, text and size, in points: touching rules, on two lines,
upright text, a raised note."""


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    document = pymupdf.open()
    page = document.new_page(width=595, height=400)
    for y in ROWS:
        page.draw_line((COLS[0], y), (COLS[-1], y), width=0.75)
    for x in COLS:
        page.draw_line((x, ROWS[0]), (x, ROWS[-1]), width=0.75)
    page.draw_line((COLS[0], ROWS[0]), (COLS[1], ROWS[1]), width=0.75)
    for x, y, text in ((60, 18, "科目"), (10, 42, "年度"), (110, 30, "预算"), (210, 30, "决算")):
        page.insert_text((COLS[0] + x, ROWS[0] + y), text, fontname="china-s", fontsize=10.5)
    for place, text in TEXTS.items():
        for x, y, part, size in PLACED.get(place, [(8, 25, text, 10.5)]):
            corner = COLS[place[1]] + x, ROWS[place[0]] + y
            page.insert_text(corner, part, fontname="china-s", fontsize=size)
    scan = simulate(render(page), (595, 400), LIGHT, "odd cells", 1)
    with pymupdf.open() as out:
        sheet = out.new_page(width=595, height=400)
        sheet.insert_image(sheet.rect, stream=scan.stored)
        path = tmp_path_factory.mktemp("odd") / "cells.pdf"
        out.save(path)
    (table,) = convert(path, threads=1).tables
    return {(cell.row, cell.col): cell for cell in table.cells}


@pytest.mark.parametrize("place", TEXTS, ids=lambda place: TEXTS[place] or "empty")
def test_an_odd_cell_is_read(cells, place):
    assert "".join(cells[place].text.split()) == TEXTS[place]


def test_both_texts_of_a_diagonal_head_are_read_and_flagged(cells):
    assert cells[0, 0].raw.split("\n") == ["科目", "年度"]
    assert [place for place, cell in cells.items() if "diagonal" in cell.flags] == [(0, 0)]
