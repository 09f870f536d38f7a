"""Rulings: the straight lines that tables are drawn with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Axis = Literal["horizontal", "vertical"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line of a table. All in px of the page's frame.

    A horizontal ruling lies at y = `position` from x = `start` to x = `end`; a vertical one at x = `position`
    from y = `start` to y = `end`. `position` is the middle of the stroke.
    """

    axis: Axis
    position: float
    start: float
    end: float
    thickness: float = 1.0

    @property
    def length(self) -> float:
        """Extent along the axis."""
        return self.end - self.start
