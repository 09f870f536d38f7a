"""A cell as its evidence is gathered: its place, and what was read in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.reading import Line
from budgetgrid.tables.grid import Span
from budgetgrid.tables.number_columns import is_figure


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A span with what stands in it: its outline and lines, px; ink that no line has, square points.

    `ruled`: how much of its height or width pieces of rules run through it, 0 to 1. `comparison`: see
    `comparison_doubts`.
    """

    span: Span
    box: Box
    lines: Sequence[Line]
    text: str
    unread: float
    ruled: float
    comparison: float

    @property
    def figure(self) -> bool:
        """Whether it holds one number, or a sign that stands for one."""
        return is_figure(self.text)
