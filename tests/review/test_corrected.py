import re
from dataclasses import replace
from decimal import Decimal
from importlib import import_module
from pkgutil import iter_modules

from drawn_review import WRONG, document_of, edit_of, sums_table, table_of, text_at, value_at

from budgetgrid.corrected import CHECK_CODES, NOT_APPLIED, corrected
from budgetgrid.corrections import Corrections
from budgetgrid.layout.geometry import Box
from budgetgrid.tables import checks
from budgetgrid.tables.table import CellRef, Finding, Place

SHA = "ab" * 32


def applied(document, *edits):
    corrections = Corrections(document.source.sha256)
    for edit in edits:
        corrections = corrections.with_edit(edit)
    return corrected(document, corrections)


def undo(of):
    return replace(edit_of(table_of((("x",),)), "undo"), of=of)


def test_a_typed_figure_becomes_the_cells_number():
    table = sums_table()
    (done,) = applied(document_of(table), edit_of(table, "text", *WRONG, was="260.00", now="250.00")).tables
    assert value_at(done, *WRONG) == Decimal("250.00")
    assert [c.raw for c in done.cells if (c.row, c.col) == WRONG] == ["260.00"]


def test_findings_of_sums_vanish_with_the_figure_that_caused_them():
    table = sums_table("270.50", offered=())
    before = applied(document_of(table), edit_of(table, "text", 3, 3, was="129.70", now="129.70"))
    after = applied(document_of(table), edit_of(table, "text", *WRONG, was="270.50", now="250.00"))
    assert [f.code for f in before.findings if f.code.startswith("sum")]
    assert [f for f in after.findings if f.code.startswith("sum")] == []


def test_findings_that_no_check_makes_stay():
    table = sums_table()
    document = replace(document_of(table), findings=(Finding("page-failed", "error", "page 2", page=2),))
    done = applied(document, edit_of(table, "text", *WRONG, now="250.00"))
    assert "page-failed" in [f.code for f in done.findings]


def test_a_person_who_confirms_a_wrong_figure_is_believed_and_not_repaired():
    table = sums_table()
    (done,) = applied(document_of(table), edit_of(table, "text", *WRONG, was="260.00", now="260.00")).tables
    assert value_at(done, *WRONG) == Decimal("260.00")


def test_corrections_of_another_content_change_nothing():
    table = sums_table()
    corrections = Corrections("cd" * 32).with_edit(edit_of(table, "text", *WRONG, now="250.00"))
    document = document_of(table)
    assert corrected(document, corrections) is document


def test_undone_edits_do_not_count_and_an_undo_can_be_undone():
    table = table_of((("a", "b"), ("c", "d")))
    first = edit_of(table, "text", 0, 0, now="A")
    once = applied(document_of(table), first, undo(1))
    twice = applied(document_of(table), first, undo(1), undo(2))
    assert [text_at(d.tables[0], 0, 0) for d in (once, twice)] == ["a", "A"]


def test_edits_of_structure_and_text_follow_each_other():
    table = table_of((("a", "b"), ("c", "d")))
    grown = edit_of(table, "insert-row", 1)
    typed = replace(edit_of(table, "text", now="n"), row=1, col=1, rows=3, place=None)
    last = replace(edit_of(table, "text", 1, 1, now="D"), row=2, rows=3)
    (done,) = applied(document_of(table), grown, typed, last).tables
    assert [[text_at(done, r, c) for c in (0, 1)] for r in range(3)] == [["a", "b"], ["", "n"], ["c", "D"]]


def test_a_text_finds_its_cell_in_a_new_reading_with_a_row_more():
    table = table_of((("a", "b"), ("c", "d")))
    edit = edit_of(table, "text", 1, 1, was="d", now="D")
    again = table_of((("top", ""), ("a", "b"), ("c", "d")), id="t7")
    moved = tuple(replace(c, places=tuple(Place(p.page, up(p.box)) for p in c.places)) for c in again.cells)
    (done,) = applied(document_of(replace(again, cells=moved)), edit).tables
    assert text_at(done, 2, 1) == "D" and text_at(done, 1, 1) == "b"


def up(box):
    return Box(box.left, box.top - 20, box.right + 1, box.bottom - 19.5)


def test_an_edit_without_its_place_in_a_new_reading_is_told_and_not_lost_in_silence():
    table = table_of((("a", "b"), ("c", "d")))
    shorter = table_of((("a", "b"),))
    done = applied(
        document_of(shorter), edit_of(table, "delete-row", 1), edit_of(table, "text", 1, 1, now="D")
    )
    assert [f.code for f in done.findings] == [NOT_APPLIED, NOT_APPLIED]
    assert done.tables[0].cells == shorter.cells


def test_a_new_unit_and_title_take_the_place_of_the_old():
    table = sums_table("250.00")
    done = applied(
        document_of(table),
        edit_of(table, "unit", now="元"),
        edit_of(table, "title", was="支出总表", now="收入总表"),
    ).tables[0]
    assert (done.unit, done.title, done.kind) == ("元", "收入总表", "income")


def test_a_repaired_figure_that_nobody_touched_stays_repaired():
    table = sums_table("250:00")
    repaired = tuple(
        replace(c, value=Decimal("250.00"), value_kind="amount", value_confidence=0.9, flags=("repaired",))
        if (c.row, c.col) == WRONG
        else c
        for c in table.cells
    )
    finding = Finding("repaired", "info", "250:00 is 250.00", "t1", (CellRef(*WRONG),))
    document = replace(document_of(replace(table, cells=repaired)), findings=(finding,))
    done = applied(document, edit_of(table, "text", 3, 3, now="129.70"))
    assert value_at(done.tables[0], *WRONG) == Decimal("250.00") and finding in done.findings


def test_every_code_that_a_check_gives_its_findings_is_known():
    """Constants of the checks' modules that look like a finding's code."""
    modules = [import_module(f"{checks.__name__}.{found.name}") for found in iter_modules(checks.__path__)]
    values = {value for module in modules for value in vars(module).values() if isinstance(value, str)}
    codes = {value for value in values if re.fullmatch("[a-z]+(-[a-z]+)+", value)}
    assert len(codes) > 10 and codes <= CHECK_CODES
