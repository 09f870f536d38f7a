import errno
import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from drawn_documents import budget_table, document_of, with_title

from budgetgrid import output
from budgetgrid.export.csv import CsvStyle
from budgetgrid.layout.errors import NoSpace, OutputExists, OutputNotWritable, ResultUnreadable
from budgetgrid.output import is_result, replace_folder, write_document
from budgetgrid.re_export import re_export
from budgetgrid.serialise import from_json, to_json

DOCUMENT = document_of(budget_table())
OLDER = replace(document_of(with_title(budget_table(), "旧表")), status="partial")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.parent.iterdir() if path != folder]


def test_a_folder_holds_what_was_asked_for_and_always_the_json(tmp_path):
    write_document(DOCUMENT, tmp_path / "a" / "b", ("csv",), extra={"run.json": b"{}"})
    names = sorted(contents(tmp_path / "a" / "b"))
    assert names == ["01-收支总表.confidence.csv", "01-收支总表.csv", "document.json", "run.json"]
    assert from_json((tmp_path / "a" / "b" / "document.json").read_text()) == DOCUMENT


def test_nothing_of_an_earlier_run_survives(tmp_path):
    write_document(OLDER, tmp_path / "x", ("csv", "records", "html"))
    write_document(DOCUMENT, tmp_path / "x", ("csv",))
    assert sorted(contents(tmp_path / "x")) == [
        "01-收支总表.confidence.csv", "01-收支总表.csv", "document.json"
    ]  # fmt: skip
    assert leftovers(tmp_path / "x") == []


def test_a_folder_of_somebody_else_is_kept_without_force(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "thesis.docx").write_text("years of work")
    with pytest.raises(OutputExists):
        write_document(DOCUMENT, tmp_path / "x", ("csv",))
    assert contents(tmp_path / "x") == {"thesis.docx": b"years of work"}
    write_document(DOCUMENT, tmp_path / "x", ("json",), force=True)
    assert sorted(contents(tmp_path / "x")) == ["document.json"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 1}', '{"schema": "theirs/1"}', "\udc00"])
def test_a_document_json_of_somebody_else_does_not_make_a_folder_ours(tmp_path, text):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "document.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    assert not is_result(tmp_path / "x")
    with pytest.raises(OutputExists):
        write_document(DOCUMENT, tmp_path / "x", ())


def test_an_empty_folder_is_used(tmp_path):
    (tmp_path / "x").mkdir()
    write_document(DOCUMENT, tmp_path / "x", ())
    assert is_result(tmp_path / "x")


@pytest.mark.parametrize("force", [False, True])
def test_a_file_or_a_link_in_the_way_is_never_replaced(tmp_path, force):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("file", "link"):
        with pytest.raises(OutputExists):
            write_document(DOCUMENT, tmp_path / name, (), force=force)
    assert (tmp_path / "file").read_text() == "mine" and (tmp_path / "link").is_symlink()


def test_the_folder_has_the_permissions_that_others_have(tmp_path):
    write_document(DOCUMENT, tmp_path / "x", ())
    (tmp_path / "y").mkdir()
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == stat.S_IMODE((tmp_path / "y").stat().st_mode)


class Killed(BaseException):
    """Stands for a Ctrl-C at the worst moment."""


