"""Pages through which their back shines, drawn."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from drawn_grids import even_tiling, rulings_of
from drawn_pages import as_page, draw_rulings, paper, text_page, write

from budgetgrid.benchmarks import wear
from budgetgrid.layout.geometry import Image
from budgetgrid.layout.page_image import PageImage
from budgetgrid.layout.show_through import without_show_through

TABLE = even_tiling(20, 5, height=60, width=190)


def front(ink: int = 0) -> Image:
    page = paper(1200, 1600)
    draw_rulings(page, rulings_of(TABLE))
    for row, col, _, _ in TABLE.cells:
        if col % 2 == 0:
            write(page, "经费" if row % 3 else "1,234.50", 112 + 190 * col, 140 + 60 * row)
    return np.maximum(page, ink).astype(np.uint8)


def scanned(page: Image, opacity: float = 0.0, grain: float = 3.0) -> PageImage:
    """The page as scanned in grey, a page of text on its back."""
    colours = np.repeat(page[:, :, None], 3, axis=2).astype(np.float32)
    back = np.repeat(text_page()[:, :, None], 3, axis=2).astype(np.float32)
    pixels = wear.noised(wear.bled(colours, back, opacity), grain, np.random.default_rng(7))
    return replace(as_page(page), pixels=wear.as_bytes(pixels))


def away_from(page: Image, px: int = 4) -> np.ndarray:
    """(H, W) bool: what lies at least so far from the print of a page."""
    return cv2.erode(page, np.ones((2 * px + 1, 2 * px + 1), np.uint8)) > 250


@pytest.mark.parametrize("opacity", [0.12, 0.2])
@pytest.mark.parametrize("grain", [0.0, 3.0])
def test_the_print_of_the_back_is_made_paper(opacity, grain):
    page = front(30)
    cleaned = without_show_through(scanned(page, opacity, grain)).pixels[:, :, 0]
    assert scanned(page, opacity, 0.0).pixels[:, :, 0][away_from(page)].min() < 255 * (1 - opacity / 2)
    assert np.percentile(cleaned[away_from(page)], 0.1) > 255 - 4 * grain - 8


def test_print_keeps_its_pixels():
    page = front(30)
    seen = scanned(page, 0.2)
    cleaned = without_show_through(seen).pixels
    assert not np.array_equal(cleaned, seen.pixels)
    assert np.array_equal(cleaned[page < 130], seen.pixels[page < 130])


@pytest.mark.parametrize("grain", [0.0, 3.0, 6.0])
def test_a_page_with_an_empty_back_stays_as_it_is(grain):
    seen = scanned(front(), 0.0, grain)
    assert without_show_through(seen) is seen


def test_faint_rules_are_no_print_of_the_back():
    page = front()
    faint = paper(1200, 1600)
    draw_rulings(faint, rulings_of(TABLE), ink=215)
    seen = as_page(np.where(page < 255, np.maximum(page, 0), faint).astype(np.uint8))
    assert without_show_through(seen) is seen


def test_pieces_of_faint_rules_are_no_print_of_the_back():
    seen = paper(1200, 1600)
    for row in range(20):
        seen[120 + 60 * row : 123 + 60 * row, 100:1100] = 205
    seen[:, ::40] = seen[:, 1::40] = 255
    for row in range(1, 20, 4):
        write(seen, "1,234.50", 112, 140 + 60 * row)
    page = as_page(seen)
    assert without_show_through(page) is page


@pytest.mark.parametrize("ground", [205, 225])
def test_the_grain_of_shaded_bands_is_no_print_of_the_back(ground):
    page = paper(1200, 1600)
    for row in range(0, 20, 2):
        page[100 + 60 * row : 160 + 60 * row, 100:1100] = ground
        write(page, "1,234.50", 112, 140 + 60 * row)
    seen = scanned(np.maximum(page, 42), 0.0, 6.0)
    assert without_show_through(seen) is seen


def test_print_in_a_pale_colour_is_no_print_of_the_back():
    seen = as_page(front())
    orange = np.array([255, 200, 120]) / 255
    pale = (text_page() < 128) & away_from(front())
    seen.pixels[pale] = (seen.pixels[pale] * orange).astype(np.uint8)
    assert pale.any()
    assert without_show_through(seen) is seen


def test_the_dark_around_a_page_is_no_print_of_the_back():
    page = cv2.copyMakeBorder(front(20), 90, 90, 90, 90, cv2.BORDER_CONSTANT, value=(30,))
    seen = scanned_alone(np.asarray(page, np.uint8))
    assert without_show_through(seen) is seen


def scanned_alone(page: Image) -> PageImage:
    colours = np.repeat(page[:, :, None], 3, axis=2).astype(np.float32)
    noised = wear.as_bytes(wear.noised(colours, 3.0, np.random.default_rng(7)))
    return replace(as_page(page), pixels=noised)


@pytest.mark.parametrize("page", [paper(), np.zeros((400, 300), np.uint8)], ids=["blank", "black"])
def test_pages_of_one_colour_stay_as_they_are(page):
    assert np.array_equal(without_show_through(as_page(page)).pixels, as_page(page).pixels)
