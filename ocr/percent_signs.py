"""％ told from % by the white between it and its figure: they have one shape, but ％ has a wider room.

In real budgets ％ is rare (none beside 263 %), so only what stands clearly off its figure counts.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from budgetgrid.layout.geometry import Image
from budgetgrid.ocr.ink_columns import InkColumns, crop_ink
from budgetgrid.ocr.reading import Reading
from budgetgrid.ocr.widths import DIGITS, called

OFF_FIGURE, OFF_ONE = 0.22, 0.33
"""White before ％ at least, in heights of its figure, and after a 1, which has more white of its own. On
sheets of ten faces at light and medium damage 286 % had 0.18 at most, and 26 after a 1 up to 0.29; 162 of 290
％ had more, and 16 of 28 after a 1. On two rebuilt budgets 64 % had 0.12."""


def with_wide_percent_signs(reading: Reading, crop: Image, ink: InkColumns) -> Reading:
    """The reading of a line's crop, (h, w, 3) uint8 RGB, with ％ where a % stands off its figure.

    No wider white stands between the digits before it: spread lines have it everywhere.
    """
    kept = list(reading.characters)
    for i, (before, sign) in enumerate(pairwise(reading.characters)):
        if sign.text != "%" or before.text not in DIGITS or not len(ink.runs):
            continue
        at = int(abs(ink.runs.mean(axis=1) - before.place * crop.shape[1]).argmin())
        if at + 1 == len(ink.runs):
            continue
        left, right = ink.runs[at]
        rows = np.flatnonzero(crop_ink(crop)[:, left:right].any(axis=1))
        height = rows[-1] - rows[0] + 1
        white = (ink.runs[at + 1, 0] - right) / height
        among = (
            (left - ink.runs[at - 1, 1]) / height if i and reading.characters[i - 1].text in DIGITS else 0.0
        )
        if white >= (OFF_ONE if before.text == "1" else OFF_FIGURE) and white > among:
            kept[i + 1] = called(sign, "％")
    return replace(reading, characters=tuple(kept))
