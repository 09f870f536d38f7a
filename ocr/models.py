"""Where the networks' weights are: in the installed rapidocr wheel, or in a folder of the user's own."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from budgetgrid.layout.errors import EngineMissing
from budgetgrid.ocr.engine import Weights

SHIPPED_SIZE = "small"
"""The only size whose weights the rapidocr wheel carries."""

KNOWN_SIZES = ("tiny", "small", "medium")
"""The sizes PP-OCRv6 is published in."""

DICTIONARIES = ("inference.yml", "dict.txt", "ppocr_keys.txt", "keys.txt")
"""Files beside a recogniser that may list its characters, where its own metadata doesn't."""


@dataclass(frozen=True, slots=True)
class ModelSet:
    """The detector and the recogniser that work together."""

    detector: Weights
    recogniser: Weights

    @property
    def weights(self) -> tuple[Weights, ...]:
        """Both, detector first."""
        return self.detector, self.recogniser


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A set of weights for `budgetgrid models`: whether it is there, and if not, how to get it."""

    name: str
    models: ModelSet | None
    how_to_get: str


def find_models(choice: str = SHIPPED_SIZE) -> ModelSet:
    """The weights that `--models` names: `tiny`, `small`, `medium`, or a folder.

    A folder holds one ONNX detector (`det` in its name or in its folder's) and one recogniser (`rec`), as
    the PP-OCR projects publish them. Raises EngineMissing, naming the command to get what is missing.
    """
    if choice in KNOWN_SIZES:
        return _in_rapidocr(choice)
    folder = Path(choice).expanduser()
    if not folder.is_dir():
        raise EngineMissing(
            f"no such models: {choice!r}",
            f"Give --models {', '.join(KNOWN_SIZES)}, or a folder with a detector and a recogniser (*.onnx).",
        )
    return ModelSet(_in_folder(folder, "det"), _in_folder(folder, "rec"))


def list_models() -> tuple[ModelEntry, ...]:
    """Every known set of weights, whether installed or not."""
    return tuple(_entry(size) for size in KNOWN_SIZES)


def alphabet_of(weights: Weights, metadata: dict[str, str]) -> tuple[str, ...]:
    """The characters a recogniser can read, in the order of its output, without CTC's blank.

    `metadata` is the ONNX file's own; the wheel's models carry the list under `character`, others have a
    dictionary file beside them. The space is the last class of every PP-OCR recogniser and is added here.
    Raises EngineMissing.
    """
    listed = metadata.get("character")
    # str.splitlines would break at U+0085 and U+2028, which alphabets may contain.
    characters = listed.split("\n") if listed else _dictionary_beside(Path(weights.path))
    return (*characters, " ")


def _entry(size: str) -> ModelEntry:
    try:
        return ModelEntry(size, _in_rapidocr(size), "")
    except EngineMissing as missing:
        return ModelEntry(size, None, missing.next_step)


def _rapidocr_folder() -> Path:
    """The models' folder in the installed rapidocr wheel, found without importing it, which is slow."""
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise EngineMissing(
            "the package rapidocr, which carries the weights, is not installed",
            "Run `pip install 'rapidocr>=3.10,<3.11'`.",
        )
    return Path(spec.origin).parent / "models"


def _in_rapidocr(size: str) -> ModelSet:
    folder = _rapidocr_folder()
    return ModelSet(_shipped(folder, "det", size), _shipped(folder, "rec", size))


def _shipped(folder: Path, role: str, size: str) -> Weights:
    path = folder / f"PP-OCRv6_{role}_{size}.onnx"
    if not path.is_file():
        raise EngineMissing(f"the weights {path.name} are not installed", _how_to_get(size, folder))
    return Weights(role, path.stem, str(path), "rapidocr")


def _how_to_get(size: str, folder: Path) -> str:
    if size == SHIPPED_SIZE:
        return "Run `pip install --force-reinstall --no-deps 'rapidocr>=3.10,<3.11'`."
    download = (
        "from rapidocr import RapidOCR, ModelType as M; "
        f"RapidOCR(params={{'Det.model_type': M.{size.upper()}, 'Rec.model_type': M.{size.upper()}}})"
    )
    return (
        f'On a machine with network access run `python -c "{download}"`, which puts both files into '
        f"{folder}; or copy them there."
    )


def _in_folder(folder: Path, role: str) -> Weights:
    for path in sorted(_onnx_files(folder)):
        if role in path.stem.lower() or (path.parent != folder and role in path.parent.name.lower()):
            name = path.parent.name if path.stem == "inference" else path.stem
            return Weights(role, name, str(path), str(folder))
    wanted = "detector" if role == "det" else "recogniser"
    raise EngineMissing(
        f"no {wanted} in {folder}",
        f"Put a PP-OCR {wanted} there as ONNX, {role!r} in its name, or as {role}/inference.onnx.",
    )


def _onnx_files(folder: Path) -> Iterator[Path]:
    yield from folder.glob("*.onnx")
    yield from folder.glob("*/*.onnx")


def _dictionary_beside(model: Path) -> list[str]:
    for name in (model.stem + ".txt", *DICTIONARIES):
        path = model.parent / name
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            return _in_inference_yml(text) if path.suffix == ".yml" else text.rstrip("\r\n").split("\n")
    raise EngineMissing(
        f"the recogniser {model.name} has no list of its characters",
        f"Put its inference.yml or its dictionary as {model.stem}.txt beside it.",
    )


def _in_inference_yml(text: str) -> list[str]:
    """The list `PostProcess: character_dict:` of PaddleOCR's `inference.yml`."""
    import yaml

    listed = (yaml.safe_load(text) or {}).get("PostProcess", {}).get("character_dict", [])
    return [str(character) for character in listed]
