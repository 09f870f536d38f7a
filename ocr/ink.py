"""Ink: the dark marks of a page, told from paper, shading and noise, as connected components."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image

Mask = NDArray[np.bool_]

PAPER_REACH = 0.09
"""Inches within which paper is seen around any stroke: wider than a thick rule or a bold stroke, narrower
than shading and shadow, which count as paper."""

FAINTEST = 24
"""Grey levels darker than paper that are ink at least; JPEG's ringing around print stays below."""

INK_SHARE = 0.25
"""Ink is what is darker than this share of the page's typical stroke: thin strokes blurred to half their
darkness count, the grey halo of bold ones doesn't."""

NOISE_FACTOR = 5.0
"""Standard deviations of the paper's noise that ink stands out by."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The connected components of a page's ink.

    `labels` is (H, W) int32, 0 where there is no ink; row k of `boxes`, (N, 4) int32 (left, top, right,
    bottom; right and bottom exclusive), and of `areas`, (N,) int32, belongs to label k, row 0 to none.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    areas: NDArray[np.int32]

    @property
    def heights(self) -> NDArray[np.int32]:
        """Height of each component, px."""
        return self.boxes[:, 3] - self.boxes[:, 1]

    @property
    def widths(self) -> NDArray[np.int32]:
        """Width of each component, px."""
        return self.boxes[:, 2] - self.boxes[:, 0]


def darkness(pixels: Image, dpi: float) -> NDArray[np.uint8]:
    """How much darker than the paper around it each pixel is, (H, W) uint8; `pixels` (H, W, 3) uint8 RGB.

    A coloured mark counts by its darkest channel. The paper is a grey closing: wider than strokes, narrower
    than shading, so a grey cell or a shadow isn't ink.
    """
    grey = pixels.min(axis=2)
    reach = max(5, round(PAPER_REACH * dpi)) | 1
    # Min and max filters of a median-filtered picture: single noisy pixels must not set the paper's level.
    calm = cv2.medianBlur(grey, 3)
    paper = cv2.morphologyEx(calm, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    return np.asarray(cv2.subtract(paper, grey), np.uint8)


def ink_threshold(dark: NDArray[np.uint8]) -> int:
    """The darkness from which a pixel is ink, for a whole page."""
    histogram = np.bincount(dark.ravel(), minlength=256)
    # Half of the paper is darker than its closing by up to the median; ink is a few per cent of a page.
    middle = int(np.searchsorted(histogram.cumsum(), histogram.sum() / 2))
    upper = int(np.searchsorted(histogram.cumsum(), histogram.sum() * 0.75))
    noise = max(1.0, (upper - middle) / 0.674)
    floor = max(FAINTEST, middle + NOISE_FACTOR * noise)
    strokes = histogram.copy()
    strokes[: int(floor)] = 0
    if not strokes.any():
        return round(floor)
    typical = int(np.searchsorted(strokes.cumsum(), strokes.sum() * 0.75))
    return round(max(floor, INK_SHARE * typical))


def find_ink(pixels: Image, dpi: float) -> Mask:
    """The page's ink, (H, W) bool, from (H, W, 3) uint8 RGB."""
    dark = darkness(pixels, dpi)
    return np.asarray(dark >= ink_threshold(dark), np.bool_)


def find_marks(ink: Mask) -> Marks:
    """The 8-connected components of an (H, W) bool mask."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    boxes = np.empty((count, 4), np.int32)
    boxes[:, :2] = stats[:, :2]
    boxes[:, 2:] = stats[:, :2] + stats[:, 2:4]
    return Marks(np.asarray(labels, np.int32), boxes, stats[:, 4].astype(np.int32))
