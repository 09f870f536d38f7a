"""The blocks of a document put on pages, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field

from budgetgrid.benchmarks.typeset.document import (
    PageBreak,
    Paragraph,
    Section,
    SourceDocument,
    Space,
    TableSource,
)
from budgetgrid.benchmarks.typeset.drawing import Rule, Text, set_line
from budgetgrid.benchmarks.typeset.linebreak import break_lines, join_lines
from budgetgrid.benchmarks.typeset.pagination import Room
from budgetgrid.benchmarks.typeset.table_layout import LaidTable, head_height, lay_out_table
from budgetgrid.layout.geometry import Box, enclosing

HEADING_COMPANY = 2
"""Lines that must fit below a heading; else it goes to the next page."""

TABLE_GAP = 0.5
"""White space around a table, in lines of its text."""

CAPTION_GAP = 0.15
"""White space between a grid and the lines above and below it, in lines of its text."""


@dataclass(frozen=True, slots=True)
class NarrativePart:
    """Something outside the grids, or the place of a fragment (kind `table`), on one page."""

    page: int
    kind: str
    level: int | None
    text: str
    box: Box
    continued: bool = False
    table: str | None = None


@dataclass(slots=True)
class FlowPage:
    """A page being filled."""

    number: int
    section: Section
    rules: list[Rule] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FlowTable:
    """A table with its id and the page number of each of its sheets."""

    id: str
    pages: tuple[int, ...]
    laid: LaidTable


@dataclass(frozen=True, slots=True)
class Flow:
    """A document on pages."""

    pages: tuple[FlowPage, ...]
    tables: tuple[FlowTable, ...]
    narrative: tuple[NarrativePart, ...]


def flow_document(document: SourceDocument) -> Flow:
    """Lay out a document. Raises `ValueError` for a table that can't be set."""
    writer = _Writer()
    for section in document.sections:
        writer.begin_section(section)
        for block in section.blocks:
            writer.add(block)
    writer.add_running_lines()
    return Flow(tuple(writer.pages), tuple(writer.tables), tuple(writer.narrative))


