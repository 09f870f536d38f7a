import subprocess
import sys
from pathlib import Path

import pytest
from hostile_files import good_pdf
from scripted import ledger_states, results, run_scripts, write_script

from budgetgrid.bulk.settings import Settings
from budgetgrid.bulk.start import Plan, run_archive
from budgetgrid.bulk.storage import check_bucket
from budgetgrid.layout.errors import StorageUnreachable
from budgetgrid.options import Options


@pytest.fixture
def bucket(s3, request: pytest.FixtureRequest) -> str:
    """A bucket of the test's own, empty."""
    name = f"bucket-{abs(hash(request.node.name))}"
    s3.mkdir(name)
    return name


def fetched(s3, folder: str, into: Path) -> dict[str, bytes]:
    """All files below a folder of a bucket but those that may differ, and none of the run's own."""
    s3.get(folder, str(into), recursive=True)
    return results(into)


def test_results_in_an_object_store_are_those_of_a_folder(s3, bucket, tmp_path):
    for name, words in {"x/a": "ok ok", "b": "open:bad", "x/款 #1?": "ok " * 8, "c": "bad"}.items():
        write_script(tmp_path / "in" / f"{name}.pdf", words)
    s3.put(f"{tmp_path}/in/", f"{bucket}/in/", recursive=True)
    run_scripts(tmp_path / "in", tmp_path / "near")
    run_scripts(f"s3://{bucket}/in", f"s3://{bucket}/far", home=tmp_path / "home")
    assert fetched(s3, f"{bucket}/far", tmp_path / "far") == results(tmp_path / "near") != {}
    (kept,) = s3.ls(f"{bucket}/far/.bulk/pages")
    assert kept.rsplit("/", 1)[-1].startswith(f"{ledger_states(tmp_path / 'home')['c'][0]}-")


def test_a_result_in_an_object_store_replaces_an_older_one_whole(s3, bucket, tmp_path):
    s3.pipe_file(f"{bucket}/far/a/99-old.csv", b"")
    s3.pipe_file(f"{bucket}/in/a.pdf", b"%PDF-script ok")
    for words in (b"ok", b"ok ok"):
        s3.pipe_file(f"{bucket}/in/a.pdf", b"%PDF-script " + words)
        run_scripts(f"s3://{bucket}/in", f"s3://{bucket}/far", home=tmp_path)
    assert sorted(fetched(s3, f"{bucket}/far", tmp_path / "far")) == ["a/document.json"]
    assert b"page 2" in s3.cat_file(f"{bucket}/far/a/document.json")


def test_the_command_reads_from_and_writes_to_an_object_store(s3, bucket, tmp_path):
    s3.pipe_file(f"{bucket}/in/a.pdf", good_pdf(1))
    places = [f"s3://{bucket}/in", "-o", f"s3://{bucket}/far", "--ledger", str(tmp_path / "home")]
    command = [sys.executable, "-m", "budgetgrid", "bulk", *places, "--workers", "1"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parent)
    assert done.returncode == 0, done.stderr
    assert "1 ok" in done.stderr
    assert {name.rsplit("/", 1)[-1] for name in s3.ls(f"{bucket}/far/a", detail=False)} == {
        "document.json",
        "run.json",
        "01-Budget_1.csv",
        "01-Budget_1.confidence.csv",
    }


def test_a_bucket_that_is_not_there_is_named_and_not_made(s3, bucket):
    check_bucket(f"s3://{bucket}/far")
    with pytest.raises(StorageUnreachable, match="no 'misspelt'"):
        check_bucket("s3://misspelt/far")
    assert not s3.exists("misspelt")


def test_a_store_that_cannot_be_reached_stops_the_run_and_fails_no_document(
    s3, bucket, tmp_path, monkeypatch
):
    s3.pipe_file(f"{bucket}/in/a.pdf", b"%PDF-script ok")
    run_scripts(f"s3://{bucket}/in", f"s3://{bucket}/far", home=tmp_path)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    type(s3).clear_instance_cache()
    settings = Settings((f"s3://{bucket}/in",), str(tmp_path / "near"), Options())
    with pytest.raises(StorageUnreachable, match="credentials"):
        run_archive(settings, Plan(tmp_path, 1), lambda count: None, lambda tally: None, lambda run: None)
    type(s3).clear_instance_cache()
    assert ledger_states(tmp_path) == {"a": (1, "ok")}
