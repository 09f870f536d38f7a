"""Light and ink: a page's grey values freed of uneven lighting, and which of its pixels are ink."""

from __future__ import annotations

import math

import cv2
import numpy as np

from budgetgrid.layout.geometry import Image
from budgetgrid.layout.levels import percentiles

BACKGROUND_CELL_INCH = 0.12
"""Size of the neighbourhood in which the paper's brightness is looked for. Larger than a character's
counters and than any rule, smaller than the shadow of a book's fold."""

INK_CONTRAST = 0.42
"""Share of the way from paper to the darkest ink at which a pixel counts as ink."""

GLANCES = 16
"""Rows of a picture that are looked at for colour first."""


def as_grey(pixels: Image) -> Image:
    """(H, W, 3) RGB as (H, W) grey; a grey image is returned as it is."""
    return pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


def is_grey(pixels: Image) -> bool:
    """Whether an (H, W, 3) picture has no colour: its three channels are the same."""
    # Mostly some rows tell.
    if np.ptp(pixels[:: max(1, len(pixels) // GLANCES)], axis=2).any():
        return False
    red, green, blue = cv2.split(pixels)
    return np.array_equal(red, green) and np.array_equal(green, blue)


def flatten_light(grey: Image, dpi: float) -> Image:
    """(H, W) uint8 grey with the paper brought to 255 everywhere, whatever the light it was scanned in.

    The paper's brightness is the local maximum on a reduced image (ink is thinner than the neighbourhood),
    smoothed; shading and the grey of recycled paper vanish, shaded cells become paper too.
    """
    step = max(2, round(BACKGROUND_CELL_INCH * dpi / 6))
    height, width = grey.shape
    rows, columns = max(1, height // step), max(1, width // step)
    # Of whole steps, which OpenCV averages in a third of the time.
    inside = grey[: rows * step, : columns * step]
    small = cv2.resize(inside, (columns, rows), interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(cv2.medianBlur(small, 3), np.ones((7, 7), np.uint8))
    paper = np.maximum(cv2.GaussianBlur(paper, (0, 0), 3), 1)
    full = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, full, scale=255), np.uint8)


def ink_mask(flat: Image) -> Image:
    """(H, W) uint8, 255 where a pixel of a flattened grey image is ink and 0 elsewhere."""
    (darkest,) = percentiles(flat[::4, ::4], 0.5)
    threshold = 255 - (255 - darkest) * INK_CONTRAST
    highest = math.ceil(min(threshold, 215)) - 1
    return np.asarray(cv2.threshold(flat, highest, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)
