"""One run at a time in an output folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from budgetgrid.bulk.ledger import FOLDER
from budgetgrid.file_system import file_system_errors
from budgetgrid.layout.errors import BulkBusy


@contextmanager
def run_lock(out: Path) -> Iterator[None]:
    """Hold the folder. The system lets go of it when this process ends, however it ends.

    Raises BulkBusy; where the system has no such lock (Windows), nothing is held.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    folder = out / FOLDER
    with file_system_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "lock").open("a")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BulkBusy(f"another run is writing to {out}") from error
        yield
