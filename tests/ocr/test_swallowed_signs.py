"""Signs at the ends of lines that the recogniser swallowed, laid out by hand; an em is 24 px."""

from __future__ import annotations

import numpy as np
import pytest

from budgetgrid.ocr.ink_columns import InkColumns
from budgetgrid.ocr.reading import Alternative, Character, Reading
from budgetgrid.ocr.swallowed_signs import with_swallowed_signs

WIDTH = 240.0


def read(first: str, last: str) -> Reading:
    """33号 of which the ends have these longer readings."""
    ends = ((Alternative(first, 0.08),), (), (Alternative(last, 0.08),))
    places = (43, 63, 83)
    return Reading(
        tuple(Character(c, 0.9, x / WIDTH, a) for c, x, a in zip("33号", places, ends, strict=True))
    )


def inked(*runs: tuple[int, int]) -> InkColumns:
    return InkColumns(np.array(runs, np.intp).reshape(-1, 2), 24.0)


LINE = ((38, 50), (53, 66), (71, 95))


def test_a_bracket_nearly_read_stands_where_ink_is() -> None:
    settled = with_swallowed_signs(read("〕3", "号）"), WIDTH, inked((9, 18), *LINE, (100, 107)))
    assert settled.text == "〕33号）"
    assert 0.8 < settled.characters[0].probability < 1
    assert settled.characters[0].place == round(13.5 / WIDTH, 4)


def test_nothing_stands_where_no_ink_is() -> None:
    reading = read("〕3", "号）")
    assert with_swallowed_signs(reading, WIDTH, inked(*LINE)) == reading


@pytest.mark.parametrize(("first", "last"), [("13", "号."), ("〕", "号年"), ("〕8", "年）")])
def test_a_digit_a_point_or_another_reading_is_not_put_in(first: str, last: str) -> None:
    reading = read(first, last)
    assert with_swallowed_signs(reading, WIDTH, inked((9, 18), *LINE, (100, 107))) == reading


def test_a_line_without_characters_or_ink_stays() -> None:
    assert with_swallowed_signs(Reading(()), WIDTH, inked(*LINE)) == Reading(())
    assert with_swallowed_signs(read("〕3", "号"), WIDTH, inked()).text == "33号"
