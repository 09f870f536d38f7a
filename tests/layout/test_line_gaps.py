"""Worn rules: what is left of them along their line is found, strokes of text on the same line are not."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_grids import Tiling, cells_of, even_tiling, rulings_of
from drawn_pages import DPI, draw_rulings, paper, write

from budgetgrid.layout.find_rulings import find_rulings
from budgetgrid.layout.geometry import Image
from budgetgrid.layout.ink import flatten_light
from budgetgrid.layout.line_gaps import without_gaps
from budgetgrid.layout.rulings import Ruling
from budgetgrid.tables.ruled import ruled_grids

TALL = even_tiling(4, 3, height=60)
INNER = Ruling("vertical", 250.0, 100.0, 220.0, 2.0)


def drawn(tiling: Tiling) -> Image:
    page = paper(700, 500)
    draw_rulings(page, rulings_of(tiling))
    return page


def worn(page: Image) -> Image:
    """The page with some of its upper outer rule lost."""
    page[98:103, 180:195] = 255
    return page


def tables_on(page: Image) -> list[tuple[tuple[int, int, int, int], ...]]:
    return [cells_of(grid) for grid in ruled_grids(find_rulings(flatten_light(page, DPI), DPI), DPI)]


def with_only(inner: Ruling) -> list[Ruling]:
    """The rules of TALL, of its first inner upright one only `inner`."""
    others = [r for r in rulings_of(TALL) if (r.axis, r.position) != ("vertical", 250.0)]
    return [*others, inner]


def added(page: Image) -> list[tuple[float, float]]:
    """From where to where rules are added to those of TALL whose inner upright one was found half way."""
    rulings = with_only(INNER)
    return [(r.start, r.end) for r in without_gaps(rulings, page, DPI)[len(rulings) :]]


def test_a_rule_found_half_way_goes_on_where_its_ink_does():
    assert added(drawn(TALL)) == [(220.0, 280.0), (280.0, 340.0)]


def test_a_rule_that_stops_at_a_merged_cell_stops():
    assert added(drawn(even_tiling(4, 3, ((2, 0, 1, 2), (3, 0, 1, 2)), height=60))) == []


def test_a_stroke_as_short_as_a_characters_in_the_middle_of_a_side_is_no_rule():
    page = worn(drawn(even_tiling(4, 3, ((2, 0, 1, 2), (3, 0, 1, 2)), height=60)))
    page[233:267, 249:251] = 0
    assert added(page) == []


@pytest.mark.parametrize("top", [223, 228, 240, 262])
def test_half_a_worn_side_is_enough_where_it_reaches_an_end(top):
    page = drawn(even_tiling(4, 3, ((2, 0, 1, 2), (3, 0, 1, 2)), height=60))
    page[top:280, 249:251] = 0
    assert added(worn(page)) == ([(220.0, 280.0)] if top < 245 else [])


@pytest.mark.parametrize(("top", "bottom"), [(170, 176), (163, 170), (205, 213)])
def test_a_scrap_of_a_worn_side_is_enough_between_two_that_were_found(top, bottom):
    page = worn(drawn(TALL))
    page[162:218, 247:253] = 255
    page[top:bottom, 249:251] = 0
    halves = [Ruling("vertical", 250.0, 100.0, 160.0, 2.0), Ruling("vertical", 250.0, 220.0, 340.0, 2.0)]
    rulings = [*with_only(halves[0]), halves[1]]
    (scrap,) = without_gaps(rulings, page, DPI)[len(rulings) :]
    assert (scrap.start, scrap.end) == (160, 220)


def test_a_worn_side_of_which_nothing_is_left_is_not_made_up():
    page = worn(drawn(even_tiling(4, 3, ((1, 0, 1, 2),), height=60)))
    rulings = rulings_of(even_tiling(4, 3, ((1, 0, 1, 2),), height=60))
    assert without_gaps(rulings, page, DPI) == rulings


def test_a_stroke_standing_alone_in_a_cell_beside_one_found_side_is_text():
    page = worn(drawn(even_tiling(4, 3, ((2, 0, 1, 2), (3, 0, 1, 2)), height=60)))
    page[238:260, 249:251] = 0
    assert added(page) == []


@pytest.mark.parametrize("top", [240, 262])
def test_half_a_side_is_a_stroke_of_text_where_nothing_else_is_worn(top):
    page = drawn(even_tiling(4, 3, ((2, 0, 1, 2), (3, 0, 1, 2)), height=60))
    page[top:280, 249:251] = 0
    assert added(page) == []


def test_strokes_of_several_lines_of_text_are_no_rule_though_they_reach_an_end():
    page = drawn(even_tiling(4, 3, ((2, 0, 1, 2), (3, 0, 1, 2)), height=60))
    for top in range(223, 280, 20):
        page[top : top + 8, 249:251] = 0
    assert added(page) == []


def test_ink_that_ends_far_before_the_next_rule_is_added_no_further():
    page = paper(700, 500)
    others = [Ruling("horizontal", y, 100, 400, 2.0) for y in (100, 220, 340)]
    others += [Ruling("vertical", x, 100, 340, 2.0) for x in (100, 400)]
    draw_rulings(page, [*others, Ruling("vertical", 250, 100, 270, 2.0)])
    (rest,) = without_gaps([*others, INNER], worn(page), DPI)[len(others) + 1 :]
    assert (rest.start, rest.end) == (220, pytest.approx(270, abs=3))


@pytest.mark.parametrize("text", ["目", "丨", "中", "1", "国目"])
@pytest.mark.parametrize("left", range(228, 252, 4))
def test_text_in_a_merged_cell_on_the_line_of_a_rule_divides_nothing(text, left):
    tiling = even_tiling(4, 3, ((1, 0, 1, 2),), height=60)
    page = drawn(tiling)
    write(page, text, left, 205, 14)
    assert tables_on(page) == [tiling.cells]


def test_lines_of_text_one_under_the_other_make_no_upright_rules():
    tiling = even_tiling(3, 2, height=180, width=250)
    page = paper(800, 800)
    draw_rulings(page, rulings_of(tiling))
    for row in range(3):
        for line in range(5):
            write(page, f"目标{line}：服务", 108, 100 + 180 * row + 34 + 32 * line, 10.5)
    grain = np.random.default_rng(1).normal(0, 7, page.shape)
    page = np.clip(page * 0.7 + 60 + grain, 0, 255).astype(np.uint8)
    assert tables_on(page) == [tiling.cells]


def test_a_faded_and_tattered_grid_is_whole():
    tiling = even_tiling(6, 4, height=60, width=130)
    page = paper(800, 600)
    draw_rulings(page, rulings_of(tiling), ink=170)
    chance = np.random.default_rng(2)
    for _ in range(60):
        x, y = (int(v) for v in chance.integers(90, 460, 2))
        page[y : y + 8, x : x + int(chance.integers(4, 24))] = 255
    grain = chance.normal(0, 7, page.shape)
    page = np.clip(page * 0.9 + grain, 0, 255).astype(np.uint8)
    assert tables_on(page) == [tiling.cells]
