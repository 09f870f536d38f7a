"""What a ledger says of a run, for people and as JSON: how far it is, what failed, what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from budgetgrid.bulk.ledger import Ledger, RunEntry
from budgetgrid.layout.errors import BudgetgridError


@dataclass(frozen=True, slots=True)
class Failure:
    """One kind of error: how many documents and single pages it cost, one of them, and what to do."""

    slug: str
    documents: int
    pages: int
    example: str
    next_step: str
    retry: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """Documents and pages by state, failures by kind, the latest run; `doubtful` of `cells` are to be looked
    at, in `tables`."""

    documents: dict[str, int]
    pages: dict[str, int]
    tables: int
    cells: int
    doubtful: int
    failures: tuple[Failure, ...]
    run: RunEntry | None


def summarise(ledger: Ledger) -> Summary:
    """The ledger in figures."""
    kinds = _kinds()
    failures = []
    for slug, documents, pages, example in ledger.failures():
        kind = kinds.get(slug, BudgetgridError)
        failures.append(Failure(slug, documents, pages, example, kind.next_step, kind.retry))
    tables, cells, doubtful = ledger.cell_counts()
    return Summary(
        ledger.counts(), ledger.page_counts(), tables, cells, doubtful, tuple(failures), ledger.last_run()
    )


def _kinds() -> dict[str, type[BudgetgridError]]:
    """Every error by its slug."""
    return {kind.slug: kind for kind in _below(BudgetgridError)}


def _below(kind: type[BudgetgridError]) -> Iterator[type[BudgetgridError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)
