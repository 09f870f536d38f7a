"""Pictures of pages for the browser: drawn when asked for, and kept for a while."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from budgetgrid.document import Document
from budgetgrid.layout.errors import PageOutOfRange
from budgetgrid.originals import find_original
from budgetgrid.page_frames import PageFrames, as_jpeg

QUALITY = 80
"""Of JPEG: a page of 200 dpi takes 0.2 to 0.4 MB, and its smallest print shows no blocks."""

KEPT = 40
"""Pictures kept, about 15 MB."""


class Pictures:
    """The pages of documents as JPEG. Holds the file open that was asked for last; one thread draws at a
    time."""

    def __init__(self, sources: tuple[Path, ...], password: str | None) -> None:
        self._sources = sources
        self._password = password
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._open: tuple[str, PageFrames] | None = None
        self._one = threading.Lock()

    def jpeg(self, document: Document, folder: Path, number: int) -> bytes:
        """The frame of a page. Raises SourceMissing, PageOutOfRange, and as `PageFrames` does."""
        page = next((page for page in document.pages if page.number == number), None)
        if page is None:
            raise PageOutOfRange(f"page {number} was not converted")
        key = document.source.sha256, number
        with self._one:
            if key not in self._kept:
                self._kept[key] = as_jpeg(self._frames(document, folder).frame(page), QUALITY)
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]

    def _frames(self, document: Document, folder: Path) -> PageFrames:
        if self._open is None or self._open[0] != document.source.sha256:
            original = find_original(document, folder, self._sources, self._password)
            self.close()
            self._open = document.source.sha256, PageFrames(original)
        return self._open[1]

    def close(self) -> None:
        """Let go of the open file."""
        if self._open is not None:
            self._open[1].close()
            self._open = None
