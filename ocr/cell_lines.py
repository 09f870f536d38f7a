"""Lines of text inside known cells: what is text, what is rule or speck, and where each line runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Box
from budgetgrid.layout.levels import percentiles
from budgetgrid.ocr.ink import InkedPage, Marks, Mask, find_marks
from budgetgrid.ocr.straight_runs import level_runs, upright_runs
from budgetgrid.ocr.text_marks import RULE_THICKNESS, SPECK, text_marks

Ints = NDArray[np.int32]

ASSUMED_TEXT_HEIGHT = 10 / 72
"""Inches: the type that is assumed where a page has too few marks to measure (10 points)."""

TEXT_HEIGHTS = (4 / 72, 24 / 72)
"""Inches: the type that tables are set in; anything else is not measured as text."""

RULE_LENGTH = 2.5
"""A straight run longer than this many text heights, near a cell's edge, is a rule; an em dash pair is 2."""

RULE_REACH = 0.45
"""How far from a cell's edge, in text heights, a rule or its remains may lie: the edge runs in the middle
of a rule of up to 6 px, doubled or slanted by a pixel or two."""

CORE = 0.42
"""A mark at least this tall, in text heights, carries a line; lower ones (dots, dashes, strokes) join one."""

ONE_LINE = 1.3
"""A band of marks up to this tall, in text heights, is one line."""

TWO_LINES = 1.55
"""A taller band is several lines that touch, unless its marks are of larger type."""

NECK = 0.15
"""Rows with this share of the ink of a block's fuller rows lie between its lines, whatever touches there."""

LINE_LEAST = 0.6
"""No line is lower than this, in text heights, where it is parted from the next."""

SMALLER = 0.55
"""Marks that are all lower than this, in text heights, are of smaller type: figures have 0.7 of their own."""

LARGER = 1.25
"""Several that are higher than this are of larger type."""

FIGURES = 0.72
"""Height of figures in that of their type's ideographs."""

GAP_KEPT = 1.6
GAP_CLOSED_TO = 0.8
"""Wide gaps inside a line, in text heights, are closed to this: 合　　计 is then read in one piece."""

UPRIGHT_WIDTH = 1.35
"""Marks no wider than this, in text heights, in at least two bands, are a column of upright characters."""


@dataclass(frozen=True, slots=True)
class CellLine:
    """One line of text in a cell.

    `box` encloses its ink. `parts` are the boxes to be set side by side before reading: the pieces of a line
    with wide gaps, or the characters of a vertical line from top to bottom. `labels` are its marks in the
    page's `Marks`; other ink in its box is dust, or belongs to other lines. `text_height` (px) is that of the
    type in its cell. `contrast` is the darkness of its ink as a share of what the page's ink has: print that
    shows through from the back has less than half.
    """

    box: Box
    parts: tuple[Box, ...]
    labels: tuple[int, ...]
    text_height: float
    vertical: bool = False
    contrast: float = 1.0


@dataclass(frozen=True, slots=True)
class PageInk:
    """A page's text marks with the rules taken out, and its text height in px.

    `strengths` is the darkness of each mark, (N,), as a share of what the page's marks have, 0 for row 0.
    """

    ink: Mask
    rules: Mask
    marks: Marks
    text_height: float
    strengths: NDArray[np.float64]


def read_ink(page: InkedPage, dpi: float, boxes: Sequence[Box], ruling_mask: Mask | None = None) -> PageInk:
    """Find the text marks of an upright page around the cells `boxes` (px).

    `ruling_mask`, (H, W) bool, marks pixels known to be rules; rules along the cells' edges are found anyway.
    """
    ink = page.ink
    height = measure_text_height(find_marks(ink), dpi)
    rules = rule_pixels(ink, boxes, height, ruling_mask)
    text = ink & ~rules
    marks = find_marks(text)
    necks = _necks(text, marks, boxes, height)
    if necks.any():
        text &= ~necks
        marks = find_marks(text)
    return PageInk(text, rules, marks, height, _strengths(page.dark, text, marks))


