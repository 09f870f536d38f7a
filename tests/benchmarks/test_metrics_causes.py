"""The one cause of each wrong cell."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn_tables import cell, grid, moved, table

from budgetgrid.benchmarks.causes import CAUSES, find_errors, text_cause
from budgetgrid.benchmarks.matching import match_tables
from budgetgrid.benchmarks.page_tables import PageCell, PageTable

ONE = grid("甲|乙", "丙|丁")


def causes(truth: PageTable, *read: PageTable) -> dict[tuple[int, int], str]:
    """The cause of each wrong cell of a table."""
    return {(e.row, e.col): e.cause for e in find_errors(match_tables([truth], list(read)))}


@pytest.mark.parametrize(
    ("truth", "read", "cause"),
    [
        ("注：", "注:", "normalisation"),
        ("甲", "", "text unread"),
        ("", "甲", "text invented"),
        ("甲乙", "乙甲", "lines"),
        ("甲乙", "甲", "text deleted"),
        ("甲", "甲乙", "text inserted"),
        ("1.00", "1.08", "text substituted"),
    ],
)
def test_a_wrong_text_has_one_cause(truth: str, read: str, cause: str) -> None:
    assert text_cause(truth, read) == cause
    assert cause in CAUSES


def test_a_missed_and_an_invented_table_are_named() -> None:
    assert set(causes(ONE).values()) == {"table missed"}
    assert len(causes(ONE)) == 4
    errors = find_errors(match_tables([], [ONE]))
    assert [(e.cause, e.read) for e in errors] == [("table invented", "甲 乙 丙 丁")]


def test_a_merged_cell_taken_apart_along_its_row_is_a_span() -> None:
    truth = table(cell(0, 0, "合计", colspan=2), cell(1, 0, "丙"), cell(1, 1, "丁"))
    assert causes(truth, grid("合|计", "丙|丁")) == {(0, 0): "span"}


def test_a_lost_column_is_put_down_to_columns() -> None:
    truth = table(cell(0, 0, "甲"), cell(0, 1, ""), cell(0, 2, "乙"))
    read = table(cell(0, 0, "甲"), cell(0, 1, "乙", colspan=2))
    narrow = PageTable("t", 1, truth.box, 1, 2, read.cells)
    assert causes(truth, narrow) == {(0, 1): "columns", (0, 2): "columns"}


def test_a_wrapped_cell_taken_apart_is_split_and_what_moved_below_it_are_rows() -> None:
    truth = table(cell(0, 0, "机关\n单位", rowspan=2), cell(2, 0, "丙"))
    one_row = PageTable("t", 1, truth.box, 2, 1, (_on_row(truth, 0, 0), _on_row(truth, 1, 1)))
    assert causes(one_row, grid("机关", "单位", "丙")) == {(0, 0): "lines split", (1, 0): "rows"}


def _on_row(of: PageTable, index: int, row: int) -> PageCell:
    return replace(of.cells[index], row=row, rowspan=1)


def test_cells_of_two_rows_read_as_one_are_joined() -> None:
    read = table(cell(0, 0, "甲丙", rowspan=2), cell(0, 1, "乙"), cell(1, 1, "丁"))
    assert causes(ONE, read) == {(0, 0): "lines joined", (1, 0): "lines joined"}


def test_a_table_at_another_place_is_missed_and_invented() -> None:
    errors = find_errors(match_tables([grid("甲")], [moved(grid("乙"), right=50)]))
    assert [e.cause for e in errors] == ["table missed", "table invented"]
