"""The same networks through PaddleOCR's own text detection and recognition modules, without paddlepaddle.

For comparison of text and speed. PaddleOCR gives a text and its mean probability: every character of a line
carries that probability, and there are no alternatives.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.errors import EngineFailed, EngineMissing, LibraryBroken
from budgetgrid.layout.geometry import Box, Image
from budgetgrid.ocr.ctc import DECIMALS
from budgetgrid.ocr.engine import Weights
from budgetgrid.ocr.models import KNOWN_SIZES, ModelSet, alphabet_of
from budgetgrid.ocr.reading import Character, Reading
from budgetgrid.ocr.text_detection import BOX_THRESHOLD, CORE_THRESHOLD, GROWTH, LONGEST_SIDE

NEXT_STEPS = {
    "cpu": "Run `pip install 'paddleocr>=3.7,<3.8'`, or use --engine onnx.",
    "gpu": "Install onnxruntime-gpu in place of onnxruntime, beside CUDA, or leave --device out.",
}
"""What to do where PaddleOCR can't load weights on a device."""

NARROWEST_INPUT = 320
"""Input px that PaddleOCR pads a crop to at least; the shape in a model's inference.yml."""


class PaddleEngine:
    """Holds PaddleOCR's two modules, each loaded when first asked for, and the folder made for them.

    `device`: `cpu`, or `gpu` for CUDA, which nobody has tried here.
    """

    name = "paddleocr"

    def __init__(self, models: ModelSet, threads: int, device: str = "cpu") -> None:
        self._models = models
        self._threads = threads
        self._device = device
        self._folder = tempfile.TemporaryDirectory(prefix="budgetgrid-paddle-")
        self._detector: Any = None
        self._recogniser: Any = None

    @property
    def weights(self) -> tuple[Weights, ...]:
        """The model files in use."""
        return self._models.weights

    @property
    def folder(self) -> Path:
        """Holds `det` and `rec`, once each has been used, as PaddleOCR wants them."""
        return Path(self._folder.name)

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        """Read each crop, (h, w, 3) uint8 RGB; see `Engine.recognise`."""
        if self._recogniser is None:
            self._recogniser = self._open_recogniser()
        # One at a time: PaddleOCR pads a batch to its widest crop, and the padding changes what is read.
        return [_reading(_predict(self._recogniser, crop)) for crop in crops]

    def detect(self, image: Image) -> list[Box]:
        """Boxes of the text lines on a page; see `Engine.detect`."""
        if self._detector is None:
            self._detector = self._open_detector()
        height, width = image.shape[:2]
        return [_box(polygon, width, height) for polygon in _predict(self._detector, image)["dt_polys"]]

    def _open_recogniser(self) -> Any:
        weights = self._models.recogniser
        characters = alphabet_of(weights, _onnx_metadata(weights))[:-1]  # PaddleOCR adds the space itself
        ops = [
            {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
            {"RecResizeImg": {"image_shape": [3, 48, NARROWEST_INPUT]}},
        ]
        post = {"name": "CTCLabelDecode", "character_dict": list(characters)}
        return self._open("TextRecognition", "rec", weights, ops, post)

    def _open_detector(self) -> Any:
        ops = [
            {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
            {"DetResizeForTest": {"resize_long": LONGEST_SIDE}},
            {"NormalizeImage": {"order": "hwc"}},
            {"ToCHWImage": None},
        ]
        post = {
            "name": "DBPostProcess",
            "thresh": CORE_THRESHOLD,
            "box_thresh": BOX_THRESHOLD,
            "unclip_ratio": GROWTH,
            "max_candidates": 3000,
        }
        settings = {"limit_side_len": LONGEST_SIDE, "limit_type": "max"}
        return self._open("TextDetection", "det", self._models.detector, ops, post, **settings)

    def _open(
        self,
        module: str,
        role: str,
        weights: Weights,
        ops: list[Any],
        post: dict[str, Any],
        **settings: object,
    ) -> Any:
        """Make a PaddleOCR module for one ONNX file, which has to lie in a folder with an inference.yml."""
        paddleocr = _import_paddleocr()
        name = _paddle_name(weights, role)
        folder = self.folder / role
        folder.mkdir(exist_ok=True)
        shutil.copyfile(weights.path, folder / "inference.onnx")
        config = {"Global": {"model_name": name}, "PreProcess": {"transform_ops": ops}, "PostProcess": post}
        # JSON is YAML, and its quoting keeps the characters apart that YAML would read as something else.
        (folder / "inference.yml").write_text(json.dumps(config), encoding="utf-8")
        try:
            return getattr(paddleocr, module)(
                model_name=name,
                model_dir=str(folder),
                engine="onnxruntime",
                engine_config={"intra_op_num_threads": self._threads, "enable_cpu_mem_arena": False},
                device=self._device,
                **settings,
            )
        except Exception as error:  # PaddleX raises whatever its parts raise
            raise EngineMissing(
                f"PaddleOCR can't load {weights.path}: {error}", NEXT_STEPS[self._device]
            ) from error


def _import_paddleocr() -> Any:
    try:
        import paddleocr
    except ModuleNotFoundError as error:
        raise EngineMissing(
            f"PaddleOCR is not installed: {error}", "Run `pip install 'paddleocr>=3.7,<3.8'`."
        ) from error
    except ImportError as error:
        raise LibraryBroken(f"PaddleOCR can't be loaded: {error}") from error
    return paddleocr


def _onnx_metadata(weights: Weights) -> dict[str, str]:
    from budgetgrid.ocr.onnx_engine import open_session

    return dict(open_session(weights).get_modelmeta().custom_metadata_map)


def _paddle_name(weights: Weights, role: str) -> str:
    """PaddleOCR's name for a network, which it wants to know: PP-OCRv6_small_det for PP-OCRv6_det_small."""
    size = next((size for size in KNOWN_SIZES if size in weights.name.lower()), "small")
    return f"PP-OCRv6_{size}_{role}"


def _predict(module: Any, image: Image) -> Any:
    """One image, (H, W, 3) uint8 RGB, through a module; PaddleOCR takes BGR."""
    try:
        return module.predict(np.ascontiguousarray(image[:, :, ::-1]), batch_size=1)[0]
    except Exception as error:  # PaddleX raises whatever its parts raise
        raise EngineFailed(f"PaddleOCR failed on an image of shape {image.shape}: {error}") from error


def _reading(result: Any) -> Reading:
    """A line as PaddleOCR gives it: places are spread evenly, since it knows none."""
    text, score = str(result["rec_text"]), round(float(result["rec_score"]), DECIMALS)
    count = len(text)
    return Reading(tuple(Character(c, score, round((k + 0.5) / count, DECIMALS)) for k, c in enumerate(text)))


def _box(polygon: NDArray[np.float64], width: int, height: int) -> Box:
    """The upright box around a polygon, (N, 2), within the page."""
    points = np.asarray(polygon, np.float64)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return Box(
        max(0.0, float(left)),
        max(0.0, float(top)),
        min(float(width), float(right)),
        min(float(height), float(bottom)),
    )
