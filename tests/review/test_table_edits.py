from dataclasses import replace

import pytest
from drawn_review import box_of, cell, table_of, text_at
from hypothesis import given
from hypothesis import strategies as st

from budgetgrid.layout.errors import BadEdit
from budgetgrid.table_edits import (
    delete_col,
    delete_row,
    insert_col,
    insert_row,
    merge_cells,
    split_cell,
    with_text,
)
from budgetgrid.tables.table import Fragment

GRID = table_of((("甲", "乙", "丙"), ("1", "2", "3"), ("4", "5", "6")))


def covered(table):
    """Every place of the grid with how often it is covered."""
    places = [
        (row, col)
        for c in table.cells
        for row in range(c.row, c.row + c.rowspan)
        for col in range(c.col, c.col + c.colspan)
    ]
    return sorted(places)


def whole(table):
    return [(row, col) for row in range(table.rows) for col in range(table.cols)]


lines = st.integers(0, 5)
acts = st.one_of(
    st.tuples(st.just(merge_cells), lines, lines, st.integers(1, 3), st.integers(1, 3)),
    st.tuples(st.just(split_cell), lines, lines),
    *(st.tuples(st.just(act), lines) for act in (insert_row, insert_col, delete_row, delete_col)),
)


@given(st.lists(acts, max_size=12))
def test_after_any_edits_the_cells_tile_the_grid_in_reading_order(chosen):
    table = GRID
    for act, *places in chosen:
        try:
            table = act(table, *places)
        except BadEdit:
            continue
        assert covered(table) == whole(table)
        assert [(c.row, c.col) for c in table.cells] == sorted((c.row, c.col) for c in table.cells)
        assert all(0 <= f.first_row <= f.last_row < table.rows for f in table.fragments)


def test_merged_cells_join_their_texts_and_boxes():
    merged = merge_cells(GRID, 0, 0, 1, 2)
    first = merged.cells[0]
    assert (first.text, first.colspan, first.places[0].box) == ("甲乙", 2, box_of(0, 0, 1, 2))


def test_a_rectangle_that_cuts_a_merged_cell_can_not_be_merged():
    with pytest.raises(BadEdit):
        merge_cells(merge_cells(GRID, 0, 0, 1, 2), 0, 1, 2, 1)


def test_splitting_what_was_merged_gives_every_piece_its_own_place_back():
    split = split_cell(merge_cells(GRID, 1, 0, 2, 2), 1, 0)
    boxes = {(c.row, c.col): c.places[0].box for c in split.cells}
    assert all(boxes[place] == box_of(*place) for place in boxes)


def test_a_cell_of_as_many_lines_as_columns_is_split_into_them():
    glued = replace(cell(0, 0, "", colspan=2), text="收入12", raw="收入\n12")
    table = replace(GRID, rows=1, cols=2, cells=(glued,))
    assert [c.text for c in split_cell(table, 0, 0).cells] == ["收入", "12"]


def test_an_inserted_row_grows_what_is_merged_across_it():
    table = insert_row(merge_cells(GRID, 1, 0, 2, 1), 2)
    assert (text_at(table, 1, 0), table.cells[3].rowspan, table.rows) == ("14", 3, 4)
    assert text_at(table, 3, 2) == "6"


def test_a_deleted_column_takes_its_cells_along_and_shrinks_merged_ones():
    table = delete_col(merge_cells(GRID, 0, 0, 1, 2), 1)
    assert [(c.row, c.col, c.colspan, c.text) for c in table.cells[:2]] == [
        (0, 0, 1, "甲乙"),
        (0, 1, 1, "丙"),
    ]
    assert text_at(table, 1, 1) == "3"


def test_the_last_row_stays():
    with pytest.raises(BadEdit):
        delete_row(replace(GRID, rows=1, cells=GRID.cells[:3]), 0)


def test_rows_of_later_pages_move_with_what_is_inserted_before_them():
    box = box_of(0, 0)
    table = replace(GRID, fragments=(Fragment(1, box, 0, 1), Fragment(2, box, 2, 2)))
    spans = [(f.first_row, f.last_row) for f in insert_row(table, 1).fragments]
    assert spans == [(0, 2), (3, 3)]


def test_a_cell_found_right_is_confirmed_and_a_changed_one_corrected():
    same, other = with_text(GRID, 1, 1, "2"), with_text(GRID, 1, 1, "8")
    assert [f for c in same.cells for f in c.flags] == ["confirmed"]
    assert [f for c in other.cells for f in c.flags] == ["corrected"]
    assert text_at(other, 1, 1) == "8" and other.cells[4].raw == "2"


def test_a_corrected_cell_looked_at_again_stays_corrected():
    table = with_text(with_text(GRID, 1, 1, "8"), 1, 1, "8")
    assert table.cells[4].flags == ("corrected",)
