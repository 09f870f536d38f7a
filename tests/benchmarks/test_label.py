"""Labelling: the text a person corrects, the truth made of it, the command from a PDF to a checked truth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
from typer.testing import CliRunner

from budgetgrid.benchmarks import label as command
from budgetgrid.benchmarks.label_text import (
    IDENTITY,
    Label,
    LabelInvalid,
    LabelPage,
    LabelTable,
    placed,
    read_label,
    write_label,
)
from budgetgrid.benchmarks.label_truth import truth_of
from budgetgrid.benchmarks.truth import UNCHECKED, Rect, load_truth
from budgetgrid.benchmarks.truth_check import check_truth
from budgetgrid.benchmarks.truth_sums import check_sums
from budgetgrid.benchmarks.typed_rows import Typed
from budgetgrid.cli.app import build_app
from budgetgrid.layout.errors import BadOption, OutputExists, ResultUnreadable

TEXT = """
draft: budgetgrid 1
title: 某局2021年部门预算
year: 2021
publisher: 某局
checked by: 张三
# a remark
== page 2
frame: 1 0 10 0 1 20 0 0 1
-- p2-t1
title: 收支总表
kind: income-expenditure
header rows: 1
panels: 0-1/1 2-3/1
columns: 50 100 ? ? 400
rows: 60 80 100
# look first at 1,0 (0.40)
 0 | 收入 | < | 支出 | <
   | 一、拨\\n款 | 1.00 | 一、基本\\nx\\ny | 1.00
