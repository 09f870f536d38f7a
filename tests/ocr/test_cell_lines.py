from __future__ import annotations

import cv2
import numpy as np
import pytest
from drawn import DPI, px, typeset

from budgetgrid.layout.geometry import Box, Image
from budgetgrid.ocr.cell_lines import CellLine, find_cell_lines, read_ink
from budgetgrid.ocr.ink import find_ink, inked_page

FILLER = [(10, 190, "预算收入支出总表科目名称")]
"""A line outside the cells, from which the text height is measured."""


def cell(left: float, top: float, right: float, bottom: float) -> Box:
    return Box(px(left), px(top), px(right), px(bottom))


def draw_rules(pixels: Image, box: Box, thickness: int = 2, grey: int = 0) -> None:
    corner = (round(box.left), round(box.top)), (round(box.right), round(box.bottom))
    cv2.rectangle(pixels, *corner, (grey, grey, grey), thickness)


def lines_in(pixels: Image, *boxes: Box) -> list[tuple[CellLine, ...]]:
    return find_cell_lines(read_ink(inked_page(pixels, DPI), DPI, boxes), boxes)


def only_line(pixels: Image, box: Box) -> CellLine:
    (lines,) = lines_in(pixels, box)
    (line,) = lines
    return line


@pytest.mark.parametrize("text", ["一", "—", "-", "0", "1", "二", "三", "□", "：", "≥5", "0.00", "i", "……"])
def test_lone_mark_in_a_ruled_cell_is_one_line(text: str) -> None:
    box = cell(20, 20, 120, 50)
    pixels = typeset([*FILLER, (60, 38, text)])
    draw_rules(pixels, box)
    line = only_line(pixels, box)
    assert px(59) <= line.box.left < line.box.right <= px(60 + 11 * len(text))


@pytest.mark.parametrize("thickness", [1, 2, 4, 6])
def test_rules_of_any_thickness_leave_an_empty_cell_empty(thickness: int) -> None:
    box = cell(20, 20, 120, 50)
    pixels = typeset(FILLER)
    draw_rules(pixels, box, thickness)
    assert lines_in(pixels, box) == [()]


def test_doubled_rule_leaves_an_empty_cell_empty() -> None:
    box = cell(20, 20, 120, 50)
    pixels = typeset(FILLER)
    draw_rules(pixels, box, 1)
    draw_rules(pixels, box.grown(4), 1)
    assert lines_in(pixels, box) == [()]


def test_rule_slanted_by_two_pixels_leaves_an_empty_cell_empty() -> None:
    box = cell(20, 20, 220, 50)
    pixels = typeset(FILLER)
    draw_rules(pixels, box)
    turn = cv2.getRotationMatrix2D((px(120), px(35)), 0.2, 1)
    turned = cv2.warpAffine(pixels, turn, pixels.shape[1::-1], borderValue=(255, 255, 255))
    assert lines_in(np.asarray(turned, np.uint8), box) == [()]


def test_rules_inside_a_block_of_cells_leave_no_crossing_behind() -> None:
    boxes = [cell(20 + 40 * i, 20 + 15 * j, 60 + 40 * i, 35 + 15 * j) for j in range(3) for i in range(3)]
    pixels = typeset(FILLER)
    for box in boxes:
        draw_rules(pixels, box, 3)
    assert lines_in(pixels, *boxes) == [()] * 9


def test_dust_in_an_empty_cell_is_no_text() -> None:
    box = cell(20, 20, 120, 50)
    pixels = typeset(FILLER)
    cv2.circle(pixels, (200, 100), 2, (40, 40, 40), -1)
    assert lines_in(pixels, box) == [()]


def test_dust_far_from_the_text_does_not_stretch_its_line() -> None:
    box = cell(20, 20, 220, 50)
    pixels = typeset([*FILLER, (30, 38, "合计")])
    cv2.circle(pixels, (round(px(150)), round(px(30))), 2, (40, 40, 40), -1)
    assert only_line(pixels, box).box.right < px(60)


@pytest.mark.parametrize(("x", "y", "marks"), [(32, 31, 1), (43, 33, 1), (43, 36.5, 2)])
def test_dust_by_a_lone_dash_is_left_out_and_a_comma_after_it_is_not(x: float, y: float, marks: int) -> None:
    pixels = typeset(FILLER)
    pixels[round(px(34)) : round(px(34)) + 3, round(px(30)) : round(px(40))] = 0
    pixels[round(px(y)) : round(px(y)) + 5, round(px(x)) : round(px(x)) + 5] = 0
    assert len(only_line(pixels, cell(20, 20, 120, 50)).labels) == marks


