"""Ink that no line accounts for, measured in cells drawn with known marks."""

from __future__ import annotations

import numpy as np

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.reading import Character, Line, Reading
from budgetgrid.ocr.unread_ink import unread_ink

CELL = Box(10, 10, 110, 60)
DPI = 144.0  # a square point is 4 px


def page(*marks: Box) -> np.ndarray:
    ink = np.zeros((80, 120), np.uint8)
    for mark in marks:
        ink[int(mark.top) : int(mark.bottom), int(mark.left) : int(mark.right)] = 255
    return ink


def measured(ink: np.ndarray, rules: np.ndarray | None = None, lines: tuple[Line, ...] = ()) -> float:
    none = np.zeros(ink.shape, np.bool_)
    return unread_ink(ink, none if rules is None else rules, [CELL], [lines], DPI)[0]


def test_mark_that_no_line_has_is_counted_in_square_points():
    assert measured(page(Box(50, 30, 60, 34))) == 10.0


def test_ink_of_a_line_and_its_blur_is_accounted_for():
    line = Line(Box(50, 30, 60, 34), Reading((Character("-", 1.0),)))
    assert measured(page(Box(49, 29, 61, 35)), lines=(line,)) == 0.0


def test_rules_and_their_rough_sides_are_no_ink():
    ink = page(Box(10, 38, 110, 42))
    assert measured(ink, rules=ink > 0) == 0.0


def test_ink_outside_the_cell_is_not_counted():
    assert measured(page(Box(112, 30, 118, 40))) == 0.0
