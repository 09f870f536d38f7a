"""Money in forms: the total of a project's funds and the sources below it (财政拨款, 其他资金)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from budgetgrid.tables.checks.identity import Identity, Spot
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.sheet import Figure, Sheet, read_figure
from budgetgrid.tables.table import Cell

RULE = "sum-of-funds"

_TOTAL = re.compile(r".*(?:资金总额|金额合计|资金合计)[:：]?|总额[:：]?")
_SOURCE = re.compile(r"(?:其中[:：]?)?(?:.*(?:拨款|资金|收入))[:：]?")


def fund_sums(sheet: Sheet) -> Iterator[Identity]:
    """Each total with the amounts of the sources right below its label."""
    labels = {(cell.row, cell.col): cell for cell in sheet.table.cells}
    for label in sheet.table.cells:
        if not _TOTAL.fullmatch(plain(label.text)):
            continue
        total = _beside(sheet, label)
        sources = list(_sources(labels, label))
        parts = [cell for source in sources if (cell := _beside(sheet, source))]
        if total is not None and len(parts) > 1 and len(parts) == len(sources):
            at = Spot(sheet.table.id, total.row, total.col)
            spots = tuple(Spot(sheet.table.id, cell.row, cell.col) for cell in parts)
            yield Identity(RULE, f"{RULE} {at.table} {at.row} {at.col}", at, spots)


def fund_figures(sheets: Sequence[Sheet]) -> dict[Spot, Figure]:
    """The figures of these sums, which need not be in columns of figures."""
    return {
        spot: read_figure(sheet.owners[spot.row][spot.col])
        for sheet in sheets
        for identity in fund_sums(sheet)
        for spot in identity.spots
    }


def _sources(labels: dict[tuple[int, int], Cell], total: Cell) -> Iterator[Cell]:
    """The labels of sources right below a total's label, as far as they follow each other."""
    row = total.row + total.rowspan
    while (label := labels.get((row, total.col))) and _SOURCE.fullmatch(plain(label.text)):
        if _TOTAL.fullmatch(plain(label.text)):
            return
        yield label
        row += label.rowspan


def _beside(sheet: Sheet, label: Cell) -> Cell | None:
    """The cell right of a label in its row."""
    col = label.col + label.colspan
    cell = sheet.owners[label.row][col] if col < sheet.table.cols else None
    return cell if cell is not None and cell.row == label.row else None
