"""A document to be typeset: plain values, lengths in points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from budgetgrid.benchmarks.table_kinds import TruthPanel
from budgetgrid.benchmarks.typeset.faces import Stack

Align = Literal["left", "center", "right"]
Valign = Literal["top", "middle", "bottom"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the document is, as recorded in the truth."""

    slug: str
    title: str
    organisation: str
    year: str
    publisher: str
    origin: str
    notes: str
    made: str


@dataclass(frozen=True, slots=True)
class Print:
    """How a text is printed: faces, size in pt, and line pitch as a multiple of the size."""

    stack: Stack
    size: float
    leading: float

    @property
    def pitch(self) -> float:
        """Distance of baselines in pt."""
        return self.size * self.leading

    def width(self, text: str) -> float:
        """Width in pt of a text without line breaks."""
        return self.stack.width(text, self.size)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A heading (kind `title` with a level) or paragraph. `indent` is the first line's, in pt."""

    kind: str
    level: int | None
    text: str
    print: Print
    align: Align
    indent: float


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class Space:
    """White space, pt."""

    height: float


@dataclass(frozen=True, slots=True)
class CellSource:
    """A cell: position and spans in the grid, text (`\\n` for forced breaks) and its look.

    `edges`: which sides are ruled, of `trbl`. `indent` in pt.
    """

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    role: str
    print: Print
    align: Align
    valign: Valign
    vertical: bool
    indent: float
    edges: str


@dataclass(frozen=True, slots=True)
class RowSource:
    """A row's least height in pt, and whether it may be cut at a page foot."""

    height: float
    may_break: bool


@dataclass(frozen=True, slots=True)
class Caption:
    """What is printed around a table. Empty texts are not printed."""

    form: str
    form_align: Align
    title: str
    title_print: Print
    dept: str
    unit: str
    note: str
    print: Print


@dataclass(frozen=True, slots=True)
class TableLook:
    """Rules and padding of a table, pt. `rules`: all, horizontal or none.

    `rule_style`, of the inner rules: solid, dotted or dashed; `outer_style`: single or double.
    """

    rule_weight: float
    outer_weight: float
    rules: str
    pad_x: float
    pad_y: float
    rule_style: str = "solid"
    outer_style: str = "single"


@dataclass(frozen=True, slots=True)
class TableSource:
    """A table with column widths in pt. `title` to `kind` are what is recorded."""

    title: str
    unit: str
    form: str
    dept: str
    note: str
    kind: str
    caption: Caption
    widths: tuple[float, ...]
    rows: tuple[RowSource, ...]
    cells: tuple[CellSource, ...]
    header_rows: int
    panels: tuple[TruthPanel, ...]
    repeat_header: bool
    new_page: bool
    look: TableLook


Block = Paragraph | PageBreak | Space | TableSource


@dataclass(frozen=True, slots=True)
class Section:
    """Margins top, right, bottom, left; `header` and `footer` hold `{page}`, `{pages}`."""

    width: float
    height: float
    margins: tuple[float, float, float, float]
    header: str
    footer: str
    running: Print
    blocks: tuple[Block, ...]

    @property
    def text_width(self) -> float:
        """Width between the side margins."""
        return self.width - self.margins[1] - self.margins[3]

    @property
    def bottom(self) -> float:
        """The line the text must not cross."""
        return self.height - self.margins[2]


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A whole source."""

    facts: Facts
    sections: tuple[Section, ...]
