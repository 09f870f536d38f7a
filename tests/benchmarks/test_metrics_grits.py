"""GriTS against cases by hand."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_tables import cell, grid, moved, table
from hypothesis import given, settings
from hypothesis import strategies as st

from budgetgrid.benchmarks.matching import match_tables
from budgetgrid.benchmarks.metrics.grits import compare_grids, count_grits, most_alike

ONE = grid("甲|乙", "丙|丁")


def test_equal_grids_have_every_likeness() -> None:
    counts = compare_grids(ONE, ONE)
    assert (counts.topology_f1, counts.content_f1, counts.location_f1) == (1, 1, 1)


def test_a_missing_row_costs_its_positions() -> None:
    counts = compare_grids(grid("甲|乙", "丙|丁", "戊|己"), grid("甲|乙", "戊|己"))
    assert counts.content_f1 == 2 * 4 / (6 + 4)
    assert counts.topology_f1 == 2 * 4 / (6 + 4)


def test_half_a_common_text_is_half_alike() -> None:
    # 甲乙 and 甲丙: 2 * 1 / (2 + 2)
    assert compare_grids(grid("甲乙|丁"), grid("甲丙|丁")).content_f1 == 2 * 1.5 / (2 + 2)


def test_two_empty_cells_are_alike_and_an_empty_and_a_full_one_are_not() -> None:
    assert compare_grids(grid("|甲"), grid("|")).content_f1 == 2 * 1 / (2 + 2)


def test_a_lost_span_is_half_alike_in_topology() -> None:
    # seen from either position the span of two covers the span of one: 1 / 2 each
    counts = compare_grids(table(cell(0, 0, "甲", colspan=2)), grid("甲|"))
    assert counts.topology_f1 == 2 * (1 / 2 + 1 / 2) / (2 + 2)


def test_location_follows_the_boxes() -> None:
    # one box of 10 x 10, shifted by 5: 5 x 10 common of 15 x 10 joint
    assert compare_grids(grid("甲"), moved(grid("甲"), right=5)).location_f1 == pytest.approx(1 / 3)


def test_missed_and_invented_tables_count_with_their_positions() -> None:
    counts = count_grits(match_tables([ONE, moved(ONE, down=100)], [ONE, moved(grid("甲"), right=100)]))
    assert (counts.true, counts.read) == (8, 5)
    assert counts.content_f1 == 2 * 4 / (8 + 5)


def test_rows_and_columns_keep_their_order() -> None:
    swapped = compare_grids(grid("甲", "乙"), grid("乙", "甲"))
    assert swapped.content_f1 == 2 * 1 / (2 + 2)


def test_a_position_without_a_cell_is_an_empty_one() -> None:
    hole = table(cell(0, 0, "甲"), cell(1, 1, "丁"))
    assert compare_grids(grid("甲|", "|丁"), hole).content_f1 == 1
    assert compare_grids(ONE, hole).content_f1 == 2 * 2 / (4 + 4)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.integers(0, 99))
def test_an_alignment_scores_no_more_than_the_smaller_grid_has_positions(
    rows: int, cols: int, other_rows: int, other_cols: int, seed: int
) -> None:
    likeness = np.random.default_rng(seed).random((rows, cols, other_rows, other_cols))
    best = most_alike(likeness)
    assert 0 < best <= min(rows, other_rows) * min(cols, other_cols)
    assert best == pytest.approx(most_alike(likeness.transpose(2, 3, 0, 1)))
    assert best == pytest.approx(most_alike(likeness.transpose(1, 0, 3, 2)))
