"""The text in which a person labels a document: `label.txt`, written as a draft and corrected in any editor.

    title: 2021年部门预算         what the document is; `checked by` and `when` are filled in at the end
    == page 1                    a page,
    frame: 1 0 0 0 1 0 0 0 1     where it lies upright: the 3 x 3 matrix to the page as a viewer shows it
    -- p1-t1                     a table on it,
    columns: 56.7 120 ? 300      where the sides of its columns and rows are, pt of the upright page;
    rows: 90 110 130             `?` for even between the neighbours
     0 | 项目 | < | 金额          a row, as `typed_rows` describes; the number only helps to find it

A line that begins with `#` is a remark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from budgetgrid.benchmarks.typed_rows import Typed, cells_of, split_row, write_rows
from budgetgrid.layout.geometry import IDENTITY, Matrix, as_matrix

DOCUMENT_KEYS = (
    "draft",
    "title",
    "organisation",
    "year",
    "publisher",
    "source",
    "checked by",
    "when",
    "notes",
)
TABLE_KEYS = ("title", "unit", "kind", "header rows", "panels", "continues", "columns", "rows")
UNKNOWN = "?"
"""A side whose place nobody gave."""

PAGE = re.compile(r"== page (\d+)")
TABLE = re.compile(r"-- (\S+)")
ROW = re.compile(r"\s*\d*\s*\|(.*)")
KEY = re.compile(r"([a-z ]+):(.*)")


class LabelInvalid(ValueError):
    """A label that can't be read; says in which line."""


@dataclass(frozen=True, slots=True)
class LabelTable:
    """A table of one page. `columns` and `rows` are the places of its sides, pt of the upright page.

    `facts` holds what else is told of it, by the names in `TABLE_KEYS`. `doubts` are remarks for the reader.
    """

    id: str
    facts: dict[str, str]
    columns: tuple[float | None, ...]
    rows: tuple[float | None, ...]
    cells: tuple[Typed, ...]
    doubts: str = ""


