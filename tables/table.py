"""Tables as they come out: cells with their texts, values, places and confidences."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from budgetgrid.layout.geometry import Box


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell lies: a page (from 1) and a box (px of the page's frame; points once in a Document)."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class CellAlternative:
    """Another reading of a whole cell, with its probability."""

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: anchor, spans, what was read, what it means, and how far to trust it.

    `text` joins the wrapped lines, `raw` keeps them apart with newlines; both are what was read. `value` is
    the number in the printed unit where the cell holds one (`value_kind`: amount, percent, count).
    Confidences are probabilities (0 to 1), None where unknown.
    """

    row: int
    col: int
    rowspan: int = 1
    colspan: int = 1
    text: str = ""
    raw: str = ""
    value: Decimal | None = None
    value_kind: str | None = None
    value_confidence: float | None = None
    unit: str | None = None
    role: str | None = None
    places: tuple[Place, ...] = ()
    confidence: float | None = None
    text_confidence: float | None = None
    structure_confidence: float | None = None
    alternatives: tuple[CellAlternative, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fragment:
    """The part of a table that lies on one page: rows `first_row` to `last_row`, both inclusive.

    `open_top` and `open_bottom`: no rule closes it there, as where a page break cuts a table.
    """

    page: int
    box: Box
    first_row: int
    last_row: int
    repeated_header_box: Box | None = None
    open_top: bool = False
    open_bottom: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the side-by-side parts of a grid (收入 | 支出): its columns, both inclusive."""

    first_col: int
    last_col: int
    stub_cols: int
    header_rows: int


@dataclass(frozen=True, slots=True)
class Table:
    """One logical table, on one page or over several; its cells tile rows x cols in reading order."""

    id: str
    rows: int
    cols: int
    cells: tuple[Cell, ...]
    fragments: tuple[Fragment, ...]
    title: str | None = None
    kind: str = "other"
    kind_label: str | None = None
    unit: str | None = None
    currency: str | None = None
    header_rows: int = 0
    ruling: str = "full"
    confidence: float | None = None
    panels: tuple[Panel, ...] = ()

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages the table lies on, in order."""
        return tuple(dict.fromkeys(f.page for f in self.fragments))


@dataclass(frozen=True, slots=True)
class CellRef:
    """A cell by its anchor."""

    row: int
    col: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something doubtful about a result: a stable code, how severe (info, warning, error), and where."""

    code: str
    severity: str
    message: str
    table: str | None = None
    cells: tuple[CellRef, ...] = ()
    expected: str | None = None
    actual: str | None = None
    page: int | None = None
