"""Signs of per cent at their distances from a figure, drawn as bars 20 px high and 10 wide."""

from __future__ import annotations

import numpy as np
import pytest

from budgetgrid.layout.geometry import Image
from budgetgrid.ocr.ink_columns import ink_columns
from budgetgrid.ocr.percent_signs import with_wide_percent_signs
from budgetgrid.ocr.reading import Character, Reading


def line(text: str, *whites: int) -> tuple[Reading, Image]:
    """A text and its crop: a bar for each character, so many px of white before each but the first."""
    crop = np.full((30, 200, 3), 255, np.uint8)
    characters, left = [], 10
    for character, white in zip(text, (0, *whites), strict=True):
        left += white
        crop[5:25, left : left + 10] = 0
        characters.append(Character(character, 0.9, (left + 5) / 200))
        left += 10
    return Reading(tuple(characters)), crop


@pytest.mark.parametrize(
    ("text", "whites", "read"),
    [
        ("85%", (3, 5), "85％"),
        ("85%", (3, 3), "85%"),
        ("81%", (3, 5), "81%"),
        ("81%", (3, 7), "81％"),
        ("85%", (6, 6), "85%"),
        ("率%", (6,), "率%"),
        ("%", (), "%"),
    ],
    ids=["off", "beside", "after a one", "far from a one", "spread", "no figure", "alone"],
)
def test_percent_sign_is_wide_where_it_stands_off_its_figure(
    text: str, whites: tuple[int, ...], read: str
) -> None:
    reading, crop = line(text, *whites)
    assert with_wide_percent_signs(reading, crop, ink_columns(crop)).text == read
