"""What a peer read, as the tables that the benchmark compares."""

from __future__ import annotations

from collections.abc import Sequence

from budgetgrid.benchmarks.page_tables import PageCell, PageTable, fragment_tables
from budgetgrid.benchmarks.peers.peer_run import PeerRun
from budgetgrid.benchmarks.peers.runners.shape import PeerCell, PeerPage, PeerTable, Piece
from budgetgrid.benchmarks.runs import Cost, Reading, on_clean_page
from budgetgrid.benchmarks.samples import Sample
from budgetgrid.benchmarks.warp import Warp
from budgetgrid.layout.geometry import Box


def as_reading(
    sample: Sample, degree: int, run: PeerRun, warps: tuple[Warp, ...], text_only: bool
) -> Reading:
    """A peer's run as a reading of a sample, boxes in points of the clean pages.

    Pages that are missing or failed have no tables. `text_only`: the true tables are filled with the peer's
    characters on those pages that it read.
    """
    count = len(sample.truth.pages)
    read = [page for page in run.result.pages if page.error is None]
    tables: list[PageTable] = []
    for page in read:
        if text_only:
            pieces = on_clean_page(_row_of(page), warps, degree).cells
            truth = [table for table in fragment_tables(sample.truth) if table.page == page.number]
            tables += [in_true_cells(table, pieces) for table in truth]
        else:
            found = [page_table(table, page.number) for table in page.content.tables]
            tables += [on_clean_page(table, warps, degree) for table in found]
    return Reading(tables, count, count - len(read), Cost(run.cpu_seconds / count, run.peak_memory))


def page_table(table: PeerTable, page: int) -> PageTable:
    """A peer's table as one of the benchmark's, boxes in points of the scanned page."""
    cells = tuple(_page_cell(cell) for cell in table.cells)
    return PageTable("", page, Box(*table.box), table.rows, table.cols, cells)


def _page_cell(cell: PeerCell) -> PageCell:
    lines = len([line for line in cell.text.split("\n") if line.strip()])
    return PageCell(cell.row, cell.col, cell.rowspan, cell.colspan, cell.text, lines, Box(*cell.box))


def _row_of(page: PeerPage) -> PageTable:
    """A page's pieces of text as one row of cells, so that they can be carried like a table's."""
    cells = tuple(_piece_cell(col, piece) for col, piece in enumerate(page.content.pieces))
    return PageTable("", page.number, Box(0, 0, 0, 0), 1, len(cells), cells)


def _piece_cell(col: int, piece: Piece) -> PageCell:
    return PageCell(0, col, 1, 1, piece.text, 1, Box(*piece.box))


def in_true_cells(truth: PageTable, pieces: Sequence[PageCell]) -> PageTable:
    """A true table with other texts: each piece goes to the cell that its centre is in.

    Pieces keep the order in which they were read.
    """
    texts = dict.fromkeys((cell.place for cell in truth.cells), "")
    for piece in pieces:
        place = next((cell.place for cell in truth.cells if _holds(cell.box, piece.box)), None)
        if place is not None:
            texts[place] += piece.text
    cells = tuple(
        PageCell(*cell.place, texts[cell.place], int(bool(texts[cell.place])), cell.box)
        for cell in truth.cells
    )
    return PageTable(truth.id, truth.page, truth.box, truth.rows, truth.cols, cells)


def _holds(box: Box, piece: Box) -> bool:
    x, y = piece.center
    return box.left <= x < box.right and box.top <= y < box.bottom
