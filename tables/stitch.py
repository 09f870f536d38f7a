"""Tables over pages: which parts on consecutive pages are one table. Joining them is `joined_table`'s."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from budgetgrid.layout.geometry import Box
from budgetgrid.tables.amounts import parse_number
from budgetgrid.tables.column_edges import edge_map, relative_edges
from budgetgrid.tables.joined_table import PartPlace, join_parts
from budgetgrid.tables.page_break import folded, repeated_rows, row_texts
from budgetgrid.tables.table import Finding, Table

CODE = "stitch-doubtful"

RUNNING_PAGES = 3
"""Pages on which a text at the head must stand to be a running header, digits aside."""

HEAD = 0.15
"""Share of a page's height in which a running header or a page number stands."""

ROOM = 0.02
"""Share of a page's height by which a row must fit below a table for the table to have ended there: more
than the spacing that text processors leave."""

TOTALS = frozenset(("合计", "总计", "收入总计", "支出总计", "收支总计", "总合计"))
"""First texts of a row that ends a table."""

_CONTINUED = re.compile(
    r"^[（(]?续表?[一二三四五六七八九十\d]*[）)]?[:：]?|[（(]续表?[一二三四五六七八九十\d]*[）)]$|表续$"
)
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


@dataclass(frozen=True, slots=True)
class Stitched:
    """Logical tables, where each part went, and the joins and separations that are doubtful. Findings name
    tables by the id of their first part."""

    tables: tuple[Table, ...]
    places: tuple[PartPlace, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Parts that are one table so far, and its column edges."""

    parts: tuple[Table, ...]
    edges: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """Whether a part goes on with a group, its column edges then, and what is doubtful about it."""

    edges: tuple[float, ...] | None = None
    doubt: str | None = None


APART = _Verdict()


def stitch(tables: Sequence[Table], pages: Sequence[PlacedPage]) -> Stitched:
    """Join tables of one page each (boxes in points, in reading order) that are parts of one.

    A part that can't be placed stays a table of its own.
    """
    layout = _Layout(pages)
    groups: list[_Group] = []
    findings: list[Finding] = []
    for part in tables:
        verdict = _verdict(groups[-1], part, layout) if groups else APART
        if verdict.edges is not None:
            groups[-1] = _Group((*groups[-1].parts, part), verdict.edges)
        else:
            groups.append(_Group((part,), relative_edges(part)))
        if verdict.doubt:
            first = groups[-1].parts[0].id
            findings.append(Finding(CODE, "info", verdict.doubt, first, page=part.fragments[0].page))
    joined = [join_parts(group.parts, group.edges) for group in groups]
    places = tuple(place for one in joined for place in one.places)
    return Stitched(tuple(one.table for one in joined), places, tuple(findings))


def keep_apart(tables: Sequence[Table]) -> Stitched:
    """The tables as they are."""
    places = tuple(place for table in tables for place in join_parts([table], ()).places)
    return Stitched(tuple(tables), places, ())


def _verdict(group: _Group, part: Table, layout: _Layout) -> _Verdict:
    """Whether a part goes on with the table before it: by place, then name, columns and contents."""
    first, before = group.parts[0], group.parts[-1]
    if not layout.adjoin(before, part):
        return APART
    name = "none" if layout.is_running(part.title) else _name(first.title, part.title)
    repeated = repeated_rows(first, part)
    if name == "other" or (name == "same" and not repeated):
        return APART
    if layout.has_notes(before) and name != "continued" and not repeated:
        return APART
    if not _units_agree(group, part) or not layout.captions_agree(group.parts, part):
        return APART
    if _is_ended(before, first) or _begins_anew(first, part, repeated):
        return APART
    edges = _common_edges(group, part)
    if edges is None:
        return _Verdict(doubt=f"may go on with the table of page {_page(before)}, but its columns are others")
    if name == "continued" or not layout.has_room(before, part, repeated):
        return _Verdict(edges)
    return _after_room(group, part, edges, repeated, name)


def _after_room(group: _Group, part: Table, edges: tuple[float, ...], repeated: int, name: str) -> _Verdict:
    """The verdict on a part whose first row would have had room on the page before."""
    page = _page(group.parts[-1])
    if name == "same":
        return APART
    if repeated:
        return _Verdict(edges)
    own_header = bool(group.parts[0].header_rows and part.header_rows)
    if len(edges) == len(group.edges) == part.cols + 1 and not own_header:
        return _Verdict(edges, f"goes on from page {page}, though there was room below it")
    return _Verdict(doubt=f"may go on with the table of page {page}, but there was room below it")


def _page(part: Table) -> int:
    return part.fragments[0].page


def _name(first: str | None, title: str | None) -> str:
    """What a part's title says: `none`, `same` as the table's, `continued`, or `other`."""
    if not title:
        return "none"
    own, other = folded(title), folded(first or "")
    bare = _CONTINUED.sub("", own)
    if own != bare and (not bare or not other or bare == other):
        return "continued"
    return "same" if own == other else "other"


def _units_agree(group: _Group, part: Table) -> bool:
    """Whether no two units are printed."""
    return len({p.unit for p in (*group.parts, part) if p.unit}) <= 1


def _common_edges(group: _Group, part: Table) -> tuple[float, ...] | None:
    """The column edges of all parts, if one of them has those of all others; None otherwise.

    A page of a form needn't have a cell at every column. But two edges or more inside must be common to
    columns that are not simply the same.
    """
    own = relative_edges(part)
    finer, coarser = (group.edges, own) if len(group.edges) >= len(own) else (own, group.edges)
    if len(coarser) < len(finer) and len(coarser) < 4:
        return None
    every = [own, *(relative_edges(p) for p in group.parts)]
    return finer if all(edge_map(edges, finer) for edges in every) else None


def _is_ended(before: Table, first: Table) -> bool:
    """Whether a table's last row is its total, and not the only row below its header."""
    texts = [text for text in row_texts(before, before.rows - 1) if text]
    below_header = before.rows - (first.header_rows if before is first else 0)
    return bool(texts) and texts[0] in TOTALS and below_header > 1


def _begins_anew(first: Table, part: Table, repeated: int) -> bool:
    """Whether a part's first row has the label that the table itself begins with: the same form again."""
    head = max(first.header_rows, repeated) if repeated else 0
    ours = row_texts(first, head)[:1] if head < first.rows else []
    theirs = row_texts(part, repeated)[:1]
    return bool(ours and ours == theirs and ours[0]) and parse_number(ours[0]) is None


class _Layout:
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
        first, second = _page(before), _page(part)
        between = [self._pages.get(number) for number in range(first + 1, second)]
        if first >= second or not all(page is not None and page.kind == "blank" for page in between):
            return False
        bottom, top = before.fragments[0].box.bottom, part.fragments[0].box.top
        below = [b for b in self._body(first) if b.box.center[1] > bottom and b.table != before.id]
        above = [b for b in self._body(second) if b.box.center[1] < top and b.table != part.id]
        return not below and not above

    def has_notes(self, before: Table) -> bool:
        """Whether notes stand under a table."""
        return any(b.kind == "note" and b.table == before.id for b in self._pages[_page(before)].blocks)

    def captions_agree(self, parts: Sequence[Table], part: Table) -> bool:
        """Whether what is printed above a part (department, form number), its unit aside, stands above the
        table too."""
        known = {text for p in parts for text in self._captions(p)}
        return self._captions(part) <= known

    def has_room(self, before: Table, part: Table, repeated: int) -> bool:
        """Whether the part's first row would have fitted below the table."""
        page = self._pages[_page(before)]
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
        """The blocks of a page without what runs through all pages."""
        page = self._pages[number]
        return [
            block
            for block in page.blocks
            if block.kind not in ("header", "footer", "seal")
            and not self.is_running(block.text)
            and not _is_page_number(block, page.height)
        ]

    def _captions(self, part: Table) -> set[str]:
        blocks = self._pages[_page(part)].blocks
        texts = (folded(b.text) for b in blocks if b.kind == "caption" and b.table == part.id)
        return {rest for text in texts if (rest := _UNIT_MARK.sub("", text))}


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
