"""The benchmark's runs: kept, resumed, put together, compared."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from threading import Event

import pytest
import typer
from drawn_scores import TEXTS, on_disk, sample, score
from typer.testing import CliRunner

from budgetgrid.benchmarks import profile
from budgetgrid.benchmarks.bench import environment, run
from budgetgrid.benchmarks.bench.command import SCANS, SCORES, bench, parse_degrees
from budgetgrid.benchmarks.bench.compare import AccuracyFell, check_not_below, compare, load_sums
from budgetgrid.benchmarks.bench.environment import Environment, source_digest
from budgetgrid.benchmarks.bench.figures import FIGURES
from budgetgrid.benchmarks.bench.result import Result, as_json, make_result
from budgetgrid.benchmarks.bench.run import Task, Workplace, run_tasks, tasks_for
from budgetgrid.benchmarks.bench.store import load_score, save_score, score_name
from budgetgrid.benchmarks.document_score import DocumentScore, score_document
from budgetgrid.benchmarks.profile import STAGES, StageTable
from budgetgrid.benchmarks.runs import AS_IS, no_reading
from budgetgrid.benchmarks.samples import Sample, find_samples
from budgetgrid.cli.app import build_app
from budgetgrid.layout.errors import BadOption, EngineMissing
from budgetgrid.options import Options

HERE = Environment("a processor", 2, 1000, "Linux", "3.11", {"budgetgrid": "0"}, "abc")
WRONG = ("科目", "金额", "教育", "7.00")
WORSE = ("科目", "金额", "教肓", "7.00")


def result_of(*scores: DocumentScore) -> Result:
    return make_result(list(scores), {}, HERE, "2026-01-01T00:00:00+00:00")


def workplace(folder: Path, resume: bool = True) -> Workplace:
    return Workplace(folder, folder / "scores", "code", resume)


# scores on disk


def test_a_score_survives_its_file(tmp_path: Path) -> None:
    made = score(sample("one", "dev"), *WRONG)
    assert made.errors
    assert made.cells
    save_score(made, tmp_path / "scores" / "one.json")
    assert load_score(tmp_path / "scores" / "one.json") == made


@pytest.mark.parametrize("content", ["", "{}", '{"slug": "one"', "[1]"])
def test_what_is_no_score_is_not_taken_for_one(content: str, tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(content)
    assert load_score(tmp_path / "one.json") is None
    assert load_score(tmp_path / "none.json") is None


def test_a_score_is_kept_under_all_it_depends_on(tmp_path: Path) -> None:
    (one,) = find_samples([on_disk(tmp_path, "one")])
    options = Options()
    names = {score_name(one, AS_IS, options, "code"), score_name(one, 1, options, "code")}
    names.add(score_name(one, AS_IS, Options(threads=7), "code"))
    names.add(score_name(one, AS_IS, options, "other code"))
    text = (tmp_path / "one" / "truth.json").read_text()
    (tmp_path / "one" / "truth.json").write_text(text.replace("教育", "卫生"))
    (corrected,) = find_samples([tmp_path])
    names.add(score_name(corrected, AS_IS, options, "code"))
    assert one.scan is not None
    one.scan.write_bytes(one.scan.read_bytes() + b"\n")
    names.add(score_name(one, AS_IS, options, "code"))
    assert len(names) == 6
    assert score_name(one, AS_IS, options, "code") in names


def test_the_digest_of_the_code_changes_with_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "rulings.py"
    monkeypatch.setattr(environment, "_files", lambda package, pattern: [(module.name, module)])
    module.write_text("A = 1\n")
    before = source_digest()
    assert source_digest() == before
    module.write_text("A = 2\n")
    assert source_digest() != before


# running


@pytest.fixture
def samples(tmp_path: Path) -> list[Sample]:
    for slug in ("one", "two", "three"):
        on_disk(tmp_path / "samples", slug)
    return find_samples([tmp_path / "samples"])


@pytest.fixture
def read_names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replaces the process that reads a sample by one that finds all texts; lists whom it read."""
    names: list[str] = []

    def reads(
        stop: Event, act: Callable[..., DocumentScore], one: Sample, degree: int, *_: object
    ) -> DocumentScore:
        names.append(one.slug)
        return score(one, *TEXTS, degree=degree)

    monkeypatch.setattr(run, "_apart", reads)
    return names


