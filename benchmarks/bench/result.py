"""What a benchmark found: figures by degree and side, documents one by one, where and when it was."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from budgetgrid.benchmarks.bench.environment import Environment
from budgetgrid.benchmarks.bench.figures import FIGURES
from budgetgrid.benchmarks.bench.sums import Figure, Sums
from budgetgrid.benchmarks.bootstrap import bootstrap
from budgetgrid.benchmarks.document_score import DocumentScore
from budgetgrid.benchmarks.metrics.confidence import FEW_ERRORS, ConfidenceFigures, confidence_figures

SCHEMA = "budgetgrid-bench/1"
ALL = "all"
"""The side that every document is on."""

QUOTED = "test"
"""The side that figures are quoted on, where there is one."""

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure of several documents: its value, the interval it lies in (95 %), the errors behind it."""

    figure: Figure
    value: float | None
    low: float | None
    high: float | None
    errors: int | None

    @property
    def few_errors(self) -> bool:
        """Whether so few errors lie behind it that one more document can change it."""
        return self.value is not None and self.errors is not None and self.errors < FEW_ERRORS


@dataclass(frozen=True, slots=True)
class Group:
    """All documents of one side at one degree of damage."""

    degree: int
    split: str
    scores: tuple[DocumentScore, ...]
    figures: tuple[Measured, ...]
    confidence: ConfidenceFigures

    def __getitem__(self, name: str) -> Measured:
        return next(measured for measured in self.figures if measured.figure.name == name)

    @property
    def pages(self) -> int:
        """Pages read."""
        return sum(score.pages for score in self.scores)

    @property
    def failed_pages(self) -> int:
        """Pages that gave no result."""
        return sum(score.failed_pages for score in self.scores)

    @property
    def left_out(self) -> int:
        """Tables too large for TEDS, or for which it took too long."""
        reasons = [table.left_out for score in self.scores for table in score.tables]
        reasons += [table.left_out for score in self.scores for table in score.whole]
        return sum(reason is not None for reason in reasons)

    @property
    def peak_memory(self) -> float:
        """MB, of the reader that took most."""
        return max(score.cost.peak_memory for score in self.scores)


@dataclass(frozen=True, slots=True)
class Result:
    """A whole run. `when`: UTC, ISO 8601. `settings`: as they were asked for. `groups`: by side, all last."""

    when: str
    environment: Environment
    settings: dict[str, Any]
    scores: tuple[DocumentScore, ...]
    groups: tuple[Group, ...]

    @property
    def whole(self) -> list[Group]:
        """The groups that hold all documents, by degree."""
        return self.side(self.groups[-1].split)

    @property
    def quoted(self) -> list[Group]:
        """The groups of the side to quote, or else of all documents, by degree."""
        return self.side(QUOTED) or self.whole

    def side(self, split: str) -> list[Group]:
        """The groups of one side, by degree."""
        return [group for group in self.groups if group.split == split]


def make_result(
    scores: list[DocumentScore], settings: dict[str, Any], environment: Environment, when: str
) -> Result:
    """Put the scores of a run together, by name and degree."""
    ordered = tuple(sorted(scores, key=lambda s: (s.slug, s.degree)))
    groups = []
    for split in _sides(ordered):
        side = [score for score in ordered if split in (ALL, score.split)]
        for degree in sorted({score.degree for score in side}):
            members = tuple(score for score in side if score.degree == degree)
            sure = confidence_figures([cell for score in members for cell in score.cells])
            groups.append(Group(degree, split, members, measure(members), sure))
    return Result(when, environment, settings, ordered, tuple(groups))


def _sides(scores: tuple[DocumentScore, ...]) -> list[str]:
    """The sides that documents are on, all together last; only one where all are on the same."""
    sides = {score.split for score in scores}
    named = sorted(side for side in sides if side is not None)
    return named if len(sides) == 1 and named else [*named, ALL]


def measure(scores: tuple[DocumentScore, ...]) -> tuple[Measured, ...]:
    """Every figure of several documents, at one degree, together."""
    return tuple(_measured(figure, [figure.sums(score) for score in scores]) for figure in FIGURES)


def _measured(figure: Figure, sums: list[Sums]) -> Measured:
    known = bootstrap([[one] for one in sums], _ratio)
    return Measured(figure, known.value, known.low, known.high, sum(sums, Sums()).errors)


def _ratio(sums: list[Sums]) -> float | None:
    whole = sum(one.whole for one in sums)
    return sum(one.part for one in sums) / whole if whole else None


def causes_of(scores: tuple[DocumentScore, ...]) -> Counter[str]:
    """How many cells were wrong for which cause."""
    return Counter(error.cause for score in scores for error in score.errors)


def as_json(result: Result, peers: Sequence[Mapping[str, Any]] = ()) -> str:
    """The result as a JSON file, with the entries of peers beside whom it was made."""
    entry = as_entry(result) | ({"peers": peers} if peers else {})
    return json.dumps(entry, ensure_ascii=False, indent=1) + "\n"


def as_entry(result: Result) -> dict[str, Any]:
    """The result for machines; figures are kept as sums, so that any documents can be compared."""
    return {
        "schema": SCHEMA,
        "when": result.when,
        "environment": asdict(result.environment),
        "settings": result.settings,
        "groups": [_group(group) for group in result.groups],
        "documents": [_document(score) for score in result.scores],
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "degree": group.degree,
        "split": group.split,
        "documents": len(group.scores),
        "pages": group.pages,
        "failed_pages": group.failed_pages,
        "without_teds": group.left_out,
        "peak_memory": round(group.peak_memory, 1),
        "figures": {m.figure.name: _figure(m) for m in group.figures},
        "confidence": asdict(group.confidence),
        "causes": dict(causes_of(group.scores)),
    }


def _figure(measured: Measured) -> dict[str, Any]:
    numbers = {"value": measured.value, "low": measured.low, "high": measured.high}
    rounded = {name: v if v is None else round(v, DECIMALS) for name, v in numbers.items()}
    return rounded | {"errors": measured.errors}


def _document(score: DocumentScore) -> dict[str, Any]:
    sums = {figure.name: figure.sums(score) for figure in FIGURES}
    return {
        "slug": score.slug,
        "split": score.split,
        "degree": score.degree,
        "pages": score.pages,
        "failed_pages": score.failed_pages,
        "peak_memory": round(score.cost.peak_memory, 1),
        "sums": {name: [round(s.part, DECIMALS), s.whole, s.errors] for name, s in sums.items()},
        "tables": [asdict(table) for table in score.tables],
        "errors": [asdict(error) for error in score.errors],
    }
