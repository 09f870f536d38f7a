"""Grids from rulings: what the rules of a page make of its cells."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn_grids import assert_tiles, cells_of, even_tiling, rulings_of, tilings
from hypothesis import given, settings
from hypothesis import strategies as st

from budgetgrid.layout.rulings import Ruling
from budgetgrid.tables.grid import Grid
from budgetgrid.tables.ruled import ruled_grids

DPI = 200.0


def level(y: float, left: float, right: float, thickness: float = 2.0) -> Ruling:
    return Ruling("horizontal", y, left, right, thickness)


def upright(x: float, top: float, bottom: float, thickness: float = 2.0) -> Ruling:
    return Ruling("vertical", x, top, bottom, thickness)


def only_grid(rulings: list[Ruling]) -> Grid:
    (grid,) = ruled_grids(rulings, DPI)
    return grid


def without(rulings: list[Ruling], axis: str, position: float) -> list[Ruling]:
    kept = [r for r in rulings if not (r.axis == axis and r.position == position)]
    assert len(kept) < len(rulings)
    return kept


@given(tilings())
@settings(max_examples=200, deadline=None)
def test_any_tiling_comes_back_from_its_rules(tiling):
    grid = only_grid(rulings_of(tiling))
    assert cells_of(grid) == tiling.cells
    assert grid.row_edges == pytest.approx(tiling.row_edges)
    assert grid.col_edges == pytest.approx(tiling.col_edges)
    assert all(span.support == pytest.approx(1.0) for span in grid.spans)


@given(tilings(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_rules_slightly_off_and_not_quite_touching_make_the_same_cells(tiling, random):
    shaken = [
        replace(
            r,
            position=r.position + random.uniform(-2, 2),
            start=r.start + random.uniform(-4, 4),
            end=r.end + random.uniform(-4, 4),
        )
        for r in rulings_of(tiling)
    ]
    assert cells_of(only_grid(shaken)) == tiling.cells


@given(tilings(), st.data())
@settings(max_examples=150, deadline=None)
def test_cells_tile_the_grid_whatever_rules_are_lost(tiling, data):
    rulings = rulings_of(tiling)
    lost = data.draw(st.lists(st.integers(0, len(rulings) - 1), max_size=4))
    for grid in ruled_grids([r for i, r in enumerate(rulings) if i not in lost], DPI):
        assert_tiles(grid)
        assert all(0 <= span.support <= 1 for span in grid.spans)


@given(tilings(most_rows=4, most_cols=4), st.permutations(range(40)))
@settings(max_examples=50, deadline=None)
def test_the_order_of_the_rules_does_not_matter(tiling, order):
    rulings = rulings_of(tiling)
    shuffled = [rulings[i] for i in order if i < len(rulings)] + rulings[40:]
    assert ruled_grids(shuffled, DPI) == ruled_grids(rulings, DPI)


def test_missing_inner_rule_becomes_a_row_span():
    rulings = [level(y, 100, 400) for y in (100, 200)] + [upright(x, 100, 200) for x in (100, 250, 400)]
    grid = only_grid([*rulings, level(150, 250, 400)])
    assert cells_of(grid) == ((0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1))


def test_missing_inner_rule_becomes_a_column_span():
    rulings = [level(y, 100, 400) for y in (100, 150, 200)] + [upright(x, 100, 200) for x in (100, 400)]
    grid = only_grid([*rulings, upright(250, 150, 200)])
    assert cells_of(grid) == ((0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1))


def test_a_cell_spans_rows_and_columns_at_once():
    tiling = even_tiling(4, 4, ((1, 1, 2, 2),))
    assert (1, 1, 2, 2) in cells_of(only_grid(rulings_of(tiling)))


def test_cells_that_turn_around_a_middle_one_are_kept_apart():
    pinwheel = ((0, 0, 1, 2), (0, 2, 2, 1), (1, 0, 2, 1), (2, 1, 1, 2))
    assert cells_of(only_grid(rulings_of(even_tiling(3, 3, pinwheel)))) == tuple(
        sorted([*pinwheel, (1, 1, 1, 1)])
    )


def test_low_rows_and_narrow_columns_are_kept():
    low = even_tiling(6, 3, height=20, width=40)
    assert cells_of(only_grid(rulings_of(low))) == low.cells


@pytest.mark.parametrize("apart", [4, 8, 10])
def test_a_double_rule_is_one_edge(apart):
    rulings = rulings_of(even_tiling(3, 3))
    doubled = [*rulings, level(150 + apart, 100, 550), upright(250 + apart, 100, 250)]
    grid = only_grid(doubled)
    assert (grid.rows, grid.cols) == (3, 3)
    assert 150 <= grid.row_edges[1] <= 150 + apart


def test_a_double_frame_is_one_frame():
    inner = rulings_of(even_tiling(3, 3))
    outer = [level(y, 94, 556) for y in (94, 256)] + [upright(x, 94, 256) for x in (94, 556)]
    assert cells_of(only_grid([*inner, *outer])) == even_tiling(3, 3).cells


def test_rules_of_neighbouring_columns_may_lie_slightly_apart():
    rulings = without(rulings_of(even_tiling(2, 2)), "horizontal", 150)
    grid = only_grid([*rulings, level(148, 100, 250), level(152, 250, 400)])
    assert cells_of(grid) == even_tiling(2, 2).cells
    assert grid.row_edges[1] == pytest.approx(150)


def test_a_short_stub_of_a_rule_divides_nothing():
    rulings = rulings_of(even_tiling(2, 2, ((0, 0, 2, 1),)))
    stub = level(150, 100, 120)
    assert cells_of(only_grid([*rulings, stub])) == ((0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1))


def test_a_rule_with_a_hole_still_divides_and_costs_support():
    rulings = without(rulings_of(even_tiling(2, 3)), "horizontal", 150)
    grid = only_grid([*rulings, level(150, 100, 305), level(150, 340, 550)])
    assert cells_of(grid) == even_tiling(2, 3).cells
    assert [0.5 < span.support < 0.8 for span in grid.spans] == [False, True, False] * 2


@pytest.mark.parametrize(("above", "rows"), [(0.08, 4), (0.12, 5)])
def test_a_line_in_one_cell_just_above_a_rule_is_the_foot_of_its_figures(above: float, rows: int) -> None:
    tiling = even_tiling(4, 3)
    left, right = tiling.col_edges[1:3]
    foot = level(tiling.row_edges[2] - above * DPI, left, right)
    assert only_grid([*rulings_of(tiling), foot]).rows == rows


def test_several_tables_on_a_page_are_told_apart_from_top_to_bottom():
    first = rulings_of(even_tiling(2, 2))
    second = [replace(r, **_moved(r, 0, 300)) for r in rulings_of(even_tiling(3, 3))]
    grids = ruled_grids([*second, *first], DPI)
    assert [(g.rows, g.cols) for g in grids] == [(2, 2), (3, 3)]


def test_tables_side_by_side_are_two():
    first = rulings_of(even_tiling(2, 2))
    second = [replace(r, **_moved(r, 340, 0)) for r in rulings_of(even_tiling(2, 2))]
    grids = ruled_grids([*second, *first], DPI)
    assert [g.box.left for g in grids] == [100, 440]


def _moved(ruling: Ruling, right: float, down: float) -> dict[str, float]:
    across, along = (down, right) if ruling.axis == "horizontal" else (right, down)
    return {
        "position": ruling.position + across,
        "start": ruling.start + along,
        "end": ruling.end + along,
    }


def test_a_table_within_a_frame_around_the_page_is_found():
    frame = [level(y, 20, 900) for y in (20, 900)] + [upright(x, 20, 900) for x in (20, 900)]
    grids = ruled_grids([*frame, *rulings_of(even_tiling(3, 3))], DPI)
    assert [cells_of(g) for g in grids] == [even_tiling(3, 3).cells]


def test_a_table_cut_by_the_foot_of_the_page_is_left_open_there():
    rulings = without(rulings_of(even_tiling(3, 3)), "horizontal", 250)
    grid = only_grid(rulings)
    assert cells_of(grid) == even_tiling(3, 3).cells
    assert grid.row_edges[-1] == 250
    assert (grid.closed_top, grid.closed_bottom) == (True, False)


def test_a_table_that_goes_on_from_the_page_before_is_left_open_at_its_top():
    grid = only_grid(without(rulings_of(even_tiling(3, 3)), "horizontal", 100))
    assert cells_of(grid) == even_tiling(3, 3).cells
    assert (grid.closed_top, grid.closed_bottom) == (False, True)


@pytest.mark.parametrize("sides", [(100,), (550,), (100, 550)])
def test_a_table_without_rules_at_its_sides_keeps_its_outer_columns(sides):
    rulings = rulings_of(even_tiling(3, 3))
    for x in sides:
        rulings = without(rulings, "vertical", x)
    grid = only_grid(rulings)
    assert cells_of(grid) == even_tiling(3, 3).cells
    assert grid.col_edges == (100, 250, 400, 550)


@pytest.mark.parametrize("merged", [(0, 1, 1, 2), (1, 1, 1, 2), (3, 0, 1, 2)])
def test_a_row_of_two_cells_stays_in_a_table_without_rules_at_its_sides(merged):
    tiling = even_tiling(4, 3, (merged,))
    rulings = [r for r in rulings_of(tiling) if r.axis == "horizontal" or r.position not in (100, 550)]
    assert cells_of(only_grid(rulings)) == tiling.cells


def test_rules_of_the_first_column_alone_open_its_side():
    """Each column's rules end short of the next upright one, as typed ones do; left of the first is none."""
    rulings = without(rulings_of(even_tiling(3, 3)), "vertical", 100)
    rulings = [r for r in rulings if r.axis == "vertical"]
    inner = [level(y, 250, 550) for y in (100, 150, 200, 250)]
    labels = [level(y, 100, 232) for y in (100, 150, 200, 250)]
    grid = only_grid([*rulings, *inner, *labels])
    assert cells_of(grid) == even_tiling(3, 3).cells
    assert grid.col_edges[0] == 100


