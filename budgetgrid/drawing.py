"""What was seen on a page, drawn over its picture: rulings, cells by confidence, texts. PNG out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from budgetgrid.confidence_bands import COLOURS, band_of
from budgetgrid.document import Block
from budgetgrid.fit_text import LEADING, fit_text
from budgetgrid.layout.geometry import Box
from budgetgrid.layout.page_image import PageImage
from budgetgrid.layout.rulings import Ruling
from budgetgrid.tables.table import Cell, Table

if TYPE_CHECKING:
    import pymupdf

POINTS_PER_INCH = 72.0
PICTURE_DPI = 150
"""A4 becomes 1240 x 1754 px: the smallest print of a budget stays readable, a screen still holds it."""

FONT = "china-s"
"""Droid Sans Fallback, which pymupdf carries: Chinese, Latin and signs without any font installed."""

Colour = tuple[float, float, float]
RULING: Colour = (0.85, 0.1, 0.1)
CELL: Colour = (0.1, 0.35, 0.8)
TEXT: Colour = (0.0, 0.0, 0.45)
BLOCK: Colour = (0.0, 0.5, 0.3)

VEIL = 0.72
"""Opacity of a cell's colour over the page: the print shows through, what was read stands out."""

PADDING = 1.0
"""Points between a cell's side and its text."""


def draw_overlay(
    frame: PageImage, tables: Sequence[Table], blocks: Sequence[Block], rulings: Sequence[Ruling]
) -> bytes:
    """The page with everything drawn over it, as PNG.

    `frame` is the upright page, boxes are in points of it, `rulings` in its px.
    """
    with _Sheet(frame, panes=1) as sheet:
        sheet.picture(frame)
        _draw_cells(sheet, tables, frame.number, VEIL, 0)
        _draw_blocks(sheet, blocks, 0)
        _draw_rulings(sheet, rulings, POINTS_PER_INCH / frame.dpi)
        return sheet.png()


def draw_side_by_side(
    frame: PageImage, tables: Sequence[Table], blocks: Sequence[Block], rulings: Sequence[Ruling]
) -> bytes:
    """The page with its rulings on the left, what was read on white paper on the right, as PNG."""
    with _Sheet(frame, panes=2) as sheet:
        sheet.picture(frame)
        _draw_rulings(sheet, rulings, POINTS_PER_INCH / frame.dpi)
        _draw_cells(sheet, tables, frame.number, 1.0, 1)
        _draw_blocks(sheet, blocks, 1)
        return sheet.png()


class _Sheet:
    """A PDF page in memory to draw on, one or two panes of the frame's size wide."""

    def __init__(self, frame: PageImage, panes: int) -> None:
        import pymupdf

        scale = POINTS_PER_INCH / frame.dpi
        self.width = frame.pixels.shape[1] * scale
        self.height = frame.pixels.shape[0] * scale
        self._mupdf = pymupdf
        self._pdf = pymupdf.open()
        self._page = self._pdf.new_page(width=self.width * panes, height=self.height)
        self._font = pymupdf.Font(FONT)
        self._widths: dict[str, float] = {}

    def __enter__(self) -> _Sheet:
        return self

    def __exit__(self, *_: object) -> None:
        self._pdf.close()

    def picture(self, frame: PageImage) -> None:
        """Lay the page's picture over the first pane."""
        height, width = frame.pixels.shape[:2]
        pixmap = self._mupdf.Pixmap(self._mupdf.csRGB, width, height, frame.pixels.tobytes(), False)
        self._page.insert_image(self._mupdf.Rect(0, 0, self.width, self.height), pixmap=pixmap)

    def rectangle(self, box: Box, pane: int, edge: Colour, fill: Colour | None, opacity: float) -> None:
        """A box with an edge, and a fill of some opacity."""
        self._page.draw_rect(
            self._rect(box, pane), color=edge, fill=fill, width=0.6, fill_opacity=opacity, stroke_opacity=0.9
        )

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: Colour) -> None:
        """A thin line on the first pane."""
        self._page.draw_line(start, end, color=colour, width=0.7, stroke_opacity=0.8)

    def text(self, text: str, box: Box, pane: int) -> None:
        """The text, as large as fits the box, from its upper left corner."""
        inner = box.grown(-PADDING)
        if not text or inner.width <= 0 or inner.height <= 0:
            return
        fitted = fit_text(text, inner.width, inner.height, self._measure)
        writer = self._mupdf.TextWriter(self._page.rect)
        for number, line in enumerate(fitted.lines):
            base = inner.top + fitted.size * (0.9 + LEADING * number)
            writer.append((inner.left + pane * self.width, base), line, font=self._font, fontsize=fitted.size)
        writer.write_text(self._page, color=TEXT)

    def png(self) -> bytes:
        """The sheet as PNG."""
        data: bytes = self._page.get_pixmap(dpi=PICTURE_DPI, alpha=False).tobytes("png")
        return data

    def _measure(self, text: str) -> float:
        """Width at size 1; characters are measured once, a page repeats them."""
        for character in text:
            if character not in self._widths:
                self._widths[character] = self._font.text_length(character, fontsize=1)
        return sum(self._widths[character] for character in text)

    def _rect(self, box: Box, pane: int) -> pymupdf.Rect:
        shift = pane * self.width
        rect: Any = self._mupdf.Rect(box.left + shift, box.top, box.right + shift, box.bottom)
        return rect


def _draw_cells(sheet: _Sheet, tables: Sequence[Table], page: int, opacity: float, pane: int) -> None:
    for table in tables:
        for cell in table.cells:
            for place in cell.places:
                if place.page == page:
                    sheet.rectangle(place.box, pane, CELL, _fill(cell), opacity)
                    sheet.text(cell.text, place.box, pane)


def _fill(cell: Cell) -> Colour:
    red, green, blue = COLOURS[band_of(cell.confidence)]
    return red / 255, green / 255, blue / 255


def _draw_blocks(sheet: _Sheet, blocks: Sequence[Block], pane: int) -> None:
    """Frames around what is not a table; on white paper their texts too."""
    for block in blocks:
        if block.kind != "table":
            sheet.rectangle(block.box, pane, BLOCK, None, 1.0)
            if pane > 0:
                sheet.text(block.text, block.box, pane)


def _draw_rulings(sheet: _Sheet, rulings: Sequence[Ruling], scale: float) -> None:
    for ruling in rulings:
        at, start, end = (value * scale for value in (ruling.position, ruling.start, ruling.end))
        if ruling.axis == "horizontal":
            sheet.line((start, at), (end, at), RULING)
        else:
            sheet.line((at, start), (at, end), RULING)
