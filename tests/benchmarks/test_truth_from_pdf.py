"""Truth extraction on pages drawn with known tables."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from budgetgrid.benchmarks.real_sample import corrected
from budgetgrid.benchmarks.truth import TruthTable
from budgetgrid.benchmarks.truth_from_pdf import PageTruth, page_truth, read_truth
from budgetgrid.benchmarks.vector_grid import GridIrregular, find_grids
from budgetgrid.benchmarks.vector_rules import find_rules

XS, YS = (50.0, 150.0, 250.0, 350.0), (100.0, 130.0, 160.0, 190.0)


def draw_grid(
    page: pymupdf.Page, without: tuple[tuple[str, int, int], ...] = (), style: str = "line"
) -> None:
    """The grid of XS and YS without the pieces ("h", row line, column) or ("v", column line, row) named."""
    for i, y in enumerate(YS):
        for c in range(len(XS) - 1):
            if ("h", i, c) not in without:
                draw_rule(page, (XS[c], y), (XS[c + 1], y), style)
    for j, x in enumerate(XS):
        for r in range(len(YS) - 1):
            if ("v", j, r) not in without:
                draw_rule(page, (x, YS[r]), (x, YS[r + 1]), style)


def draw_rule(page: pymupdf.Page, start: tuple[float, float], end: tuple[float, float], style: str) -> None:
    if style == "line":
        page.draw_line(start, end, width=0.5)
    else:  # a filled rectangle, as Word draws borders
        page.draw_rect(
            pymupdf.Rect(start[0] - 0.24, start[1] - 0.24, end[0] + 0.24, end[1] + 0.24),
            fill=(0, 0, 0),
            width=0,
        )


def write(page: pymupdf.Page, row: int, col: int, *lines: str) -> None:
    for i, line in enumerate(lines):
        page.insert_text((XS[col] + 5, YS[row] + 12 + 12 * i), line, fontsize=9, fontname="china-s")


def reopened(document: pymupdf.Document) -> pymupdf.Document:
    return pymupdf.open(stream=document.tobytes())


def table_on(page: pymupdf.Page) -> TruthTable:
    (table,) = page_truth(page).tables
    return table


def blank() -> tuple[pymupdf.Document, pymupdf.Page]:
    document = pymupdf.open()
    return document, document.new_page(width=400, height=300)


def texts(table: TruthTable) -> dict[tuple[int, int, int, int], str]:
    return {(c.row, c.col, c.rowspan, c.colspan): c.text for c in table.cells}


@pytest.mark.parametrize("style", ["line", "rectangle"])
def test_lines_and_thin_rectangles_make_the_same_grid(style: str) -> None:
    document, page = blank()
    draw_grid(page, style=style)
    table = table_on(reopened(document)[0])
    assert (table.rows, table.cols, len(table.cells)) == (3, 3, 9)
    assert table.fragments[0].box.left == pytest.approx(50, abs=0.3)
    assert table.fragments[0].box.bottom == pytest.approx(190, abs=0.3)


def test_an_outlined_rectangle_is_four_rules() -> None:
    document, page = blank()
    page.draw_rect(pymupdf.Rect(50, 100, 350, 190), width=0.5)
    page.draw_line((150, 100), (150, 190), width=0.5)
    assert len(find_rules(reopened(document)[0])) == 5
    assert table_on(reopened(document)[0]).cols == 2


def test_missing_inner_edges_become_spans() -> None:
    document, page = blank()
    draw_grid(page, without=(("h", 1, 0), ("v", 2, 0)))
    write(page, 0, 0, "一级指标")
    write(page, 0, 1, "公用经费")
    found = texts(table_on(reopened(document)[0]))
    assert found[0, 0, 2, 1] == "一级指标"
    assert found[0, 1, 1, 2] == "公用经费"
    assert len(found) == 7


def test_a_missing_edge_that_leaves_no_rectangle_is_an_error() -> None:
    document, page = blank()
    draw_grid(page, without=(("h", 1, 0), ("v", 1, 0)))
    with pytest.raises(GridIrregular):
        find_grids(find_rules(reopened(document)[0]))


def test_an_edge_at_which_no_cell_begins_is_no_row() -> None:
    document, page = blank()
    draw_grid(page, without=tuple(("h", 1, c) for c in range(3)))
    assert table_on(reopened(document)[0]).rows == 2


def test_a_side_left_open_at_a_page_break_is_closed_where_the_rules_end() -> None:
    document, page = blank()
    draw_grid(page, without=tuple(("h", 0, c) for c in range(3)))
    table = table_on(reopened(document)[0])
    assert table.rows == 3
    assert table.fragments[0].box.top == pytest.approx(100, abs=0.3)


def test_white_rectangles_and_lone_underlines_are_no_rules() -> None:
    document, page = blank()
    page.draw_rect(pymupdf.Rect(0, 0, 400, 300), fill=(1, 1, 1), color=None)
    page.draw_rect(pymupdf.Rect(50, 50, 150, 51), fill=(1, 1, 1), color=None)
    page.draw_line((50, 80), (150, 80), width=0.5)
    assert page_truth(reopened(document)[0]).tables == ()


def test_wrapped_lines_are_joined_and_kept_apart() -> None:
    document, page = blank()
    draw_grid(page)
    write(page, 0, 0, "机关事业单位", "养老保险")
    write(page, 0, 1, "total", "amount")
    write(page, 0, 2, "1,234.", "56")
    cells = table_on(reopened(document)[0]).cells
    assert [(c.text, c.raw) for c in cells[:3]] == [
        ("机关事业单位养老保险", "机关事业单位\n养老保险"),
        ("total amount", "total\namount"),
        ("1,234.56", "1,234.\n56"),
    ]
    assert [c.lines for c in cells[:4]] == [2, 2, 2, 0]


def test_the_order_of_drawing_does_not_matter() -> None:
    document, page = blank()
    draw_grid(page)
    for i in reversed(range(5)):
        page.insert_text((XS[0] + 5 + 9 * i, YS[0] + 12), "部门（甲）"[i], fontsize=9, fontname="china-s")
    assert table_on(reopened(document)[0]).cells[0].text == "部门（甲）"


def test_a_character_printed_twice_to_look_bold_counts_once() -> None:
    document, page = blank()
    draw_grid(page)
    for shift in (0, 0.3):
        page.insert_text((XS[0] + 5 + shift, YS[0] + 12), "合计", fontsize=9, fontname="china-s")
    write(page, 1, 0, "人人")
    cells = table_on(reopened(document)[0]).cells
    assert (cells[0].text, cells[3].text) == ("合计", "人人")


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_rotated_page_is_read_as_a_viewer_shows_it(rotation: int) -> None:
    document, page = blank()
    draw_grid(page, without=(("h", 1, 0),))
    write(page, 0, 0, "产出")
    write(page, 0, 1, "数量", "指标")
    upright = reopened(document)
    straight = table_on(upright[0])
    turned = pymupdf.open()
    target = (
        turned.new_page(width=400, height=300) if rotation == 180 else turned.new_page(width=300, height=400)
    )
    target.show_pdf_page(target.rect, upright, 0, rotate=rotation)
    target.set_rotation(rotation)
    shown = table_on(reopened(turned)[0])
    assert texts(shown) == texts(straight)
    assert [c.raw for c in shown.cells] == [c.raw for c in straight.cells]
    assert shown.fragments[0].box.left == pytest.approx(straight.fragments[0].box.left, abs=0.5)


def test_title_and_unit_above_a_table_are_taken() -> None:
    document, page = blank()
    page.insert_text((120, 60), "部门收入预算总表", fontsize=14, fontname="china-s")
    page.insert_text((50, 90), "部门：甲局", fontsize=9, fontname="china-s")
    page.insert_text((280, 90), "单位：万元", fontsize=9, fontname="china-s")
    draw_grid(page)
    table = table_on(reopened(document)[0])
    assert (table.title, table.unit) == ("部门收入预算总表", "万元")


def page_with(texts_by_row: list[tuple[str, str, str]]) -> pymupdf.Document:
    document, page = blank()
    draw_grid(page)
    for r, row in enumerate(texts_by_row):
        for c, text in enumerate(row):
            write(page, r, c, text)
    return reopened(document)


def test_header_rows_end_where_amounts_or_items_begin() -> None:
    head, again = ("科目", "名称", "金额"), ("类", "款", "合计")
    assert table_on(page_with([head, again, ("201", "甲", "1.00")])[0]).header_rows == 2
    assert table_on(page_with([head, ("合计", "", ""), ("", "", "")])[0]).header_rows == 1
    assert table_on(page_with([head, ("", "", ""), ("", "", "")])[0]).header_rows == 1
    assert table_on(page_with([("一、收入", "1.00", ""), head, head])[0]).header_rows == 0


def two_pages(original_pages: tuple[int, int]) -> list[PageTruth]:
    first = page_with([("科目", "名称", "金额"), ("201", "甲", "1.00"), ("202", "乙", "2.00")])
    first.insert_pdf(page_with([("203", "丙", "1.00"), ("204", "丁", "2.00"), ("205", "戊", "3.00")]))
    return read_truth(reopened(first), original_pages)


def test_an_untitled_table_of_the_same_columns_goes_on_from_the_page_before() -> None:
    assert two_pages((4, 5))[1].tables[0].continues == "p1-t1"


def test_pages_that_were_not_neighbours_do_not_go_on() -> None:
    assert two_pages((4, 7))[1].tables[0].continues is None


def test_corrections_change_one_table_and_must_fit_it() -> None:
    tables = [table for page in two_pages((4, 5)) for table in page.tables]
    fixed = corrected(tables, {"table": "p1-t1", "row": 1, "col": 1, "text": "子", "raw": "子"})
    assert texts(fixed[0])[1, 1, 1, 1] == "子"
    assert fixed[1] == tables[1]
    assert corrected(tables, {"table": "p1-t1", "header_rows": 0})[0].header_rows == 0
    assert corrected(tables, {"table": "p1-t1", "drop": True}) == tables[1:]
    for wrong in (
        {"table": "p9-t1", "title": "x"},
        {"table": "p1-t1", "row": 9, "col": 0, "text": "", "raw": ""},
    ):
        with pytest.raises(KeyError):
            corrected(tables, wrong)


def test_truth_extraction_imports_nothing_of_the_pipeline() -> None:
    folder = Path(__file__).parents[2] / "benchmarks"
    for name in ("truth", "truth_from_pdf", "vector_rules", "vector_grid", "placed_text"):
        source = (folder / f"{name}.py").read_text(encoding="utf-8")
        for part in ("layout", "ocr", "tables"):
            assert f"budgetgrid.{part}" not in source
