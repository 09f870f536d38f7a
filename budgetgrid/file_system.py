"""Writing to disk: errors that name the path and the next step, files that are whole after a power cut."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from budgetgrid.layout.errors import BudgetgridError, NoSpace, OutputNotWritable

FULL_DISK = (errno.ENOSPC, errno.EDQUOT)


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


def write_durably(path: Path, data: bytes) -> None:
    """Write a new file and wait until it is on disk, so that a rename never brings in a half-written one.

    Raises OSError, FileExistsError among them.
    """
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
