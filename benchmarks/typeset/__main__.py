"""`python -m budgetgrid.benchmarks.typeset samples/SLUG …`: write digital.pdf, truth.json and scan.pdf."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from budgetgrid.benchmarks.degrees import LIGHT
from budgetgrid.benchmarks.simulate import scan_pdf
from budgetgrid.benchmarks.typeset.draw import write_pdf
from budgetgrid.benchmarks.typeset.flow import flow_document
from budgetgrid.benchmarks.typeset.source import read_source
from budgetgrid.benchmarks.typeset.truth import write_truth
from budgetgrid.layout.errors import BudgetgridError

STORED_SCAN = replace(LIGHT, jpeg=50)
"""The committed scan: the light degree, but at JPEG quality 50, 190 KB a page; its own 80 takes 390 KB.
Scores make their own scans of digital.pdf."""


def typeset(folder: Path, scan: bool = True) -> None:
    """Make a sample's files from its source.html. Raises `SourceError`, `FaceMissing`, `ValueError`."""
    document = read_source(folder / "source.html")
    flow = flow_document(document)
    write_pdf(flow, folder / "digital.pdf", document.facts.title)
    write_truth(flow, document.facts, folder / "truth.json")
    if scan:
        scan_pdf(folder / "digital.pdf", folder / "scan.pdf", STORED_SCAN, document.facts.slug)


def main() -> int:
    """Run over the folders named on the command line; 1 if one fails."""
    parser = argparse.ArgumentParser(prog="budgetgrid.benchmarks.typeset", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="samples/SLUG, each with a source.html")
    parser.add_argument("--no-scan", action="store_true", help="leave scan.pdf as it is")
    options = parser.parse_args()
    failed = False
    for folder in options.folders:
        try:
            typeset(folder, scan=not options.no_scan)
        except BudgetgridError as error:
            failed = True
            print(f"{folder}: {error} {error.next_step}", file=sys.stderr)
        except ValueError as error:
            failed = True
            print(f"{folder}: {error}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
