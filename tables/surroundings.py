"""What stands around tables on their pages: whether one ends a body and another begins the next one's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from budgetgrid.layout.geometry import Box
from budgetgrid.tables.page_break import folded
from budgetgrid.tables.table import Table

RUNNING_PAGES = 3
"""Pages on which a text at the head must stand to be a running header, digits aside."""

HEAD = 0.15
"""Share of a page's height in which a running header or a page number stands."""

ROOM = 0.02
"""Share of a page's height by which a row must fit below a table for the table to have ended there: more
than the spacing that text processors leave."""

GARBLED = (0.45, 0.25)
FEW = 4
"""A text of few characters, or of more, whose least sure is read with less is print from the back of
the sheet: read with up to 0.41 and 0.18 at medium damage, where the texts of a page had 0.50 and more."""

_PAGE_NUMBER = re.compile(r"[-—–一~·.第]*\d{1,4}[-—–一~·.页/共第\d]*")
"""A page number as scans give it: dashes around it may have been read as 一."""

_UNIT_MARK = re.compile(r"(?:金额)?单位[:：]?(?:人民币)?[十百千万亿]{0,2}[元圆]|[十百千万亿]{0,2}元")


class PlacedText(Protocol):
    """A block of a page, as far as its place goes."""

    @property
    def kind(self) -> str:
        """Its kind, title, paragraph, caption, note, header, footer, seal or table."""
        ...

    @property
    def text(self) -> str:
        """Its text."""
        ...

    @property
    def box(self) -> Box:
        """Its outline in points."""
        ...

    @property
    def confidence(self) -> float | None:
        """How sure its text is, 0 to 1; None where it has none, or unknown."""
        ...

    @property
    def table(self) -> str | None:
        """The id of the table it belongs to."""
        ...


class PlacedPage(Protocol):
    """A page, as far as its layout goes."""

    @property
    def number(self) -> int:
        """Its number, from 1."""
        ...

    @property
    def kind(self) -> str:
        """Scan, digital or blank."""
        ...

    @property
    def width(self) -> float:
        """Its width in points."""
        ...

    @property
    def height(self) -> float:
        """Its height in points."""
        ...

    @property
    def blocks(self) -> Sequence[PlacedText]:
        """What stands on it."""
        ...


class Surroundings:
    """What stands around the tables on each page."""

    def __init__(self, pages: Sequence[PlacedPage]) -> None:
        self._pages = {page.number: page for page in pages}
        self._running = _running_texts(pages)
        self._feet = {turned: self._foot(turned) for turned in (False, True)}

    def is_running(self, text: str | None) -> bool:
        """Whether a text stands at the head of many pages."""
        return text is not None and _without_digits(text) in self._running

    def adjoin(self, before: Table, part: Table) -> bool:
        """Whether a table ends the body of a page and the part begins that of the next that is not blank."""
        first, second = page_of(before), page_of(part)
        between = [self._pages.get(number) for number in range(first + 1, second)]
        if first >= second or not all(page is not None and page.kind == "blank" for page in between):
            return False
        bottom, top = before.fragments[0].box.bottom, part.fragments[0].box.top
        below = [b for b in self._body(first) if b.box.center[1] > bottom and b.table != before.id]
        above = [b for b in self._body(second) if b.box.center[1] < top and b.table != part.id]
        return not below and not above

    def has_notes(self, before: Table) -> bool:
        """Whether notes stand under a table."""
        return any(b.kind == "note" and b.table == before.id for b in self._pages[page_of(before)].blocks)

    def captions_agree(self, parts: Sequence[Table], part: Table) -> bool:
        """Whether what is printed above a part (department, form number), its unit aside, stands above the
        table too."""
        known = {text for p in parts for text in self._captions(p)}
        return self._captions(part) <= known

    def has_room(self, before: Table, part: Table, repeated: int) -> bool:
        """Whether the part's first row would have fitted below the table."""
        page = self._pages[page_of(before)]
        room = self._feet[page.width > page.height] * page.height - before.fragments[0].box.bottom
        heights = [c.places[0].box.height / c.rowspan for c in part.cells if c.row == repeated and c.places]
        return room > max(heights, default=0.0) + ROOM * page.height

    def _foot(self, turned: bool) -> float:
        """How far down the bodies of portrait or landscape (`turned`) pages reach, as a share of height."""
        return max(
            (
                block.box.bottom / page.height
                for page in self._pages.values()
                if (page.width > page.height) == turned
                for block in self._body(page.number)
            ),
            default=1.0,
        )

    def _body(self, number: int) -> list[PlacedText]:
        """The blocks of a page without what runs through all pages, and without what is no text."""
        page = self._pages[number]
        return [
            block
            for block in page.blocks
            if block.kind not in ("header", "footer", "seal")
            and not self.is_running(block.text)
            and not _is_page_number(block, page.height)
            and not _is_garbled(block)
        ]

    def _captions(self, part: Table) -> set[str]:
        blocks = self._pages[page_of(part)].blocks
        texts = (folded(b.text) for b in blocks if b.kind == "caption" and b.table == part.id)
        return {rest for text in texts if (rest := _UNIT_MARK.sub("", text))}


def _is_garbled(block: PlacedText) -> bool:
    """Whether a block is print from the back of the sheet."""
    limit = GARBLED[len(folded(block.text)) > FEW]
    return bool(block.text) and block.confidence is not None and block.confidence < limit


def _is_page_number(block: PlacedText, height: float) -> bool:
    """Whether a block at a page's head or foot is its number."""
    outside = not HEAD * height < block.box.center[1] < (1 - HEAD) * height
    return outside and _PAGE_NUMBER.fullmatch(folded(block.text)) is not None


def _running_texts(pages: Sequence[PlacedPage]) -> frozenset[str]:
    """Texts, digits aside, that stand at the head of several pages.

    One of them may have been taken for the title of a table, but a text that is nothing but titles is the
    name of a form that is printed for several projects.
    """
    counts: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for page in pages:
        head = [b for b in page.blocks if b.text and b.box.bottom < HEAD * page.height]
        counts.update({_without_digits(b.text) for b in head})
        alone.update({_without_digits(b.text) for b in head if b.table is None})
    return frozenset(t for t, count in counts.items() if count >= RUNNING_PAGES and alone[t] >= 2)


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "", folded(text))


def page_of(part: Table) -> int:
    """The page of a table of one page."""
    return part.fragments[0].page
