"""TEDS: a table of two rows and two columns is a tree of 1 + 2 + 4 = 7 nodes."""

from __future__ import annotations

import pytest
from drawn_tables import cell, grid, table

from budgetgrid.benchmarks.metrics.teds import LARGEST, TIME_OUT, TOO_LARGE, Similarity, teds


def test_equal_tables_are_alike() -> None:
    both = grid("甲|乙", "丙|丁")
    assert teds(both, both) == Similarity(1.0)
    assert teds(both, None) == Similarity(0.0)


def test_one_changed_text_of_one_character_costs_one_node() -> None:
    truth, read = grid("甲|乙", "丙|丁"), grid("甲|乙", "丙|戊")
    assert teds(truth, read).value == pytest.approx(1 - 1 / 7)
    assert teds(truth, read, structure_only=True).value == 1


def test_half_a_changed_text_costs_half_a_node() -> None:
    assert teds(grid("甲|乙", "丙|丁丑"), grid("甲|乙", "丙|丁寅")).value == pytest.approx(1 - 0.5 / 7)


def test_white_space_costs_nothing() -> None:
    assert teds(grid("合  计"), grid("合计")).value == 1


def test_a_missing_row_costs_its_nodes() -> None:
    truth, read = grid("甲|乙", "丙|丁"), grid("甲|乙")
    assert teds(truth, read, structure_only=True).value == pytest.approx(1 - 3 / 7)


def test_a_lost_span_costs_the_cell_and_its_piece() -> None:
    truth = table(cell(0, 0, "", colspan=2))
    assert teds(truth, grid("|"), structure_only=True).value == pytest.approx(1 - 2 / 4)


def test_too_large_a_table_is_left_out_unless_it_is_equal() -> None:
    large = grid(*["甲"] * (LARGEST + 1))
    assert teds(large, grid(*["乙"] * (LARGEST + 1))) == Similarity(None, TOO_LARGE)
    assert teds(large, large).value == 1


def test_a_distance_that_takes_too_long_is_given_up_and_named() -> None:
    truth, read = (grid(*[f"{n * step}|{n}" for n in range(60)]) for step in (3, 7))
    assert teds(truth, read, time_limit=0.0) == Similarity(None, TIME_OUT)
