"""Quarter turns, and the axis along which text runs."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_grids import even_tiling, rulings_of
from drawn_pages import DPI, as_page, draw_rulings, paper, text_page, write
from hypothesis import given, settings
from hypothesis import strategies as st

from budgetgrid.layout.deskew import turned_by, warp
from budgetgrid.layout.geometry import Image, transform_point
from budgetgrid.layout.ink import flatten_light, ink_mask
from budgetgrid.layout.upright import text_runs_down, text_strips, turn_quarters


def runs_down(page: Image) -> bool:
    return text_runs_down(text_strips(ink_mask(flatten_light(page, DPI)), DPI))


def ruled_page() -> Image:
    tiling = even_tiling(12, 4, height=60, width=220)
    page = paper(1100, 1000)
    draw_rulings(page, rulings_of(tiling))
    for row, col, _, _ in tiling.cells:
        write(page, "一般公共" if col else "基本支出", 110 + 220 * col, 142 + 60 * row)
    return page


@pytest.mark.parametrize(
    ("degrees", "corner"),
    [(0, (5, 3)), (90, (96, 5)), (180, (194, 96)), (270, (3, 194)), (360, (5, 3)), (-90, (3, 194))],
)
def test_pixels_turn_clockwise(degrees, corner):
    page = paper(200, 100)
    page[3, 5] = 0
    turned = turn_quarters(as_page(page), degrees)
    x, y = corner
    assert np.argwhere(turned.pixels[:, :, 0] == 0).tolist() == [[y, x]]
    assert turned.rotation == degrees % 360


@given(
    degrees=st.sampled_from([0, 90, 180, 270]),
    x=st.integers(0, 59),
    y=st.integers(0, 39),
)
@settings(max_examples=60, deadline=None)
def test_the_middle_of_a_px_leads_back_to_where_it_was(degrees, x, y):
    page = paper(60, 40)
    page[y, x] = 0
    turned = turn_quarters(as_page(page), degrees)
    ((row, col),) = np.argwhere(turned.pixels[:, :, 0] == 0)
    back = transform_point(turned.to_source, col + 0.5, row + 0.5)
    assert back == pytest.approx((x + 0.5, y + 0.5), abs=1e-6)


@given(st.lists(st.sampled_from([0, 90, 180, 270]), max_size=4))
@settings(max_examples=40, deadline=None)
def test_quarter_turns_add_up(turns):
    pixels = np.arange(6 * 4, dtype=np.uint8).reshape(4, 6)
    page = as_page(pixels)
    one_by_one = page
    for degrees in turns:
        one_by_one = turn_quarters(one_by_one, degrees)
    at_once = turn_quarters(page, sum(turns))
    assert one_by_one.rotation == at_once.rotation
    assert np.array_equal(one_by_one.pixels, at_once.pixels)
    assert np.allclose(one_by_one.to_source, at_once.to_source)


@given(
    degrees=st.sampled_from([0, 90, 180, 270]),
    angle=st.floats(-4, 4),
    x=st.integers(60, 440),
    y=st.integers(60, 340),
)
@settings(max_examples=30, deadline=None)
def test_a_turn_and_a_deskew_lead_back_to_within_half_a_px(degrees, angle, x, y):
    page = paper(500, 400)
    page[y - 3 : y + 4, x - 3 : x + 4] = 0
    upright = turn_quarters(as_page(page), degrees)
    forward, size = turned_by(upright, angle)
    moved = warp(upright, forward, size) if forward is not None else upright
    rows, cols = np.nonzero(moved.pixels[:, :, 0] < 128)
    back = transform_point(moved.to_source, float(cols.mean()) + 0.5, float(rows.mean()) + 0.5)
    assert back == pytest.approx((x + 0.5, y + 0.5), abs=0.5)


@pytest.mark.parametrize("page", [text_page(900, 1100), ruled_page()], ids=["text", "table"])
def test_the_axis_of_text_is_told_on_turned_pages(page):
    assert not runs_down(page)
    assert runs_down(np.ascontiguousarray(np.rot90(page)))
    assert not runs_down(np.ascontiguousarray(np.rot90(page, 2)))
    assert runs_down(np.ascontiguousarray(np.rot90(page, 3)))


def test_columns_of_a_few_characters_do_not_turn_a_table():
    page = ruled_page()
    for place, character in enumerate("产出指标"):
        write(page, character, 60, 200 + 45 * place)
    assert not runs_down(page)


def test_labels_close_to_rules_count_against_heads_that_run_down():
    page = paper(1500, 1500)
    for y in range(400, 1400, 48):
        page[y : y + 3, 100:1400] = 0
        write(page, "机关事业单位支出", 110, y + 44, 14.0)
    for x in range(500, 1400, 100):
        page[400:1400, x : x + 3] = 0
        for k, sign in enumerate("住房公积金"):
            write(page, sign, x + 20, 100 + 46 * k, 14.0)
    assert not runs_down(page)
    assert runs_down(np.rot90(page).copy())


def test_rules_alone_are_no_text():
    page = paper()
    draw_rulings(page, rulings_of(even_tiling(3, 3, height=200, width=200)))
    assert text_strips(ink_mask(flatten_light(page, DPI)), DPI) == []


def test_an_empty_page_does_not_run_down():
    assert not runs_down(paper())


def test_each_line_of_text_is_a_strip():
    page = paper(1000, 400)
    for line in range(4):
        write(page, "一般公共预算支出情况", 100, 100 + 70 * line)
    strips = sorted(text_strips(ink_mask(flatten_light(page, DPI)), DPI), key=lambda b: b.top)
    assert len(strips) == 4
    assert all(b.width > 5 * b.height for b in strips)
