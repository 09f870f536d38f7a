"""Workers on a Ray cluster: an actor a slot, and in each the same watched process as on one machine.

The process holds the models; the actor stands outside it, so that a crash costs no actor and a page stuck in
C is still ended in time. Only what `work` defines passes between machines, and no picture or result of a
page: sources, spool and results lie where all machines reach them.

Retries and restarts are the run's: an actor whose machine is lost is never restarted by Ray nor its task
repeated (`max_restarts=0`, `max_task_retries=0`). It counts as a killed worker, which costs a page attempt,
and a new actor is asked for in its place; the slot takes no work until the cluster has found room for it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from budgetgrid.bulk.perform import perform
from budgetgrid.bulk.work import Ended, Killed, Limits, Work
from budgetgrid.bulk.worker_process import Perform, WorkerProcess
from budgetgrid.layout.errors import EngineMissing, WorkerDied, WorkerKilled
from budgetgrid.problem import problem_of

OVERHEAD = 256 << 20
"""Memory that an actor itself takes beside its worker, in bytes."""

END_SECONDS = 10.0
"""How long actors get to clear up after their workers when a run is over."""

ROOM_SECONDS = 600.0
"""How long the run waits for a cluster on which no worker runs, as when its machines are all replaced."""


@dataclass(slots=True)
class _Slot:
    """An actor; `ready` until it has said that it runs, `task` with what it was given and since when."""

    actor: Any
    ready: Any | None
    task: Any | None = None
    work: Work | None = None
    since: float = 0.0


class RayExecutor:
    """Slots on a cluster, no more work given out than there are slots: back-pressure by construction."""

    def __init__(
        self, slots: int, limits: Limits, address: str | None = None, doing: Perform = perform
    ) -> None:
        """Join the cluster at `address`, or start one on this machine. Raises EngineMissing without Ray."""
        try:
            import ray
        except ImportError as error:
            raise EngineMissing("Ray is not installed", "pip install budgetgrid[ray]") from error
        self._ray = ray
        self._limits = limits
        self._doing = doing
        self._joined = ray.is_initialized()
        if not self._joined:
            with _away_from_here():
                ray.init(address=address, log_to_driver=False, logging_level="warning")
        self._actor_class = ray.remote(_Actor)
        self._slots = [self._new_slot() for _ in range(slots)]
        self._last_alive = time.monotonic()

    @property
    def in_hand(self) -> list[Work | None]:
        """What each slot does, for tests that take its machine away."""
        return [slot.work for slot in self._slots]

    def idle(self) -> list[int]:
        """See `Executor.idle`."""
        return [
            number for number, slot in enumerate(self._slots) if slot.task is None and self._is_ready(slot)
        ]

    def submit(self, slot: int, work: Work) -> None:
        """See `Executor.submit`."""
        chosen = self._slots[slot]
        chosen.task, chosen.work, chosen.since = (
            chosen.actor.run.remote(work, slot),
            work,
            time.perf_counter(),
        )

    def ended(self, seconds: float) -> list[Ended]:
        """See `Executor.ended`."""
        waiting = [slot.task or slot.ready for slot in self._slots if slot.task or slot.ready]
        if not waiting:
            return []
        self._ray.wait(waiting, num_returns=1, timeout=seconds)
        if any(slot.ready is None for slot in self._slots):
            self._last_alive = time.monotonic()
        elif time.monotonic() - self._last_alive > ROOM_SECONDS:
            raise WorkerDied(
                "the cluster has no room for a worker", "See `ray status`; lower --memory-limit."
            )
        return [
            self._taken(number)
            for number, slot in enumerate(self._slots)
            if slot.task is not None and self._is_done(slot.task)
        ]

    def close(self) -> None:
        """See `Executor.close`."""
        free = [slot.actor for slot in self._slots if slot.task is None and slot.ready is None]
        if free:
            self._ray.wait([a.end.remote() for a in free], num_returns=len(free), timeout=END_SECONDS)
        for slot in self._slots:
            self._ray.kill(slot.actor)
        if not self._joined:
            self._ray.shutdown()

    def _taken(self, number: int) -> Ended:
        """The answer of a slot, or what became of its machine. Raises WorkerDied where none can start."""
        slot = self._slots[number]
        assert slot.work is not None
        work, task, slot.task, slot.work = slot.work, slot.task, None, None
        try:
            ended = self._ray.get(task)
        except self._ray.exceptions.RayTaskError as error:
            raise _no_worker(error) from error
        except self._ray.exceptions.RayError as error:
            self._slots[number] = self._new_slot()
            lost = WorkerKilled(f"the machine that worked on it was lost: {type(error).__name__}")
            return Ended(number, work, Killed(problem_of(lost)), time.perf_counter() - slot.since)
        assert isinstance(ended, Ended)
        return ended

    def _is_ready(self, slot: _Slot) -> bool:
        """Whether the actor runs; one that was lost before it did is replaced. Raises as `_taken`."""
        if slot.ready is None:
            return True
        if not self._is_done(slot.ready):
            return False
        try:
            self._ray.get(slot.ready)
            slot.ready = None
        except self._ray.exceptions.RayTaskError as error:
            raise _no_worker(error) from error
        except self._ray.exceptions.RayError as error:
            if getattr(error, "actor_init_failed", False):
                raise _no_worker(error) from error
            fresh = self._new_slot()
            slot.actor, slot.ready = fresh.actor, fresh.ready
        return slot.ready is None

    def _is_done(self, reference: Any) -> bool:
        done, _ = self._ray.wait([reference], timeout=0)
        return bool(done)

    def _new_slot(self) -> _Slot:
        options = {
            "num_cpus": 1,
            "memory": self._limits.memory + OVERHEAD,
            "max_restarts": 0,
            "max_task_retries": 0,
            "scheduling_strategy": "SPREAD",
        }
        actor = self._actor_class.options(**options).remote(self._limits, self._doing)
        return _Slot(actor, actor.say_ready.remote())


def _no_worker(error: Exception) -> WorkerDied:
    """What to raise where our code could not even be begun on a machine; the error's last line names why."""
    return WorkerDied(
        f"no worker can be started on the cluster: {str(error).strip().splitlines()[-1]}",
        "Install the same budgetgrid, with the same extras, on all machines of the cluster.",
    )


@contextmanager
def _away_from_here() -> Iterator[None]:
    """Ray has its workers import from the folder it is joined in: that may be a clone of this project."""
    here = Path.cwd()
    os.chdir(here.anchor)
    try:
        yield
    finally:
        os.chdir(here)


class _Actor:
    """Runs on a machine of the cluster."""

    def __init__(self, limits: Limits, doing: Perform) -> None:
        self._worker = WorkerProcess(limits, doing)

    def say_ready(self) -> bool:
        """That it runs."""
        return True

    def run(self, work: Work, slot: int) -> Ended:
        """Have the work done by the process beside it."""
        return self._worker.run(work, slot)

    def end(self) -> None:
        """End that process, and remove what it left."""
        self._worker.close()
        self._worker.kill()
