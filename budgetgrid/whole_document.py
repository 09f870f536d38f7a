"""What the pages of a file say together: tables joined over pages and read as wholes, findings, status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from budgetgrid.document import Document, PageInfo, Run, Source
from budgetgrid.metadata import read_metadata
from budgetgrid.page import PageResult
from budgetgrid.tables.checks.check import check_tables
from budgetgrid.tables.confidence.rating import with_support
from budgetgrid.tables.joined_table import PartPlace
from budgetgrid.tables.meaning.table_meaning import with_meaning
from budgetgrid.tables.stitch import Stitched, keep_apart, stitch
from budgetgrid.tables.table import CellRef, Finding, Table


def whole_document(
    source: Source, run: Run, results: Sequence[PageResult], findings: Sequence[Finding], *, join: bool
) -> Document:
    """Pages put together; `join`: tables over pages as one. `findings` are those of the file as a whole."""
    infos = [result.info for result in results]
    parts = [table for result in results for table in result.tables]
    stitched = stitch(parts, infos) if join else keep_apart(parts)
    names = {table.id: f"t{number}" for number, table in enumerate(stitched.tables, 1)}
    places = {place.part: replace(place, table=names[place.table]) for place in stitched.places}
    tables = {names[table.id]: with_meaning(replace(table, id=names[table.id])) for table in stitched.tables}
    pages = tuple(_renamed_page(info, places) for info in infos)
    ours = [_renamed_finding(f, places, tables) for f in _in_page_order(results, stitched)]
    metadata = read_metadata(pages, tuple(tables.values()))
    checked = check_tables(tuple(tables.values()), pages, metadata.year)
    return Document(
        source,
        run,
        _status(infos),
        pages,
        tuple(with_support(table, checked.support) for table in checked.tables),
        (*findings, *ours, *checked.findings),
        metadata,
    )


def _in_page_order(results: Sequence[PageResult], stitched: Stitched) -> list[Finding]:
    """The findings of the pages and of the joining, by page."""
    found = [f for result in results for f in result.findings]
    order = {result.info.number: index for index, result in enumerate(results)}
    return sorted((*found, *stitched.findings), key=lambda f: order.get(f.page or 0, -1))


def _status(pages: Sequence[PageInfo]) -> str:
    """Ok, partial or failed, by how many pages have a result."""
    failed = sum(page.error is not None for page in pages)
    return "ok" if not failed else "failed" if failed == len(pages) else "partial"


def _renamed_page(info: PageInfo, places: Mapping[str, PartPlace]) -> PageInfo:
    """The page with its blocks pointing to the whole document's tables."""
    blocks = (b if b.table is None else replace(b, table=places[b.table].table) for b in info.blocks)
    return replace(info, blocks=tuple(blocks))


def _renamed_finding(
    finding: Finding, places: Mapping[str, PartPlace], tables: Mapping[str, Table]
) -> Finding:
    """The finding with its table and cells as they are in the whole document."""
    if finding.table is None:
        return finding
    place = places[finding.table]
    cells = (_anchor(tables[place.table], place.rows[c.row], place.cols[c.col]) for c in finding.cells)
    return replace(finding, table=place.table, cells=tuple(cells))


def _anchor(table: Table, row: int, col: int) -> CellRef:
    """The cell that covers a place of the grid."""
    return next(
        CellRef(c.row, c.col)
        for c in table.cells
        if c.row <= row < c.row + c.rowspan and c.col <= col < c.col + c.colspan
    )
