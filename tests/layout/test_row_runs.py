"""Runs of a mask's rows, and what hangs together."""

import numpy as np
import pytest

from budgetgrid.layout.connected_parts import parts_of_mask, parts_of_runs
from budgetgrid.layout.row_runs import connected, row_runs


def mask_of(*rows: str) -> np.ndarray:
    return np.array([[255 * (sign == "#") for sign in row] for row in rows], np.uint8)


def test_runs_stand_in_reading_order() -> None:
    runs = row_runs(mask_of(".##.#", ".....", "...##"))
    assert runs.tops.tolist() == [0, 0, 2]
    assert runs.lefts.tolist() == [1, 4, 3]
    assert runs.lengths.tolist() == [2, 1, 2]


def test_the_first_column_is_left_out_so_that_no_run_goes_on_in_the_next_row() -> None:
    runs = row_runs(mask_of("..##", "##.."))
    assert (runs.lefts.tolist(), runs.lengths.tolist()) == ([2, 1], [2, 1])


def test_runs_that_touch_at_a_corner_hang_together() -> None:
    assert connected(row_runs(mask_of(".##...", "...##.", ".#....", ".#...."))).tolist() == [0, 0, 2, 2]


def test_inked_cuts_runs_where_another_mask_is_blank() -> None:
    inked = row_runs(mask_of(".######")).inked(mask_of(".##.##."))
    assert (inked.lefts.tolist(), inked.lengths.tolist()) == ([1, 4], [2, 2])


def test_a_blank_mask_has_no_runs_and_no_parts() -> None:
    runs = row_runs(np.zeros((4, 6), np.uint8))
    assert runs.inked(np.zeros((4, 6), np.uint8)).starts.size == 0
    assert parts_of_runs(runs, 1).alone() == []


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_parts_are_those_that_opencv_finds(share: float) -> None:
    mask = (np.random.default_rng(7).random((60, 80)) < share).astype(np.uint8)
    mask[:, 0] = 0
    found = sorted((p.top, p.left, p.mask.tobytes()) for p in parts_of_runs(row_runs(mask), 3).alone())
    assert found == sorted((p.top, p.left, p.mask.tobytes()) for p in parts_of_mask(mask, 3))
    assert len(found) >= 1
