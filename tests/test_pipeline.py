"""A drawn scan through the whole pipe, read by an engine that needs no model."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import cv2
import numpy as np
import pymupdf
import pytest
from colour_engine import BrokenEngine, ColourEngine, SilentEngine
from drawn_grids import even_tiling, rulings_of
from drawn_pages import draw_rulings, paper, turned
from hypothesis import given, settings
from hypothesis import strategies as st

from budgetgrid import convert
from budgetgrid.document import Document
from budgetgrid.layout.errors import EngineFailed
from budgetgrid.layout.geometry import Image, transform_point
from budgetgrid.serialise import to_json

POINT = 72 / 200
"""Points to a px of a scan at 200 dpi."""

TILING = even_tiling(4, 4, ((0, 0, 2, 1), (0, 1, 1, 3)), height=60, width=240)
TEXTS = {
    (0, 0): "科目", (0, 1): "本年支出", (1, 1): "合计", (1, 2): "基本", (1, 3): "项目",
    (2, 0): "教育", (2, 1): "5.00", (2, 2): "3.00", (2, 3): "2.00",
    (3, 0): "卫生", (3, 1): "1,000.00", (3, 2): "", (3, 3): "△1.00",
}  # fmt: skip
WIDTH, HEIGHT = 1200, 800


def drawn_page(
    engine: ColourEngine, title: str = "支出总表", texts: dict[tuple[int, int], str] = TEXTS
) -> Image:
    """A page, (H, W, 3) RGB, with a table 240 px down, its title and unit above and a page number below."""
    grey = paper(WIDTH, HEIGHT)
    draw_rulings(grey, rulings_of(TILING))
    page = np.repeat(np.roll(grey, 140, axis=0)[:, :, None], 3, axis=2)
    for (row, col), text in texts.items():
        if text:
            engine.print(page, text, TILING.col_edges[col] + 15, TILING.row_edges[row] + 140 + 42)
    engine.print(page, title, 500, 120, 16)
    engine.print(page, "单位：万元", 880, 210)
    engine.print(page, "3", 590, 780)
    return page


def scan(path: Path, *pages: Image) -> Path:
    """A PDF whose pages are one image each at 200 dpi, without loss."""
    document = pymupdf.open()
    for page in pages:
        height, width = page.shape[:2]
        _, png = cv2.imencode(".png", page[:, :, ::-1])
        sheet = document.new_page(width=width * POINT, height=height * POINT)
        sheet.insert_image(sheet.rect, stream=png.tobytes())
    document.save(path)
    return path


@pytest.fixture(scope="module")
def engine() -> ColourEngine:
    return ColourEngine()


@pytest.fixture(scope="module")
def one_page(engine, tmp_path_factory) -> Path:
    return scan(tmp_path_factory.mktemp("scan") / "one.pdf", drawn_page(engine))


@pytest.fixture(scope="module")
def three_pages(tmp_path_factory):
    engine = ColourEngine()
    pages = [
        drawn_page(engine, title, {(2, 0): name}) for title, name in zip("甲乙丙", ("教育", "卫生", "交通"))
    ]
    return engine, scan(tmp_path_factory.mktemp("scan") / "three.pdf", *pages)


@pytest.fixture(scope="module")
def document(engine, one_page) -> Document:
    return convert(one_page, engine=engine)


def test_every_cell_of_the_table_is_there_with_its_spans_and_text(document):
    (table,) = document.tables
    assert (table.rows, table.cols) == (4, 4)
    assert tuple((c.row, c.col, c.rowspan, c.colspan) for c in table.cells) == TILING.cells
    assert {(c.row, c.col): c.text for c in table.cells} == TEXTS


def test_the_table_has_its_title_unit_and_header(document):
    (table,) = document.tables
    assert (table.id, table.title, table.unit, table.header_rows) == ("t1", "支出总表", "万元", 2)
    assert [c.text for c in table.cells if c.role == "header"] == [TEXTS[r, c] for r, c in TEXTS if r < 2]


def test_amounts_have_values_and_nothing_else_has(document):
    values = {c.text: c.value for c in document.tables[0].cells if c.value is not None}
    assert values == {
        "5.00": Decimal("5.00"),
        "3.00": Decimal("3.00"),
        "2.00": Decimal("2.00"),
        "1,000.00": Decimal("1000.00"),
        "△1.00": Decimal("-1.00"),
    }


def test_places_are_points_of_the_page(document):
    (table,) = document.tables
    for cell, (row, col, rowspan, colspan) in zip(table.cells, TILING.cells):
        (place,) = cell.places
        box = place.box
        assert place.page == 1
        assert (box.left, box.right) == pytest.approx(
            (TILING.col_edges[col] * POINT, TILING.col_edges[col + colspan] * POINT), abs=1.0 * POINT
        )
        assert (box.top, box.bottom) == pytest.approx(
            ((TILING.row_edges[row] + 140) * POINT, (TILING.row_edges[row + rowspan] + 140) * POINT),
            abs=1.0 * POINT,
        )


def test_the_page_says_what_it_is(document):
    (page,) = document.pages
    assert (page.number, page.kind, page.dpi, page.rotation, page.skew) == (1, "scan", 200, 0, 0)
    assert (page.width, page.height) == pytest.approx((WIDTH * POINT, HEIGHT * POINT))
    assert transform_point(page.to_source, 100, 50) == pytest.approx((100, 50), abs=0.01)
    assert (document.status, page.error) == ("ok", None)


def test_a_row_that_does_not_add_up_is_a_finding_on_its_page(document):
    (finding,) = document.findings
    assert (finding.code, finding.expected, finding.actual, finding.page) == (
        "sum-across",
        "-1.00",
        "1000.00",
        1,
    )


def test_blocks_stand_in_reading_order_and_name_their_table(document):
    blocks = document.pages[0].blocks
    assert [(b.kind, b.text, b.table) for b in blocks] == [
        ("title", "支出总表", "t1"),
        ("caption", "单位：万元", "t1"),
        ("table", "", "t1"),
        ("footer", "3", None),
    ]


def test_a_reading_that_is_less_sure_makes_its_cell_less_sure(engine, one_page):
    engine.sure["5.00"] = 0.6
    try:
        table = convert(one_page, engine=engine).tables[0]
    finally:
        engine.sure.clear()
    sure = {c.text: c for c in table.cells}
    assert sure["5.00"].confidence < sure["3.00"].confidence < 1
    assert 0.9 < sure[""].confidence < 1
    assert table.confidence == pytest.approx(sum(c.confidence for c in table.cells) / 13, abs=1e-3)


def test_a_skewed_page_gives_the_same_cells_and_leads_back_to_the_scan(tmp_path):
    engine = ColourEngine()
    page = drawn_page(engine)
    skewed = np.dstack([turned(page[:, :, channel], 1.5) for channel in range(3)])
    document = convert(scan(tmp_path / "skewed.pdf", skewed), engine=engine)
    (table,) = document.tables
    assert {(c.row, c.col): c.text for c in table.cells} == TEXTS
    (info,) = document.pages
    assert info.skew == pytest.approx(1.5, abs=0.05)
    box = table.fragments[0].box
    angle = np.radians(1.5)
    for x, y, true_x, true_y in (
        (box.left, box.top, 100, 240), (box.right, box.bottom, 1060, 480),
    ):  # fmt: skip
        away = true_x - WIDTH / 2, true_y - HEIGHT / 2
        there = (
            WIDTH / 2 + away[0] * np.cos(angle) - away[1] * np.sin(angle),
            HEIGHT / 2 + away[0] * np.sin(angle) + away[1] * np.cos(angle),
        )
        back = transform_point(info.to_source, x, y)
        assert back == pytest.approx((there[0] * POINT, there[1] * POINT), abs=2 * POINT)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_turned_by_hand_is_read_upright(degrees, tmp_path):
    engine = ColourEngine()
    page = np.ascontiguousarray(np.rot90(drawn_page(engine), degrees // 90))
    document = convert(scan(tmp_path / "turned.pdf", page), engine=engine, rotate=degrees)
    assert {(c.row, c.col): c.text for c in document.tables[0].cells} == TEXTS
    assert document.pages[0].rotation == degrees


@given(st.dictionaries(st.sampled_from(sorted(TEXTS)), st.sampled_from(["教育", "12.50", "部门", "—"])))
@settings(max_examples=8, deadline=None)
def test_texts_go_to_their_own_cells_whatever_cells_are_empty(tmp_path_factory, texts):
    engine = ColourEngine()
    path = scan(tmp_path_factory.mktemp("scan") / "drawn.pdf", drawn_page(engine, "支出总表", texts))
    (table,) = convert(path, engine=engine).tables
    assert {(c.row, c.col): c.text for c in table.cells if c.text} == texts
    assert len(table.cells) == len(TILING.cells)


@pytest.mark.parametrize(
    ("error", "slug"),
    [
        (lambda: EngineFailed("out of order"), "engine-failed"),
        (lambda: ZeroDivisionError("oops"), "page-failed"),
    ],
)
def test_a_page_on_which_the_engine_fails_leaves_the_others(three_pages, error, slug):
    engine, path = three_pages
    document = convert(path, engine=BrokenEngine(engine, "卫生", error))
    assert document.status == "partial"
    assert [p.error.slug if p.error else None for p in document.pages] == [None, slug, None]
    assert [t.pages for t in document.tables] == [(1,), (3,)]
    assert [t.id for t in document.tables] == ["t1", "t2"]
    assert [(f.code, f.page) for f in document.findings if f.severity == "error"] == [("page-failed", 2)]


def test_a_document_of_which_every_page_fails_has_failed(one_page, engine):
    document = convert(one_page, engine=BrokenEngine(engine, "教育", lambda: EngineFailed("out of order")))
    assert (document.status, document.tables) == ("failed", ())


def test_an_engine_that_reads_nothing_leaves_a_table_of_doubtful_cells(one_page):
    document = convert(one_page, engine=SilentEngine())
    (table,) = document.tables
    assert (document.status, table.title, table.unit) == ("ok", None, None)
    assert len(table.cells) == len(TILING.cells)
    assert all(c.text == "" and c.value is None for c in table.cells)
    assert all(c.confidence < 0.5 for c in table.cells if TEXTS[c.row, c.col])


def test_chosen_pages_keep_their_numbers(three_pages):
    engine, path = three_pages
    document = convert(path, engine=engine, pages=(3,))
    assert [p.number for p in document.pages] == [3]
    assert document.source.pages == 3
    assert document.tables[0].pages == (3,)


def test_a_unit_that_is_given_is_taken_in_place_of_the_printed_one(one_page, engine):
    assert convert(one_page, engine=engine, unit="百元").tables[0].unit == "百元"


def test_converting_again_gives_the_same_bytes(three_pages):
    engine, path = three_pages
    assert to_json(convert(path, engine=engine)) == to_json(convert(path, engine=engine))


def test_progress_counts_pages(three_pages):
    engine, path = three_pages
    seen: list[tuple[int, int]] = []
    convert(path, engine=engine, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]
