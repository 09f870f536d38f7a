"""Tesseract by itself over a whole page, a piece a word (of Chinese: a character or a few)."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from .drawing import POINTS_PER_INCH, draw_page
from .shape import OpenDocument, PageContent, Piece, ReadPage
from .turning import scaled

WORD = "5"
"""The level of a word in Tesseract's list."""

RULE = "|"
"""What Tesseract reads of rules, and these documents never print."""


def open_reader(variant: str) -> OpenDocument:
    """A reader with Tesseract's page segmentation mode `variant`."""

    def open_document(pdf: Path, dpi: int) -> ReadPage:
        return lambda number: _read(pdf, number, dpi, variant)

    return open_document


def _read(pdf: Path, number: int, dpi: int, mode: str) -> PageContent:
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "page.png"
        Image.fromarray(draw_page(pdf, number, dpi)[:, :, ::-1]).save(picture, dpi=(dpi, dpi))
        command = ["tesseract", str(picture), "-", "-l", "chi_sim", "--psm", mode, "--dpi", str(dpi), "tsv"]
        listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return PageContent(pieces=pieces_of(listed, POINTS_PER_INCH / dpi))


def pieces_of(listed: str, scale: float) -> tuple[Piece, ...]:
    """The words of Tesseract's TSV; `scale` is points a px."""
    pieces = []
    for line in listed.splitlines()[1:]:
        level, *_, left, top, width, height, _, text = line.split("\t")
        text = text.replace(RULE, "").strip()
        if level == WORD and text:
            x, y = float(left), float(top)
            pieces.append(Piece(text, scaled((x, y, x + float(width), y + float(height)), scale)))
    return tuple(pieces)
