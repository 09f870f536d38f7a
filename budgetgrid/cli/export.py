"""`budgetgrid export`: other formats from a document.json, without reading the scan again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from budgetgrid.cli.parameters import CsvBom, CsvSafe, CsvValues, Fill, Password, Source


def export(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Folders that `budgetgrid convert` wrote.")
    ],
    formats: Annotated[
        str,
        typer.Option("--format", metavar="LIST", help="Of csv, json, records, parquet, html, xlsx, md, pdf."),
    ] = "",
    as_truth: Annotated[
        bool, typer.Option("--as-truth", help="Write truth.json, for the benchmark, of a reviewed result.")
    ] = False,
    source: Source = None,
    password: Password = None,
    csv_bom: CsvBom = False,
    csv_values: CsvValues = False,
    csv_safe: CsvSafe = False,
    fill: Fill = False,
) -> None:
    """Write other formats into DIR from its document.json, corrections applied. Other files stay as they are.

    The formats html and pdf show the pages of the file that was read, looked for where it was then, beside
    DIR, and at --source.
    """
    from budgetgrid.export.csv import CsvStyle
    from budgetgrid.export.formats import parse_formats
    from budgetgrid.re_export import re_export

    chosen = parse_formats(formats) if formats or not as_truth else ()
    style = CsvStyle(bom=csv_bom, fill=fill, values=csv_values, safe=csv_safe)
    for folder in folders:
        re_export(folder, chosen, style, source or (), password, as_truth=as_truth)
