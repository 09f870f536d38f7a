"""The text outside tables: found by the detector, trimmed to its ink, and read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from budgetgrid.layout.geometry import Box, Image, enclosing
from budgetgrid.ocr.cell_lines import measure_text_height
from budgetgrid.ocr.cell_text import read_crops
from budgetgrid.ocr.engine import Engine
from budgetgrid.ocr.ink import Marks, find_ink, find_marks
from budgetgrid.ocr.reading import Line

PADDING = 0.15
"""Paper left around a line's ink, in the line's height."""

SAME_LINE = 0.6
"""Two boxes share a printed line where they overlap by this share of the lower one's height."""

SPLIT_GAP = 1.2
"""Boxes on one line that are closer than this, in line heights, were one line to the printer."""

REACH = 0.8
"""How far beyond a detected box, in line heights, ink of the same line is looked for: a leading 一."""


def read_page_text(engine: Engine, pixels: Image, dpi: float, exclude: Sequence[Box] = ()) -> list[Line]:
    """Read the text of an upright page, (H, W, 3) uint8 RGB, outside the boxes `exclude` (px), top to bottom.

    The detector is not asked where there is no ink. Raises EngineFailed.
    """
    page = paint_out(pixels, exclude)
    ink = find_ink(page, dpi)
    for box in exclude:
        ink[_rows(box), _cols(box)] = False
    marks = find_marks(ink)
    height = measure_text_height(marks, dpi)
    if not _any_text(marks, height):
        return []
    boxes = refine_boxes(engine.detect(page), marks, exclude, height)
    crops = [_cut(page, box) for box in boxes]
    readings = read_crops(engine, crops)
    return [Line(box, reading) for box, reading in zip(boxes, readings, strict=True) if reading.characters]


def paint_out(pixels: Image, boxes: Sequence[Box]) -> Image:
    """A copy of the page with `boxes` painted in the colour of its paper."""
    if not boxes:
        return pixels
    page: Image = pixels.copy()
    paper = np.median(pixels[::8, ::8].reshape(-1, 3), axis=0).astype(np.uint8)
    for box in boxes:
        page[_rows(box), _cols(box)] = paper
    return page


def refine_boxes(boxes: Sequence[Box], marks: Marks, exclude: Sequence[Box], height: float) -> list[Box]:
    """Merge the detector's boxes that lie on one printed line, and fit them to the ink of that line."""
    lines = _merged(boxes)
    owners = _owners(lines, marks, height)
    fitted = [
        enclosing([Box(*(float(v) for v in marks.boxes[k])) for k in labels]) for labels in owners if labels
    ]
    return sorted(fitted, key=lambda b: (b.top, b.left))


def _merged(boxes: Sequence[Box]) -> list[Box]:
    merged: list[Box] = []
    for box in sorted(boxes, key=lambda b: b.left):
        for k, other in enumerate(merged):
            shared = min(box.bottom, other.bottom) - max(box.top, other.top)
            lower = min(box.height, other.height)
            if shared >= SAME_LINE * lower and box.left - other.right <= SPLIT_GAP * lower:
                merged[k] = enclosing([box, other])
                break
        else:
            merged.append(box)
    return merged


def _owners(lines: Sequence[Box], marks: Marks, height: float) -> list[list[int]]:
    """For each line the marks that belong to it; a mark belongs to one line at most."""
    owners: list[list[int]] = [[] for _ in lines]
    if not lines:
        return owners
    tops = np.array([line.top for line in lines])
    bottoms = np.array([line.bottom for line in lines])
    lefts = np.array([line.left for line in lines])
    rights = np.array([line.right for line in lines])
    reach = REACH * (bottoms - tops)
    for k in range(1, len(marks.boxes)):
        left, top, right, bottom = marks.boxes[k]
        if bottom - top > 4 * height or right - left > 12 * height:
            continue
        y = (top + bottom) / 2
        distance = np.abs(y - (tops + bottoms) / 2)
        fits = (tops <= y) & (y <= bottoms) & (left > lefts - reach) & (right < rights + reach)
        if fits.any():
            owners[int(np.where(fits, distance, np.inf).argmin())].append(k)
    return owners


def _any_text(marks: Marks, height: float) -> bool:
    """Whether any mark is large enough for a character."""
    return bool(((marks.heights[1:] > 0.3 * height) & (marks.widths[1:] < 20 * height)).any())


def _cut(pixels: Image, box: Box) -> Image:
    pad = round(PADDING * box.height)
    top, left = max(0, int(box.top) - pad), max(0, int(box.left) - pad)
    return pixels[top : int(box.bottom) + pad, left : int(box.right) + pad]


def _rows(box: Box) -> slice:
    return slice(max(0, round(box.top)), max(0, round(box.bottom)))


def _cols(box: Box) -> slice:
    return slice(max(0, round(box.left)), max(0, round(box.right)))
