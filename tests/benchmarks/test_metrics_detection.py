"""Detection of tables by their places."""

from __future__ import annotations

import math

import numpy as np
from drawn_tables import grid, moved

from budgetgrid.benchmarks.matching import intersection_over_union, match_tables
from budgetgrid.benchmarks.metrics.detection import DetectionCounts, count_detection
from budgetgrid.benchmarks.page_tables import carried
from budgetgrid.layout.geometry import Box, as_matrix

ONE = grid("甲|乙", "丙|丁")


def test_one_found_one_missed_and_two_invented() -> None:
    truth = [ONE, moved(ONE, down=100)]
    counts = count_detection(match_tables(truth, [ONE, moved(ONE, right=100), moved(ONE, right=200)]))
    assert (counts.found, counts.missed, counts.invented) == (1, 1, 2)
    assert counts.f1 == 2 * 1 / (2 + 3)


def test_a_shifted_table_is_found_but_not_tight() -> None:
    # 20 x 20 points, shifted by 5: 15 x 20 common of 25 x 20 joint, 0.6
    counts = count_detection(match_tables([ONE], [moved(ONE, right=5)]))
    assert (counts.found, counts.tight) == (1, 0)


def test_counts_of_rows_and_columns_are_told_apart() -> None:
    counts = count_detection(match_tables([ONE], [grid("甲|乙|子", "丙|丁|丑")]))
    assert (counts.rows_right, counts.cols_right) == (1, 0)
    assert (counts.rows_accuracy, counts.cols_accuracy) == (1, 0)


def test_no_tables_have_no_share() -> None:
    assert count_detection(match_tables([], [])) == DetectionCounts()
    assert DetectionCounts().f1 is None


def test_a_turned_box_comes_back_as_it_was() -> None:
    box = Box(50, 100, 750, 400)
    for degrees in (1.5, 90, 181.5, 270):
        angle = math.radians(degrees)
        turn = ((math.cos(angle), -math.sin(angle), 9), (math.sin(angle), math.cos(angle), -7), (0, 0, 1))
        back = as_matrix(np.linalg.inv(np.array(turn)))
        again = carried(carried(box, turn), back)
        assert intersection_over_union(box, again) > 0.995
