"""Pictures of labelled pages: the page on the left, on the right its cells with row, column and text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from budgetgrid.benchmarks.truth import Rect, Truth, TruthPlace, TruthTable
from budgetgrid.document import Block
from budgetgrid.drawing import draw_side_by_side
from budgetgrid.layout.geometry import Box
from budgetgrid.layout.page_image import PageImage, page_image
from budgetgrid.layout.rulings import Ruling
from budgetgrid.layout.source import open_source
from budgetgrid.picture_file import write_picture
from budgetgrid.tables.table import Cell, Fragment, Place, Table


def draw_page(
    folder: Path,
    frame: PageImage,
    tables: Sequence[Table],
    blocks: Sequence[Block] = (),
    rulings: Sequence[Ruling] = (),
) -> None:
    """Write a page's picture into the folder; boxes in points of `frame`, `rulings` in its px."""
    named = [_numbered(table) for table in tables]
    write_picture(folder / f"page-{frame.number}.png", draw_side_by_side(frame, named, blocks, rulings))


def _numbered(table: Table) -> Table:
    """The table with its id in the first cell and each cell's row and column before its text."""
    cells = [replace(c, text=f"{c.row},{c.col} {c.text}") for c in table.cells]
    return replace(table, cells=(replace(cells[0], text=f"[{table.id}] {cells[0].text}"), *cells[1:]))


def draw_truth(truth: Truth, document: Path, folder: Path) -> None:
    """Write the pictures of the pages that have tables, as the truth has them."""
    with open_source(document) as source:
        for number in dict.fromkeys(part.page for table in truth.tables for part in table.fragments):
            tables = [_as_table(t) for t in truth.tables if any(p.page == number for p in t.fragments)]
            draw_page(folder, page_image(source.page(number)), tables)


def _as_table(table: TruthTable) -> Table:
    cells = tuple(
        Cell(
            c.row,
            c.col,
            c.rowspan,
            c.colspan,
            c.text,
            places=tuple(Place(p.page, _box(p.box)) for p in c.places),
        )
        for c in table.cells
    )
    parts = tuple(Fragment(p.page, _box(p.box), p.first_row, p.last_row) for p in table.fragments)
    return Table(table.id, table.rows, table.cols, cells, parts)


def _places(places: Sequence[TruthPlace]) -> tuple[Place, ...]:
    return tuple(Place(place.page, _box(place.box)) for place in places)


def _box(rect: Rect) -> Box:
    return Box(rect.left, rect.top, rect.right, rect.bottom)
