"""What is found wrong or doubtful in a truth file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
from typed_truths import typed_table

from budgetgrid.benchmarks.truth import (
    Provenance,
    Rect,
    Truth,
    TruthPage,
    TruthPlace,
    TruthTable,
    save_truth,
)
from budgetgrid.benchmarks.truth_check import Trouble, check_file, check_truth

SAMPLES = Path(__file__).parents[2] / "samples"
TABLE = typed_table("项目 | 合计 | 基本 | 项目支出\n甲 | 5 | 2 | 3\n乙 | 7 | 3 | 4\n丙 | 2 | 1 | 1")


def truth(*tables: TruthTable) -> Truth:
    provenance = Provenance("somebody", "2026-01-31", "by hand", "a town")
    metadata: dict[str, str | int | None] = {
        "slug": "x",
        "title": "t",
        "organisation": "o",
        "year": 2021,
        "publisher": "p",
    }
    return Truth(provenance, metadata, (TruthPage(1, 595.0, 842.0),), tables)


def with_cell(index: int, **changes: object) -> TruthTable:
    cells = list(TABLE.cells)
    cells[index] = replace(cells[index], **changes)  # type: ignore[arg-type]
    return replace(TABLE, cells=tuple(cells))


def moved(index: int, box: Rect, page: int = 1) -> TruthTable:
    cell = TABLE.cells[index]
    return with_cell(index, places=(TruthPlace(page, box, cell.text, cell.raw),))


def messages(table: TruthTable) -> list[str]:
    return [f"{t.severity}: {t.message}" for t in check_truth(truth(table))]


def test_a_sound_truth_has_no_trouble() -> None:
    assert check_truth(truth(TABLE), "项目合计基本支出甲乙丙1234567") == []


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (replace(TABLE, cells=TABLE.cells[:-1]), "1 places without a cell"),
        (with_cell(5, colspan=2), "taken twice"),
        (replace(TABLE, kind="budget"), "no kind 'budget'"),
        (replace(TABLE, continues="p0-t1"), "goes on from p0-t1, which there isn't"),
        (replace(TABLE, header_rows=9), "9 header rows of 4"),
        (with_cell(4, text="丁"), "row 1, column 0: text is not raw joined"),
        (moved(4, Rect(45, 70, 150, 90)), "row 1, column 0 is not in its table"),
        (moved(4, Rect(150, 70, 50, 90)), "row 1, column 0 is not in its table"),
        (moved(4, Rect(50, 70, 150, 90), page=2), "row 1, column 0 is not in its table"),
        (replace(TABLE, fragments=(replace(TABLE.fragments[0], page=2),)), "there is no page 2"),
    ],
)
def test_errors_are_named(table: TruthTable, message: str) -> None:
    assert any(message in found for found in messages(table) if found.startswith("error")), messages(table)


def test_a_table_beside_its_page_is_an_error() -> None:
    wide = typed_table("a | b | c | d | e | f\n1 | 2 | 3 | 4 | 5 | 6")
    assert messages(wide)[0] == "error: its box is not on page 1"


def test_a_header_cell_that_reaches_into_the_data_is_an_error() -> None:
    table = typed_table("a | b\n^ | c\n1 | 2", header_rows=1)
    assert "error: row 0, column 0 reaches below the header" in messages(table)


def test_a_sum_that_fails_is_told_with_what_was_expected() -> None:
    assert messages(with_cell(5, text="6", raw="6")) == [
        "doubt: 1,1 holds 6, but 1,2 + 1,3 make 5 (columns)",
    ]


def test_characters_no_recogniser_knows_are_named_with_their_cells() -> None:
    found = check_truth(truth(TABLE), "项目合计基本支出乙丙123457")
    assert found == [Trouble("doubt", "'甲' (U+7532) can't be recognised: 1,0", "p1-t1")]


def test_two_tables_of_one_name_are_an_error() -> None:
    assert Trouble("error", "two tables have this id", "p1-t1") in check_truth(truth(TABLE, TABLE))


def test_files_that_are_no_truth_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "truth.json"
    assert "can't be read" in check_file(path)[0].message
    path.write_text("{", encoding="utf-8")
    assert "can't be read" in check_file(path)[0].message
    save_truth(truth(TABLE), path)
    assert check_file(path) == []
    document = json.loads(path.read_text(encoding="utf-8"))
    document["tables"][0]["cells"][0]["row"] = "0"
    del document["truth"]["when"]
    path.write_text(json.dumps(document), encoding="utf-8")
    assert sorted(t.message.split(":")[0] for t in check_file(path)) == [
        "$.tables[0].cells[0].row",
        "$.truth",
    ]


def test_a_document_of_other_pages_is_an_error(tmp_path: Path) -> None:
    save_truth(truth(TABLE), tmp_path / "truth.json")
    with pymupdf.open() as document:
        document.new_page()
        document.new_page()
        document.save(tmp_path / "scan.pdf")
    assert check_file(tmp_path / "truth.json") == [Trouble("error", "scan.pdf has 2 pages, the truth 1")]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/truth.json")), ids=lambda path: path.parent.name)
def test_no_shipped_truth_has_an_error(path: Path) -> None:
    assert [t for t in check_file(path) if t.severity == "error"] == []
