from __future__ import annotations

import numpy as np
import pytest
from drawn import DPI, px, typeset
from faults import CrashingEngine, ScriptedEngine, reading

from budgetgrid.layout.errors import EngineFailed
from budgetgrid.layout.geometry import Box, Image
from budgetgrid.ocr.cell_text import read_cells
from budgetgrid.ocr.reading import Reading

FILLER = (10, 190, "预算收入支出总表科目名称")


def cell(left: float, top: float, right: float, bottom: float) -> Box:
    return Box(px(left), px(top), px(right), px(bottom))


def test_each_cell_gets_its_own_lines_and_empty_ones_none() -> None:
    pixels = typeset([FILLER, (25, 38, "收入"), (25, 53, "合计"), (125, 38, "支出")])
    cells = [cell(20, 20, 100, 60), cell(100, 20, 200, 60), cell(200, 20, 280, 60)]
    read = read_cells(ScriptedEngine(), pixels, DPI, cells)
    assert [len(lines) for lines in read] == [2, 1, 0]


def test_page_without_cells_asks_nothing_of_the_engine() -> None:
    engine = CrashingEngine()
    assert read_cells(engine, typeset([FILLER]), DPI, []) == []


def test_page_without_ink_gives_empty_cells() -> None:
    blank = np.full((400, 400, 3), 255, np.uint8)
    engine = ScriptedEngine()
    assert read_cells(engine, blank, DPI, [Box(10, 10, 300, 300)]) == [()]
    assert engine.seen == []


def test_same_picture_is_read_once() -> None:
    pixels = typeset([FILLER, (36, 38, "0.00"), (36 * 3, 38, "0.00")])
    engine = ScriptedEngine()
    read = read_cells(engine, pixels, DPI, [cell(20, 20, 90, 50), cell(92, 20, 162, 50)])
    assert [len(lines) for lines in read] == [1, 1]
    assert len(engine.seen) == 1


def test_crop_holds_the_whole_line_and_no_rule() -> None:
    box = cell(20, 20, 120, 50)
    pixels = typeset([FILLER, (22, 30, "一、收入合计")])
    clean = pixels.copy()
    pixels[round(box.top) - 1 : round(box.top) + 2, round(box.left) : round(box.right)] = 0
    pixels[round(box.top) : round(box.bottom), round(box.left) - 1 : round(box.left) + 2] = 0
    with_rules, without = ScriptedEngine(), ScriptedEngine()
    read_cells(with_rules, pixels, DPI, [box])
    read_cells(without, clean, DPI, [box])
    assert np.array_equal(with_rules.seen[0], without.seen[0])


def test_tightly_set_neighbour_line_is_not_in_the_crop() -> None:
    pixels = typeset([FILLER, (25, 40, "国国国国"), (25, 50, "国国国国")])
    engine = ScriptedEngine()
    read_cells(engine, pixels, DPI, [cell(20, 20, 120, 70)])
    for crop in engine.seen:
        assert crop[0].min() > 200
        assert crop[-1].min() > 200


def test_small_mark_that_reads_as_a_guess_is_dust() -> None:
    pixels = typeset([FILLER])
    pixels[95:103, 200:208] = 60
    engine = ScriptedEngine(lambda crop: reading("★", 0.4))
    assert read_cells(engine, pixels, DPI, [cell(20, 20, 120, 50)]) == [()]


def test_small_mark_that_reads_surely_stays() -> None:
    pixels = typeset([FILLER])
    pixels[95:104, 200:209] = 0
    (lines,) = read_cells(ScriptedEngine(lambda crop: reading("■")), pixels, DPI, [cell(20, 20, 120, 50)])
    assert [line.text for line in lines] == ["■"]


@pytest.mark.parametrize(("probability", "lines"), [(0.6, [1, 0]), (0.95, [2, 1])])
def test_small_dash_is_dust_unless_it_reads_surely(probability: float, lines: list[int]) -> None:
    pixels = typeset([FILLER, (25, 34, "收入")])
    for x in (200, 500):
        pixels[110:114, x : x + 10] = 0
    engine = ScriptedEngine(lambda crop: reading("-", probability) if crop.shape[1] < 40 else reading("收入"))
    read = read_cells(engine, pixels, DPI, [cell(20, 20, 120, 50), cell(140, 20, 260, 50)])
    assert [len(found) for found in read] == lines


@pytest.mark.parametrize(("probability", "lines"), [(0.3, 1), (0.7, 2)])
def test_faint_line_counts_only_where_it_reads_surely(probability: float, lines: int) -> None:
    pixels = typeset([FILLER, (25, 34, "收入"), (25, 54, "总计")])
    faint = pixels[: round(px(40)), : round(px(120))]
    faint[:] = 255 - (255 - faint) // 2
    engine = ScriptedEngine(lambda crop: reading("收入", probability if crop.min() > 90 else 1.0))
    (read,) = read_cells(engine, pixels, DPI, [cell(20, 20, 120, 60)])
    assert len(read) == lines


def test_ink_that_gives_no_characters_does_not_pass_for_an_empty_cell() -> None:
    pixels = typeset([FILLER, (25, 38, "收入")])
    engine = ScriptedEngine(lambda crop: Reading(()))
    (lines,) = read_cells(engine, pixels, DPI, [cell(20, 20, 120, 50)])
    assert [line.reading.confidence for line in lines] == [None]


def test_vertical_text_is_laid_out_in_a_row_before_it_is_read() -> None:
    texts = [(25, 35 + 14.0 * k, c) for k, c in enumerate("产出指标")]
    engine = ScriptedEngine()
    (lines,) = read_cells(engine, typeset([FILLER, *texts]), DPI, [cell(20, 20, 42, 90)])
    assert [line.vertical for line in lines] == [True]
    height, width = engine.seen[0].shape[:2]
    assert width > 3 * height


def test_wide_gap_is_closed_before_reading() -> None:
    engine = ScriptedEngine()
    pixels = typeset([FILLER, (25, 38, "合"), (125, 38, "计")])
    (lines,) = read_cells(engine, pixels, DPI, [cell(20, 20, 150, 50)])
    assert len(lines) == 1
    assert engine.seen[0].shape[1] < px(45)


def test_failing_engine_is_not_hidden() -> None:
    with pytest.raises(EngineFailed):
        read_cells(CrashingEngine(), typeset([FILLER, (25, 38, "收入")]), DPI, [cell(20, 20, 120, 50)])


def test_page_is_left_as_it_was() -> None:
    pixels: Image = typeset([FILLER, (25, 38, "收入")])
    before = pixels.copy()
    read_cells(ScriptedEngine(), pixels, DPI, [cell(20, 20, 120, 50)])
    assert np.array_equal(pixels, before)
