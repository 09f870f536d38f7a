"""Diagonals of head cells, drawn beside text."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from drawn_pages import DPI, as_page, draw_rulings, paper, turned, write

from budgetgrid.layout.diagonals import diagonal_mask, find_diagonals, without_diagonals
from budgetgrid.layout.geometry import Box, Image
from budgetgrid.layout.rulings import Ruling

CELLS = [
    Box(100 + 250 * col, 100 + 120 * row, 350 + 250 * col, 220 + 120 * row)
    for row in (0, 1)
    for col in (0, 1)
]


def drawn() -> Image:
    """Four cells, text in all of them, their rules 2 px."""
    page = paper(700, 450)
    draw_rulings(page, [Ruling("horizontal", y, 100, 600, 2) for y in (100, 220, 340)])
    draw_rulings(page, [Ruling("vertical", x, 100, 340, 2) for x in (100, 350, 600)])
    write(page, "科目", 270, 140)
    write(page, "年度", 115, 205)
    for cell in CELLS[1:]:
        write(page, "一般公共预算", cell.left + 15, cell.top + 45)
        write(page, "财政拨款收入", cell.left + 15, cell.top + 90)
    return page


def slashed(page: Image, cell: Box, falling: bool = True, thickness: int = 2) -> Image:
    first, last = (cell.top, cell.bottom) if falling else (cell.bottom, cell.top)
    line = (int(cell.left), int(first)), (int(cell.right), int(last))
    return np.asarray(cv2.line(page.copy(), *line, (0,), thickness, cv2.LINE_AA), np.uint8)


@pytest.mark.parametrize("falling", [True, False])
@pytest.mark.parametrize("thickness", [1, 2, 4])
def test_a_line_from_corner_to_corner_is_found_where_it_lies(falling, thickness):
    (line,) = find_diagonals(slashed(drawn(), CELLS[0], falling, thickness), CELLS, DPI)
    assert line.cell == CELLS[0]
    assert line.start == pytest.approx((100, 100 if falling else 220), abs=2.5)
    assert line.end == pytest.approx((350, 220 if falling else 100), abs=2.5)


def test_both_lines_of_a_crossed_out_cell_are_found():
    empty = drawn()
    empty[225:338, 355:598] = 255
    crossed = slashed(slashed(empty, CELLS[3]), CELLS[3], falling=False)
    assert [line.cell for line in find_diagonals(crossed, CELLS, DPI)] == [CELLS[3]] * 2


def test_text_and_rules_are_no_diagonals():
    assert find_diagonals(drawn(), CELLS, DPI) == []


def test_dense_text_and_dark_cells_are_no_diagonals():
    page = paper(700, 450)
    for line in range(11):
        write(page, "覆盖率" * 12, 60, 120 + 22 * line, 8)
    assert find_diagonals(page, CELLS, DPI) == []
    assert find_diagonals(np.zeros((450, 700), np.uint8), CELLS, DPI) == []


def test_a_line_that_ends_in_the_middle_of_its_cell_is_no_diagonal():
    page = cv2.line(drawn(), (100, 100), (225, 160), (0,), 2, cv2.LINE_AA)
    assert find_diagonals(page, CELLS, DPI) == []


def test_a_diagonal_is_found_on_a_page_turned_a_little():
    page = turned(slashed(drawn(), CELLS[0]), 0.3)
    assert [line.cell for line in find_diagonals(page, CELLS, DPI)] == [CELLS[0]]


def test_painting_a_diagonal_over_leaves_the_text_beside_it():
    clean, page = drawn(), slashed(drawn(), CELLS[0])
    found = find_diagonals(page, CELLS, DPI)
    left = without_diagonals(as_page(page), found).pixels[:, :, 0]
    inner = np.s_[104:217, 104:347]
    differs = np.abs(left[inner].astype(int) - clean[inner]) > 64
    assert differs.sum() <= 4
    assert diagonal_mask(found, *page.shape, DPI)[160, 225]


def test_a_page_without_diagonals_is_not_copied():
    page = as_page(drawn())
    assert without_diagonals(page, []) is page
