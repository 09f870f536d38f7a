"""Sums that a document should obey, and what comes of trying them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from budgetgrid.tables.sheet import ZERO, Figure, Sheet


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A cell of a document: its table's id and its anchor."""

    table: str
    row: int
    col: int


class Outcome(Enum):
    """What comes of an identity: open where a figure can't be read, empty where all are nothing."""

    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Identity:
    """A figure that should be the sum of others, each taken `scale` times, to within `tolerance`.

    Identities of one `family` are the same sum in other lines: 小计 of 基本支出 in every row.
    """

    rule: str
    family: str
    total: Spot
    parts: tuple[Spot, ...]
    scale: Decimal = Decimal(1)
    tolerance: Decimal = ZERO

    @property
    def spots(self) -> tuple[Spot, ...]:
        """All its cells."""
        return (self.total, *self.parts)


@dataclass(frozen=True, slots=True)
class CellSupport:
    """How many sums and repetitions confirm a cell's figure, and how many contradict it."""

    table: str
    row: int
    col: int
    passed: int
    failed: int


Figures = Mapping[Spot, Figure]
"""The figures of a document; cells that are none are left out."""


def figures_of(sheets: Iterable[Sheet]) -> dict[Spot, Figure]:
    """Every figure of the sheets at its cell's anchor."""
    return {
        Spot(sheet.table.id, row, col): sheet.figure(row, col)
        for sheet in sheets
        for section in sheet.sections
        for row in sheet.data_rows
        for col in section.figures
        if sheet.owners[row][col].row == row and sheet.owners[row][col].col == col
    }


def sum_of(spots: Sequence[Spot], figures: Figures) -> Decimal | None:
    """Sum of the figures, None where one can't be read."""
    total = ZERO
    for spot in spots:
        figure = figures.get(spot)
        if figure is None:
            continue
        if figure.value is None:
            return None
        total += figure.value
    return total


def outcome(identity: Identity, figures: Figures) -> Outcome:
    """What comes of an identity with these figures."""
    expected = sum_of(identity.parts, figures)
    actual = sum_of((identity.total,), figures)
    if expected is None or actual is None:
        return Outcome.OPEN
    if not expected and not actual and not any(figures[s].value for s in identity.spots if s in figures):
        return Outcome.EMPTY
    return Outcome.HOLDS if abs(expected * identity.scale - actual) <= identity.tolerance else Outcome.FAILS


@dataclass(frozen=True, slots=True)
class Tally:
    """How many identities hold and fail."""

    held: int
    failed: int

    @property
    def share(self) -> float:
        """The share that holds of those that are decided; 0 where none is."""
        return self.held / (self.held + self.failed) if self.held + self.failed else 0.0


def tally(identities: Iterable[Identity], figures: Figures) -> Tally:
    """Count outcomes."""
    outcomes = [outcome(identity, figures) for identity in identities]
    return Tally(outcomes.count(Outcome.HOLDS), outcomes.count(Outcome.FAILS))


def best(alternatives: Iterable[Sequence[Identity]], figures: Figures) -> Sequence[Identity]:
    """Of several ways to sum a table the one that most of it obeys; the first among equals."""
    ranked = [(tally(identities, figures), identities) for identities in alternatives if identities]
    if not ranked:
        return ()
    return max(ranked, key=lambda entry: (entry[0].share, entry[0].held))[1]


def down(
    sheet: Sheet, rule: str, section: int, total: int, parts: Sequence[int], cols: Iterable[int]
) -> Iterator[Identity]:
    """The sum of rows in each of the columns."""
    family = f"{rule} {sheet.table.id} {section} r{total}"
    for col in cols:
        at = _total_col(sheet, section, total, col)
        if at is not None:
            spots = tuple(Spot(sheet.table.id, row, col) for row in parts)
            yield Identity(rule, family, Spot(sheet.table.id, total, at), spots)


def across(sheet: Sheet, rule: str, total: int, parts: Sequence[int], rows: Iterable[int]) -> list[Identity]:
    """The sum of columns in each of the rows."""
    family = f"{rule} {sheet.table.id} c{total}"
    name = sheet.table.id
    return [
        Identity(rule, family, Spot(name, row, total), tuple(Spot(name, row, col) for col in parts))
        for row in rows
    ]


def _total_col(sheet: Sheet, section: int, row: int, col: int) -> int | None:
    """The column of a row's total for a column: beyond a label merged over all figures of the section.

    None where the label is merged over this column and not over all: there is no total of it.
    """
    own = next(s for s in sheet.sections if s.index == section)
    label = sheet.owners[row][own.stub[0]] if own.stub else None
    end = label.col + label.colspan if label else 0
    if label is None or label.row != row or not label.text or end <= col:
        return col
    if end <= own.figures[-1]:
        return None
    return next((c for c in range(end, sheet.table.cols) if sheet.figure(row, c).printed), col)


def one_digit_apart(one: Decimal, other: Decimal) -> bool:
    """Whether two amounts of more than three digits differ in one of them: one may be a misread other."""
    first, second = (f"{value.normalize():f}".rstrip("0") for value in (one, other))
    if len(first) != len(second) or len(first) <= 3:
        return False
    return sum(a != b for a, b in zip(first, second, strict=True)) == 1