def test_an_interrupted_run_goes_on_where_it_was(
    samples: list[Sample], read_names: list[str], tmp_path: Path
) -> None:
    tasks = tasks_for(samples, (0, 1))
    assert [task.degree for task in tasks] == [AS_IS] * 3
    first = run_tasks(tasks[:2], Options(), workplace(tmp_path), jobs=1)
    assert len(list(first)) == 2
    read_names.clear()
    again = list(run_tasks(tasks, Options(), workplace(tmp_path), jobs=2))
    assert read_names == [tasks[2].sample.slug]
    assert (
        [one.slug for _, one in again] == [task.sample.slug for task, _ in again] == [s.slug for s in samples]
    )
    assert all(one.counts.exact == 4 for _, one in again)


INTERRUPTED = """
import sys, time
from pathlib import Path
import typer
from drawn_scores import TEXTS, score
from budgetgrid.benchmarks.bench import command, environment, run

def dawdle(sample, degree, options, scans):
    if sample.slug == "two":
        (scans / "begun").touch()
        time.sleep(60)
    return score(sample, *TEXTS, degree=degree)

run.score_one = dawdle
environment.source_digest = lambda: "the same"

if __name__ == "__main__":
    typer.run(command.bench)
"""


def test_ctrl_c_is_told_in_one_line_and_the_same_command_goes_on(
    samples: list[Sample], read_names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "source_digest", lambda: "the same")
    work = tmp_path / "work"
    (tmp_path / "main.py").write_text(INTERRUPTED)
    common = [str(tmp_path / "samples"), "--only", "one", "--only", "two", "--work", str(work)]
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "main.py"), *common],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not (work / SCANS / "begun").exists():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to the workers too
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said == (
        "interrupted: documents that were done are kept, and the same command goes on from there\n"
    )
    kept = {path.name.split("-")[0] for path in (work / SCORES).iterdir()}
    assert kept == {"one"}
    run_bench(*common)
    assert read_names == ["two"]


def test_a_fresh_run_reads_everything_again(
    samples: list[Sample], read_names: list[str], tmp_path: Path
) -> None:
    for resume in (True, False):
        list(run_tasks(tasks_for(samples, (1,)), Options(), workplace(tmp_path, resume), jobs=1))
    assert len(read_names) == 6


