import json
from pathlib import Path

import pytest
from scripted import results, run_scripts, write_script

from budgetgrid.bulk.ledger import Entry, PageEntry, create_ledger, open_ledger
from budgetgrid.bulk.work import Limits

SCRIPTS = {
    "good": "ok ok ok",
    "sub/also good": "ok",
    "fault": "ok fault ok",
    "twice": "twice ok",
    "hang": "hang ok",
    "grow": "ok grow",
    "bad page": "ok bad",
    "bug": "bug",
    "open bad": "open:bad ok",
    "open once": "open:once ok ok",
    "open fault": "open:fault ok",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    for name, words in SCRIPTS.items():
        write_script(folder / "in" / f"{name}.pdf", words)
    run_scripts(folder / "in", folder / "out", 2)
    return folder / "out"


def entry(archive: Path, name: str) -> Entry:
    with open_ledger(archive) as ledger:
        (found,) = ledger.entries("folder = ?", [name])
    return found


def pages(archive: Path, name: str) -> list[PageEntry]:
    with open_ledger(archive) as ledger:
        return ledger.pages(entry(archive, name).id)


def document(archive: Path, name: str) -> dict:
    return json.loads((archive / name / "document.json").read_bytes())


@pytest.mark.parametrize("name", ["good", "sub/also good", "open once", "twice"])
def test_a_document_whose_workers_were_killed_from_outside_is_whole(archive, name):
    assert entry(archive, name).state == document(archive, name)["status"] == "ok"
    assert [page["number"] for page in document(archive, name)["pages"]] == [
        page.number for page in pages(archive, name)
    ]


@pytest.mark.parametrize(
    ("name", "bad", "slug"),
    [
        ("fault", 2, "worker-died"),
        ("hang", 1, "page-timeout"),
        ("grow", 2, "memory-limit"),
    ],
)
def test_a_page_that_ends_its_worker_twice_is_left_out_and_named(archive, name, bad, slug):
    assert entry(archive, name).state == document(archive, name)["status"] == "partial"
    errors = {page["number"]: page["error"] for page in document(archive, name)["pages"]}
    assert errors[bad]["slug"] == slug
    assert [n for n, error in errors.items() if error] == [bad]
    assert [(p.state, p.attempts) for p in pages(archive, name) if p.number == bad] == [("failed", 2)]


def test_an_error_of_a_page_is_not_tried_again(archive):
    assert entry(archive, "bad page").state == "partial"
    assert [(p.state, p.attempts, p.error) for p in pages(archive, "bad page")] == [
        ("read", 1, None),
        ("failed", 1, "pdf-damaged"),
    ]


@pytest.mark.parametrize(("name", "slug"), [("open bad", "pdf-damaged"), ("open fault", "worker-died")])
def test_a_file_that_cannot_be_opened_says_why_in_its_folder(archive, name, slug):
    assert entry(archive, name).state == "failed"
    assert entry(archive, name).problem.slug == slug
    assert document(archive, name)["status"] == "failed"
    assert document(archive, name)["error"]["slug"] == slug


def test_a_document_with_no_good_page_has_failed(archive):
    assert entry(archive, "bug").state == document(archive, "bug")["status"] == "failed"


def test_the_same_run_again_does_nothing(archive, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in archive.rglob("*.json")}
    run_scripts(archive.parent / "in", archive)
    assert {path: path.stat().st_mtime_ns for path in archive.rglob("*.json")} == before


def test_nothing_is_left_over(archive):
    assert not list(archive.rglob(".budgetgrid-*"))
    kept = {path.name.split("-")[0] for path in (archive / ".bulk" / "pages").iterdir()}
    assert kept == {str(entry(archive, n).id) for n in ("fault", "hang", "grow", "bad page")}


def test_only_what_changed_is_read_again(tmp_path):
    for name in "ab":
        write_script(tmp_path / "in" / f"{name}.pdf", f"ok {'ok' * (name == 'b')}")
    run_scripts(tmp_path / "in", tmp_path / "out")
    first = {path: path.stat().st_ino for path in tmp_path.glob("out/*/document.json")}
    write_script(tmp_path / "in" / "b.pdf", "ok ok ok")
    write_script(tmp_path / "in" / "c.pdf", "ok 0")
    run_scripts(tmp_path / "in", tmp_path / "out")
    second = {path: path.stat().st_ino for path in tmp_path.glob("out/*/document.json")}
    assert {path.parent.name for path in second if second[path] != first.get(path)} == {"b", "c"}
    assert len(document(tmp_path / "out", "b")["pages"]) == 3


def test_changed_options_are_another_result(tmp_path):
    write_script(tmp_path / "in" / "a.pdf", "ok")
    run_scripts(tmp_path / "in", tmp_path / "out")
    before = (tmp_path / "out" / "a" / "document.json").stat().st_ino
    run_scripts(tmp_path / "in", tmp_path / "out", unit="万元")
    assert (tmp_path / "out" / "a" / "document.json").stat().st_ino != before


def test_duplicates_are_read_once_and_linked(tmp_path):
    for name in ("a", "b/c", "b/d"):
        write_script(tmp_path / "in" / f"{name}.pdf", "ok")
    run_scripts(tmp_path / "in", tmp_path / "out", 2)
    out = tmp_path / "out"
    assert [entry(out, name).state for name in ("a", "b/c", "b/d")] == ["ok", "duplicate", "duplicate"]
    assert (out / "b" / "c").is_symlink()
    assert (out / "b" / "c").resolve() == (out / "a").resolve()
    write_script(tmp_path / "in" / "b" / "c.pdf", "ok ok")
    run_scripts(tmp_path / "in", out)
    assert not (out / "b" / "c").is_symlink()
    assert len(document(out, "b/c")["pages"]) == 2


def test_a_document_out_of_time_keeps_the_pages_it_has(tmp_path):
    write_script(tmp_path / "in" / "slow.pdf", "0.2 " * 10)
    run_scripts(tmp_path / "in", tmp_path / "out", 1, Limits(10.0, document_seconds=0.5, memory=1 << 30))
    errors = [page["error"] for page in document(tmp_path / "out", "slow")["pages"]]
    assert errors[0] is None
    assert errors[-1]["slug"] == "document-timeout"
    assert entry(tmp_path / "out", "slow").state == "partial"


def test_the_pages_of_one_document_are_shared_among_workers_and_joined_the_same(tmp_path):
    write_script(tmp_path / "in" / "big.pdf", "0.01 " * 40)
    run_scripts(tmp_path / "in", tmp_path / "one")
    run_scripts(tmp_path / "in", tmp_path / "three", workers=3)
    assert results(tmp_path / "one") == results(tmp_path / "three") != {}


def test_failures_are_tried_again_with_their_good_pages_kept(tmp_path):
    write_script(tmp_path / "in" / "a.pdf", "ok bug")
    run_scripts(tmp_path / "in", tmp_path / "out")
    before = pages(tmp_path / "out", "a")
    assert before[1].state == "failed"
    with create_ledger(tmp_path / "out") as ledger:
        assert ledger.retry("page-timeout") == 0
        assert ledger.retry() == 1
        ledger.commit()
    run_scripts(tmp_path / "in", tmp_path / "out")
    after = pages(tmp_path / "out", "a")
    assert after[0] == before[0]
    assert (after[1].state, after[1].attempts) == ("failed", 1)
    assert after[1].seconds != before[1].seconds
