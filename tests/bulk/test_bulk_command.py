import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest
from hostile_files import good_pdf
from scripted import results

from budgetgrid.bulk.ledger import open_ledger
from budgetgrid.cli import main
from budgetgrid.export.csv import CsvStyle
from budgetgrid.file_job import FileJob, run_job
from budgetgrid.layout.errors import LedgerMissing
from budgetgrid.options import Options

HERE = Path(__file__).parent
"""Where `python -m` finds no folder named budgetgrid."""


@dataclass(frozen=True)
class Answer:
    stdout: str
    stderr: str
    returncode: int


def bulk(*words: object) -> Answer:
    """The command, in this process: its workers are processes of their own anyway."""
    out, err = io.StringIO(), io.StringIO()
    with (
        redirect_stdout(out),
        redirect_stderr(err),
        patch.object(sys, "argv", ["budgetgrid", "bulk", *map(str, words)]),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    return Answer(out.getvalue(), err.getvalue(), int(ended.value.code or 0))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three good documents of digital pages, a duplicate, a text; the run and what it said."""
    folder = tmp_path_factory.mktemp("archive")
    (folder / "in" / "sub").mkdir(parents=True)
    for number, name in enumerate(("a", "sub/b", "sub/c"), 1):
        (folder / "in" / f"{name}.pdf").write_bytes(good_pdf(number))
    (folder / "in" / "sub" / "copy.bin").write_bytes(good_pdf(1))
    (folder / "in" / "text.pdf").write_text("a text")
    done = bulk(folder / "in", "-o", folder / "out", "--log-file", folder / "log.jsonl", "--csv-safe")
    (folder / "said").write_text(done.stderr)
    (folder / "code").write_text(str(done.returncode))
    return folder


def test_the_run_says_what_there_is_and_what_to_do_about_failures(archive):
    said = (archive / "said").read_text()
    assert "3 ok, 1 failed, 1 duplicate" in said
    assert "6 pages read" in said
    assert "not-a-document: 1 document, as " in said
    assert "Give a PDF, PNG, JPEG or TIFF file." in said
    assert (archive / "code").read_text() == "3"


def test_bulk_and_one_after_the_other_give_the_same_bytes(archive, tmp_path):
    style = CsvStyle(safe=True)
    for name in ("a", "sub/b", "sub/c", "text"):
        job = FileJob(archive / "in" / f"{name}.pdf", tmp_path / name, Options(), ("csv", "json"), style)
        run_job(job)
    assert results(tmp_path) == results(archive / "out") != {}


def test_the_log_holds_an_object_a_line(archive):
    lines = [json.loads(line) for line in (archive / "log.jsonl").read_text().splitlines()]
    assert sum(line["event"] == "reading" for line in lines if "event" in line) == 6
    assert {line.get("error") for line in lines} == {None, "not-a-document"}


def test_status_as_json_counts_documents_pages_and_failures(archive):
    status = bulk("status", archive / "out", "--json")
    found = json.loads(status.stdout)
    assert found["documents"] == {"ok": 3, "failed": 1, "duplicate": 1}
    assert found["pages"] == {"read": 6}
    assert [failure["slug"] for failure in found["failures"]] == ["not-a-document"]
    assert found["run"]["executor"] == "process"


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(archive, tmp_path):
    before = sorted((archive / "out").rglob("*"))
    (archive / "in" / "new.pdf").write_bytes(good_pdf(4))
    try:
        planned = bulk(archive / "in", "-o", archive / "out", "--dry-run", "--csv-safe")
        elsewhere = bulk(archive / "in", "-o", tmp_path / "out", "--dry-run")
    finally:
        (archive / "in" / "new.pdf").unlink()
    waiting = [line.split("\t")[2] for line in planned.stdout.splitlines() if line.startswith("waiting")]
    assert waiting == ["new"]
    assert elsewhere.stdout.count("waiting") == 5
    assert sorted((archive / "out").rglob("*")) == before
    assert not (tmp_path / "out").exists()


def test_the_archive_exports_as_one_file_of_figures(archive, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    for kind in ("parquet", "csv"):
        assert bulk("export", archive / "out", "-o", tmp_path, "--format", kind).returncode == 0
    counts = "SELECT COUNT(*), COUNT(DISTINCT source), SUM(value) FROM '{}'"
    (parquet,) = duckdb.sql(counts.format(tmp_path / "records.parquet")).fetchall()
    (plain,) = duckdb.sql(counts.format(tmp_path / "records.csv")).fetchall()
    assert parquet[:2] == plain[:2]
    assert parquet[1] == 3
    assert float(parquet[2]) == pytest.approx(float(plain[2]))
    (documents,) = duckdb.sql(f"SELECT COUNT(*) FROM '{tmp_path}/documents.csv'").fetchall()
    assert documents == (5,)


def test_two_runs_do_not_write_to_one_folder(archive):
    fcntl = pytest.importorskip("fcntl")
    with (archive / "out" / ".bulk" / "lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        second = bulk(archive / "in", "-o", archive / "out")
    assert second.returncode == 1
    assert "[bulk-running]" in second.stderr


def test_a_folder_without_a_ledger_is_named(tmp_path):
    answer = bulk("status", tmp_path)
    assert answer.returncode == 1
    assert "[no-ledger]" in answer.stderr


def start(source: Path, out: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "budgetgrid", "bulk", str(source), "-o", str(out), "--workers", "1"]
    return subprocess.Popen(command, cwd=HERE, stderr=subprocess.PIPE, start_new_session=True)


def wait_for(condition) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def pages_read(out: Path) -> int:
    try:
        with open_ledger(out) as ledger:
            return ledger.page_counts().get("read", 0)
    except LedgerMissing:
        return 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_ended_goes_on_where_it_stopped(tmp_path, number):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "long.pdf").write_bytes(good_pdf(25))
    process = start(tmp_path / "in", tmp_path / "out")
    wait_for(lambda: pages_read(tmp_path / "out") >= 2)
    os.kill(process.pid, number)
    process.communicate(timeout=60)
    assert process.returncode == (130 if number == signal.SIGINT else -signal.SIGKILL)
    wait_for(lambda: not alive(process.pid))
    before = pages_read(tmp_path / "out")
    assert 2 <= before < 25
    assert not (tmp_path / "out" / "long").exists()
    assert bulk(tmp_path / "in", "-o", tmp_path / "out").returncode == 0
    with open_ledger(tmp_path / "out") as ledger:
        (entry,) = ledger.entries()
        assert (entry.state, entry.pages) == ("ok", 25)
        assert [page.attempts for page in ledger.pages(entry.id)] == [1] * 25
    assert len(json.loads((tmp_path / "out" / "long" / "document.json").read_bytes())["pages"]) == 25
