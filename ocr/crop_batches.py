"""Crops of text lines as the recogniser wants them: one height, and few widths."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image

INPUT_HEIGHT = 48
"""The recogniser's fixed input height, px."""

WIDTHS = (64, 104, 136, 168, 208, 256, 304, 336, 376, 472, 528, 664, 792, 1056, 1112, 1336, 1776, 2400, 3200)
"""Input px that crops are padded to; a longer one is squeezed to the last, and an A4 page's line holds less
than its 66 characters. Few, because a run costs 1.6 ms whatever it reads, another shape of input than the
last 1.7 ms, and OpenVINO compiles the network anew for each shape, for 39 ms and 5 MB: over 12 dense and 35
mixed pages these come to the least time that padding below 10 % allows. On 733 cells at medium and hard
damage 96, 160 and 320 (as PaddleOCR pads) as the least read within two cells of 48, but a lone 0 that is read
with 0.98 in 64 px is with 0.35 in 104."""

WIDTHS_OF_FEW = (64, 104, 208, 376, 792, 1776, 3200)
"""Input px of lines that are read once more, two to five a page: one more would cost more than the padding
it saves."""

TOGETHER = 5
"""Crops of one width read in a batch; those left over are read alone."""

WIDEST_TOGETHER = 256
"""The largest width read so: wider ones are few, and a batch of them costs 15 % less a px at best. Of five at
256 px onnxruntime's output is 12 MB; from 32 MB on a px costs a quarter more."""

Tensor = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Batch:
    """Crops of one input width: which they are, (N, 3, 48, W) float32 -1 to 1 BGR, the share each fills."""

    indices: tuple[int, ...]
    pixels: Tensor
    shares: tuple[float, ...]


def batches(crops: Sequence[Image], few: bool = False) -> Iterator[Batch]:
    """Sort crops, (h, w, 3) uint8 RGB, into batches of one input width each; `few` ones each to a batch.

    The width depends on the crop alone, since the network looks at the whole line, padding included: read in
    another's company, a crop would otherwise give another result.
    """
    by_width: dict[int, list[int]] = defaultdict(list)
    for index, crop in enumerate(crops):
        by_width[padded_width(crop, WIDTHS_OF_FEW if few else WIDTHS)].append(index)
    for width in sorted(by_width):
        indices = by_width[width]
        together = TOGETHER if width <= WIDEST_TOGETHER and not few else 1
        while indices:
            size = together if len(indices) >= together else 1
            chosen, indices = indices[:size], indices[size:]
            yield _batch(chosen, [crops[i] for i in chosen], width)


def scaled_width(crop: Image) -> int:
    """The crop's width at the input height, px."""
    height, width = int(crop.shape[0]), int(crop.shape[1])
    return max(1, min(WIDTHS[-1], round(width * INPUT_HEIGHT / height)))


def padded_width(crop: Image, widths: Sequence[int] = WIDTHS) -> int:
    """The input width that a crop is padded to, of those to choose from."""
    return widths[bisect_left(widths, scaled_width(crop))]


def _batch(indices: list[int], crops: list[Image], width: int) -> Batch:
    pixels = np.zeros((len(crops), 3, INPUT_HEIGHT, width), np.float32)
    shares = []
    for k, crop in enumerate(crops):
        inner = min(scaled_width(crop), width)
        resized = cv2.resize(crop, (inner, INPUT_HEIGHT), interpolation=_interpolation(crop))
        pixels[k, :, :, :inner] = resized[:, :, ::-1].transpose(2, 0, 1) * np.float32(2 / 255) - 1
        shares.append(inner / width)
    return Batch(tuple(indices), pixels, tuple(shares))


def _interpolation(crop: Image) -> int:
    """How a crop is scaled: linearly, by area where it is reduced much.

    Of 733 cells at hard damage 0.9891 are exact (NFKC); with cubic scaling 0.9836, Lanczos 0.9850. Nor does
    it help to change the picture before: grey 0.9891, stretched contrast 0.9809, sharpened 0.9768.
    """
    if crop.shape[0] <= 2 * INPUT_HEIGHT:
        return int(cv2.INTER_LINEAR)
    return int(cv2.INTER_AREA)
