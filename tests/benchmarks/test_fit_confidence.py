"""Fitting the confidence model on cells whose chances are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from budgetgrid.benchmarks.confidence_cases import Case, judge_cells, load_cases, save_cases
from budgetgrid.benchmarks.fit_confidence import cautious, fit, fit_logistic, isotonic, records_left_out
from budgetgrid.benchmarks.metrics.confidence import confidence_figures
from budgetgrid.benchmarks.page_tables import PageCell, PageTable
from budgetgrid.layout.geometry import Box
from budgetgrid.tables.confidence.evidence import PLACE_DOUBTS, TEXT_DOUBTS, Evidence

BOX = Box(0, 0, 10, 10)


def table(*texts: str) -> PageTable:
    cells = tuple(PageCell(row, 0, 1, 1, text, 1, BOX) for row, text in enumerate(texts))
    return PageTable("t1", 1, BOX, len(texts), 1, cells)


def cases(count: int, seed: int) -> list[Case]:
    """Numbers of four documents, read right with odds of exp(4 - their first doubt of text)."""
    draw = np.random.default_rng(seed)
    found = []
    for index in range(count):
        doubt = float(draw.uniform(0, 8))
        right = bool(draw.random() < 1 / (1 + np.exp(doubt - 4)))
        text = (doubt, *(0.0 for _ in TEXT_DOUBTS[1:]))
        evidence = Evidence("number", "scan", text, (0.0,) * len(PLACE_DOUBTS))
        found.append(Case(f"d{index % 4}", 1, "dev", "t1", evidence, True, right, right, True))
    return found


def test_weights_of_a_known_model_are_found_again():
    draw = np.random.default_rng(1)
    doubts = draw.uniform(0, 6, (4000, 2))
    right = draw.random(4000) < 1 / (1 + np.exp(1.5 * doubts[:, 0] - 4))
    model = fit_logistic(doubts, right, np.ones(4000), 1.0)
    assert model.intercept == pytest.approx(4, abs=0.4)
    assert model.weights == pytest.approx((1.5, 0), abs=0.15)


def test_doubt_that_goes_with_right_cells_gets_no_weight():
    doubts = np.array([[0.0], [1.0]] * 50)
    model = fit_logistic(doubts, np.array([False, True] * 50), np.ones(100), 1.0)
    assert model.weights == (0.0,)


def test_isotonic_curve_rises_and_never_reaches_certainty():
    draw = np.random.default_rng(2)
    said = draw.uniform(0.01, 0.99, 2000)
    curve = isotonic(said.tolist(), (draw.random(2000) < said).tolist())
    values = [curve.at(p) for p in (0.1, 0.3, 0.5, 0.7, 0.9)]
    assert values == pytest.approx([0.1, 0.3, 0.5, 0.7, 0.9], abs=0.1)
    assert 0 < curve.points[0][1] <= curve.points[-1][1] < 1


def test_numbers_wrong_more_often_than_caution_allows_are_held_at_nine_tenths():
    said = [0.97] * 1000 + [0.999] * 1000
    right = ([False] + [True] * 39) * 25 + [True] * 1000
    assert isotonic(said, right).at(0.97) == pytest.approx(0.975, abs=0.001)
    curve = cautious(said, right)
    assert curve.at(0.97) == 0.9
    assert curve.at(0.999) == isotonic(said, right).at(0.999) > 0.999
    assert [y for _, y in curve.points] == sorted(y for _, y in curve.points)


def test_fitted_confidences_are_calibrated_on_documents_left_out():
    found = records_left_out(cases(2000, seed=3))
    assert len(found) == 2000
    figures = confidence_figures([record for _, record in found])
    assert figures.calibration_error is not None and figures.calibration_error < 0.05
    assert figures.auroc is not None and figures.auroc > 0.85


def test_shifted_texts_are_read_but_not_placed():
    read, truth = table("b", "c", "d", ""), table("a", "b", "c", "d")
    assert judge_cells(read, truth)[:2] == [(False, True, False, False)] * 2


def test_nothing_of_a_table_read_upside_down_is_placed():
    read, truth = table("p", "q", "r", "s"), table("a", "b", "c", "d")
    assert judge_cells(read, truth) == [(False, False, False, False)] * 4


def test_table_of_which_nothing_is_placed_lowers_places_and_leaves_the_curves():
    found = cases(2000, seed=3)
    lost = [replace(c, table="t2", placed=False, right=False) for c in found[:200]]
    assert fit([*found, *lost])["models"]["scan number"]["place"]["intercept"] < 4
    assert fit([*found, *lost])["models"]["scan number"]["curve"][-1][1] > 0.98


def test_one_wrong_text_is_placed_but_not_read():
    read, truth = table("a", "b", "c", "b"), table("a", "b", "c", "d")
    assert judge_cells(read, truth)[3] == (True, False, False, False)


def test_cases_come_back_from_their_file(tmp_path):
    found = cases(3, seed=5)
    save_cases(found, tmp_path / "cases.jsonl")
    assert load_cases([tmp_path / "cases.jsonl"]) == found
