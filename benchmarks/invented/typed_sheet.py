"""Sheets as a line printer types them: every character in its place of a grid of lines and steps."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pymupdf

from budgetgrid.benchmarks.truth import Rect
from budgetgrid.benchmarks.typeset.faces import font_path

LATIN_STEP = 0.6
"""Step from character to character of a monospaced face, in sizes of type; a Chinese one takes two."""

BUILT_IN = ("cour", "cobo")
"""Courier and its bold companion, which the PDF library brings along."""

BASELINE = 0.8
"""Where the baseline lies in a line, as a share of its height."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A text on a line, from a step on; both count from 0."""

    line: int
    step: int
    text: str


@dataclass(frozen=True, slots=True)
class Carriage:
    """What a sheet is typed with: `step` and `line` in points, the corner of its text, and its faces.

    `latin` is one of `BUILT_IN` or, like `chinese`, a face's name in the catalogue; `chinese` may be empty.
    """

    step: float
    line: float
    left: float
    top: float
    latin: str
    chinese: str = ""

    def box(self, first_line: float, last_line: float, first_step: float, last_step: float) -> Rect:
        """The points between lines and steps."""
        return Rect(
            self.left + first_step * self.step,
            self.top + first_line * self.line,
            self.left + last_step * self.step,
            self.top + last_line * self.line,
        )


def steps_of(text: str) -> int:
    """How many steps a text takes."""
    return sum(2 if _is_wide(char) else 1 for char in text)


def draw_sheets(
    path: Path, size: tuple[float, float], sheets: Sequence[Sequence[Placed]], carriage: Carriage
) -> None:
    """Write a PDF of sheets `size` points wide and high."""
    with pymupdf.open() as document:
        latin = _font(carriage.latin)
        chinese = _font(carriage.chinese) if carriage.chinese else latin
        for placed in sheets:
            page = document.new_page(width=size[0], height=size[1])
            writer = pymupdf.TextWriter(page.rect)
            for text in placed:
                _type(writer, text, carriage, latin, chinese)
            writer.write_text(page)
        document.subset_fonts()
        document.save(path, garbage=3, deflate=True, no_new_id=True)


def _type(
    writer: pymupdf.TextWriter,
    placed: Placed,
    carriage: Carriage,
    latin: pymupdf.Font,
    chinese: pymupdf.Font,
) -> None:
    step = placed.step
    y = carriage.top + (placed.line + BASELINE) * carriage.line
    for char in placed.text:
        wide = _is_wide(char)
        if not char.isspace():
            font, size = (chinese, 2 * carriage.step) if wide else (latin, carriage.step / LATIN_STEP)
            writer.append((carriage.left + step * carriage.step, y), char, font=font, fontsize=size)
        step += 2 if wide else 1


def _font(name: str) -> pymupdf.Font:
    return pymupdf.Font(name) if name in BUILT_IN else pymupdf.Font(fontfile=str(font_path(name)))


def _is_wide(char: str) -> bool:
    """Whether a character takes two steps; drawn lines do, as in Chinese faces."""
    return unicodedata.east_asian_width(char) in "WF" or char in "─│═┌┬┐├┼┤└┴┘"
