"""What every real engine has to do, whichever library stands behind it."""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from drawn import DPI, px, typeset

from budgetgrid.layout.errors import EngineFailed, EngineMissing
from budgetgrid.layout.geometry import Image
from budgetgrid.ocr.engine import Engine
from budgetgrid.ocr.engines import ENGINES, open_engine
from budgetgrid.ocr.models import find_models
from budgetgrid.ocr.page_text import read_page_text
from budgetgrid.ocr.replay_engine import RecordingEngine, ReplayEngine

pytestmark = pytest.mark.engine

TEXTS = ["一般公共服务支出", "1,234.56", "20805", "≥95%", "单位：万元", "机关事业单位基本养老保险缴费支出"]


NAMES = [name for name in ENGINES if name != "openvino" or importlib.util.find_spec(name)]


@pytest.fixture(scope="module", params=NAMES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    yield open_engine(str(request.param), threads=1)


def normal(text: str) -> str:
    """The text with full-width and half-width signs alike: a crop of one line doesn't tell them apart."""
    return unicodedata.normalize("NFKC", text)


def crop(text: str) -> Image:
    """A picture of one line with paper around it."""
    return typeset([(8, 14, text)], width=14 + 11 * len(text), height=20)


def test_lines_are_read_as_printed(engine: Engine) -> None:
    readings = engine.recognise([crop(text) for text in TEXTS])
    assert [normal(reading.text) for reading in readings] == [normal(text) for text in TEXTS]


def test_every_character_has_a_probability_and_places_run_left_to_right(engine: Engine) -> None:
    for reading in engine.recognise([crop(text) for text in TEXTS]):
        places = [c.place for c in reading.characters]
        assert places == sorted(places)
        for character in reading.characters:
            assert 0 < character.probability <= 1
            assert round(character.probability, 4) == character.probability
            assert 0 <= character.place <= 1
        assert reading.confidence == min(c.probability for c in reading.characters)


def test_reading_depends_on_the_crop_and_not_on_its_company(engine: Engine) -> None:
    crops = [crop(text) for text in TEXTS]
    together = engine.recognise(crops)
    alone = [engine.recognise([c])[0] for c in crops]
    assert [r.text for r in together] == [r.text for r in alone]
    for one, other in zip(together, alone, strict=True):
        mine, its = ([c.probability for c in r.characters] for r in (one, other))
        assert mine == pytest.approx(its, abs=2e-4)


def test_no_crops_give_no_readings(engine: Engine) -> None:
    assert engine.recognise([]) == []


def test_blank_crop_reads_as_nothing(engine: Engine) -> None:
    (reading,) = engine.recognise([np.full((30, 200, 3), 255, np.uint8)])
    assert reading.text == ""


def test_tiny_and_long_crops_are_taken(engine: Engine) -> None:
    tiny = np.full((3, 2, 3), 255, np.uint8)
    long = np.full((20, 4000, 3), 255, np.uint8)
    assert [r.text for r in engine.recognise([tiny, long])] == ["", ""]


def test_lines_of_a_page_are_found_where_they_are(engine: Engine) -> None:
    page = typeset([(60, 60, "二〇二一年部门预算"), (60, 120, "说明：单位为万元")], width=400, height=300)
    boxes = sorted(engine.detect(page), key=lambda b: b.top)
    assert len(boxes) == 2
    for box, baseline in zip(boxes, (60, 120), strict=True):
        assert box.contains_point(px(100), px(baseline - 4))
        assert px(50) < box.left < px(63)
        assert box.height < px(22)


def test_blank_page_has_no_lines(engine: Engine) -> None:
    assert engine.detect(np.full((400, 600, 3), 255, np.uint8)) == []


def test_engine_names_its_weights(engine: Engine) -> None:
    assert [w.role for w in engine.weights] == ["det", "rec"]
    assert all(Path(w.path).is_file() for w in engine.weights)


def test_page_is_read_line_by_line(engine: Engine) -> None:
    page = typeset(
        [(60, 60, "一、部门概况"), (60, 80, "（一）主要职能"), (200, 120, "单位：万元")], width=300
    )
    texts = [normal(line.text) for line in read_page_text(engine, page, DPI)]
    assert texts == ["一、部门概况", "(一)主要职能", "单位:万元"]


def test_recording_plays_back_what_was_read(engine: Engine, tmp_path: Path) -> None:
    recorder = RecordingEngine(engine)
    page = typeset([(60, 60, "二〇二一年部门预算")])
    crops = [crop(text) for text in TEXTS]
    said = recorder.recognise(crops), recorder.detect(page)
    recorder.save(tmp_path / "recording.json")
    replay = ReplayEngine(tmp_path / "recording.json")
    assert (replay.recognise(crops), replay.detect(page)) == said
    with pytest.raises(EngineFailed):
        replay.recognise([crop("別的")])


@pytest.mark.parametrize("name", NAMES)
def test_damaged_weights_are_reported_when_first_used(name: str, tmp_path: Path) -> None:
    for role in ("det", "rec"):
        (tmp_path / f"{role}.onnx").write_bytes(b"not a network")
    engine = open_engine(name, str(tmp_path))
    with pytest.raises(EngineMissing):
        engine.recognise([crop("一")])
    with pytest.raises(EngineMissing):
        engine.detect(crop("一"))


def test_own_folder_of_weights_reads_like_the_shipped_ones(tmp_path: Path) -> None:
    for weights in find_models().weights:
        (tmp_path / f"my_{weights.role}.onnx").write_bytes(Path(weights.path).read_bytes())
    own = open_engine("onnx", str(tmp_path), threads=1)
    shipped = open_engine("onnx", threads=1)
    crops = [crop(text) for text in TEXTS]
    assert own.recognise(crops) == shipped.recognise(crops)


def test_network_that_fails_is_an_engine_failure_that_may_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_engine("onnx", threads=1)
    engine.recognise([crop("一")])

    def run(*arguments: object) -> None:
        raise RuntimeError("bad allocation")

    monkeypatch.setattr("onnxruntime.InferenceSession.run", run)
    with pytest.raises(EngineFailed, match="bad allocation") as caught:
        engine.recognise([crop("一")])
    assert caught.value.retry
