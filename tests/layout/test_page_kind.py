"""Which pages are read from their text layer, which from their picture."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image

from budgetgrid.layout.page_image import page_image
from budgetgrid.layout.page_kind import kind_by_layer, page_kind, shows_ink
from budgetgrid.layout.source import open_source

LINES = "\n".join("A line of ordinary text with several words" for _ in range(20))


def kind_of(tmp_path: Path, document: pymupdf.Document) -> str:
    document.save(tmp_path / "x.pdf")
    with open_source(tmp_path / "x.pdf") as source:
        page = source.page(1)
        kind = page_kind(page)
        if kind_by_layer(page) == "bare":
            drawn = page_image(page)
            assert shows_ink(drawn.pixels, drawn.dpi) == (kind == "scan"), "its picture says otherwise"
        return kind


def picture(width: int = 827, height: int = 1169) -> bytes:
    pixels = np.random.default_rng(1).integers(0, 256, (height, width), np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def new_page() -> tuple[pymupdf.Document, pymupdf.Page]:
    document = pymupdf.open()
    return document, document.new_page(width=595, height=842)


def test_page_of_text_is_digital(tmp_path: Path) -> None:
    document, page = new_page()
    page.insert_text((50, 50), LINES)
    assert kind_of(tmp_path, document) == "digital"


def test_page_that_is_one_image_is_a_scan(tmp_path: Path) -> None:
    document, page = new_page()
    page.insert_image(page.rect, stream=picture())
    assert kind_of(tmp_path, document) == "scan"


@pytest.mark.parametrize("hidden", [{"render_mode": 3}, {"fill_opacity": 0}])
def test_hidden_text_over_a_scan_is_not_trusted(tmp_path: Path, hidden: dict[str, int]) -> None:
    document, page = new_page()
    page.insert_image(page.rect, stream=picture())
    page.insert_text((50, 50), LINES, **hidden)
    assert kind_of(tmp_path, document) == "scan"


def test_text_painted_over_by_a_scan_is_not_trusted(tmp_path: Path) -> None:
    document, page = new_page()
    page.insert_text((50, 50), LINES)
    page.insert_image(page.rect, stream=picture())
    assert kind_of(tmp_path, document) == "scan"


def test_stamped_page_number_leaves_a_scan_a_scan(tmp_path: Path) -> None:
    document, page = new_page()
    page.insert_image(page.rect, stream=picture())
    page.insert_text((280, 820), "- 17 -")
    assert kind_of(tmp_path, document) == "scan"


def test_page_of_text_over_a_background_picture_is_digital(tmp_path: Path) -> None:
    document, page = new_page()
    page.insert_image(page.rect, stream=picture())
    page.insert_text((50, 50), LINES)
    assert kind_of(tmp_path, document) == "digital"


def test_large_scanned_part_among_digital_text_makes_the_page_a_scan(tmp_path: Path) -> None:
    document, page = new_page()
    page.insert_text((50, 50), LINES)
    page.insert_image(pymupdf.Rect(50, 400, 545, 800), stream=picture(), keep_proportion=False)
    assert kind_of(tmp_path, document) == "scan"


def test_chart_in_digital_text_leaves_the_page_digital(tmp_path: Path) -> None:
    document, page = new_page()
    page.insert_text((50, 50), LINES)
    page.insert_image(pymupdf.Rect(50, 600, 545, 800), stream=picture(), keep_proportion=False)
    assert kind_of(tmp_path, document) == "digital"


def test_single_stretched_pixel_is_a_background_and_no_scan(tmp_path: Path) -> None:
    document, page = new_page()
    page.insert_image(page.rect, stream=picture(2, 2), keep_proportion=False)
    page.insert_text((50, 50), "Cover")
    assert kind_of(tmp_path, document) == "digital"


def test_layer_that_decodes_to_rubbish_is_not_used(tmp_path: Path) -> None:
    document, page = new_page()
    page.insert_font(fontname="F0", fontbuffer=pymupdf.Font("cjk").buffer)
    page.insert_text((50, 50), "预算总表" * 10, fontname="F0")
    assert kind_of(tmp_path, document) == "digital"
    for xref in range(1, document.xref_length()):
        if document.xref_get_key(xref, "ToUnicode")[0] == "xref":
            document.xref_set_key(xref, "ToUnicode", "null")
    assert kind_of(tmp_path, document) == "scan"


def test_text_drawn_as_outlines_is_a_scan_in_spite_of_its_page_number(tmp_path: Path) -> None:
    document, page = new_page()
    shape = page.new_shape()
    for row in range(15):
        for column in range(20):
            shape.draw_circle((60 + 20 * column, 60 + 30 * row), 5)
    shape.finish(fill=(0, 0, 0))
    shape.commit()
    for row in range(15):
        for column in range(20):
            page.draw_circle((60 + 20 * column, 60 + 30 * row), 5, fill=(0, 0, 0))
    page.insert_text((280, 820), "17")
    assert kind_of(tmp_path, document) == "scan"


def test_page_with_nothing_to_see_is_blank(tmp_path: Path) -> None:
    document, page = new_page()
    assert kind_of(tmp_path, document) == "blank"
    page.draw_rect(page.rect, fill=(1, 1, 1), color=None)
    page.insert_text((50, 50), LINES, render_mode=3)
    page.insert_text((50, 900), "below the page's edge")
    assert kind_of(tmp_path, document) == "blank"
    page.draw_line((50, 50), (300, 50), width=0.25)
    assert kind_of(tmp_path, document) == "scan"


def test_image_file_is_a_scan(tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(picture(50, 50))
    with open_source(tmp_path / "x.png") as source:
        assert page_kind(source.page(1)) == "scan"


def test_faint_writing_on_a_scan_is_seen_and_an_empty_sheet_is_blank(tmp_path: Path) -> None:
    sheet = np.full((2339, 1654), 250, np.uint8)
    for kind in ("blank", "scan"):
        document, page = new_page()
        out = io.BytesIO()
        Image.fromarray(sheet).save(out, "PNG")
        page.insert_image(page.rect, stream=out.getvalue(), keep_proportion=False)
        assert kind_of(tmp_path, document) == kind
        sheet[1000:1030, 800:802] = 190


@pytest.mark.parametrize(
    ("top", "bottom", "shown"), [(250, 250, False), (250, 240, False), (250, 230, True)], ids=str
)
def test_contrast_between_far_ends_of_a_page_is_seen(top: int, bottom: int, shown: bool) -> None:
    page = np.full((1169, 827, 3), top, np.uint8)
    page[600:] = bottom
    assert shows_ink(page, 100.0) == shown
    assert shows_ink(page[::-1], 100.0) == shown


def test_smallest_picture_shows_no_ink() -> None:
    assert not shows_ink(np.full((3, 2, 3), 255, np.uint8), 300.0)
