"""Which engine `auto` is, and that OpenVINO is loaded without what reports to its vendor."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from budgetgrid.layout.errors import EngineFailed, EngineMissing
from budgetgrid.ocr import processor
from budgetgrid.ocr.engines import engine_name, open_engine
from budgetgrid.ocr.models import find_models

openvino = pytest.mark.skipif(importlib.util.find_spec("openvino") is None, reason="needs OpenVINO")


def cpu_info(folder: Path, flags: str) -> Path:
    path = folder / "cpuinfo"
    path.write_text(f"processor : 0\nflags : fpu avx2 {flags} sse2\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("flags", "installed", "chosen"),
    [
        ("avx512_bf16", True, "openvino"),
        ("amx_bf16", True, "openvino"),
        ("avx512_vnni", True, "openvino"),
        ("avx_vnni", True, "openvino"),
        ("avx512f", True, "onnx"),
        ("avx512_bf16", False, "onnx"),
    ],
)
def test_auto_is_openvino_where_it_is_installed_and_the_processor_has_short_products(
    flags: str, installed: bool, chosen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processor, "CPU_INFO", cpu_info(tmp_path, flags))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object() if installed else None)
    assert engine_name("auto") == chosen


def test_auto_is_onnxruntime_where_the_processor_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processor, "CPU_INFO", tmp_path / "nothing")
    assert engine_name("auto") == "onnx"


@pytest.mark.parametrize("name", ["onnx", "openvino", "paddleocr"])
def test_engine_asked_for_by_name_is_that_engine(name: str) -> None:
    assert engine_name(name) == name


@pytest.mark.parametrize("name", ["auto", "paddleocr"])
def test_gpu_is_for_paddleocr_alone(name: str) -> None:
    assert engine_name(name, "gpu") == "paddleocr"


@pytest.mark.parametrize(("name", "device"), [("onnx", "gpu"), ("openvino", "gpu"), ("auto", "tpu")])
def test_device_that_an_engine_can_not_read_on_names_what_can(name: str, device: str) -> None:
    with pytest.raises(EngineMissing) as caught:
        engine_name(name, device)
    assert "--device" in caught.value.next_step


def test_device_is_asked_of_paddleocr_and_one_without_cuda_names_the_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def module(**settings: object) -> None:
        raise RuntimeError(f"no CUDA for {settings['device']}")

    paddleocr = SimpleNamespace(TextDetection=module)
    monkeypatch.setattr("budgetgrid.ocr.paddle_engine._import_paddleocr", lambda: paddleocr)
    with pytest.raises(EngineMissing, match="no CUDA for gpu") as caught:
        open_engine("auto", device="gpu").detect(np.full((40, 60, 3), 255, np.uint8))
    assert "onnxruntime-gpu" in caught.value.next_step


def test_missing_openvino_names_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from budgetgrid.ocr.openvino_engine import open_detector

    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(EngineMissing, match="not installed") as caught:
        open_detector(find_models().detector, 1)
    assert "pip install" in caught.value.next_step


@openvino
@pytest.mark.engine
def test_openvino_is_loaded_without_its_tools_and_their_telemetry() -> None:
    code = (
        "import sys; from budgetgrid.ocr.models import find_models\n"
        "from budgetgrid.ocr.openvino_engine import open_detector\n"
        "open_detector(find_models().detector, 1)\n"
        "print([m for m in sys.modules if 'telemetry' in m or m.startswith('openvino.tools')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=sys.prefix)
    assert run.stdout.strip() == "[]", run.stderr


@openvino
@pytest.mark.engine
def test_input_that_openvino_refuses_is_an_engine_failure() -> None:
    from budgetgrid.ocr.openvino_engine import open_detector

    network = open_detector(find_models().detector, 1)
    with pytest.raises(EngineFailed, match="OpenVINO"):
        network.run(np.zeros((1, 5, 96, 96), np.float32), np.copy)


@openvino
@pytest.mark.engine
def test_large_inputs_are_read_at_once_as_one_after_another() -> None:
    from budgetgrid.ocr.openvino_engine import LARGE_INPUT, open_detector

    network = open_detector(find_models().detector, 2)
    random = np.random.default_rng(1)
    inputs = [random.random((1, 3, 672, 640 + 32 * k), np.float32) for k in range(1, 4)]
    assert all(pixels.size > LARGE_INPUT for pixels in inputs)
    alone = [network.run(pixels, np.copy) for pixels in inputs]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda pixels: network.run(pixels, np.copy), inputs * 3))
    assert all(np.array_equal(a, b) for a, b in zip(alone * 3, together, strict=True))
