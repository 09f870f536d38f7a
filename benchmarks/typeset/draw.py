"""Writing laid-out pages as a PDF with vector rules and real text."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pymupdf

from budgetgrid.benchmarks.typeset.faces import Face
from budgetgrid.benchmarks.typeset.flow import Flow, FlowPage

SQUARE_CAP = 2
"""Rules end in half a square of their weight, so that corners close."""

BUTT_CAP = 0
"""Dashes end where they end."""


def write_pdf(flow: Flow, path: Path, title: str) -> None:
    """Write the pages; only the glyphs that are used are embedded. The same layout gives the same bytes."""
    fonts = _subset_fonts(flow)
    with pymupdf.open() as document:
        for page in flow.pages:
            _draw_page(document, page, fonts)
        document.set_metadata({"title": title, "producer": "", "creator": "budgetgrid typeset"})
        document.save(path, garbage=4, deflate=True, deflate_fonts=True, no_new_id=True)


def _subset_fonts(flow: Flow) -> dict[Face, pymupdf.Font]:
    """Every face used, reduced to the characters used."""
    used: dict[Face, set[str]] = defaultdict(set)
    for page in flow.pages:
        for text in page.texts:
            for run in text.print.stack.runs(text.text):
                used[run.face] |= set(run.text)
    return {
        face: pymupdf.Font(fontbuffer=face.subset("".join(sorted(characters))))
        for face, characters in used.items()
    }


def _draw_page(document: pymupdf.Document, content: FlowPage, fonts: dict[Face, pymupdf.Font]) -> None:
    page = document.new_page(width=content.section.width, height=content.section.height)
    shape = page.new_shape()
    for rule in content.rules:
        shape.draw_line((rule.x0, rule.y0), (rule.x1, rule.y1))
        cap = BUTT_CAP if rule.dashes else SQUARE_CAP
        shape.finish(width=rule.weight, color=(0, 0, 0), lineCap=cap, dashes=rule.dashes or None)
    shape.commit()
    writer = pymupdf.TextWriter(page.rect)
    for text in content.texts:
        x = text.x
        for run in text.print.stack.runs(text.text):
            writer.append((x, text.baseline), run.text, font=fonts[run.face], fontsize=text.print.size)
            x += sum(run.face.advance(char) for char in run.text) * text.print.size
    writer.write_text(page)
