"""The results under a folder: found once, named by keys that lead nowhere else."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from budgetgrid.confidence_bands import needs_look
from budgetgrid.corrected import is_reviewed
from budgetgrid.corrections import FILE_NAME
from budgetgrid.document import Document
from budgetgrid.export.formats import DOCUMENT_JSON
from budgetgrid.layout.errors import BudgetgridError, FileMissing
from budgetgrid.review.opened import Opened, open_result
from budgetgrid.schema import FAMILY

KEY_LENGTH = 16
"""Hexadecimal digits of a document's key."""

OURS = re.compile(rb'\s*\{\s*"schema"\s*:\s*"' + re.escape(FAMILY.encode()))
"""How a document.json of ours begins. A list of thousands can't wait until each was read whole."""

BEGINNING = 200
"""Bytes of a file that are looked at for it."""

KEPT_OPEN = 6
"""Documents kept in memory: each takes a few MB."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A document in a line; counts of cells and of findings by severity."""

    key: str
    name: str
    title: str | None
    organisation: str | None
    year: int | None
    status: str
    pages: int
    tables: int
    cells: int
    doubtful: int
    reviewed: int
    confidence: float | None
    findings: dict[str, int]
    error: str | None = None


class Library:
    """The results in `root`, which may be a result itself. Holds those open that were looked at last."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._folders = self._found()
        self._open: dict[str, Opened] = {}
        self._summaries: dict[str, tuple[tuple[int, ...], Summary]] = {}
        if not self._folders:
            raise FileMissing(f"{root} holds no result", "Name a folder that `budgetgrid convert` wrote to.")

    @property
    def keys(self) -> list[str]:
        """The documents in the order of their folders."""
        return list(self._folders)

    def look_again(self) -> None:
        """Take in what a bulk run has added since."""
        self._folders = self._found()

    def _found(self) -> dict[str, Path]:
        return {_key(self.root, folder): folder for folder in _results(self.root)}

    def name(self, key: str) -> str:
        """A document's folder as people see it."""
        folder = self.folder(key)
        return folder.name if folder == self.root else folder.relative_to(self.root).as_posix()

    def folder(self, key: str) -> Path:
        """A document's folder. Raises FileMissing for a key that names none."""
        if key not in self._folders:
            raise FileMissing("there is no such document", "Go back to the list of documents.")
        return self._folders[key]

    def opened(self, key: str) -> Opened:
        """A document with its corrections as they are on disk now. Raises ResultUnreadable, FileMissing."""
        fresh = open_result(self.folder(key), self._open.get(key))
        self._open.pop(key, None)
        self._open[key] = fresh
        for old in list(self._open)[:-KEPT_OPEN]:
            del self._open[old]
        return fresh

    def summary(self, key: str) -> Summary:
        """A document in a line; one that can't be read has its `error`."""
        stamp = _stamp(self.folder(key))
        if key not in self._summaries or self._summaries[key][0] != stamp:
            self._summaries[key] = stamp, self._summarised(key)
        return self._summaries[key][1]

    def _summarised(self, key: str) -> Summary:
        try:
            return _summary(key, self.name(key), open_result(self.folder(key), self._open.get(key)).document)
        except BudgetgridError as error:
            nothing = (None, None, None, "failed", 0, 0, 0, 0, 0, None)
            return Summary(key, self.name(key), *nothing, findings={}, error=str(error))


def _summary(key: str, name: str, document: Document) -> Summary:
    cells = [cell for table in document.tables for cell in table.cells]
    reviewed = sum(map(is_reviewed, cells))
    return Summary(
        key,
        name,
        document.metadata.title,
        document.metadata.organisation,
        document.metadata.year,
        document.status,
        len(document.pages),
        len(document.tables),
        len(cells),
        sum(needs_look(cell.confidence) for cell in cells),
        reviewed,
        document.confidence,
        dict(Counter(finding.severity for finding in document.findings)),
        document.error.message if document.error else None,
    )


def _key(root: Path, folder: Path) -> str:
    name = os.fsencode(folder.relative_to(root).as_posix())
    return hashlib.sha256(name).hexdigest()[:KEY_LENGTH]


def _results(root: Path) -> list[Path]:
    """The folders of results, links out of the root left aside."""
    found = []
    for place, names, files in os.walk(root):
        names[:] = sorted(name for name in names if not name.startswith("."))
        folder = Path(place)
        if DOCUMENT_JSON in files and _is_ours(folder / DOCUMENT_JSON):
            found.append(folder)
            names.clear()
    return found


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return not path.is_symlink() and OURS.match(file.read(BEGINNING)) is not None
    except OSError:
        return False


def _stamp(folder: Path) -> tuple[int, ...]:
    """Changes with the result and its corrections."""
    stamps: list[int] = []
    for name in (DOCUMENT_JSON, FILE_NAME):
        try:
            status = (folder / name).stat()
        except OSError:
            continue
        stamps.extend((status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(stamps)
