"""Sums down a column: budget codes, numbered items, groups with a 小计, totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from budgetgrid.benchmarks.sum_sheet import Sheet

TOTAL = re.compile(r"(.*(合计|总计)|(当年|本年).*小计|(SUB)?TOTAL-.*)")
SUBTOTAL = "小计"
OF_WHICH = re.compile("其中")
NUMBERING = (
    re.compile(r"[一二三四五六七八九十]+、"),
    re.compile(r"\d+[、.]|\([一二三四五六七八九十]+\)"),
    re.compile(r"\(\d+\)"),
)
"""From the highest level down."""
CODE = re.compile(r"\d{3}(\d{2}){0,2}|\d{6}")
"""A code printed whole: 类, 款, 项 of 3, 5, 7 digits, or a unit of 3 and 6."""

Key = tuple[str, ...]
Identity = tuple[int, tuple[int, ...]]
"""A row and the rows that make it up."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that is summed. `level` counts from 1, deeper rows are parts of those above; 0 is a total."""

    row: int
    level: int


def code_keys(sheet: Sheet, columns: Sequence[int]) -> dict[int, Key]:
    """The budget code of each row that has one, by level; levels left out are those of the row above."""
    split = [col for col in columns if _head(sheet, col) in ("类", "款", "项")][:3]
    if split:
        return _split_keys(sheet, split)
    whole = [col for col in columns if re.search("编码|代码|类款项", _head(sheet, col))] or list(columns[:1])
    keys = {}
    for row in sheet.data_rows:
        code = sheet.text(row, whole[0])
        if CODE.fullmatch(code):
            rest = code[3:]
            step = 3 if len(code) == 6 else 2
            keys[row] = (code[:3], *(rest[i : i + step] for i in range(0, len(rest), step)))
    return keys


def _head(sheet: Sheet, col: int) -> str:
    heads = sheet.heads(col)
    return "".join(heads[-1].text.split()) if heads else ""


def _split_keys(sheet: Sheet, columns: Sequence[int]) -> dict[int, Key]:
    keys: dict[int, Key] = {}
    above: Key = ()
    for row in sheet.data_rows:
        parts = [sheet.text(row, col) for col in columns]
        filled = [i for i, part in enumerate(parts) if part.isdigit()]
        if not filled or len(above) < filled[0]:
            continue
        above = (*above[: filled[0]], *parts[filled[0] : filled[-1] + 1])
        keys[row] = above
    return keys


def code_identities(keys: dict[int, Key], *, details: bool) -> list[Identity]:
    """Each coded row that has parts. `details`: further rows of one code are parts of the first."""
    parents = _parents(keys, details=details)
    found = ((row, tuple(r for r, above in parents.items() if above == row)) for row in keys)
    return [(row, parts) for row, parts in found if parts]


def top_rows(keys: dict[int, Key], *, details: bool) -> list[int]:
    """The coded rows that are part of no other."""
    return [row for row, above in _parents(keys, details=details).items() if above is None]


def _parents(keys: dict[int, Key], *, details: bool) -> dict[int, int | None]:
    first: dict[Key, int] = {}
    for row, key in keys.items():
        first.setdefault(key, row)
    parents: dict[int, int | None] = {}
    for row, key in keys.items():
        shorter = [key[:n] for n in range(len(key) - 1, 0, -1)]
        candidates = [key, *shorter] if details and first[key] != row else shorter
        parents[row] = next((first[k] for k in candidates if k in first), None)
    return parents


def outline(sheet: Sheet, stub: Sequence[int], amounts: Sequence[int]) -> list[Entry]:
    """The rows with an amount or a total's label, by level; shares of others (其中) are left out."""
    numbered = any(_numbering(_label(sheet, row, stub)) == 1 for row in sheet.data_rows)
    entries = []
    for row in sheet.data_rows:
        label = _label(sheet, row, stub)
        if OF_WHICH.match(label):
            continue
        if TOTAL.fullmatch(label):
            entries.append(Entry(row, 0))
        elif any(sheet.amount(row, col) is not None for col in amounts):
            entries.append(Entry(row, _level(sheet, row, stub, numbered)))
    return entries


def _label(sheet: Sheet, row: int, stub: Sequence[int]) -> str:
    return next((text for col in stub if (text := sheet.label(row, col))), "")


def _numbering(label: str) -> int | None:
    return next((n for n, sign in enumerate(NUMBERING, 1) if sign.match(label)), None)


def _level(sheet: Sheet, row: int, stub: Sequence[int], numbered: bool) -> int:
    label = _label(sheet, row, stub)
    level = _numbering(label)
    if level is not None:
        return level
    group = sheet.owners[row][stub[0]]
    rows = range(group.row, group.row + group.rowspan)
    if any(sheet.text(other, stub[-1]) == SUBTOTAL for other in rows):
        return 1 if sheet.text(row, stub[-1]) == SUBTOTAL else 2
    if len(stub) > 2 and numbered:
        return 3 if sheet.text(row, stub[-1]) else 2
    return 1


def part_identities(entries: Sequence[Entry]) -> Iterator[Identity]:
    """Each row followed by deeper ones, and the nearest level of these."""
    for index, entry in enumerate(entries):
        if not entry.level:
            continue
        below: list[Entry] = []
        for other in entries[index + 1 :]:
            if other.level <= entry.level:
                break
            below.append(other)
        if below:
            nearest = min(other.level for other in below)
            yield entry.row, tuple(other.row for other in below if other.level == nearest)


def total_identities(entries: Sequence[Entry], *, running: bool) -> Iterator[Identity]:
    """Each total: of the highest rows above it, or of those below a first row.

    `running`: it includes the total before it.
    """
    before: list[int] = []
    top = min((e.level for e in entries if e.level), default=1)
    for index, entry in enumerate(entries):
        if entry.level == top:
            before.append(entry.row)
        elif entry.level == 0:
            parts = before if index else [e.row for e in entries if e.level == top]
            if parts:
                yield entry.row, tuple(parts)
            before = [entry.row] if running and index else []
