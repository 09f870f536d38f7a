"""Text layers that are right, and wrong ones that still look like text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pymupdf
import pytest
from drawn_lines import reading_of

from budgetgrid.layout.geometry import Box, Image
from budgetgrid.layout.source import open_source
from budgetgrid.ocr.layer_trust import layer_is_wrong, looks_odd
from budgetgrid.ocr.reading import Reading
from budgetgrid.ocr.text_layer import LayerCharacter, characters, runs_of

LINES = (
    "一般公共预算财政拨款收入",
    "社会保障和就业支出",
    "行政事业单位养老支出合计",
    "2080505机关单位缴费1,234.56",
)


def layer_of(lines: Sequence[str], font: str = "SimSun") -> list[LayerCharacter]:
    """Characters of 10 points, a line every 20."""
    return [
        LayerCharacter(text, Box(50 + 10 * i, 50 + 20 * row, 60 + 10 * i, 60 + 20 * row), 10.0, font)
        for row, line in enumerate(lines)
        for i, text in enumerate(line)
    ]


class OneReader:
    """Reads its lines in order, whatever it is shown, and counts the pictures."""

    name = "one"
    weights = ()

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = sorted(lines, key=len, reverse=True)
        self.shown: list[Image] = []

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        self.shown.extend(crops)
        return [reading_of(self.lines[i % len(self.lines)][:20], 0.99) for i in range(len(crops))]

    def detect(self, image: Image) -> list[Box]:
        raise AssertionError("nothing is to be looked for")


@pytest.fixture
def page(tmp_path: Path):
    document = pymupdf.open()
    sheet = document.new_page()
    for row, line in enumerate(LINES):
        sheet.insert_text((50, 60 + 20 * row), line, fontsize=10, fontname="china-s")
    document.save(tmp_path / "page.pdf")
    with open_source(tmp_path / "page.pdf") as source:
        yield source.page(1)


def shifted(line: str) -> str:
    """What a font with its table of characters off by a few thousand gives."""
    return "".join(chr(0x4E00 + (ord(c) * 7 + 1234) % 20900) if c > "\u4e00" else c for c in line)


def test_a_layer_that_looks_right_is_not_read(page):
    reader = OneReader(LINES)
    assert not layer_is_wrong(page, characters(page), reader)
    assert reader.shown == []


@pytest.mark.parametrize(
    "lines",
    [
        [shifted(line) for line in LINES],
        [line.encode("gbk").decode("latin-1") for line in LINES],
        [line.encode().decode("latin-1") for line in LINES],
        ["!\"#$%&'()*+,-./:;<=>?@[]" for _ in LINES],
    ],
    ids=["shifted", "gbk", "utf-8", "signs"],
)
def test_a_wrong_encoding_looks_odd_and_is_found_wrong(page, lines):
    assert looks_odd(layer_of(lines))
    assert layer_is_wrong(page, layer_of(lines), OneReader(LINES))


def test_an_odd_layer_that_reads_as_it_says_is_right(page):
    rare = ["".join(chr(0x7000 + 41 * i) for i in range(12))] * 4
    assert looks_odd(layer_of(rare))
    assert not layer_is_wrong(page, layer_of(rare), OneReader(rare[:1]))


def test_recognition_laid_over_a_page_is_held_against_it(page):
    bad = [
        "一股公共顶算财玫拔款收人",
        "杜会保樟和就业艾出",
        "行玫事业单位养老艾出台计",
        "208O5O5机关単位激费l,234.S6",
    ]
    assert not looks_odd(layer_of(LINES))
    assert looks_odd(layer_of(bad, "HiddenHorzOCR"))
    assert layer_is_wrong(page, layer_of(bad, "HiddenHorzOCR"), OneReader(LINES))
    assert not layer_is_wrong(page, layer_of(LINES[:1] * 3, "HiddenHorzOCR"), OneReader(LINES[:1]))


@pytest.mark.parametrize(
    "lines",
    [
        ["1,234.56 -12.5% (3.00)"] * 9,
        ["①《预算》“三公”经费：≥95%；□是☑否"] * 4,
        ["Budget of the City, 2013: $1,234,567.00"] * 3,
    ],
    ids=["amounts", "signs", "latin"],
)
def test_what_budgets_are_printed_with_does_not_look_odd(lines):
    assert not looks_odd(layer_of(lines))


def test_a_page_of_a_few_characters_says_nothing():
    assert not looks_odd(layer_of(["Ô¤ËãÊÕÈë"]))


def test_runs_end_at_wide_gaps_and_line_ends():
    found = layer_of(["收入", "支出"])
    far = [LayerCharacter("万", Box(200, 50, 210, 60), 10.0, "SimSun")]
    assert ["".join(c.text for c in run) for run in runs_of([*found, *far])] == ["收入", "万", "支出"]
