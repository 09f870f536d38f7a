"""Turning a picture by two shears, of its rows and then of its columns: a third of a turn px by px.

Catmull and Smith, 3-D transformations of images in scanline order, SIGGRAPH 1980.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image, Matrix

PARTS = 32
"""Parts of a px by which rows are moved, those by the same part all at once; OpenCV's turns are as fine."""

CUBIC = -0.75
"""Slope of the cubic one px from its middle, as in OpenCV's own turns (Keys, 1981)."""

TAPS = 4
"""Px that a moved one is made of, one before its place and two after it."""


def shear_matrix(degrees: float) -> NDArray[np.float64]:
    """(3, 3) float64: two shears that undo a turn clockwise by so many degrees.

    They make it wider by 1 / cos and lower by cos, at a degree by 0.3 px of 1654 and 2339.
    """
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    rows = np.array([[1, sine / cosine, 0], [0, 1, 0], [0, 0, 1]])
    columns = np.array([[1, 0, 0], [-sine * cosine, 1, 0], [0, 0, 1]])
    return np.asarray(columns @ rows, np.float64)


def is_shear(matrix: Matrix) -> bool:
    """Whether a transform is two shears and a shift."""
    (a, b, _), (c, d, _), last = matrix
    return last == (0.0, 0.0, 1.0) and a == 1.0 and math.isclose(d, 1.0 + b * c, rel_tol=1e-12)


def sheared(pixels: Image, matrix: Matrix, size: tuple[int, int], paper: Sequence[int]) -> Image:
    """A picture, (H, W) or (H, W, 3) uint8, under two shears and a shift, on a (width, height) canvas of
    paper; a channel at a time, which takes as long and a third of the memory."""
    if pixels.ndim == 2:
        return _channel_sheared(pixels, matrix, size, paper[0])
    canvas = np.empty((size[1], size[0], pixels.shape[2]), np.uint8)
    for k in range(pixels.shape[2]):
        channel = np.asarray(cv2.extractChannel(pixels, k), np.uint8)
        cv2.insertChannel(_channel_sheared(channel, matrix, size, paper[k]), canvas, k)
    return canvas


def _channel_sheared(channel: Image, matrix: Matrix, size: tuple[int, int], paper: int) -> Image:
    (_, along, right), (down, _, below), _ = matrix
    columns = np.asarray(cv2.transpose(_rows_moved(channel, along, right, size[0], paper)), np.uint8)
    moved = _rows_moved(columns, down, below - down * right, size[1], paper)
    return np.asarray(cv2.transpose(moved), np.uint8)


def _rows_moved(channel: Image, slope: float, offset: float, width: int, paper: int) -> Image:
    """A channel whose rows are moved to the right by `offset` and by `slope` more from each to the next, made
    `width` px wide."""
    steps = np.rint(-PARTS * (slope * np.arange(len(channel)) + offset)).astype(np.int64)
    before = max(0, 1 - int(steps.min()) // PARTS)
    after = max(0, width + TAPS - 1 + int(steps.max()) // PARTS - channel.shape[1])
    wide = cv2.copyMakeBorder(channel, 0, 0, before, after, cv2.BORDER_CONSTANT, value=(paper,))
    moved = np.empty((len(channel), width + TAPS - 1), np.uint8)
    for first, past in pairwise([0, *(np.flatnonzero(np.diff(steps)) + 1).tolist(), len(channel)]):
        whole, part = divmod(int(steps[first]), PARTS)
        left = before + whole - 1
        seen = wide[first:past, left : left + width + TAPS - 1]
        cv2.filter2D(seen, -1, KERNELS[part], dst=moved[first:past], anchor=(1, 0))
    # At both ends of a row the filter reaches over what it was given.
    return moved[:, 1 : 1 + width]


def _kernel(part: float) -> NDArray[np.float32]:
    """(1, 4) float32: the weights of px -1 to 2 at a part (0 to 1) of a px beyond px 0."""
    near = (((CUBIC + 2) * d - (CUBIC + 3)) * d * d + 1 for d in (part, 1 - part))
    far = (((CUBIC * d - 5 * CUBIC) * d + 8 * CUBIC) * d - 4 * CUBIC for d in (1 + part, 2 - part))
    (second, third), (first, fourth) = near, far
    return np.array([[first, second, third, fourth]], np.float32)


KERNELS = tuple(_kernel(part / PARTS) for part in range(PARTS))
