from __future__ import annotations

import cv2
import numpy as np
from drawn import DPI, px, typeset
from faults import ScriptedEngine

from budgetgrid.layout.geometry import Image
from budgetgrid.ocr.ink import find_ink, find_marks
from budgetgrid.ocr.page_text import read_page_text
from budgetgrid.ocr.text_rows import TextRows, find_text_rows

TYPE = px(9)
PROSE = [(30, 40, "本部门预算收入共"), (30, 56, "一、财政拨款收入。"), (30, 72, "二、其他收入增加，")]


def rows_of(pixels: Image) -> TextRows:
    return find_text_rows(find_marks(find_ink(pixels, DPI)).boxes[1:], TYPE)


def with_ink(pixels: Image, left: float, top: float, right: float, bottom: float) -> Image:
    pixels[round(px(top)) : round(px(bottom)), round(px(left)) : round(px(right))] = 20
    return pixels


def test_lines_of_prose_are_rows_from_their_first_mark_to_their_last() -> None:
    found = rows_of(typeset(PROSE))
    assert all(abs(row.center[1] - px(y)) < px(1) for row, y in zip(found.rows, (36, 52, 68), strict=True))
    assert all(px(29) < row.left < px(32) for row in found.rows)
    assert len(found.doubtful) == 0


def test_heading_in_larger_type_is_a_row() -> None:
    found = rows_of(typeset([(30, 60, "部门决算")], size=18))
    assert len(found.rows) == 1


def test_lines_that_interlock_are_doubtful() -> None:
    found = rows_of(typeset([(30, 40, "部门预算收支"), (150, 46, "国有资本经营")]))
    assert found.rows == ()
    assert len(found.doubtful) > 6


def test_lone_mark_is_doubtful() -> None:
    found = rows_of(with_ink(typeset(PROSE), 150, 150, 155, 155))
    assert len(found.rows) == 3
    assert found.doubtful.tolist() == [[round(px(v)) for v in (150, 150, 155, 155)]]


def test_rules_borders_and_dust_are_neither_rows_nor_doubtful() -> None:
    page = with_ink(typeset(PROSE), 30, 90, 250, 91)
    page = with_ink(with_ink(page, 0, 0, 4, 200), 200, 150, 201, 151)
    found = rows_of(page)
    assert len(found.rows) == 3
    assert len(found.doubtful) == 0


def test_page_without_marks_has_no_rows() -> None:
    found = rows_of(np.full((600, 400, 3), 250, np.uint8))
    assert found.rows == ()
    assert found.doubtful.shape == (0, 4)


def test_plain_page_is_read_without_the_detector_and_a_tilted_note_with_it() -> None:
    engine = ScriptedEngine()
    page = typeset(PROSE)
    assert len(read_page_text(engine, page, DPI)) == 3
    assert engine.pages == []
    note = typeset([(60, 60, "经办人签字盖章")], height=100)
    turn = cv2.getRotationMatrix2D((px(100), px(50)), 20, 1)
    turned = cv2.warpAffine(note, turn, note.shape[1::-1], borderValue=(255, 255, 255))
    read_page_text(engine, np.vstack([page, turned]), DPI)
    (looked_at,) = engine.pages
    assert looked_at.shape[0] < note.shape[0]
