"""Characters of digital pages at their places, and the lines they make."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from budgetgrid.layout.geometry import Box
from budgetgrid.layout.page_image import page_image
from budgetgrid.layout.source import open_source
from budgetgrid.ocr.text_layer import (
    DIGITAL_PROBABILITY,
    UNDECODED_PROBABILITY,
    CharacterIndex,
    LayerCharacter,
    characters,
    characters_in,
    lines_of,
)

WIDTH, HEIGHT = 400, 300


def new_page() -> tuple[pymupdf.Document, pymupdf.Page]:
    document = pymupdf.open()
    return document, document.new_page(width=WIDTH, height=HEIGHT)


def characters_of(tmp_path: Path, document: pymupdf.Document) -> tuple[LayerCharacter, ...]:
    document.save(tmp_path / "x.pdf")
    with open_source(tmp_path / "x.pdf") as source:
        return characters(source.page(1))


def joined(found: tuple[LayerCharacter, ...]) -> str:
    return "".join(c.text for c in found)


def row(text: str, x: float, y: float, pitch: float = 10, size: float = 10) -> list[LayerCharacter]:
    """Characters `size` wide, one every `pitch` points; a space in `text` leaves its place empty."""
    places = [(c, x + i * pitch) for i, c in enumerate(text) if c != " "]
    return [LayerCharacter(c, Box(left, y, left + size, y + size), size, "F") for c, left in places]


@pytest.mark.parametrize(
    ("rotation", "middle", "direction"),
    [
        # One em of 20 pt at (100, 80), so its middle lies near (110, 73) of the page before it is turned.
        (0, (110, 73), (1, 0)),
        (90, (HEIGHT - 73, 110), (0, 1)),
        (180, (WIDTH - 110, HEIGHT - 73), (-1, 0)),
        (270, (73, WIDTH - 110), (0, -1)),
    ],
)
def test_characters_are_where_a_viewer_shows_them(
    tmp_path: Path, rotation: int, middle: tuple[float, float], direction: tuple[float, float]
) -> None:
    document, page = new_page()
    page.insert_text((100, 80), "国", fontname="china-s", fontsize=20)
    page.set_rotation(rotation)
    document.save(tmp_path / "x.pdf")
    with open_source(tmp_path / "x.pdf") as source:
        (found,) = characters(source.page(1))
        ink = page_image(source.page(1), 72).pixels[..., 0] < 128
    assert found.text == "国"
    assert found.box.center == pytest.approx(middle, abs=2)
    assert found.direction == direction
    assert found.upright == (rotation == 0)
    box = found.box.grown(1.5)
    assert ink.any()
    assert ink.sum() == ink[int(box.top) : int(box.bottom) + 1, int(box.left) : int(box.right) + 1].sum()


def test_hidden_clipped_and_outlying_characters_are_left_out(tmp_path: Path) -> None:
    document, page = new_page()
    page.insert_text((50, 50), "seen")
    page.insert_text((50, 80), "render mode 3", render_mode=3)
    page.insert_text((50, 110), "transparent", fill_opacity=0)
    page.insert_text((50, 500), "below")
    page.insert_text((50, 200), "clipped")
    last = page.get_contents()[-1]
    document.update_stream(last, b"q 0 0 10 10 re W n " + document.xref_stream(last) + b" Q")
    assert joined(characters_of(tmp_path, document)) == "seen"


def test_text_printed_twice_to_look_bold_is_read_once(tmp_path: Path) -> None:
    document, page = new_page()
    for shift in (0, 0.3):
        page.insert_text((50 + shift, 50), "100.00 llama", fontsize=11)
    assert joined(characters_of(tmp_path, document)) == "100.00llama"


def test_font_and_size_are_told(tmp_path: Path) -> None:
    document, page = new_page()
    page.insert_text((50, 50), "A", fontname="helv", fontsize=17)
    (found,) = characters_of(tmp_path, document)
    assert (found.font, found.size) == ("Helvetica", 17)


def test_spaces_come_back_between_words_and_not_within_them(tmp_path: Path) -> None:
    document, page = new_page()
    page.insert_text((50, 50), "Total of 1,234.56 and (7)", fontname="tiro", fontsize=9)
    (line,) = lines_of(characters_of(tmp_path, document))
    assert line.text == "Total of 1,234.56 and (7)"
    assert line.box.left == pytest.approx(50, abs=1)


def test_justified_ideographs_get_no_space_and_spaced_out_ones_do() -> None:
    assert lines_of(row("财政拨款", 50, 50, pitch=13))[0].text == "财政拨款"
    assert lines_of(row("合 计", 50, 50))[0].text == "合 计"


def test_lines_run_from_top_to_bottom_and_left_to_right_whatever_the_drawing_order() -> None:
    found = row("第二行", 50, 64) + row("第一行", 50, 50)[::-1]
    assert [line.text for line in lines_of(found)] == ["第一行", "第二行"]


def test_superscript_stays_on_its_line() -> None:
    found = [*row("面积m", 50, 50), LayerCharacter("2", Box(80, 48, 83, 54), 6, "F")]
    assert [line.text for line in lines_of(found)] == ["面积m2"]


def test_stacked_characters_are_one_vertical_line() -> None:
    found = [c for i, text in enumerate("产出指标") for c in row(text, 50, 50 + 14 * i)]
    (line,) = lines_of(found)
    assert line.text == "产出指标"
    assert line.vertical
    assert [c.place for c in line.reading.characters] == sorted(c.place for c in line.reading.characters)


def test_two_characters_one_below_the_other_are_two_lines() -> None:
    found = row("合", 50, 50) + row("计", 50, 64)
    assert [(line.text, line.vertical) for line in lines_of(found)] == [("合", False), ("计", False)]


def test_turned_text_is_read_along_its_direction(tmp_path: Path) -> None:
    document, page = new_page()
    page.insert_text((100, 200), "upward", rotate=90)
    page.insert_text((150, 100), "down", rotate=270)
    lines = lines_of(characters_of(tmp_path, document))
    assert {line.text for line in lines} == {"upward", "down"}
    assert all(line.vertical for line in lines)


def test_private_use_character_stays_and_is_doubted() -> None:
    (line,) = lines_of(row("\uf06c目标", 50, 50))
    assert line.text == "\uf06c目标"
    assert [c.probability for c in line.reading.characters] == [
        UNDECODED_PROBABILITY,
        DIGITAL_PROBABILITY,
        DIGITAL_PROBABILITY,
    ]


def test_characters_belong_to_the_area_their_middle_lies_in() -> None:
    found = row("甲乙丙", 50, 50)
    assert joined(characters_in(found, Box(50, 40, 65, 70))) == "甲"
    assert joined(CharacterIndex(found).inside(Box(54, 40, 80, 70))) == "甲乙丙"
    assert characters_in(found, Box(0, 0, 50, 50)) == ()
    assert characters_in((), Box(0, 0, 50, 50)) == ()


def test_no_characters_make_no_lines() -> None:
    assert lines_of(()) == ()
