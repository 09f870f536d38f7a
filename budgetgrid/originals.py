"""Finding the file that a result was read from, so that its pages can be shown."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from budgetgrid.document import Document
from budgetgrid.export.formats import RUN_JSON
from budgetgrid.layout.errors import SourceMissing
from budgetgrid.page_frames import Original
from budgetgrid.provenance import sha256_of

PATH_KEY = "path"
"""Under which run.json says where the file lay."""


def find_original(
    document: Document, folder: Path, given: Iterable[Path] = (), password: str | None = None
) -> Original:
    """The file with the document's digest: one that is given or in a given folder, where it was read, or
    beside the result. Raises SourceMissing.

    Of the document's name only the last part counts, so that it leads nowhere else.
    """
    name = Path(document.source.file.replace("\\", "/")).name
    places = [*given, *_recorded(folder), folder, folder.parent]
    for place in places:
        path = place / name if name and place.is_dir() else place
        try:
            if path.is_file() and sha256_of(path) == document.source.sha256:
                return Original(path, password)
        except OSError:
            continue
    raise SourceMissing(f"{name or 'the file'} that was read is not at hand")


def original_or_none(
    document: Document, folder: Path, given: Iterable[Path] = (), password: str | None = None
) -> Original | None:
    """As `find_original`, None where the file is not at hand."""
    try:
        return find_original(document, folder, given, password)
    except SourceMissing:
        return None


def _recorded(folder: Path) -> list[Path]:
    """Where the file was when it was read, as run.json says."""
    try:
        record = json.loads((folder / RUN_JSON).read_text(encoding="utf-8"))
        return [Path(record[PATH_KEY])]
    except (OSError, ValueError, KeyError, TypeError):
        return []
