"""A digital page's text, every character placed by its own coordinates, in points of the upright page.

The reading order of PDF libraries scrambles punctuation and joins neighbouring cells in these documents, so
only characters and their places are taken from the library.
"""

from __future__ import annotations

import itertools
import unicodedata
from dataclasses import dataclass

import pymupdf

from budgetgrid.benchmarks.truth import Rect

SAME_BASELINE = 0.5
"""Characters whose baselines differ by less than this share of their size are on one line."""

WORD_GAP = 0.25
"""A gap wider than this share of the size stands for a space between Latin words or numbers."""

WIDE_GAP = 0.7
"""A gap wider than this share of the size stands for a space next to an East Asian character."""

DOUBLED = 0.2
"""Equal characters nearer than this share of their size are one, printed twice to look bold."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character: its box, baseline and size in points."""

    text: str
    box: Rect
    baseline: float
    size: float

    @property
    def wide(self) -> bool:
        """Whether it is an East Asian character or mark."""
        return unicodedata.east_asian_width(self.text[0]) in "WF" or "\u3000" <= self.text[0] <= "\u9fff"


@dataclass(frozen=True, slots=True)
class TextLine:
    """One printed line: its text with spaces where gaps stand for them, its box and size."""

    text: str
    box: Rect
    size: float


def find_glyphs(page: pymupdf.Page) -> list[Glyph]:
    """Every visible character of a page, in no order to be relied on."""
    turn = page.rotation_matrix
    glyphs: list[Glyph] = []
    content = page.get_text(
        "rawdict", flags=pymupdf.TEXT_PRESERVE_LIGATURES | pymupdf.TEXT_PRESERVE_WHITESPACE
    )
    for block in content["blocks"]:
        for line in block.get("lines", []):
            for span in line["spans"]:
                for char in span["chars"]:
                    if char["c"].isspace() or span.get("alpha", 255) == 0:
                        continue
                    box = (pymupdf.Rect(char["bbox"]) * turn).normalize()
                    foot = pymupdf.Point(char["origin"]) * turn
                    rect = Rect(box.x0, box.y0, box.x1, box.y1)
                    glyphs.append(Glyph(char["c"], rect, foot.y, span["size"]))
    return _undoubled([g for g in glyphs if page.rect.contains(pymupdf.Point(*g.box.center))])


def _undoubled(glyphs: list[Glyph]) -> list[Glyph]:
    """Glyphs without those printed again on themselves."""
    kept: list[Glyph] = []
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        x, y = glyph.box.left, glyph.baseline
        near = [
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in seen.get((glyph.text, int(x / 4) + dx, int(y / 4) + dy), [])
        ]
        reach = DOUBLED * glyph.size
        if any(abs(o.box.left - x) < reach and abs(o.baseline - y) < reach for o in near):
            continue
        seen.setdefault((glyph.text, int(x / 4), int(y / 4)), []).append(glyph)
        kept.append(glyph)
    return kept


def lines_of(glyphs: list[Glyph]) -> list[TextLine]:
    """The printed lines that glyphs of one cell or block make, top to bottom."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.baseline, g.box.left)):
        reach = SAME_BASELINE * min(glyph.size, lines[-1][-1].size) if lines else 0.0
        if lines and glyph.baseline - lines[-1][-1].baseline < reach:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [_line(sorted(line, key=lambda g: g.box.left)) for line in lines]


def joined(lines: list[TextLine]) -> str:
    """The lines as one text: East Asian ones without a space between, Latin words with one."""
    text = ""
    for line in lines:
        latin = text and not _is_wide(text[-1]) and not _is_wide(line.text[0])
        broken_number = latin and text[-1] in "0123456789.,-" and line.text[0] in "0123456789.,%"
        text += (" " if latin and not broken_number else "") + line.text
    return text


def _line(glyphs: list[Glyph]) -> TextLine:
    text = glyphs[0].text
    for before, glyph in itertools.pairwise(glyphs):
        gap = glyph.box.left - before.box.right
        least = WIDE_GAP if before.wide or glyph.wide else WORD_GAP
        text += (" " if gap > least * min(before.size, glyph.size) else "") + glyph.text
    box = Rect(
        min(g.box.left for g in glyphs),
        min(g.box.top for g in glyphs),
        max(g.box.right for g in glyphs),
        max(g.box.bottom for g in glyphs),
    )
    return TextLine(text, box, max(g.size for g in glyphs))


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF" or "\u2010" <= character <= "\u9fff"
