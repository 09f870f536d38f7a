"""Which way up a page is, by how surely its text reads each way."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from budgetgrid.layout.geometry import Box, Image
from budgetgrid.ocr.engine import Engine
from budgetgrid.ocr.reading import Line, Reading
from budgetgrid.ocr.widths import is_ideograph

SAMPLES = 10
"""Strips of text that are read each way; the largest ones, which hold the most characters."""

LONGEST = 12.0
"""Length of a sample in heights; more characters cost time and decide no better."""

BAD_MEAN = 0.8
"""Mean probability of a page's characters below which it is tried another way up. Upright pages of the
hardest scans stay above 0.9, ideographs of pages upside down below 0.6."""

ENOUGH = 12
"""Characters below which a page's mean says nothing."""


def reads_badly(lines: Sequence[Line]) -> bool:
    """Whether the text of a page reads as badly as that of a page upside down.

    Its ideographs tell, where it has enough: figures and dashes are figures and dashes either way up.
    """
    characters = [c for line in lines for c in line.reading.characters]
    ideographs = [c for c in characters if is_ideograph(c.text)]
    sure = [c.probability for c in (ideographs if len(ideographs) >= ENOUGH else characters)]
    return len(sure) >= ENOUGH and sum(sure) / len(sure) < BAD_MEAN


def best_rotation(engine: Engine, pixels: Image, strips: Sequence[Box], candidates: Sequence[int]) -> int:
    """The rotation (degrees clockwise, one of `candidates`) that turns a page's text upright.

    `pixels` is (H, W, 3) uint8 RGB, `strips` boxes of text lines on it. The first candidate where there is
    no text to tell by.
    """
    samples = sorted(strips, key=lambda b: -b.area)[:SAMPLES]
    scores = {rotation: _score(engine, pixels, samples, rotation) for rotation in candidates}
    return max(candidates, key=lambda rotation: (scores[rotation], -candidates.index(rotation)))


def _score(engine: Engine, pixels: Image, samples: Sequence[Box], rotation: int) -> float:
    """Mean over samples of how surely each reads once turned."""
    crops = [np.ascontiguousarray(np.rot90(_cut(pixels, box), -rotation // 90)) for box in samples]
    readings = engine.recognise(crops) if crops else []
    return sum(_sureness(r) for r in readings) / max(1, len(readings))


def _sureness(reading: Reading) -> float:
    """Mean probability of a reading's characters; 0 where nothing was read."""
    sure = [c.probability for c in reading.characters]
    return sum(sure) / len(sure) if sure else 0.0


def _cut(pixels: Image, box: Box) -> Image:
    """The part of a page around a strip, at most LONGEST heights of it."""
    thin = min(box.width, box.height)
    margin = thin * 0.15
    right = min(box.right, box.left + max(thin, LONGEST * thin))
    bottom = min(box.bottom, box.top + max(thin, LONGEST * thin))
    left, top = max(0, int(box.left - margin)), max(0, int(box.top - margin))
    part = pixels[top : int(bottom + margin) + 1, left : int(right + margin) + 1]
    return part if part.ndim == 3 else np.asarray(cv2.cvtColor(part, cv2.COLOR_GRAY2RGB), np.uint8)
