"""ONNX files run by OpenVINO."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.errors import EngineFailed, EngineMissing, LibraryBroken
from budgetgrid.ocr.engine import Weights

PRECISION = "bf16"
"""How the networks calculate, on processors that can; others fall back to 32 bit."""


class OpenvinoNetwork:
    """Holds one file compiled for the CPU, and a request for each core that may run it at the same time."""

    def __init__(self, weights: Weights, threads: int) -> None:
        self._openvino = _import_openvino()
        try:
            core = self._openvino.Core()
            self._model = core.read_model(weights.path)
            settings = {
                "INFERENCE_PRECISION_HINT": PRECISION,
                "INFERENCE_NUM_THREADS": threads,
                "NUM_STREAMS": 1,
            }
            self._compiled = core.compile_model(self._model, "CPU", settings)
        except Exception as error:  # OpenVINO raises RuntimeError and what its parts raise
            raise EngineMissing(
                f"the weights {weights.path} can't be loaded: {error}",
                "Install them again; see `budgetgrid models`.",
            ) from error
        self._requests: SimpleQueue[Any] = SimpleQueue()

    @property
    def metadata(self) -> dict[str, str]:
        """What the file says of itself."""
        if not self._model.has_rt_info("framework"):
            return {}
        return {key: str(value) for key, value in self._model.get_rt_info("framework").value.items()}

    @property
    def classes(self) -> int | None:
        """The last dimension of its output; None where it varies."""
        last = self._model.outputs[0].get_partial_shape()[-1]
        return last.get_length() if last.is_static else None

    def run(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        """The output for an input (N, 3, h, w). Raises EngineFailed."""
        with self._request() as request:
            try:
                request.set_input_tensor(self._openvino.Tensor(pixels, shared_memory=True))
                request.infer()
                output: NDArray[np.float32] = request.get_output_tensor().data.copy()
            except Exception as error:  # OpenVINO raises RuntimeError and what its parts raise
                raise EngineFailed(f"OpenVINO failed on an input of shape {pixels.shape}: {error}") from error
        return output

    @contextmanager
    def _request(self) -> Iterator[Any]:
        """A request that no other thread uses."""
        free = not self._requests.empty()
        request = self._requests.get() if free else self._compiled.create_infer_request()
        try:
            yield request
        finally:
            self._requests.put(request)


def _import_openvino() -> Any:
    """OpenVINO without its tools: they report its import to the vendor, and cost half of the time it takes.

    Raises EngineMissing, LibraryBroken.
    """
    absent = sys.modules.setdefault("openvino.tools", None)  # type: ignore[arg-type]
    try:
        import openvino
    except ModuleNotFoundError as error:
        raise EngineMissing("OpenVINO is not installed", "Run `pip install openvino`.") from error
    except ImportError as error:
        raise LibraryBroken(f"OpenVINO can't be loaded: {error}") from error
    finally:
        if absent is None:
            del sys.modules["openvino.tools"]
    return openvino
