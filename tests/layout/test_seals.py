"""Seals and coloured handwriting, drawn over print that is known."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from drawn_pages import DPI, draw_rulings, paper, write

from budgetgrid.benchmarks.seal import sealed
from budgetgrid.layout.geometry import IDENTITY, Image
from budgetgrid.layout.page_image import PageImage
from budgetgrid.layout.rulings import Ruling
from budgetgrid.layout.seals import lift_seals

RED, BLUE = (214, 44, 38), (30, 60, 170)
WIDTH, HEIGHT = 1000, 900
CENTRE = (500.0, 450.0)


def printed() -> Image:
    """A page of text with two rules across, (H, W, 3)."""
    grey = paper(WIDTH, HEIGHT)
    for line in range(14):
        write(grey, "一般公共预算财政拨款收入1234.56万元", 200, 100 + 55 * line)
    draw_rulings(grey, [Ruling("horizontal", 440, 100, 900, 2), Ruling("vertical", 520, 60, 860, 2)])
    return np.repeat(grey[:, :, None], 3, axis=2)


def as_image(pixels: Image) -> PageImage:
    return PageImage(1, pixels, DPI, IDENTITY)


def stamped(page: Image) -> Image:
    drawn = sealed(page.astype(np.float32), DPI, *CENTRE, np.random.default_rng(5))
    return np.clip(drawn, 0, 255).astype(np.uint8)


def as_jpeg(page: Image, quality: int = 80) -> Image:
    _, file = cv2.imencode(".jpg", page[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(cv2.imdecode(file, cv2.IMREAD_COLOR)[:, :, ::-1])


def signed(page: Image, colour: tuple[int, int, int]) -> Image:
    """The page with a scrawl of 30 x 9 mm in a pen of 0.6 mm over it."""
    x = np.linspace(300, 540, 200)
    y = 320 + 35 * np.sin(x / 17) * np.cos(x / 60)
    scrawl = np.full(page.shape[:2], 255, np.uint8)
    cv2.polylines(scrawl, [np.column_stack((x, y)).astype(np.int32)], False, (0,), 5, cv2.LINE_AA)
    strength = 1 - scrawl[:, :, None] / 255.0
    return (page * (1 - strength * (1 - np.array(colour) / 255.0))).astype(np.uint8)


def test_print_and_rules_under_a_seal_are_left_and_the_seal_is_gone():
    clean = printed()
    lifted = lift_seals(as_image(stamped(clean)))
    (seal,) = lifted.inks
    radius = 21 / 25.4 * DPI
    assert seal.kind == "seal"
    assert (seal.box.left, seal.box.top, seal.box.right, seal.box.bottom) == pytest.approx(
        (500 - radius, 450 - radius, 500 + radius, 450 + radius), abs=8
    )
    was, now = clean[:, :, 1] < 128, lifted.image.pixels[:, :, 1] < 128
    assert (was & ~now).sum() <= 0.05 * was[lifted.inked].sum()
    assert (now & ~was).sum() <= 0.01 * was[lifted.inked].sum()


def test_what_jpeg_makes_of_a_seal_is_gone_too():
    clean = printed()
    lifted = lift_seals(as_image(as_jpeg(stamped(clean))))
    was, now = clean[:, :, 1] < 128, lifted.image.pixels[:, :, 1] < 128
    away = cv2.dilate(was.astype(np.uint8), np.ones((5, 5), np.uint8)) == 0
    assert (was & now & lifted.inked).sum() > 0.8 * (was & lifted.inked).sum()
    assert not (now & away).any()


def test_pixels_away_from_the_seal_stay_as_they_are():
    page = stamped(printed())
    lifted = lift_seals(as_image(page))
    beside = cv2.dilate(lifted.inked.astype(np.uint8), np.ones((15, 15), np.uint8)) == 0
    assert np.array_equal(lifted.image.pixels[beside], page[beside])


@pytest.mark.parametrize("colour", [RED, BLUE])
def test_a_signature_over_print_is_lifted_as_handwriting(colour):
    clean = printed()
    lifted = lift_seals(as_image(signed(clean, colour)))
    assert [ink.kind for ink in lifted.inks] == ["handwriting"]
    was, now = clean[:, :, 1] < 128, lifted.image.pixels[:, :, 1] < 128
    assert (was ^ now).sum() <= 0.05 * was[lifted.inked].sum()


def test_a_seal_over_a_signature_of_another_ink_gives_both():
    lifted = lift_seals(as_image(stamped(signed(printed(), BLUE))))
    assert sorted(ink.kind for ink in lifted.inks) == ["handwriting", "seal"]


def unchanged(page: Image) -> bool:
    lifted = lift_seals(as_image(page))
    return lifted.inks == () and not lifted.inked.any() and np.array_equal(lifted.image.pixels, page)


def test_a_seal_scanned_in_grey_leaves_the_page_as_it_is():
    grey = cv2.cvtColor(stamped(printed()), cv2.COLOR_RGB2GRAY)
    assert unchanged(np.repeat(np.asarray(grey, np.uint8)[:, :, None], 3, axis=2))


@pytest.mark.parametrize("points", [10.5, 24.0, 60.0])
@pytest.mark.parametrize("colour", [RED, BLUE])
def test_coloured_print_is_no_seal(colour, points):
    page = printed()
    mask = paper(1600, HEIGHT)
    write(mask, "中国人民政府文件" if points > 30 else "收入合计-1234.56万元", 20, 620, points)
    page = np.full((HEIGHT, 1600, 3), 255, np.uint8)
    page[mask < 128] = colour
    assert unchanged(page)


def test_a_coloured_band_behind_print_is_no_seal():
    page = printed()
    page[430:490, 200:480] = np.minimum(page[430:490, 200:480], (180, 200, 235))
    assert unchanged(page)


@pytest.mark.parametrize("colour", [RED, BLUE])
def test_rules_printed_in_colour_are_no_seal(colour):
    page = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    for step in range(6):
        page[200 + 60 * step : 203 + 60 * step, 200:603] = colour
        page[200:503, 200 + 80 * step : 203 + 80 * step] = colour
    assert unchanged(page)


def test_fringes_of_colour_beside_black_print_are_no_ink():
    clean = printed()
    fringed = clean.copy()
    fringed[:, 1:, 0] = clean[:, :-1, 0]
    fringed[:, :-1, 2] = clean[:, 1:, 2]
    assert unchanged(fringed)


def test_a_round_seal_turned_and_broken_into_arcs_is_one():
    page = printed()
    for start in (10, 130, 250):
        cv2.ellipse(page, (500, 450), (150, 150), 0, start, start + 110, RED, 8, cv2.LINE_AA)
    ((seal,), area) = lift_seals(as_image(page)).inks, math.pi * 150**2
    assert seal.kind == "seal"
    assert seal.box.area == pytest.approx(area * 4 / math.pi, rel=0.15)
