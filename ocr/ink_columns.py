"""Where a line's ink stands along it, to a pixel; a recogniser tells places to a fifth of an em."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image
from budgetgrid.layout.levels import percentiles

PAPER, INK = 75, 1
"""Percentiles of a crop's brightness that are paper and ink; ink is what is darker than their middle."""


@dataclass(frozen=True, slots=True)
class InkColumns:
    """The runs of a crop's columns that hold ink, (N, 2) px, left and right, right exclusive, in order.

    `height`: px from the highest ink to the lowest.
    """

    runs: NDArray[np.intp]
    height: float


def ink_columns(crop: Image) -> InkColumns:
    """The columns with ink of a line's crop, (h, w, 3) uint8 RGB."""
    mask = crop_ink(crop)
    columns = np.concatenate(([False], mask.any(axis=0), [False])).astype(np.int8)
    rows = np.flatnonzero(mask.any(axis=1))
    height = float(rows[-1] - rows[0] + 1) if len(rows) else 0.0
    return InkColumns(np.flatnonzero(np.diff(columns)).reshape(-1, 2), height)


def crop_ink(crop: Image) -> NDArray[np.bool_]:
    """(h, w) bool: where a line's crop, (h, w, 3) uint8 RGB, has ink."""
    red, green, blue = cv2.split(crop)
    dark = np.asarray(cv2.min(cv2.min(red, green), blue), np.uint8)
    paper, ink = percentiles(dark, PAPER, INK)
    return np.asarray(dark < (paper + ink) / 2, np.bool_)
