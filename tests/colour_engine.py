"""A recogniser that needs no model: every text is printed in an ink of its own, and read by that ink."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from drawn_lines import reading_of
from drawn_pages import write

from budgetgrid.layout.geometry import Box, Image
from budgetgrid.ocr.engine import Weights
from budgetgrid.ocr.reading import Reading

STEP = 12
"""Difference in blue between two inks, all nearly black; 20 at most."""

PURE = 12
"""Up to this much red an ink is not mixed with paper, as at the edges of strokes."""


class ColourEngine:
    """Prints texts and reads them back. Ink number n has STEP n of blue; 0 is the ink of rules."""

    name = "colour"
    weights: tuple[Weights, ...] = ()

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.sure: dict[str, float] = {}

    def print(self, page: Image, text: str, left: float, baseline: float, points: float = 10.5) -> None:
        """Print a text on an RGB page in the next ink, bold, so that the middle of strokes stays unmixed."""
        mask = np.full(page.shape[:2], 255, np.uint8)
        write(mask, text, left, baseline, points)
        self.texts.append(text)
        bold = cv2.erode(mask, np.ones((3, 3), np.uint8))
        page[bold < 200] = (0, 0, STEP * len(self.texts))

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        return [self._read(crop) for crop in crops]

    def _read(self, crop: Image) -> Reading:
        blue = crop[:, :, 2][(crop[:, :, 0] < PURE) & (crop[:, :, 1] < PURE)]
        inks = np.bincount(np.round(blue / STEP).astype(int), minlength=1)
        number = int(inks[1:].argmax()) + 1 if len(inks) > 1 else 0
        text = self.texts[number - 1] if 0 < number <= len(self.texts) else ""
        return reading_of(text, self.sure.get(text, 0.99))

    def detect(self, image: Image) -> list[Box]:
        dark = np.where(image[:, :, 0] < 128, np.uint8(255), np.uint8(0))
        joined = cv2.dilate(dark, np.ones((3, 41), np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
        return [Box(x + 20, y, x + w - 20, y + h) for x, y, w, h, _ in stats[1:].tolist()]


class BrokenEngine(ColourEngine):
    """One that fails with `error` on every page that `breaks` on: it sees the crops of cells."""

    def __init__(self, texts: ColourEngine, breaks: str, error: Callable[[], Exception]) -> None:
        super().__init__()
        self.texts, self.sure = texts.texts, texts.sure
        self.breaks, self.error = breaks, error

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        readings = super().recognise(crops)
        if any(r.text == self.breaks for r in readings):
            raise self.error()
        return readings


class SilentEngine(ColourEngine):
    """One that reads and finds nothing."""

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        return [Reading(()) for _ in crops]

    def detect(self, image: Image) -> list[Box]:
        return []
