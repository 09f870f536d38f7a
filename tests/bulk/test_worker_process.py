import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import scripted

from budgetgrid.bulk.work import Limits, Opened, Opening, Order, PageRead, Reading
from budgetgrid.bulk.worker_process import WorkerProcess
from budgetgrid.export.csv import CsvStyle
from budgetgrid.layout.errors import WorkerDied
from budgetgrid.options import Options
from budgetgrid.provenance import sha256_of


@pytest.fixture
def order(tmp_path: Path) -> Order:
    source = scripted.write_script(tmp_path / "a.pdf", "ok ok ok")
    places = (str(source), str(tmp_path / "a"), str(tmp_path / "spool"), sha256_of(source))
    return Order(1, *places, Options(), ("json",), CsvStyle())


@pytest.fixture
def worker() -> Iterator[WorkerProcess]:
    found = WorkerProcess(Limits(60.0, memory=1 << 30, pages=2), scripted.perform)
    yield found
    found.close()
    found.kill()


def test_a_worker_is_replaced_after_its_pages_and_ended_when_closed(worker, order):
    assert worker.run(Opening(order)).result == Opened((1, 2, 3))
    first = worker.pid
    assert isinstance(worker.run(Reading(order, 1)).result, PageRead)
    assert worker.pid == first
    worker.run(Reading(order, 2))
    assert worker.pid is None
    worker.run(Reading(order, 3))
    second = worker.pid
    assert second not in (None, first)
    worker.close()
    worker.kill()
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_what_a_killed_worker_held_goes_with_it(order, tmp_path, monkeypatch):
    pytest.importorskip("fsspec")
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    source = scripted.write_script(tmp_path / "b.pdf", "kill")
    far = replace(order, source=f"file://{source}", sha256=sha256_of(source))
    worker = WorkerProcess(Limits(60.0, memory=1 << 30), scripted.perform)
    assert worker.run(Opening(far)).result == Opened((1,))
    assert len(list(tmp_path.glob("tmp/*/*/b.pdf"))) == 1
    assert worker.run(Reading(far, 1)).result.problem.slug == "worker-killed"
    assert not list((tmp_path / "tmp").iterdir())


@pytest.mark.parametrize(
    ("word", "said"),
    [("kill", "SIGKILL"), ("fault", "SIGSEGV"), ("grow", "MB of memory"), ("hang", "more than 1.5 s")],
)
def test_what_ended_a_worker_is_told(tmp_path, order, word, said):
    source = scripted.write_script(tmp_path / "b.pdf", word)
    limits = Limits(1.5 if word == "hang" else 60.0, memory=250 << 20)
    worker = WorkerProcess(limits, scripted.perform)
    asked = replace(order, source=str(source), sha256=sha256_of(source))
    problem = worker.run(Reading(asked, 1)).result.problem
    assert problem.slug == scripted.ENDS[word]
    assert said in problem.message
    assert worker.pid is None


def test_a_file_that_changed_since_it_was_found_is_not_read(worker, order):
    Path(order.source).write_text("%PDF-script ok")
    answer = worker.run(Opening(order))
    assert answer.result.problem.slug == "file-changed"


class Unloadable:
    """Ends the process that unpickles it."""

    def __reduce__(self):
        return os._exit, (3,)


def test_a_machine_on_which_no_worker_starts_ends_the_run(order):
    with pytest.raises(WorkerDied):
        WorkerProcess(Limits(), Unloadable()).run(Opening(order))
