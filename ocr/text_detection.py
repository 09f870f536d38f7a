"""From a page to the detector's input, and from its map of text to boxes.

Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", AAAI 2020: the network marks
the shrunken cores of text lines; a core is grown back by its area over its outline, times a ratio.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Box, Image

LONGEST_SIDE = 1280
"""Input px of the page's longer side. An A4 page's 10-point type is then 16 px high, which the detector still
finds whole, at 0.35 GB; at 200 dpi (2339 px) it takes 1.1 GB."""

STRIDE = 32
"""The input's sides are multiples of this."""

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
    """Scale a page, (H, W, 3) uint8 RGB, to the detector's input (1, 3, h, w) float32."""
    height, width = image.shape[:2]
    scale = min(1.0, LONGEST_SIDE / max(height, width))
    size = tuple(max(STRIDE, round(side * scale / STRIDE) * STRIDE) for side in (width, height))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    scaled = small[:, :, ::-1].astype(np.float32) / 255
    normal = (scaled - np.array(MEAN, np.float32)) / np.array(DEVIATION, np.float32)
    return np.ascontiguousarray(normal.transpose(2, 0, 1)[None], dtype=np.float32)


def boxes_of_text(text_map: NDArray[np.float32], width: int, height: int) -> list[Box]:
    """Boxes of the lines in a detector's output, (h, w) float32 0 to 1, in px of the (height, width) page."""
    h, w = text_map.shape
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
