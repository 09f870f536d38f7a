"""Ink: the dark marks of a page, told from paper, shading and noise, as connected components."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image
from budgetgrid.ocr.solid_boxes import with_solid_boxes

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

FAINT_STROKE = 0.03
"""Inches of a stroke that are averaged along it where single pixels are too faint: a quarter of a character,
straight in any type. Noise that is as strong as a hair line is not as long."""

FAINT_NOISE_FACTOR = 4.0
"""Standard deviations that such an average stands out by. On three pages at hard damage 14 of 1773 marks are
missed with it, 69 without; there are 5 false marks of a quarter of a text height, 4 without. The lighter half
of the averages would tell the paper's noise better, but then print showing through from the back is ink."""

RIDGE = 0.5
"""A pixel of a faint stroke is this dark at least, as a share of what ink is, so that it grows no wider."""

FAINTEST_LENGTH = 0.045
"""Inches that a mark of nothing but faint strokes measures at least: half of 一. Shorter ones are noise; a
hyphen or a dot is printed with more ink than a hair line."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The connected components of a page's ink.

    `labels` is (H, W) uint16, or int32 where there may be more, 0 where there is no ink; row k of `boxes`,
    (N, 4) int32 (left, top, right, bottom; right and bottom exclusive), and of `areas`, (N,) int32, belongs
    to label k, row 0 to none.
    """

    labels: NDArray[np.uint16] | NDArray[np.int32]
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


@dataclass(frozen=True, slots=True)
class InkedPage:
    """A page's `darkness`, (H, W) uint8, and its ink, (H, W) bool: looked at once for all that reads it."""

    dark: NDArray[np.uint8]
    ink: Mask


def inked_page(pixels: Image, dpi: float) -> InkedPage:
    """The darkness and the ink of a page, (H, W, 3) uint8 RGB."""
    dark = darkness(pixels, dpi)
    return InkedPage(dark, ink_of(dark, dpi))


def darkness(pixels: Image, dpi: float) -> NDArray[np.uint8]:
    """How much darker than the paper around it each pixel is, (H, W) uint8; `pixels` (H, W, 3) uint8 RGB.

    A coloured mark counts by its darkest channel. The paper is a grey closing: wider than strokes, narrower
    than shading, so a grey cell or a shadow isn't ink; solid boxes, as wide as characters, are.
    """
    red, green, blue = cv2.split(pixels)
    grey = cv2.min(cv2.min(red, green), blue)
    reach = max(5, round(PAPER_REACH * dpi)) | 1
    # Min and max filters of a median-filtered picture: single noisy pixels must not set the paper's level.
    calm = cv2.medianBlur(grey, 3)
    paper = cv2.morphologyEx(calm, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    dark = np.asarray(cv2.subtract(paper, grey), np.uint8)
    return with_solid_boxes(dark, np.asarray(grey, np.uint8), dpi)


def ink_threshold(dark: NDArray[np.uint8], noise_factor: float = NOISE_FACTOR) -> int:
    """The darkness from which a pixel is ink, for a whole page."""
    histogram = cv2.calcHist([dark], [0], None, [256], [0, 256]).ravel().astype(np.int64)
    # Half of the paper is darker than its closing by up to the median; ink is a few per cent of a page.
    middle = int(np.searchsorted(histogram.cumsum(), histogram.sum() / 2))
    upper = int(np.searchsorted(histogram.cumsum(), histogram.sum() * 0.75))
    noise = max(1.0, (upper - middle) / 0.674)
    floor = max(FAINTEST, middle + noise_factor * noise)
    strokes = histogram.copy()
    strokes[: int(floor)] = 0
    if not strokes.any():
        return round(floor)
    typical = int(np.searchsorted(strokes.cumsum(), strokes.sum() * 0.75))
    return round(max(floor, INK_SHARE * typical))


def find_ink(pixels: Image, dpi: float) -> Mask:
    """The page's ink, (H, W) bool, from (H, W, 3) uint8 RGB."""
    return inked_page(pixels, dpi).ink


def ink_of(dark: NDArray[np.uint8], dpi: float) -> Mask:
    """The ink, (H, W) bool, of a page's `darkness`, (H, W) uint8."""
    threshold = ink_threshold(dark)
    sure = dark >= threshold
    faint = _faint_strokes(dark, dpi) & (dark >= math.ceil(RIDGE * threshold)) & ~sure
    places = np.flatnonzero(faint)
    # A faint stroke comes in pieces: those a run apart are one, and one with ink.
    long = _run_length(dpi)
    near = cv2.getStructuringElement(cv2.MORPH_CROSS, (long, long))
    by_ink = cv2.dilate(cv2.dilate(cv2.dilate(sure.view(np.uint8), near), np.ones((3, 3), np.uint8)), near)
    kept = by_ink.ravel()[places] > 0
    if not kept.all():
        groups = find_marks(cv2.dilate(faint.view(np.uint8), near).view(np.bool_))
        group = groups.labels.ravel()[places]
        whole = np.maximum(groups.widths, groups.heights) >= FAINTEST_LENGTH * dpi + long - 1
        whole[group[kept]] = True
        kept = whole[group]
    sure.ravel()[places[kept]] = True
    return np.asarray(sure, np.bool_)


def _faint_strokes(dark: NDArray[np.uint8], dpi: float) -> Mask:
    """Where a run along or across is darker on average than the noise: strokes that can't be seen pixel by
    pixel, as the 一 of 一、 in a serif face at 150 dpi; (H, W) bool."""
    long = _run_length(dpi)
    # Not `cv2.blur`, which takes half as much again for the same means.
    runs = [
        np.asarray(cv2.filter2D(dark, -1, np.full(size, 1 / long)), np.uint8)
        for size in ((1, long), (long, 1))
    ]
    along, across = (run >= ink_threshold(run, FAINT_NOISE_FACTOR) for run in runs)
    return np.asarray(along | across, np.bool_)


def _run_length(dpi: float) -> int:
    return max(3, round(FAINT_STROKE * dpi)) | 1


def find_marks(ink: Mask) -> Marks:
    """The 8-connected components of an (H, W) bool mask."""
    page = ink.view(np.uint8)
    # Labels of 16 bit take two thirds of the time. OpenCV gives one to each row of touching blocks of 2 x 2
    # px at most, joins them later, and writes beyond its table where there are too many.
    few = _block_runs(page) < np.iinfo(np.uint16).max
    kind = cv2.CV_16U if few else cv2.CV_32S
    count, labels, stats, _ = cv2.connectedComponentsWithStats(page, connectivity=8, ltype=kind)
    boxes = np.empty((count, 4), np.int32)
    boxes[:, :2] = stats[:, :2]
    boxes[:, 2:] = stats[:, :2] + stats[:, 2:4]
    typed = np.asarray(labels, np.uint16) if few else np.asarray(labels, np.int32)
    return Marks(typed, boxes, stats[:, 4].astype(np.int32))


def _block_runs(page: Image) -> int:
    """How many runs of ink, 1 in (H, W) uint8, the pairs of rows from the first on have."""
    pairs = page[: len(page) // 2 * 2]
    either = pairs[::2] | pairs[1::2]
    rows = [either, page[len(pairs) :]]
    return sum(int(np.count_nonzero(r[:, 1:] > r[:, :-1]) + np.count_nonzero(r[:, 0])) for r in rows)
