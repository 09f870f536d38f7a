"""A second, independent reading of the ruled tables of a digital page, by camelot; disagreement is a finding.

Camelot finds rules in its own rendering (pdfium) and in the paths, and characters through pdfminer: nothing
but the file is shared with our reading, so both are seldom wrong in the same way. It is the second reader
and not the first because it was wrong in all 4 of the 161 tables (135 pages of eleven real documents) where
the two differed: rules that overhang a table by 5 pt became columns, and twice a number was put after the
word it stands before. It costs 0.28 CPU seconds a page and 0.45 to import, our own reading 0.03."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from budgetgrid.layout.geometry import Box
from budgetgrid.layout.source import SourcePage
from budgetgrid.tables.table import Cell, CellRef, Finding, Table

log = logging.getLogger(__name__)

CODE = "second-reading-differs"

SAME_TABLE = 0.5
"""Overlap, as a part of the area of both together, from which two readings are of the same table."""


@dataclass(frozen=True, slots=True)
class OtherTable:
    """A table as camelot reads it: its box in points of the page as a viewer shows it, and the text of every
    cell of its grid, row by row; a merged cell's text stands at one of its places, the others are empty."""

    box: Box
    texts: tuple[tuple[str, ...], ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.texts), len(self.texts[0]) if self.texts else 0


def second_reading(page: SourcePage, tables: Sequence[Table]) -> list[Finding]:
    """What camelot reads differently on a digital page of a PDF.

    `tables` are those of that page before they are joined over pages, in points of the page as a viewer
    shows it. A grid of another shape, or a table that only one of the two sees, is a warning; other texts in
    a grid of the same shape are an info that names the cells and quotes the first of them: `expected` is
    camelot's reading, `actual` ours. Where camelot fails there is no finding."""
    number = page.number
    try:
        others = read_with_camelot(page)
    except Exception as error:  # camelot hands on whatever pdfminer, pypdf and pdfium raise
        log.debug("no second reading of page %d: camelot failed: %s", number, error)
        return []
    findings = [f for table in tables for f in compare(table, _same(table, others), number)]
    boxes = [table.fragments[0].box for table in tables]
    unseen = (o for o in others if min(o.shape) > 1 and not any(o.box.overlap(box) > 0 for box in boxes))
    return findings + [_missing(other, number) for other in unseen]


def read_with_camelot(page: SourcePage) -> tuple[OtherTable, ...]:
    """The ruled tables that camelot finds on a page. Raises what camelot and the libraries below it raise."""
    import camelot

    with _quiet():
        found = camelot.read_pdf(
            _alone(page), pages="1", flavor="lattice", split_text=True, suppress_stdout=True
        )
        return tuple(_other_table(table, page.height) for table in found)


def _alone(page: SourcePage) -> bytes:
    """The page as a PDF of its own without encryption, its crop box moved to the origin: camelot's rendering
    takes no password, and a crop box shifts its rules against its characters."""
    import pymupdf

    assert page.pdf is not None
    single = pymupdf.open()
    single.insert_pdf(page.pdf.parent, from_page=page.number - 1, to_page=page.number - 1)
    copy = single[0]
    box = _crop_box(copy)
    if box[:2] != (0.0, 0.0):
        copy.clean_contents()
        content = copy.get_contents()[0]
        shift = b"q 1 0 0 1 %f %f cm " % (-box[0], -box[1])
        single.update_stream(content, shift + single.xref_stream(content) + b" Q")
    for key in ("MediaBox", "CropBox"):
        single.xref_set_key(copy.xref, key, f"[0 0 {box[2] - box[0]} {box[3] - box[1]}]")
    return bytes(single.tobytes())


def _crop_box(page: Any) -> tuple[float, float, float, float]:
    """The visible part of a page in the file's own coordinates, y upwards."""
    media, crop = page.mediabox, page.cropbox
    bottom, top = media.y1 - crop.y1, media.y1 - crop.y0
    return float(crop.x0), float(bottom), float(crop.x1), float(top)


def compare(table: Table, other: OtherTable | None, number: int) -> Iterator[Finding]:
    """How the two readings of one table differ; `other` is None if the second has no table there."""
    if other is None:
        message = "a second reading sees no table here"
        yield Finding(CODE, "warning", message, table.id, page=number)
        return
    if other.shape != (table.rows, table.cols):
        ours, theirs = f"{table.rows} x {table.cols}", _shape(other)
        message = f"a second reading sees a grid of {theirs} rows and columns, not {ours}"
        yield Finding(CODE, "warning", message, table.id, expected=theirs, actual=ours, page=number)
        return
    pairs = [(cell, _text_at(other, cell)) for cell in table.cells]
    differing = [(cell, text) for cell, text in pairs if not _alike(cell.text, text)]
    if differing:
        first, text = differing[0]
        places = tuple(CellRef(cell.row, cell.col) for cell, _ in differing)
        message = f"a second reading has another text in {len(differing)} of {len(table.cells)} cells"
        yield Finding(CODE, "info", message, table.id, places, text, first.text, number)


def _missing(other: OtherTable, number: int) -> Finding:
    """A table that camelot alone has."""
    message = f"a second reading sees a table of {_shape(other)} rows and columns where there is none"
    return Finding(CODE, "warning", message, expected=_shape(other), page=number)


def _shape(other: OtherTable) -> str:
    """Rows and columns in words."""
    rows, cols = other.shape
    return f"{rows} x {cols}"


def _other_table(table: Any, page_height: float) -> OtherTable:
    """Camelot's table, whose y axis points upwards, in our terms."""
    left, bottom, right, top = (float(side) for side in table._bbox)
    texts = tuple(tuple(str(text) for text in row) for row in table.data)
    return OtherTable(Box(left, page_height - top, right, page_height - bottom), texts)


def _same(table: Table, others: Sequence[OtherTable]) -> OtherTable | None:
    """The other reading of the same table, if there is one."""
    box = table.fragments[0].box
    best = max(others, key=lambda other: _agreement(box, other.box), default=None)
    return best if best is not None and _agreement(box, best.box) >= SAME_TABLE else None


def _agreement(one: Box, other: Box) -> float:
    """Common area as a part of the area of both together."""
    common = one.overlap(other)
    together = one.area + other.area - common
    return common / together if together > 0 else 0.0


def _text_at(other: OtherTable, cell: Cell) -> str:
    """What the other reading has in the area of a cell."""
    rows = other.texts[cell.row : cell.row + cell.rowspan]
    return " ".join(text for row in rows for text in row[cell.col : cell.col + cell.colspan] if text)


def _alike(one: str, other: str) -> bool:
    """Whether two texts are the same, white space aside."""
    return "".join(one.split()) == "".join(other.split())


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps camelot's warnings of pages without tables off the standard error stream."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
