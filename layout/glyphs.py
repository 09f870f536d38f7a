"""The visible characters that a PDF page draws as text, each at its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from budgetgrid.layout.geometry import Box, Matrix
from budgetgrid.layout.source import SourcePage

FILLED, STROKED = 16, 32
"""MuPDF's character flags (fz_stext_char.flags). Text drawn in neither way (render mode 3) is invisible: the
layer that OCR programs put over a scan."""

GARBLED_SHARE = 0.2
"""Share of undecodable characters from which a layer is not used. Bullets from symbol fonts are private-use
characters in honest documents, but few; a font without ToUnicode garbles all it draws."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One drawn character: its text as the layer has it, its box in points as a viewer shows the page, the
    font's size in points and name, and the unit vector in which its line runs (x to the right, y
    downwards)."""

    text: str
    box: Box
    size: float
    font: str
    direction: tuple[float, float]


def visible_glyphs(page: SourcePage) -> tuple[Glyph, ...]:
    """All characters of the page that can be seen, white space left out, in the order they are drawn in."""
    return tuple(_glyphs(page)) if page.pdf is not None else ()


def is_undecodable(text: str) -> bool:
    """Whether a character stands for one that the layer doesn't know: U+FFFD, control, private use."""
    code = ord(text[0])
    return code == 0xFFFD or code < 0x20 or 0x7F <= code < 0xA0 or 0xE000 <= code <= 0xF8FF or code >= 0xF0000


def is_garbled(glyphs: tuple[Glyph, ...]) -> bool:
    """Whether the layer's encoding is broken: what it says is not what one sees."""
    return sum(is_undecodable(g.text) for g in glyphs) > GARBLED_SHARE * len(glyphs)


def _glyphs(page: SourcePage) -> Iterator[Glyph]:
    """Walks through blocks, lines, spans and characters."""
    import pymupdf

    assert page.pdf is not None
    flags = (
        pymupdf.TEXT_PRESERVE_LIGATURES | pymupdf.TEXT_PRESERVE_WHITESPACE
        | pymupdf.TEXT_INHIBIT_SPACES | pymupdf.TEXT_MEDIABOX_CLIP
    )  # fmt: skip
    matrix = page.to_viewer
    for block in page.pdf.get_text("rawdict", flags=flags)["blocks"]:
        for line in block.get("lines", ()):
            direction = _turned(matrix, line["dir"])
            for span in line["spans"]:
                if span["char_flags"] & (FILLED | STROKED) and span["alpha"] > 0:
                    yield from _span_glyphs(page, span, matrix, direction)


def _span_glyphs(
    page: SourcePage, span: dict[str, Any], matrix: Matrix, direction: tuple[float, float]
) -> Iterator[Glyph]:
    """The characters of one span that lie on the page."""
    size, font = float(span["size"]), str(span["font"])
    for char in span["chars"]:
        if char["c"].isspace() or char["synthetic"]:
            continue
        box = _turned_box(matrix, char["bbox"])
        x, y = box.center
        if 0 <= x <= page.width and 0 <= y <= page.height:
            yield Glyph(char["c"], box, size, font, direction)


def _turned(matrix: Matrix, direction: tuple[float, float]) -> tuple[float, float]:
    """A direction on the unrotated page as a viewer sees it, free of negative zeros."""
    (a, c, _), (b, d, _), _ = matrix
    x, y = direction
    return round(a * x + c * y, 6) + 0.0, round(b * x + d * y, 6) + 0.0


def _turned_box(matrix: Matrix, box: tuple[float, float, float, float]) -> Box:
    """A box on the unrotated page as a viewer sees it."""
    (a, c, e), (b, d, f), _ = matrix
    left, top, right, bottom = box
    x0, y0 = a * left + c * top + e, b * left + d * top + f
    x1, y1 = a * right + c * bottom + e, b * right + d * bottom + f
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def centers(glyphs: tuple[Glyph, ...]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """(N, 2) float64: the middle points (x, y) of the characters' boxes."""
    return np.array([g.box.center for g in glyphs], np.float64).reshape(-1, 2)
