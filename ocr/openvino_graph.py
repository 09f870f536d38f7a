"""A recogniser's graph as OpenVINO reads it: cut before its last layer, and calculated in 8 bits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.errors import EngineMissing
from budgetgrid.ocr.openvino_engine import import_openvino

LEVELS = 256
"""Values of 8 bits."""


@dataclass(frozen=True, slots=True)
class LastLayer:
    """The linear layer whose softmax are the class probabilities: weights (D, C) and bias (C,) float32."""

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


def cut_last_layer(model: Any) -> tuple[Any, LastLayer]:
    """The model up to the features (N, T, D) of its frames, and its last layer.

    Raises EngineMissing where it doesn't end in a product, a sum and a softmax, as those of PP-OCR do.
    """
    softmax = _before(model.outputs[0])
    total = _before(softmax.input(0))
    parts = {node.get_type_name(): node for node in map(_before, total.inputs())}
    ends = softmax.get_type_name(), total.get_type_name(), *sorted(parts)
    if ends != ("Softmax", "Add", "Constant", "MatMul"):
        raise EngineMissing(
            f"the recogniser is not built as those of PP-OCR: its end is {', '.join(ends)}",
            "Use --engine onnx.",
        )
    product, bias = parts["MatMul"], parts["Constant"]
    layer = LastLayer(_before(product.input(1)).get_data(), bias.get_data().ravel())
    features = import_openvino().Model([product.input_value(0)], model.get_parameters(), "features")
    return features, layer


def last_layer_model(layer: LastLayer, frames: int) -> Any:
    """The last layer alone, for so many frames at a time: features (M, D) to probabilities (M, C)."""
    openvino = import_openvino()
    operations = openvino.opset13
    features = operations.parameter([frames, layer.weights.shape[0]], np.float32)
    product = operations.matmul(features, operations.constant(layer.weights), False, False)
    sums = operations.add(product, operations.constant(layer.bias))
    return openvino.Model([operations.softmax(sums, 1)], [features], "last layer")


def convolutions(model: Any) -> list[Any]:
    """The nodes that convolve all channels with one another, in their order."""
    return [node for node in model.get_ordered_ops() if node.get_type_name() == "Convolution"]


def quantise(model: Any, ranges: Mapping[str, tuple[float, float]]) -> None:
    """Let the convolutions named calculate in 8 bits: their inputs, that lie in a range, and their weights.

    Weights have a scale for each output channel and are symmetric about 0 (Krishnamoorthi, "Quantizing deep
    convolutional networks for efficient inference: A whitepaper", 2018, 3.1).
    """
    for node in convolutions(model):
        if node.get_friendly_name() in ranges:
            _round(node.input(0), *bounds_with_zero(*ranges[node.get_friendly_name()]), LEVELS)
            largest = np.abs(_before(node.input(1)).get_data()).max(axis=(1, 2, 3), keepdims=True)
            _round(node.input(1), -largest, largest, LEVELS - 1)


def bounds_with_zero(low: float, high: float) -> tuple[np.float32, np.float32]:
    """The range widened so that one of the values of 8 bits is 0, which padding and ReLU make."""
    last = LEVELS - 1
    below = min(max(round(-low / (high - low) * last), int(low < 0)), last - int(high > 0))
    above = last - below
    step = max(high / above if above else 0.0, -low / below if below else 0.0)
    return np.float32(-step * below), np.float32(step * above)


def _round(entry: Any, low: Any, high: Any, levels: int) -> None:
    """Round what enters a node to so many levels between two bounds."""
    rounded = import_openvino().opset13.fake_quantize(entry.get_source_output(), low, high, low, high, levels)
    entry.replace_source_output(rounded.output(0))


def _before(entry: Any) -> Any:
    """The node that an input comes from, whatever only hands it on left out."""
    node = entry.get_source_output().get_node() if hasattr(entry, "get_source_output") else entry.get_node()
    while node.get_type_name() in ("Identity", "Result"):
        node = node.input_value(0).get_node()
    return node
