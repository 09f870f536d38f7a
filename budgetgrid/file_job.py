"""One file to one result folder: the unit that the command line and its worker processes run."""

from __future__ import annotations

import json
import logging
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from budgetgrid.confidence_bands import needs_look
from budgetgrid.conversion import convert
from budgetgrid.document import Document
from budgetgrid.export.csv import CsvStyle
from budgetgrid.export.formats import DOCUMENT_JSON, RUN_JSON
from budgetgrid.layout.errors import (
    BadOption,
    BudgetgridError,
    EngineMissing,
    FileMissing,
    LibraryBroken,
    PageOutOfRange,
)
from budgetgrid.options import Options
from budgetgrid.originals import PATH_KEY
from budgetgrid.output import write_document
from budgetgrid.page_frames import Original
from budgetgrid.problem import Problem, problem_of
from budgetgrid.provenance import failed_document
from budgetgrid.review_list import REVIEW_CSV, ReviewItem, review_csv, review_list
from budgetgrid.serialise import from_json
from budgetgrid.system_packages import library_broken
from budgetgrid.tables.table import Table

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with the pages done and the pages in all."""

NOT_THE_DOCUMENTS_FAULT = (FileMissing, BadOption, PageOutOfRange, EngineMissing, LibraryBroken)
"""The request or the machine is wrong: there is nothing to record about the document."""


@dataclass(frozen=True, slots=True)
class FileJob:
    """What to convert, and where and how to write it.

    `workers` is how many such jobs run at once. `review_below`: cells under this confidence are listed.
    """

    path: Path
    folder: Path
    options: Options
    formats: tuple[str, ...]
    style: CsvStyle
    force: bool = False
    workers: int = 1
    review_below: float | None = None


@dataclass(frozen=True, slots=True)
class TableSummary:
    """One table in a line: `to_look_at` counts its cells of low or unknown confidence."""

    title: str | None
    pages: tuple[int, ...]
    rows: int
    cols: int
    confidence: float | None
    to_look_at: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: `status` ok, partial or failed; `error` why there is no result."""

    path: Path
    folder: Path
    status: str
    pages: int = 0
    failed_pages: tuple[int, ...] = ()
    tables: tuple[TableSummary, ...] = ()
    error: Problem | None = None
    review: tuple[ReviewItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Took:
    """When a conversion began, and the seconds it took, by the clock and of the processor."""

    started: datetime
    seconds: float = 0.0
    cpu_seconds: float = 0.0


def run_job(job: FileJob, progress: Progress | None = None) -> Outcome:
    """Convert and write. The boundary of a document: whatever is wrong with it becomes its Outcome."""
    try:
        return _converted(job, progress)
    except BudgetgridError as error:
        return _failed(job, error)
    except ImportError as error:
        return _failed(job, library_broken(error))
    except Exception as error:
        log.exception("%s failed", job.path)
        return _failed(job, BudgetgridError(f"{type(error).__name__}: {error}"))


def outcome_of(job: FileJob, document: Document) -> Outcome:
    """The outcome that a written document stands for."""
    return Outcome(
        path=job.path,
        folder=job.folder,
        status=document.status,
        pages=len(document.pages),
        failed_pages=tuple(page.number for page in document.pages if page.error is not None),
        tables=tuple(summarise(table) for table in document.tables),
        review=() if job.review_below is None else review_list(document, job.review_below),
    )


def summarise(table: Table) -> TableSummary:
    """The table's line."""
    return TableSummary(
        title=table.title,
        pages=table.pages,
        rows=table.rows,
        cols=table.cols,
        confidence=table.confidence,
        to_look_at=sum(needs_look(cell.confidence) for cell in table.cells),
    )


def _converted(job: FileJob, progress: Progress | None) -> Outcome:
    started, clock, cpu = datetime.now(timezone.utc), time.perf_counter(), time.process_time()
    document = convert(job.path, job.options, progress=progress)
    took = Took(started, time.perf_counter() - clock, time.process_time() - cpu)
    write_result(job, document, took)
    return outcome_of(job, document)


def write_result(job: FileJob, document: Document, took: Took) -> None:
    """The document and its run.json, in the job's folder. Raises as `replace_folder` does."""
    extra = {RUN_JSON: _run_record(job, took)}
    if job.review_below is not None:
        extra[REVIEW_CSV] = review_csv(review_list(document, job.review_below))
    original = Original(job.path, job.options.password)
    write_document(
        document, job.folder, job.formats, job.style, force=job.force, extra=extra, original=original
    )


def _run_record(job: FileJob, took: Took) -> bytes:
    """run.json: what differs between two runs that give the same document.json."""
    record = {
        PATH_KEY: str(job.path.resolve()),
        "started": took.started.isoformat(timespec="seconds"),
        "seconds": round(took.seconds, 3),
        "cpu_seconds": round(took.cpu_seconds, 3),
        "host": platform.node(),
        "platform": platform.platform(),
        "python": platform.python_version(),
        "workers": job.workers,
        "threads": job.options.threads,
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _failed(job: FileJob, error: BudgetgridError) -> Outcome:
    """The outcome of a failure, recorded in the folder unless that would cost a result of the same file."""
    log.debug("%s: %s", job.path, error, exc_info=error)
    if not isinstance(error, NOT_THE_DOCUMENTS_FAULT):
        try:
            record_failure(job, error)
        except BudgetgridError as second:
            log.debug("%s: the failure could not be recorded: %s", job.path, second)
    return Outcome(job.path, job.folder, "failed", error=problem_of(error))


def record_failure(job: FileJob, error: BudgetgridError) -> None:
    """Write why there is no result, unless that would cost a result of the same file.

    Raises as `replace_folder` does.
    """
    document = failed_document(job.path, error, job.options)
    if not _has_result_of(job.folder, document.source.sha256):
        write_result(job, document, Took(datetime.now(timezone.utc)))


def _has_result_of(folder: Path, sha256: str) -> bool:
    """Whether the folder holds a result, whole or partial, of the file with that digest."""
    try:
        older = from_json((folder / DOCUMENT_JSON).read_text(encoding="utf-8"))
    except (OSError, ValueError, BudgetgridError):
        return False
    return older.status != "failed" and older.source.sha256 == sha256
