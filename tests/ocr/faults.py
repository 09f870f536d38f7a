"""Engines for tests: one that knows what to say, and ones that fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from budgetgrid.layout.errors import EngineFailed
from budgetgrid.layout.geometry import Box, Image
from budgetgrid.ocr.engine import Weights
from budgetgrid.ocr.reading import Character, Reading


def reading(text: str, probability: float = 0.99) -> Reading:
    return Reading(tuple(Character(c, probability) for c in text))


@dataclass
class ScriptedEngine:
    """Says of a crop what `say` makes of it, finds `boxes`, and counts what it was asked."""

    say: Callable[[Image], Reading] = lambda crop: reading("字")
    boxes: list[Box] = field(default_factory=list)
    seen: list[Image] = field(default_factory=list)
    pages: list[Image] = field(default_factory=list)
    name: str = "scripted"
    weights: tuple[Weights, ...] = ()

    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        self.seen.extend(crops)
        return [self.say(crop) for crop in crops]

    def detect(self, image: Image) -> list[Box]:
        self.pages.append(image)
        return self.boxes


class CrashingEngine(ScriptedEngine):
    def recognise(self, crops: Sequence[Image]) -> list[Reading]:
        raise EngineFailed("out of memory")

    def detect(self, image: Image) -> list[Box]:
        raise EngineFailed("out of memory")
