"""Whether digital pages and their scans give one structure: rows, columns, every cell's place and spans.

Run as `python -m budgetgrid.benchmarks.digital_and_scan SAMPLES [DEGREE [NAME…]]`.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from budgetgrid.benchmarks.samples import find_samples
from budgetgrid.benchmarks.simulate import scan_pdf
from budgetgrid.conversion import convert
from budgetgrid.document import Document
from budgetgrid.ocr.engine import Engine
from budgetgrid.options import Options
from budgetgrid.tables.table import Table

Structure = tuple[int, int, int, tuple[tuple[int, int, int, int], ...]]
"""Page, rows, columns, and (row, col, rowspan, colspan) of every cell."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Tables whose structure both readings give, of all that either gives; and the pages with others."""

    same: int
    tables: int
    pages: tuple[int, ...]


def compare_readings(
    digital: Path, degree: int, name: str, pages: tuple[int, ...] = (), engine: Engine | None = None
) -> Agreement:
    """Read a PDF from its text layer and as the scan that `name` and the degree make of it, page by page."""
    options = Options(pages=pages, threads=1, stitch=False)
    with tempfile.TemporaryDirectory() as folder:
        scan = Path(folder) / "scan.pdf"
        scan_pdf(digital, scan, degree, name)
        return agreement(convert(digital, options, engine=engine), convert(scan, options, engine=engine))


def agreement(digital: Document, scan: Document) -> Agreement:
    """Hold the tables of pages that were read from their text layer against those of their scans."""
    read = {page.number for page in digital.pages if page.kind == "digital"}
    one, other = (_structures(document, read) for document in (digital, scan))
    differing = sorted({structure[0] for structure in (one | other) - (one & other)})
    return Agreement((one & other).total(), (one | other).total(), tuple(differing))


def _structures(document: Document, pages: set[int]) -> Counter[Structure]:
    return Counter(_structure(table) for table in document.tables if table.pages[0] in pages)


def _structure(table: Table) -> Structure:
    cells = tuple((c.row, c.col, c.rowspan, c.colspan) for c in table.cells)
    return table.pages[0], table.rows, table.cols, cells


def main(arguments: list[str]) -> None:
    """Compare the samples of a folder that have a clean PDF, and print each and the sum."""
    degree = int(arguments[1]) if len(arguments) > 1 else 0
    same = tables = 0
    for sample in find_samples([Path(arguments[0])], tuple(arguments[2:])):
        if sample.digital is not None:
            found = compare_readings(sample.digital, degree, sample.slug)
            same, tables = same + found.same, tables + found.tables
            where = f", not on pages {found.pages}" if found.pages else ""
            print(f"{sample.slug}: {found.same} of {found.tables} tables alike{where}", flush=True)
    print(f"{same} of {tables} tables alike")


if __name__ == "__main__":
    main(sys.argv[1:])
