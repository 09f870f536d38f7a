"""The text of known cells: lines found inside each, cut out, and read in batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from budgetgrid.layout.geometry import Box, Image, enclosing
from budgetgrid.layout.levels import channel_percentiles
from budgetgrid.ocr.bracket_margins import with_brackets_by_margin
from budgetgrid.ocr.cell_lines import GAP_CLOSED_TO, CellLine, PageInk, find_cell_lines, read_ink
from budgetgrid.ocr.engine import Engine
from budgetgrid.ocr.filled_lines import CutLine, count_fill, figure_height
from budgetgrid.ocr.form_boxes import with_form_boxes
from budgetgrid.ocr.ink import InkedPage, Mask, inked_page
from budgetgrid.ocr.ink_columns import InkColumns, ink_columns
from budgetgrid.ocr.lost_strokes import with_lost_strokes
from budgetgrid.ocr.number_shapes import settle_numbers
from budgetgrid.ocr.raised_dots import with_raised_dots
from budgetgrid.ocr.reading import Line, Reading
from budgetgrid.ocr.specks import NEVER_FIRST, printed_alike, without_specks_at_ends
from budgetgrid.ocr.swallowed_signs import with_swallowed_signs
from budgetgrid.ocr.torn_words import with_torn_words
from budgetgrid.ocr.widths import (
    FULL_OF,
    HALF_OF,
    half_width,
    is_ideograph,
    is_latin,
    settle_widths,
    white_inside,
)

PADDING_Y = 0.15
PADDING_X = 0.25
"""Paper left around a line's ink, in text heights. Of 733 cells of ruled pages at medium and hard damage
0.9945 and 0.9891 are exact (NFKC) with these; with 0.05, 0.25, 0.35 above and below 0.9945 and 0.9782, 0.9959
and 0.9836, 0.9959 and 0.9809; with 0.1 and 0.5 at the sides 0.9959 and 0.9877, 0.9945 and 0.9864. Of the
whole dev side 0.1 reads the same cells at light and medium damage, with 6 % fewer px, but of three documents
at hard damage 0.9739 instead of 0.9780, and one sure number wrong."""

DASH_HEIGHT = 0.4
FLAT_CUT = 1.0
"""A line flatter than the first is cut as high as the second, in text heights: 一 that fills its whole
picture reads as _ or 1. Of 7 lone hyphens at hard damage 6 are read so, cut 0.7 high one. Cutting figures as
high, too, gives 63 wrong cells of 4821 instead of 60."""

DUST_SIZE = 0.55
"""A lone mark up to this size, in text heights, may be dust; digits and letters are 0.7 high."""

SHOWN_THROUGH = 0.68
GARBLED = 0.4
"""A line with less than this of the page's contrast that reads with less than this probability is print from
the back. At hard damage that had a contrast of 0.44 to 0.65 and, single letters apart, read with less; thin
figures went down to 0.57 and read with 0.63 and more."""

DUST_CONFIDENCE = 0.9
"""Dust is read as a star, a dot, a hyphen or a wild guess with less than this: four of five such marks of 25
real pages at medium damage with 0.28 to 0.77, 34 of 35 lone hyphens of ten faces with more."""

OFF_MIDDLE = 0.1
"""How far the ink of a full-width bracket lies off the middle of its room, in ems: 0.25. Half-width ones
are set in the middle of a column of characters."""


def read_cells(
    engine: Engine,
    pixels: Image,
    dpi: float,
    boxes: Sequence[Box],
    ruling_mask: Mask | None = None,
    inked: InkedPage | None = None,
) -> list[tuple[Line, ...]]:
    """Read the cells `boxes` (px) of an upright page, (H, W, 3) uint8 RGB: each one's lines in reading order.

    `ruling_mask`, (H, W) bool, marks the pixels known to be rules; `inked` is the page's ink, if known.
    Raises EngineFailed.
    """
    if not boxes:
        return []
    page = read_ink(inked or inked_page(pixels, dpi), dpi, boxes, ruling_mask)
    found = find_cell_lines(page, boxes)
    readings = iter(read_crops(engine, [cut_line(pixels, page, line) for cell in found for line in cell]))
    printed = _repeated(boxes, found)
    cells = []
    for cell in found:
        read = [(line, next(readings)) for line in cell]
        kept = [
            (line, reading) for line, reading in read if id(line) in printed or not _is_dust(line, reading)
        ]
        cells.append(_lines_read(page, kept))
    return with_brackets_by_margin(boxes, with_torn_words(cells), page.text_height)


def _repeated(boxes: Sequence[Box], found: Sequence[tuple[CellLine, ...]]) -> set[int]:
    """The ids of small marks, each alone in its cell, that are printed alike."""
    alone = [(box, cell[0]) for box, cell in zip(boxes, found) if len(cell) == 1]
    small = [(box, line) for box, line in alone if _size(line) <= DUST_SIZE]
    return {id(line) for (_, line), alike in zip(small, printed_alike(small), strict=True) if alike}


def _lines_read(page: PageInk, read: Sequence[tuple[CellLine, Reading]]) -> tuple[Line, ...]:
    """The lines of one cell, without what specks beside its text were read as."""
    lines = []
    for k, (line, reading) in enumerate(read):
        first, last = k == 0, k == len(read) - 1
        text = without_specks_at_ends(reading, page, line, first=first, last=last)
        lines.append(Line(line.box, text, line.vertical))
    return tuple(_with_upright_brackets(lines))


def _with_upright_brackets(lines: Sequence[Line]) -> list[Line]:
    """The lines, brackets between upright characters full-width where they stand off their middle."""
    ideographs = [line.box for line in lines if is_ideograph(line.text)]
    if len(ideographs) < len(lines) - 2 or not ideographs:
        return list(lines)
    column = enclosing(ideographs)
    return [_upright_bracket(line, column) for line in lines]


def _upright_bracket(line: Line, column: Box) -> Line:
    if line.text not in ("(", "（", ")", "）"):
        return line
    off = (line.box.center[0] - column.center[0]) / column.width
    table = FULL_OF if abs(off) > OFF_MIDDLE else HALF_OF
    (character,) = line.reading.characters
    sign = replace(character, text=table.get(character.text, character.text))
    return replace(line, reading=replace(line.reading, characters=(sign,)))


def _is_dust(line: CellLine, reading: Reading) -> bool:
    """Whether a line that the recogniser can't make sense of is dust or print from the back of the sheet.

    Dust is one small mark. Larger dark ink that gave no characters stays a line without text, so that the
    cell doesn't pass for empty.
    """
    if reading.text in NEVER_FIRST:
        return True
    if _size(line) <= DUST_SIZE:
        return (reading.confidence or 0.0) < DUST_CONFIDENCE
    return line.contrast < SHOWN_THROUGH and (reading.confidence or 0.0) < GARBLED


def _size(line: CellLine) -> float:
    """The longer side of a line, in text heights."""
    return max(line.box.width, line.box.height) / line.text_height


def read_crops(engine: Engine, crops: Sequence[Image]) -> list[Reading]:
    """Read crops, each picture once however often it occurs."""
    keys = [(crop.shape, crop.tobytes()) for crop in crops]
    first: dict[object, int] = {}
    unique: list[Image] = []
    for key, crop in zip(keys, crops, strict=True):
        if key not in first:
            first[key] = len(unique)
            unique.append(crop)
    inks = [ink_columns(crop) for crop in unique]
    read = [
        (_with_signs(reading, crop, ink), crop.shape[1], crop.shape[0], ink)
        for reading, crop, ink in zip(engine.recognise(unique) if unique else [], unique, inks, strict=True)
    ]
    inside, latin = white_inside(read), is_latin(reading for reading, *_ in read)
    settled = [settle_widths(*line, inside) for line in read]
    sized = [
        half_width(reading, width, ink) if latin else reading
        for reading, (_, width, _, ink) in zip(settled, read, strict=True)
    ]
    lines = [
        CutLine(crop, ink, reading) for crop, (*_, ink), reading in zip(unique, read, sized, strict=True)
    ]
    figure = figure_height(lines)
    readings = [settle_numbers(count_fill(line, figure)) for line in lines]
    return [readings[first[key]] for key in keys]


def _with_signs(reading: Reading, crop: Image, ink: InkColumns) -> Reading:
    """The reading of a line's crop with the signs that its ink tells and the recogniser did not."""
    whole = with_lost_strokes(with_swallowed_signs(reading, crop.shape[1], ink))
    return with_form_boxes(with_raised_dots(whole, crop, ink), crop)