def _strengths(dark: NDArray[np.uint8], ink: Mask, marks: Marks) -> NDArray[np.float64]:
    """The mean darkness of each mark of the ink, (N,), in that of half of all ink."""
    places = np.flatnonzero(ink)
    labels, values = marks.labels.ravel()[places], dark.ravel()[places]
    if not len(values):
        return np.zeros(len(marks.areas))
    sums = np.bincount(labels, weights=values, minlength=len(marks.areas))
    (usual,) = percentiles(values, 50)
    return np.asarray(sums / np.maximum(marks.areas, 1) / max(1.0, usual), np.float64)


def _necks(ink: Mask, marks: Marks, boxes: Sequence[Box], text_height: float) -> Mask:
    """Where the marks of two lines touch, (H, W) bool: the rows between lines there."""
    necks = np.zeros(ink.shape, np.bool_)
    tall = np.flatnonzero(marks.heights > ONE_LINE * text_height)
    for left, top, right, bottom in marks.boxes[tall[tall > 0]]:
        cell = next((b for b in boxes if b.contains_point((left + right) / 2, (top + bottom) / 2)), None)
        if cell is None:
            continue
        profile = ink[top:bottom, int(cell.left) : int(cell.right) + 1].sum(axis=1)
        for row in _valleys(profile, text_height):
            necks[top + row, left:right] = True
    return necks


def _valleys(profile: NDArray[np.intp], text_height: float) -> list[int]:
    """The rows that part the lines of a block, from its ink in each row, (H,)."""
    least = round(LINE_LEAST * text_height)
    blank = profile <= NECK * np.percentile(profile, 75)
    blank[:least] = blank[len(profile) - least :] = False
    edges = np.flatnonzero(np.diff(blank.astype(np.int8))).reshape(-1, 2) + 1
    return [int(first + profile[first:stop].argmin()) for first, stop in edges]


def measure_text_height(marks: Marks, dpi: float) -> float:
    """The height of the page's CJK characters (or of its digits, where it has nothing else), px.

    The tall end of the marks' heights: most marks are strokes and radicals, a fifth or so whole characters.
    """
    low, high = (t * dpi for t in TEXT_HEIGHTS)
    heights, widths = marks.heights[1:], marks.widths[1:]
    sized = (heights >= low) & (heights <= high)
    chosen = heights[sized & (widths <= 1.5 * heights) & (widths > heights / 6)]
    if len(chosen) < 8:
        return ASSUMED_TEXT_HEIGHT * dpi
    return float(np.percentile(chosen, 85))


def rule_pixels(ink: Mask, boxes: Sequence[Box], text_height: float, known: Mask | None = None) -> Mask:
    """Ink that is a rule, (H, W) bool: near the cells' edges, long straight runs and what is `known`.

    Where the grid has no edge, a ruling that was found is a row of text (a line of dense type at 150 dpi).
    """
    raw = ink.view(np.uint8)
    length = max(9, round(RULE_LENGTH * text_height))
    thick = max(2, round(RULE_THICKNESS * text_height))
    near_rows, near_cols = _edge_bands(ink.shape[:2], boxes, RULE_REACH * text_height)
    # Runs of what is widened by a px, so that one slanted by as much is not broken.
    rows = level_runs(_dilated(raw, 1, 3), length) & ink & near_rows
    cols = upright_runs(_dilated(raw, 3, 1), length) & ink & near_cols
    # Text that touches a rule is thicker there than the rule, but so is a crossing of rules.
    rows &= (cv2.morphologyEx(raw, cv2.MORPH_OPEN, np.ones((thick, 1), np.uint8)) == 0) | cols
    cols &= (cv2.morphologyEx(raw, cv2.MORPH_OPEN, np.ones((1, thick), np.uint8)) == 0) | rows
    near_rules = _dilated((rows | cols).view(np.uint8), 3, 3)
    if known is not None:
        near_rules |= known
    return np.asarray(near_rules & ink & (near_rows | near_cols), np.bool_)


def _dilated(mask: NDArray[np.uint8], width: int, height: int) -> Mask:
    """(H, W) bool: what has a 1 in the neighbourhood of so many px, of (H, W) uint8."""
    return np.asarray(cv2.dilate(mask, np.ones((height, width), np.uint8)), np.uint8).view(np.bool_)


