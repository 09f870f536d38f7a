"""corrections.json in a result folder: read, added to by one at a time, kept when the folder is made anew."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from budgetgrid.corrections import FILE_NAME, Corrections, Edit, from_json, to_json
from budgetgrid.file_system import file_system_errors, write_durably
from budgetgrid.layout.errors import CorrectionsUnreadable

log = logging.getLogger(__name__)

OTHERS = "corrections-{}.json"
"""Corrections of another content that once was in the folder, by the beginning of its SHA-256."""

DIGEST = 12

_in_process = threading.Lock()


def load_corrections(folder: Path) -> Corrections | None:
    """The corrections in the folder, None where there are none. Raises CorrectionsUnreadable."""
    try:
        return from_json((folder / FILE_NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise CorrectionsUnreadable(f"{folder / FILE_NAME} can't be read: {error}") from error


def add_edit(folder: Path, sha256: str, decide: Callable[[Corrections], Edit]) -> Corrections:
    """Add the edit that `decide` makes of the corrections as they are now; nobody else adds meanwhile.

    On return the edit is on disk. What `decide` raises goes on and nothing is added. Raises
    CorrectionsUnreadable, NoSpace, OutputNotWritable.
    """
    with locked(folder):
        current = load_corrections(folder) or Corrections(sha256)
        if current.sha256 != sha256:
            raise CorrectionsUnreadable(
                f"{folder / FILE_NAME} is about another content", "Load the page again."
            )
        added = current.with_edit(decide(current))
        with file_system_errors(folder / FILE_NAME):
            _replace_durably(folder / FILE_NAME, to_json(added).encode())
        return added


def kept_corrections(folder: Path, sha256: str) -> dict[str, bytes]:
    """The files of corrections that must outlive a new result for that content, by their names in it.

    Those of the content are corrections.json, those of others are put aside under the content's digest.
    """
    kept: dict[str, bytes] = {}
    paths = [p for p in (folder / FILE_NAME, *sorted(folder.glob(OTHERS.format("*")))) if p.is_file()]
    for path in paths:
        data = path.read_bytes()
        try:
            about = from_json(data.decode("utf-8")).sha256
        except (CorrectionsUnreadable, UnicodeDecodeError):
            kept[path.name] = data
            continue
        kept.setdefault(FILE_NAME if about == sha256 else OTHERS.format(about[:DIGEST]), data)
    return kept


def corrections_among(files: Mapping[str, bytes]) -> Corrections | None:
    """The corrections of a folder's own content; none, and a warning, where they can't be read."""
    if FILE_NAME not in files:
        return None
    try:
        return from_json(files[FILE_NAME].decode("utf-8"))
    except (CorrectionsUnreadable, UnicodeDecodeError) as error:
        log.warning("the corrections are kept but not applied: %s", error)
        return None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the result folder for oneself, among the processes of a machine; it may not be there yet.

    On Windows, where a folder can't be locked, only the threads of this process wait for each other.
    """
    with _in_process:
        handle = _lock(folder)
        try:
            yield
        finally:
            if handle is not None:
                os.close(handle)


def _lock(folder: Path) -> int | None:
    """A handle on the locked folder; again where it was exchanged for another while waiting."""
    if sys.platform == "win32":
        return None
    import fcntl

    while folder.is_dir():
        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            if os.path.samestat(os.fstat(handle), folder.stat()):
                return handle
        except FileNotFoundError:
            pass
        os.close(handle)
    return None


def _replace_durably(path: Path, data: bytes) -> None:
    """Write beside and rename, each waited for, so that a power cut leaves the older file or the newer."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    write_durably(part, data)
    part.replace(path)
    if sys.platform != "win32":
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
