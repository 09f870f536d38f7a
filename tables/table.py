"""Tables as they come out: cells with their texts, values, places and confidences."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from budgetgrid.layout.geometry import Box
from budgetgrid.tables.codes import RowCode

REPAIRED = "repaired"
"""Flag of a cell whose value is not that of its text: it makes sums hold, its confidence is from them."""


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

    def __hash__(self) -> int:
        """By what tells cells apart: rows and columns of cells are often looked at each once."""
        return hash((self.row, self.col, self.text))


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
class CellRef:
    """A cell by its anchor."""

    row: int
    col: int


@dataclass(frozen=True, slots=True)
class FormField:
    """What a form says under one of its labels: the labels from the outermost, and the cell that holds it."""

    labels: tuple[str, ...]
    text: str
    row: int
    col: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """A node of a performance table's tree: 一级, 二级 or 三级指标, at its cell.

    What an indicator is measured by (`target`, 指标值; `unit`; `note`, 说明) is None where no cell is for it;
    `value` is the anchor of the target's cell.
    """

    name: str
    row: int
    col: int
    target: str | None = None
    unit: str | None = None
    note: str | None = None
    value: CellRef | None = None
    children: tuple[Indicator, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorTree:
    """The indicators of one project or department for one period (年度, 实施期), with its goal and money."""

    project: str | None
    period: str | None
    goal: str | None
    money: tuple[FormField, ...]
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One logical table, on one page or over several; its cells tile rows x cols in reading order.

    `header_paths`: the heads over each column, from the top. `label_paths`: for each panel, or once where
    there are none, the labels of every row from the outermost (`项目支出`, `小计`); nothing for rows without.
    """

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
    header_paths: tuple[tuple[str, ...], ...] = ()
    label_paths: tuple[tuple[tuple[str, ...], ...], ...] = ()
    indicators: tuple[IndicatorTree, ...] = ()
    fields: tuple[FormField, ...] = ()
    codes: tuple[RowCode, ...] = ()

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages the table lies on, in order."""
        return tuple(dict.fromkeys(f.page for f in self.fragments))


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
