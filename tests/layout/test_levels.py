"""Percentiles by histogram are those that numpy finds, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from budgetgrid.layout.levels import channel_percentiles, percentiles


@given(
    arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9))),
    st.sampled_from([0, 0.5, 1, 33.3, 50, 75, 80, 85, 99.5, 100]),
)
def test_percentiles_are_numpy_s(levels: np.ndarray, percent: float) -> None:
    assert percentiles(levels, percent, 50) == tuple(np.percentile(levels, (percent, 50)))


def test_percentile_lies_between_two_levels() -> None:
    assert percentiles(np.array([10, 20, 250], np.uint8), 0, 25, 50, 75, 100) == (10, 15, 20, 135, 250)


def test_each_channel_has_its_own_percentile_in_part_of_a_picture_too() -> None:
    picture = np.random.default_rng(3).integers(0, 256, (40, 30, 3)).astype(np.uint8)
    part = picture[::3, 4::2]
    assert channel_percentiles(part, 80).tolist() == np.percentile(part.reshape(-1, 3), 80, axis=0).tolist()


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 7, 3)])
def test_smallest_pictures_have_percentiles(shape: tuple[int, ...]) -> None:
    assert channel_percentiles(np.full(shape, 7, np.uint8), 50).tolist() == [7, 7, 7]
