"""ONNX files run by onnxruntime."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.errors import EngineFailed, EngineMissing, LibraryBroken
from budgetgrid.ocr.ctc import Frames, frames_of_batch
from budgetgrid.ocr.direct_engine import Map
from budgetgrid.ocr.engine import Weights

Result = TypeVar("Result")


class OnnxNetwork:
    """Holds the onnxruntime session of one file, which any number of threads may run at once."""

    def __init__(self, weights: Weights, at_once: int) -> None:
        self._session = open_session(weights)
        self._input = self._session.get_inputs()[0].name

    @property
    def metadata(self) -> dict[str, str]:
        """What the file says of itself."""
        return dict(self._session.get_modelmeta().custom_metadata_map)

    @property
    def classes(self) -> int | None:
        """The last dimension of its output; None where it varies."""
        last = self._session.get_outputs()[0].shape[-1]
        return last if isinstance(last, int) else None

    def run(self, pixels: NDArray[np.float32], read: Callable[[NDArray[np.float32]], Result]) -> Result:
        """What `read` makes of the output for an input (N, 3, h, w). Raises EngineFailed."""
        try:
            output: NDArray[np.float32] = self._session.run(None, {self._input: pixels})[0]
        except Exception as error:  # onnxruntime's errors share no class of their own
            raise EngineFailed(f"onnxruntime failed on an input of shape {pixels.shape}: {error}") from error
        return read(output)

    @property
    def rounds(self) -> bool:
        """No: it calculates in 32 bit."""
        return False

    def frames(self, inputs: Iterable[NDArray[np.float32]], each: Map, careful: bool) -> list[list[Frames]]:
        """What a recogniser sees in each line of each batch; see `Recogniser.frames`."""
        return list(each(lambda pixels: self.run(pixels, frames_of_batch), inputs))


def open_session(weights: Weights) -> Any:
    """Load one ONNX file for the CPU; a run stays on the core that asks for it.

    No memory arena: it keeps the largest input's working memory for ever, and saves no time here. Raises
    EngineMissing, LibraryBroken.
    """
    try:
        import onnxruntime
    except ModuleNotFoundError as error:
        raise EngineMissing("onnxruntime is not installed", "Run `pip install onnxruntime`.") from error
    except ImportError as error:
        raise LibraryBroken(f"onnxruntime can't be loaded: {error}") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(weights.path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no class of their own
        raise EngineMissing(
            f"the weights {weights.path} can't be loaded: {error}",
            "Install them again; see `budgetgrid models`.",
        ) from error
