"""Cells with the evidence about them and whether they are right: what the confidence model is fitted on.

A cell is `placed` where its anchor and spans are the truth's and it holds the text printed there; it is
`read` where its text is what is printed, in whichever cell of the table that is. A row or column lost moves
texts into cells that exist too: where more than MOVED of a table's texts are not those of their cells, a text
that stands elsewhere in the table counts as read and not placed; everywhere else as placed and not read.
Where hardly any text of a table is the truth's, its page was read upside down: nothing of it is placed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from budgetgrid.benchmarks.matching import match_tables
from budgetgrid.benchmarks.metrics.cells import is_number, strict
from budgetgrid.benchmarks.page_tables import PageTable, fragment_tables, read_tables
from budgetgrid.benchmarks.runs import on_clean_page, scan_of
from budgetgrid.benchmarks.samples import Sample
from budgetgrid.conversion import read_page
from budgetgrid.document import Run, Source
from budgetgrid.layout.source import open_source
from budgetgrid.ocr.engine import Engine
from budgetgrid.options import Options
from budgetgrid.tables.checks.check import check_tables
from budgetgrid.tables.confidence.evidence import Evidence
from budgetgrid.whole_document import whole_document

MOVED = 0.3

LIKE = 0.3
"""A table of whose texts fewer than this share stand in the true one was not read as that table at all."""

DIGITAL = -2
"""The degree under which the clean digital page is listed."""


@dataclass(frozen=True, slots=True)
class Case:
    """One cell that was read. `number`: in the truth or as read. `passed`, `failed`: checks of its figure."""

    document: str
    degree: int
    split: str | None
    table: str
    evidence: Evidence
    placed: bool
    read: bool
    right: bool
    number: bool
    passed: int = 0
    failed: int = 0


def collect_cases(sample: Sample, degree: int, options: Options, engine: Engine, scans: Path) -> list[Case]:
    """Read a sample at a degree of damage, page by page, and judge each of its cells."""
    path, warps = (sample.digital, ()) if degree == DIGITAL else scan_of(sample, degree, scans)
    assert path is not None, f"{sample.slug} has no digital page"
    with open_source(path) as source:
        results = [read_page(source, n, engine, options) for n in range(1, source.page_count + 1)]
    document = whole_document(Source(path.name, "", len(results)), Run("", ""), results, (), join=False)
    checked = check_tables(document.tables, document.pages, document.metadata.year)
    support = {(s.table, s.row, s.col): (s.passed, s.failed) for s in checked.support}
    tables = [on_clean_page(table, warps, max(0, degree)) for table in read_tables(document)]
    matching = match_tables(fragment_tables(sample.truth), tables)
    truths = {id(pair.read): pair.truth for pair in matching.matched if pair.read is not None}
    evidence = [found for result in results for found in result.evidence]
    cases = []
    for table, read, found in zip(document.tables, tables, evidence, strict=True):
        judged = judge_cells(read, truths.get(id(read)))
        for cell, one, verdict in zip(table.cells, found, judged, strict=True):
            checks = support.get((table.id, cell.row, cell.col), (0, 0))
            cases.append(Case(sample.slug, degree, sample.split, table.id, one, *verdict, *checks))
    return cases


def judge_cells(read: PageTable, truth: PageTable | None) -> list[tuple[bool, bool, bool, bool]]:
    """Placed, read, right and number of each cell, as of `Case`; of an invented table nothing is placed."""
    true = {} if truth is None else {cell.place: strict(cell.text) for cell in truth.cells}
    printed = set(true.values())
    filled = [cell for cell in read.cells if strict(cell.text)]
    moved = sum(true.get(c.place) != strict(c.text) for c in filled) > MOVED * max(1, len(filled))
    unlike = sum(strict(c.text) in printed for c in filled) < LIKE * len(filled)
    verdicts = []
    for cell in read.cells:
        text, there = strict(cell.text), true.get(cell.place)
        right = text == there
        was_read = right or ((moved or there is None) and text in printed)
        placed = there is not None and not unlike and not (was_read and not right)
        verdicts.append((placed, was_read, right, is_number(text) or is_number(there or "")))
    return verdicts


def save_cases(cases: Iterable[Case], path: Path) -> None:
    """Write cases, one JSON object a line."""
    with path.open("w", encoding="utf-8") as file:
        for case in cases:
            file.write(json.dumps(asdict(case), ensure_ascii=False) + "\n")


def load_cases(paths: Sequence[Path]) -> list[Case]:
    """Read the files that `save_cases` wrote."""
    cases = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            found = record.pop("evidence")
            evidence = Evidence(found["kind"], found["source"], tuple(found["text"]), tuple(found["place"]))
            cases.append(Case(evidence=evidence, **record))
    return cases
