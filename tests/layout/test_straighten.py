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


def printed_table(rows: int = 24) -> Image:
    """A page of labels aligned left and amounts aligned right, without rules."""
    page = paper(WIDTH, HEIGHT)
    for row in range(rows):
        for text, x in (
            ("经费支出", 110),
            ("其他收入", 420),
            (f"{10 + row}.50", 700),
            (f"{81 - row}.25", 930),
        ):
            write(page, text, x, 150 + 46 * row)
    return page


def assert_level_and_upright(page: PageImage, matrix: Matrix, off: float) -> None:
    """What was drawn level and upright is so again, within `off` px over the page."""
    back = np.linalg.inv(np.array(page.to_source) / page.to_source[2][2])
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = (
        transform_point(as_matrix(back), *transform_point(matrix, x, y))
        for x, y in ((110, 150), (1050, 150), (110, 1210), (1050, 1210))
    )
    assert (y1 - y0, y3 - y2) == pytest.approx((0, 0), abs=off)
    assert (x2 - x0 + x3 - x1) / 2 == pytest.approx(0, abs=off)


PRINT_KEYSTONES = (
    ((0, 6), (0, -4), (0, 6), (0, -6)),
    ((0, 6), (0, -6), (0, -6), (0, 6)),
    ((9, 0), (9, 0), (-5, 0), (-5, 0)),
)


@pytest.mark.parametrize("offsets", PRINT_KEYSTONES)
def test_print_without_rules_is_made_level_and_upright(offsets):
    matrix = shifted_corners(offsets)
    page = straighten(as_page(photographed(printed_table(), matrix))).image
    assert_level_and_upright(page, matrix, off=3.0)


@pytest.mark.parametrize("offsets", PRINT_KEYSTONES)
def test_lines_between_upright_rules_are_made_level(offsets):
    drawn = printed_table()
    draw_rulings(drawn, [r for r in rulings_of(TABLE) if r.axis == "vertical"])
    matrix = shifted_corners(offsets)
    assert_level_and_upright(straighten(as_page(photographed(drawn, matrix))).image, matrix, off=3.0)


def test_level_lines_stay_level_though_a_stroke_of_the_title_slopes():
    drawn = printed_table()
    draw_rulings(drawn, [r for r in rulings_of(TABLE) if r.axis == "vertical"])
    cv2.line(drawn, (300, 60), (640, 54), 0, 3)
    page = straighten(as_page(drawn)).image
    assert_level_and_upright(page, shifted_corners(((0, 0),) * 4), off=1.5)


@pytest.mark.parametrize("offsets", [((12, 0), (-12, 0), (0, 0), (0, 0)), ((0, 0), (9, 0), (-9, 0), (0, 0))])
def test_sides_that_only_ends_of_level_rules_show_are_made_upright(offsets):
    drawn = paper(WIDTH, HEIGHT)
    draw_rulings(drawn, [r for r in rulings_of(TABLE) if r.axis == "horizontal"])
    drawn[340:500, 100:130] = drawn[740:900, 1000:1051] = 255  # worn ends
    page = straighten(as_page(photographed(drawn, shifted_corners(offsets)))).image
    dark = as_grey(page.pixels) < 128
    for rows in (slice(540, 720), slice(920, 1240)):
        some, all_of_them = (np.flatnonzero(part.any(axis=0)) for part in (dark[rows], dark))
        assert (some[0], some[-1]) == pytest.approx((all_of_them[0], all_of_them[-1]), abs=2.5)
