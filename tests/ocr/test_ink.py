"""Connected marks, however many a page holds."""

import cv2
import numpy as np
import pytest

from budgetgrid.ocr.ink import find_marks


@pytest.mark.parametrize("share", [0.0, 0.02, 0.4])
@pytest.mark.parametrize("shape", [(1500, 1300), (701, 333), (1, 40)])
def test_marks_of_a_noisy_page_are_those_of_32_bit_labels(share: float, shape: tuple[int, int]) -> None:
    ink = np.random.default_rng(0).random(shape) < share
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    marks = find_marks(ink)
    assert len(marks.boxes) == count
    assert np.array_equal(marks.labels, labels)
    assert np.array_equal(marks.areas, stats[:, 4])
    assert np.array_equal(marks.widths[1:], stats[1:, 2])


def test_more_marks_than_16_bit_count_keep_labels_of_their_own() -> None:
    ink = np.zeros((600, 600), np.bool_)
    ink[::2, ::2] = True
    assert len(find_marks(ink).boxes) == 90_001
    assert find_marks(ink).labels[598, 598] == 90_000
