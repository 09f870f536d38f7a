"""Straight runs of ink, drawn and at random, against OpenCV's own opening."""

import cv2
import numpy as np
import pytest

from budgetgrid.ocr.straight_runs import level_runs, upright_runs


def test_run_of_the_length_stays_and_a_shorter_one_goes() -> None:
    ink = np.zeros((20, 30), np.bool_)
    ink[3, 4:10] = True
    ink[7, 4:9] = True
    found = level_runs(ink, 6)
    assert found[3, 4:10].all()
    assert found.sum() == 6


def test_run_that_the_edge_of_the_page_cuts_off_stays() -> None:
    ink = np.zeros((20, 30), np.bool_)
    ink[:2, 5] = ink[18:, 6] = True
    assert np.array_equal(upright_runs(ink, 9), ink)


@pytest.mark.parametrize("length", [1, 3, 7, 19])
def test_runs_are_those_of_an_opening(length: int) -> None:
    ink = np.zeros((190, 123), np.bool_)
    ink[20:-20, 20:-20] = np.random.default_rng(0).random((150, 83)) < 0.85
    page = ink.view(np.uint8)
    upright = cv2.morphologyEx(page, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    level = cv2.morphologyEx(page, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    assert np.array_equal(upright_runs(ink, length), upright)
    assert np.array_equal(level_runs(ink, length), level)
