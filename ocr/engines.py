"""The recognisers by name."""

from __future__ import annotations

import importlib.util

from budgetgrid.layout.errors import EngineMissing
from budgetgrid.ocr.engine import Engine
from budgetgrid.ocr.models import SHIPPED_SIZE, find_models
from budgetgrid.ocr.processor import BFLOAT16, EIGHT_BIT, processor_flags

ENGINES = ("auto", "openvino", "onnx", "paddleocr")
"""The names `--engine` takes."""

DEVICES = ("cpu", "gpu")
"""The names `--device` takes; PaddleOCR's modules alone can read on a GPU."""


def open_engine(
    name: str = "auto", models: str = SHIPPED_SIZE, threads: int = 2, device: str = "cpu"
) -> Engine:
    """Make the engine `name` with the weights `models` (see `find_models`), on `threads` threads of a device.

    Raises EngineMissing.
    """
    name = engine_name(name, device)
    if name == "paddleocr":
        from budgetgrid.ocr.paddle_engine import PaddleEngine

        return PaddleEngine(find_models(models), threads, device)
    from budgetgrid.ocr.direct_engine import DirectEngine

    if name == "onnx":
        from budgetgrid.ocr.onnx_engine import OnnxNetwork

        return DirectEngine(name, find_models(models), threads, OnnxNetwork, OnnxNetwork)
    from budgetgrid.ocr.openvino_engine import open_detector
    from budgetgrid.ocr.openvino_recogniser import OpenvinoRecogniser

    return DirectEngine(name, find_models(models), threads, open_detector, OpenvinoRecogniser)


def engine_name(name: str, device: str = "cpu") -> str:
    """The engine that a name stands for: `auto` is OpenVINO where that is installed and the faster, on a GPU
    PaddleOCR.

    Over 439 lines it took 0.60 of onnxruntime's CPU time where the processor calculates in 16 bit
    (bfloat16), and 1.04 of it in 32 bit. Raises EngineMissing.
    """
    if name not in ENGINES:
        raise EngineMissing(f"no such engine: {name!r}", f"Give --engine {' or '.join(ENGINES)}.")
    if device not in DEVICES:
        raise EngineMissing(f"no such device: {device!r}", f"Give --device {' or '.join(DEVICES)}.")
    if device == "gpu":
        if name not in ("auto", "paddleocr"):
            raise EngineMissing(
                f"the engine {name} reads on the processor only", "Give --engine paddleocr with --device gpu."
            )
        return "paddleocr"
    if name != "auto":
        return name
    faster = processor_flags() & (BFLOAT16 | EIGHT_BIT)
    return "openvino" if faster and importlib.util.find_spec("openvino") else "onnx"
