"""`budgetgrid convert`: scans and digital PDFs to CSV and JSON."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from budgetgrid.cli.parameters import (
    CsvBom,
    CsvSafe,
    CsvValues,
    Device,
    EngineName,
    Fill,
    Force,
    Models,
    Pages,
    Password,
    Quiet,
    Rotate,
    Verbose,
)

if TYPE_CHECKING:
    from rich.console import Console

    from budgetgrid.file_job import FileJob, Outcome
    from budgetgrid.options import Options

STANDARD_OUTPUT = Path("-")


def convert(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="PDF, PNG, JPEG or TIFF files.")],
    out: Annotated[
        Path,
        typer.Option(
            "-o", "--out", metavar="DIR|-", help="Write to DIR/STEM/ for each file; - prints document.json."
        ),
    ] = Path(),
    pages: Pages = None,
    formats: Annotated[
        str,
        typer.Option("--format", metavar="LIST", help="Of csv, json, records, parquet, html, xlsx, md, pdf."),
    ] = "csv,json",
    csv_bom: CsvBom = False,
    csv_values: CsvValues = False,
    csv_safe: CsvSafe = False,
    fill: Fill = False,
    engine: EngineName = "auto",
    models: Models = "small",
    device: Device = "cpu",
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Files converted at once.")] = 1,
    password: Password = None,
    force: Force = False,
    rotate: Rotate = None,
    unit: Annotated[
        str | None, typer.Option("--unit", help="Unit of amounts in place of the printed one, as 万元.")
    ] = None,
    no_stitch: Annotated[
        bool, typer.Option("--no-stitch", help="Keep the parts of a table on each page apart.")
    ] = False,
    second_reading: Annotated[
        bool,
        typer.Option(
            "--second-reading", help="Read tables of digital pages with camelot too and report differences."
        ),
    ] = False,
    review_below: Annotated[
        float | None,
        typer.Option(
            "--review-below",
            metavar="P",
            min=0.0,
            max=1.0,
            help="List the cells under this confidence, worst first, here and in review.csv.",
        ),
    ] = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Convert scanned or digital budget documents to CSV and JSON, with a confidence on every cell.

    Exit codes: 0 all well, 1 nothing produced, 2 wrong usage, 3 something failed or is partial.
    """
    from budgetgrid.cli.choices import make_options
    from budgetgrid.cli.talk import configure_logging, make_console
    from budgetgrid.export.csv import CsvStyle
    from budgetgrid.export.formats import parse_formats
    from budgetgrid.file_job import FileJob
    from budgetgrid.result_folders import result_folders

    console = make_console()
    configure_logging(console, quiet=quiet, verbose=verbose)
    options = replace(
        make_options(pages, engine, models, password, rotate, device),
        unit=unit or None,
        stitch=not no_stitch,
        second_reading=second_reading,
    )
    if out == STANDARD_OUTPUT:
        raise typer.Exit(_print_json(console, files, options, quiet))
    style = CsvStyle(bom=csv_bom, fill=fill, values=csv_values, safe=csv_safe)
    chosen = parse_formats(formats)
    work = [
        FileJob(path, folder, options, chosen, style, force, review_below=review_below)
        for path, folder in zip(files, result_folders(files, out))
    ]
    raise typer.Exit(exit_code(_run(console, work, jobs, quiet)))


def exit_code(outcomes: list[Outcome]) -> int:
    """0 where all is well, 1 where nothing was produced, else 3."""
    if all(outcome.status == "ok" for outcome in outcomes):
        return 0
    return 1 if all(outcome.status == "failed" for outcome in outcomes) else 3


def _run(console: Console, work: list[FileJob], workers: int, quiet: bool) -> list[Outcome]:
    """Run the jobs, telling each outcome in the order of the files."""
    from budgetgrid.cli.talk import page_progress, tell_outcome, tell_problem
    from budgetgrid.workers import run_jobs

    ended: dict[int, Outcome] = {}
    with page_progress(console, [job.path.name for job in work], quiet=quiet) as progress:
        for index, outcome in run_jobs(work, workers, progress):
            ended[index] = outcome
    for index in sorted(ended):
        if not quiet:
            tell_outcome(console, ended[index])
        elif (error := ended[index].error) is not None:
            tell_problem(console, error, str(ended[index].path))
    return list(ended.values())


def _print_json(console: Console, files: list[Path], options: Options, quiet: bool) -> int:
    """One file's document.json on standard output, be it the record of a failure."""
    from budgetgrid.cli.talk import page_progress, tell_problem
    from budgetgrid.conversion import convert as convert_document
    from budgetgrid.layout.errors import BadOption, BudgetgridError
    from budgetgrid.problem import problem_of
    from budgetgrid.provenance import failed_document
    from budgetgrid.serialise import to_json

    if len(files) != 1:
        raise BadOption("-o - prints one document", "Give one file, or a folder with -o DIR.")
    path = files[0]
    with page_progress(console, [path.name], quiet=quiet) as progress:
        try:
            document = convert_document(path, options, progress=lambda done, total: progress(0, done, total))
        except BudgetgridError as error:
            tell_problem(console, problem_of(error), str(path))
            document = failed_document(path, error, options)
    sys.stdout.buffer.write(to_json(document).encode())
    sys.stdout.buffer.flush()
    return {"ok": 0, "failed": 1}.get(document.status, 3)
