"""How many tables are invented on pages that hold none.

`python -m budgetgrid.benchmarks.tableless FOLDER` takes the pages of the PDFs in FOLDER that have text and no
drawn rule, adds invented letters, lists, contents, forms, blank sheets and photographs, scans all of them
by simulation, and converts. Every table found is one too many.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import pymupdf

from budgetgrid.benchmarks.invented.tableless_pages import KINDS, add_page
from budgetgrid.benchmarks.simulate import scan_pdf
from budgetgrid.conversion import convert
from budgetgrid.layout.source import open_source
from budgetgrid.layout.vector_rulings import vector_rulings
from budgetgrid.options import Options
from budgetgrid.tables.table import Table

LEAST_TEXT = 150
"""Characters of a page of narrative, at least: a third of a page of large type."""


@dataclass(frozen=True, slots=True)
class Invented:
    """A table that was found on a page (from 1) without any, and where that page is from."""

    page: int
    origin: str
    table: Table


@dataclass(frozen=True, slots=True)
class Tableless:
    """Pages without a table, by where they are from, and the tables found on them."""

    origins: tuple[str, ...]
    invented: tuple[Invented, ...]

    @property
    def pages_with_some(self) -> int:
        """How many pages have an invented table."""
        return len({one.page for one in self.invented})


def measure(pdfs: Sequence[Path], count: int, seed: int, degree: int) -> Tableless:
    """Convert so many pages without a table: up to half narrative ones of the PDFs, and invented ones."""
    with tempfile.TemporaryDirectory() as folder:
        clean, scan = Path(folder) / "clean.pdf", Path(folder) / "scan.pdf"
        origins = write_pages(clean, pdfs, count, seed)
        scan_pdf(clean, scan, degree, f"tableless-{seed}")
        tables = convert(scan, Options(stitch=False)).tables
    found = [
        Invented(part.page, origins[part.page - 1], table) for table in tables for part in table.fragments
    ]
    return Tableless(origins, tuple(found))


def write_pages(out: Path, pdfs: Sequence[Path], count: int, seed: int) -> tuple[str, ...]:
    """Write a PDF of so many pages without a table; where each is from."""
    origins: list[str] = []
    with pymupdf.open() as document:
        for index, path in enumerate(pdfs):
            share = (count // 2 - len(origins)) // (len(pdfs) - index)
            numbers = narrative_pages(path)[:share]
            with pymupdf.open(path) as source:
                for number in numbers:
                    document.insert_pdf(source, from_page=number - 1, to_page=number - 1)
            origins += [f"{path.name} p{number}" for number in numbers]
        for index, kind in enumerate(islice(cycle(KINDS), count - len(origins))):
            add_page(document, kind, f"{seed}-{index}")
            origins.append(f"{kind} {index + 1}")
        document.save(out, garbage=3, deflate=True)
    return tuple(origins)


def narrative_pages(path: Path) -> list[int]:
    """The pages (from 1) of a PDF with text, and no rule nor picture."""
    with pymupdf.open(path) as document:
        texts = [
            len("".join(page.get_text().split())) >= LEAST_TEXT and not page.get_images() for page in document
        ]
    with open_source(path) as source:
        return [page.number for page, text in zip(source.pages(), texts) if text and not vector_rulings(page)]


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(prog="budgetgrid.benchmarks.tableless", description=__doc__)
    parser.add_argument("folder", type=Path, help="PDFs with a text layer and every table ruled")
    parser.add_argument("--count", type=int, default=110, help="how many pages")
    parser.add_argument("--seed", type=int, default=1, help="the same seed invents the same pages")
    parser.add_argument("--degree", type=int, default=1, help="damage of the simulated scans, 0 to 3")
    options = parser.parse_args()
    found = measure(sorted(options.folder.glob("*.pdf")), options.count, options.seed, options.degree)
    for one in found.invented:
        texts = " ".join(cell.text for cell in one.table.cells if cell.text)
        print(f"page {one.page} ({one.origin}): {one.table.rows} x {one.table.cols}: {texts[:80]}")
    real = sum(origin.split(" p")[0].endswith(".pdf") for origin in found.origins)
    print(
        f"{len(found.origins)} pages without a table, {real} of them real: "
        f"{len(found.invented)} tables invented, on {found.pages_with_some} pages"
    )


if __name__ == "__main__":
    main()
