"""What OpenVINO leaves out of the recogniser's work, and that the same is read without it."""

from __future__ import annotations

import importlib.util
import json
from importlib import resources
from unicodedata import normalize

import numpy as np
import pytest
from drawn import typeset
from hypothesis import given
from hypothesis import strategies as st

from budgetgrid.layout.errors import EngineMissing
from budgetgrid.layout.geometry import Image
from budgetgrid.ocr import openvino_recogniser
from budgetgrid.ocr.crop_batches import batches
from budgetgrid.ocr.ctc import Frames, decode
from budgetgrid.ocr.models import alphabet_of, find_models
from budgetgrid.ocr.openvino_graph import bounds_with_zero, convolutions, cut_last_layer
from budgetgrid.ocr.openvino_recogniser import OpenvinoRecogniser, digest

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(importlib.util.find_spec("openvino") is None, reason="needs OpenVINO"),
]

TEXTS = [
    *("旻昊堃赟", "1,234,567.89", "-0.05", "二〇二一年", "（≥95%）"),
    *("机关事业单位基本养老保险缴费支出", "一"),
]
WEIGHTS = find_models().recogniser


def crop(text: str) -> Image:
    return typeset([(8, 14, text)], width=14 + 11 * len(text), height=20)


def lines(network: OpenvinoRecogniser, careful: bool = False) -> list[Frames]:
    inputs = (batch.pixels for batch in batches([crop(text) for text in TEXTS]))
    return [line for batch in network.frames(inputs, map, careful) for line in batch]


def test_same_is_read_in_eight_bits_and_without_blanks_as_by_the_whole_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    part = OpenvinoRecogniser(WEIGHTS, 1)
    monkeypatch.setattr(openvino_recogniser, "_known", lambda weights: None)
    whole = OpenvinoRecogniser(WEIGHTS, 1)
    alphabet = alphabet_of(WEIGHTS, whole.metadata)
    least, most = lines(part), lines(whole)
    assert sum(len(line.seen) for line in least) < sum(len(line.seen) for line in most)
    for some, everything in zip(least, most, strict=True):
        assert len(everything.seen) == some.count == everything.count
        one, other = decode(some, alphabet), decode(everything, alphabet)
        assert normalize("NFKC", one.text) == normalize("NFKC", other.text)
        assert one.confidence and other.confidence
        assert (one.confidence > 0.9) == (other.confidence > 0.9)


def test_what_is_known_is_of_the_weights_that_are_installed() -> None:
    from budgetgrid.ocr.openvino_engine import import_openvino

    known = json.loads(resources.files("budgetgrid.ocr").joinpath("measured_weights.json").read_text("utf-8"))
    model = import_openvino().Core().read_model(WEIGHTS.path)
    names = {node.get_friendly_name() for node in convolutions(model)}
    assert known[digest(WEIGHTS)]["ranges"].keys() <= names, "measure the weights again"


def test_network_that_ends_otherwise_names_the_engine_that_runs_it() -> None:
    from budgetgrid.ocr.openvino_engine import import_openvino

    detector = import_openvino().Core().read_model(find_models().detector.path)
    with pytest.raises(EngineMissing) as caught:
        cut_last_layer(detector)
    assert "--engine onnx" in caught.value.next_step


@given(st.floats(-100, 0), st.floats(0, 100))
def test_range_of_eight_bits_holds_what_was_measured_and_zero(low: float, high: float) -> None:
    if high - low < 0.01:
        high += 0.01
    lower, upper = bounds_with_zero(low, high)
    step = (upper - lower) / 255
    assert lower <= low + 1e-4
    assert upper >= high - 1e-4
    assert lower / step == pytest.approx(np.round(lower / step), abs=1e-3)
