"""Our own reading of a document as a label for a person to correct, with a picture of every page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import median

import pymupdf

from budgetgrid.benchmarks.label_picture import draw_page
from budgetgrid.benchmarks.label_text import Label, LabelPage, LabelTable
from budgetgrid.benchmarks.table_kinds import KINDS, TruthPanel, write_panels
from budgetgrid.benchmarks.typed_rows import Typed
from budgetgrid.confidence_bands import LOOK_BELOW
from budgetgrid.document import PageInfo
from budgetgrid.layout.errors import PageOutOfRange
from budgetgrid.layout.page_image import page_image
from budgetgrid.layout.page_kind import page_kind
from budgetgrid.layout.source import SourcePage, open_source
from budgetgrid.metadata import read_metadata
from budgetgrid.ocr.engine import Engine
from budgetgrid.options import Options
from budgetgrid.page import PageResult, convert_page
from budgetgrid.tables.stitch import stitch
from budgetgrid.tables.table import Table

SCAN, DIGITAL = "scan.pdf", "digital.pdf"
"""What a sample's pages are called: pictures of pages, and pages with text and vector rules."""

MOST_DOUBTS = 12
"""Doubtful cells named above a table: more than a person looks up one by one."""

Progress = Callable[[int, int], None]
"""Called with the pages done and the pages in all."""


def cut_pages(path: Path, pages: Sequence[int], folder: Path) -> Path:
    """Write the chosen pages, all if none is chosen, as a sample's `scan.pdf` or `digital.pdf`.

    It is digital if no page is a scan. Raises BudgetgridError where the file or a page can't be read.
    """
    with open_source(path) as source:
        numbers = list(pages or range(1, source.page_count + 1))
        outside = [n for n in numbers if not 1 <= n <= source.page_count]
        if outside:
            raise PageOutOfRange(f"{path.name} has {source.page_count} pages, not page {outside[0]}")
        scanned = any(page_kind(source.page(number)) == "scan" for number in numbers)
    target = folder / (SCAN if scanned else DIGITAL)
    with pymupdf.open(path) as opened:
        document = opened if opened.is_pdf else pymupdf.open("pdf", opened.convert_to_pdf())
        document.select([number - 1 for number in numbers])
        document.save(target, garbage=4, no_new_id=True)
    return target


def draft_label(path: Path, engine: Engine, options: Options, folder: Path, progress: Progress) -> Label:
    """Read a sample's document and draw its pages into the folder. Raises BudgetgridError."""
    from budgetgrid import __version__

    results = []
    with open_source(path) as source:
        for number in range(1, source.page_count + 1):
            page = source.page(number)
            result = convert_page(page, engine, options)
            if result.info.kind != "blank":
                _draw(page, result, folder)
            results.append(replace(result, frame=None, rulings=()))
            progress(number, source.page_count)
    infos = [result.info for result in results]
    tables = [table for result in results for table in result.tables]
    told = read_metadata(infos, tables)
    facts = {
        "draft": f"budgetgrid {__version__}",
        "title": told.title or "",
        "organisation": told.organisation or "",
        "year": str(told.year or ""),
    }
    return Label(facts, tuple(_label_pages(infos, tables)))


def _draw(page: SourcePage, result: PageResult, folder: Path) -> None:
    """A picture of what was read; a digital page is rendered for it, without its rules."""
    frame = result.frame or page_image(page)
    draw_page(folder, frame, result.tables, result.info.blocks, result.rulings if result.frame else ())


def _label_pages(infos: Sequence[PageInfo], tables: Sequence[Table]) -> Iterator[LabelPage]:
    parts: dict[str, list[str]] = {}
    for place in stitch(tables, infos).places:
        parts.setdefault(place.table, []).append(place.part)
    follows = {later: earlier for group in parts.values() for earlier, later in pairwise(group)}
    for info in infos:
        own = [table for table in tables if table.fragments[0].page == info.number]
        labelled = (_label_table(table, follows.get(table.id, "")) for table in own)
        yield LabelPage(info.number, info.to_source, tuple(labelled))


def _label_table(table: Table, continues: str) -> LabelTable:
    panels = tuple(TruthPanel(p.first_col, p.last_col, p.stub_cols, p.header_rows) for p in table.panels)
    facts = {
        "title": table.title or "",
        "unit": table.unit or "",
        "kind": table.kind if table.kind in KINDS else "other",
        "header rows": str(table.header_rows),
        "panels": write_panels(panels) if len(panels) > 1 else "",
        "continues": continues,
    }
    columns, rows = _sides(table)
    cells = tuple(Typed(c.row, c.col, c.rowspan, c.colspan, c.raw) for c in table.cells)
    return LabelTable(table.id, facts, columns, rows, cells, _doubts(table))


def _sides(table: Table) -> tuple[tuple[float | None, ...], tuple[float | None, ...]]:
    """Where the sides of columns and rows are: the median of the cells that end there."""
    columns: list[list[float]] = [[] for _ in range(table.cols + 1)]
    rows: list[list[float]] = [[] for _ in range(table.rows + 1)]
    for cell in table.cells:
        box = cell.places[0].box
        columns[cell.col].append(box.left)
        columns[cell.col + cell.colspan].append(box.right)
        rows[cell.row].append(box.top)
        rows[cell.row + cell.rowspan].append(box.bottom)
    return tuple(map(_middle, columns)), tuple(map(_middle, rows))


def _middle(places: list[float]) -> float | None:
    return median(places) if places else None


def _doubts(table: Table) -> str:
    """The cells to look at first, the most doubtful before the others."""
    low = sorted(
        (c.confidence, c.row, c.col)
        for c in table.cells
        if c.confidence is not None and c.confidence < LOOK_BELOW
    )
    if not low:
        return ""
    named = ", ".join(f"{row},{col} ({confidence:.2f})" for confidence, row, col in low[:MOST_DOUBTS])
    return f"look first at {named}" + (f" and {len(low) - MOST_DOUBTS} more" * (len(low) > MOST_DOUBTS))
