"""Diagonals: the slanted lines that part a head cell (年度 \\ 科目), or strike out an empty one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Box, Image
from budgetgrid.layout.levels import channel_percentiles
from budgetgrid.layout.page_image import PageImage

Points = NDArray[np.float64]

LEAST_INCH = 0.2
"""Least width and height of a cell that is looked into: 14 pt, a row of one line."""

DARK = 60
"""Contrast (0 to 255) of a diagonal: half of what the faintest rules on clean scans have."""

NEAR_INCH = 0.015
"""How far a diagonal may run beside the line from corner to corner: 3 px at 200 dpi, the offset of a cell's
edge from the middle of its rule."""

TRIM = 0.06
"""Share of a diagonal left out at either end, where it meets the rules."""

COVERED = 0.93
"""Share of its length that is dark. Text crossed by the same line reaches 0.7."""

BARE = 0.65
"""Share of its length that must have paper on both sides, a stroke's width away; text may be at the rest."""

BESIDE_INCH = 0.03
"""How far beside its middle that is."""

STROKE_INCH = 0.014
"""Half the width that is painted over: a rule of 1 pt with its blur."""

SAMPLES = 48
"""Points of each diagonal that are looked at first."""


@dataclass(frozen=True, slots=True)
class Diagonal:
    """A slanted line from (x, y) `start` to `end` in the cell with the box `cell`, px of the page's frame."""

    cell: Box
    start: tuple[float, float]
    end: tuple[float, float]


def find_diagonals(flat: Image, cells: Sequence[Box], dpi: float) -> list[Diagonal]:
    """The lines from corner to corner of the cells (px) of an (H, W) uint8 flattened grey page."""
    large = [c for c in cells if min(c.width, c.height) >= LEAST_INCH * dpi]
    if not large:
        return []
    near = max(1, round(NEAR_INCH * dpi))
    dark = cv2.erode(flat, np.ones((2 * near + 1, 2 * near + 1), np.uint8)) < 255 - DARK
    found = []
    for falling in (True, False):
        starts, ends = _corners(large, falling)
        steps = np.linspace(TRIM, 1 - TRIM, SAMPLES)[None, :, None]
        points = (starts[:, None] + (ends - starts)[:, None] * steps).astype(np.intp)
        xs = np.clip(points[:, :, 0], 0, flat.shape[1] - 1)
        ys = np.clip(points[:, :, 1], 0, flat.shape[0] - 1)
        for index in np.flatnonzero(dark[ys, xs].mean(axis=1) >= COVERED):
            line = _followed(flat, starts[index], ends[index], dpi)
            if line is not None:
                found.append(Diagonal(large[index], *line))
    return found


def diagonal_mask(diagonals: Sequence[Diagonal], height: int, width: int, dpi: float) -> NDArray[np.bool_]:
    """(height, width) bool, true on the strokes of the diagonals and their blur."""
    mask = np.zeros((height, width), np.uint8)
    for line in diagonals:
        start, end = ((round(x), round(y)) for x, y in (line.start, line.end))
        cv2.line(mask, start, end, (1,), 2 * round(STROKE_INCH * dpi) + 1)
    return mask > 0


def without_diagonals(page: PageImage, diagonals: Sequence[Diagonal]) -> PageImage:
    """The page with the diagonals painted over with paper."""
    if not diagonals:
        return page
    pixels = page.pixels.copy()
    height, width = pixels.shape[:2]
    mask = diagonal_mask(diagonals, height, width, page.dpi)
    for line in diagonals:
        cell = np.s_[int(line.cell.top) : int(line.cell.bottom), int(line.cell.left) : int(line.cell.right)]
        paper = channel_percentiles(pixels[cell], 80)
        pixels[cell][mask[cell]] = paper.astype(np.uint8)
    return replace(page, pixels=pixels)


def _corners(cells: Sequence[Box], falling: bool) -> tuple[Points, Points]:
    """Where the diagonals of (N,) cells start and end, (N, 2) each: from the left, falling or rising."""
    boxes = np.array([(c.left, c.top, c.right, c.bottom) for c in cells], np.float64)
    left, top, right, bottom = boxes.T
    first, last = (top, bottom) if falling else (bottom, top)
    return np.column_stack((left, first)), np.column_stack((right, last))


def _followed(
    flat: Image, start: Points, end: Points, dpi: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Both ends of the thin straight line that runs close to the one from `start` to `end`, (2,) each; None
    where there is none."""
    length = float(np.hypot(*(end - start)))
    along = (end - start) / length
    across = np.array([-along[1], along[0]])
    near, beside = max(2, round(1.5 * NEAR_INCH * dpi)), max(3, round(BESIDE_INCH * dpi))
    offsets = np.arange(-near - beside, near + beside + 1)
    places: Points = np.arange(TRIM * length, (1 - TRIM) * length).astype(np.float64)
    points = start + places[:, None, None] * along + offsets[None, :, None] * across
    strip = cv2.remap(
        flat,
        points[:, :, 0].astype(np.float32),
        points[:, :, 1].astype(np.float32),
        cv2.INTER_LINEAR,
        borderValue=(255,),
    )
    ridge = strip[:, beside:-beside].argmin(axis=1) - near
    slope, middle = _line_through(places, ridge)
    center = np.rint(middle + slope * places).astype(np.intp) + near + beside
    if abs(middle) > 2 * near or center.min() < beside or center.max() >= len(offsets) - beside:
        return None
    rows = np.arange(len(places))
    on = (
        np.minimum(np.minimum(strip[rows, center - 1], strip[rows, center]), strip[rows, center + 1])
        < 255 - DARK
    )
    sides = (strip[rows, center - beside] >= 255 - DARK) & (strip[rows, center + beside] >= 255 - DARK)
    if on.mean() < COVERED or sides.mean() < BARE:
        return None
    first, last = start + middle * across, end + (middle + slope * length) * across
    return (float(first[0]), float(first[1])), (float(last[0]), float(last[1]))


def _line_through(places: Points, ridge: NDArray[np.intp]) -> tuple[float, float]:
    """Slope and offset at 0 of a line through most of the points, text beside it left out."""
    slope, middle = np.polyfit(places, ridge, 1)
    close = np.abs(ridge - middle - slope * places) <= 1.5
    if close.sum() > len(places) / 3:
        slope, middle = np.polyfit(places[close], ridge[close], 1)
    return float(slope), float(middle)
