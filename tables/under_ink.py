"""Cells that a seal or handwriting lies over: flagged, and trusted less."""

from __future__ import annotations

from dataclasses import replace

from budgetgrid.layout.geometry import Box
from budgetgrid.layout.seals import LiftedPage
from budgetgrid.tables.confidence.uncalibrated import expected_share
from budgetgrid.tables.table import Cell, Table

FLAGS = {"seal": "under-seal", "handwriting": "handwriting"}

LEAST_INKED_INCH2 = 0.0008
"""Area of lifted ink from which a cell counts as covered: 0.5 mm2, the end of a stroke."""

TRUST = 0.95
"""What the confidence of a covered cell is multiplied with: of 168 on 11 dev pages under a simulated seal 167
are right at light damage, of 115 on 8 pages 110 at medium."""


def mark_under_ink(table: Table, lifted: LiftedPage) -> Table:
    """The table of one page, boxes in points of it, with the cells marked that ink was lifted off."""
    if not lifted.inks:
        return table
    cells = tuple(_marked(cell, lifted) for cell in table.cells)
    return replace(table, cells=cells, confidence=expected_share(cells))


def _marked(cell: Cell, lifted: LiftedPage) -> Cell:
    """The cell, with a flag for each kind of ink over it."""
    dpi = lifted.image.dpi
    least = LEAST_INKED_INCH2 * dpi**2
    flags = tuple(
        dict.fromkeys(
            FLAGS[ink.kind]
            for ink in lifted.inks
            for place in cell.places
            if _inked(lifted, ink.box.intersection(place.box.scaled(dpi / 72))) >= least
        )
    )
    if not flags:
        return cell
    sure = None if cell.confidence is None else round(cell.confidence * TRUST, 4)
    return replace(cell, flags=(*cell.flags, *flags), confidence=sure)


def _inked(lifted: LiftedPage, box: Box) -> int:
    """How many px of a box lie under lifted ink."""
    if box.width <= 0 or box.height <= 0:
        return 0
    part = lifted.inked[
        max(0, int(box.top)) : int(box.bottom) + 1, max(0, int(box.left)) : int(box.right) + 1
    ]
    return int(part.sum())
