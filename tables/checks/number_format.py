"""The form of numbers down a column: what can't be read among figures, and what looks unlike the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.sheet import Section, Sheet
from budgetgrid.tables.table import Cell, CellRef, Finding

CODE = "number-format"

USUAL = 0.8
"""Share of a column's numbers from which their form is its usual one."""

LEAST_NUMBERS = 5
"""Numbers of a form from which one of another is remarkable."""

_DECIMALS = re.compile(r"\.(\d+)")
_PLAIN_THOUSANDS = re.compile(r"\D*\d{4,}")
_UNREADABLE = "a figure is expected here"


@dataclass(frozen=True, slots=True)
class _Form:
    """A trait of printed numbers: what it is called, and what of it a text has, None where it can't show."""

    name: str
    of: Callable[[str], str | None]


def _decimals(text: str) -> str | None:
    """How many decimals; a plain 0 may be printed without."""
    match = _DECIMALS.search(text)
    return str(len(match[1])) if match else None if text == "0" else "0"


def _thousands(text: str) -> str | None:
    """Whether thousands are set apart; numbers below a thousand don't tell."""
    if "," in text:
        return "commas"
    return "none" if _PLAIN_THOUSANDS.match(text) else None


_FORMS = (_Form("decimals", _decimals), _Form("thousands separators", _thousands))


def number_formats(sheet: Sheet) -> Iterator[Finding]:
    """Warnings for what is no figure in a column of figures, infos for figures of an unusual form."""
    for section in sheet.sections:
        for col in section.figures:
            yield from _of_column(sheet, section, col)


def _of_column(sheet: Sheet, section: Section, col: int) -> Iterator[Finding]:
    anchored = [row for row in sheet.data_rows if sheet.text(row, col) and sheet.figure(row, col).printed]
    cells = [sheet.owners[row][col] for row in anchored]
    figures = [cell for cell in cells if sheet.figure(cell.row, cell.col).value is not None]
    for cell in cells:
        if cell not in figures and len(figures) > 1:
            yield _finding(sheet, (cell,), "warning", _UNREADABLE, None, cell.text)
    for form in _FORMS:
        yield from _unusual(sheet, figures, form)


def _unusual(sheet: Sheet, cells: Sequence[Cell], form: _Form) -> Iterator[Finding]:
    """The numbers that differ in a trait from nearly all others of the column."""
    traits = {cell: trait for cell in cells if (trait := form.of(plain(cell.text))) is not None}
    if not traits:
        return
    usual, count = Counter(traits.values()).most_common(1)[0]
    if count >= LEAST_NUMBERS and count >= USUAL * len(traits):
        for cell, trait in traits.items():
            if trait != usual:
                message = f"{form.name}: {trait}, and {usual} in {count} others of the column"
                yield _finding(sheet, (cell,), "info", message, usual, trait)


def _finding(
    sheet: Sheet, cells: Sequence[Cell], severity: str, message: str, expected: str | None, actual: str
) -> Finding:
    refs = tuple(CellRef(cell.row, cell.col) for cell in cells)
    return Finding(CODE, severity, message, sheet.table.id, refs, expected, actual)