def _edge_bands(shape: tuple[int, ...], boxes: Sequence[Box], reach: float) -> tuple[Mask, Mask]:
    """Where rules may lie: around the horizontal and around the vertical edges of the cells."""
    horizontal, vertical = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
    for box in boxes:
        left, right = max(0, int(box.left - reach)), int(box.right + reach) + 1
        top, bottom = max(0, int(box.top - reach)), int(box.bottom + reach) + 1
        depth_y, depth_x = min(reach, box.height / 4), min(reach, box.width / 4)
        for y in (box.top, box.bottom):
            horizontal[max(0, int(y - depth_y)) : int(y + depth_y) + 1, left:right] = True
        for x in (box.left, box.right):
            vertical[top:bottom, max(0, int(x - depth_x)) : int(x + depth_x) + 1] = True
    return horizontal, vertical


def find_cell_lines(page: PageInk, boxes: Sequence[Box]) -> list[tuple[CellLine, ...]]:
    """The lines of each cell in reading order: top to bottom, left to right."""
    inside = text_marks(page.marks, page.strengths, page.text_height, boxes)
    return [_lines_of_cell(page, *of_cell) for of_cell in zip(boxes, inside, strict=True)]


def _lines_of_cell(page: PageInk, cell: Box, labels: NDArray[np.intp]) -> tuple[CellLine, ...]:
    if not len(labels):
        return ()
    height = _height_in_cell(page, labels)
    bands = _bands(page, labels, height)
    if _is_upright_column(bands, height, cell):
        parts = tuple(_hull(b) for b in bands)
        column = np.concatenate(bands)
        lines = [CellLine(_hull(column), parts, _labels(column), height, vertical=True)]
    else:
        lines = [_line(band, height) for band in bands]
    return tuple(replace(line, contrast=_contrast(page, line)) for line in lines)


def _contrast(page: PageInk, line: CellLine) -> float:
    labels = list(line.labels)
    areas = page.marks.areas[labels]
    # Numpy's `average` takes three times as long for as few marks.
    return float((page.strengths[labels] * areas).sum() / areas.sum())


def _height_in_cell(page: PageInk, labels: NDArray[np.intp]) -> float:
    """The text height in one cell: the page's, unless several of its marks are of clearly larger type, or it
    holds several and none but of clearly smaller type: figures beside heads twice as large.
    """
    boxes = page.marks.boxes[labels]
    heights = boxes[:, 3] - boxes[:, 1]
    if SMALLER * page.text_height <= heights.max() <= LARGER * page.text_height:
        return page.text_height
    widths = boxes[:, 2] - boxes[:, 0]
    tall = np.sort(heights[(widths > heights / 3) & (widths < 3 * heights)])
    if len(tall) >= 2 and tall[-2] > LARGER * page.text_height:
        return float(min(tall[-2], 2.5 * page.text_height))
    if len(tall) >= 2 and tall[-2] > SPECK * page.text_height and heights.max() < SMALLER * page.text_height:
        return float(heights.max() / FIGURES)
    return page.text_height


def _bands(page: PageInk, labels: NDArray[np.intp], height: float) -> list[Ints]:
    """Sort marks into horizontal bands, top to bottom; each (N, 5): the marks' boxes and labels."""
    boxes = np.column_stack((page.marks.boxes[labels], labels)).astype(np.int32)
    tall = boxes[:, 3] - boxes[:, 1] >= CORE * height
    groups = _overlapping(boxes[tall]) if tall.any() else []
    cores = [piece for group in groups for piece in _split_tall(group, height)]
    small = boxes[~tall]
    if not cores:
        return _merge_short(_overlapping(small), height)
    spans = [(int(b[:, 1].min()), int(b[:, 3].max())) for b in cores]
    members: list[list[Ints]] = [[b] for b in cores]
    stray = []
    for mark, (_, top, _, bottom, _) in zip(small[:, None], small.tolist(), strict=True):
        overlaps = [min(last, bottom) - max(first, top) for first, last in spans]
        best = overlaps.index(max(overlaps))
        first, last = spans[best]
        if overlaps[best] > 0 or max(last, bottom) - min(first, top) <= ONE_LINE * height:
            members[best].append(mark)
        else:
            stray.append(mark)
    bands = [np.concatenate(m) for m in members]
    if stray:
        bands += _overlapping(np.concatenate(stray))
    bands.sort(key=lambda b: float(b[:, 1].min() + b[:, 3].max()))
    return _merge_short(bands, height)


