"""What has to be read and drawn before somebody sees the first page."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from drawn_review import document_of, sums_table
from printed import print_scan

from budgetgrid.output import write_document
from budgetgrid.page_frames import PageFrames
from budgetgrid.review import opened
from budgetgrid.review.application import Desk
from budgetgrid.review.library import Library
from budgetgrid.review.pictures import Pictures


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often documents are read and pages drawn."""
    done: Counter[str] = Counter()
    read, frame = opened.from_json, PageFrames.frame

    def counted_read(text):
        done["read"] += 1
        return read(text)

    def counted_frame(self, page, dpi=None):
        done[f"page {page.number}"] += 1
        return frame(self, page, dpi)

    monkeypatch.setattr(opened, "from_json", counted_read)
    monkeypatch.setattr(PageFrames, "frame", counted_frame)
    return done


def desk_of(root: Path) -> Desk:
    table = sums_table()
    document = document_of(table, sha256=print_scan(root / "scan.pdf", [table]))
    named = replace(document, source=replace(document.source, file="scan.pdf"))
    write_document(named, root / "out" / "a", ())
    return Desk(Library(root / "out"), Pictures((root,), None), (root,), None, "甲")


def test_a_document_is_read_once_and_its_first_page_drawn_once(tmp_path, work):
    desk = desk_of(tmp_path)
    desk.warm_up()
    assert work == {"read": 1, "page 1": 1}
    (key,) = desk.library.keys
    desk.library.summary(key)
    result = desk.library.opened(key)
    desk.pictures.jpeg(result.read, result.folder, 1)
    assert work == {"read": 1, "page 1": 1}


def test_a_review_begins_at_the_page_of_the_cell_believed_least(tmp_path):
    table = sums_table()
    second = replace(table, id="t2", cells=tuple(
        replace(c, confidence=0.2, places=tuple(replace(p, page=2) for p in c.places)) for c in table.cells
    ))  # fmt: skip
    write_document(document_of(table, second, pages=2), tmp_path / "a", ())
    assert opened.open_result(tmp_path / "a", None).first_page == 2


def test_an_edit_reads_the_meaning_of_its_table_alone(tmp_path, monkeypatch):
    from budgetgrid import corrected
    from budgetgrid.corrections import Corrections, Edit

    tables = tuple(replace(sums_table(), id=f"t{n}") for n in range(5))
    document = document_of(*tables)
    meant = Counter()
    new_meaning = corrected.with_new_meaning
    monkeypatch.setattr(
        corrected, "with_new_meaning", lambda table: meant.update([table.id]) or new_meaning(table)
    )
    done, corrections = None, Corrections(document.source.sha256)
    for n in range(5):
        wish = Edit(0, "甲", "", "text", f"t{n}", 1, 1, now="1.00", rows=4, cols=4)
        corrections = corrections.with_edit(wish)
        done = corrected.applied(document, corrections, done)
    assert meant == {f"t{n}": 1 for n in range(5)}
    assert done.tables == corrected.applied(document, corrections).tables


def test_results_are_found_by_how_they_begin_and_read_when_they_are_listed(tmp_path, work):
    for name in ("<i>&'\"%2f..#?", "预算 表", "line\nbreak", "-rf"):
        write_document(document_of(sums_table()), tmp_path / name, ())
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "document.json").write_text('{\n "schema": "budgetgrid/1",\n "sou')
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "document.json").write_text('{"schema": "something else"}')
    library = Library(tmp_path)
    assert work == {}
    shown = {one.name: one.error for one in map(library.summary, library.keys)}
    assert shown.pop("half")
    assert shown == dict.fromkeys(["-rf", "<i>&'\"%2f..#?", "line\nbreak", "预算 表"])
    library.look_again()
    assert len({library.summary(key).name for key in library.keys}) == 5
    assert work == {"read": 5}
