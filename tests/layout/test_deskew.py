"""The angle of a page, and the transforms that undo it."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_grids import even_tiling, rulings_of
from drawn_pages import DPI, as_page, draw_rulings, paper, text_page, turned, write
from hypothesis import given, settings
from hypothesis import strategies as st

from budgetgrid.layout.deskew import IGNORED_SKEW, find_skew, turned_by, warp
from budgetgrid.layout.geometry import Image, transform_point
from budgetgrid.layout.ink import flatten_light, ink_mask

ANGLES = (-4.0, -3.3, -2.15, -1.0, -0.37, -0.15, -0.08, 0.0, 0.06, 0.11, 0.25, 0.9, 1.72, 2.5, 4.0)


def skew_of(page: Image) -> float:
    return find_skew(ink_mask(flatten_light(page, DPI)), DPI)


@pytest.fixture(scope="module")
def ruled_page() -> Image:
    tiling = even_tiling(20, 5, height=64, width=200)
    page = paper(1200, 1600)
    draw_rulings(page, rulings_of(tiling))
    for row, col, _, _ in tiling.cells:
        write(page, "经费" if (row + col) % 3 else "支出", 110 + 200 * col, 142 + 64 * row)
    return page


@pytest.fixture(scope="module")
def plain_page() -> Image:
    return text_page()


@pytest.mark.parametrize("angle", ANGLES)
def test_the_skew_of_a_ruled_page_is_found_to_a_twentieth_of_a_degree(ruled_page, angle):
    assert skew_of(turned(ruled_page, angle)) == pytest.approx(angle, abs=0.05)


@pytest.mark.parametrize("angle", ANGLES)
def test_the_skew_of_a_page_of_text_is_found_to_a_tenth_of_a_degree(plain_page, angle):
    assert skew_of(turned(plain_page, angle)) == pytest.approx(angle, abs=0.1)


def test_the_skew_of_a_few_lines_is_found():
    page = paper(1200, 1600)
    for line in range(3):
        write(page, "本部门无政府性基金预算拨款安排的支出", 150, 300 + 50 * line)
    assert skew_of(turned(page, 1.5)) == pytest.approx(1.5, abs=0.2)


def test_noise_and_uneven_light_leave_the_skew_as_it_is(ruled_page):
    noise = np.random.default_rng(1).normal(0, 12, ruled_page.shape)
    shade = np.linspace(1.0, 0.6, ruled_page.shape[1])[None, :]
    page = np.clip(turned(ruled_page, 1.3) * shade + noise, 0, 255).astype(np.uint8)
    assert skew_of(page) == pytest.approx(1.3, abs=0.05)


@pytest.mark.parametrize("shade", [255, 120, 0])
def test_a_page_of_one_colour_has_no_skew(shade):
    assert skew_of(np.full((500, 400), shade, np.uint8)) == 0.0


@pytest.mark.parametrize("angle", [0.0, IGNORED_SKEW / 2])
def test_a_page_that_is_upright_is_not_turned(angle):
    assert turned_by(as_page(paper(30, 20)), angle) == (None, (30, 20))


@pytest.mark.parametrize("angle", [-3.0, 1.0])
def test_no_corner_of_a_turned_page_is_cut_off(angle):
    page = as_page(paper(900, 700))
    forward, (width, height) = turned_by(page, angle)
    for x, y in ((0, 0), (900, 0), (0, 700), (900, 700)):
        u, v = transform_point(forward, x, y)
        assert -1e-6 <= u <= width
        assert -1e-6 <= v <= height


def test_turning_back_makes_skewed_rules_level():
    page = paper(900, 700)
    page[300:303, 100:800] = 0
    skewed = as_page(turned(page, 2.0))
    forward, size = turned_by(skewed, 2.0)
    level = warp(skewed, forward, size).pixels[:, :, 0]
    ink = 255.0 - level[:, 160:760:40]
    middles = (ink * np.arange(len(ink))[:, None]).sum(axis=0) / ink.sum(axis=0)
    assert np.ptp(middles) < 0.3


@given(
    angle=st.floats(-6, 6),
    x=st.floats(0, 1),
    y=st.floats(0, 1),
    width=st.integers(50, 3000),
    height=st.integers(50, 3000),
)
@settings(max_examples=150, deadline=None)
def test_points_of_a_turned_page_lead_back_to_where_they_were(angle, x, y, width, height):
    page = as_page(np.full((2, 2), 255, np.uint8))
    wide = as_page(np.broadcast_to(np.uint8(255), (height, width)))
    forward, _ = turned_by(wide, angle)
    if forward is None:
        return
    moved = warp(page, forward, (1, 1))
    there = transform_point(forward, x * width, y * height)
    assert transform_point(moved.to_source, *there) == pytest.approx((x * width, y * height), abs=0.5)


@given(angle=st.floats(-4, 4), x=st.integers(60, 540), y=st.integers(60, 340))
@settings(max_examples=20, deadline=None)
def test_ink_lies_where_the_transform_says(angle, x, y):
    page = paper(600, 400)
    page[y - 3 : y + 4, x - 3 : x + 4] = 0
    before = as_page(page)
    forward, size = turned_by(before, angle)
    if forward is None:
        return
    after = warp(before, forward, size)
    rows, cols = np.nonzero(after.pixels[:, :, 0] < 128)
    back = transform_point(after.to_source, float(cols.mean()), float(rows.mean()))
    assert back == pytest.approx((x, y), abs=0.5)


def test_what_a_turn_uncovers_is_paper():
    page = as_page(np.full((200, 300), 230, np.uint8))
    forward, size = turned_by(page, 5.0)
    assert warp(page, forward, size).pixels.min() >= 229
