"""Parameters that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Pages = Annotated[str | None, typer.Option("--pages", metavar="3-9,12", help="Only these pages, from 1.")]
CsvBom = Annotated[bool, typer.Option("--csv-bom", help="Begin CSV files with a byte order mark, for Excel.")]
CsvValues = Annotated[
    bool, typer.Option("--csv-values", help="Write a cell's number in place of its text where it has one.")
]
CsvSafe = Annotated[
    bool,
    typer.Option("--csv-safe", help="Mark texts with ' that a spreadsheet would take for formulas."),
]
Fill = Annotated[bool, typer.Option("--fill", help="Repeat a merged cell's text over its span in CSV files.")]
EngineName = Annotated[str, typer.Option("--engine", help="The recogniser; see `budgetgrid models`.")]
Models = Annotated[
    str, typer.Option("--models", metavar="SIZE|DIR", help="small, medium, or a folder of PP-OCR weights.")
]
Device = Annotated[
    str, typer.Option("--device", metavar="cpu|gpu", help="Where PaddleOCR's modules read; gpu is not tried.")
]
Password = Annotated[str | None, typer.Option("--password", help="Of an encrypted PDF.")]
Force = Annotated[
    bool, typer.Option("--force", help="Replace a folder even if budgetgrid did not write what it holds.")
]
Rotate = Annotated[
    int | None,
    typer.Option(
        "--rotate", metavar="DEGREES", help="Turn every page by 0, 90, 180 or 270 degrees clockwise."
    ),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but errors.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Say what is done, and show tracebacks.")]
Source = Annotated[
    list[Path] | None,
    typer.Option("--source", metavar="PATH", help="The file that was read, or a folder that it is in."),
]
