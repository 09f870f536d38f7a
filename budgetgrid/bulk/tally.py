"""How far a run has come: what is shown while it goes on."""

from __future__ import annotations

import time
from collections import Counter, deque

RATE_OVER_SECONDS = 300.0
"""Pages a minute are those of the last minutes: the next documents are like the last ones."""


class Tally:
    """Counts of the run. Documents of earlier runs count as done, pages are those of this run."""

    def __init__(self, documents: int, done: int) -> None:
        self.documents = documents
        self.documents_done = self._done_before = done
        self.pages_done = 0
        self.pages_known = 0
        self.documents_opened = 0
        self.failures: Counter[str] = Counter()
        self.retries = 0
        self.started = time.monotonic()
        self._recent: deque[float] = deque()

    def open_document(self, pages: int) -> None:
        """A document turned out to have so many pages left to read."""
        self.documents_opened += 1
        self.pages_known += pages

    def end_page(self) -> None:
        """A page is done with."""
        self.pages_done += 1
        self._recent.append(time.monotonic())
        self._forget()

    def end_document(self) -> None:
        """A document is done with."""
        self.documents_done += 1

    @property
    def pages_a_minute(self) -> float:
        """Of late."""
        self._forget()
        span = min(RATE_OVER_SECONDS, time.monotonic() - self.started)
        return 60 * len(self._recent) / span if span > 0 else 0.0

    @property
    def pages_expected(self) -> float | None:
        """A guess: what isn't open yet has as many pages as what was; None while nothing is known."""
        if not self.documents_opened:
            return None
        unopened = max(0, self.documents - self._done_before - self.documents_opened)
        return self.pages_known + unopened * self.pages_known / self.documents_opened

    @property
    def seconds_left(self) -> float | None:
        """At the pace of late."""
        rate, expected = self.pages_a_minute, self.pages_expected
        return max(0.0, 60 * (expected - self.pages_done) / rate) if rate and expected is not None else None

    def _forget(self) -> None:
        while self._recent and self._recent[0] < time.monotonic() - RATE_OVER_SECONDS:
            self._recent.popleft()
