"""What pages in browsers hold of documents, so that they are told only what differs."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping

from budgetgrid.review.opened import Opened
from budgetgrid.tables.table import Table

KEPT = 16
"""States remembered: a page asks after each edit and every few seconds, and two people may work on a few
documents. Their tables are mostly the same objects."""


class Told:
    """The checked tables of documents as they were at some revision of some reading."""

    def __init__(self) -> None:
        self._at: OrderedDict[tuple[str, int], Mapping[str, Table]] = OrderedDict()
        self._one = threading.Lock()

    def remember(self, opened: Opened) -> None:
        """A page is being told this state."""
        with self._one:
            self._at[opened.reading, opened.revision] = {t.id: t for t in opened.document.tables}
            self._at.move_to_end((opened.reading, opened.revision))
            while len(self._at) > KEPT:
                self._at.popitem(last=False)

    def changed(self, opened: Opened, since: int) -> tuple[Table, ...]:
        """The tables that a page may hold otherwise which was last told of revision `since`: all where that
        is forgotten."""
        with self._one:
            known = self._at.get((opened.reading, since), {})
        touched = opened.touched_since(since)
        return tuple(t for t in opened.document.tables if t.id in touched or known.get(t.id) != t)
