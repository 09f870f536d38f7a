"""Which sums a document obeys, and what its breaches of them say of its cells."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from budgetgrid.tables.checks.identity import (
    CellSupport,
    Figures,
    Identity,
    Outcome,
    Spot,
    outcome,
    sum_of,
    tally,
)
from budgetgrid.tables.checks.outline_sums import OF_WHICH
from budgetgrid.tables.table import CellRef, Finding

PRIOR_HELD = 2
"""Sums of each rule that are taken to hold before a document is looked at, so that one alone counts: 935
of the 972 sums in 16 documents do."""

MOST = 0.5
"""A rule is enforced in a document where more than this share of its sums hold."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A sum that the document is held to, and what came of it."""

    identity: Identity
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Verdict:
    """Cells that one check confirms together, or contradicts."""

    spots: tuple[Spot, ...]
    held: bool


def judge(identities: Sequence[Identity], figures: Figures) -> list[Judged]:
    """The sums of rules that the document obeys, those of nothing left out.

    A share (其中) need not be exhausted by its parts: it counts where its own family mostly holds.
    """
    by_rule: dict[str, list[Identity]] = defaultdict(list)
    for identity in identities:
        by_rule[identity.family if identity.rule == OF_WHICH else identity.rule].append(identity)
    judged: list[Judged] = []
    for same in by_rule.values():
        counted = tally(same, figures)
        prior = 0 if same[0].rule == OF_WHICH else PRIOR_HELD
        if counted.held + prior > MOST * (counted.held + counted.failed + prior):
            judged.extend(Judged(identity, outcome(identity, figures)) for identity in same)
    return [entry for entry in judged if entry.outcome is not Outcome.EMPTY]


def verdicts(judged: Iterable[Judged]) -> list[Verdict]:
    """What decided sums say of their cells."""
    decided = (Outcome.HOLDS, Outcome.FAILS)
    return [
        Verdict(entry.identity.spots, entry.outcome is Outcome.HOLDS)
        for entry in judged
        if entry.outcome in decided
    ]


def support_of(found: Iterable[Verdict]) -> tuple[CellSupport, ...]:
    """How often each cell is confirmed and contradicted, in the order of tables, rows and columns."""
    passed: Counter[Spot] = Counter()
    failed: Counter[Spot] = Counter()
    for verdict in found:
        (passed if verdict.held else failed).update(dict.fromkeys(verdict.spots, 1))
    spots = sorted({*passed, *failed})
    return tuple(CellSupport(s.table, s.row, s.col, passed[s], failed[s]) for s in spots)


def sum_findings(judged: Sequence[Judged], figures: Figures) -> list[Finding]:
    """A warning for each sum that fails; one for all lines where none of a family's holds."""
    families: dict[str, list[Judged]] = defaultdict(list)
    for entry in judged:
        families[entry.identity.family].append(entry)
    found = []
    for family in families.values():
        failing = [entry for entry in family if entry.outcome is Outcome.FAILS]
        if len(failing) > 1 and not any(entry.outcome is Outcome.HOLDS for entry in family):
            found.append(_family_finding(failing, figures))
        else:
            found.extend(_finding(entry.identity, figures) for entry in failing)
    return found


def _finding(identity: Identity, figures: Figures) -> Finding:
    expected, actual = sum_of(identity.parts, figures), sum_of((identity.total,), figures)
    assert expected is not None and actual is not None
    expected *= identity.scale
    return Finding(
        identity.rule,
        "warning",
        _words(identity, f"{expected:f}", f"{actual:f}"),
        identity.total.table,
        tuple(CellRef(s.row, s.col) for s in identity.spots if s.table == identity.total.table),
        f"{expected:f}",
        f"{actual:f}",
    )


def _words(identity: Identity, expected: str, actual: str) -> str:
    if len(identity.parts) == 1:
        return f"{actual} is printed where {expected} stands elsewhere"
    return f"the parts make {expected}, {actual} is printed"


def _family_finding(failing: Sequence[Judged], figures: Figures) -> Finding:
    first = _finding(failing[0].identity, figures)
    totals = tuple(CellRef(e.identity.total.row, e.identity.total.col) for e in failing)
    message = f"no total of {len(failing)} is the sum of its parts; of the first, {first.message}"
    return Finding(first.code, "warning", message, first.table, totals, first.expected, first.actual)