def test_a_document_that_ends_its_reader_is_missed_whole_and_tried_again(
    samples: list[Sample], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def dies(*_: object) -> DocumentScore:
        raise BrokenProcessPool("killed")

    monkeypatch.setattr(run, "_apart", dies)
    with caplog.at_level(logging.ERROR):
        ((_, one),) = run_tasks([Task(samples[0], AS_IS)], Options(), workplace(tmp_path), jobs=1)
    assert (one.counts.exact, one.counts.true, one.failed_pages) == (0, 4, 1)
    assert "killed" in caplog.text
    assert not (tmp_path / "scores").exists()


def test_a_missing_engine_ends_the_run(
    samples: list[Sample], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def misses(*_: object) -> DocumentScore:
        raise EngineMissing("no weights")

    monkeypatch.setattr(run, "_apart", misses)
    with pytest.raises(EngineMissing):
        list(run_tasks(tasks_for(samples, (1,)), Options(), workplace(tmp_path), jobs=2))


def test_a_document_that_can_not_be_read_is_missed_whole(tmp_path: Path) -> None:
    (on_disk(tmp_path, "broken") / "scan.pdf").write_bytes(b"no document")
    ((_, one),) = run_tasks(
        tasks_for(find_samples([tmp_path]), (0, 1)), Options(), workplace(tmp_path), jobs=1
    )
    assert one.counts.f1 == 0
    assert not one.tables[0].found


# figures


def test_figures_of_two_documents_are_of_their_sums() -> None:
    group = result_of(score(sample("one"), *TEXTS, cpu=1.0), score(sample("two"), *WRONG, cpu=3.0)).groups[0]
    assert group["cell_f1"].value == 7 / 8
    assert group["cell_f1"].errors == 1
    assert group["cell_f1"].few_errors
    assert group["numbers"].value == 1 / 2
    assert group["sure_wrong"].value == 1 / 2  # 1.00 and 7.00, both at 0.99
    assert group["structure_f1"].value == 1
    assert group["cpu_seconds_per_page"].value == 2
    assert group["joined"].value is None
    assert (group["cell_f1"].low, group["cell_f1"].high) == (3 / 4, 1)  # of draws of two from 3/4 and 1
    assert group.confidence.errors == 1


def test_sides_are_told_apart_and_together() -> None:
    scores = [score(sample(slug, side), *TEXTS, degree=1) for slug, side in (("a", "dev"), ("b", "test"))]
    both = result_of(*scores, score(sample("a", "dev"), *TEXTS, degree=2))
    assert [(g.split, g.degree, len(g.scores)) for g in both.groups] == [
        ("dev", 1, 1),
        ("dev", 2, 1),
        ("test", 1, 1),
        ("all", 1, 2),
        ("all", 2, 1),
    ]
    assert [g.split for g in both.whole] == ["all", "all"]
    assert [g.split for g in result_of(scores[0]).groups] == ["dev"]
    assert [g.split for g in result_of(score(sample("a"), *TEXTS)).groups] == ["all"]


def test_names_of_figures_are_unique_and_every_figure_of_accuracy_is_a_share() -> None:
    assert len({figure.name for figure in FIGURES}) == len(FIGURES)
    assert {figure.topic for figure in FIGURES if not figure.gated} == {"Cost"}


# comparison


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A result on disk: two documents read rightly."""
    path = tmp_path / "older.json"
    path.write_text(as_json(result_of(score(sample("one"), *TEXTS), score(sample("two"), *TEXTS))))
    return path


def test_a_drop_is_told_and_fails(older: Path) -> None:
    before = load_sums(older)
    comparison = compare(before, result_of(score(sample("one"), *TEXTS), score(sample("two"), *WORSE)))
    fallen = {c.figure.name: (c.before, c.after) for c in comparison.changes if c.fell}
    assert fallen["cell_f1"] == (1, 6 / 8)
    assert "numbers" not in fallen
    assert "structure_f1" not in fallen
    assert [key for key, _ in comparison.documents] == [("two", AS_IS)]
    with pytest.raises(AccuracyFell, match=r"cell F1 100\.00 -> 75\.00"):
        check_not_below(comparison, before)


def test_one_text_turned_over_is_told_and_no_fall_of_cells_but_a_missed_table_is(older: Path) -> None:
    before = load_sums(older)
    turned = compare(before, result_of(score(sample("one"), *TEXTS), score(sample("two"), *WRONG)))
    changes = {c.figure.name: c for c in turned.changes}
    assert changes["numbers"].after == 1 / 2
    assert not changes["numbers"].fell
    assert not changes["cell_f1"].fell
    missed = score_document(sample("two"), AS_IS, no_reading(sample("two")))
    comparison = compare(before, result_of(score(sample("one"), *TEXTS), missed))
    assert {"cell_f1", "tables", "structure_teds"} <= {c.figure.name for c in comparison.changes if c.fell}


def test_neither_a_gain_nor_a_slower_run_fails(older: Path, tmp_path: Path) -> None:
    same = result_of(score(sample("one"), *TEXTS, cpu=9.0), score(sample("two"), *TEXTS, cpu=9.0))
    check_not_below(compare(load_sums(older), same), load_sums(older))
    worse = tmp_path / "worse.json"
    worse.write_text(as_json(result_of(score(sample("one"), *WRONG), score(sample("two"), *TEXTS))))
    gained = compare(load_sums(worse), same)
    check_not_below(gained, load_sums(worse))
    assert {c.figure.name: c.gain for c in gained.changes}["cell_f1"] == pytest.approx(1 / 8)


def test_only_documents_that_both_have_read_are_compared(older: Path) -> None:
    before = load_sums(older)
    newer = result_of(score(sample("two"), *TEXTS), score(sample("new"), *WRONG))
    comparison = compare(before, newer)
    assert comparison.common == 1
    assert not any(c.visible for c in comparison.changes)
    with pytest.raises(AccuracyFell, match="1 documents of the baseline were not read"):
        check_not_below(comparison, before)
    with pytest.raises(BadOption):
        compare(before, result_of(score(sample("new"), *TEXTS)))


def test_a_figure_that_the_older_run_did_not_have_is_left_out(older: Path) -> None:
    entry = json.loads(older.read_text())
    for document in entry["documents"]:
        del document["sums"]["numbers"]
    older.write_text(json.dumps(entry))
    newer = result_of(score(sample("one"), *WRONG), score(sample("two"), *TEXTS))
    names = {c.figure.name for c in compare(load_sums(older), newer).changes}
    assert "cell_f1" in names
    assert "numbers" not in names


@pytest.mark.parametrize("content", ["", "{}", '{"schema": "other/1", "documents": []}'])
def test_what_is_no_result_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text(content)
    with pytest.raises(BadOption, match="no result of a benchmark"):
        load_sums(tmp_path / "old.json")


# the command


def run_bench(*arguments: str) -> object:
    app = typer.Typer()
    app.command()(bench)
    return CliRunner().invoke(app, [*arguments], catch_exceptions=False)


def test_the_command_writes_a_result_that_a_later_run_is_held_against(
    samples: list[Sample], read_names: list[str], tmp_path: Path
) -> None:
    common = [str(tmp_path / "samples"), "--work", str(tmp_path / "work")]
    run_bench(*common, "-o", str(tmp_path / "report.html"))
    entry = json.loads((tmp_path / "report.json").read_text())
    assert [d["slug"] for d in entry["documents"]] == ["one", "three", "two"]
    assert entry["groups"][0]["figures"]["cell_f1"]["value"] == 1
    assert entry["environment"]["cores"] >= 1
    page = (tmp_path / "report.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    run_bench(*common, "--only", "two", "-o", str(tmp_path / "two.json"))
    assert not (tmp_path / "two.html").exists()
    assert len(read_names) == 3
    run_bench(*common, "--fail-below", str(tmp_path / "report.json"))
    with pytest.raises(AccuracyFell):
        run_bench(*common, "--only", "two", "--fail-below", str(tmp_path / "report.json"))


def test_a_folder_without_samples_and_a_wrong_truth_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadOption, match="no sample"):
        run_bench(str(tmp_path))
    folder = on_disk(tmp_path, "one")
    (folder / "truth.json").write_text('{"truth": {}}')
    with pytest.raises(BadOption, match=r"one/truth\.json"):
        run_bench(str(tmp_path))


def test_a_sample_without_a_document_is_refused(tmp_path: Path) -> None:
    (on_disk(tmp_path, "one") / "scan.pdf").unlink()
    with pytest.raises(BadOption, match="neither"):
        run_bench(str(tmp_path))


def test_one_pdf_of_any_name_beside_its_truth_is_a_sample(tmp_path: Path) -> None:
    folder = on_disk(tmp_path, "one", "预算.pdf")
    (one,) = find_samples([tmp_path])
    assert (one.digital, one.scan) == (None, folder / "预算.pdf")
    (folder / "another.pdf").write_bytes(b"")
    assert find_samples([tmp_path])[0].scan is None


def test_the_older_name_still_runs_it_and_is_not_listed() -> None:
    commands = {command.name: command for command in build_app().registered_commands}
    assert not commands["bench"].hidden
    assert commands["score"].hidden
    assert commands["score"].callback is commands["bench"].callback is bench


def test_degrees_are_one_or_a_range() -> None:
    assert parse_degrees("2") == (2,)
    assert parse_degrees("0-3") == (0, 1, 2, 3)
    for wrong in ("4", "x", "2-1", "", "-1"):
        with pytest.raises(typer.BadParameter):
            parse_degrees(wrong)


def test_profile_prints_stages_and_ratios_in_place_of_scores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk(tmp_path, "one")
    seen: list[object] = []

    def timed(files: list[Path], pages: range, options: Options) -> StageTable:
        seen.append((files, options.engine))
        return StageTable("onnx", 2, dict.fromkeys(STAGES, 0.0) | {"rulings": 1.0})

    monkeypatch.setattr(profile, "profile", timed)
    monkeypatch.setattr(profile, "ratios", lambda files, *_: f"ratios of {len(files)}")
    output = run_bench(str(tmp_path), "--profile", "--engine", "onnx").output
    assert seen == [([tmp_path / "one" / "scan.pdf"], "onnx")]
    assert "| rulings | 500 | 100 |" in output and "ratios of 1" in output


def test_profile_of_a_single_page_is_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_disk(tmp_path, "one")
    monkeypatch.setattr(profile, "profile", lambda *_: StageTable("onnx", 1, dict.fromkeys(STAGES, 0.0)))
    with pytest.raises(BadOption, match="no more than 1"):
        run_bench(str(tmp_path), "--profile")