"""
SIZES = [(842.0, 595.0), (600.0, 400.0)]


def test_a_label_says_what_was_typed() -> None:
    label = read_label(TEXT)
    assert label.facts["checked by"] == "张三"
    (page,) = label.pages
    assert page.number == 2
    assert page.frame == ((1, 0, 10), (0, 1, 20), (0, 0, 1))
    (table,) = page.tables
    assert table.facts["panels"] == "0-1/1 2-3/1"
    assert table.columns == (50, 100, None, None, 400)
    assert table.cells[:3] == (
        Typed(0, 0, 1, 2, "收入"),
        Typed(0, 2, 1, 2, "支出"),
        Typed(1, 0, 1, 1, "一、拨\n款"),
    )


def test_a_label_that_is_written_is_read_back() -> None:
    table = LabelTable(
        "p1-t1", {"title": "甲:乙", "kind": "other"}, (1.5, None, 3), (0.25, 7), (Typed(0, 0, 1, 2, "#|"),)
    )
    label = Label({"title": "x: y", "draft": "z"}, (LabelPage(1, IDENTITY, (table,)), LabelPage(2)))
    again = read_label(write_label(label))
    assert {key: value for key, value in again.facts.items() if value} == label.facts
    told = again.pages[0].tables[0]
    facts = {key: value for key, value in told.facts.items() if value}
    assert (replace(told, facts=facts), again.pages[1]) == (table, LabelPage(2))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("| 1.00 | 一", "| 一", "p2-t1, row 1: 3 cells between 5 sides"),
        ("rows: 60 80 100", "rows: 60 100", "2 rows between 2 sides"),
        ("rows: 60 80 100", "rows: ? 80 100", "first and the last side"),
        ("rows: 60 80 100", "rows: 60 80 80", "not in order"),
        ("rows: 60 80 100", "rows: 60 8o 100", "'8o' is no number"),
        ("kind:", "sort:", "line 12: 'sort' is nothing"),
        ("frame: 1 0 10 0 1 20 0 0 1", "frame: 1 0 10", "no frame of nine numbers"),
        ("# look", "look", "line 17: "),
    ],
)
def test_slips_are_refused_with_their_place(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(LabelInvalid, match=message):
        read_label(TEXT.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("== page 2", "== page 3", "no page 3 in a document of 2 pages"),
        ("year: 2021", "year: 二〇二一", "no year"),
        ("header rows: 1", "header rows: one", "no number of header rows"),
        ("panels: 0-1/1 2-3/1", "panels: 0-1/1 2-2/1", "panels over 4 columns"),
        ("| 支出 | <", "| 支出 | ^", "p2-t1: .* without a cell"),
    ],
)
def test_labels_that_contradict_themselves_are_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(LabelInvalid, match=message):
        truth_of(read_label(TEXT.replace(old, new)), "x", SIZES)


def test_sides_without_a_place_lie_evenly_between_their_neighbours() -> None:
    assert placed((50, 100, None, None, 400)) == [50, 100, 200, 300, 400]


def test_the_truth_has_the_cells_where_the_page_shows_them() -> None:
    truth = truth_of(read_label(TEXT), "some-sample", SIZES)
    (table,) = truth.tables
    assert (table.rows, table.cols, table.header_rows, len(table.panels)) == (2, 4, 1, 2)
    assert table.cells[0].places[0].box == Rect(60, 80, 210, 100)
    assert table.fragments[0].box == Rect(60, 80, 410, 120)
    assert [cell.text for cell in table.cells] == ["收入", "支出", "一、拨款", "1.00", "一、基本x y", "1.00"]
    assert [cell.role for cell in table.cells] == ["header"] * 2 + [None] * 4
    assert truth.metadata["slug"] == "some-sample"


def test_a_draft_says_that_nobody_checked_it_and_a_label_who_did() -> None:
    draft = truth_of(read_label(TEXT.replace("checked by: 张三", "checked by:")), "x", SIZES).provenance
    assert (draft.made_by, draft.how) == ("budgetgrid 1", f"draft by budgetgrid 1, {UNCHECKED}")
    checked = truth_of(read_label(TEXT), "x", SIZES).provenance
    assert checked.made_by == "张三" and UNCHECKED not in checked.how


def test_the_example_of_the_documentation_is_a_label_whose_sums_hold() -> None:
    page = (Path(__file__).parents[2] / "docs" / "labelling.md").read_text(encoding="utf-8")
    example = page[page.index("    == page 1") : page.index("- `<` belongs")]
    text = "\n".join(line[4:] for line in example.splitlines())
    truth = truth_of(read_label(text), "x", SIZES)
    assert check_truth(truth) == []
    assert len(check_sums(truth.tables).held) == 4


# the command


RECOGNISABLE = command.recognisable
"""Before a fixture puts another in its place."""


def test_the_recogniser_knows_what_budgets_are_written_with() -> None:
    known = RECOGNISABLE("small")
    assert known.issuperset("一三公经费0.5%（）：，“”≥ ") and not known & set("㎡\U00020000")


@pytest.fixture
def budget(tmp_path: Path) -> Path:
    """Three pages with a text layer; the second has a table of 2 x 3 cells from (60, 80) to (360, 140) pt."""
    with pymupdf.open() as drawn:
        for number in range(3):
            page = drawn.new_page(width=432, height=288)
            page.insert_text((60, 40), "Page of a budget", fontsize=12)
            if number == 1:
                for x in (60, 160, 260, 360):
                    page.draw_line((x, 80), (x, 140), width=1)
                for y in (80, 110, 140):
                    page.draw_line((60, y), (360, y), width=1)
                for index, text in enumerate(("Item", "Plan", "Fact", "Roads", "1.00", "2.50")):
                    page.insert_text((80 + 100 * (index % 3), 100 + 30 * (index // 3)), text, fontsize=10)
        drawn.save(tmp_path / "budget.pdf")
    return tmp_path / "budget.pdf"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages with a text layer need no recogniser."""
    monkeypatch.setattr("budgetgrid.ocr.engines.open_engine", lambda *_: None)
    monkeypatch.setattr(command, "recognisable", lambda _: frozenset("ItemPlanFctRods1.0025"))


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build_app(), ["label", *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_a_draft_is_a_sample_folder_of_the_chosen_pages(budget: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    assert run(str(budget), "-o", str(folder), "--pages", "2-3", "-q") == (0, "")
    assert sorted(p.name for p in folder.iterdir()) == [
        "digital.pdf",
        "label.txt",
        "page-1.png",
        "page-2.png",
        "truth.json",
    ]
    (table,) = load_truth(folder / "truth.json").tables
    assert [cell.text for cell in table.cells] == ["Item", "Plan", "Fact", "Roads", "1.00", "2.50"]
    box = table.cells[4].places[0].box
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx((160, 110, 260, 140), abs=0.6)
    with pytest.raises(OutputExists):
        run(str(budget), "-o", str(folder))


def test_a_corrected_draft_becomes_a_truth_that_is_checked(budget: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    run(str(budget), "-o", str(folder), "--pages", "2", "-q")
    text = (folder / "label.txt").read_text(encoding="utf-8")
    code, output = run("--check", str(folder))
    assert code == 1 and "publisher" in output and "when" in output
    facts = (("checked by", "A"), ("when", "2026-01-31"), ("source", "a town"), ("publisher", "a town"))
    for key, value in facts:
        text = text.replace(f"\n{key}:\n", f"\n{key}: {value}\n")
    (folder / "label.txt").write_text(text.replace("Roads", "Rail ways"), encoding="utf-8")
    picture = (folder / "page-1.png").read_bytes()
    code, output = run("--finish", str(folder))
    assert code == 0 and "'w' (U+0077) can't be recognised: 1,0" in output
    assert load_truth(folder / "truth.json").tables[0].cells[3].text == "Rail ways"
    assert (folder / "page-1.png").read_bytes() != picture
    (folder / "label.txt").write_text(text.replace(" 1 | Roads", " 1 | Roads | "), encoding="utf-8")
    with pytest.raises(ResultUnreadable, match="row 1: 4 cells between 4 sides"):
        run("--finish", str(folder))


def test_finishing_and_checking_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(BadOption):
        run("--finish", "--check", str(tmp_path))
