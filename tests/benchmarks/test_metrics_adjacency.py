"""Adjacency relations. Two rows of two columns hold 2 across and 2 down."""

from __future__ import annotations

import pytest
from drawn_tables import cell, grid, moved, table

from budgetgrid.benchmarks.matching import match_tables
from budgetgrid.benchmarks.metrics.adjacency import (
    AdjacencyCounts,
    Relation,
    compare_relations,
    count_adjacency,
    relations,
)

ONE = grid("甲|乙", "丙|丁")


def test_one_wrong_text_of_four_breaks_its_two_relations() -> None:
    counts = compare_relations(ONE, grid("甲|乙", "丙|戊"))
    assert counts == AdjacencyCounts(true=4, read=4, right=2)
    assert counts.f1 == 1 / 2


def test_empty_cells_are_passed_over() -> None:
    assert set(relations(grid("甲||乙"))) == {Relation("甲", "乙", across=True)}


def test_a_merged_cell_has_a_neighbour_for_each_along_its_side() -> None:
    merged = table(cell(0, 0, "级", rowspan=2), cell(0, 1, "一"), cell(1, 1, "二"))
    assert set(relations(merged)) == {
        Relation("级", "一", across=True),
        Relation("级", "二", across=True),
        Relation("一", "二", across=False),
    }


def test_a_lost_empty_row_costs_nothing() -> None:
    assert compare_relations(grid("甲|乙", "|", "丙|丁"), ONE).f1 == 1


def test_a_glued_cell_costs_all_its_relations() -> None:
    glued = table(cell(0, 0, "甲乙", colspan=2), cell(1, 0, "丙"), cell(1, 1, "丁"))
    # left: 丙 beside 丁
    assert compare_relations(ONE, glued) == AdjacencyCounts(true=4, read=3, right=1)


def test_a_relation_that_stands_twice_counts_twice() -> None:
    assert compare_relations(grid("甲|乙|甲|乙"), grid("甲|乙")) == AdjacencyCounts(true=3, read=1, right=1)


def test_missed_and_invented_tables_count() -> None:
    counts = count_adjacency(match_tables([ONE, moved(ONE, down=100)], [ONE, moved(ONE, right=100)]))
    assert counts == AdjacencyCounts(true=8, read=8, right=4)
    assert counts.f1 == pytest.approx(1 / 2)
