from __future__ import annotations

import numpy as np
import pytest

from budgetgrid.layout.geometry import Image
from budgetgrid.ocr.crop_batches import INPUT_HEIGHT, WIDTHS, batches, padded_width

STRIDE = 8
"""Input columns for one output frame of PP-OCRv6."""

NARROWEST, WIDEST = WIDTHS[0], WIDTHS[-1]


def crop(width: int, height: int = INPUT_HEIGHT, grey: int = 200) -> Image:
    return np.full((height, width, 3), grey, np.uint8)


@pytest.mark.parametrize("width", range(NARROWEST, WIDEST, 37))
def test_crop_fits_into_its_width_and_fills_three_quarters_of_it(width: int) -> None:
    padded = padded_width(crop(width))
    assert width <= padded <= 4 / 3 * width + STRIDE


def test_widths_are_whole_frames_from_small_to_large() -> None:
    assert list(WIDTHS) == sorted(set(WIDTHS))
    assert all(width % STRIDE == 0 for width in WIDTHS)


def test_narrow_crops_share_one_width() -> None:
    assert {padded_width(crop(w)) for w in (1, 10, NARROWEST)} == {NARROWEST}


def test_crops_are_scaled_to_the_input_height_before_they_are_measured() -> None:
    assert padded_width(crop(200, height=24)) == padded_width(crop(400))


def test_absurdly_long_crop_is_squeezed_instead_of_filling_the_memory() -> None:
    (batch,) = batches([crop(WIDEST * 9, height=INPUT_HEIGHT)])
    assert batch.pixels.shape[3] == WIDEST


def test_every_crop_is_in_one_batch_and_shapes_stay_few() -> None:
    crops = [crop(w) for w in range(10, 3300, 5) for _ in range(3)]
    made = list(batches(crops))
    assert sorted(i for batch in made for i in batch.indices) == list(range(len(crops)))
    # OpenVINO keeps 4 MB for each, for as long as it runs.
    assert len({batch.pixels.shape for batch in made}) <= 34


def test_input_is_bgr_from_minus_one_to_one_with_zero_padding() -> None:
    picture = np.zeros((INPUT_HEIGHT, 60, 3), np.uint8)
    picture[:, :, 0] = 255  # red
    (batch,) = batches([picture])
    filled = round(batch.shares[0] * batch.pixels.shape[3])
    assert filled == 60
    assert batch.pixels[0, :, 10, 10].tolist() == [-1.0, -1.0, 1.0]
    assert not batch.pixels[0, :, :, 60:].any()


def test_no_crops_make_no_batches() -> None:
    assert list(batches([])) == []
