"""The output formats: which files each is made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from budgetgrid.document import Document
from budgetgrid.export import html, parquet, records, xlsx
from budgetgrid.export.csv import CsvStyle, csv_files
from budgetgrid.layout.errors import BadOption
from budgetgrid.serialise import to_json

DOCUMENT_JSON = "document.json"
RUN_JSON = "run.json"


@dataclass(frozen=True, slots=True)
class Format:
    """One output format: how its files are made, and which names are its own."""

    make: Callable[[Document, CsvStyle], dict[str, bytes]]
    names: re.Pattern[str]


def _only(name: str) -> re.Pattern[str]:
    return re.compile(re.escape(name))


FORMATS: Mapping[str, Format] = {
    "csv": Format(csv_files, re.compile(r"\d\d+-.*\.csv", re.DOTALL)),
    "json": Format(lambda document, _: {DOCUMENT_JSON: to_json(document).encode()}, _only(DOCUMENT_JSON)),
    "records": Format(
        lambda document, style: {records.FILE_NAME: records.records_csv(document, bom=style.bom)},
        _only(records.FILE_NAME),
    ),
    "parquet": Format(
        lambda document, _: {parquet.FILE_NAME: parquet.records_parquet(document)}, _only(parquet.FILE_NAME)
    ),
    "html": Format(lambda document, _: {html.FILE_NAME: html.html_page(document)}, _only(html.FILE_NAME)),
    "xlsx": Format(lambda document, _: {xlsx.FILE_NAME: xlsx.xlsx_workbook(document)}, _only(xlsx.FILE_NAME)),
}


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


def make_files(document: Document, formats: Iterable[str], style: CsvStyle) -> dict[str, bytes]:
    """The files of the formats, by name."""
    return {name: data for key in formats for name, data in FORMATS[key].make(document, style).items()}


def belongs(file_name: str, formats: Iterable[str]) -> bool:
    """Whether a file of that name is one of the formats' own."""
    return any(FORMATS[key].names.fullmatch(file_name) for key in formats)
