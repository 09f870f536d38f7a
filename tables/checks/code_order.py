"""Order, hierarchy and names of budget codes: a code that falls out of them was misread, or its row moved."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from budgetgrid.tables.checks.identity import Spot
from budgetgrid.tables.checks.judgement import Verdict
from budgetgrid.tables.code_names import known_names, same_name
from budgetgrid.tables.codes import UNIT, RowCode, parent_of
from budgetgrid.tables.sheet import Sheet
from budgetgrid.tables.table import CellRef, Finding

ORDER = "code-order"
PARENT = "code-parent"
NAME = "code-name"

LEAST_CODES = 5
"""Codes of a run from which one that is out of order, or without its parent, is remarkable."""

USUAL = 0.8
"""Share of a table's codes that must be in order, under a parent, or named as elsewhere, for the others
to be remarkable."""


def code_findings(
    sheets: Sequence[Sheet],
    codes: Mapping[str, Sequence[RowCode]],
    year: int | None,
) -> list[Finding]:
    """Codes out of order, without their parent, or under another's name; `year` is the document's."""
    found: list[Finding] = []
    for sheet in sheets:
        for run in _runs(codes[sheet.table.id]):
            found.extend(_disorder(sheet, run))
            found.extend(_orphans(sheet, run))
    return [*found, *_names(codes, year)]


def name_verdicts(codes: Mapping[str, Sequence[RowCode]]) -> Iterator[Verdict]:
    """Codes and names that confirm each other: so known, or so printed in another table as well."""
    printed = _printed(codes)
    known = known_names()
    for table, own in codes.items():
        for code in own:
            if code.name and code.name_col is not None:
                elsewhere = any(name == code.name for t, name in printed[code.full] if t != table)
                if elsewhere or any(same_name(code.name, name) for name in known.get(code.full, ())):
                    cols = dict.fromkeys((*code.cols, code.name_col))
                    yield Verdict(tuple(Spot(table, code.row, col) for col in cols), True)


def _runs(codes: Sequence[RowCode]) -> Iterator[list[RowCode]]:
    """The codes in rows one below the other, of the first classification in each panel: a second one
    beside it follows the first one's order."""
    panels: dict[int, dict[int, RowCode]] = defaultdict(dict)
    for code in codes:
        if code.kind != UNIT:
            panels[code.panel].setdefault(code.row, code)
    for own in panels.values():
        run: list[RowCode] = []
        for code in own.values():
            if run and code.row > run[-1].row + 1:
                yield run
                run = []
            run.append(code)
        yield run


def _disorder(sheet: Sheet, run: Sequence[RowCode]) -> Iterator[Finding]:
    """The fewest codes without which the others ascend."""
    kept = _ascending([code.full for code in run])
    if len(run) >= LEAST_CODES and USUAL * len(run) <= len(kept) < len(run):
        for index in sorted(set(range(len(run))) - set(kept)):
            code = run[index]
            message = f"{code.full} stands out of the order of codes"
            yield Finding(ORDER, "info", message, sheet.table.id, _refs(code), actual=code.full)


def _ascending(values: Sequence[str]) -> list[int]:
    """Indexes of a longest run of values that never descend, others left out (patience sorting)."""
    tails: list[str] = []
    ends: list[int] = []
    before: list[int | None] = []
    for index, value in enumerate(values):
        place = bisect_right(tails, value)
        before.append(ends[place - 1] if place else None)
        tails[place:] = [value, *tails[place + 1 :]]
        ends[place:] = [index, *ends[place + 1 :]]
    chain: list[int] = []
    at = ends[-1] if ends else None
    while at is not None:
        chain.append(at)
        at = before[at]
    return chain[::-1]


def _orphans(sheet: Sheet, run: Sequence[RowCode]) -> Iterator[Finding]:
    """Codes whose parent is not printed where most are."""
    fulls = {code.full for code in run}
    lower = [code for code in run if parent_of(code.full)]
    orphans = [code for code in lower if parent_of(code.full) not in fulls]
    if len(lower) >= LEAST_CODES and len(orphans) <= (1 - USUAL) * len(lower):
        for code in orphans:
            message = f"no {parent_of(code.full)} stands above {code.full}"
            yield Finding(PARENT, "info", message, sheet.table.id, _refs(code), parent_of(code.full))


def _names(codes: Mapping[str, Sequence[RowCode]], year: int | None) -> Iterator[Finding]:
    """Codes that no year's table of codes calls what they are called here, where one of a year near this does
    or other tables do call them something else, in tables that name most of their codes so."""
    printed = _printed(codes)
    known, near = known_names(), known_names(year)
    for table, own in codes.items():
        strange: list[Finding] = []
        usual = 0
        for code in own:
            here = Counter(name for _, name in printed[code.full])
            others = [name for name, count in here.items() if code.name and count > here[code.name]]
            expected = [*near.get(code.full, ()), *others]
            if not code.name or not expected:
                continue
            if any(same_name(code.name, name) for name in (*known.get(code.full, ()), *others)):
                usual += 1
            else:
                message = f"{code.full} is called {code.name} here and {min(expected)} elsewhere"
                strange.append(Finding(NAME, "info", message, table, _refs(code), min(expected), code.name))
        if usual >= USUAL * (usual + len(strange)):
            yield from strange


def _printed(codes: Mapping[str, Sequence[RowCode]]) -> dict[str, list[tuple[str, str]]]:
    """Where each code is called what: tables and names."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for table, own in codes.items():
        for code in own:
            if code.name:
                found[code.full].append((table, code.name))
    return found


def _refs(code: RowCode) -> tuple[CellRef, ...]:
    return tuple(CellRef(code.row, col) for col in code.cols)
