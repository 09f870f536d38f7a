"""Pages that sag, drawn with a known curve."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from drawn_grids import cells_of, even_tiling, rulings_of
from drawn_pages import DPI, as_page, draw_rulings, paper, text_page, turned, write

from budgetgrid.layout.bend import find_sag, is_flat
from budgetgrid.layout.find_rulings import find_rulings
from budgetgrid.layout.geometry import Image
from budgetgrid.layout.ink import as_grey, flatten_light
from budgetgrid.layout.straighten import straighten
from budgetgrid.layout.traces import traced_page
from budgetgrid.tables.ruled import ruled_grids

TABLE = even_tiling(12, 5, ((0, 0, 2, 1), (0, 1, 1, 2), (4, 0, 3, 1)), height=70, width=190)
WIDTH, HEIGHT = 1150, 1100


@pytest.fixture(scope="module")
def flat_page() -> Image:
    page = paper(WIDTH, HEIGHT)
    draw_rulings(page, rulings_of(TABLE))
    for row, col, _, _ in TABLE.cells:
        write(page, "经费" if (row + col) % 3 else "12.50", 110 + 190 * col, 145 + 70 * row)
    return page


def bent(page: Image, curve: np.ndarray) -> Image:
    """The page with column x moved down by `curve[x]` px."""
    height, width = page.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    moved = cv2.remap(page, x, (y - curve).astype(np.float32), cv2.INTER_CUBIC, borderValue=(255,))
    return np.asarray(moved, np.uint8)


def sine(depth: float) -> np.ndarray:
    return depth * np.sin(np.pi * np.arange(WIDTH) / WIDTH)


def fold(depth: float) -> np.ndarray:
    """A page that drops towards the binding on its left only."""
    return depth * np.exp(-np.arange(WIDTH) / (0.3 * WIDTH))


CURVES = [sine(14), sine(-20), fold(30), sine(10) + fold(-15)]


def sag_of(page: Image):
    rules = traced_page(flatten_light(page, DPI), DPI).responses[0].closed
    return find_sag(rules, DPI)


@pytest.mark.parametrize("curve", CURVES)
def test_the_curve_of_a_page_is_found_but_for_its_slope(flat_page, curve):
    x = np.arange(100, 1050)
    found, true = sag_of(bent(flat_page, curve)).shifts[x], curve[x]
    slope = np.polyfit(x, found - true, 1)
    assert np.abs(found - true - np.polyval(slope, x)).max() < 1.5


@pytest.mark.parametrize("angle", [0.0, -1.3])
@pytest.mark.parametrize("curve", CURVES)
def test_a_bent_page_gives_its_grid_straight_and_whole(flat_page, curve, angle):
    page = as_page(turned(bent(flat_page, curve), angle))
    straight = straighten(page).image
    grey = flatten_light(as_grey(straight.pixels), DPI)
    (grid,) = ruled_grids(find_rulings(grey, DPI), DPI)
    assert cells_of(grid) == TABLE.cells


@pytest.mark.parametrize("angle", [0.0, 0.3, -2.0])
def test_a_flat_page_has_no_sag(flat_page, angle):
    page = as_page(turned(flat_page, angle))
    assert sag_of(as_grey(straighten(page).image.pixels)) is None


@pytest.mark.parametrize(
    "page", [text_page(), paper(), np.zeros((400, 300), np.uint8)], ids=["text", "blank", "black"]
)
def test_pages_without_rules_have_no_sag(page):
    assert sag_of(page) is None


def test_perspective_is_no_sag(flat_page):
    corners = np.array([[0, 0], [WIDTH, 0], [0, HEIGHT], [WIDTH, HEIGHT]], np.float32)
    moved = corners + np.array([[8, 6], [-14, 0], [0, 5], [4, -9]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, moved)
    assert sag_of(cv2.warpPerspective(flat_page, matrix, (WIDTH, HEIGHT), borderValue=255)) is None


def test_staggered_rules_of_tables_side_by_side_are_no_sag():
    page = paper(WIDTH, HEIGHT)
    for table in range(3):
        for row in range(10):
            y = 100 + 90 * row + 11 * table
            page[y : y + 2, 60 + 360 * table : 360 + 360 * table] = 0
    assert sag_of(page) is None


@pytest.mark.parametrize("angle", [-0.5, 0.0, 0.3])
def test_straight_rules_tell_that_a_page_is_flat(flat_page, angle):
    assert is_flat(traced_page(flatten_light(turned(flat_page, angle), DPI), DPI).traces[0], DPI)


@pytest.mark.parametrize("curve", [*CURVES, sine(4)])
def test_rules_of_a_bent_page_do_not(flat_page, curve):
    assert not is_flat(traced_page(flatten_light(bent(flat_page, curve), DPI), DPI).traces[0], DPI)


def test_too_few_rules_tell_nothing():
    assert not is_flat(traced_page(text_page(), DPI).traces[0], DPI)
