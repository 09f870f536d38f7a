"""The sums that a cell takes part in, with its figure as it stands or as somebody is typing it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from budgetgrid.tables.amounts import parse_number
from budgetgrid.tables.checks.document_sums import document_figures, document_sums
from budgetgrid.tables.checks.identity import Identity, Outcome, Spot, outcome, sum_of
from budgetgrid.tables.checks.judgement import judge
from budgetgrid.tables.codes_of_rows import codes_of_rows
from budgetgrid.tables.sheet import Figure, open_sheet, read_figure
from budgetgrid.tables.table import Cell, Table


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum, as decimal strings: `expected` is what the parts make, None where a figure can't be read.

    `wanted` is what the cell would have to be for it to hold.
    """

    rule: str
    total: Spot
    parts: tuple[Spot, ...]
    expected: str | None
    actual: str | None
    holds: bool
    wanted: str | None


class Sums:
    """The sums that a document is held to, found once for many questions."""

    def __init__(self, tables: Sequence[Table]) -> None:
        sheets = [open_sheet(table) for table in tables]
        codes = {sheet.table.id: codes_of_rows(sheet) for sheet in sheets}
        self._figures = document_figures(sheets)
        self._around: dict[Spot, list[Identity]] = defaultdict(list)
        for entry in judge(document_sums(sheets, codes, self._figures), self._figures):
            for spot in dict.fromkeys(entry.identity.spots):
                self._around[spot].append(entry.identity)

    def around(self, table: str, cell: Cell, text: str) -> list[Sum]:
        """The sums of a cell if it held `text`."""
        spot = Spot(table, cell.row, cell.col)
        figure = read_figure(replace(cell, text=text, flags=()))
        figures = {**self._figures, spot: figure}
        return [_sum(identity, spot, figures) for identity in self._around.get(spot, ())]

    def failing(self) -> list[Spot]:
        """The cells of which some sum fails and none holds, the totals before the parts."""
        totals: dict[Spot, None] = {}
        parts: dict[Spot, None] = {}
        for spot, identities in self._around.items():
            outcomes = {outcome(identity, self._figures) for identity in identities}
            if Outcome.FAILS in outcomes and Outcome.HOLDS not in outcomes:
                (totals if any(i.total == spot for i in identities) else parts)[spot] = None
        return [*totals, *parts]


def number_shown(text: str) -> str | None:
    """The number that a text is, as a decimal string."""
    number = parse_number(text)
    return None if number is None else f"{number.value:f}"


def _sum(identity: Identity, spot: Spot, figures: dict[Spot, Figure]) -> Sum:
    expected, actual = sum_of(identity.parts, figures), sum_of((identity.total,), figures)
    scaled = None if expected is None else expected * identity.scale
    return Sum(
        identity.rule,
        identity.total,
        identity.parts,
        None if scaled is None else f"{scaled:f}",
        None if actual is None else f"{actual:f}",
        outcome(identity, figures) in (Outcome.HOLDS, Outcome.EMPTY),
        _wanted(identity, spot, figures),
    )


def _wanted(identity: Identity, spot: Spot, figures: dict[Spot, Figure]) -> str | None:
    """The one figure of the cell with which the sum holds."""
    others = [part for part in identity.parts if part != spot]
    rest, total = sum_of(others, figures), sum_of((identity.total,), figures)
    if spot == identity.total:
        return None if rest is None else f"{rest * identity.scale:f}"
    if rest is None or total is None or identity.scale != 1 or identity.parts.count(spot) != 1:
        return None
    return f"{total - rest:f}"
