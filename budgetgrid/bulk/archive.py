"""An archive as a few files: every figure, its documents, findings, cells to review, and a summary.

One document is in memory at a time, so that an archive may be of any size.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from budgetgrid.bulk.ledger import Entry, Ledger
from budgetgrid.bulk.settings import settings_from_json
from budgetgrid.bulk.storage import is_url, opened, within
from budgetgrid.confidence_bands import needs_look
from budgetgrid.corrected import corrected
from budgetgrid.correction_store import load_corrections
from budgetgrid.deserialise import from_json
from budgetgrid.document import Document
from budgetgrid.export.csv import disarmed
from budgetgrid.export.formats import DOCUMENT_JSON
from budgetgrid.export.matrix import show_confidence
from budgetgrid.export.parquet import check_installed, record_row, record_schema
from budgetgrid.export.records import COLUMNS, Record, record_line, records_of
from budgetgrid.file_system import file_system_errors
from budgetgrid.layout.errors import BadOption, LedgerMissing

FORMATS = ("csv", "parquet")

ORIGIN = ("source", "identifier", "folder", "sha256", "organisation", "year")
"""What stands before each record: where it comes from."""

DOCUMENTS = (
    *ORIGIN,
    *(
        "kind",
        "title",
        "state",
        "duplicate_of",
        "pages",
        "tables",
        "cells",
        "doubtful",
        "seconds",
        "error",
        "message",
    ),
)
FINDINGS = (*ORIGIN, "code", "severity", "page", "table", "cells", "message", "expected", "actual")
REVIEW = (*ORIGIN, "table", "title", "row", "col", "page", "text", "value", "confidence", "flags")
SUMMARY = (
    "organisation",
    "year",
    "table_kind",
    "documents",
    "tables",
    "cells",
    "figures",
    "to_review",
    "findings",
)

Line = list[str]


@dataclass(slots=True)
class _Sums:
    """What there is of one organisation, year and kind of table."""

    documents: set[int]
    tables: int = 0
    cells: int = 0
    figures: int = 0
    to_review: int = 0
    findings: int = 0


def export_archive(
    ledger: Ledger, archive: Path, folder: Path, file_format: str, *, safe: bool = False
) -> dict[str, int]:
    """Write records, documents, findings, review and summary to `folder`; the lines of each.

    `safe` disarms what spreadsheets would calculate. Raises BadOption, ExtraMissing, LedgerMissing,
    ResultUnreadable, OutputNotWritable.
    """
    if file_format not in FORMATS:
        raise BadOption(f"no format {file_format!r} of an archive", f"There are {', '.join(FORMATS)}.")
    last = ledger.last_run()
    if last is None:
        raise LedgerMissing(f"nothing was ever run in {archive}")
    out = settings_from_json(last.settings).out
    if file_format == "parquet":
        check_installed()
    with file_system_errors(folder), ExitStack() as stack:
        folder.mkdir(parents=True, exist_ok=True)
        records = stack.enter_context((_parquet if file_format == "parquet" else _csv_records)(folder, safe))
        documents, findings, review = (
            stack.enter_context(_csv_file(folder / f"{name}.csv", columns, safe))
            for name, columns in (("documents", DOCUMENTS), ("findings", FINDINGS), ("review", REVIEW))
        )
        sums: defaultdict[tuple[str, str, str], _Sums] = defaultdict(lambda: _Sums(set()))
        counted = dict.fromkeys(("records", "documents", "findings", "review", "summary"), 0)
        for entry in ledger.entries("present"):
            document = _document(out, entry)
            origin = _origin(entry, document)
            documents([*origin, *_state(entry, document)])
            counted["documents"] += 1
            if document is None:
                continue
            found = list(records_of(document))
            records(origin, found)
            lines, doubtful = _findings(origin, document), _review(origin, document)
            for write, rows, name in ((findings, lines, "findings"), (review, doubtful, "review")):
                for row in rows:
                    write(row)
                counted[name] += len(rows)
            counted["records"] += len(found)
            _add(sums, entry.id, document)
        summary = stack.enter_context(_csv_file(folder / "summary.csv", SUMMARY, safe))
        for key, of in sorted(sums.items()):
            summary(
                [
                    *key,
                    *map(
                        str, (len(of.documents), of.tables, of.cells, of.figures, of.to_review, of.findings)
                    ),
                ]
            )
        counted["summary"] = len(sums)
    return counted


def _document(out: str, entry: Entry) -> Document | None:
    """The document's result as its reviewers left it; None where there is none of its own.

    Raises ResultUnreadable, CorrectionsUnreadable, FileMissing.
    """
    if entry.state not in ("ok", "partial"):
        return None
    folder = within(out, entry.folder)
    with opened(within(folder, DOCUMENT_JSON)) as stream:
        document = from_json(stream.read().decode("utf-8"))
    return document if is_url(folder) else corrected(document, load_corrections(Path(folder)))


def _origin(entry: Entry, document: Document | None) -> Line:
    about = document.metadata if document else None
    return [
        entry.source,
        entry.identifier or "",
        entry.folder,
        entry.sha256,
        (about.organisation if about else None) or "",
        str(about.year) if about and about.year else "",
    ]


def _state(entry: Entry, document: Document | None) -> Line:
    about = document.metadata if document else None
    problem = entry.problem
    return [
        (about.kind if about else None) or "",
        (about.title if about else None) or "",
        entry.state,
        "" if entry.duplicate_of is None else str(entry.duplicate_of),
        "" if entry.pages is None else str(entry.pages),
        str(entry.tables),
        str(entry.cells),
        str(entry.doubtful),
        f"{entry.seconds:.2f}",
        problem.slug if problem else "",
        problem.message if problem else "",
    ]


def _findings(origin: Line, document: Document) -> list[Line]:
    return [
        [
            *origin,
            f.code,
            f.severity,
            "" if f.page is None else str(f.page),
            f.table or "",
            " ".join(f"{c.row},{c.col}" for c in f.cells),
            f.message,
            f.expected or "",
            f.actual or "",
        ]
        for f in document.findings
    ]


def _review(origin: Line, document: Document) -> list[Line]:
    """The cells to look at, the least certain first."""
    doubtful = [(t, c) for t in document.tables for c in t.cells if needs_look(c.confidence)]
    doubtful.sort(key=lambda pair: -1.0 if pair[1].confidence is None else pair[1].confidence)
    return [
        [
            *origin,
            table.id,
            table.title or "",
            str(cell.row),
            str(cell.col),
            str(cell.places[0].page) if cell.places else "",
            cell.text,
            "" if cell.value is None else format(cell.value, "f"),
            show_confidence(cell),
            ";".join(cell.flags),
        ]
        for table, cell in doubtful
    ]


def _add(sums: defaultdict[tuple[str, str, str], _Sums], number: int, document: Document) -> None:
    about = document.metadata
    for table in document.tables:
        of = sums[about.organisation or "", str(about.year or ""), table.kind]
        of.documents.add(number)
        of.tables += 1
        of.cells += len(table.cells)
        of.figures += sum(cell.value is not None for cell in table.cells)
        of.to_review += sum(needs_look(cell.confidence) for cell in table.cells)
        of.findings += sum(finding.table == table.id for finding in document.findings)


@contextmanager
def _csv_file(path: Path, columns: tuple[str, ...], safe: bool) -> Iterator[Callable[[Line], object]]:
    """A CSV file as a function that writes a line; in its place only once it is whole."""
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", errors="replace", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(columns)
        yield lambda line: writer.writerow(map(disarmed, line) if safe else line)
    part.replace(path)


Records = Callable[[Line, list[Record]], None]


@contextmanager
def _csv_records(folder: Path, safe: bool) -> Iterator[Records]:
    with _csv_file(folder / "records.csv", (*ORIGIN, *COLUMNS), safe) as write:

        def write_all(origin: Line, found: list[Record]) -> None:
            for record in found:
                write([*origin, *record_line(record)])

        yield write_all


@contextmanager
def _parquet(folder: Path, safe: bool) -> Iterator[Records]:
    """A row group for each document: a reader of one organisation skips the rest."""
    import pyarrow
    import pyarrow.parquet

    del safe
    path = folder / "records.parquet"
    part = path.with_name(f".{path.name}.part")
    schema = pyarrow.schema([*((name, pyarrow.string()) for name in ORIGIN), *record_schema()])
    with pyarrow.parquet.ParquetWriter(part, schema) as writer:

        def write_all(origin: Line, found: list[Record]) -> None:
            texts = (text.encode("utf-8", "replace").decode() for text in origin)
            place = dict(zip(ORIGIN, texts))
            rows = [{**place, **record_row(record)} for record in found]
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=schema))

        yield write_all
    part.replace(path)
