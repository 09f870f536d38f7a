from __future__ import annotations

import numpy as np
import pytest

from budgetgrid.ocr.text_detection import (
    GROWTH,
    LONGEST_SIDE,
    SIDES,
    boxes_of_text,
    detector_input,
    input_size,
)


@pytest.mark.parametrize(("height", "width"), [(2339, 1654), (4678, 3308), (300, 1654), (10, 10), (5, 9000)])
def test_input_is_limited_and_has_one_of_few_sizes(height: int, width: int) -> None:
    tensor = detector_input(np.full((height, width, 3), 255, np.uint8))
    assert tensor.shape[:2] == (1, 3)
    assert set(tensor.shape[2:]) <= set(SIDES)
    assert max(input_size(height, width)) <= LONGEST_SIDE


def test_sizes_are_multiples_of_what_the_network_halves_five_times() -> None:
    assert list(SIDES) == sorted(SIDES)
    assert all(side % 32 == 0 for side in SIDES)


def test_page_fills_its_input_from_the_upper_left_and_its_paper_the_rest() -> None:
    page = np.full((100, 200, 3), 220, np.uint8)
    page[20:60, 30:90] = 0
    (tensor,) = detector_input(page)
    assert (tensor[:, 20:60, 30:90] < tensor[:, :1, :1]).all()
    for edge in (tensor[:, 100:], tensor[:, :, 200:]):
        assert (edge == tensor[:, :1, :1]).all()


def test_core_grows_by_its_area_over_its_outline() -> None:
    text_map = np.zeros((640, LONGEST_SIDE), np.float32)  # of a page twice as large
    text_map[40:50, 50:150] = 0.9
    (box,) = boxes_of_text(text_map, width=2 * LONGEST_SIDE, height=1000)
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
