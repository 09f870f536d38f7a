"""Metrics against cases whose values a reader can work out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from budgetgrid.benchmarks.matching import match_tables
from budgetgrid.benchmarks.metrics.cells import compare_tables, count_cells, is_number
from budgetgrid.benchmarks.page_tables import PageCell, PageTable, carried, fragment_tables, read_tables
from budgetgrid.benchmarks.samples import find_samples
from budgetgrid.benchmarks.truth import (
    Provenance,
    Rect,
    Truth,
    TruthCell,
    TruthFragment,
    TruthInvalid,
    TruthPlace,
    TruthTable,
    check_tiling,
    load_truth,
    save_truth,
)
from budgetgrid.document import Document, PageInfo, Run, Source
from budgetgrid.layout.geometry import Box
from budgetgrid.tables.table import Cell, Fragment, Place, Table

HERE = Box(0, 0, 100, 100)


def page_table(rows: list[list[str]], box: Box = HERE, page: int = 1, name: str = "t") -> PageTable:
    """A table without spans; a newline in a text is a second line."""
    cells = [
        PageCell(r, c, 1, 1, text.replace("\n", ""), len([x for x in text.split("\n") if x]), box)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    return PageTable(name, page, box, len(rows), len(rows[0]), tuple(cells))


def with_cells(table: PageTable, *cells: PageCell) -> PageTable:
    return PageTable(table.id, table.page, table.box, table.rows, table.cols, cells)


# cells


def test_one_wrong_text_of_four_gives_three_quarters() -> None:
    counts = compare_tables(
        page_table([["甲", "1.00"], ["乙", "2.00"]]), page_table([["甲", "1.00"], ["乙", "2.80"]])
    )
    assert counts.f1 == 3 / 4
    assert counts.structure_f1 == 1
    assert counts.text_accuracy == 3 / 4
    assert counts.number_accuracy == 1 / 2
    assert counts.cer == 1 / 10  # 甲 1.00 乙 2.00 hold ten characters


def test_white_space_is_not_compared() -> None:
    assert compare_tables(page_table([["合  计"]]), page_table([["合计"]])).f1 == 1


def test_width_is_compared_strictly_and_not_after_nfkc() -> None:
    counts = compare_tables(page_table([["注：", "㎡"]]), page_table([["注:", "m2"]]))
    assert counts.f1 == 0
    assert counts.f1_nfkc == 1


def test_a_missed_span_costs_its_cell_and_the_pieces() -> None:
    truth = with_cells(page_table([["", ""]]), PageCell(0, 0, 1, 2, "合计", 1, HERE))
    counts = compare_tables(truth, page_table([["合计", ""]]))
    assert (counts.true, counts.read, counts.placed) == (1, 2, 0)
    assert counts.f1 == 0


def test_one_split_cell_beside_a_right_one() -> None:
    truth = with_cells(
        page_table([["", ""], ["", ""]]),
        PageCell(0, 0, 1, 2, "合计", 1, HERE),
        PageCell(1, 0, 1, 1, "甲", 1, HERE),
        PageCell(1, 1, 1, 1, "乙", 1, HERE),
    )
    counts = compare_tables(truth, page_table([["合计", ""], ["甲", "乙"]]))
    assert counts.f1 == pytest.approx(2 * 2 / (3 + 4))


def test_a_missed_table_counts_with_all_its_cells() -> None:
    truth = [page_table([["甲", "乙"]]), page_table([["丙", "丁"]], Box(0, 200, 100, 300))]
    counts = count_cells(match_tables(truth, truth[:1]))
    assert counts.f1 == pytest.approx(2 * 2 / (4 + 2))
    assert counts.cer == 2 / 4


def test_an_invented_table_counts_with_all_its_cells() -> None:
    truth = [page_table([["甲", "乙"]])]
    counts = count_cells(match_tables(truth, [*truth, page_table([["丙"]], Box(0, 200, 100, 300))]))
    assert counts.f1 == pytest.approx(2 * 2 / (2 + 3))
    assert counts.cer == 1 / 2


def test_wrapped_cells_have_a_figure_of_their_own() -> None:
    truth = page_table([["机关事业\n单位", "因公\n出国", "1.00"]])
    read = page_table([["机关事业\n单位", "因公出图", "1.\n00"]])
    counts = compare_tables(truth, read)
    # true: two; read: the right one only: the misread one came as one line, and 1.00 is right all the same
    assert (counts.wrapped_true, counts.wrapped_read, counts.wrapped_exact) == (2, 1, 1)
    assert counts.wrapped_f1 == pytest.approx(2 / 3)


def test_a_wrongly_joined_cell_counts_against_the_wrapped_ones() -> None:
    counts = compare_tables(page_table([["甲", "乙\n丙"]]), page_table([["甲\n乙", "丙"]]))
    assert (counts.wrapped_true, counts.wrapped_read, counts.wrapped_exact) == (1, 1, 0)
    assert counts.wrapped_f1 == 0


def test_nothing_to_find_has_no_share() -> None:
    assert count_cells(match_tables([], [])).f1 is None


@pytest.mark.parametrize("text", ["1,234.56", "0", "-1.00", "△1.00", "(1.00)", "98%", "2010301", "1 234"])
def test_numbers_are_told(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize("text", ["", "—", "一", "≥92%", "2018年", "1.2.3", "-"])
def test_what_is_no_number_is_told(text: str) -> None:
    assert not is_number(text)


# matching


def test_tables_are_matched_by_place_not_by_order() -> None:
    upper, lower = page_table([["甲"]], Box(0, 0, 100, 50)), page_table([["甲"]], Box(0, 60, 100, 99))
    matching = match_tables([upper, lower], [lower, upper])
    assert [pair.read for pair in matching.matched] == [upper, lower]


def test_a_table_on_another_page_is_not_it() -> None:
    matching = match_tables([page_table([["甲"]])], [page_table([["甲"]], page=2)])
    assert matching.matched[0].read is None
    assert len(matching.invented) == 1


def test_a_third_of_the_area_is_enough_only_with_the_text() -> None:
    truth = page_table([["甲", "乙"]])
    part = Box(0, 0, 100, 33)
    assert match_tables([truth], [page_table([["甲"]], part)]).matched[0].read is not None
    assert match_tables([truth], [page_table([["子"]], part)]).matched[0].read is None


# truth


def two_page_table() -> TruthTable:
    """A column that spans a page break, and three rows, the second cut by it; a header printed again."""

    def cell(row: int, col: int, rowspan: int, *parts: tuple[int, str]) -> TruthCell:
        places = tuple(TruthPlace(page, Rect(0, 0, 9, 9), text, text) for page, text in parts)
        text = "".join(text for _, text in parts)
        return TruthCell(row, col, rowspan, 1, text, text, places)

    head = (cell(0, 0, 1, (1, "级")), cell(0, 1, 1, (1, "值")))
    body = (
        cell(1, 0, 3, (1, "产出"), (2, "")),
        cell(1, 1, 1, (1, "一")),
        cell(2, 1, 1, (1, "二二"), (2, "三三")),
        cell(3, 1, 1, (2, "四")),
    )
    again = tuple(
        TruthCell(c.row, c.col, 1, 1, c.text, c.raw, (TruthPlace(2, Rect(0, 0, 9, 9), c.text, c.raw),))
        for c in head
    )
    fragments = (
        TruthFragment(1, Rect(0, 0, 99, 99), 0, 2),
        TruthFragment(2, Rect(0, 0, 99, 99), 2, 3, again),
    )
    return TruthTable("t1", 4, 2, head + body, fragments)


def truth_of(*tables: TruthTable) -> Truth:
    return Truth(Provenance("a person", "2026-01-01", "by hand", "drawn"), {"slug": "x"}, (), tables)


def test_a_table_over_two_pages_is_cut_at_the_break() -> None:
    first, second = fragment_tables(truth_of(two_page_table()))
    assert (first.rows, second.rows) == (3, 3)
    assert {(c.place, c.text) for c in first.cells} == {
        ((0, 0, 1, 1), "级"),
        ((0, 1, 1, 1), "值"),
        ((1, 0, 2, 1), "产出"),
        ((1, 1, 1, 1), "一"),
        ((2, 1, 1, 1), "二二"),
    }
    assert {(c.place, c.text) for c in second.cells} == {
        ((0, 0, 1, 1), "级"),
        ((0, 1, 1, 1), "值"),
        ((1, 0, 2, 1), ""),
        ((1, 1, 1, 1), "三三"),
        ((2, 1, 1, 1), "四"),
    }


def test_an_edge_that_no_cell_of_a_page_uses_is_none_of_its_part() -> None:
    def cell(row: int, col: int, colspan: int, page: int) -> TruthCell:
        return TruthCell(row, col, 1, colspan, "字", "字", (TruthPlace(page, Rect(0, 0, 9, 9), "字", "字"),))

    cells = (cell(0, 0, 1, 1), cell(0, 1, 1, 1), cell(0, 2, 1, 1), cell(1, 0, 2, 2), cell(1, 2, 1, 2))
    fragments = (TruthFragment(1, Rect(0, 0, 9, 9), 0, 0), TruthFragment(2, Rect(0, 0, 9, 9), 1, 1))
    first, second = fragment_tables(truth_of(TruthTable("t1", 2, 3, cells, fragments)))
    assert (first.cols, [c.place for c in first.cells]) == (3, [(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1)])
    assert (second.cols, [c.place for c in second.cells]) == (2, [(0, 0, 1, 1), (0, 1, 1, 1)])


def test_truth_survives_its_file(tmp_path: Path) -> None:
    plain = TruthTable(
        "t",
        1,
        2,
        (
            TruthCell(
                0, 0, 1, 1, "甲乙", "甲\n乙", (TruthPlace(1, Rect(0, 0, 5, 5), "甲乙", "甲\n乙"),), "header"
            ),
            TruthCell(0, 1, 1, 1, '@@0@@"', '@@0@@"', (TruthPlace(1, Rect(5, 0, 9, 5), '@@0@@"', '@@0@@"'),)),
        ),
        (TruthFragment(1, Rect(0, 0, 9, 5), 0, 0),),
        title="表",
        unit="万元",
        header_rows=1,
    )
    save_truth(truth_of(plain), tmp_path / "truth.json")
    assert load_truth(tmp_path / "truth.json").tables == (plain,)


def test_cells_that_leave_a_hole_or_overlap_are_refused() -> None:
    table = two_page_table()
    hole = TruthTable("t", 4, 2, table.cells[:-1], table.fragments)
    overlap = TruthTable("t", 4, 2, (*table.cells, table.cells[0]), table.fragments)
    for wrong in (hole, overlap):
        with pytest.raises(TruthInvalid):
            check_tiling(wrong)


def test_read_tables_are_carried_to_the_page_as_it_is_seen() -> None:
    quarter = ((0.0, -1.0, 100.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    cell = Cell(0, 0, text="甲", raw="甲", places=(Place(1, Box(10, 20, 30, 40)),))
    table = Table("t1", 1, 1, (cell,), (Fragment(1, Box(10, 20, 30, 40), 0, 0),))
    document = Document(
        Source("x", "", 1),
        Run("0", "none"),
        "ok",
        (PageInfo(1, "scan", 100, 100, to_source=quarter),),
        (table,),
    )
    (read,) = read_tables(document)
    assert read.box == Box(60, 10, 80, 30)
    assert read.cells[0].box == carried(Box(10, 20, 30, 40), quarter)


# samples


def test_samples_are_found_with_the_side_of_their_publisher(tmp_path: Path) -> None:
    for slug, publisher in (("a", "甲局"), ("b", "乙局")):
        (tmp_path / slug).mkdir()
        made = Truth(Provenance("p", "d", "h", "s"), {"publisher": publisher}, (), ())
        save_truth(made, tmp_path / slug / "truth.json")
    (tmp_path / "split.json").write_text(json.dumps({"dev": ["甲局"], "test": ["乙局"]}))
    assert [(s.slug, s.split) for s in find_samples([tmp_path])] == [("a", "dev"), ("b", "test")]
    assert [s.slug for s in find_samples([tmp_path], split="test")] == ["b"]
    assert [s.slug for s in find_samples([tmp_path / "a"])] == ["a"]
    assert [s.slug for s in find_samples([tmp_path], only=("b",))] == ["b"]
