from __future__ import annotations

import numpy as np
import pytest

from budgetgrid.ocr.text_detection import GROWTH, LONGEST_SIDE, STRIDE, boxes_of_text, detector_input


@pytest.mark.parametrize(("height", "width"), [(2339, 1654), (4678, 3308), (300, 1654), (10, 10)])
def test_input_is_limited_and_a_multiple_of_the_stride(height: int, width: int) -> None:
    tensor = detector_input(np.full((height, width, 3), 255, np.uint8))
    assert tensor.shape[:2] == (1, 3)
    assert max(tensor.shape[2:]) <= LONGEST_SIDE
    assert all(side % STRIDE == 0 for side in tensor.shape[2:])


def test_core_grows_by_its_area_over_its_outline() -> None:
    text_map = np.zeros((100, 200), np.float32)
    text_map[40:50, 50:150] = 0.9
    (box,) = boxes_of_text(text_map, width=400, height=200)
    growth = GROWTH * (100 * 10) / (2 * (100 + 10))
    expected = (2 * (50 - growth), 2 * (40 - growth), 2 * (150 + growth), 2 * (50 + growth))
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx(expected)


def test_box_stays_on_the_page() -> None:
    (box,) = boxes_of_text(np.full((32, 64), 0.9, np.float32), width=64, height=32)
    assert (box.left, box.top, box.right, box.bottom) == (0, 0, 64, 32)


def test_faint_or_tiny_cores_are_no_text() -> None:
    text_map = np.zeros((100, 200), np.float32)
    text_map[10:20, 10:100] = 0.4  # above the core's threshold, not sure enough for a box
    text_map[50:52, 10:100] = 0.9  # two px high
    assert boxes_of_text(text_map, 200, 100) == []


def test_separate_cores_are_separate_lines() -> None:
    text_map = np.zeros((100, 200), np.float32)
    text_map[10:20, 10:100] = text_map[40:50, 10:100] = 0.9
    assert len(boxes_of_text(text_map, 200, 100)) == 2
