from __future__ import annotations

import numpy as np
import pytest

from budgetgrid.layout.geometry import Image
from budgetgrid.ocr.crop_batches import (
    INPUT_HEIGHT,
    MOST_PIXELS,
    NARROWEST,
    STRIDE,
    WIDEST,
    batches,
    padded_width,
)


def crop(width: int, height: int = INPUT_HEIGHT, grey: int = 200) -> Image:
    return np.full((height, width, 3), grey, np.uint8)


@pytest.mark.parametrize("width", [NARROWEST, 60, 100, 333, 800, 2000])
def test_padding_is_a_tenth_at_most_beside_the_stride(width: int) -> None:
    padded = padded_width(crop(width))
    assert width <= padded <= 1.1 * width + STRIDE
    assert padded % STRIDE == 0


def test_narrow_crops_share_one_width() -> None:
    assert {padded_width(crop(w)) for w in (1, 10, NARROWEST)} == {NARROWEST}


def test_crops_are_scaled_to_the_input_height_before_they_are_measured() -> None:
    assert padded_width(crop(200, height=24)) == padded_width(crop(400))


def test_absurdly_long_crop_is_squeezed_instead_of_filling_the_memory() -> None:
    (batch,) = batches([crop(WIDEST * 9, height=INPUT_HEIGHT)])
    assert batch.pixels.shape[3] <= 1.1 * WIDEST + STRIDE


def test_every_crop_is_in_one_batch_and_no_batch_is_too_large() -> None:
    crops = [crop(w) for w in range(10, 1500, 7)]
    made = list(batches(crops))
    assert sorted(i for batch in made for i in batch.indices) == list(range(len(crops)))
    for batch in made:
        count, _, height, width = batch.pixels.shape
        assert count == 1 or count * height * width <= MOST_PIXELS


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
