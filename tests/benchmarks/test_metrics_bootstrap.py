"""Bootstrap over documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgrid.benchmarks.bootstrap import Interval, bootstrap, by_document


def mean(items: list[float]) -> float | None:
    return sum(items) / len(items) if items else None


def test_documents_that_agree_leave_no_doubt() -> None:
    assert bootstrap([[0.5, 1.0], [1.0, 0.5]], mean) == Interval(0.75, 0.75, 0.75, 2)


def test_two_documents_that_differ_span_both() -> None:
    # a quarter of the draws is the one twice, a quarter the other twice
    assert bootstrap([[0.0], [1.0]], mean) == Interval(0.5, 0.0, 1.0, 2)


def test_items_of_one_document_are_drawn_together() -> None:
    # a hundred like items in each of two documents tell no more than one in each
    assert bootstrap([[0.0] * 100, [1.0] * 100], mean) == Interval(0.5, 0.0, 1.0, 2)


def test_the_interval_of_many_is_that_of_the_normal_distribution() -> None:
    # 400 documents, half 0, half 1: a standard error of 0.5 / 20
    interval = bootstrap([[float(n % 2)] for n in range(400)], mean)
    assert interval.low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.005)
    assert interval.high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.005)


def test_one_document_has_no_interval() -> None:
    assert bootstrap([[0.25]], mean) == Interval(0.25, None, None, 1)


def test_a_figure_without_meaning_has_none() -> None:
    assert bootstrap([[0.0], [1.0]], lambda items: None) == Interval(None, None, None, 2)


def test_draws_without_the_figure_are_left_out() -> None:
    assert bootstrap([[], [0.5]], mean) == Interval(0.5, 0.5, 0.5, 2)


def test_the_same_seed_gives_the_same_interval() -> None:
    documents = [[n / 7] for n in range(7)]
    assert bootstrap(documents, mean, samples=50) == bootstrap(documents, mean, samples=50)
    assert bootstrap(documents, mean, samples=50) != bootstrap(documents, mean, samples=50, seed=1)


def test_items_are_grouped_in_their_order() -> None:
    assert by_document(["b1", "a1", "b2"], lambda item: item[0]) == [["b1", "b2"], ["a1"]]


@given(st.lists(st.lists(st.floats(0, 1), min_size=1, max_size=3), min_size=2, max_size=6))
def test_the_interval_stays_within_the_documents(documents: list[list[float]]) -> None:
    interval = bootstrap(documents, mean, samples=20)
    means = [sum(d) / len(d) for d in documents]
    assert interval.low is not None
    assert interval.high is not None
    assert min(means) - 1e-9 <= interval.low <= interval.high <= max(means) + 1e-9
