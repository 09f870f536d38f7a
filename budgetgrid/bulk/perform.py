"""What runs in a worker: open a file, read a page, write a document."""

from __future__ import annotations

import logging
import time
from contextlib import ExitStack
from pathlib import Path

import cv2

from budgetgrid.bulk.spool import load_page, store_page
from budgetgrid.bulk.storage import local_file, result_folder
from budgetgrid.bulk.work import (
    Failed,
    Opened,
    Opening,
    Order,
    PageRead,
    Reading,
    Refusing,
    Result,
    Work,
    Writing,
    Written,
)
from budgetgrid.confidence_bands import needs_look
from budgetgrid.conversion import failed_page, file_findings, page_numbers, read_page, run_of, shared_engine
from budgetgrid.document import Document, PageError, Source
from budgetgrid.file_job import FileJob, record_failure, write_result
from budgetgrid.layout.errors import BudgetgridError, FileChanged
from budgetgrid.layout.source import Source as OpenSource
from budgetgrid.layout.source import open_source
from budgetgrid.page import PageResult
from budgetgrid.problem import Problem, error_of, problem_of
from budgetgrid.system_packages import library_broken
from budgetgrid.whole_document import whole_document

log = logging.getLogger(__name__)


def perform(work: Work) -> Result:
    """Do it. A boundary: whatever is wrong becomes the answer."""
    cv2.setNumThreads(work.order.options.threads)
    try:
        if isinstance(work, Opening):
            return _open(work)
        if isinstance(work, Reading):
            return _read(work)
        if isinstance(work, Writing):
            return _write(work)
        return _refuse(work)
    except BudgetgridError as error:
        return Failed(problem_of(error))
    except ImportError as error:
        return Failed(problem_of(library_broken(error)))
    except Exception as error:
        log.exception("%s failed", work.order.source)
        return Failed(problem_of(BudgetgridError(f"{type(error).__name__}: {error}")))


def _open(work: Opening) -> Opened:
    return Opened(page_numbers(_held.source(work.order), work.order.options))


def _read(work: Reading) -> PageRead:
    order, clock = work.order, time.process_time()
    result = read_page(_held.source(order), work.page, shared_engine(order.options), order.options)
    store_page(order.spool, result)
    error = result.info.error
    # What to do next is known to the error's class alone; by its slug it is found again.
    problem = None if error is None else Problem(error.slug, error.message, "")
    return PageRead(time.process_time() - clock, problem)


def _write(work: Writing) -> Written:
    """The document, joined of its pages exactly as `convert` joins them."""
    order, lost = work.order, dict(work.lost)
    source = _held.source(order)
    results = [_result(order, number, lost.get(number)) for number in work.pages]
    origin = Source(source.path.name, source.sha256, source.page_count)
    run = run_of(shared_engine(order.options), order.options)
    document = whole_document(origin, run, results, file_findings(source), join=order.options.stitch)
    with result_folder(order.folder) as folder:
        _drop_link(folder)
        write_result(_job(order, source.path, folder), document, work.took)
    return _summary(document)


def _result(order: Order, number: int, problem: Problem | None) -> PageResult:
    if problem is None:
        return load_page(order.spool, number)
    return failed_page(number, PageError(problem.slug, problem.message))


def _summary(document: Document) -> Written:
    cells = [cell for table in document.tables for cell in table.cells]
    doubtful = sum(needs_look(cell.confidence) for cell in cells)
    return Written(document.status, len(document.tables), len(cells), doubtful)


def _refuse(work: Refusing) -> Written:
    with local_file(work.order.source) as path, result_folder(work.order.folder) as folder:
        _drop_link(folder)
        record_failure(_job(work.order, path, folder), error_of(work.problem))
    return Written("failed")


def _drop_link(folder: Path) -> None:
    """Remove the link that stood here while the file was a duplicate of another."""
    if folder.is_symlink():
        folder.unlink()


def _job(order: Order, path: Path, folder: Path) -> FileJob:
    return FileJob(path, folder, order.options, order.formats, order.style, workers=order.workers)


class _HeldSource:
    """The file of the last work, open: most of the time the next page is of the same file."""

    def __init__(self) -> None:
        self._order: Order | None = None
        self._source: OpenSource | None = None
        self._stack = ExitStack()

    def source(self, order: Order) -> OpenSource:
        """The order's file. Raises as `open_source` does, and FileChanged."""
        if self._source is None or self._order != order:
            self._order = self._source = None
            self._stack.close()
            path = self._stack.enter_context(local_file(order.source))
            source = self._stack.enter_context(open_source(path, order.options.password))
            if source.sha256 != order.sha256:
                raise FileChanged(f"{path.name} has changed since the run began")
            self._order, self._source = order, source
        return self._source


_held = _HeldSource()
