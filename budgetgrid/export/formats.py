"""The output formats: which files each is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from budgetgrid.document import Document
from budgetgrid.export import html, markdown, parquet, pdf, records, xlsx
from budgetgrid.export.csv import CsvStyle, csv_files
from budgetgrid.layout.errors import BadOption
from budgetgrid.serialise import to_json

if TYPE_CHECKING:
    from budgetgrid.page_frames import Original

DOCUMENT_JSON = "document.json"
CORRECTED_JSON = "corrected.json"
"""document.json as its reviewers left it."""

RUN_JSON = "run.json"


@dataclass(frozen=True, slots=True)
class Format:
    """One output format: how its files are made, from the file that was read if need be, and which names are
    its own."""

    make: Callable[[Document, CsvStyle, Original | None], dict[str, bytes]]
    names: re.Pattern[str]


def _only(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(name))


FORMATS: Mapping[str, Format] = {
    "csv": Format(
        lambda document, style, _: csv_files(document, style), re.compile(r"\d\d+-.*\.csv", re.DOTALL)
    ),
    "json": Format(
        lambda document, *_: {DOCUMENT_JSON: to_json(document).encode()},
        re.compile("document\\.json|corrected\\.json"),
    ),
    "records": Format(
        lambda document, style, _: {
            records.FILE_NAME: records.records_csv(document, bom=style.bom, safe=style.safe)
        },
        _only(records.FILE_NAME),
    ),
    "parquet": Format(
        lambda document, *_: {parquet.FILE_NAME: parquet.records_parquet(document)}, _only(parquet.FILE_NAME)
    ),
    "html": Format(
        lambda document, _, original: {html.FILE_NAME: html.html_page(document, original)},
        _only(html.FILE_NAME),
    ),
    "xlsx": Format(
        lambda document, *_: {xlsx.FILE_NAME: xlsx.xlsx_workbook(document)}, _only(xlsx.FILE_NAME)
    ),
    "md": Format(
        lambda document, *_: {markdown.FILE_NAME: markdown.markdown_text(document)}, _only(markdown.FILE_NAME)
    ),
    "pdf": Format(
        lambda document, _, original: {pdf.FILE_NAME: pdf.searchable_pdf(document, original)},
        _only(pdf.FILE_NAME),
    ),
}

SHOW_PAGES = frozenset(("html", "pdf"))
"""Formats that look into the file that was read."""


def parse_formats(text: str) -> tuple[str, ...]:
    """The formats of a comma-separated list, each once.

    Raises BadOption for an unknown or missing one, ExtraMissing for one whose library is not installed:
    before the work, not after it.
    """
    names = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        raise BadOption(f"no output format {', '.join(unknown) or text!r}; there are {', '.join(FORMATS)}")
    if "parquet" in names:
        parquet.check_installed()
    return names


def make_files(
    document: Document, formats: Iterable[str], style: CsvStyle, original: Original | None = None
) -> dict[str, bytes]:
    """The files of the formats, by name. Raises SourceMissing where one needs the original and has none."""
    made = (FORMATS[key].make(document, style, original) for key in formats)
    return {name: data for files in made for name, data in files.items()}


def belongs(file_name: str, formats: Iterable[str]) -> bool:
    """Whether a file of that name is one of the formats' own."""
    return any(FORMATS[key].names.fullmatch(file_name) for key in formats)
