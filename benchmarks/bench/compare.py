"""A run held against an older one, on the documents that both have read at the same degree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from budgetgrid.benchmarks.bench.figures import CELLS, FIGURES, WRAPPED
from budgetgrid.benchmarks.bench.result import SCHEMA, Result
from budgetgrid.benchmarks.bench.sums import Figure, Sums
from budgetgrid.benchmarks.document_score import DocumentScore
from budgetgrid.layout.errors import BadOption, BudgetgridError

SLACK = 0.002
"""How far a figure of accuracy may fall without being called worse: another processor's arithmetic turns
single characters over, 1 or 2 in the thousand cells of the smallest set that is checked."""

TURNED_OVER = (CELLS, WRAPPED)
"""Topics in which one such character is one more error, however few the cells of a figure are."""

DocumentKey = tuple[str, int]
"""A document's name, and the degree of damage."""


class AccuracyFell(BudgetgridError):
    """A figure of accuracy is below the one it is held against."""

    slug = "accuracy-fell"
    next_step = (
        "Look at the errors with `budgetgrid bench --errors`, or write the baseline anew if it is right."
    )


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before and after, at one degree; on the same documents."""

    degree: int
    figure: Figure
    before: float
    after: float
    more_errors: int

    @property
    def gain(self) -> float:
        """How much better it is now; negative where worse."""
        return (self.after - self.before) * (1 if self.figure.rising else -1)

    @property
    def visible(self) -> bool:
        """Whether the two differ as they are shown."""
        return self.figure.shown(self.before) != self.figure.shown(self.after)

    @property
    def fell(self) -> bool:
        """Whether this is accuracy that was lost, by more than the chance of arithmetic."""
        chance = self.figure.topic in TURNED_OVER and self.more_errors <= 1
        return self.figure.gated and self.gain < -SLACK and not chance


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes of all figures, and of single documents; how many documents and degrees both runs have."""

    common: int
    changes: tuple[Change, ...]
    documents: tuple[tuple[DocumentKey, Change], ...]


def load_sums(path: Path) -> dict[DocumentKey, dict[str, Sums]]:
    """What each document put into each figure, of a result on disk. Raises BadOption."""
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))
        if entry["schema"] != SCHEMA:
            raise ValueError(f"its schema is {entry['schema']}")
        return {
            (d["slug"], d["degree"]): {n: Sums(*s) for n, s in d["sums"].items()} for d in entry["documents"]
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadOption(
            f"{path} is no result of a benchmark: {error}", "Give a JSON file of `bench -o`."
        ) from error


def compare(older: Mapping[DocumentKey, Mapping[str, Sums]], newer: Result) -> Comparison:
    """What changed since an older run, figure by figure, and in which documents cell F1 changed.

    Raises BadOption where the two have no document at the same degree in common.
    """
    common = [s for s in newer.scores if (s.slug, s.degree) in older]
    if not common:
        raise BadOption("the two runs have no document at the same degree in common")
    changes: list[Change] = []
    for degree in sorted({score.degree for score in common}):
        changes.extend(_changes(older, [score for score in common if score.degree == degree]))
    single = [
        ((s.slug, s.degree), c) for s in common for c in _changes(older, [s]) if c.figure.name == "cell_f1"
    ]
    moved = sorted((entry for entry in single if entry[1].visible), key=lambda entry: entry[1].gain)
    return Comparison(len(common), tuple(changes), tuple(moved))


def _changes(older: Mapping[DocumentKey, Mapping[str, Sums]], scores: list[DocumentScore]) -> list[Change]:
    """The changes of figures that all these documents, of one degree, have in both runs."""
    changes = []
    for figure in FIGURES:
        before = [older[s.slug, s.degree].get(figure.name) for s in scores]
        known = [b for b in before if b is not None]
        if len(known) < len(scores):
            continue
        was, now = sum(known, Sums()), sum((figure.sums(s) for s in scores), Sums())
        if was.value is not None and now.value is not None:
            more = (now.errors or 0) - (was.errors or 0)
            changes.append(Change(scores[0].degree, figure, was.value, now.value, more))
    return changes


def check_not_below(comparison: Comparison, baseline: Mapping[DocumentKey, object]) -> None:
    """Raise AccuracyFell where any figure of accuracy fell, or a document of the baseline was not read."""
    fallen = [
        f"{c.figure.title} {c.figure.shown(c.before)} -> {c.figure.shown(c.after)} at degree {c.degree}"
        for c in comparison.changes
        if c.fell
    ]
    if comparison.common < len(baseline):
        fallen.append(f"{len(baseline) - comparison.common} documents of the baseline were not read")
    if fallen:
        raise AccuracyFell("; ".join(fallen))
