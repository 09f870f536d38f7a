"""An engine without networks: it plays back what another engine read, told by the picture's content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from budgetgrid.layout.errors import EngineFailed
from budgetgrid.layout.geometry import Box, Image
from budgetgrid.ocr.engine import Engine, Weights
from budgetgrid.ocr.reading import Alternative, Character, Reading


class ReplayEngine:
    """Plays back a recording; a picture that isn't in it raises EngineFailed."""

    name = "replay"

    def __init__(self, recording: Path) -> None:
        self._path = recording
        recorded = json.loads(recording.read_text(encoding="utf-8"))
        self._readings: dict[str, Any] = recorded["readings"]
        self._boxes: dict[str, Any] = recorded["boxes"]

    @property
    def weights(self) -> tuple[Weights, ...]:
        """None: there is no model."""
        return ()

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        """The readings recorded for these pictures; see `Engine.recognise`."""
        return [_reading_from(self._found(self._readings, crop)) for crop in crops]

    def detect(self, image: Image) -> list[Box]:
        """The boxes recorded for this picture; see `Engine.detect`."""
        return [Box(*box) for box in self._found(self._boxes, image)]

    def _found(self, recorded: dict[str, Any], image: Image) -> Any:
        key = picture_key(image)
        if key not in recorded:
            raise EngineFailed(
                f"{self._path.name} holds nothing for a picture of shape {image.shape}",
                "Record it again with the engine it stands for.",
            )
        return recorded[key]


class RecordingEngine:
    """Passes everything on to another engine and keeps what it said."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._readings: dict[str, Any] = {}
        self._boxes: dict[str, Any] = {}

    @property
    def name(self) -> str:
        """The name of the engine that does the work."""
        return self._engine.name

    @property
    def weights(self) -> tuple[Weights, ...]:
        """The model files of the engine that does the work."""
        return self._engine.weights

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        """Read each crop and keep the readings; see `Engine.recognise`."""
        readings = self._engine.recognise(crops)
        for crop, reading in zip(crops, readings, strict=True):
            self._readings[picture_key(crop)] = [asdict(c) for c in reading.characters]
        return readings

    def detect(self, image: Image) -> list[Box]:
        """Find the lines and keep their boxes; see `Engine.detect`."""
        boxes = self._engine.detect(image)
        self._boxes[picture_key(image)] = [[b.left, b.top, b.right, b.bottom] for b in boxes]
        return boxes

    def save(self, recording: Path) -> None:
        """Write everything said so far as a recording for `ReplayEngine`."""
        content = {"readings": self._readings, "boxes": self._boxes}
        recording.write_text(
            json.dumps(content, ensure_ascii=False, sort_keys=True, indent=0), encoding="utf-8"
        )


def picture_key(image: Image) -> str:
    """A name for a picture by its shape and its content."""
    return hashlib.sha256(repr(image.shape).encode() + image.tobytes()).hexdigest()[:32]


def _reading_from(characters: list[dict[str, Any]]) -> Reading:
    return Reading(
        tuple(
            Character(
                c["text"],
                c["probability"],
                c["place"],
                tuple(Alternative(a["text"], a["probability"]) for a in c["alternatives"]),
            )
            for c in characters
        )
    )
