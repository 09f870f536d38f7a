"""Strokes of stacked characters are no rule, however many there are; a rule cut now and then stays one."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_pages import DPI, draw_rulings, paper

from budgetgrid.layout.geometry import Image
from budgetgrid.layout.rulings import Ruling
from budgetgrid.layout.stacked_strokes import without_stacked_strokes

ROW, ROWS, LEFT, RIGHT, AT = 36, 12, 100, 500, 300.0
LEVEL = [Ruling("horizontal", 100.0 + ROW * k, LEFT, RIGHT, 2.0) for k in range(ROWS + 1)]
OUTER = [Ruling("vertical", x, 100, 100 + ROW * ROWS, 2.0) for x in (LEFT, RIGHT)]
SIDES = [Ruling("vertical", AT, 100.0 + ROW * k, 100.0 + ROW * (k + 1), 2.0) for k in range(ROWS)]


def page(before: int, after: int) -> Image:
    """A page with a stroke in each row, so many px off the rules above and below."""
    flat = paper(700, 700)
    draw_rulings(flat, [*LEVEL, *OUTER])
    for side in SIDES:
        flat[int(side.start) + before : int(side.end) - after, int(AT) - 1 : int(AT) + 1] = 90
    return flat


def kept(flat: Image, uprights: list[Ruling]) -> int:
    found = without_stacked_strokes([*LEVEL, *OUTER, *uprights], flat, DPI)
    assert all(r in found for r in [*LEVEL, *OUTER])
    return len(found) - len(LEVEL) - len(OUTER)


@pytest.mark.parametrize(("before", "after"), [(8, 8), (8, 0), (0, 8)])
def test_strokes_that_stop_at_the_same_end_in_all_rows_are_no_rule(before: int, after: int) -> None:
    assert kept(page(before, after), SIDES) == 0


def test_sides_of_a_rule_cut_here_and_there_stay() -> None:
    flat = page(0, 0)
    for row in np.random.default_rng(1).integers(0, ROW * ROWS, 8).tolist():
        flat[100 + row : 110 + row, int(AT) - 4 : int(AT) + 4] = 255
    assert kept(flat, SIDES) == ROWS


def test_few_short_sides_stay_wherever_they_end() -> None:
    assert kept(page(8, 8), SIDES[:3]) == 3


def test_a_rule_over_many_rows_stays() -> None:
    long = Ruling("vertical", AT, 100, 100 + ROW * ROWS, 2.0)
    assert kept(page(8, 8), [long]) == 1
