"""Figures of confidences, by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from drawn_tables import cell, grid, moved, table
from hypothesis import given
from hypothesis import strategies as st

from budgetgrid.benchmarks.cell_records import CellRecord, record_cells
from budgetgrid.benchmarks.matching import match_tables
from budgetgrid.benchmarks.metrics.confidence import confidence_figures, upper_bound


def records(pairs: Sequence[tuple[float | None, bool]], kind: str = "text") -> list[CellRecord]:
    return [CellRecord("t", 1, n, 0, said, right, kind) for n, (said, right) in enumerate(pairs)]


def test_certain_and_right_has_no_calibration_error() -> None:
    figures = confidence_figures(records([(1.0, True)] * 10 + [(0.0, False)] * 10))
    assert figures.calibration_error == 0
    assert figures.brier == 0
    assert figures.brier_gain == 1


def test_overconfidence_is_the_difference() -> None:
    figures = confidence_figures(records([(0.9, n % 2 == 0) for n in range(40)]))
    assert figures.calibration_error == pytest.approx(0.9 - 0.5)


def test_bins_hold_as_many_cells_each_and_the_lowest_twentieth_apart() -> None:
    # 200 cells, 10 of them the lowest, wrong and said to be 0.1; the others right, 0.5 on average
    low = [(0.1 + n / 1e9, False) for n in range(10)]
    figures = confidence_figures(records(low + [(0.5 + (n - 94.5) / 1e6, True) for n in range(190)]))
    assert [b.cells for b in figures.bins] == [10] + [19] * 10
    assert figures.calibration_error_lowest == pytest.approx(0.1, abs=1e-6)
    assert figures.calibration_error == pytest.approx((10 * 0.1 + 190 * 0.5) / 200, abs=1e-6)


def test_cells_of_one_confidence_stay_in_one_bin() -> None:
    # 100 cells: 1 to 4 and all of 0.5 begin in the lowest twentieth; the rest is one level too
    pairs = [(0.1, False)] * 4 + [(0.5, True)] * 56 + [(0.9, True)] * 40
    assert [b.cells for b in confidence_figures(records(pairs)).bins] == [60, 40]


def test_brier_score_of_a_constant_has_no_gain() -> None:
    figures = confidence_figures(records([(0.75, n != 0) for n in range(4)]))
    assert figures.brier == pytest.approx(3 / 16)  # (3 * 0.25 ** 2 + 0.75 ** 2) / 4
    assert figures.brier_gain == pytest.approx(0)


def test_auroc_counts_pairs_in_order_and_half_the_ties() -> None:
    # wrong 0.1 and 0.5 against right 0.5 and 0.9: in order 0.1<0.5, 0.1<0.9, 0.5<0.9, one tie
    figures = confidence_figures(records([(0.1, False), (0.5, False), (0.5, True), (0.9, True)]))
    assert figures.auroc == (3 + 0.5) / 4


def test_without_an_error_what_needs_one_is_none() -> None:
    figures = confidence_figures(records([(0.9, True), (0.8, True)]))
    assert (figures.auroc, figures.brier_gain, figures.review) == (None, None, ())
    assert figures.caught_at(0.02) is None
    assert figures.few_errors


def test_fifty_errors_are_enough() -> None:
    assert confidence_figures(records([(0.1, False)] * 49)).few_errors
    assert not confidence_figures(records([(0.1, False)] * 50)).few_errors


def test_looking_at_two_per_cent_finds_the_least_confident() -> None:
    # 100 cells, 4 wrong: two at the bottom, one fourth from below, one at the top
    pairs = [((n + 1) / 101, n not in (0, 1, 3, 99)) for n in range(100)]
    figures = confidence_figures(records(pairs))
    assert figures.caught_at(0.02) == pytest.approx(2 / 4)
    assert figures.caught_at(0.05) == pytest.approx(3 / 4)
    assert figures.caught_at(1.0) == 1


def test_a_tie_catches_errors_by_its_share() -> None:
    figures = confidence_figures(records([(0.5, n >= 10) for n in range(100)]))
    assert figures.caught_at(0.05) == pytest.approx(0.05)


def test_sure_wrong_numbers_have_an_upper_bound() -> None:
    pairs = [(0.95, True)] * 98 + [(0.95, False), (0.9, True), (0.2, True)]
    numbers = confidence_figures(records(pairs, "number")).numbers
    assert (numbers.above, numbers.wrong) == (99, 1)  # 0.9 itself is not above
    assert numbers.right_above == pytest.approx(98 / 100)
    assert numbers.upper_bound == pytest.approx(upper_bound(1, 99))


def test_no_error_in_300_bounds_the_rate_at_one_per_cent() -> None:
    # none in n: 1 - 0.05 ** (1 / n), the "rule of three"
    assert upper_bound(0, 300) == pytest.approx(1 - 0.05 ** (1 / 300))
    assert upper_bound(0, 300) < 0.01
    assert upper_bound(0, 0) == 1
    assert upper_bound(2, 2) == 1


def test_texts_are_no_numbers_and_unknown_confidences_are_left_out() -> None:
    figures = confidence_figures(records([(0.95, False), (None, False)]))
    assert figures.numbers.above == 0
    assert (figures.cells, figures.errors, figures.unknown) == (1, 1, 1)


def test_no_cells_give_no_figures() -> None:
    figures = confidence_figures([])
    assert (figures.calibration_error, figures.brier, figures.auroc, figures.bins) == (None, None, None, ())


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_figures_stay_in_their_bounds(pairs: list[tuple[float, bool]]) -> None:
    figures = confidence_figures(records(pairs))
    assert sum(b.cells for b in figures.bins) == len(pairs)
    assert figures.calibration_error is not None
    assert 0 <= figures.calibration_error <= 1
    caught = [point.caught for point in figures.review]
    assert caught == sorted(caught)


def test_a_cell_is_right_by_place_and_text_and_of_a_kind_by_either_text() -> None:
    truth = grid("甲|1.00|", "乙|2.00|")
    read = grid("甲|1.O0|", "丙|2.00|3")
    made = {(r.row, r.col): (r.right, r.kind) for r in record_cells(match_tables([truth], [read]))}
    assert made == {
        (0, 0): (True, "text"),
        (0, 1): (False, "number"),
        (0, 2): (True, "empty"),
        (1, 0): (False, "text"),
        (1, 1): (True, "number"),
        (1, 2): (False, "number"),
    }


def test_wrong_spans_and_invented_tables_are_wrong() -> None:
    truth = table(cell(0, 0, "甲", colspan=2))
    made = record_cells(match_tables([truth], [grid("甲|"), moved(grid("乙", name="x"), right=90)]))
    assert [(r.table, r.right) for r in made] == [("t", False), ("t", False), ("x", False)]
