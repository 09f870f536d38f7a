"""Every rebuilt sample: its truth against the rules and characters of its digital.pdf, read independently."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from budgetgrid.benchmarks.typeset.errors import FaceMissing
from budgetgrid.benchmarks.typeset.flow import flow_document
from budgetgrid.benchmarks.typeset.source import read_source
from budgetgrid.benchmarks.typeset.truth import write_truth

SAMPLES = Path(__file__).parents[2] / "samples"
REBUILT = sorted(path.parent for path in SAMPLES.glob("*/source.html"))
RULE_SLACK = 0.1
"""pt; truth boxes are rounded to 0.01 pt, PDF coordinates to a few digits more."""

INSET = pymupdf.Rect(0.3, 0.3, -0.3, -0.3)
"""Keeps a neighbour's glyph that touches the rule out of a cell's box."""

Json = dict[str, Any]


def load(folder: Path) -> Json:
    truth: Json = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return truth


def squeezed(text: str) -> str:
    return "".join(text.split())


def rules_of(page: pymupdf.Page) -> list[tuple[float, float, float, float]]:
    return [
        (item[1].x, item[1].y, item[2].x, item[2].y)
        for drawing in page.get_drawings()
        for item in drawing["items"]
        if item[0] == "l"
    ]


def is_ruled(
    rules: list[tuple[float, float, float, float]], x0: float, y0: float, x1: float, y1: float
) -> bool:
    return any(
        min(a, c) <= min(x0, x1) + RULE_SLACK
        and max(a, c) >= max(x0, x1) - RULE_SLACK
        and min(b, d) <= min(y0, y1) + RULE_SLACK
        and max(b, d) >= max(y0, y1) - RULE_SLACK
        for a, b, c, d in rules
    )


@pytest.mark.parametrize("folder", REBUILT, ids=lambda folder: folder.name)
def test_cells_tile_their_grid(folder: Path) -> None:
    for table in load(folder)["tables"]:
        covered = [
            (row, col)
            for cell in table["cells"]
            for row in range(cell["row"], cell["row"] + cell["rowspan"])
            for col in range(cell["col"], cell["col"] + cell["colspan"])
        ]
        assert sorted(covered) == [(r, c) for r in range(table["rows"]) for c in range(table["cols"])]


@pytest.mark.parametrize("folder", REBUILT, ids=lambda folder: folder.name)
def test_characters_in_each_box_are_the_truth(folder: Path) -> None:
    with pymupdf.open(folder / "digital.pdf") as document:
        for table in load(folder)["tables"]:
            for cell in table["cells"]:
                for place in cell["places"]:
                    inside = pymupdf.Rect(place["box"]) + INSET
                    found = document[place["page"] - 1].get_text(clip=inside)
                    assert squeezed(found) == squeezed(place["raw"]), (table["id"], cell["row"], cell["col"])
                printed = "".join(place["raw"] for place in cell["places"])
                assert squeezed(printed) == squeezed(cell["raw"]) == squeezed(cell["text"])


@pytest.mark.parametrize("folder", REBUILT, ids=lambda folder: folder.name)
def test_boxes_of_full_tables_lie_on_drawn_rules(folder: Path) -> None:
    with pymupdf.open(folder / "digital.pdf") as document:
        rules = [rules_of(page) for page in document]
        for table in load(folder)["tables"]:
            if table["ruling"] != "full":
                continue
            for cell in table["cells"]:
                for place in cell["places"]:
                    left, top, right, bottom = place["box"]
                    drawn = rules[place["page"] - 1]
                    assert is_ruled(drawn, left, top, right, top)
                    assert is_ruled(drawn, left, bottom, right, bottom)
                    assert is_ruled(drawn, left, top, left, bottom)
                    assert is_ruled(drawn, right, top, right, bottom)


@pytest.mark.parametrize("folder", REBUILT, ids=lambda folder: folder.name)
def test_nothing_is_printed_that_the_truth_leaves_out(folder: Path) -> None:
    truth = load(folder)
    with pymupdf.open(folder / "digital.pdf") as document:
        assert [page["number"] for page in truth["pages"]] == list(range(1, document.page_count + 1))
        for number, page in enumerate(document, start=1):
            told = [part["text"] for part in truth["narrative"] if part["page"] == number]
            for table in truth["tables"]:
                told += [p["raw"] for c in table["cells"] for p in c["places"] if p["page"] == number]
                for fragment in table["fragments"]:
                    if fragment["page"] == number:
                        told += [cell["raw"] for cell in fragment["repeated_header"]]
            assert sorted(squeezed("".join(told))) == sorted(squeezed(page.get_text()))


def test_sanmenxia_amounts_add_up_to_their_total_and_the_narrative() -> None:
    truth = load(SAMPLES / "sanmenxia-2021")
    items = truth["tables"][0]
    amounts = [
        (cell["role"], Decimal(cell["text"].replace(",", "")))
        for cell in items["cells"]
        if cell["col"] == 5 and cell["row"] >= items["header_rows"] and cell["text"]
    ]
    total = next(amount for role, amount in amounts if role == "total")
    assert sum(amount for role, amount in amounts if role != "total") == total == Decimal(13567000)
    assert any("支出预算13,567,000元" in part["text"] for part in truth["narrative"])


@pytest.mark.parametrize("folder", REBUILT, ids=lambda folder: folder.name)
def test_typesetting_again_gives_the_committed_truth(folder: Path, tmp_path: Path) -> None:
    source = read_source(folder / "source.html")
    try:
        flow = flow_document(source)
    except FaceMissing as error:
        pytest.skip(str(error))
    write_truth(flow, source.facts, tmp_path / "truth.json")
    again, committed = load(tmp_path), load(folder)
    for part in ("metadata", "pages", "tables", "narrative"):
        assert again[part] == committed[part]
