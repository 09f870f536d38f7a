"""Sources looked through, and the ledger brought up to what is there."""

from __future__ import annotations

from collections.abc import Callable

from budgetgrid.bulk.ledger import FOLDER, Entry, Ledger
from budgetgrid.bulk.places import Places
from budgetgrid.bulk.settings import Settings
from budgetgrid.bulk.sources import Found, find_documents
from budgetgrid.bulk.storage import digest
from budgetgrid.layout.errors import BudgetgridError, StorageUnreachable
from budgetgrid.problem import Problem, problem_of

Progress = Callable[[int], None]
"""Called with the number of documents looked at."""


def scan(settings: Settings, ledger: Ledger, looked_at: Progress) -> None:
    """Note every document that is there: new, changed, unchanged, or no document at all.

    A file is read for its digest where its size or time have changed. Raises BadOption,
    StorageUnreachable.
    """
    found = list(find_documents(settings.sources, settings.out))
    places = Places(ledger.folders(), reserved=[FOLDER])
    for item in found:
        places.reserve(item.place)
    ledger.forget_presence()
    for number, item in enumerate(found, 1):
        _note(item, ledger.by_source(item.source), settings, ledger, places)
        looked_at(number)
    ledger.link_duplicates()
    ledger.commit()


def _note(item: Found, known: Entry | None, settings: Settings, ledger: Ledger, places: Places) -> None:
    document = (
        known.id if known else ledger.add(item.source, places.folder_for(item.place), item.identifier, "")
    )
    sha256, problem = _content(item, known)
    ledger.found(document, item.identifier, item.stamp, sha256, settings.work_key(sha256))
    if problem is not None:
        ledger.finish(document, "failed", problem=problem)


def _content(item: Found, known: Entry | None) -> tuple[str, Problem | None]:
    """The digest of a document, "" where there is none, and why."""
    if item.problem is not None:
        return "", item.problem
    if known is not None and known.stamp == item.stamp and known.sha256:
        return known.sha256, None
    try:
        return digest(item.source), None
    except StorageUnreachable:
        raise
    except BudgetgridError as error:
        return "", problem_of(error)
