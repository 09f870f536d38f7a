"""Signs that lost a stroke get it back where the recogniser considered it, and only there."""

from __future__ import annotations

import pytest

from budgetgrid.ocr.lost_strokes import with_lost_strokes
from budgetgrid.ocr.reading import Alternative, Character, Reading


def read(text: str, **considered: float) -> Reading:
    """A reading whose signs `.>:` and their like have the runners-up `comma`, `bound`, `semicolon`."""
    signs = {"comma": (".", ","), "bound": (">＞", "≥"), "upper": ("<＜", "≤"), "semicolon": ("：:", "；")}
    others = {
        sign: (Alternative(whole, considered[name]),)
        for name, (known, whole) in signs.items()
        for sign in known
        if name in considered
    }
    return Reading(tuple(Character(c, 0.9, 0.0, others.get(c, ())) for c in text))


@pytest.mark.parametrize(("text", "whole"), [("＞95%", "≥95%"), (">3次", "≥3次"), ("＜5天", "≤5天")])
def test_a_bound_considered_is_the_sign_without_its_bar(text: str, whole: str) -> None:
    settled = with_lost_strokes(read(text, bound=0.05, upper=0.05))
    assert settled.text == whole
    assert settled.characters[0].alternatives[0].text == text[0]
    assert 0.5 < settled.characters[0].probability < 0.9


def test_a_semicolon_considered_is_the_colon_without_its_tail() -> None:
    assert with_lost_strokes(read("巡查：重大", semicolon=0.2)).text == "巡查；重大"
    assert with_lost_strokes(read("巡查：重大", semicolon=0.05)).text == "巡查：重大"


def test_no_colon_stands_before_the_second_item_of_a_list() -> None:
    assert with_lost_strokes(read("巡查：②建立", semicolon=0.01)).text == "巡查；②建立"
    assert with_lost_strokes(read("巡查：②建立")).text == "巡查：②建立"


@pytest.mark.parametrize("text", ["15.845", "(1,234.567)", "8.190元/人"])
def test_a_comma_considered_parts_the_thousands_of_a_whole_number(text: str) -> None:
    head, _, tail = text.rpartition(".")
    assert with_lost_strokes(read(text, comma=0.1)).text == f"{head},{tail}"


@pytest.mark.parametrize("text", ["15.84", "2021.123", "15.8456", "1.234.56", "PM2.500", "98.765%"])
def test_a_point_that_can_part_no_thousands_stays(text: str) -> None:
    assert with_lost_strokes(read(text, comma=0.1)).text == text


@pytest.mark.parametrize("text", [">95%", "巡查：①", "15.845", ""])
def test_what_was_hardly_considered_is_not_put_in(text: str) -> None:
    reading = read(text, comma=0.005, bound=0.02, semicolon=0.05)
    assert with_lost_strokes(reading) == reading
