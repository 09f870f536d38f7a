"""Tables over two pages: the drawn one has a head, a cell over all other rows, and a row cut by the break."""

from __future__ import annotations

from dataclasses import replace

from budgetgrid.benchmarks.matching import match_whole_tables
from budgetgrid.benchmarks.metrics.stitch import StitchCounts, count_stitched
from budgetgrid.benchmarks.truth import (
    Provenance,
    Rect,
    Truth,
    TruthCell,
    TruthFragment,
    TruthPlace,
    TruthTable,
)
from budgetgrid.benchmarks.whole_tables import PITCH, WholeCell, WholeTable, true_tables
from budgetgrid.layout.geometry import Box
from budgetgrid.tables.table import Place

UPPER, LOWER = Place(1, Box(0, 700, 20, 730)), Place(2, Box(0, 50, 20, 70))


def on(page: int, left: float, top: float, right: float, bottom: float) -> Place:
    return Place(page, Box(left, top, right, bottom))


LEVEL = WholeCell(1, 0, 3, 1, "产出", 1, (on(1, 0, 710, 10, 730), on(2, 0, 50, 10, 70)))
CUT = WholeCell(2, 1, 1, 1, "甲乙", 2, (on(1, 10, 720, 20, 730), on(2, 10, 50, 20, 60)), printed_on=2)
WHOLE = WholeTable(
    "t1",
    (UPPER, LOWER),
    4,
    2,
    (
        WholeCell(0, 0, 1, 2, "指标", 1, (on(1, 0, 700, 20, 710),)),
        LEVEL,
        WholeCell(1, 1, 1, 1, "一", 1, (on(1, 10, 710, 20, 720),)),
        CUT,
        WholeCell(3, 1, 1, 1, "二", 1, (on(2, 10, 60, 20, 70),)),
    ),
)
PIECES = (
    WholeTable("a", (UPPER,), 3, 2, tuple(c for c in WHOLE.cells if not c.crosses and c.row < 3)),
    WholeTable("b", (LOWER,), 2, 2, ()),
)
OTHER = WholeTable("t2", (on(2, 0, 100, 20, 120),), 1, 1, (WholeCell(0, 0, 1, 1, "", 0, (LOWER,)),))


def counted(truth: list[WholeTable], *read: WholeTable) -> StitchCounts:
    return count_stitched(match_whole_tables(truth, list(read)))


def with_cell(old: WholeCell, new: WholeCell) -> WholeTable:
    return replace(WHOLE, cells=tuple(new if cell == old else cell for cell in WHOLE.cells))


def test_a_table_as_it_is_is_joined_whole_and_exact() -> None:
    counts = counted([WHOLE], replace(WHOLE, id="other"))
    assert (counts.tables, counts.joined, counts.known, counts.whole, counts.exact) == (1, 1, 1, 1, 1)
    assert (counts.cut_rows, counts.cut_rows_rejoined) == (1, 1)
    assert (counts.crossing_cells, counts.crossing_cells_rejoined) == (1, 1)
    assert (counts.cut_texts, counts.cut_texts_exact) == (1, 1)
    assert counts.joined_share == counts.whole_share == 1


def test_a_wrong_text_leaves_it_whole_but_not_exact() -> None:
    counts = counted([WHOLE], with_cell(CUT, replace(CUT, text="甲")))
    assert (counts.whole, counts.exact) == (1, 0)
    assert (counts.cut_texts_exact, counts.cut_rows_rejoined) == (0, 1)


def test_pieces_left_apart_are_not_joined() -> None:
    counts = counted([WHOLE], *PIECES)
    assert (counts.joined, counts.whole) == (0, 0)
    assert (counts.cut_rows_rejoined, counts.crossing_cells_rejoined) == (0, 0)
    assert counts.glued == 0


def test_a_cut_row_left_as_two_is_not_rejoined_and_not_whole() -> None:
    halves = (
        replace(CUT, text="甲", places=CUT.places[:1]),
        replace(CUT, row=3, text="乙", places=CUT.places[1:]),
    )
    rest = tuple(replace(c, row=4) if c.row == 3 else c for c in WHOLE.cells if c != CUT)
    counts = counted([WHOLE], replace(WHOLE, rows=5, cells=(*rest, *halves)))
    assert (counts.joined, counts.whole, counts.cut_rows_rejoined) == (1, 0, 0)


def test_a_row_lost_above_does_not_undo_what_was_rejoined() -> None:
    cells = tuple(replace(c, row=c.row - 1) for c in WHOLE.cells if c.row > 0)
    counts = counted([WHOLE], replace(WHOLE, rows=3, cells=cells))
    assert (counts.whole, counts.cut_rows_rejoined, counts.crossing_cells_rejoined) == (0, 1, 1)


def test_tables_glued_together_are_counted() -> None:
    glued = replace(WHOLE, parts=(*WHOLE.parts, *OTHER.parts))
    counts = counted([WHOLE, OTHER], glued)
    assert (counts.glued, counts.joined) == (1, 0)


def test_a_table_on_one_page_is_not_counted() -> None:
    assert counted([OTHER], OTHER) == StitchCounts()


def test_a_missed_table_is_neither_joined_nor_rejoined() -> None:
    assert counted([WHOLE]) == StitchCounts(tables=1, known=1, cut_rows=1, crossing_cells=1, cut_texts=1)


def test_a_read_table_of_another_place_is_invented() -> None:
    assert match_whole_tables([WHOLE], [OTHER]).invented == (OTHER,)


def test_one_frame_keeps_pages_apart() -> None:
    cells = {cell.text: cell for cell in WHOLE.in_one_frame.cells}
    assert cells["一"].box.top == 710 + PITCH
    assert cells["二"].box.top == 60 + 2 * PITCH


def labelled(name: str, page: int, continues: str | None = None) -> TruthTable:
    place = TruthPlace(page, Rect(0, 0, 9, 9), "甲", "甲")
    cells = (TruthCell(0, 0, 1, 1, "甲", "甲", (place,)),)
    fragments = (TruthFragment(page, Rect(0, 0, 9, 9), 0, 0),)
    return TruthTable(name, 1, 1, cells, fragments, continues=continues)


def test_a_chain_of_tables_labelled_page_by_page_is_one_without_known_cells() -> None:
    tables = (labelled("a", 1), labelled("b", 2, "a"), labelled("x", 2), labelled("c", 3, "b"))
    chain, alone = true_tables(Truth(Provenance("p", "d", "h", "s"), {}, (), tables))
    assert [part.page for part in chain.parts] == [1, 2, 3]
    assert chain.cells == ()
    assert (alone.id, len(alone.cells)) == ("x", 1)
    counts = counted([chain], replace(chain, cells=WHOLE.cells))
    assert (counts.tables, counts.joined, counts.known) == (1, 1, 0)
