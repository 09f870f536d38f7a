"""Where the time goes: the stages of a page, told apart by name for whoever listens."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar

_listening: ContextVar[_StageTimes | None] = ContextVar("listening", default=None)


class _StageTimes:
    """Seconds by stage. A stage within another is not counted as the outer one's, too."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._clock = clock
        self._within = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what runs inside under `name`."""
        before, self._within = self._within, 0.0
        start = self._clock()
        try:
            yield
        finally:
            spent = self._clock() - start
            self.seconds[name] += spent - self._within
            self._within = before + spent


def stage(name: str) -> AbstractContextManager[None]:
    """Mark what runs inside as the stage `name` of a page; costs nothing where nobody listens."""
    times = _listening.get()
    return times.stage(name) if times is not None else nullcontext()


@contextmanager
def stage_times(clock: Callable[[], float] = time.process_time) -> Iterator[dict[str, float]]:
    """The seconds that each stage takes, filled in as this thread runs what is inside."""
    times = _StageTimes(clock)
    token = _listening.set(times)
    try:
        yield times.seconds
    finally:
        _listening.reset(token)
