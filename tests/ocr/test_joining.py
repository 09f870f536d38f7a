from __future__ import annotations

import pytest

from budgetgrid.ocr.joining import join_lines


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["一般公共", "服务支出"], "一般公共服务支出"),
        (["Budget of", "the year"], "Budget of the year"),
        (["information sys-", "tem"], "information system"),
        (["COVID-", "19"], "COVID-19"),
        (["1,234,", "567.00"], "1,234,567.00"),
        (["12345", ".67"], "12345.67"),
        (["25741666.4", "4"], "25741666.44"),
        (["完成率≥", "95%"], "完成率≥95%"),
        (["采购A", "型设备"], "采购A型设备"),
        (["2020年", "Budget"], "2020年Budget"),
        (["1.设备完好", "2.人员到位"], "1.设备完好2.人员到位"),
        (["(1)人员经费", "(2)公用经费"], "(1)人员经费(2)公用经费"),
        (["Dept. of Finance,", "Room 12"], "Dept. of Finance, Room 12"),
        (["", "  ", "合 计", ""], "合 计"),
        ([], ""),
    ],
)
def test_lines_join_as_they_would_stand_on_one_line(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


def test_number_of_a_list_item_does_not_run_into_the_figure_before_it() -> None:
    assert join_lines(["1.完成率100", "2.合格率98"]) == "1.完成率100 2.合格率98"


def test_words_that_end_in_a_hyphen_keep_it_before_a_capital() -> None:
    assert join_lines(["Jean-", "Paul"]) == "Jean-Paul"
