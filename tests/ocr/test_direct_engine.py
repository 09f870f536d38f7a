"""Which lines the engine reads again with care."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image
from budgetgrid.ocr.ctc import Frames
from budgetgrid.ocr.direct_engine import DOUBTFUL, DirectEngine, Map
from budgetgrid.ocr.engine import Weights
from budgetgrid.ocr.models import find_models

FIRST, SECOND = 1, 2
"""Classes that a careless and a careful reading find."""


class Shade:
    """A recogniser that is as sure of a line as it is bright, and reads another character with care."""

    classes = None

    def __init__(self, rounds: bool) -> None:
        self.rounds = rounds
        self.metadata = {"character": "a\nb"}
        self.careful_lines = 0

    def frames(self, inputs: Iterable[NDArray[np.float32]], each: Map, careful: bool) -> list[list[Frames]]:
        return list(each(lambda batch: [self._line(line, careful) for line in batch], inputs))

    def _line(self, pixels: NDArray[np.float32], careful: bool) -> Frames:
        self.careful_lines += careful
        return Frames(1, {0: [(SECOND if careful else FIRST, float(pixels[0, 0, 0] + 1) / 2)]})


def engine(network: Shade) -> DirectEngine:
    def no_detector(weights: Weights, at_once: int) -> None:
        raise AssertionError("the detector is not asked")

    return DirectEngine("shade", find_models(), 1, no_detector, lambda weights, at_once: network)  # type: ignore[arg-type]


def crops(*confidences: float) -> list[Image]:
    return [np.full((48, 60, 3), round(255 * confidence), np.uint8) for confidence in confidences]


def test_doubtful_lines_alone_are_read_again_with_care() -> None:
    readings = engine(Shade(rounds=True)).recognise(crops(0.99, DOUBTFUL - 0.05, DOUBTFUL + 0.05, 0.2))
    assert [reading.text for reading in readings] == ["a", "b", "a", "b"]


@pytest.mark.parametrize(("rounds", "confidence"), [(False, 0.3), (True, 0.95)])
def test_nothing_is_read_twice_by_a_network_that_is_exact_or_sure(rounds: bool, confidence: float) -> None:
    network = Shade(rounds)
    engine(network).recognise(crops(confidence, confidence))
    assert network.careful_lines == 0
