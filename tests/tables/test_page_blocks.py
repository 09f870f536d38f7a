"""Text outside tables: paragraphs joined, headings, page numbers and running headers told apart."""

from __future__ import annotations

import pytest
from drawn_lines import line

from budgetgrid.ocr.reading import Line
from budgetgrid.tables.page_blocks import TextBlock, page_blocks

HEIGHT = 2000
FULL = "一般公共预算财政拨款支出主要用于人员经费和日常公用经费等方面"
"""A line as wide as the column: 30 px a character from 150 to 1050."""


def blocks_of(*lines: Line) -> list[tuple[str, str]]:
    return [(b.kind, b.text) for b in page_blocks(lines, HEIGHT)]


def full(top: float, text: str = FULL, left: float = 150) -> Line:
    return line(text, left, top, 30, 1050 - left)


def test_lines_of_a_paragraph_are_joined():
    assert blocks_of(full(400, left=210), full(445), line("的支出。", 150, 490)) == [
        ("paragraph", FULL + FULL + "的支出。")
    ]


def test_an_indented_line_begins_a_paragraph():
    assert blocks_of(full(400, left=210), full(445), full(490, left=210), full(535)) == [
        ("paragraph", FULL * 2),
        ("paragraph", FULL * 2),
    ]


def test_a_short_line_ends_a_paragraph():
    found = blocks_of(full(400, left=210), line("合计十万元。", 150, 445), full(490), full(535))
    assert found == [("paragraph", FULL + "合计十万元。"), ("paragraph", FULL * 2)]


def test_a_wide_gap_ends_a_paragraph():
    assert len(blocks_of(full(400), full(445), full(600), full(645))) == 2


def test_lines_are_read_from_top_to_bottom_in_whatever_order_they_come():
    lines = [full(445), line("的支出。", 150, 490), full(400, left=210)]
    assert blocks_of(*lines) == [("paragraph", FULL * 2 + "的支出。")]


def test_words_side_by_side_are_one_row_from_left_to_right():
    found = blocks_of(line("盖章", 700, 402), line("签字", 150, 400), full(460))
    assert found[0] == ("paragraph", "签字 盖章")


def test_a_large_centred_line_is_a_title():
    found = blocks_of(line("部门预算说明", 420, 300, 60), full(460, left=210), full(505), full(550))
    assert found[0] == ("title", "部门预算说明")
    assert found[1][0] == "paragraph"


def test_a_title_on_two_lines_is_one():
    found = blocks_of(
        line("某市政务服务和大数据管理局二〇二一年度", 170, 300, 45),
        line("部门预算", 510, 360, 45),
        *map(full, (500, 545, 590, 635)),
    )
    assert found[0] == ("title", "某市政务服务和大数据管理局二〇二一年度部门预算")


@pytest.mark.parametrize("number", ["3", "-3-", "— 12 —", "第3页", "第 3 页 共 20 页", "3/20", "１２"])
def test_a_page_number_at_the_foot_is_a_footer(number):
    found = blocks_of(full(1780), full(1825), line(number, 580, 1890))
    assert found[-1] == ("footer", number)


def test_the_last_line_of_a_full_page_is_no_footer():
    found = blocks_of(*(full(200 + 45 * i) for i in range(39)))
    assert [kind for kind, _ in found] == ["paragraph"]


def test_a_running_header_stands_first_and_a_footer_last():
    found = blocks_of(
        full(400), line("- 4 -", 580, 1900), line("某市财政局二〇二一年预算", 400, 80), full(445)
    )
    assert [kind for kind, _ in found] == ["header", "paragraph", "footer"]
    assert found[0][1] == "某市财政局二〇二一年预算"


def test_a_number_in_the_middle_of_a_page_is_no_footer():
    assert [kind for kind, _ in blocks_of(full(400), line("12", 150, 445), full(490))] == ["paragraph"] * 2


def test_a_page_number_alone_on_a_page_is_a_footer():
    assert blocks_of(line("7", 580, 1900)) == [("footer", "7")]


def test_no_lines_make_no_blocks():
    assert blocks_of() == []


def test_a_block_surrounds_its_lines_and_is_as_sure_as_the_weakest():
    block: TextBlock = page_blocks([full(400), line("尾数。", 150, 445, sure=0.7)], HEIGHT)[0]
    assert (block.box.left, block.box.top, block.box.right, block.box.bottom) == (150, 400, 1050, 475)
    assert block.confidence == 0.7


def test_every_line_is_in_one_block():
    lines = [
        full(90),
        *(full(300 + 60 * i) for i in range(5)),
        line("标题", 570, 700, 50),
        line("5", 590, 1900),
    ]
    joined = "".join(text for _, text in blocks_of(*lines))
    assert joined.count(FULL) == 6
    assert joined.count("标题") == joined.count("5") == 1
