import json
import os
import subprocess
import sys
import threading

import pytest
from drawn_review import document_of, edit_of, sums_table, table_of
from hypothesis import given
from hypothesis import strategies as st

from budgetgrid.correction_store import add_edit, corrections_among, kept_corrections, load_corrections
from budgetgrid.corrections import OPERATIONS, Corrections, Edit, from_json, to_json
from budgetgrid.corrections import edit_of as parsed_edit
from budgetgrid.export.csv import CsvStyle
from budgetgrid.layout.errors import BadEdit, CorrectionsUnreadable
from budgetgrid.layout.geometry import Box
from budgetgrid.output import write_document
from budgetgrid.re_export import re_export
from budgetgrid.serialise import from_json as document_from_json
from budgetgrid.tables.table import Place

SHA = "ab" * 32
TABLE = table_of((("a", "b"), ("c", "d")))

words = st.text(st.characters(exclude_categories=("Cs",)), max_size=6)
counts = st.integers(0, 99)
edits = st.builds(
    Edit,
    id=st.just(0), who=words, when=words, op=st.just("text"), table=words, row=counts, col=counts,
    was=st.none() | words, now=words, rows=counts, cols=counts,
    place=st.none() | st.just(Place(3, Box(1.0, 2.5, 3.25, 4.0))),
)  # fmt: skip


@given(st.lists(edits, max_size=4))
def test_what_is_written_is_read_again(several):
    corrections = Corrections(SHA)
    for edit in several:
        corrections = corrections.with_edit(edit)
    assert from_json(to_json(corrections)) == corrections


@pytest.mark.parametrize("op", OPERATIONS)
def test_every_operation_is_written_with_all_it_needs(op):
    edit = edit_of(TABLE, op, 1, 1, rowspan=1, colspan=1, was="x", now="y", of=None if op != "undo" else 7)
    again = from_json(to_json(Corrections(SHA).with_edit(edit))).edits[0]
    assert (again.op, again.of) == (op, edit.of)


@pytest.mark.parametrize(
    "record",
    [[], {"op": "drop"}, {"op": "text", "row": -1}, {"op": "text", "now": "x" * 20_001},
     {"op": "text", "row": True}, {"op": "text", "place": {"page": 1, "box": [1, 2]}},
     {"op": "text", "col": 10**9}, {"op": "text", "who": 3}],
)  # fmt: skip
def test_what_is_no_edit_is_refused(record):
    with pytest.raises(BadEdit):
        parsed_edit(record)


@pytest.mark.parametrize(
    "text", ["", "{}", '{"schema": "budgetgrid-corrections/9", "sha256": "", "edits": []}']
)
def test_a_file_that_is_no_corrections_is_told(tmp_path, text):
    (tmp_path / "corrections.json").write_text(text)
    with pytest.raises(CorrectionsUnreadable):
        load_corrections(tmp_path)


