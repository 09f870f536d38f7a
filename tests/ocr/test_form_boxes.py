"""Boxes to tick beside text, drawn, which the recogniser passes over."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from drawn import DPI, px, typeset
from faults import ScriptedEngine, reading

from budgetgrid.layout.geometry import Box, Image
from budgetgrid.ocr.cell_text import read_cells
from budgetgrid.ocr.ink import darkness

CELL = Box(px(20), px(20), px(150), px(50))
FILLER = (10, 190, "预算收入支出总表科目名称")
SIDE, TOP = px(9), px(31)


def form(box: str, left: float = 30, blur: float = 0.0) -> Image:
    """A cell with a box of 9 pt, then a word."""
    pixels = typeset([FILLER, (left + 11, 39, "新增项目")])
    corners = (round(px(left)), round(TOP)), (round(px(left) + SIDE), round(TOP + SIDE))
    if box:
        cv2.rectangle(pixels, *corners, (0, 0, 0), -1 if box == "■" else 2)
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), blur), np.uint8) if blur else pixels


def text_of(pixels: Image, said: str) -> str:
    (lines,) = read_cells(ScriptedEngine(lambda crop: placed(crop, said)), pixels, DPI, [CELL])
    return "".join(line.text for line in lines)


def placed(crop: Image, said: str):
    """The word at the right end of a crop, its characters where they are printed."""
    em, right = px(10), crop.shape[1] - 6
    places = [(right - em * (len(said) - k - 0.5)) / crop.shape[1] for k in range(len(said))]
    characters = reading(said).characters
    return replace(
        reading(said), characters=tuple(replace(c, place=p) for c, p in zip(characters, places, strict=True))
    )


@pytest.mark.parametrize("blur", [0.0, 1.2])
@pytest.mark.parametrize("box", ["■", "□"])
def test_a_box_that_was_passed_over_stands_before_its_word(box, blur):
    assert text_of(form(box, blur=blur), "新增项目") == box + "新增项目"


@pytest.mark.parametrize("box", ["■", "□"])
def test_a_box_that_was_read_is_there_once(box):
    assert text_of(form(box), box + "新增项目") == box + "新增项目"


def test_a_number_has_no_box_beside_it():
    assert text_of(form("□"), "100%") == "100%"


def test_a_solid_box_is_none_that_is_empty():
    assert text_of(form("■"), "□新增项目") == "■新增项目"


def test_a_square_character_that_was_read_is_no_box():
    pixels = typeset([FILLER, (30, 39, "口新增项目")])
    assert text_of(pixels, "口新增项目") == "口新增项目"


@pytest.mark.parametrize("text", ["属性属性", "国家日常", "一二三十", "△3.00"])
@pytest.mark.parametrize("blur", [0.0, 1.4])
def test_characters_are_no_boxes(text, blur):
    pixels = np.asarray(cv2.GaussianBlur(typeset([FILLER, (30, 39, text)]), (0, 0), blur or 0.01), np.uint8)
    assert text_of(pixels, text) == text


def test_a_solid_box_is_ink_throughout():
    pixels = form("■")
    left, top = round(px(30)), round(TOP)
    inside = darkness(pixels, DPI)[top + 2 : top + 22, left + 2 : left + 22]
    assert inside.min() > 200


def test_a_black_band_is_paper_of_its_own_colour():
    pixels = typeset([FILLER])
    pixels[100:160, 50:500] = 0
    assert darkness(pixels, DPI)[115:145, 70:480].max() == 0
