"""The two networks of PP-OCR driven directly, whichever library runs them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.errors import EngineMissing
from budgetgrid.layout.geometry import Box, Image
from budgetgrid.layout.stages import stage
from budgetgrid.ocr.crop_batches import Batch, batches
from budgetgrid.ocr.ctc import decode_batch
from budgetgrid.ocr.engine import Weights
from budgetgrid.ocr.models import ModelSet, alphabet_of
from budgetgrid.ocr.reading import Reading
from budgetgrid.ocr.text_detection import boxes_of_text, detector_input

Result = TypeVar("Result")


class Network(Protocol):
    """One loaded ONNX file with one input and one output; `run` may be called from several threads."""

    @property
    def metadata(self) -> dict[str, str]:
        """What the file says of itself."""
        ...

    @property
    def classes(self) -> int | None:
        """The last dimension of its output; None where it varies."""
        ...

    def run(self, pixels: NDArray[np.float32], read: Callable[[NDArray[np.float32]], Result]) -> Result:
        """What `read` makes of the output for an input (N, 3, h, w); the output is gone after it.

        Raises EngineFailed.
        """
        ...


OpenNetwork = Callable[[Weights, int], Network]
"""Loads a file of which so many runs go on at once, each on one core. Raises EngineMissing, LibraryBroken."""


class DirectEngine:
    """Holds the two loaded networks. Each is loaded when first asked for. Threads may share it."""

    def __init__(self, name: str, models: ModelSet, threads: int, open_network: OpenNetwork) -> None:
        self.name = name
        self._models = models
        self._threads = threads
        self._open_network = open_network
        self._detector: Network | None = None
        self._recogniser: Network | None = None
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
        read = self._pool.map if self._threads > 1 else map
        readings: list[Reading] = [Reading(())] * len(crops)
        with stage("recognition"):
            for batch, decoded in read(lambda batch: (batch, self._read(network, batch)), batches(crops)):
                for index, reading in zip(batch.indices, decoded, strict=True):
                    readings[index] = reading
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

    def _read(self, network: Network, batch: Batch) -> list[Reading]:
        return network.run(batch.pixels, lambda output: decode_batch(output, self._alphabet, batch.shares))

    def _loaded_detector(self) -> Network:
        if self._detector is None:
            self._detector = self._open_network(self._models.detector, self._threads)
        return self._detector

    def _loaded_recogniser(self) -> Network:
        if self._recogniser is None:
            network = self._open_network(self._models.recogniser, self._threads)
            self._alphabet = alphabet_of(self._models.recogniser, network.metadata)
            if network.classes not in (None, len(self._alphabet) + 1):
                raise EngineMissing(
                    f"the recogniser {self._models.recogniser.name} has {network.classes} classes, but its "
                    f"list of characters makes {len(self._alphabet) + 1}",
                    "Put the dictionary that belongs to this recogniser beside it.",
                )
            self._recogniser = network
        return self._recogniser
