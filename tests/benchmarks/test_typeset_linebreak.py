"""Chinese line breaking, with characters one em wide and Latin ones half of one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgrid.benchmarks.typeset.linebreak import (
    NO_END,
    NO_START,
    break_lines,
    is_wide,
    join_lines,
)
from budgetgrid.benchmarks.typeset.nodes import settle_white_space


def width(text: str) -> float:
    return sum(1.0 if is_wide(char) else 0.5 for char in text)


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("一二三四五", 2, ["一二", "三四", "五"]),
        ("一二，三", 2, ["一", "二，", "三"]),
        ("一二（三四）", 3, ["一二", "（三", "四）"]),
        ("共13,567,000元整", 5.5, ["共", "13,567,000", "元整"]),
        ("abc def", 2, ["abc", "def"]),
        ("abcdefgh", 2, ["abcd", "efgh"]),
        ("一\n二", 9, ["一", "二"]),
        ("达到≥92%", 3, ["达到", "≥92%"]),
        ("", 3, []),
    ],
)
def test_text_breaks_where_chinese_print_breaks_it(text: str, room: float, lines: list[str]) -> None:
    assert break_lines(text, room, width) == lines


def test_first_line_is_shorter_by_its_indent() -> None:
    assert break_lines("一二三四五六", 4, width, first_indent=2) == ["一二", "三四五六"]


@given(st.text(alphabet="一二三，。（）“”、a1 .", max_size=40), st.integers(min_value=6, max_value=12))
def test_no_character_is_lost_and_no_line_too_wide(text: str, room: int) -> None:
    lines = break_lines(text, room, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line) <= room for line in lines)


@given(st.text(alphabet="一二三", min_size=1, max_size=8), st.sampled_from(sorted(NO_START - set(" "))))
def test_closing_marks_never_begin_a_line(text: str, mark: str) -> None:
    lines = break_lines((text + mark) * 3, 10, width)
    assert not any(line[0] in NO_START for line in lines)


@given(st.text(alphabet="一二三", min_size=1, max_size=8), st.sampled_from(sorted(NO_END)))
def test_opening_marks_never_end_a_line(text: str, mark: str) -> None:
    lines = break_lines((mark + text) * 3, 10, width)
    assert not any(line[-1] in NO_END for line in lines)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["一般", "公共"], "一般公共"),
        (["PC", "server"], "PC server"),
        (["2021", "年"], "2021年"),
        ([], ""),
    ],
)
def test_lines_join_with_a_space_between_latin_only(lines: list[str], text: str) -> None:
    assert join_lines(lines) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\n    一般\n    公共\n", "一般公共"),
        ("PC\n  server", "PC server"),
        ("合 计", "合 计"),
        ("目\u3000录", "目\u3000录"),
        (" 一 \v 二 ", "一\n二"),
    ],
)
def test_source_white_space_settles(raw: str, text: str) -> None:
    assert settle_white_space(raw) == text
