"""Invented tables of typewriters: what is drawn is what the truth says."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pymupdf
import pytest

from budgetgrid.benchmarks.invented.typed_habits import Habits, draw_boxed_habits, draw_habits
from budgetgrid.benchmarks.invented.typed_sheet import steps_of
from budgetgrid.benchmarks.invented.typed_table import type_table
from budgetgrid.benchmarks.invented.typewriter import write_documents
from budgetgrid.benchmarks.truth import Truth, load_truth

COUNT = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("typewriter")
    write_documents(place, COUNT, seed=3)
    return place


def truths(folder: Path) -> list[Truth]:
    return [load_truth(path) for path in sorted(folder.glob("*/truth.json"))]


def squeezed(text: str) -> str:
    """Without white space; PDF readers take the glyph of a hyphen for that of a soft one."""
    return "".join(text.split()).replace("\xad", "-")


def test_every_cell_holds_what_is_typed_in_its_box(folder: Path) -> None:
    seen = 0
    for path in sorted(folder.glob("*/truth.json")):
        with pymupdf.open(path.parent / "digital.pdf") as document:
            for table in load_truth(path).tables:
                for cell in table.cells:
                    (place,) = cell.places
                    box = pymupdf.Rect(place.box.left, place.box.top, place.box.right, place.box.bottom)
                    typed = squeezed(document[place.page - 1].get_text(clip=box))
                    text = squeezed(cell.text)
                    assert text in typed or (text.startswith("$") and text[1:] in typed)
                    assert set(typed) - set(text) <= set("-=─|│.$")
                    seen += bool(text)
    assert seen > 100


def test_rules_are_typed_and_not_drawn(folder: Path) -> None:
    for path in folder.glob("*/digital.pdf"):
        with pymupdf.open(path) as document:
            assert not any(page.get_drawings() for page in document)
            assert any(sign * 6 in squeezed(document[0].get_text()) for sign in "-=─")


@pytest.mark.parametrize("number", range(6))
def test_rules_on_all_sides_meet_in_corners(number: int, tmp_path: Path) -> None:
    habits = draw_boxed_habits(Random(f"boxed {number}"))
    typed = type_table(Random(number), habits)
    bars = {t.step for t in typed.texts if t.text == habits.upright}
    corners = {t.step for t in typed.texts if t.text in "".join(habits.corners)} if habits.corners else bars
    assert len(bars) == len(typed.col_steps)
    assert corners == bars
    rules = {t.line for t in typed.texts if t.text == habits.frame * (len(t.text)) and len(t.text) > 3}
    assert len(rules) == (len(typed.row_lines) if habits.ruled_rows else 3)


def test_the_same_seed_types_the_same(folder: Path, tmp_path: Path) -> None:
    write_documents(tmp_path, COUNT, seed=3)
    again = sorted(tmp_path.glob("*/truth.json"))
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in sorted(folder.glob("*/truth.json"))]


def test_habits_of_both_scripts_and_of_all_rules_come_up() -> None:
    drawn: list[Habits] = [draw_habits(Random(f"habits {n}")) for n in range(60)]
    assert {bool(h.chinese) for h in drawn} == {True, False}
    assert {"", "|", "│"} <= {h.upright for h in drawn}
    assert {".", ". ", ""} <= {h.leader for h in drawn}
    assert all(h.frame or h.before_sums for h in drawn)


def test_a_scan_of_one_bit_holds_pictures_alone(tmp_path: Path) -> None:
    (place,) = write_documents(tmp_path, 1, seed=3, bilevel=True)
    with pymupdf.open(place / "scan.pdf") as document:
        assert document[0].get_text() == ""
        assert all(image[4] == 1 for image in document[0].get_images())
    assert not (place / "digital.pdf").exists()


def test_chinese_takes_two_steps_a_character() -> None:
    assert steps_of("合计 12") == 7
