"""Page pictures: a scan's own pixels, the right way up, at a resolution one can believe."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf
import pytest
from numpy.typing import NDArray
from PIL import Image, TiffImagePlugin

from budgetgrid.layout.errors import PageTooLarge
from budgetgrid.layout.geometry import transform_point
from budgetgrid.layout.page_image import PageImage, page_image
from budgetgrid.layout.resolution import reduction
from budgetgrid.layout.source import open_source

NOISE = np.random.default_rng(7).integers(0, 256, (300, 200), np.uint8)
"""A scan of 1 x 1.5 inches at 200 dpi in which every pixel differs from its neighbours."""


def encoded(pixels: NDArray[np.uint8] | Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def image_of(tmp_path: Path, document: pymupdf.Document, dpi: float | None = None) -> PageImage:
    document.save(tmp_path / "x.pdf")
    with open_source(tmp_path / "x.pdf") as source:
        return page_image(source.page(1), dpi)


def scan_of(pixels: bytes, width: float = 72, height: float = 108) -> tuple[pymupdf.Document, pymupdf.Page]:
    document = pymupdf.open()
    page = document.new_page(width=width, height=height)
    page.insert_image(page.rect, stream=pixels)
    return document, page


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_scan_comes_out_pixel_by_pixel_turned_as_a_viewer_turns_it(tmp_path: Path, rotation: int) -> None:
    document, page = scan_of(encoded(NOISE))
    page.set_rotation(rotation)
    image = image_of(tmp_path, document)
    assert np.array_equal(image.pixels[..., 0], np.rot90(NOISE, -rotation // 90))
    assert image.dpi == pytest.approx(200)
    height, width = image.pixels.shape[:2]
    assert transform_point(image.to_source, width, height) == pytest.approx(
        (72, 108) if rotation % 180 == 0 else (108, 72)
    )


def test_crop_box_leaves_the_pixels_inside_it(tmp_path: Path) -> None:
    document, page = scan_of(encoded(NOISE))
    page.set_cropbox(pymupdf.Rect(18, 36, 54, 108))
    image = image_of(tmp_path, document)
    assert np.array_equal(image.pixels[..., 0], NOISE[100:300, 50:150])


def test_strips_are_put_together_at_their_resolution(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page(width=72, height=108)
    for top in range(0, 300, 100):
        box = pymupdf.Rect(0, top * 0.36, 72, (top + 100) * 0.36)
        page.insert_image(box, stream=encoded(NOISE[top : top + 100]))
    image = image_of(tmp_path, document)
    assert np.array_equal(image.pixels[..., 0], NOISE)


@pytest.mark.parametrize(("mode", "kind"), [("P", "PNG"), ("CMYK", "JPEG"), ("1", "TIFF"), ("RGB", "JPEG")])
def test_colour_spaces_keep_black_black_and_white_white(tmp_path: Path, mode: str, kind: str) -> None:
    drawn = Image.new("RGB", (200, 300), "white")
    drawn.paste("black", (0, 0, 100, 300))
    options = {"compression": "group4"} if kind == "TIFF" else {}
    document, _ = scan_of(encoded(drawn.convert(mode), kind, **options))
    pixels = image_of(tmp_path, document).pixels
    assert pixels.shape == (300, 200, 3)
    assert pixels[:, 5:90].max() < 80
    assert pixels[:, 110:195].min() > 240


def test_inverted_decode_array_shows_as_in_a_viewer(tmp_path: Path) -> None:
    document, page = scan_of(encoded(NOISE))
    document.xref_set_key(page.get_images()[0][0], "Decode", "[1 0]")
    assert np.array_equal(image_of(tmp_path, document).pixels[..., 0], 255 - NOISE)


def test_text_in_a_fine_mask_over_a_coarse_background_keeps_its_resolution(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page(width=72, height=108)
    page.insert_image(page.rect, stream=encoded(np.full((75, 50), 255, np.uint8)))
    fine = np.zeros((300, 200, 4), np.uint8)
    fine[..., 3] = NOISE // 128 * 255
    page.insert_image(page.rect, stream=encoded(fine))
    image = image_of(tmp_path, document)
    assert image.dpi == pytest.approx(200)
    assert np.array_equal(image.pixels[..., 0] < 128, NOISE >= 128)


def test_finer_scans_are_averaged_to_300_dpi(tmp_path: Path) -> None:
    grey = np.repeat(np.repeat(np.array([[0, 200], [100, 40]], np.uint8), 3600, 0), 2600, 1)
    document, _ = scan_of(encoded(grey), 624, 864)
    image = image_of(tmp_path, document)
    assert image.dpi == pytest.approx(300, rel=0.001)
    assert image.pixels.shape == (3600, 2600, 3)
    assert image.pixels[100, 2000, 0] == 200


def test_small_image_is_not_made_smaller_however_fine_it_claims_to_be(tmp_path: Path) -> None:
    document, _ = scan_of(encoded(NOISE), 12, 18)
    image = image_of(tmp_path, document)
    assert image.pixels.shape == (300, 200, 3)
    assert image.dpi == pytest.approx(1200)


@pytest.mark.parametrize(
    ("size", "dpi", "believed", "flags"),
    [
        ((850, 1100), 100, 100, ()),
        ((1654, 2339), 72, 200, ("dpi-assumed",)),
        ((1654, 2339), 96, 200, ("dpi-assumed",)),
        ((1654, 2339), 200, 200, ()),
        ((595, 842), 72, 72, ()),
        ((1654, 2339), None, 200, ("dpi-assumed",)),
        ((1654, 2339), 1, 200, ("dpi-assumed",)),
    ],
)
def test_resolution_of_an_image_file(
    tmp_path: Path, size: tuple[int, int], dpi: int | None, believed: float, flags: tuple[str, ...]
) -> None:
    options = {"dpi": (dpi, dpi)} if dpi else {}
    (tmp_path / "x.png").write_bytes(encoded(Image.new("L", size, 255), **options))
    with open_source(tmp_path / "x.png") as source:
        page = source.page(1)
        image = page_image(page)
    assert image.dpi == pytest.approx(believed, rel=0.001)
    assert image.flags == flags
    assert page.width == pytest.approx(size[0] * 72 / believed, rel=0.001)
    assert transform_point(image.to_source, *size) == pytest.approx((page.width, page.height))


def test_scan_on_a_page_of_screen_resolution_counts_as_200_dpi(tmp_path: Path) -> None:
    document, _ = scan_of(encoded(Image.new("L", (1654, 2339), 90)), 1654, 2339)
    image = image_of(tmp_path, document)
    assert (image.dpi, image.flags) == (200, ("dpi-assumed",))
    assert transform_point(image.to_source, 1654, 2339) == pytest.approx((1654, 2339))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    blocks = np.kron(np.array([[0, 255], [60, 140], [200, 100]], np.uint8), np.ones((40, 40), np.uint8))
    (tmp_path / "x.jpg").write_bytes(encoded(blocks, "JPEG", quality=95, exif=exif))
    turned = {
        1: blocks, 2: blocks[:, ::-1], 3: blocks[::-1, ::-1], 4: blocks[::-1],
        5: blocks.T, 6: blocks.T[:, ::-1], 7: blocks.T[::-1, ::-1], 8: blocks.T[::-1],
    }[orientation]  # fmt: skip
    with open_source(tmp_path / "x.jpg") as source:
        page = source.page(1)
        image = page_image(page)
    assert image.pixels.shape[:2] == turned.shape
    assert np.abs(image.pixels[..., 0].astype(int) - turned).max() < 30
    assert (page.width > page.height) == (turned.shape[1] > turned.shape[0])


def test_transparent_parts_are_white(tmp_path: Path) -> None:
    for mode in ("RGBA", "LA"):
        (tmp_path / "x.png").write_bytes(encoded(Image.new(mode, (50, 50))))
        with open_source(tmp_path / "x.png") as source:
            assert page_image(source.page(1)).pixels.min() == 255


def test_sixteen_bits_are_scaled_and_not_cut(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16).reshape(1, -1).repeat(10, 0)
    for name in ("x.png", "x.tif"):
        Image.fromarray(ramp).save(tmp_path / name)
        with open_source(tmp_path / name) as source:
            assert np.array_equal(page_image(source.page(1)).pixels[0, :, 0], np.arange(256))


@pytest.mark.parametrize("photometric", [0, 1])
def test_one_bit_tiff_has_the_right_polarity(tmp_path: Path, photometric: int) -> None:
    bits = Image.fromarray(NOISE > 127)
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[262] = photometric
    bits.save(tmp_path / "x.tif", tiffinfo=tags)
    with open_source(tmp_path / "x.tif") as source:
        pixels = page_image(source.page(1)).pixels[..., 0]
    assert np.array_equal(pixels > 127, NOISE > 127)


def test_other_pages_of_a_tiff_are_read(tmp_path: Path) -> None:
    first, second = Image.fromarray(NOISE), Image.fromarray(NOISE[::-1].copy())
    first.save(tmp_path / "x.tif", save_all=True, append_images=[second])
    with open_source(tmp_path / "x.tif") as source:
        assert np.array_equal(page_image(source.page(2)).pixels[..., 0], NOISE[::-1])
        assert np.array_equal(page_image(source.page(1)).pixels[..., 0], NOISE)


def test_digital_page_is_rendered_at_200_dpi_or_as_asked(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page(width=360, height=180).draw_rect(pymupdf.Rect(72, 36, 144, 72), fill=(0, 0, 0))
    image = image_of(tmp_path, document)
    assert image.pixels.shape == (500, 1000, 3)
    assert image.pixels[150, 300, 0] == 0
    assert image.pixels[150, 500, 0] == 255
    assert image_of(tmp_path, document, 100).pixels.shape == (250, 500, 3)


def test_poster_is_rendered_coarser_to_fit_into_memory(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page(width=2384, height=3370)
    image = image_of(tmp_path, document)
    assert 150 < image.dpi < 170
    assert image.pixels.shape[0] * image.pixels.shape[1] <= 40_100_000
    height, width = image.pixels.shape[:2]
    assert transform_point(image.to_source, width, height) == pytest.approx((2384, 3370), rel=0.001)


def test_page_of_200_inches_is_refused(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page(width=14400, height=14400)
    with pytest.raises(PageTooLarge) as caught:
        image_of(tmp_path, document)
    assert caught.value.slug == "page-too-large"


def test_image_of_30000_px_on_a_page_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page(width=595, height=842)
    page.insert_image(page.rect, stream=encoded(NOISE), keep_proportion=False)
    for key in ("Width", "Height"):
        document.xref_set_key(page.get_images()[0][0], key, "30000")
    with pytest.raises(PageTooLarge):
        image_of(tmp_path, document)


def test_fine_image_file_is_averaged_whichever_way_it_lies(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    halves = np.repeat(np.array([[20, 220]], np.uint8), 2600, 1).repeat(7200, 0)
    (tmp_path / "x.jpg").write_bytes(encoded(halves, "JPEG", dpi=(600, 600), exif=exif))
    with open_source(tmp_path / "x.jpg") as source:
        image = page_image(source.page(1))
    assert image.pixels.shape == (2600, 3600, 3)
    assert image.dpi == pytest.approx(300)
    assert abs(int(image.pixels[:1290, :, 0].max()) - 20) < 8
    assert abs(int(image.pixels[1310:, :, 0].min()) - 220) < 8


@pytest.mark.parametrize(
    ("dpi", "factor"),
    [(200.000005, 1 / 2), (299.99999, 1 / 3), (150.0, 1 / 1.5), (202.0, 1 / 2.02), (72.0, 1.0)],
)
def test_picture_is_halved_in_spite_of_rounding(dpi: float, factor: float) -> None:
    assert reduction(dpi, 100.0) == factor
