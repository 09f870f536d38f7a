"""Rulings: the straight lines that tables are drawn with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Box

Axis = Literal["horizontal", "vertical"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line of a table. All in px of the page's frame.

    A horizontal ruling lies at y = `position` from x = `start` to x = `end`; a vertical one at x = `position`
    from y = `start` to y = `end`. `position` is the middle of the stroke. `typed`: a row of signs (-----).
    """

    axis: Axis
    position: float
    start: float
    end: float
    thickness: float = 1.0
    typed: bool = False

    @property
    def length(self) -> float:
        """Extent along the axis."""
        return self.end - self.start


MASK_MARGIN_PX = 1.5
"""How far beside a ruling's stroke its pixels are its own: its blur, and its wavering about its position."""


def ruling_box(ruling: Ruling) -> Box:
    """The box (px) of a ruling's stroke with its blur."""
    reach = ruling.thickness / 2 + MASK_MARGIN_PX
    low, high = ruling.position - reach, ruling.position + reach
    if ruling.axis == "horizontal":
        return Box(ruling.start, low, ruling.end, high)
    return Box(low, ruling.start, high, ruling.end)


def ruling_mask(rulings: Sequence[Ruling], height: int, width: int) -> NDArray[np.bool_]:
    """(height, width) bool, true on the strokes of the rulings (px)."""
    mask = np.zeros((height, width), np.bool_)
    for ruling in rulings:
        reach = ruling.thickness / 2 + MASK_MARGIN_PX
        across = slice(max(0, round(ruling.position - reach)), max(0, round(ruling.position + reach)))
        along = slice(max(0, int(ruling.start)), max(0, int(ruling.end) + 1))
        if ruling.axis == "horizontal":
            mask[across, along] = True
        else:
            mask[along, across] = True
    return mask
