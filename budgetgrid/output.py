"""A result folder on disk: built beside its place and swapped in whole, or not at all."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from budgetgrid.document import Document
from budgetgrid.export.csv import CsvStyle
from budgetgrid.export.formats import DOCUMENT_JSON, make_files
from budgetgrid.layout.errors import BudgetgridError, NoSpace, OutputExists, OutputNotWritable
from budgetgrid.schema import FAMILY

PART_PREFIX = ".budgetgrid-"
"""Folders being built or put aside begin with this; short, so that the name fits where the result's does."""

FULL_DISK = (errno.ENOSPC, errno.EDQUOT)
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
) -> None:
    """Write the document to `folder` in the formats; document.json is always among them.

    `extra` are further files by name; a format's own wins. Raises as `replace_folder` does.
    """
    made = make_files(document, dict.fromkeys((*formats, "json")), style or CsvStyle())
    replace_folder(folder, {**(extra or {}), **made}, force=force)


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
                _write_durably(part / name, data)
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


@contextmanager
def file_system_errors(path: Path) -> Iterator[None]:
    """Turn OSError into an error that names the path and the next step: NoSpace, OutputNotWritable."""
    try:
        yield
    except OSError as error:
        raise _explained(path, error) from error


def _explained(path: Path, error: OSError) -> BudgetgridError:
    if error.errno in FULL_DISK:
        return NoSpace(f"the disk is full: {path} was not written")
    return OutputNotWritable(f"{path} can't be written: {error.strerror or error}")


def _check_ours(folder: Path, force: bool) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise OutputExists(f"{folder} is not a folder", "Give another folder with -o, or move this one away.")
    if folder.exists() and not force and not is_result(folder) and any(folder.iterdir()):
        raise OutputExists(f"{folder} holds something that budgetgrid did not write")


def _write_durably(path: Path, data: bytes) -> None:
    """Write the file and wait until it is on disk, so that a swap never brings in a half-written one."""
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


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