def test_typed_rules_meet_over_the_places_left_blank_between_them():
    gap = 0.13 * DPI
    drawn = [level(y, x + gap, x + 150 - gap) for y in (100, 150, 200, 250) for x in (100, 250, 400)]
    drawn += [upright(x, 100 + gap / 2, 250 - gap / 2) for x in (100, 250, 400, 550)]
    typed = [replace(r, typed=True) for r in drawn]
    assert ruled_grids(drawn, DPI) == []
    assert cells_of(only_grid(typed)) == even_tiling(3, 3).cells


def test_an_underline_crossed_by_a_rule_of_a_table_open_at_its_sides_is_no_row_of_it():
    rulings = [r for r in rulings_of(even_tiling(3, 3)) if r.axis == "horizontal" or r.position != 100]
    higher = [replace(r, start=40) if (r.axis, r.position) == ("vertical", 250) else r for r in rulings]
    assert cells_of(only_grid([*higher, level(60, 120, 420)])) == even_tiling(3, 3).cells


def test_a_closed_table_says_so():
    grid = only_grid(rulings_of(even_tiling(2, 2)))
    assert (grid.closed_top, grid.closed_bottom, grid.ruling) == (True, True, "full")


def test_a_frame_around_text_is_no_table():
    frame = [level(y, 100, 400) for y in (100, 200)] + [upright(x, 100, 200) for x in (100, 400)]
    assert ruled_grids(frame, DPI) == []


def test_underlines_are_no_table():
    assert ruled_grids([level(y, 100, 500) for y in range(100, 500, 50)], DPI) == []


def test_an_underline_crossed_by_a_stroke_is_no_table():
    assert ruled_grids([level(100, 100, 500), level(150, 100, 500), upright(300, 90, 160)], DPI) == []


def test_an_underline_that_touches_a_table_is_no_part_of_it():
    rulings = rulings_of(even_tiling(2, 2))
    assert cells_of(only_grid([*rulings, level(125, 395, 600)])) == even_tiling(2, 2).cells


def test_no_rules_make_no_table():
    assert ruled_grids([], DPI) == []


def test_the_same_page_scanned_finer_has_the_same_cells():
    tiling = even_tiling(3, 4, ((0, 0, 2, 1), (1, 1, 1, 2)))
    finer = [
        replace(r, position=r.position * 1.5, start=r.start * 1.5, end=r.end * 1.5)
        for r in rulings_of(tiling)
    ]
    (grid,) = ruled_grids(finer, DPI * 1.5)
    assert cells_of(grid) == tiling.cells
