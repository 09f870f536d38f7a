"""The recognisers by name."""

from __future__ import annotations

from budgetgrid.layout.errors import EngineMissing
from budgetgrid.ocr.engine import Engine
from budgetgrid.ocr.models import SHIPPED_SIZE, find_models

ENGINES = ("onnx", "paddleocr")
"""The names `--engine` takes."""


def open_engine(name: str = "onnx", models: str = SHIPPED_SIZE, threads: int = 2) -> Engine:
    """Make the engine `name` with the weights `models` (see `find_models`), on `threads` threads a network.

    Raises EngineMissing.
    """
    if name == "onnx":
        from budgetgrid.ocr.onnx_engine import OnnxEngine

        return OnnxEngine(find_models(models), threads)
    if name == "paddleocr":
        from budgetgrid.ocr.paddle_engine import PaddleEngine

        return PaddleEngine(find_models(models), threads)
    raise EngineMissing(f"no such engine: {name!r}", f"Give --engine {' or '.join(ENGINES)}.")
