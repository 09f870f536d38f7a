"""What most cells of a table's columns hold, and the cells that differ."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter
from collections.abc import Sequence

from budgetgrid.tables.confidence.read_cell import ReadCell
from budgetgrid.tables.grid import Grid

LEAST_DASHES = 2
"""Of 44 cells without a text and with a square point of ink or more, in tables with so many dashes, 39 were
dashes at light and medium damage; of 52 in other tables none."""

THOUSAND = 3
LIKE_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
"""What 36,850 is misread as."""


class Columns:
    """What most cells of each column hold, and how many decimals its numbers have."""

    def __init__(self, grid: Grid, cells: Sequence[ReadCell]) -> None:
        self.figures = [0] * grid.cols
        self.words = [0] * grid.cols
        decimals: list[Counter[int]] = [Counter() for _ in range(grid.cols)]
        lengths: list[Counter[bool]] = [Counter() for _ in range(grid.cols)]
        for cell in cells:
            if cell.span.colspan > 1 or not cell.text:
                continue
            if cell.figure:
                self.figures[cell.span.col] += 1
                decimals[cell.span.col][_decimals(cell.text)] += 1
                if cell.text.strip("-−–—0"):
                    lengths[cell.span.col][len(cell.text) > 2] += 1
            else:
                self.words[cell.span.col] += 1
        figures = [cell.text for cell in cells if cell.figure]
        self._thousands = any("," in text and _decimals(text) <= 0 for text in figures) and not any(
            "," in text and _decimals(text) == THOUSAND for text in figures
        )
        self._dashes = sum(cell.figure and not any(c.isdigit() for c in cell.text) for cell in cells)
        self._decimals = decimals
        self._lengths = lengths

    def outsider(self, cell: ReadCell) -> float:
        """How many more figures than words its column has, for a cell of words."""
        if cell.figure or not cell.text or cell.span.colspan > 1:
            return 0.0
        figures, words = self.figures[cell.span.col], self.words[cell.span.col]
        return math.log1p(max(0, figures - words)) if figures > 2 * words else 0.0

    def odd_format(self, cell: ReadCell) -> float:
        """How common another number of decimals is in the column of a number."""
        if not cell.figure or cell.span.colspan > 1:
            return 0.0
        found = self._decimals[cell.span.col]
        own = _decimals(cell.text)
        if own < 0:
            return 0.0
        usual, count = found.most_common(1)[0]
        return math.log1p(count) if own != usual and usual >= 0 and found[own] * 4 < count else 0.0

    def unread_dash(self, cell: ReadCell) -> float:
        """The ink of a cell that has no line, in a table of dashes, as `unread_ink` counts it."""
        return math.log1p(cell.unread) if self._dashes >= LEAST_DASHES and not cell.lines else 0.0

    def like_thousands(self, cell: ReadCell) -> float:
        """1 for a number whose point may be a comma, in a table of whole numbers with commas."""
        return float(self._thousands and LIKE_THOUSANDS.fullmatch(cell.text) is not None)

    def lone(self, cell: ReadCell) -> float:
        """How common longer numbers are in the column of a single digit."""
        if not cell.figure or cell.span.colspan > 1 or len(cell.text) > 1 or not cell.text.isdigit():
            return 0.0
        found = self._lengths[cell.span.col]
        return math.log1p(found[True]) if found[True] > 4 * found[False] else 0.0

    def wide_numbers(self, widths: Sequence[float]) -> float:
        """By how many octaves beyond one the widest column of numbers is wider than most of them."""
        own = [w for w, f, words in zip(widths, self.figures, self.words, strict=True) if f > 2 * words]
        return max(0.0, math.log2(max(own) / statistics.median(own)) - 0.5) if len(own) > 2 else 0.0

    def mixed(self) -> float:
        """Words among figures and figures among words, in all columns, as a share of their cells."""
        less = sum(max(0, min(f, w) - 2) for f, w in zip(self.figures, self.words))
        return less / max(1, sum(self.figures) + sum(self.words))


def _decimals(text: str) -> int:
    """Digits after the point; -1 for a dash or a bare 0, which go with any number."""
    digits = re.sub(r"[^\d.]", "", text.replace("．", "."))
    if not digits.strip("0"):
        return -1
    return len(digits.partition(".")[2])
