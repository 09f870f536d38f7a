from __future__ import annotations

import numpy as np
import pytest
from drawn import DPI, px, typeset
from faults import CrashingEngine, ScriptedEngine

from budgetgrid.layout.errors import EngineFailed
from budgetgrid.layout.geometry import Box, Image
from budgetgrid.ocr.ink import find_ink, find_marks
from budgetgrid.ocr.page_text import PageAround, find_strips, read_page_text, refine_boxes
from budgetgrid.ocr.reading import Character, Reading

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
    page = PageAround(pixels, [box(50, 20, 290, 60)])
    whole = page.part(slice(0, pixels.shape[0]), slice(0, pixels.shape[1]))
    assert whole.min() == whole.max() == pixels.max()
    middle = round(px(60)), round(px(100))
    corner = page.part(slice(0, middle[0] + 9), slice(middle[1], pixels.shape[1]))
    assert corner.shape == (middle[0] + 9, pixels.shape[1] - middle[1], 3)
    assert corner.min() == corner.max() == pixels.max()
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


def test_columns_that_the_detector_found_as_one_line_are_parted_at_white_space() -> None:
    texts = [(10, 40, "卫生健康支出"), (90, 40, "578.58"), (140, 40, "239.51")]
    label, one, other = refined(texts, box(9, 29, 185, 43))
    assert label.right < px(90) <= one.left < one.right < px(140) <= other.left


def test_wrapped_heads_found_as_one_box_are_parted_into_columns_and_lines() -> None:
    texts = [(10, 40, "人员经"), (10, 53, "费"), (90, 46, "小计")]
    boxes = refined(texts, box(9, 29, 112, 56))
    assert len(boxes) == 3
    assert sum(b.right < px(50) for b in boxes) == 2


def test_dashes_that_the_detector_missed_are_lines_of_their_own_in_a_column() -> None:
    texts = [(10, 40, "教育支出"), (100, 40, "—"), (10, 60, "科学支出"), (100, 60, "—")]
    found = refined(texts, box(9, 29, 52, 43), box(9, 49, 52, 63))
    assert sorted(round(b.left > px(90)) for b in found) == [0, 0, 1, 1]


def test_lone_dash_beside_prose_is_no_line() -> None:
    found = refined([(10, 40, "教育支出"), (100, 40, "—")], box(9, 29, 52, 43))
    assert len(found) == 1


def test_last_lines_of_wrapped_heads_are_no_spaced_out_heading() -> None:
    texts = [(10, 40, "人员经"), (20, 53, "费"), (70, 40, "公用经"), (80, 53, "费")]
    assert len(refined(texts, box(9, 29, 42, 43), box(69, 29, 102, 43), box(18, 43, 92, 56))) == 4


def test_places_of_characters_run_along_the_box_without_the_paper_around_it() -> None:
    def at_the_ends(crop: Image) -> Reading:
        inner = crop.shape[0] / 1.3 * 0.15 / crop.shape[1]
        return Reading((Character("甲", 0.9, inner), Character("乙", 0.9, 1 - inner)))

    page = typeset([(60, 40, "部门预算收支总表")])  # 〇 that was not read would be a box to tick
    (line,) = read_page_text(ScriptedEngine(at_the_ends), page, DPI)
    assert [c.place for c in line.reading.characters] == pytest.approx([0, 1], abs=0.01)


def test_neighbouring_lines_keep_their_own_ink() -> None:
    texts = [(60, 40, "部门预算收支"), (60, 53, "国有资本经营")]
    upper, lower = refined(texts, box(58, 29, 122, 46), box(58, 41, 122, 58))
    assert upper.bottom <= lower.top


def test_box_without_ink_is_dropped() -> None:
    assert refined([TITLE], box(200, 100, 260, 115)) == []


def test_detector_sees_the_parts_that_hold_ink_and_boxes_come_back_in_page_pixels() -> None:
    pixels = typeset([TITLE, (60, 180, "说明：本表金额单位为万元")])
    strips = find_strips(find_marks(find_ink(pixels, DPI)).boxes[1:], pixels.shape, HEIGHT)
    assert len(strips) == 2
    assert sum(s.area for s in strips) < 0.5 * pixels.shape[0] * pixels.shape[1]
    assert strips[1].top > px(150)


def test_each_line_is_read_from_its_own_place() -> None:
    class Whole(ScriptedEngine):
        def detect(self, image: np.ndarray) -> list[Box]:  # type: ignore[type-arg]
            margin = 1.4 * HEIGHT
            return [Box(margin, margin, image.shape[1] - margin, image.shape[0] - margin)]

    lines = read_page_text(Whole(), typeset([(60, 40, "表"), (60, 180, "说")]), DPI)
    assert [line.box.center[1] for line in lines] == pytest.approx([px(36), px(176)], abs=4)


def test_failing_detector_is_not_hidden() -> None:
    with pytest.raises(EngineFailed):
        read_page_text(CrashingEngine(), typeset([(60, 40, "表")]), DPI)
