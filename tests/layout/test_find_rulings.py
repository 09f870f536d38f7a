"""Rules from pixels: each drawn rule comes back, and nothing else does."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from drawn_grids import Tiling, cells_of, even_tiling, rulings_of, tilings
from drawn_pages import DPI, PX_PER_POINT, draw_rulings, paper, text_page, write
from hypothesis import assume, given, settings

from budgetgrid.layout.cuts import close_cuts
from budgetgrid.layout.find_rulings import find_rulings
from budgetgrid.layout.geometry import Image
from budgetgrid.layout.ink import flatten_light
from budgetgrid.layout.rulings import Ruling
from budgetgrid.layout.traces import SURE_INCH
from budgetgrid.tables.ruled import ruled_grids

TABLE = even_tiling(4, 4, ((0, 0, 2, 1), (1, 1, 1, 2), (2, 2, 2, 2)), height=60)


def rules_on(page: Image) -> list[Ruling]:
    return find_rulings(flatten_light(page, DPI), DPI)


def tables_on(page: Image) -> list[tuple[tuple[int, int, int, int], ...]]:
    return [cells_of(grid) for grid in ruled_grids(rules_on(page), DPI)]


def drawn(tiling: Tiling, thickness: float = 2.0, ink: int = 0, size: int = 800) -> Image:
    page = paper(size, size)
    draw_rulings(page, rulings_of(tiling, thickness), ink)
    return page


def filled(page: Image, tiling: Tiling, text: str = "政府12", points: float = 10.5) -> Image:
    """The page with the text in every cell."""
    for row, col, _, _ in tiling.cells:
        write(page, text, tiling.col_edges[col] + 12, tiling.row_edges[row] + 40, points)
    return page


def assert_found(rulings: list[Ruling], expected: list[Ruling], off: float = 1.0, short: float = 4.0) -> None:
    """Each expected rule is there once, its position within `off` and its ends within `short` px."""
    assert len(rulings) == len(expected)
    for want in expected:
        (got,) = [
            r
            for r in rulings
            if r.axis == want.axis
            and abs(r.position - want.position) <= off
            and abs(r.start - want.start) <= short
            and abs(r.end - want.end) <= short
        ]
        assert got.thickness == pytest.approx(want.thickness, abs=1.0)


@pytest.mark.parametrize("thickness", [1, 2, 3, 5])
def test_rules_of_any_weight_are_found_where_they_are(thickness):
    assert_found(rules_on(drawn(TABLE, thickness)), rulings_of(TABLE, thickness), short=3 + thickness)


@pytest.mark.parametrize("ink", [90, 150, 190])
def test_faint_thin_rules_are_found(ink):
    page = filled(drawn(TABLE, 1, ink), TABLE)
    assert tables_on(page) == [TABLE.cells]


def test_faint_rules_on_grainy_paper_are_found():
    grain = np.random.default_rng(5).normal(0, 6, (800, 800))
    page = filled(drawn(TABLE, 2, 190), TABLE)
    page = np.clip(page * 0.9 + grain, 0, 255).astype(np.uint8)
    assert tables_on(page) == [TABLE.cells]


def test_uneven_light_hides_no_rule():
    shade = np.linspace(1.0, 0.55, 800)[None, :] * np.linspace(1.0, 0.8, 800)[:, None]
    page = (filled(drawn(TABLE), TABLE) * shade).astype(np.uint8)
    assert tables_on(page) == [TABLE.cells]


@given(tilings(most_rows=5, most_cols=4, least=34, most=70))
@settings(max_examples=25, deadline=None)
def test_any_drawn_tiling_comes_back_from_its_pixels(tiling):
    assume(tiling.col_edges[-1] - tiling.col_edges[0] > SURE_INCH * DPI)
    page = paper(int(tiling.col_edges[-1]) + 100, int(tiling.row_edges[-1]) + 100)
    draw_rulings(page, rulings_of(tiling))
    assert tables_on(page) == [tiling.cells]


def test_merged_cells_survive_text_in_every_cell():
    assert tables_on(filled(drawn(TABLE), TABLE)) == [TABLE.cells]


def test_rules_broken_by_specks_are_whole():
    page = drawn(TABLE)
    specks = np.random.default_rng(3)
    for x, y in specks.integers(90, 710, (900, 2)):
        page[y : y + 3, x : x + 3] = 255
    assert tables_on(filled(page, TABLE)) == [TABLE.cells]


@pytest.mark.parametrize("hole", [3, 8, 15, 25, 40])
def test_a_cut_rule_is_mended(hole):
    tiling = even_tiling(4, 4, height=140)
    page = drawn(tiling)
    page[230:250, 300 : 300 + hole] = 255
    page[420 : 420 + hole, 240:260] = 255
    assert_found(rules_on(page), rulings_of(tiling))


def test_a_cut_over_a_crossing_takes_no_short_rule():
    levels = [Ruling("horizontal", y, 100, 500, 3.0) for y in (100, 200, 240)]
    uprights = [Ruling("vertical", x, 100, 240, 3.0) for x in (100, 300, 500)]
    page = paper(600, 400)
    draw_rulings(page, [*levels, *uprights])
    page[189:211, 296:305] = page[50, 50]
    draw_rulings(page, levels)
    assert tables_on(page) == [((0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1))]


@pytest.mark.parametrize(("end", "rules"), [(301, 2), (308, 1)])
def test_a_run_that_goes_on_past_a_rule_across_it_does_not_end_there(end, rules):
    across = Ruling("vertical", 300, 100, 280, 2.0)
    runs = [Ruling("horizontal", 100, 100, end, 2.0), Ruling("horizontal", 100, 330, 700, 2.0)]
    found = close_cuts([across, *runs], DPI)
    assert len([r for r in found if r.axis == "horizontal"]) == rules


def test_a_scratch_across_all_rules_cuts_no_table():
    page = filled(drawn(TABLE), TABLE)
    cv2.line(page, (60, 150), (780, 260), 255, 5)
    assert tables_on(page) == [TABLE.cells]


def test_specks_beside_rules_make_no_rules():
    page = drawn(TABLE)
    for x, y in np.random.default_rng(4).integers(90, 710, (1500, 2)):
        page[y : y + 2, x : x + 2] = 0
    assert tables_on(page) == [TABLE.cells]


def test_a_rule_with_numbers_close_along_all_of_it_is_found():
    tiling = even_tiling(10, 3, height=24)
    page = drawn(tiling, 3, 180)
    for row in range(10):
        write(page, "888", 208, tiling.row_edges[row] + 21, 9)
    assert tables_on(page) == [tiling.cells]


@pytest.mark.parametrize("rise", range(-6, 25, 3))
def test_text_that_touches_or_crosses_rules_leaves_them_as_they_are(rise):
    page = drawn(TABLE)
    for row, col, rowspan, _ in TABLE.cells:
        foot = TABLE.row_edges[row + rowspan]
        write(page, "目标12", TABLE.col_edges[col] + 4, foot - 3 + rise, 10.5)
    assert tables_on(page) == [TABLE.cells]


@pytest.mark.parametrize(("text", "left"), [("国有", 244), ("目标", 242), ("的市", 248)])
def test_a_short_rule_that_runs_on_in_a_stroke_of_text_ends_where_it_ends(text, left):
    tiling = even_tiling(4, 2, ((0, 0, 1, 2), (2, 0, 1, 2), (3, 0, 1, 2)), height=80)
    page = drawn(tiling)
    write(page, text, left, 287, 12)
    assert tables_on(page) == [tiling.cells]


@pytest.mark.parametrize("points", [9, 12, 16, 18, 22, 26, 36])
@pytest.mark.parametrize("text", ["目日口田国", "部门预算表", "１１１Ｉ丨工"])
def test_strokes_of_headings_above_a_table_are_no_rules(text, points):
    page = drawn(even_tiling(3, 4, height=60))
    write(page, text, 140, 94 - 0.14 * points * PX_PER_POINT, points)
    assert tables_on(page) == [even_tiling(3, 4, height=60).cells]


@pytest.mark.parametrize("points", [10.5, 14, 16, 18, 20])
@pytest.mark.parametrize("rise", [-2, 0, 2])
def test_strokes_that_reach_from_rule_to_rule_divide_no_cell(points, rise):
    height = round(points * 200 / 72 * 1.05)
    tiling = even_tiling(3, 2, height=height, width=300)
    page = drawn(tiling)
    for row in range(3):
        write(page, "目口国田", 110, tiling.row_edges[row + 1] - 0.14 * height + rise, points)
    assert tables_on(page) == [tiling.cells]


def test_a_heading_framed_by_strokes_alone_is_no_table():
    page = paper()
    write(page, "田国目固回", 100, 300, 48)
    write(page, "2021年部门预算", 100, 500, 36)
    assert tables_on(page) == []


def test_a_page_of_text_has_no_table():
    assert tables_on(text_page()) == []


@pytest.mark.parametrize("points", [9, 10.5, 12, 16])
def test_rules_found_in_a_page_of_text_are_few(points):
    assert len(rules_on(text_page(points=points))) <= 12


def test_an_empty_page_has_no_rules():
    assert rules_on(paper()) == []


def test_a_black_page_has_no_rules():
    assert rules_on(np.zeros((400, 400), np.uint8)) == []


def test_underlines_are_rules_but_no_table():
    page = paper()
    lines = [Ruling("horizontal", y, 150, 700, 2) for y in range(200, 600, 80)]
    draw_rulings(page, lines)
    for line in lines:
        write(page, "填报人签字", 160, line.position - 6)
    assert tables_on(page) == []


def test_a_frame_around_text_is_no_table():
    page = drawn(even_tiling(1, 1, height=300, width=500))
    for y in range(150, 380, 40):
        write(page, "本表反映部门收支情况", 130, y)
    assert tables_on(page) == []


def test_several_tables_of_a_page_are_found_each():
    low = replace(TABLE, row_edges=tuple(y + 340 for y in TABLE.row_edges))
    page = filled(drawn(TABLE, size=850), TABLE)
    draw_rulings(page, rulings_of(low))
    assert tables_on(page) == [TABLE.cells, TABLE.cells]


@pytest.mark.parametrize("apart", [5, 6, 8])
def test_double_rules_are_one_edge(apart):
    page = drawn(TABLE)
    draw_rulings(page, [replace(r, position=r.position + apart) for r in rulings_of(TABLE)])
    assert tables_on(page) == [TABLE.cells]


def test_a_blurred_double_frame_with_cuts_is_an_edge():
    page = paper(800, 800)
    frame = even_tiling(1, 1, height=240, width=600)
    inner = [r for r in rulings_of(TABLE) if r not in rulings_of(frame)]
    draw_rulings(page, inner)
    for off in (-3, 4):
        draw_rulings(page, [replace(r, position=r.position + off) for r in rulings_of(frame, 4)])
    for place in range(150, 700, 110):
        page[place : place + 6, :] = page[:, place : place + 6] = 255
    blurred = np.asarray(cv2.GaussianBlur(page, (0, 0), 1.4), np.uint8)
    assert tables_on(blurred) == [TABLE.cells]


def test_neighbouring_rules_slightly_off_are_one_edge():
    tiling = even_tiling(3, 4, height=60)
    page = paper(800, 800)
    for index, rule in enumerate(rulings_of(tiling)):
        if rule.axis == "vertical":
            draw_rulings(page, [rule])
            continue
        for col, (left, right) in enumerate(zip(tiling.col_edges, tiling.col_edges[1:])):
            off = (index + col) % 3 - 1
            draw_rulings(page, [replace(rule, position=rule.position + off, start=left, end=right)])
    assert tables_on(page) == [tiling.cells]


def test_a_table_at_the_foot_of_the_page_without_a_closing_rule_keeps_its_last_row():
    tiling = even_tiling(4, 3, height=60)
    page = paper(800, 500)
    draw_rulings(page, [r for r in rulings_of(tiling) if (r.axis, r.position) != ("horizontal", 340)])
    (grid,) = ruled_grids(rules_on(page), DPI)
    assert cells_of(grid) == tiling.cells
    assert not grid.closed_bottom


def test_a_table_without_rules_at_its_sides_keeps_its_outer_columns():
    tiling = even_tiling(4, 3, height=60)
    page = paper(800, 500)
    draw_rulings(
        page, [r for r in rulings_of(tiling) if r.position not in (100, 550) or r.axis != "vertical"]
    )
    assert tables_on(page) == [tiling.cells]


@pytest.mark.parametrize("bend", [2.0, 4.0])
def test_slightly_bent_rules_are_followed(bend):
    page = filled(drawn(TABLE), TABLE)
    ys, xs = np.mgrid[0:800, 0:800].astype(np.float32)
    wave = np.asarray(bend * np.sin(xs / 800 * np.pi), np.float32)
    page = cv2.remap(page, xs, ys + wave, cv2.INTER_LINEAR, borderValue=255)
    assert tables_on(page) == [TABLE.cells]


@pytest.mark.parametrize("fall", [50, 80])
def test_a_diagonal_that_runs_into_a_rule_takes_nothing_of_it(fall):
    rows = tuple(100.0 + y for y in (0, fall, fall + 46, fall + 92))
    tiling = Tiling(rows, (60.0, 760.0, 1400.0), tuple((r, c, 1, 1) for r in range(3) for c in range(2)))
    page = paper(1500, 400)
    draw_rulings(page, rulings_of(tiling))
    cv2.line(page, (60, 100), (760, 100 + fall), (0,), 2, cv2.LINE_AA)
    assert tables_on(page) == [tiling.cells]


def test_strokes_that_start_and_stop_with_each_line_of_a_full_cell_are_no_rule():
    tiling = Tiling((100.0, 227.0, 300.0), (60.0, 700.0), ((0, 0, 1, 1), (1, 0, 1, 1)))
    page = paper(800, 400)
    draw_rulings(page, rulings_of(tiling))
    for line in range(4):
        top = 102 + 32 * line
        page[top : top + 27, 120:123] = 0
        page[top + 8 : top + 12, 123:132] = 0
    assert tables_on(page) == [tiling.cells]


def test_dense_rows_of_digits_make_no_rules():
    tiling = even_tiling(8, 3, height=24)
    page = drawn(tiling)
    for row in range(8):
        for col in range(3):
            write(page, "11111111", tiling.col_edges[col] + 10, tiling.row_edges[row] + 20, 6)
    assert tables_on(page) == [tiling.cells]
