"""The two networks of PP-OCR driven directly through onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.errors import EngineFailed, EngineMissing, LibraryBroken
from budgetgrid.layout.geometry import Box, Image
from budgetgrid.ocr.crop_batches import batches
from budgetgrid.ocr.ctc import decode_batch
from budgetgrid.ocr.engine import Weights
from budgetgrid.ocr.models import ModelSet, alphabet_of
from budgetgrid.ocr.reading import Reading
from budgetgrid.ocr.text_detection import boxes_of_text, detector_input


class OnnxEngine:
    """Holds the two loaded networks. Each is loaded when first asked for."""

    name = "onnx"

    def __init__(self, models: ModelSet, threads: int) -> None:
        self._models = models
        self._threads = threads
        self._detector: Any = None
        self._recogniser: Any = None
        self._alphabet: tuple[str, ...] = ()

    @property
    def weights(self) -> tuple[Weights, ...]:
        """The model files in use."""
        return self._models.weights

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        """Read each crop, (h, w, 3) uint8 RGB; see `Engine.recognise`."""
        readings: list[Reading] = [Reading(())] * len(crops)
        for batch in batches(crops):
            output = self._run(self._loaded_recogniser(), batch.pixels)
            decoded = decode_batch(output, self._alphabet, batch.shares)
            for index, reading in zip(batch.indices, decoded, strict=True):
                readings[index] = reading
        return readings

    def detect(self, image: Image) -> list[Box]:
        """Boxes of the text lines on a page; see `Engine.detect`."""
        if self._detector is None:
            self._detector = open_session(self._models.detector, self._threads)
        height, width = image.shape[:2]
        output = self._run(self._detector, detector_input(image))
        return boxes_of_text(output[0, 0], width, height)

    def _loaded_recogniser(self) -> Any:
        if self._recogniser is None:
            session = open_session(self._models.recogniser, self._threads)
            self._alphabet = alphabet_of(
                self._models.recogniser, dict(session.get_modelmeta().custom_metadata_map)
            )
            self._check_alphabet(session)
            self._recogniser = session
        return self._recogniser

    def _check_alphabet(self, session: Any) -> None:
        classes = session.get_outputs()[0].shape[-1]
        if isinstance(classes, int) and classes != len(self._alphabet) + 1:
            raise EngineMissing(
                f"the recogniser {self._models.recogniser.name} has {classes} classes, but its list of "
                f"characters makes {len(self._alphabet) + 1}",
                "Put the dictionary that belongs to this recogniser beside it.",
            )

    def _run(self, session: Any, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        try:
            output: NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: pixels})[0]
        except Exception as error:  # onnxruntime's errors share no class of their own
            raise EngineFailed(f"onnxruntime failed on an input of shape {pixels.shape}: {error}") from error
        return output


def open_session(weights: Weights, threads: int) -> Any:
    """Load one ONNX file for the CPU.

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
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    # A waiting thread that spins burns the CPU time of other pages' workers.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(weights.path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no class of their own
        raise EngineMissing(
            f"the weights {weights.path} can't be loaded: {error}",
            "Install them again; see `budgetgrid models`.",
        ) from error