@dataclass(frozen=True, slots=True)
class LabelPage:
    """A page and its tables; `frame` leads from the upright page to the page as shown, both in pt."""

    number: int
    frame: Matrix = IDENTITY
    tables: tuple[LabelTable, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled document; `facts` by the names in `DOCUMENT_KEYS`."""

    facts: dict[str, str]
    pages: tuple[LabelPage, ...]


def write_label(label: Label) -> str:
    """The text that `read_label` reads this label from."""
    lines = [
        "# Correct the rows by the pictures, which name each cell by row, column. < belongs to the cell on",
        r"# its left, ^ to the one above, \n is a line break. Then say here who checked them and when, and",
        "# run `budgetgrid label --finish` on this folder.",
        *_fact_lines(DOCUMENT_KEYS, label.facts),
    ]
    for page in label.pages:
        lines += [
            "",
            f"== page {page.number}",
            f"frame: {' '.join(f'{v:.9g}' for row in page.frame for v in row)}",
        ]
        for table in page.tables:
            lines += ["", f"-- {table.id}", *_table_lines(table)]
    return "\n".join(lines) + "\n"


def _fact_lines(keys: Sequence[str], facts: dict[str, str]) -> list[str]:
    return [f"{key}: {' '.join(facts.get(key, '').split())}".rstrip() for key in keys]


def _table_lines(table: LabelTable) -> Iterator[str]:
    sides = {"columns": _sides_text(table.columns), "rows": _sides_text(table.rows)}
    yield from _fact_lines(TABLE_KEYS, {**table.facts, **sides})
    if table.doubts:
        yield f"# {table.doubts}"
    rows = write_rows(table.cells, len(table.rows) - 1, len(table.columns) - 1)
    yield from (f"{number:2} | {row}".rstrip() for number, row in enumerate(rows))


def _sides_text(sides: Sequence[float | None]) -> str:
    return " ".join(UNKNOWN if side is None else f"{side:.6g}" for side in sides)


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    facts: dict[str, str] = field(default_factory=dict)
    pages: list[LabelPage] = field(default_factory=list)
    tables: list[tuple[str, dict[str, str], list[list[str]]]] = field(default_factory=list)

    def line(self, line: str) -> None:
        """Take in one line. Raises LabelInvalid."""
        if page := PAGE.fullmatch(line.strip()):
            self.close_page()
            self.pages.append(LabelPage(int(page[1])))
        elif (table := TABLE.fullmatch(line.strip())) and self.pages:
            self.tables.append((table[1], {}, []))
        elif (row := ROW.fullmatch(line)) and self.tables:
            self.tables[-1][2].append(split_row(row[1]))
        elif key := KEY.fullmatch(line):
            self._fact(key[1], key[2].strip())
        else:
            raise LabelInvalid(f"{line.strip()[:40]!r} is no row, fact, table or page here")

    def _fact(self, key: str, value: str) -> None:
        if key == "frame" and self.pages and not self.tables:
            self.pages[-1] = replace(self.pages[-1], frame=_frame(value))
            return
        known = TABLE_KEYS if self.tables else () if self.pages else DOCUMENT_KEYS
        if key not in known:
            raise LabelInvalid(f"{key!r} is nothing that is told here")
        (self.tables[-1][1] if self.tables else self.facts)[key] = value

    def close_page(self) -> None:
        """Put the tables read on the last page. Raises LabelInvalid."""
        if self.pages:
            self.pages[-1] = replace(self.pages[-1], tables=tuple(_table(*table) for table in self.tables))
        self.tables = []


def read_label(text: str) -> Label:
    """The label that a person typed. Raises LabelInvalid."""
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            reading.line(line)
        except LabelInvalid as error:
            raise LabelInvalid(f"line {number}: {error}") from error
    reading.close_page()
    return Label(reading.facts, tuple(reading.pages))


def _table(name: str, facts: dict[str, str], rows: list[list[str]]) -> LabelTable:
    columns, sides = (_sides(name, facts.pop(key, "")) for key in ("columns", "rows"))
    wrong = next((n for n, row in enumerate(rows) if len(row) != len(columns) - 1), None)
    if wrong is not None:
        raise LabelInvalid(
            f"{name}, row {wrong}: {len(rows[wrong])} cells between {len(columns)} sides of columns"
        )
    if len(rows) != len(sides) - 1:
        raise LabelInvalid(f"{name}: {len(rows)} rows between {len(sides)} sides of rows")
    return LabelTable(name, facts, columns, sides, tuple(cells_of(rows)))


def _frame(text: str) -> Matrix:
    numbers = [_number(word) for word in text.split()]
    if len(numbers) != 9 or not numbers[8]:
        raise LabelInvalid(f"{text!r} is no frame of nine numbers")
    return as_matrix(np.array(numbers).reshape(3, 3))


def _sides(name: str, text: str) -> tuple[float | None, ...]:
    sides = tuple(None if word == UNKNOWN else _number(word) for word in text.split())
    if len(sides) < 2 or sides[0] is None or sides[-1] is None:
        raise LabelInvalid(f"{name}: the first and the last side of columns and rows must have a place")
    known = [side for side in sides if side is not None]
    if known != sorted(set(known)):
        raise LabelInvalid(f"{name}: sides {text!r} are not in order")
    return sides


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        raise LabelInvalid(f"{word!r} is no number") from None


def placed(sides: Sequence[float | None]) -> list[float]:
    """Every side's place; unknown ones even between the known ones beside them. The outer ones are known."""
    known = [(i, side) for i, side in enumerate(sides) if side is not None]
    places = []
    for (i, start), (j, end) in pairwise(known):
        places += [start + (end - start) * k / (j - i) for k in range(j - i)]
    return [*places, known[-1][1]]
