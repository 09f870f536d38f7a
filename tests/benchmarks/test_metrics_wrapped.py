"""Wrapped cells, and lines split off or joined."""

from __future__ import annotations

from dataclasses import replace

from drawn_tables import cell, grid, table

from budgetgrid.benchmarks.matching import match_tables
from budgetgrid.benchmarks.metrics.wrapped import WrappedCounts, count_wrapped
from budgetgrid.benchmarks.page_tables import PageTable


def wrapped(truth: PageTable, *read: PageTable) -> WrappedCounts:
    return count_wrapped(match_tables([truth], list(read)))


def tall(text: str) -> PageTable:
    """One wrapped cell, two places high, and one below it."""
    whole = table(cell(0, 0, text, rowspan=2), cell(2, 0, "丙"))
    cells = (replace(whole.cells[0], rowspan=1), replace(whole.cells[1], row=1))
    return PageTable("t", 1, whole.box, 2, 1, cells)


def test_one_of_two_wrapped_cells_is_exact() -> None:
    counts = wrapped(grid("机关\n单位|因公\n出国|1"), grid("机关\n单位|因公出图|2"))
    assert (counts.cells, counts.exact, counts.lines) == (2, 1, 2)
    assert counts.accuracy == 1 / 2


def test_a_space_lost_between_lines_of_words_is_seen() -> None:
    truth = replace(cell(0, 0, "Jersey\nCity"), text="Jersey City")
    counts = wrapped(table(truth), table(replace(truth, text="JerseyCity")))
    assert (counts.exact, counts.spaced_exact) == (1, 0)


def test_lines_read_on_rows_of_their_own_are_split() -> None:
    counts = wrapped(tall("机关\n单位"), grid("机关", "单位", "丙"))
    assert (counts.lines_split, counts.lines_joined, counts.exact) == (1, 0, 0)


def test_an_empty_row_within_a_cell_splits_nothing() -> None:
    assert wrapped(tall("机关\n单位"), grid("机关单位", "", "丙")).lines_split == 0


def test_rows_read_as_one_cell_are_joined() -> None:
    counts = wrapped(
        grid("甲|乙", "丙|丁", "戊|己"), table(cell(0, 0, "甲丙戊", rowspan=3), cell(0, 1, "乙"))
    )
    assert (counts.lines_joined, counts.lines_split) == (2, 0)


def test_cells_side_by_side_are_no_lines() -> None:
    assert wrapped(grid("甲|乙"), table(cell(0, 0, "甲乙", colspan=2))).lines_joined == 0


def test_a_missed_table_reads_no_wrapped_cell() -> None:
    assert wrapped(grid("机关\n单位")) == WrappedCounts(cells=1, lines=1)
