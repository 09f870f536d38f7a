"""The rows of a table by functional subject, codes laid out as one of the five habits there are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from budgetgrid.benchmarks.invented.column_tree import Column
from budgetgrid.benchmarks.invented.markup import cell, row
from budgetgrid.benchmarks.invented.scene import Scene
from budgetgrid.benchmarks.invented.vocabulary import Subject, functional_subjects
from budgetgrid.benchmarks.typeset.nodes import Node

LAYOUTS = ("whole", "split", "change", "leaves", "merged")
"""2010301 in one column; 201 | 03 | 01; the same only where it changes, without rows for 类 and 款; 项 alone;
the names of 类 and 款 as merged cells."""

LEVELS = (3, 5, 7)
"""Digits of 类, 款 and 项."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A subject of any level with the amounts of its row."""

    subject: Subject
    amounts: list[int]

    @property
    def level(self) -> int:
        """0 类, 1 款, 2 项."""
        return LEVELS.index(len(self.subject.code))

    @property
    def parts(self) -> tuple[str, str, str]:
        """The code in three columns, empty below its level."""
        code = self.subject.code
        return code[:3], code[3:5], code[5:]


def entries_of(subjects: list[Subject], figures: list[list[int]]) -> list[Entry]:
    """Entries of the 项 and of the 类 and 款 above them, each the sum of those below it, in order."""
    names = {subject.code: subject for subject in functional_subjects()}
    sums: dict[str, list[int]] = {}
    for subject, amounts in zip(subjects, figures):
        for digits in LEVELS:
            code = subject.code[:digits]
            sums[code] = [a + b for a, b in zip(sums.get(code, [0] * len(amounts)), amounts)]
    return [Entry(names[code], sums[code]) for code in sorted(sums)]


def stub_columns(layout: str) -> tuple[Column, ...]:
    """The columns left of the amounts."""
    if layout == "merged":
        return (Column("科目名称", (Column("类"), Column("款"), Column("项"))),)
    code = Column("科目编码")
    if layout in ("split", "change"):
        code = Column("科目编码", (Column("类"), Column("款"), Column("项")))
    return (code, Column("科目名称"))


def code_rows(scene: Scene, layout: str, entries: list[Entry], total: list[int]) -> list[Node]:
    """A row for each entry that the layout prints, and one of totals first or last."""
    items = [entry for entry in entries if entry.level == len(LEVELS) - 1]
    if layout == "merged":
        stubs = _merged_stubs(scene, items)
        shown = items
    elif layout in ("whole", "leaves"):
        shown = entries if layout == "whole" else items
        stubs = [[_code(scene, entry.subject.code), _name(entry, layout == "whole")] for entry in shown]
    else:
        shown = entries if layout == "split" else items
        stubs = _split_stubs(scene, shown, in_full=layout == "split" and scene.chance.random() < 0.5)
    rows = [row(*stub, *scene.amounts(entry.amounts)) for stub, entry in zip(stubs, shown)]
    width = sum(column.leaves for column in stub_columns(layout))
    sums = row(*_total_stub(scene, width), *scene.amounts(total, "total"))
    return [sums, *rows] if scene.chance.random() < 0.6 else [*rows, sums]


def _total_stub(scene: Scene, width: int) -> list[Node]:
    """The stub of the totals: one cell over all its columns, or its last column alone."""
    label = scene.head("合计")
    if scene.chance.random() < 0.5:
        return [cell(label, "stub", colspan=width, align="center")]
    return [*(cell("", "stub") for _ in range(width - 1)), cell(label, "stub", align="center")]


def _code(scene: Scene, text: str) -> Node:
    return cell(text, "stub", align=scene.style.code_align)


def _name(entry: Entry, indented: bool) -> Node:
    return cell(entry.subject.name, "stub", indent=entry.level if indented else 0)


def _split_stubs(scene: Scene, entries: list[Entry], in_full: bool) -> list[list[Node]]:
    """Codes over three columns; unless `in_full`, a part like that of the row above is left out."""
    stubs = []
    for above, entry in pairwise([None, *entries]):
        assert entry is not None
        same = 0
        while above and not in_full and same < entry.level and above.parts[same] == entry.parts[same]:
            same += 1
        codes = [part if index >= same else "" for index, part in enumerate(entry.parts)]
        stubs.append([*(_code(scene, text) for text in codes), _name(entry, indented=False)])
    return stubs


def _merged_stubs(scene: Scene, items: list[Entry]) -> list[list[Node]]:
    """The names of 类 and 款 in cells that span the rows of their 项."""
    names = {subject.code: subject.name for subject in functional_subjects()}
    stubs = []
    for index, entry in enumerate(items):
        stub = []
        for digits in LEVELS[:-1]:
            code = entry.subject.code[:digits]
            if index == 0 or not items[index - 1].subject.code.startswith(code):
                count = sum(1 for other in items if other.subject.code.startswith(code))
                stub.append(cell(names[code], "stub", rowspan=count, align="center"))
        stubs.append([*stub, _name(entry, indented=False)])
    return stubs