def test_decimal_point_and_comma_stay_in_the_line() -> None:
    box = cell(20, 20, 120, 50)
    line = only_line(typeset([*FILLER, (30, 38, "1,234.56")]), box)
    assert len(line.labels) == 8


def test_small_comma_between_a_closing_quote_and_an_ideograph_stays_in_the_line() -> None:
    box = cell(20, 20, 180, 50)
    pixels = typeset([*FILLER, (30, 38, "集成服务"), (69, 38, "”"), (88, 38, "线上")])
    without = only_line(pixels, box)
    cv2.rectangle(pixels, (round(px(81)), round(px(37))), (round(px(82.5)), round(px(38.5))), (0, 0, 0), -1)
    assert len(only_line(pixels, box).labels) == len(without.labels) + 1


def test_comma_after_a_flat_character_stays_in_the_line() -> None:
    box = cell(20, 20, 150, 50)
    whole = only_line(typeset([*FILLER, (30, 38, "一、基本支出")]), box)
    without = only_line(typeset([*FILLER, (30, 38, "一　基本支出")]), box)
    assert len(whole.labels) == len(without.labels) + 1


@pytest.mark.parametrize("leading", [10.5, 12, 16])
def test_wrapped_lines_come_top_to_bottom_however_tight(leading: float) -> None:
    texts = [(25, 40 + k * leading, "机关事业单位养老保险") for k in range(4)]
    (lines,) = lines_in(typeset([*FILLER, *texts]), cell(20, 20, 160, 110))
    assert len(lines) == 4
    assert [line.box.top for line in lines] == sorted(line.box.top for line in lines)


def test_lines_whose_marks_touch_are_parted() -> None:
    box = cell(20, 20, 120, 60)
    pixels = typeset([*FILLER, (30, 33, "□新增项目"), (30, 44, "□延续项目"), (30, 55, "□其他项目")])
    pixels[round(px(26)) : round(px(54)), round(px(34)) : round(px(34.7))] = 0  # a scratch through all boxes
    lines = lines_in(pixels, box)[0]
    assert len(lines) == 3
    assert all(line.box.height < px(12) for line in lines)


def test_wide_gap_stays_one_line_in_two_parts() -> None:
    line = only_line(typeset([*FILLER, (30, 38, "合"), (90, 38, "计")]), cell(20, 20, 150, 50))
    assert len(line.parts) == 2
    assert line.parts[0].right < line.parts[1].left


def test_characters_stacked_in_a_narrow_cell_are_one_vertical_line() -> None:
    texts = [(25, 35 + 14.0 * k, c) for k, c in enumerate("产出指标")]
    line = only_line(typeset([*FILLER, *texts]), cell(20, 20, 42, 90))
    assert line.vertical
    assert len(line.parts) == 4
    assert [part.top for part in line.parts] == sorted(part.top for part in line.parts)


def test_two_characters_a_row_in_a_narrow_cell_are_horizontal_lines() -> None:
    texts = [(24, 40, "产出"), (24, 53, "指标")]
    (lines,) = lines_in(typeset([*FILLER, *texts]), cell(20, 20, 48, 70))
    assert [line.vertical for line in lines] == [False, False]


def test_large_type_is_one_line() -> None:
    pixels = typeset([(30, 50, "收支总表")], size=26)
    small = typeset([*FILLER, (30, 110, "科目名称科目名称"), (30, 130, "科目名称科目名称")])
    (title, body) = lines_in(np.minimum(pixels, small), cell(20, 20, 200, 70), cell(20, 95, 200, 150))
    assert (len(title), len(body)) == (1, 2)


def test_figures_beside_heads_twice_as_large_have_a_height_of_their_own() -> None:
    heads = typeset([(30, 50, "专项名称经济科目采购")], size=22)
    page = np.minimum(heads, typeset([(40, 110, "222.50")], size=9))
    ((head,), (figures,)) = lines_in(page, cell(20, 20, 280, 70), cell(20, 95, 200, 150))
    assert figures.text_height == pytest.approx(9 / 22 * head.text_height, rel=0.2)


@pytest.mark.parametrize("ink", [0, 90, 170])
def test_light_print_on_uneven_paper_is_found(ink: int) -> None:
    pixels = typeset([*FILLER, (30, 38, "一般公共服务"), (30, 52, "0.00")]).astype(np.float32)
    shade = np.linspace(1.0, 0.75, pixels.shape[1], dtype=np.float32)[None, :, None]
    printed = (ink + pixels * (255 - ink) / 255) * shade
    (lines,) = lines_in(printed.astype(np.uint8), cell(20, 20, 200, 70))
    assert len(lines) == 2