class _Writer:
    """Holds the cursor: `y` is where the next block begins on the last page."""

    def __init__(self) -> None:
        self.pages: list[FlowPage] = []
        self.tables: list[FlowTable] = []
        self.narrative: list[NarrativePart] = []
        self.section: Section
        self.y = 0.0

    @property
    def page(self) -> FlowPage:
        """The page being filled."""
        return self.pages[-1]

    @property
    def left(self) -> float:
        """Left side of the text."""
        return self.section.margins[3]

    @property
    def right(self) -> float:
        """Right side of the text."""
        return self.section.width - self.section.margins[1]

    def begin_section(self, section: Section) -> None:
        """A section begins on a new page."""
        self.section = section
        self.begin_page()

    def begin_page(self) -> None:
        """Go to the top of a new page."""
        self.pages.append(FlowPage(len(self.pages) + 1, self.section))
        self.y = self.section.margins[0]

    def add(self, block: Paragraph | PageBreak | Space | TableSource) -> None:
        """Put a block at the cursor."""
        if isinstance(block, PageBreak):
            self.begin_page()
        elif isinstance(block, Space):
            self.y += block.height
        elif isinstance(block, Paragraph):
            self.add_paragraph(block)
        else:
            self.add_table(block)

    def add_paragraph(self, block: Paragraph) -> None:
        """Set a paragraph line by line, over pages where needed."""
        lines = break_lines(block.text, self.section.text_width, block.print.width, block.indent)
        company = HEADING_COMPANY if block.level else 0
        if self.y + (len(lines) + company) * block.print.pitch > self.section.bottom and company:
            self.begin_page()
        printed: list[Text] = []
        continued = False
        for index, line in enumerate(lines):
            if self.y + block.print.pitch > self.section.bottom + 1e-6:
                self._record(block, printed, continued)
                continued, printed = continued or bool(printed), []
                self.begin_page()
            left = self.left + (block.indent if index == 0 else 0.0)
            printed.append(set_line(line, block.print, block.align, left, self.right, self.y))
            self.y += block.print.pitch
        self._record(block, printed, continued)

    def _record(self, block: Paragraph, printed: list[Text], continued: bool) -> None:
        if printed:
            self.put(block.kind, printed, block.level, continued)

    def put(self, kind: str, printed: list[Text], level: int | None = None, continued: bool = False) -> None:
        """Put set lines on the page and into the narrative."""
        self.page.texts += [text for text in printed if text.text]
        text = join_lines([line.text for line in printed])
        box = enclosing([line.box for line in printed])
        self.narrative.append(NarrativePart(self.page.number, kind, level, text, box, continued))

    def add_table(self, table: TableSource) -> None:
        """Set captions, the table, over pages where needed, and its notes."""
        gap = TABLE_GAP * table.caption.print.pitch
        at_top = self.y <= self.section.margins[0] + 1e-6
        needed = gap + self.caption_height(table) + head_height(table)
        if not at_top and (table.new_page or self.y + needed > self.section.bottom):
            self.begin_page()
            at_top = True
        self.y += 0.0 if at_top else gap
        left = self.left + (self.section.text_width - sum(table.widths)) / 2
        self.add_caption(table, left, left + sum(table.widths))
        first = Room(self.y, self.section.bottom)
        following = Room(self.section.margins[0], self.section.bottom)
        laid = lay_out_table(table, left, first, following)
        self.draw_table(laid)
        self.add_notes(table, left, left + sum(table.widths))
        self.y += gap

    def caption_height(self, table: TableSource) -> float:
        """Height of what is printed above a table."""
        caption = table.caption
        titles = len(self.title_lines(table)) * caption.title_print.pitch
        lines = bool(caption.form) + bool(caption.dept or caption.unit)
        return titles + (lines + CAPTION_GAP) * caption.print.pitch

    def title_lines(self, table: TableSource) -> list[str]:
        """The printed title, broken into lines of the text width."""
        return break_lines(table.caption.title, self.section.text_width, table.caption.title_print.width)

    def add_caption(self, table: TableSource, left: float, right: float) -> None:
        """Form number, title, department and unit."""
        caption = table.caption
        if caption.form:
            align = caption.form_align
            self.put("caption", [set_line(caption.form, caption.print, align, left, right, self.y)])
            self.y += caption.print.pitch
        titles = []
        for line in self.title_lines(table):
            titles.append(set_line(line, caption.title_print, "center", left, right, self.y))
            self.y += caption.title_print.pitch
        if titles:
            self.put("title", titles)
        for text, align in ((caption.dept, "left"), (caption.unit, "right")):
            if text:
                self.put("caption", [set_line(text, caption.print, align, left, right, self.y)])
        self.y += caption.print.pitch if caption.dept or caption.unit else 0.0
        self.y += CAPTION_GAP * caption.print.pitch

    def draw_table(self, laid: LaidTable) -> None:
        """Put the sheets of a table on this page and those that follow."""
        identity = f"t{len(self.tables) + 1:02d}"
        numbers = []
        for index, sheet in enumerate(laid.sheets):
            if index:
                self.begin_page()
            self.page.rules += sheet.rules
            self.page.texts += sheet.texts
            numbers.append(self.page.number)
            self.narrative.append(
                NarrativePart(self.page.number, "table", None, "", sheet.box, index > 0, identity)
            )
        self.tables.append(FlowTable(identity, tuple(numbers), laid))
        self.y = laid.sheets[-1].box.bottom

    def add_notes(self, table: TableSource, left: float, right: float) -> None:
        """The lines printed below a table."""
        style = table.caption.print
        self.y += CAPTION_GAP * style.pitch
        for note in table.note.split("\n") if table.note else []:
            lines = break_lines(note, right - left, style.width)
            if self.y + len(lines) * style.pitch > self.section.bottom:
                self.begin_page()
            printed = []
            for line in lines:
                printed.append(set_line(line, style, "left", left, right, self.y))
                self.y += style.pitch
            if printed:
                self.put("note", printed)

    def add_running_lines(self) -> None:
        """Headers and footers, in the middle of their margins; the pages' order in the narrative is kept."""
        for page in self.pages:
            section = page.section
            style = section.running
            middles = (section.margins[0] / 2, section.height - section.margins[2] / 2)
            for kind, text, middle in zip(("header", "footer"), (section.header, section.footer), middles):
                if not text:
                    continue
                printed = text.replace("{page}", str(page.number)).replace("{pages}", str(len(self.pages)))
                left, right = section.margins[3], section.width - section.margins[1]
                line = set_line(printed, style, "center", left, right, middle - style.pitch / 2)
                page.texts.append(line)
                part = NarrativePart(page.number, kind, None, printed, line.box)
                self.narrative.insert(self._running_index(page.number, kind), part)

    def _running_index(self, number: int, kind: str) -> int:
        """Where a page's header or footer belongs in the narrative."""
        limit = number if kind == "header" else number + 1
        return sum(1 for part in self.narrative if part.page < limit)
