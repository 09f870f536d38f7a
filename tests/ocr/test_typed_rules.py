"""Rules typed as characters."""

from __future__ import annotations

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.text_layer import LayerCharacter
from budgetgrid.ocr.typed_rules import typed_rules

SIZE, STEP, LINE = 10.0, 6.0, 12.0
"""Type of 10 points: a character every 6, a line every 12."""


def typed(*lines: str) -> list[LayerCharacter]:
    return [
        LayerCharacter(
            text, Box(col * STEP, row * LINE, col * STEP + STEP, row * LINE + SIZE), SIZE, "Courier"
        )
        for row, line in enumerate(lines)
        for col, text in enumerate(line)
        if text != " "
    ]


def text_of(lines: list[LayerCharacter]) -> str:
    return "".join(c.text for c in typed_rules(lines).others)


def test_line_of_dashes_is_a_rule_from_its_first_to_its_last() -> None:
    (rule,) = typed_rules(typed("Fire   12.00", "  ----------")).rulings
    assert (rule.axis, rule.start, rule.end, rule.position) == ("horizontal", 12.0, 72.0, 17.0)


def test_dashes_under_each_column_are_a_rule_each() -> None:
    found = typed_rules(typed("Fire  12.00  14.00", "      -----  ====="))
    assert [(rule.start, rule.end) for rule in found.rulings] == [(36.0, 66.0), (78.0, 108.0)]


def test_dash_for_nothing_and_a_minus_stay_text() -> None:
    assert text_of(typed("Fire  --  -12.00", "Law   -   well-off")) == "Fire---12.00Law-well-off"


def test_bars_under_one_another_are_an_upright_rule() -> None:
    found = typed_rules(typed("Fire | 12.00", "Law  |  3.00", "Tax  |  1.00"))
    (rule,) = found.rulings
    assert (rule.axis, rule.position, rule.start, rule.end) == ("vertical", 33.0, 0.0, 34.0)
    assert "|" not in text_of(typed("Fire | 12.00", "Law  |  3.00", "Tax  |  1.00"))


def test_single_bar_stays_text() -> None:
    assert text_of(typed("a|b", "cd", "ef")) == "a|bcdef"


def test_leaders_between_texts_stay_text() -> None:
    assert "------" in text_of(typed("Chapter 1 ------ 5"))
