"""Specks beside text and small marks alone in cells, drawn as scans have them."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import DPI, px, typeset
from faults import ScriptedEngine, reading

from budgetgrid.layout.geometry import Box, Image
from budgetgrid.ocr.cell_text import read_cells

FILLER = (10, 190, "预算收入支出总表科目名称")
CELL = Box(px(20), px(20), px(120), px(50))


def with_speck(pixels: Image, left: float, bottom: float, size: int = 5) -> Image:
    speckled = pixels.copy()
    x, y = round(px(left)), round(px(bottom))
    speckled[y - size : y, x : x + size] = 0
    return speckled


def text_of(pixels: Image, said: str) -> str:
    (lines,) = read_cells(ScriptedEngine(lambda crop: reading(said)), pixels, DPI, [CELL])
    return "".join(line.text for line in lines)


@pytest.mark.parametrize(
    ("said", "kept"),
    [("28849.38.", "28849.38"), ("201.", "201"), ("85%.", "85%"), ("12.", "12."), ("3、", "3、")],
)
def test_no_point_stands_behind_a_whole_number(said: str, kept: str) -> None:
    pixels = typeset([FILLER, (30, 40, "2884938")])
    with_point = with_speck(pixels, 30 + 7 * 5.56 + 0.8, 40)
    assert text_of(with_point, said) == kept


def test_point_before_a_number_that_has_one_is_a_speck() -> None:
    pixels = with_speck(typeset([FILLER, (40, 40, "40.35")]), 36, 40)
    assert text_of(pixels, ".40.35") == "40.35"
    assert text_of(pixels, ".40") == ".40"


def test_speck_off_the_foot_of_its_line_or_far_from_it_is_no_point() -> None:
    text = typeset([FILLER, (30, 40, "设备购置费")])
    end = 30 + 50
    assert text_of(with_speck(text, end + 0.5, 40), "设备购置费.") == "设备购置费."
    assert text_of(with_speck(text, end + 0.5, 37), "设备购置费.") == "设备购置费"
    assert text_of(with_speck(text, end + 6, 40), "设备购置费.") == "设备购置费"


@pytest.mark.parametrize(("said", "kept"), [("、妇幼", "妇幼"), (".妇幼", "妇幼"), (".5", ".5")])
def test_no_text_begins_with_a_comma_and_no_word_with_a_point(said: str, kept: str) -> None:
    pixels = with_speck(typeset([FILLER, (40, 40, "妇幼保健机构")]), 38, 40)
    assert text_of(pixels, said) == kept


def test_wrapped_number_may_be_cut_at_its_point() -> None:
    pixels = with_speck(typeset([FILLER, (30, 34, "12345678"), (30, 48, "12")]), 30 + 8 * 5.56 + 0.8, 34)
    said = {True: "12345678.", False: "12"}
    engine = ScriptedEngine(lambda crop: reading(said[crop.shape[1] > px(30)]))
    (lines,) = read_cells(engine, pixels, DPI, [CELL])
    assert [line.text for line in lines] == ["12345678.", "12"]


@pytest.mark.parametrize(("step", "kept"), [(0, 5), (5, 0)])
def test_small_marks_at_the_same_place_of_their_cells_are_no_dust(step: int, kept: int) -> None:
    cells = [Box(px(20), px(20 + 25 * k), px(120), px(45 + 25 * k)) for k in range(5)]
    pixels = typeset([FILLER])
    for k, cell in enumerate(cells):
        x, y = round(cell.left) + 30 + 11 * step * k, round(cell.center[1]) + step * (k - 2)
        pixels[y - 3 : y + 4, x : x + 10] = 0
    read = read_cells(ScriptedEngine(lambda crop: reading("-", 0.6)), pixels, DPI, cells)
    assert sum(len(lines) for lines in read) == kept


@pytest.mark.parametrize(("off", "text"), [(2.4, "退（役"), (0.0, "退(役")])
def test_bracket_between_upright_characters_is_full_width_off_their_middle(off: float, text: str) -> None:
    pixels = typeset([FILLER, (60, 32, "退"), (60, 60, "役")])
    x, y = round(px(65 + off)), round(px(42))
    pixels[y - 10 : y + 10, x - 3 : x + 3] = 0
    said = iter(["退", "(", "役"])
    (lines,) = read_cells(
        ScriptedEngine(lambda crop: reading(next(said))), pixels, DPI, [Box(px(20), px(20), px(120), px(70))]
    )
    assert "".join(line.text for line in lines) == text
    assert np.all([line.reading.confidence == 0.99 for line in lines])


@pytest.mark.parametrize(("said", "lines"), [(",", 0), ("、", 0), ("■", 1)])
def test_lone_comma_is_a_scratch_whatever_its_size(said: str, lines: int) -> None:
    pixels = typeset([FILLER])
    pixels[90:110, 200:210] = 0
    (read,) = read_cells(ScriptedEngine(lambda crop: reading(said)), pixels, DPI, [CELL])
    assert len(read) == lines
