"""The seam between what is to be done and where: slots that each do one piece of work at a time."""

from __future__ import annotations

from typing import Protocol

from budgetgrid.bulk.work import Ended, Work


class Executor(Protocol):
    """Slots with a worker each. Holds processes: to be closed."""

    def idle(self) -> list[int]:
        """The slots that can take work now."""
        ...

    def submit(self, slot: int, work: Work) -> None:
        """Begin the work in an idle slot."""
        ...

    def ended(self, seconds: float) -> list[Ended]:
        """What has ended; waits for something that long at most. Raises WorkerDied where none can start."""
        ...

    def close(self) -> None:
        """End all workers at once, whatever they are doing."""
        ...
