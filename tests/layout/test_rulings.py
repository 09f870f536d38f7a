"""Rulings as pixels."""

import numpy as np

from budgetgrid.layout.rulings import Ruling, ruling_mask


def test_a_mask_covers_strokes_and_their_blur_only():
    mask = ruling_mask([Ruling("horizontal", 10.0, 5, 20, 3.0), Ruling("vertical", 30.0, 0, 40, 1.0)], 40, 60)
    # 3 px thick and 1.5 px to either side: rows 7 to 12; 1 px thick: columns 28 to 31.
    assert np.flatnonzero(mask[:, 6]).tolist() == [7, 8, 9, 10, 11, 12]
    assert np.flatnonzero(mask[10, :25]).tolist() == list(range(5, 21))
    assert np.flatnonzero(mask[39]).tolist() == [28, 29, 30, 31]


def test_rulings_past_the_page_are_cut_off():
    mask = ruling_mask([Ruling("vertical", 0.5, -4, 99, 2.0)], 10, 10)
    assert mask[:, :3].all() and not mask[:, 3:].any()
