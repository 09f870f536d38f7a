"""A digital page whose text layer lies, through the whole pipe."""

from __future__ import annotations

from pathlib import Path

import cv2
import pymupdf
import pytest
from colour_engine import ColourEngine, SilentEngine
from test_pipeline import POINT, TEXTS, drawn_page

from budgetgrid import convert

LIE = "鼙鼛鼚鼜鼟鼡鼢鼣鼤鼥鼦鼧鼨鼩鼪鼫鼬鼭鼮鼯鼰鼱"


@pytest.fixture
def engine() -> ColourEngine:
    return ColourEngine()


def lying(path: Path, engine: ColourEngine, text: str) -> Path:
    """A page drawn as a picture that covers less of it than a scan, with `text` in visible ink below it."""
    document = pymupdf.open()
    page = drawn_page(engine)
    height, width = page.shape[:2]
    sheet = document.new_page(width=width * POINT, height=2 * height * POINT)
    _, png = cv2.imencode(".png", page[200:640, :, ::-1])
    sheet.insert_image(pymupdf.Rect(0, 200 * POINT, width * POINT, 640 * POINT), stream=png.tobytes())
    sheet.insert_text((72, 460), text, fontname="china-s", fontsize=12)
    document.save(path)
    return path


def test_a_page_whose_layer_is_wrong_is_read_as_a_scan_and_says_so(tmp_path, engine):
    document = convert(lying(tmp_path / "lie.pdf", engine, LIE), engine=engine)
    (page,) = document.pages
    assert page.kind == "scan"
    assert [(f.severity, f.page) for f in document.findings if f.code == "text-layer-wrong"] == [
        ("warning", 1)
    ]
    assert {(c.row, c.col): c.text for c in document.tables[0].cells} == TEXTS


def test_a_page_whose_layer_looks_right_is_not_doubted(tmp_path, engine):
    path = lying(tmp_path / "right.pdf", engine, "一般公共预算财政拨款收入支出决算总表")
    document = convert(path, engine=SilentEngine())
    assert document.pages[0].kind == "digital"
    assert not any(f.code == "text-layer-wrong" for f in document.findings)
