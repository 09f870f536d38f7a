"""An engine that shows somebody the crops that another one is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from budgetgrid.layout.geometry import Image
from budgetgrid.ocr.engine import Engine
from budgetgrid.ocr.reading import Reading


class WatchedEngine:
    """Passes everything on to another engine, and all crops to `watch` before."""

    def __init__(self, engine: Engine, watch: Callable[[Sequence[Image]], object]) -> None:
        self._engine, self._watch = engine, watch
        self.name, self.weights, self.detect = engine.name, engine.weights, engine.detect

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        """Read each crop; see `Engine.recognise`."""
        self._watch(crops)
        return self._engine.recognise(crops)
