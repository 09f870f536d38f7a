"""The figures of an invented department: its tables are views of one ledger, so most agree."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from budgetgrid.benchmarks.invented.amounts import AmountStyle, split_amount
from budgetgrid.benchmarks.invented.vocabulary import (
    EconomicSubject,
    Subject,
    economic_subjects,
    functional_subjects,
    words,
)

PUBLIC_CLASSES = ("302", "310")
"""Economic 类 that count as 公用经费; the others are 人员经费."""


@dataclass(frozen=True, slots=True)
class Line:
    """The expenditure of one functional 项."""

    subject: Subject
    personal: int
    public: int
    project: int

    @property
    def total(self) -> int:
        """All expenditure of the 项."""
        return self.personal + self.public + self.project


@dataclass(frozen=True, slots=True)
class EconomicLine:
    """Basic expenditure of one economic 款."""

    subject: EconomicSubject
    amount: int

    @property
    def is_public(self) -> bool:
        """Whether it counts as 公用经费."""
        return self.subject.department.code[:3] in PUBLIC_CLASSES


@dataclass(frozen=True, slots=True)
class Income:
    """One source of income."""

    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """A department's year: expenditure plus what is carried over is income plus what was left."""

    year: int
    place: str
    organisation: str
    unit_code: str
    lines: tuple[Line, ...]
    economic: tuple[EconomicLine, ...]
    incomes: tuple[Income, ...]
    brought: int
    carried: int

    @property
    def expenditure(self) -> int:
        """All expenditure of the year."""
        return sum(line.total for line in self.lines)

    @property
    def income(self) -> int:
        """All income of the year."""
        return sum(income.amount for income in self.incomes)


def invent_ledger(chance: Random, style: AmountStyle) -> Ledger:
    """A department with its figures."""
    lists = words()
    place = (
        chance.choice(lists.place_heads) + chance.choice(lists.place_tails) + chance.choice(lists.place_ranks)
    )
    lines = _functional_lines(chance, style)
    economic = (
        *_economic_lines(chance, sum(line.personal for line in lines), public=False),
        *_economic_lines(chance, sum(line.public for line in lines), public=True),
    )
    spent = sum(line.total for line in lines)
    brought = chance.choice((0, 0, spent // 40))
    carried = chance.choice((0, 0, brought // 2))
    shares = [1.0 if index == 0 else 0.05 for index in range(len(lists.incomes))]
    amounts = split_amount(spent + carried - brought, shares, chance, emptiness=0.4)
    return Ledger(
        year=chance.randint(2014, 2026),
        place=place,
        organisation=place + chance.choice(lists.departments),
        unit_code=str(chance.randint(101001, 899999)),
        lines=lines,
        economic=tuple(sorted(economic, key=lambda line: line.subject.department.code)),
        incomes=tuple(Income(name, amount) for name, amount in zip(lists.incomes, amounts)),
        brought=brought,
        carried=carried,
    )


def _functional_lines(chance: Random, style: AmountStyle) -> tuple[Line, ...]:
    """Lines of two to nine 类; amounts spread over four orders of magnitude."""
    subjects = functional_subjects()
    classes = chance.sample([s.code for s in subjects if len(s.code) == 3], chance.randint(2, 9))
    items = [s for s in subjects if len(s.code) == 7 and s.code[:3] in classes]
    kept = [s for s in items if chance.random() < 0.5] or items
    scale = chance.choice((1, 1, 10, 100))
    return tuple(_line(chance, subject, scale * 10**style.decimals) for subject in kept)


def _line(chance: Random, subject: Subject, scale: int) -> Line:
    total = int(scale * 10 ** chance.uniform(-0.5, 3.5)) + 1
    only_projects = "行政运行" not in subject.name and chance.random() < 0.6
    shares = [0.0, 0.0, 1.0] if only_projects else [1.0, 0.3, 0.2]
    personal, public, project = split_amount(total, shares, chance, emptiness=0.1)
    return Line(subject, personal, public, project)


def _economic_lines(chance: Random, total: int, public: bool) -> list[EconomicLine]:
    subjects = [
        s
        for s in economic_subjects()
        if len(s.department.code) == 5 and (s.department.code[:3] in PUBLIC_CLASSES) == public
    ]
    kept = [s for s in subjects if chance.random() < 0.7] or subjects
    amounts = split_amount(total, [10 ** chance.uniform(-1, 1) for _ in kept], chance, emptiness=0.2)
    return [EconomicLine(subject, amount) for subject, amount in zip(kept, amounts)]
