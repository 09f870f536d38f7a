"""`budgetgrid export`: other formats from a document.json, without reading the scan again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from budgetgrid.cli.parameters import CsvBom, CsvSafe, CsvValues, Fill


def export(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Folders that `budgetgrid convert` wrote.")
    ],
    formats: Annotated[
        str,
        typer.Option("--format", metavar="LIST", help="Of csv, json, records, parquet, html, xlsx."),
    ],
    csv_bom: CsvBom = False,
    csv_values: CsvValues = False,
    csv_safe: CsvSafe = False,
    fill: Fill = False,
) -> None:
    """Write other formats into DIR from its document.json. Files of other formats stay as they are."""
    from budgetgrid.export.csv import CsvStyle
    from budgetgrid.export.formats import parse_formats
    from budgetgrid.re_export import re_export

    chosen = parse_formats(formats)
    style = CsvStyle(bom=csv_bom, fill=fill, values=csv_values, safe=csv_safe)
    for folder in folders:
        re_export(folder, chosen, style)
