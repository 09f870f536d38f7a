"""Rules typed as signs, in the ink of a page."""

from __future__ import annotations

import cv2
import numpy as np
import pymupdf
import pytest

from budgetgrid.layout.geometry import Image
from budgetgrid.layout.ink import as_grey
from budgetgrid.layout.rulings import Ruling
from budgetgrid.ocr.typed_ink import TypedInk, find_typed_ink, without_signs

DPI = 200.0
STEP, LINE, LEFT, TOP = 6.0, 12.0, 30.0, 30.0
"""Courier of 10 points: a character every 6, a line every 12, from 30 on."""


def typed(*lines: str) -> Image:
    """(H, W) uint8 grey page with these lines."""
    with pymupdf.open() as document:
        page = document.new_page(width=480, height=260)
        for row, line in enumerate(lines):
            page.insert_text((LEFT, TOP + row * LINE), line, fontname="cour", fontsize=STEP / 0.6)
        picture = page.get_pixmap(dpi=round(DPI), alpha=False)
        pixels = np.frombuffer(picture.samples, np.uint8).reshape(picture.h, picture.w, 3)
    return as_grey(np.array(pixels))


def found(*lines: str, drawn: tuple[Ruling, ...] = ()) -> TypedInk:
    return find_typed_ink(typed(*lines), DPI, drawn)


def steps(rule: Ruling) -> tuple[int, int]:
    """From which step to which a level rule runs."""
    start, end = ((x * 72 / DPI - LEFT) / STEP for x in (rule.start, rule.end))
    return round(start), round(end)


def px(points: float) -> float:
    return points * DPI / 72


AMOUNTS = ("Police      1,234.00   5,678.00", "Fire          234.00     678.00")


def test_dashes_under_each_column_are_a_rule_each() -> None:
    rules = found(*AMOUNTS, "          ----------  ---------").rulings
    assert sorted(map(steps, rules)) == [(10, 20), (22, 31)]
    assert all(rule.typed and rule.axis == "horizontal" for rule in rules)


def test_both_rows_of_equals_signs_are_one_rule() -> None:
    (rule,) = found(*AMOUNTS, "=" * 31).rulings
    assert steps(rule) == (0, 31)
    assert rule.thickness > 4


def test_minus_and_dash_for_nothing_are_no_signs() -> None:
    assert found("Police      -1,234.00     --", "Well-off      --      -678.00").signs == ()


def test_bars_on_the_same_lines_are_upright_rules() -> None:
    rules = found(*[f"| Item {n}    |   {n},234.00 |" for n in range(5)]).rulings
    assert len(rules) == 3
    assert all(rule.typed and rule.axis == "vertical" and rule.length > px(4 * LINE) for rule in rules)


def test_a_speck_beside_bars_leaves_their_rule_whole() -> None:
    page = typed(*[f"| Item {n}    |   {n},234.00 |" for n in range(8)])
    left = round(px(LEFT + STEP / 2))
    page[round(px(TOP + 3 * LINE)) - 10 :][:2, left - 4 : left - 2] = 0
    rules = find_typed_ink(page, DPI, ()).rulings
    assert len(rules) == 3
    assert all(rule.length > px(7 * LINE) for rule in rules)


BARRED = [f"| Item {n}    |   {n},234.00 |" for n in range(5)]
RULED = "| --------- | ---------- |"


def test_dashes_between_bars_are_rules_beside_them() -> None:
    rules = found(*BARRED, RULED, BARRED[0]).rulings
    assert sorted(steps(r) for r in rules if r.axis == "horizontal") == [(2, 11), (14, 24)]
    assert sum(r.axis == "vertical" for r in rules) == 3


CROSSED = "+-----------+------------+"


def test_plus_signs_where_rules_meet_are_no_text_and_go_with_the_rules() -> None:
    ink = found(CROSSED, *[line for bar in BARRED for line in (bar, CROSSED)])
    assert sum(r.axis == "vertical" for r in ink.rulings) == 3
    assert sorted({steps(r) for r in ink.rulings if r.axis == "horizontal"}) == [(1, 25)]
    first = px(LEFT + STEP / 2), px(TOP) - 8
    assert any(box.contains_point(*first) for box in ink.signs)


def test_plus_signs_stand_between_the_rows_of_equals_signs() -> None:
    crossed = CROSSED.replace("-", "=")
    ink = found(crossed, *[line for bar in BARRED for line in (bar, crossed)])
    assert sum(r.axis == "vertical" for r in ink.rulings) == 3
    assert len([r for r in ink.rulings if r.axis == "horizontal"]) >= 6


def test_letters_in_a_row_of_dashes_are_text() -> None:
    assert found(*AMOUNTS, "-----------A------------").signs == ()


