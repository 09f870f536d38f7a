"""Confidence of cells and tables."""

from __future__ import annotations

import pytest
from drawn_lines import doubted, line

from budgetgrid.ocr.reading import Line, Reading
from budgetgrid.tables.confidence.uncalibrated import (
    EMPTY_TEXT,
    UNREAD_TEXT,
    cell_confidence,
    expected_share,
    text_confidence,
)
from budgetgrid.tables.table import Cell


def test_the_weakest_character_of_all_lines_counts():
    assert (
        text_confidence([line("合计", 0, 0), doubted("1234.56", 3, 0.41), line("万", 0, 0, sure=0.6)]) == 0.41
    )


def test_an_empty_cell_is_not_certain():
    assert text_confidence([]) == EMPTY_TEXT
    assert 0.9 < EMPTY_TEXT < 1


def test_ink_that_gave_no_character_is_doubtful():
    unread = Line(line("一", 0, 0).box, Reading(()))
    assert text_confidence([line("合计", 0, 0), unread]) == UNREAD_TEXT


def test_a_cell_is_right_where_text_and_place_both_are():
    assert cell_confidence(0.9, 0.5) == 0.45
    assert cell_confidence(1.0, 0.0) == 0.0


def test_four_decimals_are_kept():
    assert cell_confidence(1 / 3, 1.0) == 0.3333


def test_a_table_is_expected_right_as_its_cells_are():
    cells = [Cell(0, 0, confidence=1.0), Cell(0, 1, confidence=0.5), Cell(0, 2, confidence=None)]
    assert expected_share(cells) == pytest.approx(0.75)


def test_nothing_is_expected_of_a_table_without_confidences():
    assert expected_share([Cell(0, 0)]) is None
    assert expected_share([]) is None
