"""Tables over pages: which parts on consecutive pages are one table. Joining them is `joined_table`'s."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from budgetgrid.tables.amounts import parse_number
from budgetgrid.tables.column_edges import edge_map, relative_edges
from budgetgrid.tables.joined_table import PartPlace, join_parts
from budgetgrid.tables.page_break import folded, is_total, repeated_rows, row_texts
from budgetgrid.tables.starting_over import starts_over
from budgetgrid.tables.surroundings import PlacedPage, Surroundings, page_of
from budgetgrid.tables.table import Finding, Table

CODE = "stitch-doubtful"

FORM_EDGES = 0.6
"""Share of the column edges inside a part of a form that must be those of the pages before it."""

_CONTINUED = re.compile(
    r"^[（(]?续表?[一二三四五六七八九十\d]*[）)]?[:：]?|[（(]续表?[一二三四五六七八九十\d]*[）)]$|表续$"
)


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
    around = Surroundings(pages)
    groups: list[_Group] = []
    findings: list[Finding] = []
    for part in tables:
        verdict = _verdict(groups[-1], part, around) if groups else APART
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


def _verdict(group: _Group, part: Table, around: Surroundings) -> _Verdict:
    """Whether a part goes on with the table before it: by place, then name, columns and contents."""
    first, before = group.parts[0], group.parts[-1]
    if not around.adjoin(before, part):
        return APART
    name = "none" if around.is_running(part.title) else _name(first.title, part.title)
    repeated = repeated_rows(first, part)
    if name == "other" or (name == "same" and not repeated):
        return APART
    if around.has_notes(before) and name != "continued" and not repeated:
        return APART
    if not _units_agree(group, part) or not around.captions_agree(group.parts, part):
        return APART
    if _is_ended(before, first) or _begins_anew(first, part, repeated):
        return APART
    if name != "continued" and starts_over(group.parts, part, repeated):
        return _Verdict(
            doubt=f"has the columns of the table of page {page_of(before)}, but its codes begin anew"
        )
    has_room = around.has_room(before, part, repeated)
    edges = _common_edges(group, part, has_room)
    if edges is None:
        return _Verdict(
            doubt=f"may go on with the table of page {page_of(before)}, but its columns are others"
        )
    if name == "continued" or not has_room:
        return _Verdict(edges)
    return _after_room(group, part, edges, repeated, name)


def _after_room(group: _Group, part: Table, edges: tuple[float, ...], repeated: int, name: str) -> _Verdict:
    """The verdict on a part whose first row would have had room on the page before."""
    page = page_of(group.parts[-1])
    if name == "same":
        return APART
    if repeated:
        return _Verdict(edges)
    own_header = bool(group.parts[0].header_rows and part.header_rows)
    if len(edges) == len(group.edges) == part.cols + 1 and not own_header:
        return _Verdict(edges, f"goes on from page {page}, though there was room below it")
    return _Verdict(doubt=f"may go on with the table of page {page}, but there was room below it")


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


def _common_edges(group: _Group, part: Table, has_room: bool) -> tuple[float, ...] | None:
    """The column edges of all parts: those of one that has all others', or of a form those of all together.

    None where they don't go together. A page of a form needn't have a cell at every column, but two edges or
    more inside must be common to columns that are not simply the same.
    """
    own = relative_edges(part)
    finer, coarser = (group.edges, own) if len(group.edges) >= len(own) else (own, group.edges)
    if len(coarser) < len(finer) and len(coarser) < 4:
        return None
    every = [own, *(relative_edges(p) for p in group.parts)]
    if all(edge_map(edges, finer) for edges in every):
        return finer
    together = _edges_together(finer, coarser)
    joined = not has_room and together and all(edge_map(edges, together) for edges in every)
    return together if joined else None


def _edges_together(finer: tuple[float, ...], coarser: tuple[float, ...]) -> tuple[float, ...]:
    """The edges of two pages of a form, if most of those inside the coarser one are common; else none."""
    others = tuple(edge for edge in coarser if edge_map((edge,), finer) is None)
    inside = len(coarser) - 2
    common = inside - len(others)
    return tuple(sorted((*finer, *others))) if common >= max(2, FORM_EDGES * inside) else ()


def _is_ended(before: Table, first: Table) -> bool:
    """Whether a table's last row is its total, and not the only row below its header."""
    below_header = before.rows - (first.header_rows if before is first else 0)
    return below_header > 1 and is_total(before, before.rows - 1)


def _begins_anew(first: Table, part: Table, repeated: int) -> bool:
    """Whether a part's first row has the label that the table itself begins with: the same form again."""
    head = max(first.header_rows, repeated) if repeated else 0
    ours = row_texts(first, head)[:1] if head < first.rows else []
    theirs = row_texts(part, repeated)[:1]
    return bool(ours and ours == theirs and ours[0]) and parse_number(ours[0]) is None
