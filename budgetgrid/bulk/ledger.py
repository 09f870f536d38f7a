"""The ledger of an archive: every document and page with what became of it, in SQLite.

Only the process that runs the archive writes to it; anybody may read meanwhile (write-ahead log). Commits do
not wait for the disk (`synchronous=NORMAL`): after a power cut the last of them may be gone, which costs the
repetition of work whose results lie safely in their folders.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType

from budgetgrid.bulk.work import Written
from budgetgrid.file_system import file_system_errors
from budgetgrid.layout.errors import BulkBusy, LedgerMissing
from budgetgrid.problem import Problem

FOLDER = ".bulk"
"""Where a run keeps its own files, in the output folder."""

FINAL = ("ok", "partial", "failed", "duplicate")
"""States of documents that are done with; the others are `waiting` and `reading`."""

TABLES = """
CREATE TABLE IF NOT EXISTS documents(
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL UNIQUE,
    folder TEXT NOT NULL UNIQUE,
    identifier TEXT,
    stamp TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    work_key TEXT NOT NULL,
    present INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'waiting',
    duplicate_of INTEGER REFERENCES documents(id),
    attempts INTEGER NOT NULL DEFAULT 0,
    pages INTEGER,
    seconds REAL NOT NULL DEFAULT 0,
    cpu_seconds REAL NOT NULL DEFAULT 0,
    tables INTEGER NOT NULL DEFAULT 0,
    cells INTEGER NOT NULL DEFAULT 0,
    doubtful INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    message TEXT,
    next_step TEXT,
    ended TEXT
);
CREATE INDEX IF NOT EXISTS documents_by_state ON documents(state);
CREATE INDEX IF NOT EXISTS documents_by_content ON documents(sha256);
CREATE TABLE IF NOT EXISTS pages(
    document INTEGER NOT NULL REFERENCES documents(id),
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    seconds REAL NOT NULL,
    error TEXT,
    message TEXT,
    PRIMARY KEY(document, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs(
    id INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    ended TEXT,
    version TEXT NOT NULL,
    executor TEXT NOT NULL,
    workers INTEGER NOT NULL,
    settings TEXT NOT NULL,
    seconds REAL,
    ledger_seconds REAL
);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the ledger. `stamp` tells whether its file may have changed, `work_key` whether the
    result is of this content, these options and this version."""

    id: int
    source: str
    folder: str
    identifier: str | None
    stamp: str
    sha256: str
    work_key: str
    state: str
    duplicate_of: int | None
    attempts: int
    pages: int | None
    seconds: float
    cpu_seconds: float
    tables: int
    cells: int
    doubtful: int
    problem: Problem | None


KNOWN = tuple(field.name for field in fields(Entry) if field.name != "problem")


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page that was tried. `state`: read, failed, or waiting after attempts that ended their workers;
    `error` is that of the last attempt."""

    number: int
    state: str
    attempts: int
    seconds: float
    error: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class RunEntry:
    """One run: `settings` as JSON, enough to repeat it; `ledger_seconds` were spent in here."""

    started: str
    ended: str | None
    version: str
    executor: str
    workers: int
    settings: str
    seconds: float | None
    ledger_seconds: float | None


class Ledger:
    """The open ledger of one output folder. `seconds` counts the time spent on it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.text_factory = os.fsdecode
        self._db = connection
        self.seconds = 0.0

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    # What is known of documents.

    def entries(self, where: str = "1", values: Iterable[object] = (), limit: int = -1) -> Iterator[Entry]:
        """The documents for which an SQL condition holds, in the order they were found; -1 for all."""
        query = f"SELECT {', '.join(KNOWN)}, error, message, next_step FROM documents"
        for row in self._db.execute(f"{query} WHERE {where} ORDER BY id LIMIT {limit}", _safe(values)):
            error, message, next_step = row[len(KNOWN) :]
            problem = None if error is None else Problem(error, message or "", next_step or "")
            yield Entry(**dict(zip(KNOWN, row)), problem=problem)

    def by_source(self, source: str) -> Entry | None:
        """The document that was found there."""
        with self._timed():
            return next(self.entries("source = CAST(? AS TEXT)", [source], limit=1), None)

    def pages(self, document: int) -> list[PageEntry]:
        """The pages of a document that were tried."""
        columns = "number, state, attempts, seconds, error, message"
        rows = self._db.execute(f"SELECT {columns} FROM pages WHERE document = ? ORDER BY number", [document])
        return [PageEntry(*row) for row in rows]

    def counts(self) -> dict[str, int]:
        """The number of documents in each state, of those that are still there."""
        return dict(self._db.execute("SELECT state, COUNT(*) FROM documents WHERE present GROUP BY state"))

    def page_counts(self) -> dict[str, int]:
        """The number of tried pages in each state."""
        return dict(self._db.execute("SELECT state, COUNT(*) FROM pages GROUP BY state"))

    def cell_counts(self) -> tuple[int, int, int]:
        """Tables, cells, and cells to look at, of all documents that are still there."""
        query = "SELECT TOTAL(tables), TOTAL(cells), TOTAL(doubtful) FROM documents WHERE present"
        tables, cells, doubtful = self._db.execute(query).fetchone()
        return int(tables), int(cells), int(doubtful)

    def failures(self) -> list[tuple[str, int, int, str]]:
        """Each kind of error: slug, documents, pages, and one document as an example."""
        return list(
            self._db.execute(
                "SELECT slug, SUM(documents), SUM(pages), MIN(example) FROM ("
                " SELECT error AS slug, 1 AS documents, 0 AS pages, source AS example FROM documents"
                "  WHERE present AND error IS NOT NULL"
                " UNION ALL SELECT p.error, 0, 1, d.source || ', page ' || p.number FROM pages p"
                "  JOIN documents d ON d.id = p.document WHERE d.present AND p.state = 'failed'"
                ") GROUP BY slug ORDER BY SUM(documents) + SUM(pages) DESC, slug"
            )
        )

    def folders(self) -> list[str]:
        """The result folders of all documents that ever were found."""
        return [folder for (folder,) in self._db.execute("SELECT folder FROM documents ORDER BY id")]

    def last_run(self) -> RunEntry | None:
        """The latest run."""
        columns = "started, ended, version, executor, workers, settings, seconds, ledger_seconds"
        row = self._db.execute(f"SELECT {columns} FROM runs ORDER BY id DESC LIMIT 1").fetchone()
        return None if row is None else RunEntry(*row)

    # What a scan of the sources says.

    def forget_presence(self) -> None:
        """Count no document as being there until it is found again."""
        self._do("UPDATE documents SET present = 0")

    def add(self, source: str, folder: str, identifier: str | None, stamp: str) -> int:
        """Note a new document; its number."""
        cursor = self._do(
            "INSERT INTO documents(source, folder, identifier, stamp, sha256, work_key)"
            " VALUES (CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), ?, '', '')",
            [source, folder, identifier, stamp],
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def found(self, document: int, identifier: str | None, stamp: str, sha256: str, work_key: str) -> None:
        """The document is there, with that content; what is done for another key is done again."""
        self._do(
            "UPDATE documents SET present = 1, identifier = CAST(? AS TEXT), stamp = ?, sha256 = ?,"
            " state = CASE WHEN work_key = ? THEN state ELSE 'waiting' END,"
            " attempts = CASE WHEN work_key = ? THEN attempts ELSE 0 END WHERE id = ?",
            [identifier, stamp, sha256, work_key, work_key, document],
        )
        self._do(
            "DELETE FROM pages WHERE document = ? AND EXISTS"
            " (SELECT 1 FROM documents WHERE id = ? AND work_key <> ?)",
            [document, document, work_key],
        )
        self._do("UPDATE documents SET work_key = ? WHERE id = ?", [work_key, document])

    def link_duplicates(self) -> None:
        """Of documents with the same content only the one found first is worked on."""
        first = "(SELECT MIN(o.id) FROM documents o WHERE o.sha256 = documents.sha256 AND o.present)"
        self._do(
            "UPDATE documents SET state = 'waiting', duplicate_of = NULL"
            f" WHERE present AND state = 'duplicate' AND id = {first}"
        )
        self._do(
            f"UPDATE documents SET state = 'duplicate', duplicate_of = {first}, error = NULL, message = NULL,"
            " next_step = NULL, ended = ?"
            f" WHERE present AND sha256 <> '' AND id <> {first}",
            [_now()],
        )

    def retry(self, slug: str | None = None) -> int:
        """Have documents that failed or are partial tried again, or those of one kind of error; how many.

        Their good pages are kept.
        """
        concerned = "present AND state IN ('failed', 'partial')"
        if slug is not None:
            concerned += (
                " AND (error = :slug OR EXISTS"
                " (SELECT 1 FROM pages WHERE document = documents.id AND pages.error = :slug))"
            )
        values = {"slug": slug}
        self._do(
            "DELETE FROM pages WHERE state <> 'read' AND document IN"
            f" (SELECT id FROM documents WHERE {concerned})",
            values,
        )
        return self._do(
            f"UPDATE documents SET state = 'waiting', attempts = 0 WHERE {concerned}", values
        ).rowcount

    # What happens in a run.

    def begin_run(self, version: str, executor: str, workers: int, settings: str) -> int:
        """Note the run, and that nothing is in anybody's hands; the run's number."""
        self._do("UPDATE documents SET state = 'waiting' WHERE state = 'reading'")
        cursor = self._do(
            "INSERT INTO runs(started, version, executor, workers, settings)"
            " VALUES (?, ?, ?, ?, CAST(? AS TEXT))",
            [_now(), version, executor, workers, settings],
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def end_run(self, run: int, seconds: float) -> None:
        """Note the end of the run."""
        values = [_now(), seconds, self.seconds, run]
        self._do("UPDATE runs SET ended = ?, seconds = ?, ledger_seconds = ? WHERE id = ?", values)

    def has_waiting(self) -> bool:
        """Whether any document waits."""
        with self._timed():
            query = "SELECT 1 FROM documents WHERE state = 'waiting' AND present LIMIT 1"
            return self._db.execute(query).fetchone() is not None

    def take(self) -> Entry | None:
        """The next document that waits; it is then in hand."""
        with self._timed():
            entry = next(self.entries("state = 'waiting' AND present", limit=1), None)
        if entry is not None:
            self._do("UPDATE documents SET state = 'reading' WHERE id = ?", [entry.id])
        return entry

    def put_back(self, document: int) -> None:
        """The document is not in hand any more, and not done."""
        self._do("UPDATE documents SET state = 'waiting' WHERE id = ?", [document])

    def set_pages(self, document: int, pages: int) -> None:
        """Note how many pages are to be read."""
        self._do("UPDATE documents SET pages = ? WHERE id = ?", [pages, document])

    def count_attempt(self, document: int) -> None:
        """Note that opening or writing it killed a worker."""
        self._do("UPDATE documents SET attempts = attempts + 1 WHERE id = ?", [document])

    def page(self, document: int, entry: PageEntry) -> None:
        """Note what became of a page."""
        self._do(
            "INSERT OR REPLACE INTO pages(document, number, state, attempts, seconds, error, message)"
            " VALUES (?, ?, ?, ?, ?, ?, CAST(? AS TEXT))",
            [document, entry.number, entry.state, entry.attempts, entry.seconds, entry.error, entry.message],
        )

    def finish(
        self,
        document: int,
        state: str,
        *,
        problem: Problem | None = None,
        written: Written | None = None,
        seconds: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        """Note how a document ended; `seconds`: by the clock, and of the processor."""
        counts = (0, 0, 0) if written is None else (written.tables, written.cells, written.doubtful)
        told = (None,) * 3 if problem is None else (problem.slug, problem.message, problem.next_step)
        self._do(
            "UPDATE documents SET state = ?, error = ?, message = CAST(? AS TEXT),"
            " next_step = CAST(? AS TEXT), tables = ?, cells = ?, doubtful = ?,"
            " seconds = ?, cpu_seconds = ?, ended = ? WHERE id = ?",
            [state, *told, *counts, *seconds, _now(), document],
        )

    def commit(self) -> None:
        """Let others see it, and let it outlive this process."""
        with self._timed():
            self._db.commit()

    def _do(self, statement: str, values: Iterable[object] = ()) -> sqlite3.Cursor:
        with self._timed():
            return self._db.execute(statement, values if isinstance(values, dict) else _safe(values))

    @contextmanager
    def _timed(self) -> Iterator[None]:
        clock = time.perf_counter()
        try:
            yield
        finally:
            self.seconds += time.perf_counter() - clock


def create_ledger(out: Path) -> Ledger:
    """The ledger of an output folder, new or not, for a run. Raises OutputNotWritable, NoSpace, BulkBusy."""
    folder = out / FOLDER
    with file_system_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        connection = sqlite3.connect(folder / "ledger.sqlite", check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(TABLES)
    except sqlite3.OperationalError as error:
        raise BulkBusy(f"the ledger in {folder} can't be written: {error}") from error
    return Ledger(connection)


def open_ledger(out: Path) -> Ledger:
    """The ledger of an output folder, to read. Raises LedgerMissing."""
    path = out / FOLDER / "ledger.sqlite"
    if not path.is_file():
        raise LedgerMissing(f"{out} holds no bulk run")
    try:
        ledger = Ledger(sqlite3.connect(path))
        ledger.counts()
    except sqlite3.DatabaseError as error:
        raise LedgerMissing(f"{path} can't be read: {error}") from error
    return ledger


def _safe(values: Iterable[object]) -> list[object]:
    """File names may hold bytes that are no UTF-8; as bytes they pass, and CAST makes them text again."""
    return [
        os.fsencode(value) if isinstance(value, str) and not value.isascii() else value for value in values
    ]


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
