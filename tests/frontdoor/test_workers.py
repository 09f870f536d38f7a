import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import drawn_jobs
import pytest

from budgetgrid.file_job import Outcome
from budgetgrid.workers import run_jobs


def jobs_in(folder: Path, out: str, kinds: list[str]) -> list[drawn_jobs.FileJob]:
    paths = [folder / f"{number}.pdf" for number in range(len(kinds))]
    for path, kind in zip(paths, kinds):
        path.write_text(kind)
    return [drawn_jobs.job(path, folder / out / path.stem) for path in paths]


def outcomes(jobs, workers, run) -> list[Outcome]:
    return [outcome for _, outcome in sorted(run_jobs(jobs, workers, lambda *_: None, run=run))]


def results(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "run.json"
    }


def test_processes_and_one_after_the_other_give_the_same_bytes(tmp_path):
    kinds = ["ok", "partial", "damaged", "ok"]
    serial = outcomes(jobs_in(tmp_path, "serial", kinds), 1, drawn_jobs.run)
    parallel = outcomes(jobs_in(tmp_path, "parallel", kinds), 2, drawn_jobs.run)
    assert [o.status for o in serial] == [o.status for o in parallel] == ["ok", "partial", "failed", "ok"]
    assert results(tmp_path / "serial") == results(tmp_path / "parallel") != {}


@pytest.mark.parametrize("workers", [1, 2])
def test_pages_are_counted_as_they_are_done(tmp_path, workers):
    counted = []
    jobs = jobs_in(tmp_path, "out", ["ok", "ok"])
    list(run_jobs(jobs, workers, lambda *numbers: counted.append(numbers), run=drawn_jobs.run))
    assert sorted(counted) == [(0, 1, 2), (0, 2, 2), (1, 1, 2), (1, 2, 2)]


def test_a_worker_that_dies_takes_only_its_own_document_with_it(tmp_path):
    jobs = jobs_in(tmp_path, "out", ["ok", "die", "ok", "ok"])
    found = outcomes(jobs, 2, drawn_jobs.die)
    assert [outcome.status for outcome in found] == ["ok", "failed", "ok", "ok"]
    assert found[1].error is not None and found[1].error.slug == "worker-died"


def test_workers_share_the_cores(tmp_path):
    found = outcomes(jobs_in(tmp_path, "out", ["ok", "ok"]), 2, drawn_jobs.report)
    share = min(2, max(1, (os.cpu_count() or 1) // 2))
    assert {outcome.status for outcome in found} == {f"{share} threads, 2 workers"}


INTERRUPTED = """
import sys
from pathlib import Path
import drawn_jobs
from budgetgrid.workers import run_jobs

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    jobs = [drawn_jobs.job(folder / f"{n}.pdf", folder / "out" / str(n)) for n in range(4)]
    list(run_jobs(jobs, int(sys.argv[2]), lambda *_: None, run=drawn_jobs.dawdle))
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_leaves_no_half_folder_and_no_process(tmp_path, workers):
    jobs_in(tmp_path, "out", ["ok"] * 4)
    (tmp_path / "main.py").write_text(INTERRUPTED)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, str(tmp_path / "main.py"), str(tmp_path), str(workers)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, start_new_session=True)
    wait_for(lambda: len(list((tmp_path / "out").glob("*.begun"))) == workers)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode != 0
    assert [path.name for path in (tmp_path / "out").iterdir() if path.is_dir()] == []
    wait_for(lambda: not alive(process.pid))


def wait_for(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
