"""Stands-in for conversions; importable by name, so that worker processes can run them."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

from drawn_documents import budget_table, document_of

from budgetgrid import file_job, output
from budgetgrid.document import Document, PageError, Source
from budgetgrid.export.csv import CsvStyle
from budgetgrid.file_job import FileJob, Outcome, Progress, outcome_of
from budgetgrid.layout.errors import PdfDamaged, PdfEncrypted
from budgetgrid.options import Options


def job(path: Path, folder: Path, **changes: object) -> FileJob:
    return replace(FileJob(path, folder, Options(), ("csv", "json"), CsvStyle()), **changes)


def convert(path: Path, options: Options, *, progress: Progress | None = None) -> Document:
    """What the file's text says: ok, partial, failed, damaged, locked, bug or stop."""
    kind = path.read_text()
    if kind == "damaged":
        raise PdfDamaged(f"{path.name} can't be parsed")
    if kind == "locked" and options.password is None:
        raise PdfEncrypted(f"{path.name} is encrypted")
    if kind == "bug":
        raise RuntimeError("a bug")
    if kind == "stop":
        raise KeyboardInterrupt
    for done in (1, 2):
        if progress is not None:
            progress(done, 2)
    document = document_of(budget_table())
    page = document.pages[0]
    status = {"partial": "partial", "failed": "failed"}.get(kind, "ok")
    failed = () if status == "ok" else (replace(page, number=2, error=PageError("page-failed", "it broke")),)
    digest = file_job.failed_document(path, PdfDamaged(""), options).source.sha256
    return replace(
        document, status=status, source=Source(path.name, digest, 2), pages=(page, *failed)
    )  # fmt: skip


def run(work: FileJob, progress: Progress | None) -> Outcome:
    """As `run_job`, with the conversion above."""
    file_job.convert = convert
    return file_job.run_job(work, progress)


def die(work: FileJob, progress: Progress | None) -> Outcome:
    """Dies at a file that says `die`, as a process does that the system ends for its memory."""
    if work.path.read_text() == "die":
        os._exit(9)
    return run(work, progress)


def dawdle(work: FileJob, progress: Progress | None) -> Outcome:
    """Stops in the middle of writing a result, and tells so."""
    write = output.write_durably

    def slowly(path: Path, data: bytes) -> None:
        write(path, data)
        work.folder.with_suffix(".begun").touch()
        time.sleep(60)

    output.write_durably = slowly
    return run(work, progress)


def report(work: FileJob, progress: Progress | None) -> Outcome:
    """Tells its threads and workers as its status."""
    return replace(
        outcome_of(work, document_of()), status=f"{work.options.threads} threads, {work.workers} workers"
    )  # fmt: skip
