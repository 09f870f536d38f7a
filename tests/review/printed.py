"""Scans of drawn tables, so that a page has a picture."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pymupdf

from budgetgrid.provenance import sha256_of
from budgetgrid.tables.table import Table


def print_scan(path: Path, tables: Iterable[Table]) -> str:
    """A PDF of one page with the tables of its first page as a picture; its SHA-256."""
    drawn = pymupdf.open()
    page = drawn.new_page(width=595, height=842)
    ink = page.new_shape()
    for table in tables:
        for cell in table.cells:
            for box in (place.box for place in cell.places if place.page == 1):
                ink.draw_rect((box.left, box.top, box.right, box.bottom))
                ink.finish(width=0.7)
                ink.insert_text((box.left + 4, box.bottom - 6), cell.text, fontname="china-s", fontsize=9)
    ink.commit()
    scan = pymupdf.open()
    target = scan.new_page(width=595, height=842)
    target.insert_image(target.rect, stream=page.get_pixmap(dpi=100).tobytes("jpg"))
    path.parent.mkdir(parents=True, exist_ok=True)
    scan.save(path)
    return sha256_of(path)