def _overlapping(boxes: Ints) -> list[Ints]:
    """Group boxes whose vertical extents overlap, directly or through others; top to bottom."""
    ordered = boxes[np.argsort(boxes[:, 1], kind="stable")]
    reach = np.maximum.accumulate(ordered[:, 3])
    cuts = np.flatnonzero(ordered[1:, 1] >= reach[:-1]) + 1
    return np.split(ordered, cuts) if len(cuts) else [ordered]


def _split_tall(group: Ints, height: float) -> list[Ints]:
    """Split a band in which several lines touch or interlock, by the marks' centres."""
    top, bottom = int(group[:, 1].min()), int(group[:, 3].max())
    if bottom - top <= TWO_LINES * height:
        return [group]
    count = max(2, round((bottom - top) / (1.15 * height)))
    if (group[:, 3] - group[:, 1]).max() > 0.75 * (bottom - top):
        return [group]
    centers = (group[:, 1] + group[:, 3]) / 2
    weights = (group[:, 3] - group[:, 1]).astype(np.float64)
    seeds = top + (np.arange(count) + 0.5) * (bottom - top) / count
    for _ in range(10):
        nearest = np.abs(centers[:, None] - seeds[None]).argmin(axis=1)
        moved = np.array(
            [
                np.average(centers[nearest == k], weights=weights[nearest == k])
                if (nearest == k).any()
                else s
                for k, s in enumerate(seeds)
            ]
        )
        if np.allclose(moved, seeds):
            break
        seeds = moved
    return [group[nearest == k] for k in range(count) if (nearest == k).any()]


def _merge_short(bands: list[Ints], height: float) -> list[Ints]:
    """Merge neighbouring bands that are together no taller than a line: the strokes of 二, the dots of ：."""
    merged: list[Ints] = []
    for band in bands:
        if merged:
            both = np.concatenate((merged[-1], band))
            whole = both[:, 3].max() - both[:, 1].min()
            shorter = min(_extent(merged[-1]), _extent(band))
            if whole <= ONE_LINE * height and shorter < 0.6 * height:
                merged[-1] = both
                continue
        merged.append(band)
    return merged


def _extent(band: Ints) -> int:
    return int(band[:, 3].max() - band[:, 1].min())


def _is_upright_column(bands: list[Ints], height: float, cell: Box) -> bool:
    """Whether a cell's bands are single characters stacked in a narrow cell."""
    if len(bands) < 2 or cell.width > 3 * height:
        return False
    hulls = [_hull(b) for b in bands]
    return max(h.right for h in hulls) - min(h.left for h in hulls) <= UPRIGHT_WIDTH * height


def _line(band: Ints, height: float) -> CellLine:
    """One line, its wide gaps marked."""
    ordered = band[np.argsort(band[:, 0], kind="stable")]
    reach = np.maximum.accumulate(ordered[:, 2])
    cuts = np.flatnonzero(ordered[1:, 0] - reach[:-1] > GAP_KEPT * height) + 1
    whole = _hull(band)
    parts = tuple(_hull(piece) for piece in np.split(ordered, cuts)) if len(cuts) else (whole,)
    return CellLine(whole, parts, _labels(band), height)


def _hull(marks: Ints) -> Box:
    """The smallest box around marks, (N, 4 or 5)."""
    left, top = marks[:, :2].min(axis=0).tolist()
    right, bottom = marks[:, 2:4].max(axis=0).tolist()
    return Box(float(left), float(top), float(right), float(bottom))


def _labels(marks: Ints) -> tuple[int, ...]:
    return tuple(sorted(marks[:, 4].tolist()))
