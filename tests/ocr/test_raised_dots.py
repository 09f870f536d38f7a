"""Dots between words, drawn at their heights."""

from __future__ import annotations

import pytest
from drawn import DPI, typeset

from budgetgrid.layout.geometry import Image
from budgetgrid.ocr.ink_columns import ink_columns
from budgetgrid.ocr.raised_dots import with_raised_dots
from budgetgrid.ocr.reading import Alternative, Character, Reading


def line_with_dot(height: float) -> Image:
    """人 年 of 10 points with a dot between them that ends so high over their foot (points)."""
    pixels = typeset([(10, 30, "人"), (30, 30, "年")])
    x, bottom = round(25 * DPI / 72), round((31 - height) * DPI / 72)
    pixels[bottom - 3 : bottom, x : x + 3] = 0
    return pixels[50:95, 20:120]


def read(sign: str = "人.年", considered: str = "·") -> Reading:
    places = (0.11, 0.5, 0.78)
    others = (Alternative(considered, 0.05),)
    return Reading(
        tuple(Character(c, 0.9, place, others if c == "." else ()) for c, place in zip(sign, places))
    )


@pytest.mark.parametrize(("height", "text"), [(4.0, "人·年"), (0.0, "人.年")])
def test_a_dot_above_the_foot_of_its_line_is_no_full_stop(height: float, text: str) -> None:
    crop = line_with_dot(height)
    assert with_raised_dots(read(), crop, ink_columns(crop)).text == text


@pytest.mark.parametrize("reading", [read(considered=","), read("3.年"), read("人.5")])
def test_a_point_of_a_figure_or_one_not_considered_raised_stays(reading: Reading) -> None:
    crop = line_with_dot(4.0)
    assert with_raised_dots(reading, crop, ink_columns(crop)) == reading
