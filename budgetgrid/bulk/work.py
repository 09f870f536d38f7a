"""What a worker is asked to do and what it answers. All of it passes between processes and machines, and none
of it holds a page's picture or result: those lie in the spool, and are told by where they are."""

from __future__ import annotations

from dataclasses import dataclass

from budgetgrid.export.csv import CsvStyle
from budgetgrid.file_job import Took
from budgetgrid.options import Options
from budgetgrid.problem import Problem


@dataclass(frozen=True, slots=True)
class Order:
    """One document to convert. `document` is its number in the ledger; `source`, `folder` (of the result) and
    `spool` (of its pages' results) are paths or URLs; `sha256` is what the file held when it was found."""

    document: int
    source: str
    folder: str
    spool: str
    sha256: str
    options: Options
    formats: tuple[str, ...]
    style: CsvStyle
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Opening:
    """Open the file and count its pages."""

    order: Order


@dataclass(frozen=True, slots=True)
class Reading:
    """Read one page, and leave its result in the spool."""

    order: Order
    page: int


@dataclass(frozen=True, slots=True)
class Writing:
    """Put the pages together and write the document. `lost` are the pages that gave nothing at all."""

    order: Order
    pages: tuple[int, ...]
    lost: tuple[tuple[int, Problem], ...]
    took: Took


@dataclass(frozen=True, slots=True)
class Refusing:
    """Write down that the document gave no result, and why."""

    order: Order
    problem: Problem


Work = Opening | Reading | Writing | Refusing


@dataclass(frozen=True, slots=True)
class Opened:
    """The file can be read; `pages` are those to convert."""

    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PageRead:
    """The page's result is in the spool; `error` where that says why there is none."""

    cpu_seconds: float
    error: Problem | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """The result folder is there. `status`: ok, partial, failed; `doubtful` counts the cells to look at."""

    status: str
    tables: int = 0
    cells: int = 0
    doubtful: int = 0


@dataclass(frozen=True, slots=True)
class Failed:
    """The worker is well, the work could not be done."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Killed:
    """The worker was ended in the middle of it: it crashed, or overstepped its time or memory."""

    problem: Problem


Result = Opened | PageRead | Written | Failed | Killed


@dataclass(frozen=True, slots=True)
class Ended:
    """Work that ended in `slot` of the executor after `seconds`, with what was logged meanwhile."""

    slot: int
    work: Work
    result: Result
    seconds: float
    log: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker may use. `page_seconds` also holds for opening a file, `document_seconds` for all pages
    of a document together and for writing it; `memory` is resident bytes; after `pages` it is replaced."""

    page_seconds: float = 300.0
    document_seconds: float = 7200.0
    memory: int = 4 << 30
    pages: int = 500

    def seconds_for(self, work: Work) -> float:
        """How long the work may take."""
        return self.page_seconds if isinstance(work, (Opening, Reading)) else self.document_seconds