def test_grey_cell_is_no_ink() -> None:
    box = cell(20, 20, 150, 50)
    pixels = typeset([*FILLER, (30, 38, "合计")])
    rows, cols = slice(round(box.top), round(box.bottom)), slice(round(box.left), round(box.right))
    pixels[rows, cols] = (pixels[rows, cols] * 0.8).astype(np.uint8)
    assert only_line(pixels, box).box.right < px(60)


def test_one_bit_scan_is_read_like_a_grey_one() -> None:
    pixels = typeset([*FILLER, (30, 38, "一、合计 0.00")])
    binary = np.where(pixels < 128, 0, 255).astype(np.uint8)
    box = cell(20, 20, 150, 50)
    assert only_line(binary, box).box.left == pytest.approx(only_line(pixels, box).box.left, abs=2)


def test_known_ruling_pixels_by_an_edge_are_not_text() -> None:
    box = cell(20, 20, 200, 60)
    pixels = typeset(FILLER)
    rule = np.zeros(pixels.shape[:2], np.bool_)
    rule[round(px(23)), round(px(30)) : round(px(45))] = True
    pixels[rule] = 0
    assert lines_in(pixels, box) != [()]
    assert find_cell_lines(read_ink(inked_page(pixels, DPI), DPI, [box], rule), [box]) == [()]


def test_ruling_found_where_the_grid_has_no_edge_takes_no_text_away() -> None:
    box = cell(20, 20, 200, 60)
    pixels = typeset([*FILLER, (30, 44, "一般公共服务")])
    rule = np.zeros(pixels.shape[:2], np.bool_)
    rule[round(px(38)) : round(px(41))] = True
    assert find_cell_lines(read_ink(inked_page(pixels, DPI), DPI, [box], rule), [box]) == lines_in(
        pixels, box
    )


@pytest.mark.parametrize("dpi", [150, 200])
def test_hair_line_fainter_than_single_pixels_of_noise_is_ink(dpi: int) -> None:
    rng = np.random.default_rng(7)
    grey = np.full((300, 300), 200.0)
    grey[100:120, 20:260:6] = grey[100:120, 21:260:6] = 70  # what print there is besides
    grey[200, 50 : 50 + round(0.11 * dpi)] -= 55
    noisy = np.clip(grey + rng.normal(0, 12, grey.shape), 0, 255).astype(np.uint8)
    ink = find_ink(np.repeat(noisy[:, :, None], 3, axis=2), dpi)
    assert ink[200, 50 : 50 + round(0.11 * dpi)].mean() > 0.6
    ink[195:206, 45 : 55 + round(0.11 * dpi)] = ink[98:122] = False
    assert ink.mean() < 1e-4


def test_stumps_of_a_broken_rule_are_no_text() -> None:
    box = cell(20, 20, 120, 50)
    pixels = typeset(FILLER)
    draw_rules(pixels, box, 4)
    for x in range(26, 118, 12):
        pixels[:, round(px(x)) : round(px(x + 4))] = 255
    for y in (20, 34, 50):
        pixels[round(px(y - 3)) : round(px(y + 3)), round(px(17)) : round(px(26))] = 255
        pixels[round(px(y - 3)) : round(px(y + 3)), round(px(114)) : round(px(123))] = 255
    assert lines_in(pixels, box) == [()]


def test_lines_of_neighbouring_cells_stay_apart() -> None:
    left, right = cell(20, 20, 100, 50), cell(100, 20, 180, 50)
    pixels = typeset([*FILLER, (80, 38, "合计"), (102, 38, "12.5")])
    draw_rules(pixels, left)
    draw_rules(pixels, right)
    (a,), (b,) = lines_in(pixels, left, right)
    assert a.box.right <= left.right
    assert b.box.left >= right.left


@pytest.mark.parametrize(("grey", "lines"), [(150, 0), (0, 1)])
def test_pale_crumbs_by_the_edge_of_a_cell_are_its_dotted_rule(grey: int, lines: int) -> None:
    box = cell(20, 20, 120, 50)
    pixels = typeset(FILLER)
    top = round(box.top) + 5
    for left in (100, 110, 120):
        pixels[top : top + 2, left : left + 5] = grey
    assert len(lines_in(pixels, box)[0]) == lines
