"""Turning by two shears."""

import math

import cv2
import numpy as np
import pytest
from drawn_pages import paper, write

from budgetgrid.layout.geometry import IDENTITY, Image, as_matrix
from budgetgrid.layout.shear import is_shear, shear_matrix, sheared

SIZE = (420, 330)


@pytest.fixture(scope="module")
def picture() -> Image:
    page = paper(400, 300)
    write(page, "一般公共预算支出表", 40, 140)
    return np.asarray(cv2.GaussianBlur(page, (0, 0), 0.8), np.uint8)


def shifted(degrees: float, right: float, down: float) -> np.ndarray:
    matrix = shear_matrix(degrees)
    matrix[:2, 2] = right, down
    return matrix


@pytest.mark.parametrize("degrees", [-3.0, -0.4, 0.03, 1.0, 5.0])
def test_a_picture_is_the_same_as_opencv_makes_it_but_for_rounding(picture, degrees):
    matrix = shifted(degrees, 9.3, 12.6)
    expected = cv2.warpPerspective(picture, matrix, SIZE, flags=cv2.INTER_CUBIC, borderValue=(255,))
    found = sheared(picture, as_matrix(matrix), SIZE, (255,))
    assert found.shape == expected.shape
    off = np.abs(found.astype(int) - expected)
    assert off.max() <= 12
    assert off.mean() < 0.2


def test_channels_are_moved_alike(picture):
    matrix = as_matrix(shifted(0.7, 5.0, 8.0))
    colours = np.stack((picture, picture // 2, 255 - picture), axis=2)
    for channel, paper_level in enumerate((250, 120, 5)):
        alone = sheared(np.ascontiguousarray(colours[:, :, channel]), matrix, SIZE, (paper_level,))
        assert np.array_equal(sheared(colours, matrix, SIZE, (250, 120, 5))[:, :, channel], alone)


def test_what_comes_in_at_the_borders_is_paper(picture):
    found = sheared(255 - picture, as_matrix(shifted(2.0, 15.0, 20.0)), SIZE, (200,))
    assert {int(found[y, x]) for y in (0, -1) for x in (0, -1)} == {200}


@pytest.mark.parametrize("degrees", [-6.0, -0.5, 2.0])
def test_a_line_at_that_angle_becomes_level_and_one_across_upright(degrees):
    turn = math.radians(degrees)
    matrix = shear_matrix(degrees)
    assert matrix[1, :2] @ (math.cos(turn), math.sin(turn)) == pytest.approx(0.0, abs=1e-12)
    assert matrix[0, :2] @ (-math.sin(turn), math.cos(turn)) == pytest.approx(0.0, abs=1e-12)
    assert np.linalg.det(matrix) == pytest.approx(1.0)


def test_other_transforms_are_no_shears():
    assert is_shear(as_matrix(shifted(-1.2, 3.0, 0.0)))
    assert is_shear(IDENTITY)
    assert not is_shear(((1.0, 0.01, 0.0), (-0.01, 1.0, 0.0), (0.0, 0.0, 1.0)))
    assert not is_shear(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (1e-5, 0.0, 1.0)))
