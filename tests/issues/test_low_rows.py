"""Rules as short as a row lose a few px at the rules they end on, where the blur of both runs together."""

from __future__ import annotations

import cv2
import pytest
from drawn_grids import cells_of, even_tiling, rulings_of
from drawn_pages import DPI, draw_rulings, paper

from budgetgrid.layout.find_rulings import find_rulings
from budgetgrid.layout.ink import flatten_light
from budgetgrid.tables.ruled import ruled_grids


@pytest.mark.parametrize("height", [30, 40, 50, 60, 68])
@pytest.mark.parametrize("blur", [1, 3])
def test_a_table_of_one_low_row_keeps_its_columns(height, blur):
    tiling = even_tiling(1, 3, height=height)
    page = paper(700, 300)
    draw_rulings(page, rulings_of(tiling))
    page = cv2.GaussianBlur(page, (blur, blur), 0)
    grids = ruled_grids(find_rulings(flatten_light(page, DPI), DPI), DPI)
    assert [cells_of(grid) for grid in grids] == [tiling.cells]


@pytest.mark.xfail(
    strict=True, reason="each of two short rules 1 px apart is taken for ink attached to the other"
)
def test_short_double_rules_with_one_px_between_are_one_edge():
    tiling = even_tiling(2, 3, height=60)
    page = paper(700, 300)
    for rule in rulings_of(tiling):
        draw_rulings(page, [rule])
    page[103:158, 252:254] = 0
    page[103:158, 249:251] = 0
    page[103:158, 251] = 255
    page[163:218, 249:254] = 255
    grids = ruled_grids(find_rulings(flatten_light(page, DPI), DPI), DPI)
    assert [cells_of(grid) for grid in grids] == [even_tiling(2, 3, ((1, 0, 1, 2),), height=60).cells]
