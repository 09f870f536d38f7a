"""The outline of a column of labels: numbers, 其中, indents and codes say what is below what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from budgetgrid.tables.meaning.words import SUM, TOTAL
from budgetgrid.tables.plain_text import plain

_KINDS = (
    re.compile(r"[一二三四五六七八九十]{1,3}[、.．:]"),
    re.compile(r"\([一二三四五六七八九十]{1,3}\)"),
    re.compile(r"\d{1,2}[、.．](?!\d)"),
    re.compile(r"\(\d{1,2}\)|\d{1,2}\)"),
    re.compile(r"[①-⑳]"),
)
"""Ways of numbering, from the outermost as these documents use them (GB/T 9704, 7.3.3)."""

_AMONG = re.compile(r"其中:?")
_APART = re.compile(r"上年|年初|结转|结余")
"""What a list that 其中 began does not go on with."""

_INDENT = re.compile(r"^[ \u3000\xa0]*")
IDEOGRAPHIC_SPACE = "\u3000"


@dataclass(frozen=True, slots=True)
class Label:
    """One row's own label: its texts as shown from the left, with the code and the unit's code of the row
    ("" for none) and the raw text of the last, with any indent."""

    texts: tuple[str, ...]
    code: str = ""
    unit: str = ""
    raw: str = ""


def outline(labels: Sequence[Label | None]) -> list[tuple[str, ...]]:
    """The path of each label, its parents first; () for a row without one.

    A code is below the last one that it begins with (2010301 below 20103), and below the row of its unit.
    Without codes numbering decides: a way of numbering not used above the last label is below it. What begins
    with 其中 is below the label before it. Other labels stand at the top, or below one that is less indented.
    """
    paths: list[tuple[str, ...]] = []
    stack: list[_Level] = []
    for label in labels:
        if label is None:
            paths.append(())
            continue
        level = _level(label)
        parents = _parents(stack, level)
        goes_on = level.kind is None and bool(parents) and parents[-1] is not (stack[-1] if stack else None)
        stack = [*parents, replace(level, among=level.among or goes_on)]
        paths.append(_path(stack))
    return paths


@dataclass(frozen=True, slots=True)
class _Level:
    """A label with what tells its place: kind of number, indent in characters, in a list after 其中."""

    label: Label
    kind: int | None
    indent: int
    among: bool

    @property
    def text(self) -> str:
        return plain(self.label.texts[-1])


def _level(label: Label) -> _Level:
    text = plain(label.texts[-1])
    bare = _AMONG.sub("", text, count=1) if _AMONG.match(text) else text
    kind = next((index for index, pattern in enumerate(_KINDS) if pattern.match(bare)), None)
    return _Level(label, kind, _indent(label.raw), bare != text)


def _indent(raw: str) -> int:
    """How far a text is set in, in characters of half width."""
    found = _INDENT.match(raw)
    return sum(2 if c == IDEOGRAPHIC_SPACE else 1 for c in found.group()) if found else 0


def _path(stack: Sequence[_Level]) -> tuple[str, ...]:
    """The texts of the labels, what a label repeats of its parent's (a merged cell) left out."""
    path: tuple[str, ...] = ()
    for level in stack:
        own = level.label.texts
        shared = next((n for n in range(len(own) - 1, 0, -1) if path[-n:] == own[:n]), 0)
        path = (*path, *own[shared:])
    return path


def _parents(stack: Sequence[_Level], level: _Level) -> list[_Level]:
    """The labels above `level`, of the last label and those above it."""
    label = level.label
    if not stack or TOTAL.fullmatch(level.text):
        return []
    if label.code or label.unit:
        return [entry for entry in stack if _is_above(entry.label, label)]
    if level.kind is not None:
        return _numbered_parents(stack, level.kind)
    if level.among:
        last = stack[-1]
        return list(stack[:-1]) if last.among and last.kind is None else list(stack)
    if level.indent:
        return [entry for entry in stack if entry.indent < level.indent]
    goes_on = stack[-1].among and not _APART.search(level.text) and not SUM.fullmatch(level.text)
    return list(stack[:-1]) if goes_on else []


def _is_above(upper: Label, label: Label) -> bool:
    """Whether a row's code begins another's, or it is the row of the other's unit."""
    if upper.code:
        return label.code != upper.code and label.code.startswith(upper.code)
    below_unit = bool(label.code) or label.unit != upper.unit
    return bool(upper.unit) and below_unit and label.unit.startswith(upper.unit)


def _numbered_parents(stack: Sequence[_Level], kind: int) -> list[_Level]:
    """What stands above a label numbered in this way: all before the last one numbered so, else the labels
    that have a number and are no total."""
    same = [index for index, entry in enumerate(stack) if entry.kind == kind]
    if same:
        return list(stack[: same[-1]])
    return [entry for entry in stack if entry.kind is not None]
