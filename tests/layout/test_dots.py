"""Rules of dots: found as solid ones are, told from leaders by what they meet."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from drawn_grids import cells_of, even_tiling, rulings_of
from drawn_pages import DPI, draw_rulings, paper, text_page, write

from budgetgrid.layout.dots import is_dashed, rows_of_dots
from budgetgrid.layout.find_rulings import find_rulings
from budgetgrid.layout.geometry import Image
from budgetgrid.layout.ink import flatten_light
from budgetgrid.layout.rulings import Ruling, ruling_mask
from budgetgrid.layout.stroke_look import stroke_look
from budgetgrid.tables.ruled import ruled_grids

TABLE = even_tiling(5, 4, ((0, 0, 2, 1), (1, 1, 1, 2), (3, 1, 1, 3)), height=60)
FINE = 4
"""Px of a scan to each px of the drawing that dots are drawn in."""


def dotted(page: Image, rulings: list[Ruling], dot: float, gap: float) -> Image:
    """The page with rules of square dots, `dot` px wide and `gap` px apart, as a scanner blurs them."""
    fine = np.full((page.shape[0] * FINE, page.shape[1] * FINE), 255, np.uint8)
    size, pitch = round(dot * FINE), round((dot + gap) * FINE)
    for ruling in rulings:
        across = fine if ruling.axis == "horizontal" else fine.T
        middle = round(ruling.position * FINE) - size // 2
        for start in range(round(ruling.start * FINE), round(ruling.end * FINE), pitch):
            across[middle : middle + size, start : start + size] = 0
    scanned = cv2.resize(fine, page.shape[::-1], interpolation=cv2.INTER_AREA)
    return np.minimum(page, cv2.GaussianBlur(scanned, (0, 0), 0.5))


def filled(page: Image) -> Image:
    """The page with a text of two lines in every cell of the table."""
    for row, col, _, _ in TABLE.cells:
        for line in (24, 48):
            write(page, "政府12", TABLE.col_edges[col] + 6, TABLE.row_edges[row] + line, 8)
    return page


def rules_on(page: Image) -> list[Ruling]:
    return find_rulings(flatten_light(page, DPI), DPI)


def tables_on(page: Image) -> list[tuple[tuple[int, int, int, int], ...]]:
    return [cells_of(grid) for grid in ruled_grids(rules_on(page), DPI)]


@pytest.mark.parametrize(("dot", "gap"), [(1.3, 2.6), (2.1, 4.2), (2.0, 2.0), (3.0, 3.0)])
def test_a_table_drawn_wholly_of_dots_is_found(dot, gap):
    assert tables_on(filled(dotted(paper(800, 800), rulings_of(TABLE), dot, gap))) == [TABLE.cells]


def test_dots_within_a_solid_frame_divide_its_cells():
    page = paper(800, 800)
    draw_rulings(page, rulings_of(even_tiling(1, 1, height=300, width=600)))
    assert tables_on(filled(dotted(page, rulings_of(TABLE), 1.3, 2.6))) == [TABLE.cells]


def test_the_mask_of_rules_holds_all_their_dots():
    page = dotted(paper(800, 800), rulings_of(even_tiling(4, 4)), 1.3, 2.6)
    assert page[~ruling_mask(rules_on(page), 800, 800)].min() > 200


@pytest.mark.parametrize(("dot", "gap"), [(1.3, 2.6), (2.0, 3.0), (2.5, 5.0)])
def test_leaders_and_dots_to_write_on_are_no_rules(dot, gap):
    page = paper(1000, 600)
    lines = [Ruling("horizontal", y, 300, 800, dot) for y in range(120, 500, 40)]
    page = dotted(page, lines, dot, gap)
    for line in lines:
        write(page, "一、部门概况", 130, line.position, 10.5)
        write(page, "12", 810, line.position, 10.5)
    assert rules_on(page) == []


def test_leaders_in_a_cell_divide_it_neither_up_nor_across():
    table = even_tiling(3, 1, height=80, width=500)
    page = paper(800, 500)
    draw_rulings(page, rulings_of(table))
    left = table.col_edges[0]
    page = dotted(page, [Ruling("horizontal", y, left + 150, left + 430, 2) for y in (140, 220, 300)], 2, 4)
    assert tables_on(page) == [table.cells]


def test_a_row_of_dots_ends_where_text_goes_on_in_its_line():
    ink = np.zeros(200, np.bool_)
    ink[0:100:4] = ink[1:100:4] = True
    ink[104:118] = ink[126:140] = ink[150:152] = ink[163:190] = True
    [(start, end)] = rows_of_dots(ink[:160], DPI)
    assert start <= 4
    assert 96 <= end <= 102


def test_rows_of_digits_and_evenly_spaced_characters_are_no_rows_of_dots():
    flat = 255 - text_page(1200, 600)
    assert not any(rows_of_dots(row > 80, DPI) for row in flat)


def test_a_solid_line_and_a_dashed_one_are_no_rows_of_dots():
    dashes = np.arange(400) % 20 < 12
    assert rows_of_dots(np.ones(400, np.bool_), DPI) == []
    assert rows_of_dots(dashes, DPI) == []


def test_wide_dots_go_on_over_sharp_crossings_in_low_rows():
    """Sharp dots 10 px apart at 200 dpi, as a clean scan shows them: five of them in a row of 28 pt."""
    tiling = even_tiling(9, 4, ((0, 0, 2, 1), (3, 1, 1, 3)), height=57)
    page = dotted(paper(800, 800), rulings_of(tiling), 5, 5)
    assert tables_on(page) == [tiling.cells]


def dashes(pitch: int, dash: int, crossings: int = 0) -> np.ndarray:
    ink = np.arange(400) % pitch < dash
    for at in range(50, 50 + 90 * crossings, 90):
        ink[at : at + 20] = True
    return ink


def test_dashes_of_two_thirds_ink_are_a_rule_crossings_aside():
    assert is_dashed(dashes(16, 11), DPI)
    assert is_dashed(dashes(16, 11, crossings=3), DPI)


@pytest.mark.parametrize(
    "ink",
    [dashes(30, 20), dashes(16, 5), dashes(100, 70), np.random.default_rng(3).random(400) < 0.6],
    ids=["lines of text", "dots", "few", "uneven"],
)
def test_other_ink_along_a_line_is_not_dashed(ink):
    assert not is_dashed(ink, DPI)


def row_of_dashes(page: Image, y: int) -> None:
    for start in range(50, 550, 16):
        page[y - 1 : y + 2, start : start + 11] = 0


def test_a_dashed_stroke_is_as_inked_as_a_rule():
    page = paper(200, 600).T.copy()
    row_of_dashes(page, 100)
    assert stroke_look(page, Ruling("horizontal", 100.5, 50, 550, 3.0), DPI).is_rule
    assert stroke_look(page.T.copy(), Ruling("vertical", 100.5, 50, 550, 3.0), DPI).is_rule


def dashed_levels(uprights: tuple[int, ...]) -> list[int]:
    """The heights of level rules found on a page of three rows of dashes across these upright rules."""
    page = paper(600, 300)
    for y in (60, 120, 180):
        row_of_dashes(page, y)
    for x in uprights:
        page[40:200, x - 1 : x + 2] = 0
    return sorted(round(r.position) for r in find_rulings(page, DPI) if r.axis == "horizontal")


def test_level_dashes_across_upright_rules_are_rules():
    assert dashed_levels((50, 300, 549)) == [60, 120, 180]


def test_level_dashes_that_meet_no_two_upright_rules_are_left_to_those_who_read_typed_ones():
    assert dashed_levels((300,)) == []
