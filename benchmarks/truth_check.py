"""Whether a truth file can be relied on: its shape, its grids, its boxes, its sums, its characters."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import jsonschema
import pymupdf

from budgetgrid.benchmarks.table_kinds import KINDS, PanelsInvalid, check_panels
from budgetgrid.benchmarks.truth import (
    Rect,
    Truth,
    TruthInvalid,
    TruthTable,
    check_tiling,
    load_truth,
)
from budgetgrid.benchmarks.truth_sums import Sum, check_sums

OUTSIDE = 3.0
"""How far a box may reach over its page or its table, pt: less than half a row of the smallest print.
On a scan whose rules slope, cells reach over the outline by 2.05."""

MOST_NAMED = 20
"""Characters outside the alphabet that are named for each table."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong (`error`) or to be looked at (`doubt`); `table` is empty for the document."""

    severity: str
    message: str
    table: str = ""


def check_file(path: Path, alphabet: Collection[str] = ()) -> list[Trouble]:
    """What is wrong or doubtful in a truth file and the document beside it.

    `alphabet`: the characters that a recogniser can read; empty to leave texts unchecked.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        return [Trouble("error", f"{path.name} can't be read: {error}")]
    misshapen = [Trouble("error", message) for message in _schema_errors(document)]
    if misshapen:
        return misshapen
    try:
        truth = load_truth(path)
    except TruthInvalid as error:
        return [Trouble("error", str(error))]
    return [*check_truth(truth, alphabet), *_page_count(truth, path.parent)]


def _schema_errors(document: object) -> Iterator[str]:
    schema = json.loads((files("budgetgrid.benchmarks") / "truth.schema.json").read_text(encoding="utf-8"))
    for error in jsonschema.Draft202012Validator(schema).iter_errors(document):
        yield f"{error.json_path}: {error.message[:200]}"


def _page_count(truth: Truth, folder: Path) -> Iterator[Trouble]:
    """Whether the documents beside the truth have its pages."""
    for path in (folder / "scan.pdf", folder / "digital.pdf"):
        if path.exists():
            with pymupdf.open(path) as document:
                if document.page_count != len(truth.pages):
                    counts = f"{document.page_count} pages, the truth {len(truth.pages)}"
                    yield Trouble("error", f"{path.name} has {counts}")


def check_truth(truth: Truth, alphabet: Collection[str] = ()) -> list[Trouble]:
    """What is wrong or doubtful in a truth; sums are looked at where nothing is wrong."""
    found: list[Trouble] = []
    names = [table.id for table in truth.tables]
    found.extend(Trouble("error", "two tables have this id", n) for n in names if names.count(n) > 1)
    for table in truth.tables:
        found.extend(_check_table(truth, table))
        found.extend(_foreign(table, alphabet))
    if not any(trouble.severity == "error" for trouble in found):
        found.extend(_sum_troubles(truth.tables))
    return list(dict.fromkeys(found))


def _check_table(truth: Truth, table: TruthTable) -> Iterator[Trouble]:
    try:
        check_tiling(table)
        check_panels(list(table.panels), table.cols)
    except (TruthInvalid, PanelsInvalid) as error:
        yield Trouble("error", str(error), table.id)
    if table.kind not in KINDS:
        yield Trouble("error", f"no kind {table.kind!r}", table.id)
    if table.continues is not None and table.continues not in [t.id for t in truth.tables]:
        yield Trouble("error", f"it goes on from {table.continues}, which there isn't", table.id)
    yield from _check_rows(table)
    yield from _check_boxes(truth, table)


def _check_rows(table: TruthTable) -> Iterator[Trouble]:
    if table.header_rows > table.rows:
        yield Trouble("error", f"{table.header_rows} header rows of {table.rows}", table.id)
    for cell in table.cells:
        if cell.row < table.header_rows < cell.row + cell.rowspan:
            yield Trouble("error", f"row {cell.row}, column {cell.col} reaches below the header", table.id)
        if "".join(cell.text.split()) != "".join(cell.raw.split()):
            yield Trouble("error", f"row {cell.row}, column {cell.col}: text is not raw joined", table.id)


def _check_boxes(truth: Truth, table: TruthTable) -> Iterator[Trouble]:
    sizes = {page.number: Rect(0, 0, page.width, page.height) for page in truth.pages}
    parts = {part.page: part.box for part in table.fragments}
    for part in table.fragments:
        if part.page not in sizes:
            yield Trouble("error", f"there is no page {part.page}", table.id)
        elif not _inside(part.box, sizes[part.page]):
            yield Trouble("error", f"its box is not on page {part.page}", table.id)
    for cell in table.cells:
        for place in cell.places:
            around = parts.get(place.page)
            if around is None or not _inside(place.box, around):
                yield Trouble("error", f"row {cell.row}, column {cell.col} is not in its table", table.id)


def _inside(box: Rect, other: Rect) -> bool:
    """Whether a box that has a size lies in another, but for `OUTSIDE`."""
    across = other.left - OUTSIDE <= box.left < box.right <= other.right + OUTSIDE
    return across and other.top - OUTSIDE <= box.top < box.bottom <= other.bottom + OUTSIDE


def _foreign(table: TruthTable, alphabet: Collection[str]) -> Iterator[Trouble]:
    """The characters that no recogniser with this alphabet can read."""
    if not alphabet:
        return
    unknown: dict[str, list[str]] = {}
    for cell in table.cells:
        for character in dict.fromkeys("".join(cell.text.split())):
            if character not in alphabet:
                unknown.setdefault(character, []).append(f"{cell.row},{cell.col}")
    for character, places in list(unknown.items())[:MOST_NAMED]:
        code = f"U+{ord(character):04X}"
        yield Trouble("doubt", f"{character!r} ({code}) can't be recognised: {' '.join(places)}", table.id)


def _sum_troubles(tables: Sequence[TruthTable]) -> Iterator[Trouble]:
    report = check_sums(tables)
    for wrong in report.failed:
        yield Trouble("doubt", _sum_message(wrong), wrong.total.table)
    for wrong in report.doubted:
        message = f"{_sum_message(wrong)}; most sums like it fail, so it may not be meant"
        yield Trouble("doubt", message, wrong.total.table)


def _sum_message(wrong: Sum) -> str:
    at, actual = wrong.total, "nothing" if wrong.actual is None else wrong.actual
    parts = " + ".join(f"{p.row},{p.col}" for p in wrong.parts)
    if any(p.table != at.table for p in wrong.parts):
        parts = f"{len(wrong.parts)} cells from {wrong.parts[0].table} on"
    return f"{at.row},{at.col} holds {actual}, but {parts} make {wrong.expected} ({wrong.rule})"
