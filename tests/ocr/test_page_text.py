from __future__ import annotations

import numpy as np
import pytest
from drawn import DPI, px, typeset
from faults import CrashingEngine, ScriptedEngine

from budgetgrid.layout.errors import EngineFailed
from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.ink import find_ink, find_marks
from budgetgrid.ocr.page_text import find_strips, paint_out, read_page_text, refine_boxes

TITLE = (60, 40, "二〇二一年部门预算收支总表")
HEIGHT = px(9)


def box(left: float, top: float, right: float, bottom: float) -> Box:
    return Box(px(left), px(top), px(right), px(bottom))


def refined(texts: list[tuple[float, float, str]], *found: Box) -> list[Box]:
    return refine_boxes(found, find_marks(find_ink(typeset(texts), DPI)), HEIGHT)


def test_blank_page_is_not_looked_at_by_the_detector() -> None:
    blank = np.full((600, 400, 3), 250, np.uint8)
    assert read_page_text(CrashingEngine(), blank, DPI) == []


def test_page_with_ink_in_tables_only_is_not_looked_at_by_the_detector() -> None:
    assert read_page_text(CrashingEngine(), typeset([TITLE]), DPI, [box(50, 20, 290, 60)]) == []


def test_tables_are_painted_out_in_paper_colour() -> None:
    pixels = (typeset([TITLE]) * 0.9).astype(np.uint8)
    painted = paint_out(pixels, [box(50, 20, 290, 60)])
    assert painted.min() == painted.max() == pixels.max()
    assert pixels.min() < 50


def test_leading_stroke_that_the_detector_left_out_is_taken_in() -> None:
    (line,) = refined([(60, 40, "一、部门概况")], box(78, 29, 122, 43))
    assert line.left < px(62)


def test_line_found_in_two_pieces_is_one() -> None:
    (line,) = refined([TITLE], box(58, 29, 110, 43), box(118, 29, 192, 43))
    assert line.left < px(62)
    assert line.right > px(185)


def test_spaced_out_heading_is_one_line() -> None:
    (line,) = refined([(60, 40, "目"), (110, 40, "录")], box(59, 30, 71, 42), box(109, 30, 121, 42))
    assert line.width > px(55)


def test_texts_far_apart_on_one_row_are_two_lines_left_to_right() -> None:
    texts = [(10, 40, "编制部门：司法局"), (200, 39, "单位：万元")]
    first, second = refined(texts, box(199, 28, 252, 42), box(9, 29, 92, 43))
    assert first.right < second.left


def test_neighbouring_lines_keep_their_own_ink() -> None:
    texts = [(60, 40, "部门预算收支"), (60, 53, "国有资本经营")]
    upper, lower = refined(texts, box(58, 29, 122, 46), box(58, 41, 122, 58))
    assert upper.bottom <= lower.top


def test_box_without_ink_is_dropped() -> None:
    assert refined([TITLE], box(200, 100, 260, 115)) == []


def test_detector_sees_the_parts_that_hold_ink_and_boxes_come_back_in_page_pixels() -> None:
    pixels = typeset([TITLE, (60, 180, "说明：本表金额单位为万元")])
    strips = find_strips(find_marks(find_ink(pixels, DPI)), pixels.shape, HEIGHT)
    assert len(strips) == 2
    assert sum(s.area for s in strips) < 0.5 * pixels.shape[0] * pixels.shape[1]
    assert strips[1].top > px(150)


def test_each_line_is_read_from_its_own_place() -> None:
    class Whole(ScriptedEngine):
        def detect(self, image: np.ndarray) -> list[Box]:  # type: ignore[type-arg]
            margin = 1.4 * HEIGHT
            return [Box(margin, margin, image.shape[1] - margin, image.shape[0] - margin)]

    lines = read_page_text(Whole(), typeset([TITLE, (60, 180, "说明：本表金额")]), DPI)
    assert [line.box.center[1] for line in lines] == pytest.approx([px(36), px(176)], abs=4)


def test_failing_detector_is_not_hidden() -> None:
    with pytest.raises(EngineFailed):
        read_page_text(CrashingEngine(), typeset([TITLE]), DPI)
