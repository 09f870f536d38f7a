"""The recogniser run by OpenVINO: in 8 bits where it is known how, the last layer where something stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import islice
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from budgetgrid.ocr.ctc import BLANK, Candidates, Frames, candidates
from budgetgrid.ocr.direct_engine import Map
from budgetgrid.ocr.engine import Weights
from budgetgrid.ocr.openvino_engine import OpenvinoNetwork, import_openvino, loading
from budgetgrid.ocr.openvino_graph import LastLayer, cut_last_layer, last_layer_model, quantise
from budgetgrid.ocr.processor import EIGHT_BIT, processor_flags

TOGETHER = 32
"""Frames that go through the last layer at a time: 27 microseconds of CPU time each, 37 with 8 of them at a
time and 36 with 48, whose probabilities no longer fit the processor's cache."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was measured of one file of weights.

    `surely_blank`: the blank's value before the softmax from which no other class has 0.05. `ranges`: between
    what bounds the inputs of its convolutions lie.
    """

    surely_blank: float
    ranges: dict[str, tuple[float, float]]


class OpenvinoRecogniser:
    """Holds the network in two: what makes features of frames, and the last layer, which tells classes.

    Where it rounds to 8 bits, what makes features is loaded once more for care, when that is first asked for.
    """

    def __init__(self, weights: Weights, at_once: int) -> None:
        known = _known(weights)
        self._weights, self._at_once = weights, at_once
        self.rounds = known is not None and bool(EIGHT_BIT & processor_flags())
        with loading(weights):
            model = import_openvino().Core().read_model(weights.path)
            described = model.get_rt_info("framework").value if model.has_rt_info("framework") else {}
            self.metadata = {key: str(value) for key, value in described.items()}
            last = model.outputs[0].get_partial_shape()[-1]
            self.classes: int | None = last.get_length() if last.is_static else None
            if known and self.rounds:
                quantise(model, known.ranges)
            features, layer = cut_last_layer(model)
            self._network = OpenvinoNetwork(features, at_once)
            self._classifier = _Classifier(layer, known.surely_blank if known else np.inf, at_once)
        self._careful: OpenvinoNetwork | None = None if self.rounds else self._network
        self._loading = Lock()

    def frames(self, inputs: Iterable[NDArray[np.float32]], each: Map, careful: bool) -> list[list[Frames]]:
        """What it sees in each line of each batch; see `Recogniser.frames`."""
        network = self._careful_network() if careful else self._network
        features = list(each(lambda pixels: network.run(pixels, np.copy), inputs))
        lines = [line for batch in features for line in batch]
        found = iter(self._classifier.candidates(np.concatenate(lines)) if lines else ())
        return [[Frames(len(line), _seen(found, len(line))) for line in batch] for batch in features]

    def _careful_network(self) -> OpenvinoNetwork:
        with self._loading:
            if self._careful is None:
                with loading(self._weights):
                    model = import_openvino().Core().read_model(self._weights.path)
                    self._careful = OpenvinoNetwork(cut_last_layer(model)[0], self._at_once)
            return self._careful


class _Classifier:
    """The last layer, which is a quarter of the work and says nothing new of frames that are surely blank."""

    def __init__(self, layer: LastLayer, surely_blank: float, at_once: int) -> None:
        self._network = OpenvinoNetwork(last_layer_model(layer, TOGETHER), at_once)
        self._blank = layer.weights[:, BLANK].copy()
        self._most = surely_blank - layer.bias[BLANK]

    def candidates(self, features: NDArray[np.float32]) -> list[Candidates | None]:
        """The candidates of each frame (F, D), None of one that is surely blank."""
        found: list[Candidates | None] = [None] * len(features)
        chosen = np.flatnonzero(np.einsum("fd,d->f", features, self._blank) <= self._most)
        for places in np.split(chosen, range(TOGETHER, len(chosen), TOGETHER)):
            block = np.zeros((TOGETHER, features.shape[1]), np.float32)
            block[: len(places)] = features[places]
            classes = self._network.run(block, lambda output: list(candidates(output)))
            for place, likely in zip(places.tolist(), classes, strict=False):
                found[place] = likely
        return found


def _seen(found: Iterator[Candidates | None], count: int) -> dict[int, Candidates]:
    """The candidates by frame of the next line, of so many frames."""
    return {t: likely for t, likely in enumerate(islice(found, count)) if likely is not None}


def digest(weights: Weights) -> str:
    """What a file of weights is known by: the SHA-256 of its content."""
    return hashlib.sha256(Path(weights.path).read_bytes()).hexdigest()


def _known(weights: Weights) -> Known | None:
    """What was measured of a file; None of one that isn't known."""
    measured = json.loads(resources.files(__package__).joinpath("measured_weights.json").read_text("utf-8"))
    entry = measured.get(digest(weights))
    if entry is None:
        return None
    return Known(entry["surely_blank"], {name: (low, high) for name, (low, high) in entry["ranges"].items()})
