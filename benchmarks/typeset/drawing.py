"""What stands on a page: rules and texts at known places, pt from the page's upper left corner."""

from __future__ import annotations

from dataclasses import dataclass

from budgetgrid.benchmarks.typeset.document import Align, Print
from budgetgrid.layout.geometry import Box

ASCENT = 0.88
"""Height of the em box above the baseline in Chinese faces (the rest, 0.12, hangs below)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line of a weight in pt. `dashes` as in the PDF operator `d`, empty for an unbroken line."""

    x0: float
    y0: float
    x1: float
    y1: float
    weight: float
    dashes: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text: left end and baseline."""

    x: float
    baseline: float
    text: str
    print: Print

    @property
    def box(self) -> Box:
        """The line's em boxes together."""
        top = self.baseline - ASCENT * self.print.size
        return Box(self.x, top, self.x + self.print.width(self.text), top + self.print.size)


def set_line(text: str, style: Print, align: Align, left: float, right: float, top: float) -> Text:
    """A line in a line box `style.pitch` high whose upper side is `top`."""
    slack = right - left - style.width(text)
    shift = {"left": 0.0, "center": slack / 2, "right": slack}[align]
    baseline = top + (style.pitch - style.size) / 2 + ASCENT * style.size
    return Text(left + shift, baseline, text, style)
