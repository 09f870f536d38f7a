"""Pages drawn for tests: characters typeset by the PDF library, rules and dust put in by hand."""

from __future__ import annotations

import numpy as np
import pymupdf

from budgetgrid.layout.geometry import Image

DPI = 200
CHINESE_FONT, LATIN_FONT = "china-s", "helv"


def typeset(
    texts: list[tuple[float, float, str]], size: float = 10, width: float = 300, height: float = 200
) -> Image:
    """A white page, points, with texts at (x, baseline), rendered at 200 dpi: (H, W, 3) uint8 RGB."""
    with pymupdf.open() as document:
        page = document.new_page(width=width, height=height)
        for x, baseline, text in texts:
            font = LATIN_FONT if text.isascii() else CHINESE_FONT
            page.insert_text((x, baseline), text, fontname=font, fontsize=size)
        picture = page.get_pixmap(dpi=DPI)
        pixels = np.frombuffer(picture.samples, np.uint8).reshape(picture.h, picture.w, 3)
    return np.array(pixels)


def px(points: float) -> float:
    """Points in px of a drawn page."""
    return points * DPI / 72
