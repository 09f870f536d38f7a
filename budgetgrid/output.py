"""A result folder on disk: built beside its place and swapped in whole, or not at all."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from budgetgrid.corrected import corrected
from budgetgrid.correction_store import corrections_among, kept_corrections, locked
from budgetgrid.corrections import Corrections
from budgetgrid.document import Document
from budgetgrid.export.csv import CsvStyle
from budgetgrid.export.formats import CORRECTED_JSON, DOCUMENT_JSON, make_files
from budgetgrid.file_system import file_system_errors, write_durably
from budgetgrid.layout.errors import OutputExists
from budgetgrid.schema import FAMILY
from budgetgrid.serialise import to_json

if TYPE_CHECKING:
    from budgetgrid.page_frames import Original

PART_PREFIX = ".budgetgrid-"
"""Folders being built or put aside begin with this; short, so that the name fits where the result's does."""

AT_FDCWD = -100
RENAME_EXCHANGE = 2
"""renameat2(2): two paths change places in one step."""


def write_document(
    document: Document,
    folder: Path,
    formats: Iterable[str],
    style: CsvStyle | None = None,
    *,
    force: bool = False,
    extra: Mapping[str, bytes] | None = None,
    original: Original | None = None,
) -> None:
    """Write the document to `folder` in the formats; document.json is always among them.

    Corrections that are in the folder stay there and are applied to all but document.json, which holds what
    was read. `extra` are further files by name; a format's own wins. `original` is the file that was read.
    Raises as `replace_folder` does.
    """
    with locked(folder):
        kept = kept_corrections(folder, document.source.sha256)
        made = result_files(document, corrections_among(kept), formats, style or CsvStyle(), original)
        read = {DOCUMENT_JSON: to_json(document).encode()}
        replace_folder(folder, {**(extra or {}), **kept, **made, **read}, force=force)


def result_files(
    document: Document,
    corrections: Corrections | None,
    formats: Iterable[str],
    style: CsvStyle,
    original: Original | None,
) -> dict[str, bytes]:
    """The files of the formats, by name, corrections applied.

    The format json is here corrected.json, and nothing where nothing is corrected: document.json holds what
    was read and is not made anew.
    """
    shown = corrected(document, corrections)
    asked = [name for name in formats if name != "json" or shown is not document]
    made = make_files(shown, asked, style, original)
    read = made.pop(DOCUMENT_JSON, None)
    return made if read is None else {**made, CORRECTED_JSON: read}


def replace_folder(folder: Path, files: Mapping[str, bytes], *, force: bool = False) -> None:
    """Make `folder` hold exactly these files; until all are written, an older result stays as it was.

    Raises OutputExists where the folder holds something we did not write (unless `force`), NoSpace for a full
    disk, OutputNotWritable for any other refusal of the file system.
    """
    with file_system_errors(folder):
        _check_ours(folder, force)
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = folder.parent / f"{PART_PREFIX}{uuid.uuid4().hex[:12]}"
        try:
            part.mkdir()
            for name, data in files.items():
                write_durably(part / name, data)
            _swap_in(part, folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def is_result(folder: Path) -> bool:
    """Whether the folder was written by budgetgrid: its document.json says so."""
    try:
        record = json.loads((folder / DOCUMENT_JSON).read_bytes())
    except (OSError, ValueError):
        return False
    name = record.get("schema") if isinstance(record, dict) else None
    return isinstance(name, str) and name.startswith(FAMILY)


def _check_ours(folder: Path, force: bool) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise OutputExists(f"{folder} is not a folder", "Give another folder with -o, or move this one away.")
    if folder.exists() and not force and not is_result(folder) and any(folder.iterdir()):
        raise OutputExists(f"{folder} holds something that budgetgrid did not write")


def _swap_in(part: Path, folder: Path) -> None:
    """Put `part` in the place of `folder`; afterwards `part` is what was there, if anything.

    One step where the system can exchange two folders (Linux). Elsewhere the older folder is put aside first
    and put back if the second step fails.
    """
    if not folder.exists():
        part.rename(folder)
    elif not _exchange(part, folder):
        aside = folder.parent / f"{PART_PREFIX}{uuid.uuid4().hex[:12]}"
        folder.rename(aside)
        try:
            part.rename(folder)
        except BaseException:
            aside.rename(folder)
            raise
        shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places at once; False where the system has no such call. Raises OSError."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.EPERM):
        return False
    raise OSError(code, os.strerror(code), str(other))


def drop_parts(parent: Path) -> None:
    """Remove what writers that were killed left half done in a folder; none may be writing there now."""
    for part in parent.glob(f"{PART_PREFIX}*"):
        shutil.rmtree(part, ignore_errors=True)
