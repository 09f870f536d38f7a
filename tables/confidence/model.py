"""From doubts to probabilities: logistic models that fall with every doubt, then a curve that was measured.

Parameters are in `parameters.json`, fitted by benchmarks/fit_confidence.py on the documents named
there. The probability that a cell is right is that of its place times that of its text, brought onto the
shares that were seen to be right (isotonic regression; Zadrozny and Elkan, KDD 2002).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from budgetgrid.tables.confidence.evidence import PLACE_DOUBTS, TEXT_DOUBTS, Evidence

PARAMETERS = "parameters.json"

DECIMALS = 4

MOST_FAILED = 2
"""Checks that fail count up to so many: of numbers with one that fails and none that holds 9 % were wrong at
medium and hard damage, with two 40 %."""

MOST = 0.9999
"""The highest confidence: so many cells were not seen that more could be said of any."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """1 / (1 + exp(-(intercept - weights * doubts))); no weight is negative."""

    intercept: float
    weights: tuple[float, ...]

    def probability(self, doubts: Sequence[float]) -> float:
        """The probability under these doubts."""
        against = sum(w * d for w, d in zip(self.weights, doubts, strict=True)) - self.intercept
        return 1 / (1 + math.exp(min(500.0, against)))


@dataclass(frozen=True, slots=True)
class Curve:
    """Points (log-odds, probability) that rise together; straight between them, level beyond."""

    points: tuple[tuple[float, float], ...]

    def at(self, probability: float) -> float:
        """The measured probability where the models give this one."""
        x = log_odds(probability)
        if x <= self.points[0][0]:
            return self.points[0][1]
        for (x0, y0), (x1, y1) in pairwise(self.points):
            if x <= x1:
                return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
        return self.points[-1][1]


@dataclass(frozen=True, slots=True)
class Model:
    """The parameters for cells of one kind and source."""

    place: Logistic
    text: Logistic
    curve: Curve


@dataclass(frozen=True, slots=True)
class Parameters:
    """Everything that was fitted: models by name, and the log-odds that each check costs that fails."""

    models: Mapping[str, Model]
    failed: float


@dataclass(frozen=True, slots=True)
class Rating:
    """The probabilities that a cell is right, that its text is, that its place is, each 0 to 1."""

    cell: float
    text: float
    place: float


def log_odds(probability: float) -> float:
    """The logarithm of p / (1 - p), within 12 of 0."""
    if not 0 < probability < 1:
        return -12.0 if probability <= 0 else 12.0
    return max(-12.0, min(12.0, math.log(probability / (1 - probability))))


def rate(evidence: Evidence, parameters: Parameters | None = None) -> Rating:
    """The probabilities of a cell with this evidence, by the shipped parameters unless others are given."""
    models = (parameters or shipped_parameters()).models
    model = models[model_name(evidence.source, evidence.kind)]
    text, place = model.text.probability(evidence.text), model.place.probability(evidence.place)
    return Rating(*(_said(p) for p in (model.curve.at(text * place), text, place)))


def _said(probability: float) -> float:
    """A probability as it is told: rounded, and never certain."""
    return min(MOST, round(probability, DECIMALS))


def with_checks(probability: float, passed: int, failed: int, parameters: Parameters | None = None) -> float:
    """The probability of a cell of whose figure so many checks hold and fail; as before where any holds.

    Checks that hold raise nothing: sums hold in rows that were all shifted, and with two errors.
    """
    if passed or not failed or not probability:
        return probability
    against = (parameters or shipped_parameters()).failed * min(failed, MOST_FAILED)
    return _said(1 / (1 + math.exp(against - log_odds(probability))))


def model_name(source: str, kind: str) -> str:
    """The name under which the parameters file has a model."""
    return f"{source} {kind}"


@lru_cache(maxsize=1)
def shipped_parameters() -> Parameters:
    """The package's own parameters."""
    text = files("budgetgrid.tables.confidence").joinpath(PARAMETERS).read_text(encoding="utf-8")
    return parameters_of(json.loads(text))


def parameters_of(record: Mapping[str, Any]) -> Parameters:
    """What a parameters file says. Raises KeyError where a doubt has no weight in it."""
    models = {
        name: Model(
            _logistic(model["place"], PLACE_DOUBTS),
            _logistic(model["text"], TEXT_DOUBTS),
            Curve(tuple((float(x), float(y)) for x, y in model["curve"])),
        )
        for name, model in record["models"].items()
    }
    return Parameters(models, float(record["checks"]["failed"]))


def _logistic(record: Mapping[str, Any], names: Sequence[str]) -> Logistic:
    weights = record["weights"]
    return Logistic(float(record["intercept"]), tuple(float(weights[name]) for name in names))
