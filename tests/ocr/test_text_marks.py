"""Marks of text and dust in cells, drawn as rectangles of known size; a text height is 20 px."""

import numpy as np
import pytest

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr import text_marks as module
from budgetgrid.ocr.ink import Marks, find_marks
from budgetgrid.ocr.text_marks import text_marks

HEIGHT = 20.0


def drawn(*marks: tuple[int, int, int, int]) -> Marks:
    ink = np.zeros((400, 400), np.bool_)
    for left, top, right, bottom in marks:
        ink[top:bottom, left:right] = True
    return find_marks(ink)


def kept(marks: Marks, *cells: Box) -> list[list[int]]:
    found = text_marks(marks, np.ones(len(marks.areas)), HEIGHT, cells)
    return [labels.tolist() for labels in found]


def test_point_after_a_character_is_text_and_one_far_off_is_dust() -> None:
    marks = drawn((50, 50, 68, 70), (72, 66, 75, 69), (150, 66, 153, 69))
    assert kept(marks, Box(20, 20, 200, 100)) == [[1, 2]]


def test_dots_of_a_row_hold_one_another_from_the_first_that_stands_by_a_character() -> None:
    marks = drawn((50, 50, 68, 70), (76, 60, 79, 63), (88, 60, 93, 65), (102, 60, 105, 63))
    assert sorted(kept(marks, Box(20, 20, 200, 100))[0]) == [1, 2, 3, 4]


def test_mark_belongs_to_the_cell_that_holds_its_middle_only() -> None:
    marks = drawn((50, 50, 68, 70), (150, 50, 168, 70))
    assert kept(marks, Box(20, 20, 100, 100), Box(100, 20, 200, 100), Box(20, 100, 200, 200)) == [
        [1],
        [2],
        [],
    ]


def test_page_without_cells_has_no_marks_of_text() -> None:
    assert kept(drawn((50, 50, 68, 70))) == []


def test_dusty_cells_give_the_same_looked_at_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    ink = np.random.default_rng(1).random((400, 400)) < 0.004
    ink[50:390:40, 30:390:25] = True
    ink = np.kron(ink, np.ones((3, 3), np.bool_))
    cells = [Box(x, y, x + 300, y + 240) for y in range(0, 1200, 240) for x in range(0, 1200, 300)]
    marks = find_marks(ink)
    together = kept(marks, *cells)
    monkeypatch.setattr(module, "PAIRS_AT_ONCE", 1)
    assert kept(marks, *cells) == together
    assert 0 < sum(map(len, together)) < len(marks.areas) - 1
