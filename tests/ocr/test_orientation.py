"""Which way up a page is, told by what was read on it."""

from __future__ import annotations

import pytest

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.orientation import reads_badly
from budgetgrid.ocr.reading import Character, Line, Reading


def line(text: str, probability: float) -> Line:
    return Line(Box(0, 0, 100, 20), Reading(tuple(Character(sign, probability) for sign in text)))


FIGURES = [line("1,068.90", 0.99)] * 20


@pytest.mark.parametrize(
    ("lines", "badly"),
    [
        ([*FIGURES, line("机关事业单位养老保险缴费支出", 0.5)], True),
        ([*FIGURES, line("机关事业单位养老保险缴费支出", 0.95)], False),
        ([*FIGURES, line("合计", 0.5)], False),
        ([line("General Fund", 0.5)], True),
        ([line("第3页", 0.4)], False),
    ],
    ids=["upside down", "upright", "too few ideographs", "letters", "too little text"],
)
def test_ideographs_tell_where_there_are_enough(lines: list[Line], badly: bool) -> None:
    assert reads_badly(lines) == badly
