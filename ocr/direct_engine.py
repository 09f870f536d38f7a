"""The two networks of PP-OCR driven directly, whichever library runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from threading import Lock
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.errors import EngineMissing
from budgetgrid.layout.geometry import Box, Image
from budgetgrid.layout.stages import stage
from budgetgrid.ocr.crop_batches import batches
from budgetgrid.ocr.ctc import Frames, decode
from budgetgrid.ocr.engine import Weights
from budgetgrid.ocr.models import ModelSet, alphabet_of
from budgetgrid.ocr.reading import Reading
from budgetgrid.ocr.text_detection import boxes_of_text, detector_input

Argument = TypeVar("Argument")
Result = TypeVar("Result")


class Detector(Protocol):
    """The loaded network that finds text; `run` may be called from several threads."""

    def run(self, pixels: NDArray[np.float32], read: Callable[[NDArray[np.float32]], Result]) -> Result:
        """What `read` makes of the output for an input (N, 3, h, w); the output is gone after it.

        Raises EngineFailed.
        """
        ...


class Map(Protocol):
    """Python's own `map` with one iterable, or one that does the same on several threads."""

    def __call__(
        self, function: Callable[[Argument], Result], arguments: Iterable[Argument], /
    ) -> Iterable[Result]:
        """The results in the order of the arguments."""
        ...


class Recogniser(Protocol):
    """The loaded network that reads lines; `frames` may be called from several threads."""

    @property
    def metadata(self) -> dict[str, str]:
        """What the file says of itself."""
        ...

    @property
    def classes(self) -> int | None:
        """The last dimension of its output; None where it varies."""
        ...

    @property
    def rounds(self) -> bool:
        """Whether it calculates with less than it could where it isn't asked for care."""
        ...

    def frames(self, inputs: Iterable[NDArray[np.float32]], each: Map, careful: bool) -> list[list[Frames]]:
        """What it sees in each line of each batch (N, 3, 48, W), -1 to 1; `each` may work on some at once.

        Raises EngineFailed.
        """
        ...


Open = Callable[[Weights, int], Result]
"""Loads a file of which so many runs go on at once, each on one core. Raises EngineMissing, LibraryBroken."""


DOUBTFUL = 0.85
"""Confidence below which a line is read again with care: of 4743 lines 146 were read otherwise in 8 bits than
in 32, all with a confidence below 0.83."""


class DirectEngine:
    """Holds the two loaded networks. Each is loaded when first asked for. Threads may share it."""

    def __init__(
        self,
        name: str,
        models: ModelSet,
        threads: int,
        open_detector: Open[Detector],
        open_recogniser: Open[Recogniser],
    ) -> None:
        self.name = name
        self._models = models
        self._threads = threads
        self._open_detector, self._open_recogniser = open_detector, open_recogniser
        self._detector: Detector | None = None
        self._recogniser: Recogniser | None = None
        self._alphabet: tuple[str, ...] = ()
        self._pool = ThreadPoolExecutor(threads, "recognise")
        self._loading = Lock()

    @property
    def weights(self) -> tuple[Weights, ...]:
        """The model files in use."""
        return self._models.weights

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        """Read each crop, (h, w, 3) uint8 RGB; see `Engine.recognise`.

        A batch is read on one core, several batches at once: the networks are too small for a batch to be
        shared out well, and its result can't depend on the number of threads.
        """
        with self._loading:
            network = self._loaded_recogniser()
        with stage("recognition"):
            readings = self._read(network, crops, careful=False)
            doubtful = [k for k, reading in enumerate(readings) if (reading.confidence or 0.0) < DOUBTFUL]
            if doubtful and network.rounds:
                again = self._read(network, [crops[k] for k in doubtful], careful=True)
                for k, reading in zip(doubtful, again, strict=True):
                    readings[k] = reading
        return readings

    def detect(self, image: Image) -> list[Box]:
        """Boxes of the text lines on a page; see `Engine.detect`."""
        with self._loading:
            network = self._loaded_detector()
        height, width = image.shape[:2]
        with stage("detection"):
            return network.run(
                detector_input(image), lambda output: boxes_of_text(output[0, 0], width, height)
            )

    def _read(self, network: Recogniser, crops: Sequence[Image], careful: bool) -> list[Reading]:
        readings: list[Reading] = [Reading(())] * len(crops)
        places: list[tuple[int, float]] = []

        def inputs() -> Iterator[NDArray[np.float32]]:
            for batch in batches(crops, few=careful):
                places.extend(zip(batch.indices, batch.shares, strict=True))
                yield batch.pixels

        seen = network.frames(inputs(), self._pool.map if self._threads > 1 else map, careful)
        for (index, share), line in zip(places, chain.from_iterable(seen), strict=True):
            readings[index] = decode(line, self._alphabet, share)
        return readings

    def _loaded_detector(self) -> Detector:
        if self._detector is None:
            self._detector = self._open_detector(self._models.detector, self._threads)
        return self._detector

    def _loaded_recogniser(self) -> Recogniser:
        if self._recogniser is None:
            network = self._open_recogniser(self._models.recogniser, self._threads)
            self._alphabet = alphabet_of(self._models.recogniser, network.metadata)
            if network.classes not in (None, len(self._alphabet) + 1):
                raise EngineMissing(
                    f"the recogniser {self._models.recogniser.name} has {network.classes} classes, but its "
                    f"list of characters makes {len(self._alphabet) + 1}",
                    "Put the dictionary that belongs to this recogniser beside it.",
                )
            self._recogniser = network
        return self._recogniser
