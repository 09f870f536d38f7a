"""Lines filled with one sign are counted by their pitch, whatever was read."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from budgetgrid.layout.geometry import Image
from budgetgrid.ocr.filled_lines import CutLine, count_fill, figure_height
from budgetgrid.ocr.ink_columns import ink_columns
from budgetgrid.ocr.reading import Character, Reading

PITCH, X_HEIGHT, FIGURE = 12, 14, 18.0


def crosses(count: float, height: int = X_HEIGHT) -> Image:
    """A crop of so many x that touch one another, the last cut off where the count has a fraction."""
    line = np.full((height + 8, round(count + 1) * PITCH + 8, 3), 255, np.uint8)
    for k in range(int(np.ceil(count))):
        left, right = 4 + k * PITCH, 4 + (k + 1) * PITCH - 1
        cv2.line(line, (left, 4), (right, 3 + height), (0, 0, 0), 2)
        cv2.line(line, (right, 4), (left, 3 + height), (0, 0, 0), 2)
    line[:, 4 + round(count * PITCH) :] = 255
    return line


def read(text: str) -> Reading:
    return Reading(tuple(Character(sign, 0.9, (k + 0.5) / len(text)) for k, sign in enumerate(text)))


def counted(crop: Image, text: str) -> str:
    return count_fill(CutLine(crop, ink_columns(crop), read(text)), FIGURE).text


@pytest.mark.parametrize("text", ["x" * 16, "x" * 17, "x" * 20, "x" * 17 + ">", "x" * 16 + "0"])
def test_touching_signs_are_counted_by_their_pitch(text: str) -> None:
    assert counted(crosses(18), text) == "x" * 18


@pytest.mark.parametrize(("shown", "count"), [(17.3, 17), (17.5, 18)])
def test_a_sign_that_is_cut_off_counts_where_its_strokes_meet(shown: float, count: int) -> None:
    assert counted(crosses(shown), "x" * 17 + ">") == "x" * count


def test_signs_that_stand_apart_are_counted_with_the_white_between_them() -> None:
    line = np.full((22, 260, 3), 255, np.uint8)
    for k in range(19):
        cv2.circle(line, (10 + 13 * k, 10), 3, (0, 0, 0), -1)
    assert counted(line, "*" * 17) == "*" * 19


@pytest.mark.parametrize(("height", "sign"), [(14, "x"), (18, "X")])
def test_the_case_is_told_by_the_height_of_the_pages_figures(height: int, sign: str) -> None:
    assert counted(crosses(12, height), "x" * 12) == sign * 12


def test_what_was_counted_rightly_keeps_its_characters() -> None:
    crop, reading = crosses(12), read("x" * 12)
    assert count_fill(CutLine(crop, ink_columns(crop), reading), FIGURE) is reading


@pytest.mark.parametrize("text", ["1" * 17, "一" * 17, "x" * 7, "xx-xx-xx-xx-x"])
def test_figures_ideographs_and_words_are_left_as_read(text: str) -> None:
    assert counted(crosses(18), text) == text


def test_ink_at_no_pitch_leaves_the_count() -> None:
    chance = np.random.default_rng(1)
    line = np.full((22, 220, 3), 255, np.uint8)
    line[4:18, np.flatnonzero(chance.random(220) < 0.5)] = 0
    assert counted(line, "x" * 17) == "x" * 17


def test_the_height_of_figures_is_that_of_lines_of_them_alone() -> None:
    plain, tailed, words = (np.full((40, 60, 3), 255, np.uint8) for _ in range(3))
    plain[10:28, 10:50] = tailed[10:32, 10:50] = words[5:35, 10:50] = 0
    lines = [
        CutLine(c, ink_columns(c), read(t)) for c, t in ((plain, "375"), (tailed, "1,2"), (words, "Tax"))
    ]
    assert figure_height(lines) == pytest.approx((18 + 22 * 0.83) / 2)
    assert figure_height(lines[2:]) is None
