"""A searchable PDF: the original pages as they are, what was read laid over them as invisible text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from budgetgrid.document import Document, PageInfo
from budgetgrid.layout.errors import SourceMissing
from budgetgrid.layout.geometry import Box, Image, transform_point

if TYPE_CHECKING:
    from budgetgrid.page_frames import Original

FILE_NAME = "document.pdf"

FONT = "china-s"
"""One of the CJK fonts that every PDF viewer knows by name: nothing is embedded, and nothing is drawn
anyway."""

INVISIBLE = 3
"""Text rendering mode (PDF 1.7, table 106)."""

INK_DPI = 100.0
"""Resolution at which lines of text are looked for: the smallest print is 7 px high."""

INSET = 0.08
"""Share of a box's smaller side, at most 2 points, left out at its edges, where rules are."""

ASCENT = 0.86
"""Of a line's height, from its top to its base line, in CJK fonts."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A text and where it stands, in points of the page's frame."""

    text: str
    box: Box


def searchable_pdf(document: Document, original: Original | None) -> bytes:
    """The PDF's bytes. Digital pages have their own text and stay as they are. Raises SourceMissing."""
    import pymupdf

    from budgetgrid.page_frames import PageFrames

    if original is None:
        raise SourceMissing("a searchable PDF is made of the file that was read")
    with PageFrames(original) as frames, _pdf_of(original) as pdf:
        for page in document.pages:
            if page.kind == "scan":
                ink = dark_ink(frames.frame(page, INK_DPI)) if page.error is None else None
                for line in _lines(document, page, ink):
                    _write(pymupdf, pdf[page.number - 1], page, line)
        data: bytes = pdf.tobytes(garbage=1, deflate=True, encryption=pymupdf.PDF_ENCRYPT_NONE)
        return data


def _pdf_of(original: Original) -> Any:
    """The original as a PDF; pages of images are laid into one as they are."""
    import pymupdf

    from budgetgrid.layout.source import open_source

    with open_source(original.path, original.password) as source:
        if source.is_pdf:
            pdf = pymupdf.open(original.path, filetype="pdf")
            if pdf.needs_pass:
                pdf.authenticate(original.password or "")
            return pdf
        sizes = [(page.width, page.height) for page in source.pages()]
    made = pymupdf.open()
    with pymupdf.open(original.path) as images:
        for index, (width, height) in enumerate(sizes):
            page = made.new_page(width=width, height=height)
            if len(sizes) == 1:
                page.insert_image(page.rect, filename=str(original.path), keep_proportion=False)
            else:
                page.insert_image(page.rect, pixmap=images[index].get_pixmap(), keep_proportion=False)
    return made


def dark_ink(frame: Image) -> Image:
    """(H, W, 3) RGB as (H, W) uint8: 255 where there is ink, whatever the light it was scanned in."""
    from budgetgrid.layout.ink import as_grey, flatten_light, ink_mask

    return ink_mask(flatten_light(as_grey(frame), INK_DPI))


def _lines(document: Document, page: PageInfo, ink: Image | None) -> Iterator[TextLine]:
    """All lines of a page: those of its blocks, and of its cells."""
    for block in page.blocks:
        if block.kind != "table" and block.text.strip():
            yield from lines_in(block.box, block.text.split("\n"), ink)
    for table in document.tables:
        for cell in table.cells:
            boxes = [place.box for place in cell.places if place.page == page.number]
            if boxes and cell.text.strip():
                yield from lines_in(boxes[0], _as_printed(cell.raw, cell.text), ink)


def _as_printed(raw: str, text: str) -> list[str]:
    """The lines of a text: as they were read, unless the text is another by now."""
    return raw.split("\n") if "".join(raw.split()) == "".join(text.split()) else text.split("\n")


def lines_in(box: Box, texts: Sequence[str], ink: Image | None) -> list[TextLine]:
    """The texts at the lines of ink in a box; where there are more or fewer of these, the characters are
    dealt out over them by their lengths. Without ink they fill the box evenly."""
    seen = _ink_lines(box, ink) if ink is not None else []
    if not seen:
        step = box.height / len(texts)
        seen = [
            Box(box.left, box.top + n * step, box.right, box.top + (n + 1) * step) for n in range(len(texts))
        ]
    shown = list(texts) if len(texts) == len(seen) else _dealt("".join(texts), [line.width for line in seen])
    return [TextLine(text, line) for text, line in zip(shown, seen) if text.strip()]


def _dealt(text: str, widths: Sequence[float]) -> list[str]:
    """The text cut into parts as long as the widths say."""
    ends = np.round(np.cumsum(widths) / sum(widths) * len(text)).astype(int)
    return [text[start:end] for start, end in zip([0, *ends[:-1]], ends)]


def _ink_lines(box: Box, ink: Image) -> list[Box]:
    """The lines of ink in a box, from the top, in points."""
    scale = INK_DPI / 72
    inner = box.grown(-min(2.0, INSET * min(box.width, box.height)))
    top, left = max(0, round(inner.top * scale)), max(0, round(inner.left * scale))
    part = ink[top : round(inner.bottom * scale), left : round(inner.right * scale)] > 0
    if not part.any():
        return []
    found = []
    for first, last in _runs(part.any(axis=1)):
        across = np.flatnonzero(part[first:last].any(axis=0))
        line = Box(left + int(across[0]), top + first, left + int(across[-1]) + 1, top + last)
        found.append(line.scaled(1 / scale))
    tall = max(line.height for line in found)
    return [line for line in found if line.height >= tall / 2]


def _runs(filled: Any) -> list[tuple[int, int]]:
    """First and one past the last index of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], filled.astype(np.int8), [0]))))
    return [(int(first), int(last)) for first, last in zip(edges[::2], edges[1::2])]


def _write(pymupdf: Any, target: Any, page: PageInfo, line: TextLine) -> None:
    """One line, stretched to its box, along the page as it was scanned."""
    box = line.box
    start = transform_point(page.to_source, box.left, box.top + ASCENT * box.height)
    end = transform_point(page.to_source, box.right, box.top + ASCENT * box.height)
    above = transform_point(page.to_source, box.left, box.top + (ASCENT - 1) * box.height)
    size = math.dist(start, above)
    natural = pymupdf.get_text_length(line.text, fontname=FONT, fontsize=size)
    if natural <= 0 or size <= 0:
        return
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    stretch = pymupdf.Matrix(math.dist(start, end) / natural, 1.0)
    turn = pymupdf.Matrix(math.cos(angle), -math.sin(angle), math.sin(angle), math.cos(angle), 0, 0)
    seen = pymupdf.Point(*start)
    point = seen * target.derotation_matrix
    target.insert_text(
        point,
        line.text,
        fontname=FONT,
        fontsize=size,
        render_mode=INVISIBLE,
        rotate=0,
        morph=(point, stretch * turn * _unturned(pymupdf, target.rotation)),
    )


def _unturned(pymupdf: Any, rotation: int) -> Any:
    """The turn that the viewer will undo by the page's /Rotate."""
    return pymupdf.Matrix(rotation)
