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
from budgetgrid.bulk.work import Limits
from budgetgrid.options import Options

ray = pytest.importorskip("ray", reason="the extra budgetgrid[ray] is not installed")
LIMITS = Limits(page_seconds=60.0, memory=400 << 20)


@pytest.fixture
def cluster() -> Iterator[object]:
    """Two raylets on this machine, joined as a cluster of two nodes of two cores each."""
    from ray.cluster_utils import Cluster

    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    node = {"num_cpus": 2, "object_store_memory": 100 << 20, "memory": 2 << 30}
    found = Cluster(initialize_head=True, head_node_args=node)
    found.spare = found.add_node(**node)
    ray.init(address=found.address, log_to_driver=False)
    yield found
    ray.shutdown()
    found.shutdown()


def run_on_ray(folder: Path, out: Path, workers: int, hear=lambda tally: None) -> None:
    from budgetgrid.bulk.ray_executor import RayExecutor

    settings = Settings((str(folder),), str(out), Options(), limits=LIMITS)
    executor = RayExecutor(workers, LIMITS, doing=scripted.perform)
    try:
        with create_ledger(out) as ledger:
            scan(settings, ledger, lambda count: None)
            BulkRun(ledger, executor, settings, workers).run("ray", hear)
    finally:
        executor.close()


@pytest.mark.skipif(sys.platform != "linux", reason="two raylets of one machine")
def test_a_node_lost_in_mid_run_costs_nothing_but_time(cluster, tmp_path):
    for number in range(6):
        scripted.write_script(tmp_path / "in" / f"{number}.pdf", f"ok 0.1{number} 0.2 0.2 ok 0.1 0.1 0.1")
    scripted.write_script(tmp_path / "in" / "fault.pdf", "ok fault")
    scripted.run_scripts(tmp_path / "in", tmp_path / "alone")
    lost: list[threading.Thread] = []

    def lose_a_node(tally) -> None:
        if tally.pages_done >= 8 and not lost:
            lost.append(threading.Thread(target=cluster.remove_node, args=(cluster.spare, False)))
            lost[0].start()

    run_on_ray(tmp_path / "in", tmp_path / "ray", 4, lose_a_node)
    assert lost
    lost[0].join()
    assert scripted.results(tmp_path / "ray") == scripted.results(tmp_path / "alone")
    with open_ledger(tmp_path / "ray") as ledger:
        assert ledger.counts() == {"ok": 6, "partial": 1}
        attempts = [page.attempts for entry in ledger.entries() for page in ledger.pages(entry.id)]
    assert sum(attempts) > len(attempts) + 1, "no page was in hand on the node that was lost"