def test_edits_of_several_threads_are_all_kept(tmp_path):
    def add(number):
        add_edit(tmp_path, SHA, lambda _: edit_of(TABLE, "text", now=str(number)))

    threads = [threading.Thread(target=add, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = load_corrections(tmp_path)
    assert sorted(edit.now for edit in kept.edits) == [str(n) for n in range(8)]
    assert [edit.id for edit in kept.edits] == list(range(1, 9))


def test_an_edit_that_is_refused_leaves_no_trace(tmp_path):
    def refuse(_):
        raise BadEdit("no")

    with pytest.raises(BadEdit):
        add_edit(tmp_path, SHA, refuse)
    assert list(tmp_path.iterdir()) == []


KILLED = """
import os, sys
from pathlib import Path
from budgetgrid import correction_store
from budgetgrid.corrections import Edit
folder, step = Path(sys.argv[1]), int(sys.argv[2])
steps = 0
def die(event, args):
    global steps
    if event in ("open", "os.rename") and str(folder) in str(args[0]):
        steps += 1
        if steps == step:
            os._exit(9)
sys.addaudithook(die)
correction_store.add_edit(folder, "ab" * 32, lambda now: Edit(0, "b", "", "text", "t1", now="second"))
"""


def test_a_death_at_any_step_loses_at_most_the_last_edit(tmp_path):
    add_edit(tmp_path, SHA, lambda _: edit_of(TABLE, "text", now="first"))
    ends = []
    for step in range(1, 12):
        command = [sys.executable, "-c", KILLED, str(tmp_path), str(step)]
        ends.append(subprocess.run(command, cwd=tmp_path.parent, check=False).returncode)
        assert load_corrections(tmp_path).edits[0].now == "first"
        if ends[-1] == 0:
            break
    assert 9 in ends and ends[-1] == 0
    assert load_corrections(tmp_path).edits[-1].now == "second"


def corrected_result(folder):
    document = document_of(sums_table())
    write_document(document, folder, ("csv", "json"))
    add_edit(folder, SHA, lambda _: edit_of(sums_table(), "text", 2, 2, was="260.00", now="250.00"))
    return document


def test_a_new_conversion_of_the_same_content_keeps_and_applies_corrections(tmp_path):
    document = corrected_result(tmp_path / "x")
    write_document(document, tmp_path / "x", ("csv", "json"))
    assert "250.00" in (tmp_path / "x" / "01-支出总表.csv").read_text()
    assert load_corrections(tmp_path / "x").edits
    read = document_from_json((tmp_path / "x" / "document.json").read_text())
    assert [c.text for c in read.tables[0].cells if (c.row, c.col) == (2, 2)] == ["260.00"]
    better = document_from_json((tmp_path / "x" / "corrected.json").read_text())
    assert [c.text for c in better.tables[0].cells if (c.row, c.col) == (2, 2)] == ["250.00"]


def test_corrections_wait_aside_while_another_content_is_in_the_folder(tmp_path):
    document = corrected_result(tmp_path / "x")
    write_document(document_of(sums_table(), sha256="cd" * 32), tmp_path / "x", ("csv",))
    assert load_corrections(tmp_path / "x") is None
    assert "260.00" in (tmp_path / "x" / "01-支出总表.csv").read_text()
    write_document(document, tmp_path / "x", ("csv",))
    assert "250.00" in (tmp_path / "x" / "01-支出总表.csv").read_text()


def test_unreadable_corrections_are_kept_as_they_are(tmp_path):
    write_document(document_of(sums_table()), tmp_path / "x", ())
    (tmp_path / "x" / "corrections.json").write_text("{")
    kept = kept_corrections(tmp_path / "x", SHA)
    assert kept == {"corrections.json": b"{"} and corrections_among(kept) is None


def test_every_exporter_gives_the_corrected_text(tmp_path):
    folder = tmp_path / "x"
    corrected_result(folder)
    before = (folder / "document.json").read_bytes()
    re_export(folder, ("csv", "json", "records", "html", "md"), CsvStyle())
    written = {
        p.name: p.read_text(encoding="utf-8") for p in folder.iterdir() if p.name != "corrections.json"
    }
    shown = {name: "260.00" not in text and "250.00" in text for name, text in written.items()}
    assert shown.pop("document.json") is False and shown.pop("01-支出总表.confidence.csv") is False
    assert (folder / "document.json").read_bytes() == before
    assert shown and "corrected.json" in shown


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a lock that processes share")
def test_another_process_waits_for_the_folder(tmp_path):
    held = "import sys, time, pathlib; from budgetgrid.correction_store import locked\n" \
        "with locked(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"  # fmt: skip
    other = subprocess.Popen(
        [sys.executable, "-c", held, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd="/"
    )
    assert other.stdout.readline() == b"held\n"
    done = threading.Event()

    def add():
        add_edit(tmp_path, SHA, lambda _: edit_of(TABLE, "text", now="x"))
        done.set()

    thread = threading.Thread(target=add)
    thread.start()
    assert not done.wait(0.2)
    other.communicate()
    thread.join(5)
    assert done.is_set() and json.loads((tmp_path / "corrections.json").read_text())["edits"][0]["now"] == "x"
