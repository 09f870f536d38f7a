"""A converted document: its pages, tables and findings. All boxes in points of each page's frame."""

from __future__ import annotations

from dataclasses import dataclass, field

from budgetgrid.layout.geometry import IDENTITY, Box, Matrix
from budgetgrid.tables.table import Finding, Table


@dataclass(frozen=True, slots=True)
class Source:
    """The file that was read; `pages` is the file's own count."""

    file: str
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True)
class Run:
    """What produced the result: versions, engine, weights, and the options that shape it."""

    version: str
    engine: str
    models: tuple[str, ...] = ()
    options: dict[str, str | bool | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the document says of itself; None where it doesn't, or not clearly.

    `kind`: budget or final-accounts. `date`: when it was made out, as printed (`2021-03-05`, `2021-03`).
    """

    title: str | None = None
    organisation: str | None = None
    year: int | None = None
    kind: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Something on a page in reading order.

    `kind`: title, paragraph, caption, note, header, footer, seal or table; a table's block has its `table`
    id and no text of its own.
    """

    kind: str
    box: Box
    text: str = ""
    confidence: float | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True)
class PageError:
    """Why a page has no result: the error's slug and message."""

    slug: str
    message: str


@dataclass(frozen=True, slots=True)
class PageInfo:
    """One converted page: `kind` scan, digital or blank; sizes in points, angles in degrees clockwise."""

    number: int
    kind: str
    width: float
    height: float
    dpi: float | None = None
    rotation: int = 0
    skew: float = 0.0
    to_source: Matrix = IDENTITY
    error: PageError | None = None
    blocks: tuple[Block, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that was read from one file; `status` is ok, partial or failed."""

    source: Source
    run: Run
    status: str
    pages: tuple[PageInfo, ...] = ()
    tables: tuple[Table, ...] = ()
    findings: tuple[Finding, ...] = ()
    metadata: Metadata = Metadata()
    error: PageError | None = None

    @property
    def confidence(self) -> float | None:
        """The expected share of cells that are right, over all tables; None where there is no cell."""
        known = [c.confidence for t in self.tables for c in t.cells if c.confidence is not None]
        return sum(known) / len(known) if known else None
