"""Sums down a column of rows without codes: numbered items, groups with a 小计, totals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from budgetgrid.tables.checks.identity import Figures, Identity, best, down
from budgetgrid.tables.sheet import Section, Sheet

PARTS = "sum-of-parts"
TOTALS = "sum-total"
OF_WHICH = "sum-of-which"

TOTAL = re.compile(r"(?:.*(?:合计|总计)|(?:当年|本年).*小计|合|总)[:：]?")
SUBTOTAL = "小计"
_OF_WHICH = re.compile("其中")
_NUMBERING = (
    re.compile(r"[一二三四五六七八九十]+、"),
    re.compile(r"\([一二三四五六七八九十]+\)"),
    re.compile(r"\d+[、.．](?!\d)"),
    re.compile(r"\(\d+\)|[①-⑳]"),
)
"""From the highest level down."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row with figures: its level from 1, deeper rows are parts of those above; 0 is a total."""

    row: int
    level: int
    of_which: bool = False


_Level = Callable[[Sheet, Section, Sequence[int]], list[_Row]]


def outline_sums(sheet: Sheet, section: Section, figures: Figures) -> Sequence[Identity]:
    """The sums of a section whose rows have no codes, its levels read in the way that more of it obeys."""
    rows = [
        row
        for row in sheet.data_rows
        if TOTAL.fullmatch(first_label(sheet, row, section))
        or any(sheet.figure(row, col).printed for col in section.figures)
    ]
    choices = [
        list(_identities(sheet, section, levels(sheet, section, rows), running))
        for levels in (_by_number, _by_group, _by_column)
        for running in (True, False)
    ]
    return best(choices, figures)


def first_label(sheet: Sheet, row: int, section: Section) -> str:
    """The first text of a row in the section's stub that is no mere number."""
    texts = (sheet.label(row, col) for col in section.stub)
    return next((text for text in texts if text and not text.isdigit()), "")


def _by_number(sheet: Sheet, section: Section, rows: Sequence[int]) -> list[_Row]:
    """Levels by the numbers before the labels; rows without one are shares of the numbered row above until
    the first total, and of the highest level after it."""
    found: list[_Row] = []
    numbered = [_numbering(first_label(sheet, row, section)) for row in rows]
    top = min((level for level in numbered if level), default=1)
    loose = top
    for row, level in zip(rows, numbered):
        label = first_label(sheet, row, section)
        if TOTAL.fullmatch(label):
            found.append(_Row(row, 0))
            loose = top if any(r.level for r in found) else loose
        elif level:
            found.append(_Row(row, level, bool(_OF_WHICH.match(label))))
            loose = len(_NUMBERING) + 1
        elif loose == top:
            found.append(_Row(row, top, bool(_OF_WHICH.match(label))))
        else:
            share = bool(_OF_WHICH.match(label)) or found[-1].of_which
            found.append(_Row(row, loose, share))
    return found


def _by_group(sheet: Sheet, section: Section, rows: Sequence[int]) -> list[_Row]:
    """Levels by merged labels: the 小计 of a group, and labels over the whole stub, stand above others."""
    found = []
    for row in rows:
        label = first_label(sheet, row, section)
        last = sheet.label(row, section.stub[-1]) if section.stub else ""
        group = sheet.owners[row][section.stub[0]] if section.stub else None
        members = range(group.row, group.row + group.rowspan) if group else range(0)
        inner = any(sheet.label(r, section.stub[-1]) == SUBTOTAL for r in members)
        if TOTAL.fullmatch(label):
            found.append(_Row(row, 0))
        else:
            level = 2 if inner and last != SUBTOTAL else 1
            found.append(_Row(row, level, bool(_OF_WHICH.match(last or label))))
    return found


def _by_column(sheet: Sheet, section: Section, rows: Sequence[int]) -> list[_Row]:
    """Levels by the last column of the stub that a row fills."""
    found = []
    for row in rows:
        filled = [n for n, col in enumerate(section.stub, 1) if sheet.text(row, col)]
        total = TOTAL.fullmatch(first_label(sheet, row, section))
        found.append(_Row(row, 0 if total else max(filled, default=1)))
    return found


def _numbering(label: str) -> int | None:
    label = re.sub(r"^其中[:：]?", "", label)
    return next((level for level, sign in enumerate(_NUMBERING, 1) if sign.match(label)), None)


def _identities(sheet: Sheet, section: Section, rows: Sequence[_Row], running: bool) -> Iterator[Identity]:
    for row, parts, rule in (*_parts(rows), *_totals(rows, running)):
        yield from down(sheet, rule, section.index, row, parts, section.figures)


def _parts(rows: Sequence[_Row]) -> Iterator[tuple[int, list[int], str]]:
    """Each row followed by deeper ones, and the nearest level of these."""
    for index, entry in enumerate(rows):
        below: list[_Row] = []
        for other in rows[index + 1 :]:
            if other.level <= entry.level:
                break
            below.append(other)
        if entry.level and below:
            nearest = min(other.level for other in below)
            parts = [other for other in below if other.level == nearest]
            rule = OF_WHICH if any(part.of_which for part in parts) else PARTS
            yield entry.row, [part.row for part in parts], rule


def _totals(rows: Sequence[_Row], running: bool) -> Iterator[tuple[int, list[int], str]]:
    """Each total: of the highest rows above it, or of those below a first row.

    `running`: it includes the total before it.
    """
    top = min((r.level for r in rows if r.level), default=1)
    before: list[int] = []
    for index, entry in enumerate(rows):
        if entry.level == top and not entry.of_which:
            before.append(entry.row)
        elif entry.level == 0:
            parts = before if index else [r.row for r in rows if r.level == top and not r.of_which]
            if parts:
                yield entry.row, list(parts), TOTALS
            before = [entry.row] if running and index else []