def cut_line(pixels: Image, page: PageInk, line: CellLine) -> Image:
    """Cut one line out of the page, (h, w, 3) uint8 RGB, with paper around it and its wide gaps closed."""
    height = line.text_height
    pad_y, pad_x = round(PADDING_Y * height), round(PADDING_X * height)
    if line.vertical:
        pieces = [_cut(pixels, page, line, part, pad_y, 0) for part in line.parts]
        return _side_by_side(pieces, max(1, round(0.12 * height)), pad_x)
    slack = (FLAT_CUT * height - line.box.height) / 2 if line.box.height < DASH_HEIGHT * height else 0.0
    top, bottom = line.box.top - slack, line.box.bottom + slack
    full = [Box(part.left, top, part.right, bottom) for part in line.parts]
    if len(full) == 1:
        return _cut(pixels, page, line, full[0], pad_y, pad_x)
    return _side_by_side(
        [_cut(pixels, page, line, part, pad_y, 0) for part in full], round(GAP_CLOSED_TO * height), pad_x
    )


def _cut(pixels: Image, page: PageInk, line: CellLine, box: Box, pad_y: int, pad_x: int) -> Image:
    """A box of the page with padding; rules, dust and other lines painted over with paper."""
    height, width = pixels.shape[:2]
    top, bottom = int(box.top) - pad_y, int(box.bottom) + pad_y
    left, right = int(box.left) - pad_x, int(box.right) + pad_x
    rows = slice(max(0, top), min(height, bottom))
    cols = slice(max(0, left), min(width, right))
    crop: Image = pixels[rows, cols].copy()
    labels = page.marks.labels[rows, cols]
    is_own = np.zeros(len(page.marks.areas), np.bool_)
    is_own[list(line.labels)] = True
    own = is_own[labels]
    foreign = page.rules[rows, cols] | ((labels > 0) & ~own)
    if foreign.any():
        crop[_thickened(foreign) & ~_thickened(own)] = _paper(crop)
        crop[foreign] = _paper(crop)
    return crop


def _thickened(mask: Mask) -> Mask:
    """The mask grown by one pixel all around: the blurred edge of a mark belongs to it."""
    return np.asarray(cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0, np.bool_)


def _paper(crop: Image) -> Image:
    """The colour of the paper in a crop: its brighter pixels, (3,) uint8."""
    return channel_percentiles(crop, 75).astype(np.uint8)


def _side_by_side(pieces: Sequence[Image], gap: int, margin: int) -> Image:
    """Set pieces in a row, centred vertically, `gap` px of paper between them and `margin` px around."""
    height = max(p.shape[0] for p in pieces)
    width = sum(p.shape[1] for p in pieces) + gap * (len(pieces) - 1) + 2 * margin
    row = np.empty((height, width, 3), np.uint8)
    row[:] = np.median([_paper(p) for p in pieces], axis=0).astype(np.uint8)
    x = margin
    for piece in pieces:
        y = (height - piece.shape[0]) // 2
        row[y : y + piece.shape[0], x : x + piece.shape[1]] = piece
        x += piece.shape[1] + gap
    return row
