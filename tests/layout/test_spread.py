"""Two pages side by side on one scan, drawn with known truth."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_grids import cells_of, even_tiling, rulings_of
from drawn_pages import DPI, as_page, draw_rulings, paper, turned, write

from budgetgrid.layout.find_rulings import find_rulings
from budgetgrid.layout.geometry import Image
from budgetgrid.layout.ink import as_grey, flatten_light, ink_mask
from budgetgrid.layout.spread import find_fold, level_halves, rulings_of_halves
from budgetgrid.layout.straighten import straighten
from budgetgrid.tables.ruled import ruled_grids

LEFT = even_tiling(20, 4, ((0, 0, 1, 2), (3, 2, 2, 1)), height=60, width=200)
RIGHT = even_tiling(17, 5, ((0, 1, 1, 3),), height=71, width=165)


def sheet(tiling, figures: str = "412.133928") -> Image:
    page = paper(1050, 1480)
    draw_rulings(page, rulings_of(tiling))
    for row, col, _, _ in tiling.cells:
        top, left = tiling.row_edges[row], tiling.col_edges[col]
        write(page, figures if col else "经费拨款", left + 14, top + 42)
    return page


def spread(left: float = 0.0, right: float = 0.0) -> Image:
    """A scan of two sheets, each turned clockwise by so many degrees."""
    return np.concatenate((turned(sheet(LEFT), left), turned(sheet(RIGHT), right)), axis=1)


def mask_of(page: Image) -> Image:
    return ink_mask(flatten_light(page, DPI))


@pytest.mark.parametrize(("left", "right"), [(0.0, 0.0), (0.8, -0.6), (-1.2, 1.0), (1.4, 0.2)])
def test_the_tables_of_both_pages_are_whole(left, right):
    scan = spread(left, right)
    straight = straighten(level_halves(as_page(scan), mask_of(scan))).image
    flat = flatten_light(as_grey(straight.pixels), DPI)
    grids = sorted(ruled_grids(rulings_of_halves(flat, DPI), DPI), key=lambda g: g.box.left)
    assert [cells_of(grid) for grid in grids] == [LEFT.cells, RIGHT.cells]


def test_both_pages_come_to_lie_alike():
    scan = spread(0.9, -0.7)
    level = as_grey(level_halves(as_page(scan), mask_of(scan)).pixels)
    both = turned(sheet(LEFT), 0.1), turned(sheet(RIGHT), 0.1)
    expected = np.concatenate(both, axis=1)
    assert np.abs(level.astype(int) - expected).mean() < 0.25 * np.abs(scan.astype(int) - expected).mean()


def test_pages_that_lie_alike_keep_their_pixels():
    page = as_page(spread(0.5, 0.5))
    assert level_halves(page, mask_of(page.pixels[:, :, 0])) is page


def test_the_fold_is_found_beside_the_middle():
    scan = np.concatenate((spread(), paper(150, 1480)), axis=1)
    assert abs(find_fold(mask_of(scan), DPI) - 1050) < 110


def one_table(columns: int) -> Image:
    page = paper(2100, 1480)
    draw_rulings(page, rulings_of(even_tiling(18, columns, height=60, width=1900 // columns)))
    return page


def lines_across() -> Image:
    page = paper(2100, 1480)
    for row in range(20):
        write(page, "本部门预算按照一般公共预算编制收入总计支出总计" * 2, 150, 150 + 60 * row, 12.0)
    return page


def level_rules() -> Image:
    page = paper(2100, 1480)
    for row in (0, 1, 9):
        page[300 + 80 * row : 303 + 80 * row, 150:1950] = 0
    write(page, "项目", 300, 350)
    write(page, "金额", 1800, 350)
    return page


@pytest.mark.parametrize(
    "page",
    [one_table(2), one_table(5), lines_across(), level_rules(), sheet(LEFT), paper(2100, 1480)],
    ids=["table of 2", "table of 5", "text", "three lines", "upright page", "blank"],
)
def test_one_page_has_no_fold(page):
    assert find_fold(mask_of(page), DPI) is None
    assert rulings_of_halves(page, DPI) is None


def test_rules_of_each_page_are_those_it_has_alone():
    both = rulings_of_halves(flatten_light(spread(), DPI), DPI)
    left, right = (find_rulings(flatten_light(sheet(tiling), DPI), DPI) for tiling in (LEFT, RIGHT))
    assert len(both) == len(left) + len(right)
    assert {(r.position, r.start) for r in left} <= {(r.position, r.start) for r in both}
    moved = {
        (r.position, r.start + 1050) if r.axis == "horizontal" else (r.position + 1050, r.start)
        for r in right
    }
    assert moved <= {(r.position, r.start) for r in both}
