import json
from pathlib import Path

import hostile_files
import pytest
import scripted
import silent

from budgetgrid.bulk.ledger import FINAL, open_ledger
from budgetgrid.bulk.work import Limits
from budgetgrid.conversion import convert
from budgetgrid.serialise import to_json

SLOW = (hostile_files.bombs, hostile_files.image_sizes, hostile_files.noise)
QUICK = tuple(family for family in hostile_files.FAMILIES if family not in SLOW)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A part of the hostile files; `endure.py` takes them all."""
    folder = tmp_path_factory.mktemp("hostile")
    for index, path in enumerate(hostile_files.make_files(folder / "in", QUICK)):
        if index % 8 and "names" not in path.parts and not path.name.startswith(("locked", "empty", "text")):
            path.unlink()
    (folder / "outside.pdf").write_bytes(hostile_files.good_pdf(1))
    hostile_files.make_links(folder / "in", folder / "outside.pdf")
    (folder / "cwd").mkdir()
    scripted.run_scripts(folder / "in", folder / "out", 2, Limits(60.0, 600.0, 3 << 30), silent.perform)
    return folder


def test_every_file_ends_in_a_result_or_a_named_error(archive):
    with open_ledger(archive / "out") as ledger:
        entries = list(ledger.entries())
        assert {entry.state for entry in entries} <= set(FINAL)
        assert all(entry.problem or entry.pages for entry in entries if entry.state == "failed")
        slugs = {entry.problem.slug for entry in entries if entry.problem}
        slugs |= {page.error for entry in entries for page in ledger.pages(entry.id) if page.error}
    assert "error" not in slugs
    assert "page-failed" not in slugs
    assert {"pdf-damaged", "pdf-encrypted", "link-outside", "not-a-document"} <= slugs


def test_documents_of_one_name_each_have_their_result(archive):
    with open_ledger(archive / "out") as ledger:
        folders = [entry.folder for entry in ledger.entries("state <> 'duplicate' AND sha256 <> ''")]
    for folder in folders:
        assert json.loads((archive / "out" / folder / "document.json").read_bytes())["status"]


def test_nothing_is_written_outside_the_output(archive):
    assert sorted(path.name for path in archive.iterdir()) == ["cwd", "in", "out", "outside.pdf"]
    assert not list((archive / "cwd").iterdir())
    assert not Path("/tmp/escape.exe").exists()


def test_a_good_file_comes_out_as_it_does_alone(archive):
    folders = {"预算 公开（2024）.pdf": "预算 公开（2024）", "folder/deep/er/file.pdf": "folder/deep/er/file"}
    for name, folder in (folders | {"..pdf": "..pdf", "...pdf": "...pdf"}).items():
        alone = convert(archive / "in" / "names" / name, engine=silent.ENGINE)
        assert alone.status == "ok"
        written = archive / "out" / "names" / folder / "document.json"
        assert _comparable(written.read_text(encoding="utf-8")) == _comparable(to_json(alone))


def _comparable(text: str) -> dict:
    """Without the options of the run, of which the given engine is none."""
    record = json.loads(text)
    del record["run"]["options"]
    return record


def test_locked_files_open_where_the_password_is_empty(archive):
    with open_ledger(archive / "out") as ledger:
        states = {entry.folder: entry.state for entry in ledger.entries("folder LIKE 'locked-aes%'")}
    assert states == {
        "locked-aes128-empty": "ok",
        "locked-aes128-secret": "failed",
        "locked-aes256-empty": "ok",
        "locked-aes256-secret": "failed",
    }
