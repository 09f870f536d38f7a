"""The engine seam: what the pipeline asks of a recogniser, whichever stands behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from budgetgrid.layout.geometry import Box, Image
from budgetgrid.ocr.reading import Reading


@dataclass(frozen=True, slots=True)
class Weights:
    """One model file in use: its role (`det`, `rec`), name, path, and the package or folder it came from."""

    role: str
    name: str
    path: str
    origin: str


class Engine(Protocol):
    """Reads text lines, and finds them on a page. One per process; it holds the loaded models."""

    @property
    def name(self) -> str:
        """The name that `--engine` takes."""
        ...

    @property
    def weights(self) -> tuple[Weights, ...]:
        """The model files in use."""
        ...

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        """Read each crop, (h, w, 3) uint8 RGB holding one horizontal line; one reading each, same order.

        The result depends on the crops alone and not on how many are given at once.
        Raises EngineFailed.
        """
        ...

    def detect(self, image: Image) -> list[Box]:
        """Boxes (px of `image`, (H, W, 3) uint8 RGB) of the text lines found, in no particular order.

        Raises EngineFailed.
        """
        ...
