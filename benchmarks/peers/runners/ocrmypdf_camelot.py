"""OCRmyPDF straightens the scan and lays Tesseract's text under it, camelot's lattice finds the tables."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from .drawing import page_size
from .merging import GridPlace, cells_of_missing_edges, without_overhang
from .shape import OpenDocument, PageContent, PeerTable, ReadPage, Sides
from .tesseract_text import RULE
from .turning import turned_back

ANGLE = re.compile(r"^\s*(\d+) Deskew angle: (-?[\d.]+)", re.MULTILINE)

OPTIONS = ("-v", "1", "--deskew", "-l", "chi_sim", "--output-type", "pdf", "--optimize", "0", "--jobs", "1")

LINE_SCALE = 40
"""Rules from a fortieth of the page on are seen. Camelot's 15 misses those of low rows."""


def open_reader(variant: str) -> OpenDocument:
    """A reader with Tesseract's page segmentation mode `variant`."""
    import camelot

    return lambda pdf, dpi: _open_document(camelot.read_pdf, pdf, variant)


def _open_document(read_pdf: Any, pdf: Path, mode: str) -> ReadPage:
    # In the run's own folder for temporary files, which goes when the run has ended.
    searchable = Path(tempfile.mkdtemp()) / "searchable.pdf"
    command = [
        sys.executable,
        "-m",
        "ocrmypdf",
        *OPTIONS,
        "--tesseract-pagesegmode",
        mode,
        str(pdf),
        str(searchable),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"ocrmypdf: {done.stderr.strip().splitlines()[-1]}")
    angles = deskew_angles(done.stderr)

    def read(number: int) -> PageContent:
        found = read_pdf(
            str(searchable),
            pages=str(number),
            flavor="lattice",
            line_scale=LINE_SCALE,
            split_text=True,
            strip_text=RULE,
            suppress_stdout=True,
        )
        size = page_size(searchable, number)
        return PageContent(tuple(_table(t, size, angles.get(number, 0.0)) for t in found))

    return read


def deskew_angles(log: str) -> dict[int, float]:
    """By page, the degrees counter-clockwise that OCRmyPDF says it turned it."""
    return {int(page): float(angle) for page, angle in ANGLE.findall(log)}


def _table(table: Any, size: tuple[float, float], angle: float) -> PeerTable:
    def on_page(left: float, bottom: float, right: float, top: float) -> Sides:
        upright = (float(left), size[1] - float(top), float(right), size[1] - float(bottom))
        return turned_back(upright, angle, size, size)

    grid = [
        [
            GridPlace(c.text.strip(), on_page(c.x1, c.y1, c.x2, c.y2), bool(c.right), bool(c.bottom))
            for c in row
        ]
        for row in table.cells
    ]
    grid = without_overhang(grid)
    return PeerTable(on_page(*table._bbox), len(grid), len(grid[0]), cells_of_missing_edges(grid))
