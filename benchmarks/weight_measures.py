"""What OpenVINO may leave out of the recogniser's work, measured on scans.

`python -m budgetgrid.benchmarks.weight_measures SCAN.pdf…` prints an entry of `ocr/measured_weights.json` for
the weights in use: between what bounds the inputs of the large convolutions lie, and from what value on a
blank is sure. Give it scans of the dev side only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from budgetgrid.benchmarks.watched_engine import WatchedEngine
from budgetgrid.layout.geometry import Image
from budgetgrid.ocr.crop_batches import batches
from budgetgrid.ocr.ctc import BLANK

Values = NDArray[np.float32]

LEAST_CHANNELS = 48
"""Convolutions from or to fewer channels are cheap, and rounding them tells most: of 1807 lines 40 were read
otherwise than in 32 bit with them and 35 without, in bfloat16 alone 14."""

TAIL = 1e-4
"""Part of an input's values at either end in which a bound lies: half way from there to the last value."""

EVERY = 7
"""Every so many values of an input are looked at for its tails."""

DOUBT = 0.15
"""Chance of other classes from which a frame isn't surely blank. A third of it counts elsewhere, see `ctc`;
of the 45,000 of 78,817 frames that are surely blank so, in two others had that third, at most 0.11."""

MARGIN = 2.0
"""Added to the largest value of a blank that was in doubt."""


def measure(path: str, crops: Iterable[Image]) -> dict[str, Any]:
    """The entry for the recogniser at `path`, from what it makes of the crops in 32 bit."""
    from budgetgrid.ocr.openvino_engine import import_openvino
    from budgetgrid.ocr.openvino_graph import convolutions, cut_last_layer

    openvino = import_openvino()
    model = openvino.Core().read_model(path)
    features, layer = cut_last_layer(model)
    inputs = {
        node.get_friendly_name(): node.input_value(0)
        for node in convolutions(model)
        if min(node.input_value(1).get_shape()[:2]) >= LEAST_CHANNELS
    }
    asked = openvino.Model([features.outputs[0], *inputs.values()], model.get_parameters(), "asked")
    settings = {"INFERENCE_PRECISION_HINT": "f32"}
    request = openvino.Core().compile_model(asked, "CPU", settings).create_infer_request()
    bounds: dict[str, list[tuple[float, float]]] = {name: [] for name in inputs}
    doubtful = -np.inf
    for batch in batches(list(crops)):
        found = list(request.infer({0: batch.pixels}).values())
        doubtful = max(doubtful, _largest_doubtful(found[0] @ layer.weights + layer.bias))
        for name, values in zip(inputs, found[1:], strict=True):
            if values.shape[2] > 1:  # one px high: what a whole line comes to, which is little work
                bounds[name].append(_bounds(values))
    return {
        "surely_blank": round(doubtful + MARGIN, 1),
        "ranges": {
            name: [round(min(low for low, _ in found), 3), round(max(high for _, high in found), 3)]
            for name, found in bounds.items()
            if found
        },
    }


def _largest_doubtful(values: Values) -> float:
    """The largest value before the softmax, (N, T, C), that a blank in doubt has."""
    largest = values.max(axis=2)
    sums = np.exp(values - largest[..., None]).sum(axis=2)
    blank = values[..., BLANK]
    return float(blank[np.exp(blank - largest) / sums < 1 - DOUBT].max(initial=-np.inf))


def _bounds(values: Values) -> tuple[float, float]:
    """Where an input's values end, the last few of them left out."""
    low, high = np.quantile(values.ravel()[::EVERY], (TAIL, 1 - TAIL))
    return min(0.0, float(low + values.min()) / 2), max(0.0, float(high + values.max()) / 2)


def main(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Scans of the dev side, PDF.")],
    pages: Annotated[int, typer.Option(help="So many pages of each, from the second on.")] = 3,
    lines: Annotated[int, typer.Option(help="So many lines of these.")] = 1000,
) -> None:
    """Print the entry for the recogniser's weights: their digest, and what was measured."""
    from budgetgrid.conversion import convert
    from budgetgrid.layout.source import open_source
    from budgetgrid.ocr.engines import open_engine
    from budgetgrid.ocr.models import find_models
    from budgetgrid.ocr.openvino_recogniser import digest

    crops: list[Image] = []
    engine = WatchedEngine(
        open_engine("openvino", threads=1), lambda given: crops.extend(crop.copy() for crop in given)
    )
    for path in files:
        with open_source(path) as source:
            chosen = tuple(range(2, source.page_count + 1))[:pages] or (1,)
        convert(path, engine=engine, pages=chosen, threads=1)
    random = np.random.default_rng(0)
    some = random.permutation(len(crops))[:lines].tolist()
    recogniser = find_models().recogniser
    entry = {"weights": recogniser.name, **measure(recogniser.path, (crops[k] for k in some))}
    print(json.dumps({digest(recogniser): entry}, indent=1))


if __name__ == "__main__":
    typer.run(main)