def test_signs_without_white_between_bars_are_typed_as_those_are() -> None:
    y = px(TOP + 3 * LINE) - 8
    drawn = Ruling("horizontal", y, px(LEFT), px(LEFT + 26 * STEP), 2.0)
    page = typed(*BARRED[:3], "", *BARRED)
    page[round(y) - 1 : round(y) + 1, round(drawn.start) : round(drawn.end)] = 0
    found_rules = find_typed_ink(page, DPI, (drawn,)).rulings
    uprights = [r for r in found_rules if r.axis == "vertical"]
    assert len(uprights) == 3
    assert all(r.typed and r.length > px(7 * LINE) for r in uprights)
    assert [r.typed for r in found_rules if r.axis == "horizontal"] == [True]


def test_pieces_of_drawn_upright_rules_are_no_bars_though_drawn_ones_part_them() -> None:
    page = typed(*[f"  Item {n}        {n},234.00  " for n in range(6)])
    drawn = []
    for step in (0, 13, 26):
        x = round(px(LEFT + step * STEP))
        for row in range(6):
            foot = round(px(TOP + row * LINE))
            page[foot - 20 : foot + 5, x - 1 : x + 1] = 0
        drawn.append(Ruling("vertical", x, px(TOP - LINE), px(TOP + 6 * LINE), 2.0))
    for row in range(6):
        y = round(px(TOP + row * LINE)) + 9
        page[y - 1 : y + 1, round(px(LEFT)) : round(px(LEFT + 26 * STEP))] = 0
        drawn.append(Ruling("horizontal", y, px(LEFT), px(LEFT + 26 * STEP), 2.0))
    assert find_typed_ink(page, DPI, drawn).rulings == tuple(drawn)


def test_strokes_between_level_rules_that_end_on_drawn_upright_ones_are_no_bars() -> None:
    page = typed(*("Item |  1,234.00 |", "") * 6)
    top, foot, left, right = px(TOP - LINE), px(TOP + 11 * LINE), px(LEFT - STEP), px(LEFT + 20 * STEP)
    drawn = [Ruling("vertical", x, top, foot, 2.0) for x in (left, right)]
    for row in range(7):
        y = round(top + row * px(2 * LINE))
        page[y - 1 : y + 1, round(left) : round(right)] = 0
        drawn.append(Ruling("horizontal", y, left, right, 2.0))
    assert find_typed_ink(page, DPI, drawn).rulings == tuple(drawn)


def test_the_worn_part_of_a_drawn_rule_is_no_row_of_dashes() -> None:
    page = typed(*AMOUNTS, "", *AMOUNTS)
    y = round(px(TOP + 2 * LINE)) - 8
    drawn = Ruling("horizontal", y, px(LEFT), px(LEFT + 31 * STEP), 2.0)
    page[y - 1 : y + 1, round(drawn.start) : round(drawn.end)] = 0
    worn = round(drawn.end) - 120
    page[y - 1 : y + 1, worn - 30 : worn] = 255
    for x in range(worn, round(drawn.end), 12):
        page[y - 1 : y + 1, x : x + 4] = 255
    assert find_typed_ink(page, DPI, (drawn,)) == TypedInk((drawn,), ())


def test_strokes_of_equals_signs_that_blur_has_joined_are_one_rule() -> None:
    page = typed(*AMOUNTS * 4, "=" * 31, *AMOUNTS * 4)
    below = page[round(px(TOP + 8 * LINE - LINE / 2)) : round(px(TOP + 8 * LINE + LINE / 4))]
    below[:] = cv2.morphologyEx(below, cv2.MORPH_OPEN, np.ones((9, 1), np.uint8))
    (rule,) = find_typed_ink(page, DPI, ()).rulings
    assert steps(rule) == (0, 31)


def test_a_bar_above_short_dashes_belongs_to_the_rule_below_them() -> None:
    across = "----------- -- ------------ --"
    uprights = [r for r in found(BARRED[0], across, *BARRED).rulings if r.axis == "vertical"]
    assert [round((r.start * 72 / DPI - TOP) / LINE) for r in uprights] == [-1, -1, -1]


def test_dashes_that_blur_has_nearly_joined_are_rules_in_the_column_of_clear_ones() -> None:
    page = typed(*AMOUNTS * 4, "-" * 31, *AMOUNTS * 4, "-" * 31)
    _, lower = sorted(rule.position for rule in find_typed_ink(page, DPI, ()).rulings)
    below = page[round(lower - px(LINE / 2)) :]
    below[:] = cv2.GaussianBlur(below, (13, 1), 1.8)
    assert len(find_typed_ink(page, DPI, ()).rulings) == 2
    page[: round(lower - px(LINE))] = 255
    assert find_typed_ink(page, DPI, ()).rulings == ()


def test_a_single_column_of_bars_is_text() -> None:
    assert found(*[f"a{n} | b" for n in range(5)]).rulings == ()


