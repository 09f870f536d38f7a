"""Pages with perspective, made straight."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from drawn_grids import cells_of, even_tiling, rulings_of
from drawn_pages import DPI, as_page, draw_rulings, paper, text_page, turned, write
from hypothesis import given, settings
from hypothesis import strategies as st

from budgetgrid.layout.find_rulings import find_rulings
from budgetgrid.layout.geometry import Image, Matrix, as_matrix, transform_point
from budgetgrid.layout.ink import as_grey, flatten_light
from budgetgrid.layout.page_image import PageImage
from budgetgrid.layout.straighten import straighten
from budgetgrid.tables.ruled import ruled_grids

TABLE = even_tiling(14, 5, ((0, 0, 2, 1), (0, 1, 1, 2)), height=80, width=190)
WIDTH, HEIGHT = 1150, 1350


@pytest.fixture(scope="module")
def flat_page() -> Image:
    page = paper(WIDTH, HEIGHT)
    draw_rulings(page, rulings_of(TABLE))
    for row, col, _, _ in TABLE.cells:
        write(page, "经费" if (row + col) % 3 else "支出", 110 + 190 * col, 152 + 80 * row)
    return page


def shifted_corners(offsets: tuple[tuple[float, float], ...]) -> Matrix:
    """The transform that moves the corners (top left, top right, bottom left, bottom right) by px."""
    corners = np.array([[0, 0], [WIDTH, 0], [0, HEIGHT], [WIDTH, HEIGHT]], np.float32)
    moved = corners + np.array(offsets, np.float32)
    return as_matrix(np.asarray(cv2.getPerspectiveTransform(corners, moved), np.float64))


def photographed(page: Image, matrix: Matrix) -> Image:
    moved = cv2.warpPerspective(
        page, np.array(matrix), (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC, borderValue=255
    )
    return np.asarray(moved, np.uint8)


def rules_and_grid(page: PageImage):
    rulings = find_rulings(flatten_light(as_grey(page.pixels), DPI), DPI)
    (grid,) = ruled_grids(rulings, DPI)
    return grid


def assert_straight(page: PageImage, matrix: Matrix, off: float = 1.5) -> None:
    """The table is whole, and the corners of its grid lead back to where they were drawn."""
    grid = rules_and_grid(page)
    assert cells_of(grid) == TABLE.cells
    for x, true_x in zip(grid.col_edges[:: len(grid.col_edges) - 1], (100, 1050)):
        for y, true_y in zip(grid.row_edges[:: len(grid.row_edges) - 1], (100, 1220)):
            drawn_at = transform_point(matrix, true_x, true_y)
            assert transform_point(page.to_source, x, y) == pytest.approx(drawn_at, abs=off)


KEYSTONES = (
    ((12, 0), (-12, 0), (0, 0), (0, 0)),
    ((0, 0), (0, 10), (0, 0), (0, -10)),
    ((8, 6), (-14, 0), (0, 5), (4, -9)),
    ((0, 0), (0, 0), (-10, 8), (9, -8)),
)


@pytest.mark.parametrize("offsets", KEYSTONES)
def test_keystone_is_undone(flat_page, offsets):
    matrix = shifted_corners(offsets)
    assert_straight(straighten(as_page(photographed(flat_page, matrix))).image, matrix)


@pytest.mark.parametrize("angle", [-2.0, 0.7])
@pytest.mark.parametrize("offsets", KEYSTONES[:3])
def test_keystone_and_skew_are_undone_together(flat_page, offsets, angle):
    matrix = shifted_corners(offsets)
    page = turned(photographed(flat_page, matrix), angle)
    grid = rules_and_grid(straighten(as_page(page)).image)
    assert cells_of(grid) == TABLE.cells


@given(st.tuples(*[st.tuples(st.floats(-14, 14), st.floats(-14, 14))] * 4))
@settings(max_examples=8, deadline=None)
def test_any_slight_perspective_leaves_the_table_whole(flat_page, offsets):
    matrix = shifted_corners(offsets)
    assert_straight(straighten(as_page(photographed(flat_page, matrix))).image, matrix, off=2.0)


def test_skew_is_recorded(flat_page):
    assert straighten(as_page(turned(flat_page, 1.4))).image.skew == pytest.approx(1.4, abs=0.05)


def test_a_straight_page_keeps_its_pixels(flat_page):
    page = as_page(flat_page)
    straight = straighten(page).image
    assert straight.skew == 0.0
    assert straight.to_source == page.to_source
    assert np.array_equal(straight.pixels, page.pixels)


def test_a_page_of_text_is_only_turned():
    page = straighten(as_page(turned(text_page(1000, 1200), 1.0))).image
    assert page.skew == pytest.approx(1.0, abs=0.1)
    assert page.to_source[2] == pytest.approx((0, 0, 1), abs=1e-12)


@pytest.mark.parametrize("shade", [255, 200, 0])
def test_a_page_of_one_colour_stays_as_it_is(shade):
    page = as_page(np.full((300, 200), shade, np.uint8))
    assert np.array_equal(straighten(page).image.pixels, page.pixels)
