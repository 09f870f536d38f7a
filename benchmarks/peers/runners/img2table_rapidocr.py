"""img2table with rapidocr: ruled tables found by image processing, texts by PP-OCRv6 small."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from img2table.document import PDF, rotation
from img2table.ocr import RapidOCR

from .drawing import POINTS_PER_INCH, page_size
from .merging import cells_of_repeated_boxes
from .rapidocr_text import settings
from .shape import OpenDocument, PageContent, PeerTable, ReadPage, Sides
from .turning import scaled, turned_back

DPI = 200
"""At which img2table draws PDF pages, whatever they hold."""


def open_reader(variant: str) -> OpenDocument:
    """A reader with rapidocr's angle classifier (`angles`) or without it (`no-angles`)."""
    engine = RapidOCR(params=settings(use_angles=variant == "angles"))
    turns = _Turns()
    rotation.rotate_img_with_border = turns.turn

    def open_document(pdf: Path, dpi: int) -> ReadPage:
        return lambda number: _read(pdf, number, engine, turns)

    return open_document


class _Turns:
    """img2table's own turning of a picture, with the angle and the new size of the last one kept."""

    def __init__(self) -> None:
        self._turn = rotation.rotate_img_with_border
        self.angle = 0.0
        self.size: tuple[float, float] | None = None

    def turn(self, img: Any, angle: float, **colour: Any) -> Any:
        turned = self._turn(img=img, angle=angle, **colour)
        self.angle, self.size = angle, (float(turned.shape[1]), float(turned.shape[0]))
        return turned


def _read(pdf: Path, number: int, engine: Any, turns: _Turns) -> PageContent:
    turns.angle, turns.size = 0.0, None
    document = PDF(str(pdf), pages=[number - 1], detect_rotation=True, pdf_text_extraction=False)
    found = document.extract_tables(ocr=engine)[number - 1]
    page = scaled((0.0, 0.0, *page_size(pdf, number)), DPI / POINTS_PER_INCH)
    seen = (page[2], page[3])

    def on_page(box: Any) -> Sides:
        sides = (float(box.x1), float(box.y1), float(box.x2), float(box.y2))
        return scaled(turned_back(sides, turns.angle, turns.size or seen, seen), POINTS_PER_INCH / DPI)

    return PageContent(tuple(_table(table, on_page) for table in found))


def _table(table: Any, on_page: Any) -> PeerTable:
    rows = [[(on_page(cell.bbox), cell.value or "") for cell in row] for row in table.content.values()]
    return PeerTable(on_page(table.bbox), len(rows), len(rows[0]), cells_of_repeated_boxes(rows))
