"""Rules of digital pages: what office programs draw, as the lines one sees."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from budgetgrid.layout.page_image import page_image
from budgetgrid.layout.rulings import Axis, Ruling
from budgetgrid.layout.source import open_source
from budgetgrid.layout.vector_rulings import vector_rulings

BLACK, WHITE, BLUE = (0, 0, 0), (1, 1, 1), (0.8, 0.85, 0.95)
WIDTH, HEIGHT = 400, 300


def new_page() -> tuple[pymupdf.Document, pymupdf.Page]:
    document = pymupdf.open()
    return document, document.new_page(width=WIDTH, height=HEIGHT)


def rulings_of(tmp_path: Path, document: pymupdf.Document) -> list[Ruling]:
    document.save(tmp_path / "x.pdf")
    with open_source(tmp_path / "x.pdf") as source:
        return vector_rulings(source.page(1))


def bar(page: pymupdf.Page, box: tuple[float, ...], color: tuple[float, ...] = BLACK) -> None:
    page.draw_rect(pymupdf.Rect(box), color=None, fill=color, width=0)


def places(rulings: list[Ruling]) -> list[tuple[Axis, float, float, float]]:
    return [(r.axis, *(round(v, 1) for v in (r.position, r.start, r.end))) for r in rulings]


def test_strokes_and_thin_bars_are_the_same_rule(tmp_path: Path) -> None:
    for drawn in ("stroke", "bar"):
        document, page = new_page()
        if drawn == "stroke":
            page.draw_line((50, 100), (250, 100), width=0.5)
        else:
            bar(page, (50, 99.75, 250, 100.25))
        (ruling,) = rulings_of(tmp_path, document)
        assert places([ruling]) == [("horizontal", 100, 50, 250)]
        assert ruling.thickness == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("rotation", "expected"),
    [
        # The page is 400 x 300 before it is turned; its line lies at y = 60 from x = 50 to x = 250.
        (0, ("horizontal", 60, 50, 250)),
        (90, ("vertical", HEIGHT - 60, 50, 250)),
        (180, ("horizontal", HEIGHT - 60, WIDTH - 250, WIDTH - 50)),
        (270, ("vertical", 60, WIDTH - 250, WIDTH - 50)),
    ],
)
def test_rules_are_where_a_viewer_shows_them(
    tmp_path: Path, rotation: int, expected: tuple[Axis, float, float, float]
) -> None:
    document, page = new_page()
    page.draw_line((50, 60), (250, 60), width=1)
    page.set_rotation(rotation)
    document.save(tmp_path / "x.pdf")
    with open_source(tmp_path / "x.pdf") as source:
        found = source.page(1)
        rulings = vector_rulings(found)
        pixels = page_image(found, 72).pixels[..., 0]
    assert places(rulings) == [expected]
    across, along = int(expected[1]), int((expected[2] + expected[3]) / 2)
    row, column = (across, along) if expected[0] == "horizontal" else (along, across)
    assert pixels[row - 1 : row + 1, column - 1 : column + 1].min() < 140


def test_user_unit_scales_rules(tmp_path: Path) -> None:
    document, page = new_page()
    page.draw_line((50, 60), (150, 60), width=1)
    page.set_rotation(90)
    document.xref_set_key(page.xref, "UserUnit", "2")
    assert places(rulings_of(tmp_path, document)) == [("vertical", 2 * (HEIGHT - 60), 100, 300)]


def test_crop_box_moves_and_cuts_rules(tmp_path: Path) -> None:
    document, page = new_page()
    page.draw_line((50, 100), (350, 100))
    page.set_cropbox(pymupdf.Rect(100, 50, 300, 250))
    assert places(rulings_of(tmp_path, document)) == [("horizontal", 50, 0, 200)]


def test_cells_outlined_one_by_one_give_each_rule_once(tmp_path: Path) -> None:
    document, page = new_page()
    for row in range(2):
        for column in range(3):
            page.draw_rect(pymupdf.Rect(50 + 60 * column, 40 + 20 * row, 110 + 60 * column, 60 + 20 * row))
    assert places(rulings_of(tmp_path, document)) == [
        ("horizontal", 40, 50, 230),
        ("horizontal", 60, 50, 230),
        ("horizontal", 80, 50, 230),
        ("vertical", 50, 40, 80),
        ("vertical", 110, 40, 80),
        ("vertical", 170, 40, 80),
        ("vertical", 230, 40, 80),
    ]


def test_bars_between_corner_dots_are_one_rule(tmp_path: Path) -> None:
    document, page = new_page()
    for left in (50, 100, 150):
        bar(page, (left, 100, left + 0.5, 100.5))
        bar(page, (left + 0.5, 100, left + 50, 100.5))
        bar(page, (left, 100.5, left + 0.5, 130))
    rulings = rulings_of(tmp_path, document)
    assert [r.axis for r in rulings] == ["horizontal", "vertical", "vertical", "vertical"]
    assert places(rulings)[0] == ("horizontal", 100.2, 50, 200)
    assert [(r.start, r.end) for r in rulings[1:]] == [pytest.approx((100, 130), abs=0.05)] * 3


def test_rule_drawn_twice_and_double_rule_are_one(tmp_path: Path) -> None:
    document, page = new_page()
    page.draw_line((50, 100), (250, 100), width=0.5)
    page.draw_line((50, 100), (250, 100), width=0.5)
    page.draw_line((50, 101.5), (250, 101.5), width=0.5)
    (ruling,) = rulings_of(tmp_path, document)
    assert ruling.thickness == pytest.approx(2, abs=0.01)


def test_dashes_are_one_rule_and_separate_rules_on_a_line_stay_two(tmp_path: Path) -> None:
    document, page = new_page()
    for left in range(50, 250, 8):
        page.draw_line((left, 100), (left + 4, 100))
    page.draw_line((50, 150), (120, 150))
    page.draw_line((125, 150), (200, 150))
    assert places(rulings_of(tmp_path, document)) == [
        ("horizontal", 100, 50, 246),
        ("horizontal", 150, 50, 120),
        ("horizontal", 150, 125, 200),
    ]


def test_dashed_stroke_is_one_rule(tmp_path: Path) -> None:
    document, page = new_page()
    page.draw_line((50, 100), (250, 100), dashes="[3 3] 0")
    assert places(rulings_of(tmp_path, document)) == [("horizontal", 100, 50, 250)]


def test_bands_of_colour_are_no_rules(tmp_path: Path) -> None:
    document, page = new_page()
    bar(page, (50, 100, 250, 120), BLUE)
    assert rulings_of(tmp_path, document) == []


def test_bars_in_the_colour_of_the_paper_or_their_band_are_no_rules(tmp_path: Path) -> None:
    document, page = new_page()
    bar(page, (50, 80, 250, 81), WHITE)
    page.draw_line((50, 60), (250, 60), color=WHITE)
    bar(page, (50, 100, 250, 120), BLUE)
    bar(page, (50, 119, 250, 120), BLUE)
    bar(page, (50, 110, 250, 110.5), BLACK)
    assert places(rulings_of(tmp_path, document)) == [("horizontal", 110.2, 50, 250)]


def test_invisible_and_slanted_and_curved_strokes_are_no_rules(tmp_path: Path) -> None:
    document, page = new_page()
    page.draw_line((50, 60), (250, 60), stroke_opacity=0)
    page.draw_line((50, 80), (250, 120))
    page.draw_bezier((50, 200), (100, 200), (150, 200), (200, 200))
    assert rulings_of(tmp_path, document) == []


def test_line_that_leans_a_little_is_a_rule(tmp_path: Path) -> None:
    document, page = new_page()
    page.draw_line((50, 100), (250, 101))
    assert places(rulings_of(tmp_path, document)) == [("horizontal", 100.5, 50, 250)]


def test_closed_path_has_its_last_side(tmp_path: Path) -> None:
    document, page = new_page()
    page.draw_polyline([(50, 50), (150, 50), (150, 90), (50, 90)], closePath=True)
    assert len(rulings_of(tmp_path, document)) == 4


def test_what_a_clip_hides_is_no_rule(tmp_path: Path) -> None:
    document, page = new_page()
    page.draw_line((0, 0), (1, 1))
    # PDF counts y from below: the clip shows y 100 to 200 of the viewer's page, x 60 to 160.
    content = b"q 60 100 100 100 re W n 50 150 m 250 150 l S 50 50 m 250 50 l S Q 50 20 m 250 20 l S"
    document.update_stream(page.get_contents()[0], content)
    assert places(rulings_of(tmp_path, document)) == [
        ("horizontal", 150, 60, 160),
        ("horizontal", 280, 50, 250),
    ]


def test_image_file_has_no_vector_rules(tmp_path: Path) -> None:
    pixmap = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 30, 30), False)
    pixmap.save(tmp_path / "x.png")
    with open_source(tmp_path / "x.png") as source:
        assert vector_rulings(source.page(1)) == []