def test_strokes_of_one_character_under_another_are_no_bars() -> None:
    lines = [f"    {k}: HIGH COURT, DEPARTMENT BUDGET" for k in range(6)]
    page = typed(*lines)
    for stroke in (0.0, 0.65):
        left = round(px(LEFT) + stroke * 18)
        for row in range(6):
            foot = round(px(TOP + row * LINE))
            page[foot - 18 : foot, left : left + 2] = 0
    assert not [rule for rule in find_typed_ink(page, DPI, ()).rulings if rule.axis == "vertical"]


@pytest.mark.parametrize(("over", "rules"), [(0, 0), (4, 2)])
def test_a_bar_rises_over_the_figures_beside_it_and_the_1_of_a_number_does_not(over: int, rules: int) -> None:
    page = typed(*("Police department, fire and schools" for _ in range(2)))
    for row in range(6):
        top = round(px(TOP + (4 + row) * 1.7 * LINE))
        for x in (150, 600):
            cv2.ellipse(page, (x - 13, top + 9), (7, 9), 0, 0, 360, 0, 2)
            page[top - over : top + 19 + over, x - 1 : x + 2] = 0
            cv2.ellipse(page, (x + 13, top + 9), (7, 9), 0, 0, 360, 0, 2)
    found = find_typed_ink(page, DPI, ())
    assert len([rule for rule in found.rulings if rule.axis == "vertical"]) == rules


def test_brackets_one_under_the_other_are_no_bars() -> None:
    page = typed(*(f"       {k}  Police department, fire and schools" for k in range(6)))
    for row in range(6):
        middle = round(px(TOP + row * LINE)) - 8
        for x, side in ((LEFT, 180), (LEFT + 30, 0)):
            place, size = (round(px(x)), middle), (5, 14)
            cv2.ellipse(page, place, size, 0, side - 70, side + 70, 0, 1)
    assert find_typed_ink(page, DPI, ()).signs == ()


def test_dots_that_lead_to_amounts_are_taken_away_and_are_no_rule() -> None:
    ink = found(
        "Police . . . . . . .  1,234.00", "Fire ............       234.00", "Tax  . . . . . .       34.00"
    )
    assert ink.rulings == ()
    assert len(ink.signs) == 7 + 12 + 6


def test_dots_that_lead_to_pages_stay() -> None:
    assert (
        found("Chapter 1 ............ 5", "Chapter 2 ........... 12", "Chapter 3 ........... 20").signs == ()
    )


def test_dots_between_letters_are_no_leader() -> None:
    assert found("System (O.A.S.I.)     1,234.00", "Office of O.A.S.I.U.     34.00").signs == ()


def test_dashes_that_end_on_drawn_rules_and_were_drawn_are_no_typed_ones() -> None:
    y = px(TOP + 2 * LINE) - 7
    level = Ruling("horizontal", y, px(LEFT), px(LEFT + 31 * STEP), 2.0)
    sides = [Ruling("vertical", px(LEFT + at * STEP), px(10), px(100)) for at in (0, 31)]
    assert found(*AMOUNTS, "-" * 31, drawn=(level, *sides)).signs == ()


def test_dashes_across_drawn_rules_are_a_rule_that_drawing_did_not_give() -> None:
    """Where an upright rule crosses it a dash is one mark with a piece of it, as high as text."""
    page = typed("-" * 40)
    drawn = []
    for at in (12, 26):
        x = round(px(LEFT + at * STEP))
        page[40:130, x - 1 : x + 2] = 0
        drawn.append(Ruling("vertical", x, 40, 130, 3.0))
    page[60:64] = page[100:104] = 255
    typed_ones = [rule for rule in find_typed_ink(page, DPI, drawn).rulings if rule.typed]
    assert [(rule.axis, *steps(rule)) for rule in typed_ones] == [("horizontal", 0, 40)]


def test_a_rule_traced_through_dashes_gives_way_to_theirs() -> None:
    y = px(TOP + 2 * LINE) - 7
    through = Ruling("horizontal", y, px(LEFT + 10 * STEP), px(LEFT + 31 * STEP), 2.0)
    rules = found(*AMOUNTS, "          ----------  ---------", drawn=(through,)).rulings
    assert sorted(map(steps, rules)) == [(10, 20), (22, 31)]


def test_signs_leave_the_picture_and_text_stays() -> None:
    page = typed(*AMOUNTS, "-" * 31)
    bare = without_signs(page, find_typed_ink(page, DPI, ()).signs)
    below = round(px(TOP + 1.3 * LINE))
    assert (page[below:] < 128).any()
    assert not (bare[below:] < 200).any()
    assert np.array_equal(bare[: below - 4], page[: below - 4])


def test_a_page_without_signs_is_not_copied() -> None:
    page = typed(*AMOUNTS)
    assert without_signs(page, find_typed_ink(page, DPI, ()).signs) is page
