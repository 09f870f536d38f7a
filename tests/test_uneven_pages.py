"""Pages that lie unevenly on their scan, drawn with known truth: seen aslant, curled, in the dark,
punched, on thin paper, of mixed sizes and turned each its own way.
"""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from colour_engine import SilentEngine

from budgetgrid import convert
from budgetgrid.benchmarks.degrees import LIGHT, MEDIUM, Degree
from budgetgrid.benchmarks.simulate import PLAIN, VARIANTS, Variant, render, simulate
from budgetgrid.layout.geometry import Image

UNEVEN = [v for v in VARIANTS if v.bent or v.tilted or v.bordered or v.punched or v.bled]
PLACES = (
    (0, 0, 2, 1), (0, 1, 1, 3), (1, 1, 1, 1), (1, 2, 1, 1), (1, 3, 1, 1),
    *((row, col, 1, 1) for row in range(2, 8) for col in range(4)),
)  # fmt: skip
"""(row, col, rowspan, colspan) of every cell of the table that is drawn."""

HEADS = {(0, 0): "项目", (0, 1): "本年预算", (1, 1): "合计", (1, 2): "基本支出", (1, 3): "项目支出"}
TEXTS = {
    (row, col): HEADS.get((row, col), f"{row}{col}1.50" if col else "经费拨款") for row, col, _, _ in PLACES
}


def table_page(width: float, height: float) -> pymupdf.Page:
    """A page in points with a table of 8 rows and 4 columns, and a line of text above it."""
    page = pymupdf.open().new_page(width=width, height=height)
    left, top, across, down = 60.0, 80.0, (width - 120) / 4, 30.0
    for row, col, rowspan, colspan in PLACES:
        x, y = left + col * across, top + row * down
        page.draw_rect((x, y, x + colspan * across, y + rowspan * down), width=0.75)
        text = TEXTS[row, col]
        font = "helv" if text.isascii() else "china-s"
        page.insert_text((x + 6, y + 20), text, fontname=font, fontsize=10.5)
    page.insert_text((width / 2 - 60, 50), "收支预算总表", fontname="china-s", fontsize=16)
    return page


def scan(path: Path, pictures: list[tuple[bytes, float, float]]) -> Path:
    """A PDF of pictures with their sizes in points."""
    with pymupdf.open() as out:
        for stored, width, height in pictures:
            page = out.new_page(width=width, height=height)
            page.insert_image(page.rect, stream=stored)
        out.save(path)
    return path


def scanned(page: pymupdf.Page, variant: Variant, degree: Degree) -> tuple[bytes, float, float]:
    size = page.rect.width, page.rect.height
    made = simulate(render(page), size, degree, "uneven", 1, back_of(page) if variant.bled else None, variant)
    return made.stored, made.warp.width * 72 / made.dpi, made.warp.height * 72 / made.dpi


def back_of(page: pymupdf.Page) -> Image:
    """A page of text as large."""
    back = pymupdf.open().new_page(width=page.rect.width, height=page.rect.height)
    for line in range(12):
        back.insert_text(
            (55, 60 + 25 * line), "本部门预算按照一般公共预算编制", fontname="china-s", fontsize=12
        )
    return render(back)


@pytest.mark.parametrize("variant", UNEVEN, ids=lambda v: v.name)
def test_the_table_of_an_uneven_page_is_whole(variant, tmp_path):
    page = table_page(460, 380)
    picture = scanned(page, variant, LIGHT if variant.bled else MEDIUM)
    (table,) = convert(scan(tmp_path / "page.pdf", [picture]), engine=SilentEngine()).tables
    assert tuple((c.row, c.col, c.rowspan, c.colspan) for c in table.cells) == PLACES


def test_pages_of_mixed_sizes_are_each_read_the_right_way_up(tmp_path):
    sheets = [
        (table_page(420, 595), PLAIN),
        (table_page(620, 380), Variant("upside down", turned=180)),
        (table_page(460, 400), Variant("turned", turned=90)),
    ]
    pictures = [scanned(page, variant, LIGHT) for page, variant in sheets]
    document = convert(scan(tmp_path / "pages.pdf", pictures), threads=1, stitch=False)
    assert [page.rotation for page in document.pages] == [0, 180, 270]
    assert [table.pages for table in document.tables] == [(1,), (2,), (3,)]
    for table in document.tables:
        assert {(c.row, c.col): c.text for c in table.cells} == TEXTS
        assert table.title == "收支预算总表"
