"""Cells that lifted ink lay over."""

from __future__ import annotations

import numpy as np
import pytest

from budgetgrid.layout.geometry import IDENTITY, Box
from budgetgrid.layout.page_image import PageImage
from budgetgrid.layout.seals import ColouredInk, LiftedPage
from budgetgrid.tables.table import Cell, Fragment, Place, Table
from budgetgrid.tables.under_ink import mark_under_ink


def row_of_cells() -> Table:
    """Four cells of 100 x 100 points side by side."""
    cells = tuple(
        Cell(
            0,
            col,
            confidence=0.8,
            flags=("kept",),
            places=(Place(1, Box(100 * col, 0, 100 * col + 100, 100)),),
        )
        for col in range(4)
    )
    return Table("t1", 1, 4, cells, (Fragment(1, Box(0, 0, 400, 100), 0, 0),), confidence=0.8)


def lifted(*inks: ColouredInk) -> LiftedPage:
    """A page of a px to a point, whose inks fill their boxes."""
    inked = np.zeros((100, 400), np.bool_)
    for ink in inks:
        inked[int(ink.box.top) : int(ink.box.bottom), int(ink.box.left) : int(ink.box.right)] = True
    return LiftedPage(PageImage(1, np.zeros((100, 400, 3), np.uint8), 72.0, IDENTITY), inks, inked)


def test_only_cells_that_ink_lay_on_are_flagged_and_trusted_less():
    table = mark_under_ink(row_of_cells(), lifted(ColouredInk("seal", Box(150, 20, 260, 80))))
    assert [c.flags for c in table.cells] == [
        ("kept",),
        ("kept", "under-seal"),
        ("kept", "under-seal"),
        ("kept",),
    ]
    assert [c.confidence for c in table.cells] == [0.8, 0.76, 0.76, 0.8]
    assert table.confidence == pytest.approx(0.78)


def test_handwriting_has_a_flag_of_its_own():
    inks = ColouredInk("seal", Box(0, 0, 90, 90)), ColouredInk("handwriting", Box(60, 40, 190, 70))
    table = mark_under_ink(row_of_cells(), lifted(*inks))
    assert [c.flags[1:] for c in table.cells] == [("under-seal", "handwriting"), ("handwriting",), (), ()]


def test_a_cell_in_the_box_of_a_seal_that_no_ink_lay_on_stays():
    page = lifted(ColouredInk("seal", Box(0, 0, 400, 100)))
    page.inked[:, 100:301] = False
    assert [len(c.flags) for c in mark_under_ink(row_of_cells(), page).cells] == [2, 1, 1, 2]


def test_a_cell_without_a_confidence_gets_none():
    bare = Table("t1", 1, 1, (Cell(0, 0, places=(Place(1, Box(0, 0, 90, 90)),)),), ())
    (cell,) = mark_under_ink(bare, lifted(ColouredInk("seal", Box(0, 0, 90, 90)))).cells
    assert (cell.flags, cell.confidence) == (("under-seal",), None)


def test_a_page_without_ink_leaves_the_table_as_it_is():
    table = row_of_cells()
    assert mark_under_ink(table, lifted()) is table
