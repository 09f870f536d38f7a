"""Rows of cells as text: what is written is read back."""

from __future__ import annotations

from drawn_grids import Tiling, tilings
from hypothesis import given
from hypothesis import strategies as st

from budgetgrid.benchmarks.typed_rows import Typed, cells_of, split_row, write_rows

TEXTS = st.text("<^|\\n#=-?合计 1,\n", max_size=6).map(str.strip)


@given(tilings(), st.data())
def test_cells_of_any_tiling_and_text_come_back(tiling: Tiling, data: st.DataObject) -> None:
    cells = [Typed(*place, data.draw(TEXTS)) for place in tiling.cells]
    lines = write_rows(cells, len(tiling.row_edges) - 1, len(tiling.col_edges) - 1)
    assert all("\n" not in line for line in lines)
    assert cells_of([split_row(line) for line in lines]) == cells


def test_rows_read_as_a_person_would_type_them() -> None:
    cells = [
        Typed(0, 0, 2, 1, "合\n计"),
        Typed(0, 1, 1, 2, "a|b"),
        Typed(1, 1, 1, 1, "<"),
        Typed(1, 2, 1, 1, ""),
    ]
    assert write_rows(cells, 2, 3) == [r"合\n计 | a\|b | <", r"^ | \< | "]
