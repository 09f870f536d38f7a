"""From a page to the detector's input, and from its map of text to boxes.

Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", AAAI 2020: the network marks
the shrunken cores of text lines; a core is grown back by its area over its outline, times a ratio.
"""

from __future__ import annotations

from bisect import bisect_left

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Box, Image

LONGEST_SIDE = 1280
"""Input px of the page's longer side. An A4 page's 10-point type is then 16 px high, which the detector still
finds whole, at 0.35 GB; at 200 dpi (2339 px) it takes 1.1 GB."""

SIDES = (160, 320, 640, 960, LONGEST_SIDE)
"""Input px that each side is filled up to, multiples of the network's 32. Few, because OpenVINO compiles the
network anew for each shape of its input, for 20 ms and 5 MB."""

MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)
"""The input's normalisation in PP-OCR's training, by channel in BGR order."""

CORE_THRESHOLD = 0.3
BOX_THRESHOLD = 0.6
GROWTH = 1.5
"""PP-OCR's own settings: what is text, how sure of it a box must be on average, and how far a core grows."""

SMALLEST_SIDE = 3
"""A core lower than this, in input px, is noise."""


def detector_input(image: Image) -> NDArray[np.float32]:
    """A page, (H, W, 3) uint8 RGB, as the detector's input (1, 3, h, w) float32.

    It is scaled where it is too large, and filled up to the right and below with what it has at its edges.
    """
    height, width = input_size(*image.shape[:2])
    small = image
    if image.shape[:2] != (height, width):
        small = np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    below, right = (SIDES[bisect_left(SIDES, side)] - side for side in (height, width))
    filled = cv2.copyMakeBorder(small, 0, below, 0, right, cv2.BORDER_REPLICATE)
    scaled = filled[:, :, ::-1].astype(np.float32) / 255
    normal = (scaled - np.array(MEAN, np.float32)) / np.array(DEVIATION, np.float32)
    return np.ascontiguousarray(normal.transpose(2, 0, 1)[None], dtype=np.float32)


def input_size(height: int, width: int) -> tuple[int, int]:
    """The input px that a page of so many px fills, (height, width)."""
    scale = min(1.0, LONGEST_SIDE / max(height, width))
    return max(1, round(height * scale)), max(1, round(width * scale))


def boxes_of_text(text_map: NDArray[np.float32], width: int, height: int) -> list[Box]:
    """Boxes of the lines in a detector's output, float32 0 to 1, in px of the (height, width) page."""
    h, w = input_size(height, width)
    text_map = np.ascontiguousarray(text_map[:h, :w])
    cores = (text_map > CORE_THRESHOLD).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cores, connectivity=8)
    sums = np.bincount(labels.ravel(), weights=text_map.ravel(), minlength=count)
    boxes = []
    for k in range(1, count):
        x, y, core_w, core_h, area = (int(v) for v in stats[k])
        if min(core_w, core_h) < SMALLEST_SIDE or sums[k] / area < BOX_THRESHOLD:
            continue
        growth = GROWTH * core_w * core_h / (2 * (core_w + core_h))
        grown = Box(x - growth, y - growth, x + core_w + growth, y + core_h + growth)
        boxes.append(
            Box(
                max(0.0, grown.left * width / w),
                max(0.0, grown.top * height / h),
                min(float(width), grown.right * width / w),
                min(float(height), grown.bottom * height / h),
            )
        )
    return boxes
