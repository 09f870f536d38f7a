import io

import numpy as np
import pytest
from drawn_documents import budget_table
from PIL import Image

from budgetgrid.document import Block
from budgetgrid.drawing import PICTURE_DPI, draw_overlay, draw_side_by_side
from budgetgrid.layout.geometry import IDENTITY, Box
from budgetgrid.layout.page_image import PageImage
from budgetgrid.layout.rulings import Ruling
from budgetgrid.tables.table import Cell, Place, Table

FRAME = PageImage(3, np.full((400, 600, 3), 255, np.uint8), 144.0, IDENTITY)
"""300 x 200 pt of white paper."""


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def at(picture: np.ndarray, x: float, y: float) -> tuple[int, int, int]:
    """The colour at a place in points."""
    scale = PICTURE_DPI / 72
    red, green, blue = picture[round(y * scale), round(x * scale)]
    return int(red), int(green), int(blue)


def one_cell(confidence: float | None, text: str = "", page: int = 3) -> Table:
    place = Place(page, Box(100, 50, 200, 150))
    return Table("t1", 1, 1, (Cell(0, 0, text=text, places=(place,), confidence=confidence),), ())


def test_the_picture_has_the_size_of_the_page():
    assert pixels(draw_overlay(FRAME, [], [], [])).shape[:2] == (417, 625)
    assert pixels(draw_side_by_side(FRAME, [], [], [])).shape[:2] == (417, 1250)


def test_cells_are_coloured_by_confidence():
    colours = {
        at(pixels(draw_overlay(FRAME, [one_cell(c)], [], [])), 190, 140) for c in (0.99, 0.9, 0.1, None)
    }
    assert len(colours) == 4 and (255, 255, 255) not in colours
    red, green, _ = at(pixels(draw_overlay(FRAME, [one_cell(0.1)], [], [])), 190, 140)
    assert red > green


def test_rulings_are_drawn_where_they_were_seen():
    ruling = Ruling("horizontal", position=200, start=100, end=500)
    picture = pixels(draw_overlay(FRAME, [], [], [ruling]))
    red, green, _ = at(picture, 150, 100)
    assert red > green + 50
    assert at(picture, 40, 100) == at(picture, 150, 90) == (255, 255, 255)


def test_texts_are_drawn_in_chinese():
    without = pixels(draw_overlay(FRAME, [one_cell(0.99)], [], []))
    with_text = pixels(draw_overlay(FRAME, [one_cell(0.99, "预算")], [], []))
    other = pixels(draw_overlay(FRAME, [one_cell(0.99, "决算")], [], []))
    assert (without != with_text).any() and (with_text != other).any()


def test_the_paper_on_the_right_is_white_and_holds_what_was_read():
    dark = PageImage(3, np.zeros((400, 600, 3), np.uint8), 144.0, IDENTITY)
    picture = pixels(
        draw_side_by_side(dark, [one_cell(0.99)], [Block("note", Box(10, 10, 90, 30), "注")], [])
    )
    assert at(picture, 20, 100) == (0, 0, 0) and at(picture, 320, 100) == (255, 255, 255)
    assert at(picture, 300 + 150, 100) != (255, 255, 255)
    assert (picture[:62, 625 + 21 : 625 + 187] < 128).any()


def test_cells_of_other_pages_are_left_out():
    assert at(pixels(draw_overlay(FRAME, [one_cell(0.1, page=4)], [], [])), 150, 100) == (255, 255, 255)


@pytest.mark.parametrize("box", [Box(5, 5, 5, 5), Box(5, 5, 6, 100), Box(0, 0, 300, 1)])
def test_a_cell_without_room_breaks_nothing(box):
    cell = Cell(0, 0, text="字" * 500, places=(Place(3, box),))
    assert draw_overlay(FRAME, [Table("t", 1, 1, (cell,), ())], [], [])[:4] == b"\x89PNG"


def test_every_table_of_the_page_is_drawn():
    assert draw_overlay(FRAME, [budget_table(), one_cell(0.5)], [], [])[:4] == b"\x89PNG"
