from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from budgetgrid.layout.errors import EngineMissing
from budgetgrid.ocr.engine import Weights
from budgetgrid.ocr.engines import open_engine
from budgetgrid.ocr.models import alphabet_of, find_models, list_models


def rec(folder: Path, name: str = "rec.onnx") -> Weights:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    return Weights("rec", path.stem, str(path), str(folder))


def test_shipped_weights_are_found_without_importing_their_package() -> None:
    before = "rapidocr" in sys.modules
    models = find_models()
    assert [w.role for w in models.weights] == ["det", "rec"]
    assert all(Path(w.path).is_file() for w in models.weights)
    assert ("rapidocr" in sys.modules) == before


def test_weights_that_are_not_installed_are_listed_with_the_way_to_get_them() -> None:
    entries = {entry.name: entry for entry in list_models()}
    assert entries["small"].models is not None
    for entry in entries.values():
        assert entry.models is not None or "python -c" in entry.how_to_get


def test_missing_weights_name_the_command_that_gets_them() -> None:
    missing = next(entry for entry in list_models() if entry.models is None)
    with pytest.raises(EngineMissing) as caught:
        find_models(missing.name)
    assert missing.name.upper() in caught.value.next_step


def test_missing_package_names_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EngineMissing) as caught:
        find_models()
    assert "pip install" in caught.value.next_step
    assert "rapidocr" in caught.value.next_step


def test_folder_is_searched_by_role(tmp_path: Path) -> None:
    rec(tmp_path, "v9_rec_large.onnx")
    rec(tmp_path, "v9_det_large.onnx")
    models = find_models(str(tmp_path))
    assert (models.detector.name, models.recogniser.name) == ("v9_det_large", "v9_rec_large")


def test_folder_of_folders_is_searched_by_role(tmp_path: Path) -> None:
    rec(tmp_path, "V9_det/inference.onnx")
    rec(tmp_path, "V9_rec/inference.onnx")
    models = find_models(str(tmp_path))
    assert (models.detector.name, models.recogniser.name) == ("V9_det", "V9_rec")


def test_folder_without_a_detector_says_so(tmp_path: Path) -> None:
    rec(tmp_path)
    with pytest.raises(EngineMissing, match="detector"):
        find_models(str(tmp_path))


def test_unknown_models_name_the_choices() -> None:
    with pytest.raises(EngineMissing) as caught:
        find_models("huge")
    assert "small" in caught.value.next_step


def test_unknown_engine_names_the_choices() -> None:
    with pytest.raises(EngineMissing) as caught:
        open_engine("tesseract")
    assert "onnx" in caught.value.next_step


def test_alphabet_comes_from_the_metadata_with_the_space_last(tmp_path: Path) -> None:
    assert alphabet_of(rec(tmp_path), {"character": "!\n一\n\u2028\n\u3000"}) == (
        "!",
        "一",
        "\u2028",
        "\u3000",
        " ",
    )


def test_alphabet_comes_from_inference_yml_where_there_is_no_metadata(tmp_path: Path) -> None:
    weights = rec(tmp_path)
    (tmp_path / "inference.yml").write_text(
        "PostProcess:\n  character_dict:\n  - '1'\n  - 一\n", encoding="utf-8"
    )
    assert alphabet_of(weights, {}) == ("1", "一", " ")


def test_alphabet_comes_from_a_dictionary_file(tmp_path: Path) -> None:
    weights = rec(tmp_path)
    (tmp_path / "rec.txt").write_text("1\n一\n", encoding="utf-8")
    assert alphabet_of(weights, {}) == ("1", "一", " ")


def test_recogniser_without_an_alphabet_says_what_to_put_where(tmp_path: Path) -> None:
    with pytest.raises(EngineMissing) as caught:
        alphabet_of(rec(tmp_path), {})
    assert "inference.yml" in caught.value.next_step
