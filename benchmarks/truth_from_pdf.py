"""Truth for a digital PDF from its own vector rules and text layer, to be checked by eye on an overlay.

Nothing of the pipeline is used. Each page's tables are tables of their own; one that goes on from the page
before says so in `continues`. What a person put right by eye stands in the sample's `sample.json`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import pymupdf

from budgetgrid.benchmarks.placed_text import Glyph, TextLine, find_glyphs, joined, lines_of
from budgetgrid.benchmarks.truth import TruthCell, TruthFragment, TruthPage, TruthPlace, TruthTable
from budgetgrid.benchmarks.vector_grid import VectorGrid, find_grids
from budgetgrid.benchmarks.vector_rules import find_rules

SAME_COLUMNS = 4.0
"""How far (points) the outer columns of a table and its continuation may differ."""

UNIT = re.compile(r"单位\s*[:：]\s*(\S+?)(?:\s|$)")

NOT_A_TITLE = re.compile(
    r"^(公开|预算|附表|附件)\s*\d*\s*表?$|^(编制)?部门(名称)?\s*[:：]|单位\s*[:：]|^\d+$"
)

TITLE_LEADING = 1.2
"""Greatest gap between two lines of one title, as a share of their size."""

DATA = re.compile(r"^([一二三四五六七八九十]+\s*、.*|\d+\s*[、.]\s*\D.*|[\d,.%()（）-]+|其中[:：].*)$")
"""A cell's text that doesn't stand in a header: numbered items, codes and amounts."""

TOTAL = re.compile(r"^(\S*合\s*计|总\s*计|收入总计)$")
"""Heads a row of data if it stands alone in its row, as in empty tables; beside other heads it is one."""


@dataclass(frozen=True, slots=True)
class PageTruth:
    """One page's size and tables, and what a person should look at."""

    page: TruthPage
    tables: tuple[TruthTable, ...]
    doubts: tuple[str, ...]


def read_truth(document: pymupdf.Document, original_pages: tuple[int, ...]) -> list[PageTruth]:
    """The tables of every page of an open PDF, with continuations named.

    `original_pages`: each page's number in the document it was cut from; only neighbours there go on.
    """
    pages: list[PageTruth] = []
    for page in document:
        current = page_truth(page)
        index = len(pages)
        follows = index > 0 and original_pages[index] == original_pages[index - 1] + 1
        if follows and pages[-1].tables and current.tables:
            first, last = current.tables[0], pages[-1].tables[-1]
            if continues(first, last):
                first = with_header(replace(first, continues=last.id), repeated_header_rows(first, last))
                current = replace(current, tables=(first, *current.tables[1:]))
        pages.append(current)
    return pages


def continues(table: TruthTable, before: TruthTable) -> bool:
    """Whether an untitled table at the head of a page has the columns of the last one of the page before."""
    one, other = table.fragments[0].box, before.fragments[0].box
    same_width = abs(one.width - other.width) <= SAME_COLUMNS
    return table.title is None and table.cols == before.cols and same_width


def repeated_header_rows(table: TruthTable, before: TruthTable) -> int:
    """How many of a continuation's leading rows print the header of the table again; 0 or all of them."""
    head = [(c.row, c.col, c.text) for c in before.cells if c.row < before.header_rows]
    again = [(c.row, c.col, c.text) for c in table.cells if c.row < before.header_rows]
    return before.header_rows if head and head == again else 0


def page_truth(page: pymupdf.Page) -> PageTruth:
    """The tables of one page."""
    number = page.number + 1
    glyphs = find_glyphs(page)
    grids = find_grids(find_rules(page))
    doubts: list[str] = []
    tables = []
    floor = 0.0
    for index, grid in enumerate(grids, start=1):
        table = _table(grid, glyphs, number, f"p{number}-t{index}")
        doubts.extend(_doubts(grid, glyphs, table.id))
        above = [g for g in glyphs if floor <= g.box.center[1] < grid.box.top]
        lines = lines_of(above)
        tables.append(replace(table, title=find_title(lines), unit=find_unit(lines)))
        floor = grid.box.bottom
    return PageTruth(TruthPage(number, page.rect.width, page.rect.height), tuple(tables), tuple(doubts))


def _table(grid: VectorGrid, glyphs: list[Glyph], page: int, name: str) -> TruthTable:
    inside = [g for g in glyphs if grid.box.contains(*g.box.center)]
    cells = []
    for place in grid.cells:
        lines = lines_of([g for g in inside if place.box.contains(*g.box.center)])
        text, raw = joined(lines), "\n".join(line.text for line in lines)
        where = TruthPlace(page, place.box, text, raw)
        cells.append(TruthCell(place.row, place.col, place.rowspan, place.colspan, text, raw, (where,)))
    fragment = TruthFragment(page, grid.box, 0, grid.rows - 1)
    table = TruthTable(name, grid.rows, grid.cols, tuple(cells), (fragment,))
    return with_header(table, count_header_rows(table))


def with_header(table: TruthTable, header_rows: int) -> TruthTable:
    """The table with that many leading rows as its header, roles set to match."""
    cells = tuple(replace(c, role="header" if c.row < header_rows else None) for c in table.cells)
    return replace(table, header_rows=header_rows, cells=cells)


def count_header_rows(table: TruthTable) -> int:
    """How many leading rows hold heads only; 0 where there is no row of another kind."""
    for row in range(table.rows):
        starting = [c for c in table.cells if c.row == row]
        texts = [c.text for c in starting if c.text]
        if any(DATA.match(t) for t in texts) or (row and not texts):
            return row
        if row and any(TOTAL.match(t) for t in texts) and len(texts) == 1:
            return row
    return 0


def find_unit(lines: list[TextLine]) -> str | None:
    """The unit printed above a table, as printed."""
    for line in reversed(lines):
        found = UNIT.search(line.text)
        if found:
            return found.group(1)
    return None


def find_title(lines: list[TextLine]) -> str | None:
    """The title above a table: the nearest line that ends in 表, with those it runs on from."""
    candidates = [line for line in lines if not NOT_A_TITLE.search(line.text)]
    ends = [i for i, line in enumerate(candidates) if line.text.rstrip("）)").endswith("表")]
    if not ends:
        return None
    first = last = ends[-1]
    while first > 0 and _goes_on(candidates[first - 1], candidates[first]):
        first -= 1
    return joined(candidates[first : last + 1])


def _goes_on(line: TextLine, after: TextLine) -> bool:
    """Whether a title's line runs on in the next: the same print, close by, and no title by itself."""
    close = after.box.top - line.box.bottom < TITLE_LEADING * after.size
    return close and abs(line.size - after.size) < 0.5 and not line.text.endswith(("表", "。", "）"))


def _doubts(grid: VectorGrid, glyphs: list[Glyph], name: str) -> list[str]:
    """Characters astride a cell's side: they, or those before, may be in the wrong cell."""
    found = []
    inside = [g for g in glyphs if grid.box.contains(*g.box.center)]
    for cell in grid.cells:
        for glyph in (g for g in inside if cell.box.contains(*g.box.center)):
            out = max(cell.box.left - glyph.box.left, glyph.box.right - cell.box.right)
            if out > 0.25 * glyph.size:
                found.append(f"{name} r{cell.row} c{cell.col}: {glyph.text!r} crosses a side by {out:.1f} pt")
    return found
