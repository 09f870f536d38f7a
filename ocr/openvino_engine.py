"""Networks run by OpenVINO."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.errors import BudgetgridError, EngineFailed, EngineMissing, LibraryBroken
from budgetgrid.ocr.engine import Weights

PRECISION = "bf16"
"""How the networks calculate, on processors that can; others fall back to 32 bit."""

THREADS_A_STREAM = 2
"""Threads to a stream, in which one run goes on at a time: each stream compiles each shape of input anew, for
39 ms and 5 MB. On two threads 13 pages took 6 % less CPU time with one stream than with two, and 839 MB
instead of 987."""


LARGE_INPUT = 3 * 640 * 640
"""Values of an input after which the memory for what lies between input and output is given back: it would be
kept at its largest, 150 MB for a whole page. A page's next input takes 80 ms longer for it."""

Result = TypeVar("Result")


class OpenvinoNetwork:
    """Holds one model compiled for the CPU, and a request for each of the runs that are asked for at once."""

    def __init__(self, model: Any, at_once: int) -> None:
        self._openvino = import_openvino()
        streams = max(1, at_once // THREADS_A_STREAM)
        settings = {
            "INFERENCE_PRECISION_HINT": PRECISION,
            "INFERENCE_NUM_THREADS": streams,
            "NUM_STREAMS": streams,
        }
        self._compiled = self._openvino.Core().compile_model(model, "CPU", settings)
        self._requests: SimpleQueue[Any] = SimpleQueue()
        self._counting = Lock()
        self._runs, self._swollen = 0, False

    def run(self, pixels: NDArray[np.float32], read: Callable[[NDArray[np.float32]], Result]) -> Result:
        """What `read` makes of the output for an input, which belongs to the request.

        A copy of it may be megabytes, taken from the system and given back each time. Raises EngineFailed.
        """
        with self._at_work(large=pixels.size > LARGE_INPUT), self._request() as request:
            try:
                request.set_input_tensor(self._openvino.Tensor(pixels, shared_memory=True))
                request.infer()
                output: NDArray[np.float32] = request.get_output_tensor().data
            except Exception as error:  # OpenVINO raises RuntimeError and what its parts raise
                raise EngineFailed(f"OpenVINO failed on an input of shape {pixels.shape}: {error}") from error
            return read(output)

    @contextmanager
    def _at_work(self, large: bool) -> Iterator[None]:
        """Count a run; after a large one memory is given back when none goes on, and none can begin."""
        with self._counting:
            self._runs += 1
        try:
            yield
        finally:
            with self._counting:
                self._runs -= 1
                self._swollen |= large
                if self._swollen and not self._runs:
                    self._compiled.release_memory()
                    self._swollen = False

    @contextmanager
    def _request(self) -> Iterator[Any]:
        """A request that no other thread uses."""
        try:
            request = self._requests.get_nowait()
        except Empty:
            request = self._compiled.create_infer_request()
        try:
            yield request
        finally:
            self._requests.put(request)


def open_detector(weights: Weights, at_once: int) -> OpenvinoNetwork:
    """Load a detector of which so many runs go on at once. Raises EngineMissing, LibraryBroken."""
    with loading(weights):
        return OpenvinoNetwork(import_openvino().Core().read_model(weights.path), at_once)


@contextmanager
def loading(weights: Weights) -> Iterator[None]:
    """Raise EngineMissing for what OpenVINO raises while it loads a file."""
    try:
        yield
    except BudgetgridError:
        raise
    except Exception as error:  # OpenVINO raises RuntimeError and what its parts raise
        raise EngineMissing(
            f"the weights {weights.path} can't be loaded: {error}",
            "Install them again; see `budgetgrid models`.",
        ) from error


def import_openvino() -> Any:
    """OpenVINO without its tools: they report its import to the vendor, and cost half of the time it takes.

    Raises EngineMissing, LibraryBroken.
    """
    absent = sys.modules.setdefault("openvino.tools", None)  # type: ignore[arg-type]
    try:
        import openvino
    except ModuleNotFoundError as error:
        raise EngineMissing(
            "OpenVINO is not installed", "Run `pip install openvino`, or use --engine onnx."
        ) from error
    except ImportError as error:
        raise LibraryBroken(f"OpenVINO can't be loaded: {error}") from error
    finally:
        if absent is None:
            del sys.modules["openvino.tools"]
    return openvino
