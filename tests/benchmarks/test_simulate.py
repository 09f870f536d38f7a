from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import cv2
import numpy as np
import pymupdf
import pytest

from budgetgrid.benchmarks import wear
from budgetgrid.benchmarks.degrees import CLEAN, DEGREES, HARD, LIGHT, MEDIUM, Degree
from budgetgrid.benchmarks.simulate import PLAIN, RENDER_DPI, VARIANTS, Scan, Variant, scan_pdf, simulate
from budgetgrid.benchmarks.warp import draw_warp
from budgetgrid.layout.geometry import Image

WIDTH, HEIGHT = 300.0, 240.0
MARKS = ((40.0, 30.0), (255.0, 45.0), (150.0, 120.0), (50.0, 205.0), (260.0, 200.0))


def page_with_marks() -> Image:
    """White, with a black disc of 4 pt radius centred on each of MARKS."""
    scale = RENDER_DPI / 72
    pixels = np.full((round(HEIGHT * scale), round(WIDTH * scale), 3), 255, np.uint8)
    for x, y in MARKS:
        centre = (round(x * scale * 16 - 8), round(y * scale * 16 - 8))
        cv2.circle(pixels, centre, round(4 * scale * 16), (0, 0, 0), -1, cv2.LINE_AA, shift=4)
    return pixels


def centre_of_ink(pixels: Image, x: float, y: float, reach: int) -> tuple[float, float]:
    """The darkness-weighted middle of the window of `reach` px about (x, y)."""
    left, top = int(x) - reach, int(y) - reach
    window = pixels[top : top + 2 * reach, left : left + 2 * reach].mean(axis=2)
    weight = np.clip(np.median(window) - 60 - window, 0, None)
    ys, xs = np.mgrid[0 : 2 * reach, 0 : 2 * reach] + 0.5
    return left + float((xs * weight).sum() / weight.sum()), top + float((ys * weight).sum() / weight.sum())


def scan_marks(degree: Degree, variant: Variant = PLAIN) -> Scan:
    return simulate(page_with_marks(), (WIDTH, HEIGHT), degree, "marks", 1, None, variant)


@pytest.mark.parametrize("degree", DEGREES, ids=lambda d: d.name)
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: v.name)
def test_the_warp_says_where_every_mark_lies_in_the_scan(degree: Degree, variant: Variant) -> None:
    bare = dataclasses.replace(degree, specks=0)
    scan = scan_marks(bare, dataclasses.replace(variant, seal=False, punched=False))
    for x, y in MARKS:
        u, v = scan.warp.to_scan(x, y)
        found = centre_of_ink(scan.pixels, u, v, round(7 * scan.dpi / 72))
        assert math.dist(found, (u, v)) < 0.5


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: v.name)
def test_a_warp_and_its_inverse_meet(variant: Variant) -> None:
    bend, tilt, border = 0.012 * variant.bent, 0.02 * variant.tilted, 0.05 * variant.bordered
    warp = draw_warp(HARD, 595, 842, np.random.default_rng(3), variant.turned, bend, tilt, border)
    for x, y in ((0, 0), (595, 842), (100, 700)):
        assert math.dist(warp.to_clean(*warp.to_scan(x, y)), (x, y)) < 1e-6


def test_a_clean_scan_is_only_scaled() -> None:
    warp = scan_marks(CLEAN).warp
    assert warp.to_scan(72, 36) == pytest.approx((200, 100), abs=1e-3)


@pytest.mark.parametrize("degree", (LIGHT, MEDIUM, HARD), ids=lambda d: d.name)
def test_skew_stays_within_its_degree(degree: Degree) -> None:
    flat = dataclasses.replace(degree, keystone=0.0)
    for seed in range(20):
        warp = draw_warp(flat, 595, 842, np.random.default_rng(seed))
        (x0, y0), (x1, y1) = warp.to_scan(100, 400), warp.to_scan(500, 400)
        angle = abs(math.degrees(math.atan2(y1 - y0, x1 - x0)))
        assert degree.skew[0] - 1e-3 <= angle <= degree.skew[1] + 1e-3


def test_a_turned_scan_changes_its_orientation() -> None:
    assert scan_marks(CLEAN, Variant("turned-90", turned=90)).pixels.shape[:2] == (833, 667)
    assert scan_marks(CLEAN).pixels.shape[:2] == (667, 833)


