"""The list of cells worth a look."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from budgetgrid.document import Document, Run, Source
from budgetgrid.layout.geometry import Box
from budgetgrid.review_list import COLUMNS, review_csv, review_list
from budgetgrid.tables.table import Cell, CellAlternative, CellRef, Finding, Place, Table

PLACE = (Place(3, Box(10, 20, 30.25, 40)),)

WORST = Cell(
    1, 0, text="1.00", places=PLACE, confidence=0.4, text_confidence=0.4, structure_confidence=0.9,
    alternatives=(CellAlternative("7.00", 0.3),),
)  # fmt: skip
SHIFTED = Cell(
    1, 1, text="2.00", places=PLACE, confidence=0.8, text_confidence=0.99, structure_confidence=0.8
)  # fmt: skip
CELLS = (
    Cell(0, 0, text="项目", places=PLACE, confidence=0.999, text_confidence=1.0, structure_confidence=0.999),
    Cell(0, 1, text="备注", places=PLACE),
    WORST,
    SHIFTED,
)


def document(*cells: Cell, findings: tuple[Finding, ...] = ()) -> Document:
    table = Table("t1", 2, 2, cells, (), title="收支总表")
    return Document(Source("a.pdf", "0", 3), Run("1", "fake"), "ok", (), (table,), findings)


def test_unknown_comes_first_then_the_least_sure_and_sure_cells_are_left_out():
    assert [i.reading for i in review_list(document(*CELLS), 0.95)] == ["备注", "1.00", "2.00"]


def test_the_weaker_of_text_and_place_is_the_reason():
    _, text, place = review_list(document(*CELLS), 0.95)
    assert (text.reason, place.reason) == ("the text", "row, column or span")


def test_findings_and_flags_are_reasons_too():
    finding = Finding("sum-across", "warning", "the parts make 3.00", "t1", (CellRef(1, 0), CellRef(1, 0)))
    flagged = replace(WORST, flags=("read-as-number", "repaired"))
    (item,) = review_list(document(flagged, findings=(finding,)), 0.95)
    assert item.reason == "the text; read as its column has it; repaired; sum-across"


def test_csv_has_a_line_a_cell_with_its_place_in_points():
    written = review_csv(review_list(document(WORST), 0.95)).decode()
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert rows == [
        list(COLUMNS),
        [
            *("0.4000", "3", "t1", "收支总表", "1", "0", "10.0", "20.0", "30.2", "40.0"),
            *("1.00", "7.00", "the text"),
        ],
    ]
