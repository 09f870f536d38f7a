"""Camelot beside our own reading: what it confirms, what it contradicts, and that its failures are not
ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import camelot
import pymupdf
import pytest

from budgetgrid.layout.geometry import Box
from budgetgrid.layout.source import open_source
from budgetgrid.tables.second_reading import OtherTable, compare, second_reading
from budgetgrid.tables.table import Cell, CellRef, Finding, Fragment, Table

BOX = Box(50, 60, 350, 120)


def table(texts: list[list[str]], box: Box = BOX) -> Table:
    cells = tuple(Cell(r, c, text=text) for r, row in enumerate(texts) for c, text in enumerate(row))
    return Table("t1", len(texts), len(texts[0]), cells, (Fragment(1, box, 0, len(texts) - 1),))


def reading(path: Path, tables: list[Table], password: str | None = None) -> list[Finding]:
    with open_source(path, password) as source:
        return second_reading(source.page(1), tables)


TRUTH = [["Item", "Amount", "Note"], ["Salaries", "1,234.56", ""], ["Total", "1,234.56", "x"]]


def drawn(path: Path, rotation: int = 0, **options: object) -> Path:
    """TRUTH in a grid of cells 100 x 20 pt with its upper left corner at (50, 60) of the page as it is
    shown."""
    document = pymupdf.open()
    size = (400, 300) if rotation % 180 == 0 else (300, 400)
    page = document.new_page(width=size[0], height=size[1])
    page.set_rotation(rotation)
    back = page.derotation_matrix
    for r, row in enumerate(TRUTH):
        for c, text in enumerate(row):
            page.draw_rect(pymupdf.Rect(50 + 100 * c, 60 + 20 * r, 150 + 100 * c, 80 + 20 * r) * back)
            place = pymupdf.Point(55 + 100 * c, 74 + 20 * r) * back
            page.insert_text(place, text, fontsize=10, rotate=rotation)
    document.save(path, **options)
    return path


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_same_table_gives_no_finding_however_the_page_is_turned(tmp_path: Path, rotation: int) -> None:
    path = drawn(tmp_path / "x.pdf", rotation)
    assert reading(path, [table(TRUTH)]) == []


def test_other_text_names_the_cell_and_quotes_both(tmp_path: Path) -> None:
    ours = [row[:] for row in TRUTH]
    ours[1][1] = "1,284.56"
    (finding,) = reading(drawn(tmp_path / "x.pdf"), [table(ours)])
    assert (finding.code, finding.severity, finding.page) == ("second-reading-differs", "info", 1)
    assert finding.cells == (CellRef(1, 1),)
    assert (finding.expected, finding.actual) == ("1,234.56", "1,284.56")


def test_other_grid_is_a_warning(tmp_path: Path) -> None:
    ours = [[*row[:1], " ".join(row[1:])] for row in TRUTH]
    (finding,) = reading(drawn(tmp_path / "x.pdf"), [table(ours)])
    assert (finding.severity, finding.expected, finding.actual) == ("warning", "3 x 3", "3 x 2")


def test_table_that_only_one_of_the_two_sees_is_a_warning(tmp_path: Path) -> None:
    path = drawn(tmp_path / "x.pdf")
    (missed,) = reading(path, [])
    assert (missed.severity, missed.table, missed.expected) == ("warning", None, "3 x 3")
    elsewhere = table(TRUTH, Box(50, 200, 350, 260))
    findings = reading(path, [table(TRUTH), elsewhere])
    assert [(f.severity, f.table) for f in findings] == [("warning", "t1")]


def test_merged_cell_is_compared_with_all_it_covers() -> None:
    other = OtherTable(BOX, (("", "Budget", "2024"), ("a", "b", "c")))
    merged = (Cell(0, 0, colspan=3, text="Budget 2024"), *(Cell(1, i, text=t) for i, t in enumerate("abc")))
    ours = Table("t1", 2, 3, merged, (Fragment(1, BOX, 0, 1),))
    assert list(compare(ours, other, 1)) == []
    wrong = replace(ours, cells=(replace(merged[0], text="Budget"), *merged[1:]))
    assert [f.cells for f in compare(wrong, other, 1)] == [(CellRef(0, 0),)]


def test_white_space_is_no_difference() -> None:
    other = OtherTable(BOX, (("一、\n财政 拨款",), ("1.00",)))
    assert list(compare(table([["一、财政拨款"], ["1.00"]]), other, 1)) == []


def test_encrypted_file_is_read_with_its_password(tmp_path: Path) -> None:
    path = drawn(tmp_path / "x.pdf", encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="pw", owner_pw="pw2")
    ours = [["?"] * 3 for _ in range(3)]
    (finding,) = reading(path, [table(ours)], "pw")
    assert len(finding.cells) == 9


def test_crop_box_moves_both_readings_alike(tmp_path: Path) -> None:
    document = pymupdf.open(drawn(tmp_path / "x.pdf"))
    document[0].set_cropbox(pymupdf.Rect(20, 30, 380, 200))
    document.save(tmp_path / "cropped.pdf")
    ours = table(TRUTH, Box(30, 30, 330, 90))
    assert reading(tmp_path / "cropped.pdf", [ours]) == []


def test_failure_of_camelot_is_no_failure_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("out of luck")

    monkeypatch.setattr(camelot, "read_pdf", crash)
    assert reading(drawn(tmp_path / "x.pdf"), [table(TRUTH)]) == []
