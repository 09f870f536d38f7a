import json
from dataclasses import replace

import drawn_jobs
import pytest

from budgetgrid.options import Options
from budgetgrid.serialise import from_json


@pytest.fixture
def work(tmp_path):
    def make(kind: str, **changes):
        (tmp_path / "a.pdf").write_text(kind)
        return drawn_jobs.job(tmp_path / "a.pdf", tmp_path / "out" / "a", **changes)

    return make


def written(work):
    return from_json((work.folder / "document.json").read_text())


def test_an_outcome_sums_up_the_tables(work):
    outcome = drawn_jobs.run(work("ok"), None)
    assert (outcome.status, outcome.pages, outcome.error) == ("ok", 1, None)
    (table,) = outcome.tables
    assert (table.title, table.pages, table.rows, table.cols, table.confidence) == (
        "收支总表",
        (1,),
        4,
        4,
        0.97,
    )
    assert table.to_look_at == 11  # all but the three amounts at 0.99


def test_what_differs_between_equal_runs_is_kept_out_of_the_document(work):
    job = work("ok", workers=3)
    drawn_jobs.run(job, None)
    record = json.loads((job.folder / "run.json").read_text())
    assert set(record) == {
        "path", "started", "seconds", "cpu_seconds", "host", "platform", "python", "workers", "threads"
    }  # fmt: skip
    assert (record["workers"], record["threads"]) == (3, 2)


def test_failed_pages_are_named(work):
    outcome = drawn_jobs.run(work("partial"), None)
    assert (outcome.status, outcome.failed_pages) == ("partial", (2,))


def test_a_document_that_fails_leaves_a_record_of_why(work):
    job = work("damaged")
    outcome = drawn_jobs.run(job, None)
    assert outcome.error is not None and outcome.error.slug == "pdf-damaged"
    document = written(job)
    assert document.status == "failed" and document.error.slug == "pdf-damaged"
    assert len(document.source.sha256) == 64 and document.tables == ()


def test_a_bug_is_a_failed_document_too(work):
    outcome = drawn_jobs.run(work("bug"), None)
    assert outcome.error is not None and outcome.error.slug == "error"
    assert "a bug" in outcome.error.message


def test_a_failure_does_not_cost_an_earlier_result_of_the_same_file(work):
    locked = work("locked", options=Options(password="secret"))
    drawn_jobs.run(locked, None)
    outcome = drawn_jobs.run(replace(locked, options=Options()), None)
    assert outcome.error is not None and outcome.error.slug == "pdf-encrypted"
    assert written(locked).status == "ok"


def test_a_failure_replaces_the_result_of_another_file(work):
    drawn_jobs.run(work("ok"), None)
    job = work("damaged")
    drawn_jobs.run(job, None)
    assert written(job).status == "failed"


def test_a_missing_file_leaves_no_record(tmp_path):
    job = drawn_jobs.job(tmp_path / "nowhere.pdf", tmp_path / "out" / "nowhere")
    assert drawn_jobs.run(job, None).status == "failed"
    from budgetgrid.file_job import run_job

    assert run_job(job).status == "failed"


def test_passwords_and_threads_are_not_recorded(work):
    job = work("damaged", options=Options(password="secret", threads=7))
    drawn_jobs.run(job, None)
    text = (job.folder / "document.json").read_text()
    assert "secret" not in text and "threads" not in text


def test_ctrl_c_goes_through(work):
    with pytest.raises(KeyboardInterrupt):
        drawn_jobs.run(work("stop"), None)


def test_a_folder_that_is_in_the_way_is_an_outcome(work):
    job = work("ok")
    job.folder.mkdir(parents=True)
    (job.folder / "mine.txt").write_text("mine")
    outcome = drawn_jobs.run(job, None)
    assert outcome.error is not None and outcome.error.slug == "output-exists"
    assert drawn_jobs.run(replace(job, force=True), None).status == "ok"
