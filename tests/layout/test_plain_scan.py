"""Pages that are one JPEG and nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image

from budgetgrid.layout.plain_scan import plain_scan
from budgetgrid.layout.source import open_source

SIZE = (200, 300)


def jpeg_of(mode: str) -> bytes:
    noise = np.random.default_rng(3).normal(0, 30, (300, 200, 1)).astype(np.int64)
    shade = np.linspace((40, 90, 140), (220, 180, 120), 200).astype(np.int64)[None] + noise
    out = io.BytesIO()
    Image.fromarray(np.clip(shade, 0, 255).astype(np.uint8)).convert(mode).save(out, "JPEG", quality=80)
    return out.getvalue()


def scan_of(jpeg: bytes) -> tuple[pymupdf.Document, pymupdf.Page]:
    document = pymupdf.open()
    page = document.new_page(width=72, height=108)
    page.insert_image(page.rect, stream=jpeg)
    return document, page


def pixels_of(tmp_path: Path, document: pymupdf.Document, size: tuple[float, float] = SIZE) -> object:
    document.save(tmp_path / "x.pdf")
    with open_source(tmp_path / "x.pdf") as source:
        return plain_scan(source.page(1), size)


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_its_pixels_are_those_that_drawing_it_gives(tmp_path: Path, mode: str) -> None:
    document, page = scan_of(jpeg_of(mode))
    if mode == "L":
        document.xref_set_key(page.get_images()[0][0], "ColorSpace", "/DeviceGray")
    drawn = page.get_pixmap(dpi=200, colorspace=pymupdf.csRGB)
    expected = np.frombuffer(drawn.samples, np.uint8).reshape(300, 200, 3)
    pixels = pixels_of(tmp_path, document)
    assert isinstance(pixels, np.ndarray)
    assert np.abs(pixels.astype(int) - expected).max() <= 4


def key(name: str, value: str) -> Callable[[pymupdf.Page], None]:
    return lambda page: page.parent.xref_set_key(page.get_images()[0][0], name, value)


def with_contents(contents: bytes) -> Callable[[pymupdf.Page], None]:
    return lambda page: page.parent.update_stream(page.get_contents()[0], contents)


PAINT = b"q 72 0 0 108 0 0 cm /fzImg0 Do Q"


def test_the_contents_that_are_changed_below_are_plain_themselves(tmp_path: Path) -> None:
    document, page = scan_of(jpeg_of("RGB"))
    with_contents(PAINT)(page)
    assert pixels_of(tmp_path, document) is not None


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.set_rotation(90),
        lambda page: page.set_cropbox(pymupdf.Rect(0, 0, 60, 108)),
        lambda page: page.insert_text((10, 20), "x"),
        lambda page: page.add_highlight_annot(pymupdf.Rect(5, 5, 40, 40)),
        lambda page: page.insert_image(pymupdf.Rect(5, 5, 9, 9), stream=jpeg_of("L")),
        key("Decode", "[1 0 1 0 1 0]"),
        key("Mask", "[0 10 0 10 0 10]"),
        key("ColorSpace", "[/CalRGB << /WhitePoint [0.9 1 1.1] >>]"),
        with_contents(b"q 71 0 0 108 0 0 cm /fzImg0 Do Q"),
        with_contents(b"q 0 72 108 0 0 0 cm /fzImg0 Do Q"),
        with_contents(b"q 0 0 40 40 re W n 72 0 0 108 0 0 cm /fzImg0 Do Q"),
        with_contents(PAINT + b" 0 0 40 40 re f"),
    ],
)
def test_a_page_with_anything_else_is_drawn(tmp_path: Path, change: Callable[[pymupdf.Page], None]) -> None:
    document, page = scan_of(jpeg_of("RGB"))
    change(page)
    assert pixels_of(tmp_path, document) is None


@pytest.mark.parametrize(
    "change",
    [
        with_contents(PAINT.replace(b"72", b"72.0.1")),
        with_contents(PAINT.replace(b"72", b".")),
        key("ColorSpace", "[/ICCBased 9999 0 R]"),
        key("ColorSpace", "[/ICCBased 1 0 R]"),
        key("ColorSpace", "9999 0 R"),
        lambda page: page.parent.xref_set_key(page.xref, "Contents", "9999 0 R"),
        lambda page: page.parent.update_stream(page.get_images()[0][0], b"", compress=False),
    ],
)
def test_a_page_broken_there_is_left_to_drawing(
    tmp_path: Path, change: Callable[[pymupdf.Page], None]
) -> None:
    document, page = scan_of(jpeg_of("RGB"))
    change(page)
    assert pixels_of(tmp_path, document) is None


def test_a_page_wanted_in_another_size_is_drawn(tmp_path: Path) -> None:
    document, _ = scan_of(jpeg_of("RGB"))
    assert pixels_of(tmp_path, document, (100, 150)) is None


def test_an_image_of_four_channels_is_drawn(tmp_path: Path) -> None:
    document, _ = scan_of(jpeg_of("CMYK"))
    assert pixels_of(tmp_path, document) is None


def test_an_image_cut_short_is_drawn(tmp_path: Path) -> None:
    document, page = scan_of(jpeg_of("RGB"))
    xref = page.get_images()[0][0]
    document.update_stream(xref, jpeg_of("RGB")[:-300], compress=False)
    document.xref_set_key(xref, "Filter", "/DCTDecode")
    assert pixels_of(tmp_path, document) is None
