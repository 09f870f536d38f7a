"""Reading again under constraint: the one other reading of a figure with which its sums hold is proposed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from budgetgrid.tables.amounts import parse_number
from budgetgrid.tables.checks.identity import Figures, Identity, Outcome, Spot, outcome
from budgetgrid.tables.checks.judgement import Judged
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.sheet import Figure
from budgetgrid.tables.table import REPAIRED, Cell, CellRef, Finding, Table

BY_ONE_SUM = 0.9
BY_MORE_SUMS = 0.98
"""Probability that a reading is right which makes one sum hold, or several. Priors, to be calibrated."""

_ALIKE = str.maketrans(
    {"l": "1", "I": "1", "|": "1", "!": "1", "O": "0", "o": "0", "Q": "0", "D": "0"}
    | dict.fromkeys(":;·。'", ".")
)
"""Signs that these fonts print like those of numbers."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A figure read again: what was read, and the value with which `sums` sums hold that did not."""

    spot: Spot
    text: str
    reading: str
    value: Decimal
    sums: int

    @property
    def confidence(self) -> float:
        """The probability that the value is right."""
        return BY_ONE_SUM if self.sums == 1 else BY_MORE_SUMS


def find_repairs(cells: Mapping[Spot, Cell], judged: Sequence[Judged], figures: Figures) -> list[Repair]:
    """The repairs of a document, those first that make others possible.

    Proposed is a reading that the recogniser or the shapes of the signs offer, with which every sum of the
    cell holds, at least one of them did not before, and that no other reading of any cell of these sums does
    as well.
    """
    sums = _sums_by_spot(judged)
    now = dict(figures)
    found: list[Repair] = []
    broken = [e.identity for e in judged if e.outcome in (Outcome.FAILS, Outcome.OPEN)]
    while True:
        repair = next(_repairs(cells, broken, sums, now), None)
        if repair is None:
            return found
        found.append(repair)
        now[repair.spot] = Figure(repair.value, True)


def _repairs(
    cells: Mapping[Spot, Cell],
    broken: Sequence[Identity],
    sums: Mapping[Spot, Sequence[Identity]],
    figures: dict[Spot, Figure],
) -> Iterator[Repair]:
    for identity in broken:
        if outcome(identity, figures) in (Outcome.FAILS, Outcome.OPEN):
            offers = {
                (repair.spot, repair.value): repair
                for spot in identity.spots
                if spot in cells
                for repair in _offers(spot, cells[spot], identity, sums[spot], figures)
            }
            if len(offers) == 1:
                yield from offers.values()


def _offers(
    spot: Spot, cell: Cell, wanted: Identity, sums: Sequence[Identity], figures: dict[Spot, Figure]
) -> Iterator[Repair]:
    """The other readings of a cell with which the wanted sum and all its others hold."""
    read = figures.get(spot)
    for reading in other_readings(cell):
        number = parse_number(reading)
        if number is None or number.kind not in ("plain", "amount") or (read and read.value == number.value):
            continue
        changed = {**_around(sums, figures), spot: Figure(number.value, True)}
        after = [outcome(identity, changed) for identity in sums]
        if outcome(wanted, changed) is Outcome.HOLDS and Outcome.FAILS not in after:
            mended = sum(
                new is Outcome.HOLDS and outcome(identity, figures) is not Outcome.HOLDS
                for identity, new in zip(sums, after, strict=True)
            )
            yield Repair(spot, cell.text, reading, number.value, mended)


def _around(sums: Sequence[Identity], figures: Figures) -> dict[Spot, Figure]:
    """The figures that sums need."""
    return {spot: figures[spot] for identity in sums for spot in identity.spots if spot in figures}


def other_readings(cell: Cell) -> tuple[str, ...]:
    """What else a cell may say: the recogniser's alternatives, signs of numbers for those printed alike, a
    point for the last comma and commas for all points but the last, a minus that was lost."""
    text = plain(cell.text)
    alike = text.translate(_ALIKE)
    readings = [plain(alternative.text) for alternative in cell.alternatives]
    readings += [alike, _last_point(alike), f"-{text}"]
    return tuple(dict.fromkeys(reading for reading in readings if reading and reading != text))


def _last_point(text: str) -> str:
    """The text with its last separator as a point and the others as commas."""
    parts = re.split(r"[.,]", text)
    return text if len(parts) < 2 else ",".join(parts[:-1]) + "." + parts[-1]


def _sums_by_spot(judged: Sequence[Judged]) -> dict[Spot, list[Identity]]:
    sums: dict[Spot, list[Identity]] = defaultdict(list)
    for entry in judged:
        for spot in dict.fromkeys(entry.identity.spots):
            sums[spot].append(entry.identity)
    return sums


def repaired(table: Table, repairs: Sequence[Repair]) -> Table:
    """The table with the values of its repairs; what was read stays."""
    own = {(r.spot.row, r.spot.col): r for r in repairs if r.spot.table == table.id}
    cells = (_repaired(cell, own.get((cell.row, cell.col))) for cell in table.cells)
    return replace(table, cells=tuple(cells)) if own else table


def _repaired(cell: Cell, repair: Repair | None) -> Cell:
    if repair is None:
        return cell
    return replace(
        cell,
        value=repair.value,
        value_kind=cell.value_kind or "amount",
        value_confidence=repair.confidence,
        flags=tuple(dict.fromkeys((*cell.flags, REPAIRED))),
    )


def repair_findings(repairs: Sequence[Repair]) -> list[Finding]:
    """A finding for each repair."""
    return [
        Finding(
            REPAIRED,
            "warning",
            f"{r.text} is taken for {r.value:f}, with which {r.sums} sum{'s' * (r.sums > 1)} hold",
            r.spot.table,
            (CellRef(r.spot.row, r.spot.col),),
            f"{r.value:f}",
            r.text,
        )
        for r in repairs
    ]
