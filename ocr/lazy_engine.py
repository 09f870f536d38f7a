"""An engine that is opened when something is first read with it: digital files need none."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

from budgetgrid.layout.geometry import Box, Image
from budgetgrid.ocr.engine import Engine, Weights
from budgetgrid.ocr.engines import engine_name, open_engine
from budgetgrid.ocr.models import find_models
from budgetgrid.ocr.reading import Reading


class LazyEngine:
    """Holds the engine that a name and weights stand for, once it has been needed.

    The weights are looked up at once, so that a wrong choice is told before any page is read, and so that the
    record of a run names them whether a page needed them or not. Raises EngineMissing where they are missing.
    """

    def __init__(self, name: str, models: str, threads: int, device: str = "cpu") -> None:
        self._choice = (engine_name(name, device), models, threads, device)
        self._weights = find_models(models).weights
        self._opened: Engine | None = None
        self._opening = Lock()

    @property
    def name(self) -> str:
        """The name of the engine, `auto` resolved."""
        return self._choice[0]

    @property
    def weights(self) -> tuple[Weights, ...]:
        """The model files in use."""
        return self._weights

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        """Read each crop; see `Engine.recognise`."""
        return self._open().recognise(crops)

    def detect(self, image: Image) -> list[Box]:
        """Boxes of the text lines on a page; see `Engine.detect`."""
        return self._open().detect(image)

    def _open(self) -> Engine:
        with self._opening:
            if self._opened is None:
                self._opened = open_engine(*self._choice)
            return self._opened
