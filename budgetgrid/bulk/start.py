"""A bulk run begun: the ledger of an output folder, its sources looked through, workers, and the run."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from budgetgrid.bulk.executor import Executor
from budgetgrid.bulk.ledger import FOLDER, TABLES, Ledger, create_ledger
from budgetgrid.bulk.lock import run_lock
from budgetgrid.bulk.process_executor import ProcessExecutor
from budgetgrid.bulk.run import BulkRun, Hear
from budgetgrid.bulk.scan import Progress, scan
from budgetgrid.bulk.settings import Settings
from budgetgrid.bulk.storage import check_bucket, is_url
from budgetgrid.layout.errors import BadOption


@dataclass(frozen=True, slots=True)
class Plan:
    """How to run: `executor` process or ray (at `ray_address`), `workers` at once, the ledger in `home`.

    `retry`: try what failed again, of the error `slug` alone if that is given. `look`: look through the
    sources first, or else go on with what the ledger knows.
    """

    home: Path
    workers: int
    executor: str = "process"
    ray_address: str | None = None
    retry: bool = False
    slug: str | None = None
    look: bool = True


def run_archive(
    settings: Settings, plan: Plan, looked_at: Progress, hear: Hear, started: Callable[[BulkRun], None]
) -> None:
    """Bring the ledger up to what is there and work until nothing waits.

    `started` is given the run, to stop it by. Raises BulkBusy where another run is at it, and as `scan` and
    `BulkRun.run` do.
    """
    with run_lock(plan.home), create_ledger(plan.home) as ledger:
        if is_url(settings.out):
            check_bucket(settings.out)
        if plan.look:
            scan(settings, ledger, looked_at)
        if plan.retry:
            ledger.retry(plan.slug)
        with closing(_executor(settings, plan)) as executor:
            run = BulkRun(ledger, executor, settings, plan.workers)
            started(run)
            run.run(plan.executor, hear)


@contextmanager
def dry_run(settings: Settings, home: Path, looked_at: Progress) -> Iterator[Ledger]:
    """The ledger as a run would find it, in memory; nothing is written."""
    memory = sqlite3.connect(":memory:")
    path = home / FOLDER / "ledger.sqlite"
    if path.is_file():
        with closing(sqlite3.connect(path)) as kept:
            kept.backup(memory)
    memory.executescript(TABLES)
    with Ledger(memory) as ledger:
        scan(settings, ledger, looked_at)
        yield ledger


def _executor(settings: Settings, plan: Plan) -> Executor:
    if plan.executor == "process":
        return ProcessExecutor(plan.workers, settings.limits)
    if plan.executor == "ray":
        from budgetgrid.bulk.ray_executor import RayExecutor

        return RayExecutor(plan.workers, settings.limits, plan.ray_address)
    raise BadOption(f"no executor {plan.executor!r}", "There are process and ray.")
