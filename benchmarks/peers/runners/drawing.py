"""Pages drawn for peers that take pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2

POINTS_PER_INCH = 72


def page_count(pdf: Path) -> int:
    """How many pages a PDF has."""
    document = pypdfium2.PdfDocument(str(pdf))
    try:
        return len(document)
    finally:
        document.close()


def draw_page(pdf: Path, number: int, dpi: float) -> Any:
    """A page, from 1, as a viewer shows it: an array (H, W, 3), uint8, BGR."""
    document = pypdfium2.PdfDocument(str(pdf))
    try:
        return document[number - 1].render(scale=dpi / POINTS_PER_INCH).to_numpy().copy()
    finally:
        document.close()


def page_size(pdf: Path, number: int) -> tuple[float, float]:
    """Width and height in points of a page, from 1, as a viewer shows it."""
    document = pypdfium2.PdfDocument(str(pdf))
    try:
        width, height = document[number - 1].get_size()
        return width, height
    finally:
        document.close()