def test_a_bilevel_scan_is_stored_in_black_and_white() -> None:
    scan = scan_marks(HARD, Variant("bilevel", bilevel=True))
    stored = cv2.imdecode(np.frombuffer(scan.stored, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert set(np.unique(stored)) == {0, 255}


def test_a_seal_is_red_and_lets_the_print_through() -> None:
    scan = scan_marks(CLEAN, Variant("seal", seal=True))
    red = scan.pixels[:, :, 0].astype(int) - scan.pixels[:, :, 1] > 80
    assert red.mean() > 0.005
    for x, y in MARKS:
        u, v = scan.warp.to_scan(x, y)
        assert scan.pixels[int(v), int(u)].max() < 60


def ruled_page() -> Image:
    pixels = np.full((600, 1500, 3), 255, np.uint8)
    for y in (100, 300, 500):
        pixels[y : y + 3, 50:1450] = 0
    cv2.putText(pixels, "1234567", (200, 250), cv2.FONT_HERSHEY_SIMPLEX, 2, (0, 0, 0), 4)
    return pixels


def test_worn_rules_lose_their_share_of_ink_and_text_none() -> None:
    page = ruled_page()
    worn = wear.worn_rules(page, 300, cut=0.1, fade=0.0, rng=np.random.default_rng(1))
    assert np.array_equal(worn[150:280], page[150:280])
    rules = np.concatenate([worn[y + 1, 50:1450, 0] for y in (100, 300, 500)])
    assert 0.03 < (rules == 255).mean() < 0.25


def test_unworn_rules_are_left_alone() -> None:
    page = ruled_page()
    assert wear.worn_rules(page, 300, 0.0, 0.0, np.random.default_rng(1)) is page


def test_the_back_shines_through_mirrored() -> None:
    front = np.full((1000, 1250, 3), 255, np.uint8)
    back = front.copy()
    back[:, :300] = 0
    only_bleed = dataclasses.replace(CLEAN, bleed=0.2)
    scan = simulate(front, (WIDTH, HEIGHT), only_bleed, "bleed", 1, back)
    assert scan.pixels[300, 800].mean() == pytest.approx(255 * 0.8, abs=3)
    assert scan.pixels[300, 30].mean() == pytest.approx(255, abs=1)


def test_a_back_that_shines_through_is_that_of_the_variant_where_the_degree_has_none() -> None:
    front = np.full((1000, 1250, 3), 255, np.uint8)
    scan = simulate(front, (WIDTH, HEIGHT), CLEAN, "bleed", 1, 0 * front, Variant("bled", bled=True))
    assert scan.pixels.mean() == pytest.approx(255 * 0.8, abs=3)


def test_holes_lie_beside_the_middle_of_the_longer_edge() -> None:
    mm = RENDER_DPI / 25.4
    page = np.full((round(297 * mm), round(210 * mm), 3), 255, np.uint8)
    holes = wear.punched(page, RENDER_DPI, 30)[:, :, 0] < 128
    assert math.dist(np.argwhere(holes).mean(axis=0)[::-1] / mm, (12, 148.5)) < 0.1
    assert holes.sum() / mm**2 == pytest.approx(2 * math.pi * 3**2, rel=0.1)
    assert np.array_equal(wear.punched(page.transpose(1, 0, 2), RENDER_DPI, 30)[:, :, 0] < 128, holes.T)


def test_a_border_shows_the_dark_around_the_page() -> None:
    scan = scan_marks(CLEAN, Variant("bordered", bordered=True))
    margin = round(0.05 * WIDTH / 72 * CLEAN.dpi)
    inside = scan.pixels[margin:-margin, margin:-margin]
    assert scan.pixels[: margin - 2].max() < 60 and scan.pixels[:, : margin - 2].max() < 60
    assert inside.shape == scan_marks(CLEAN).pixels.shape
    assert np.median(inside) > 250


def two_page_pdf(path: Path) -> None:
    with pymupdf.open() as document:
        for number in (1, 2):
            page = document.new_page(width=WIDTH, height=HEIGHT)
            page.insert_text((40, 60), f"page {number}")
            page.draw_line((20, 100), (280, 100))
        document[1].set_rotation(90)
        document.save(path)


@pytest.mark.parametrize("degree", (0, 3))
def test_the_same_document_gives_the_same_bytes(tmp_path: Path, degree: int) -> None:
    two_page_pdf(tmp_path / "in.pdf")
    first = scan_pdf(tmp_path / "in.pdf", tmp_path / "a.pdf", degree, "doc")
    second = scan_pdf(tmp_path / "in.pdf", tmp_path / "b.pdf", degree, "doc")
    assert first == second
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_another_name_gives_another_scan(tmp_path: Path) -> None:
    two_page_pdf(tmp_path / "in.pdf")
    assert scan_pdf(tmp_path / "in.pdf", tmp_path / "a.pdf", 1, "doc") != scan_pdf(
        tmp_path / "in.pdf", tmp_path / "b.pdf", 1, "other"
    )


def test_a_scanned_pdf_holds_one_picture_a_page_and_no_text(tmp_path: Path) -> None:
    two_page_pdf(tmp_path / "in.pdf")
    scan_pdf(tmp_path / "in.pdf", tmp_path / "out.pdf", LIGHT, "doc")
    with pymupdf.open(tmp_path / "out.pdf") as scanned:
        assert [len(page.get_images()) for page in scanned] == [1, 1]
        assert [page.get_text() for page in scanned] == ["", ""]
        assert scanned[0].rect.width == pytest.approx(WIDTH, abs=0.4)
        assert scanned[1].rect.width == pytest.approx(HEIGHT, abs=0.4)  # page 2 is shown turned
        assert scanned[0].get_images(full=True)[0][2] == round(WIDTH * 200 / 72)
