"""Workers on this machine: a thread watches over each of them."""

from __future__ import annotations

import queue
import threading

from budgetgrid.bulk.perform import perform
from budgetgrid.bulk.work import Ended, Limits, Work
from budgetgrid.bulk.worker_process import Perform, WorkerProcess


class ProcessExecutor:
    """As many worker processes as slots. The threads live as long as it does: on Linux a process is told of
    the death of the thread that started it."""

    def __init__(self, slots: int, limits: Limits, doing: Perform = perform) -> None:
        self._workers = [WorkerProcess(limits, doing) for _ in range(slots)]
        self._tasks: list[queue.SimpleQueue[Work | None]] = [queue.SimpleQueue() for _ in range(slots)]
        self._ended: queue.SimpleQueue[Ended | BaseException] = queue.SimpleQueue()
        self._idle = set(range(slots))
        self._threads = [
            threading.Thread(target=self._watch, args=(slot,), daemon=True) for slot in range(slots)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pids(self) -> list[int]:
        """The processes there are, for tests that kill them."""
        return [worker.pid for worker in self._workers if worker.pid is not None]

    def idle(self) -> list[int]:
        """See `Executor.idle`."""
        return sorted(self._idle)

    def submit(self, slot: int, work: Work) -> None:
        """See `Executor.submit`."""
        self._idle.remove(slot)
        self._tasks[slot].put(work)

    def ended(self, seconds: float) -> list[Ended]:
        """See `Executor.ended`."""
        found: list[Ended] = []
        try:
            found.append(self._taken(seconds))
            while True:
                found.append(self._taken(0))
        except queue.Empty:
            return found

    def close(self) -> None:
        """See `Executor.close`."""
        for tasks, worker in zip(self._tasks, self._workers):
            tasks.put(None)
            worker.close()
        for thread, worker in zip(self._threads, self._workers):
            thread.join()
            worker.kill()

    def _taken(self, seconds: float) -> Ended:
        item = self._ended.get(timeout=seconds) if seconds else self._ended.get_nowait()
        if isinstance(item, BaseException):
            raise item
        self._idle.add(item.slot)
        return item

    def _watch(self, slot: int) -> None:
        while (work := self._tasks[slot].get()) is not None:
            try:
                self._ended.put(self._workers[slot].run(work, slot))
            except Exception as error:
                self._ended.put(error)