def fail_at(step: int, failure: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the `step`th write or rename fail."""
    done = 0

    def counted(act):
        def acted(*args):
            nonlocal done
            if done == step:
                raise failure
            done += 1
            return act(*args)

        return acted

    monkeypatch.setattr(output, "write_durably", counted(output.write_durably))
    monkeypatch.setattr(output, "_exchange", counted(output._exchange))
    monkeypatch.setattr(Path, "rename", counted(Path.rename))


# Three files, then one exchange; where the system has none, it says so, and two renames follow.
@pytest.mark.parametrize("step", range(4))
@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "full"), Killed()])
def test_a_failure_at_any_step_leaves_the_older_result_whole(tmp_path, monkeypatch, step, failure):
    write_document(OLDER, tmp_path / "x", ("csv",))
    before = contents(tmp_path / "x")
    fail_at(step, failure, monkeypatch)
    with pytest.raises(NoSpace if isinstance(failure, OSError) else Killed):
        write_document(DOCUMENT, tmp_path / "x", ("csv",))
    assert contents(tmp_path / "x") == before
    assert leftovers(tmp_path / "x") == []


@pytest.mark.parametrize("step", range(6))
def test_it_holds_where_folders_can_not_be_exchanged(tmp_path, monkeypatch, step):
    write_document(OLDER, tmp_path / "x", ("csv",))
    before = contents(tmp_path / "x")
    monkeypatch.setattr(output, "_exchange", lambda *_: False)
    fail_at(step, Killed(), monkeypatch)
    with pytest.raises(Killed):
        write_document(DOCUMENT, tmp_path / "x", ("csv",))
    monkeypatch.undo()
    kept = [tmp_path / "x", *(tmp_path / name for name in leftovers(tmp_path / "x"))]
    assert before in [contents(folder) for folder in kept if folder.exists()]


def test_folders_are_swapped_where_they_can_not_be_exchanged(tmp_path, monkeypatch):
    write_document(OLDER, tmp_path / "x", ("csv",))
    monkeypatch.setattr(output, "_exchange", lambda *_: False)
    write_document(DOCUMENT, tmp_path / "x", ("json",))
    assert contents(tmp_path / "x") == {"document.json": to_json(DOCUMENT).encode()}
    assert leftovers(tmp_path / "x") == []


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (errno.ENOSPC, NoSpace),
        (errno.EDQUOT, NoSpace),
        (errno.EACCES, OutputNotWritable),
        (errno.EROFS, OutputNotWritable),
    ],
)
def test_refusals_of_the_file_system_have_their_slug(tmp_path, monkeypatch, code, error):
    fail_at(0, OSError(code, os.strerror(code)), monkeypatch)
    with pytest.raises(error) as caught:
        write_document(DOCUMENT, tmp_path / "x", ())
    assert caught.value.retry and caught.value.next_step
    assert list(tmp_path.iterdir()) == []


def test_a_parent_that_is_a_file_is_not_writable(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputNotWritable):
        write_document(DOCUMENT, tmp_path / "file" / "x", ())


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
def test_a_really_full_device_is_told_as_such(tmp_path):
    with pytest.raises(NoSpace), output.file_system_errors(tmp_path), FULL.open("wb") as stream:
        stream.write(b"x" * 10_000)


def test_export_adds_formats_and_keeps_the_rest(tmp_path):
    write_document(DOCUMENT, tmp_path / "x", ("csv",), extra={"run.json": b"{}"})
    before = contents(tmp_path / "x")
    re_export(tmp_path / "x", ("html", "records"), CsvStyle())
    after = contents(tmp_path / "x")
    assert {name: after[name] for name in before} == before
    assert sorted(set(after) - set(before)) == ["document.html", "records.csv"]


def test_export_writes_a_format_anew(tmp_path):
    write_document(OLDER, tmp_path / "x", ("csv",))
    (tmp_path / "x" / "document.json").write_text(to_json(DOCUMENT))
    re_export(tmp_path / "x", ("csv",), CsvStyle(values=True))
    names = sorted(contents(tmp_path / "x"))
    assert names == ["01-收支总表.confidence.csv", "01-收支总表.csv", "document.json"]
    assert "-3.00" in (tmp_path / "x" / "01-收支总表.csv").read_text()


@pytest.mark.parametrize("text", [None, "{}", "\xff"])
def test_export_refuses_a_folder_without_a_result(tmp_path, text):
    if text is not None:
        (tmp_path / "document.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(ResultUnreadable):
        re_export(tmp_path, ("csv",), CsvStyle())


def test_json_is_written_as_utf_8(tmp_path):
    replace_folder(tmp_path / "x", {"document.json": to_json(DOCUMENT).encode()})
    assert json.loads((tmp_path / "x" / "document.json").read_bytes())["tables"][0]["title"] == "收支总表"
