import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import scripted

from budgetgrid.bulk.ledger import create_ledger, open_ledger
from budgetgrid.bulk.run import BulkRun
from budgetgrid.bulk.scan import scan
from budgetgrid.bulk.settings import Settings
from budgetgrid.bulk.work import Limits, Reading
from budgetgrid.layout.errors import WorkerDied
from budgetgrid.options import Options

ray = pytest.importorskip("ray", reason="the extra budgetgrid[ray] is not installed")
LIMITS = Limits(page_seconds=60.0, memory=400 << 20)


@pytest.fixture(scope="module")
def cluster(s3) -> Iterator[object]:
    """Two raylets on this machine, joined as a cluster of two nodes with room for one worker each."""
    if sys.platform != "linux":
        pytest.skip("two raylets of one machine")
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 1, "object_store_memory": 80 << 20, "memory": 1 << 30, "include_log_monitor": False}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
        patch.setenv("RAY_enable_worker_prestart", "0")
        patch.chdir(Path(__file__).parent)
        found = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
        found.spare = found.add_node(**node)
        ray.init(address=found.address, log_to_driver=False)
        yield found
        ray.shutdown()
        found.shutdown()


def run_on_ray(
    source: Path | str, out: Path | str, home: Path, hear=lambda executor: None, doing=scripted.perform
) -> None:
    from budgetgrid.bulk.ray_executor import RayExecutor

    settings = Settings((str(source),), str(out), Options(), limits=LIMITS)
    executor = RayExecutor(2, LIMITS, doing=doing)
    try:
        with create_ledger(home) as ledger:
            scan(settings, ledger, lambda count: None)
            BulkRun(ledger, executor, settings, 2).run("ray", lambda tally: hear(executor))
    finally:
        executor.close()


def test_sources_and_results_may_lie_in_an_object_store(cluster, s3, tmp_path):
    for name, words in {"x/a": "ok " * 6, "b": "ok bad", "c": "open:bad"}.items():
        scripted.write_script(tmp_path / "in" / f"{name}.pdf", words)
    scripted.run_scripts(tmp_path / "in", tmp_path / "near")
    s3.mkdir("ray")
    s3.put(f"{tmp_path}/in/", "ray/in/", recursive=True)
    run_on_ray("s3://ray/in", "s3://ray/far", tmp_path / "home")
    s3.get("ray/far", str(tmp_path / "far"), recursive=True)
    assert scripted.results(tmp_path / "far") == scripted.results(tmp_path / "near") != {}


def test_a_machine_that_lacks_the_code_ends_the_run_at_once(cluster, tmp_path, monkeypatch):
    (tmp_path / "only_here.py").write_text("def perform(work):\n    raise AssertionError\n")
    monkeypatch.syspath_prepend(tmp_path)
    scripted.write_script(tmp_path / "in" / "a.pdf", "ok")
    with pytest.raises(WorkerDied, match="No module named 'only_here'"):
        run_on_ray(tmp_path / "in", tmp_path / "out", tmp_path / "out", doing=__import__("only_here").perform)


def test_a_node_lost_in_mid_run_costs_nothing_but_time(cluster, tmp_path):
    """Each document has a page that waits at a gate; it opens once the run knows that it has lost one."""
    gate = tmp_path / "in" / "gate"
    for number in range(4):
        scripted.write_script(tmp_path / "in" / f"{number}.pdf", f"ok 0.0{number} gate ok")
    scripted.write_script(tmp_path / "in" / "fault.pdf", "ok fault")
    gate.touch()
    scripted.run_scripts(tmp_path / "in", tmp_path / "alone", 2, LIMITS, scripted.perform)
    gate.unlink()
    lost: list[threading.Thread] = []

    def hear(executor) -> None:
        at_gate = all(isinstance(work, Reading) and work.page == 3 for work in executor.in_hand)
        if at_gate and not lost:
            lost.append(threading.Thread(target=cluster.remove_node, args=(cluster.spare, False)))
            lost[0].start()
        elif lost and not at_gate:
            gate.touch()

    run_on_ray(tmp_path / "in", tmp_path / "ray", tmp_path / "ray", hear)
    assert lost
    lost[0].join()
    assert scripted.results(tmp_path / "ray") == scripted.results(tmp_path / "alone")
    with open_ledger(tmp_path / "ray") as ledger:
        assert ledger.counts() == {"ok": 4, "partial": 1}
        tries = [page.attempts for entry in ledger.entries() for page in ledger.pages(entry.id)]
    assert sorted(tries) == [1] * 16 + [2] * 2, "of the page at fault, and of that on the node"
