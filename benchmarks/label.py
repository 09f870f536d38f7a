"""`budgetgrid label`: a draft of a sample's truth, corrected by a person in a text editor, and its check.

Importing this loads nothing heavy.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from budgetgrid.cli.parameters import EngineName, Force, Models, Pages, Quiet
from budgetgrid.layout.errors import BadOption, FileMissing, OutputExists, ResultUnreadable

if TYPE_CHECKING:
    from budgetgrid.benchmarks.label_text import Label
    from budgetgrid.benchmarks.truth import Truth
    from budgetgrid.options import Options

LABEL, TRUTH = "label.txt", "truth.json"


def label(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="A PDF or image, or a FOLDER labelled before.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FOLDER", help="The sample. Default: the file's name."),
    ] = None,
    pages: Pages = None,
    finish: Annotated[
        bool, typer.Option("--finish", help="Make truth.json of a folder's corrected label.txt.")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Check a folder's truth.json, or one.")] = False,
    engine: EngineName = "onnx",
    models: Models = "small",
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Label a document by hand: draft its truth, make truth.json of the corrected draft, check it."""
    if finish and check:
        raise BadOption("--finish checks too", "Give one of --finish and --check.")
    if not finish and not check:
        from budgetgrid.cli.choices import make_options

        draft(path, output or Path(path.stem), make_options(pages, engine, models, None, None), force, quiet)
        return
    if finish:
        make_truth(path)
    if not tell(path / TRUTH if path.is_dir() else path, models):
        raise typer.Exit(1)


def draft(file: Path, folder: Path, options: Options, force: bool, quiet: bool) -> None:
    """Write a sample's document, label, truth and pictures. Raises BudgetgridError."""
    from dataclasses import replace

    from budgetgrid.benchmarks.label_draft import cut_pages, draft_label
    from budgetgrid.benchmarks.label_text import write_label
    from budgetgrid.cli.talk import make_console, page_progress
    from budgetgrid.ocr.engines import open_engine

    if not force and any((folder / name).exists() for name in (LABEL, TRUTH)):
        raise OutputExists(f"{folder} is labelled already")
    folder.mkdir(parents=True, exist_ok=True)
    document = cut_pages(file, options.pages, folder)
    reader = open_engine(options.engine, options.models, options.threads)
    with page_progress(make_console(), [file.name], quiet=quiet) as progress:
        made = draft_label(
            document, reader, replace(options, pages=()), folder, lambda done, total: progress(0, done, total)
        )
    (folder / LABEL).write_text(write_label(made), encoding="utf-8")
    _save(made, folder)


def make_truth(folder: Path) -> None:
    """Make a folder's truth and pictures of its corrected label. Raises ResultUnreadable, FileMissing."""
    from budgetgrid.benchmarks.label_picture import draw_truth
    from budgetgrid.benchmarks.label_text import LabelInvalid, read_label

    path = folder / LABEL
    if not path.is_file():
        raise FileMissing(f"there is no {path}", "Run `budgetgrid label FILE` first.")
    try:
        truth = _save(read_label(path.read_text(encoding="utf-8")), folder)
    except LabelInvalid as error:
        raise ResultUnreadable(f"{path}: {error}", "Correct it there and run this again.") from error
    draw_truth(truth, _document(folder), folder)


def _save(label: Label, folder: Path) -> Truth:
    """Write the truth of a label. Raises LabelInvalid, FileMissing."""
    import pymupdf

    from budgetgrid.benchmarks.label_truth import truth_of
    from budgetgrid.benchmarks.truth import save_truth

    with pymupdf.open(_document(folder)) as document:
        sizes = [(page.rect.width, page.rect.height) for page in document]
    truth = truth_of(label, folder.resolve().name, sizes)
    save_truth(truth, folder / TRUTH)
    return truth


def _document(folder: Path) -> Path:
    from budgetgrid.benchmarks.label_draft import DIGITAL, SCAN

    found = next((folder / name for name in (DIGITAL, SCAN) if (folder / name).is_file()), None)
    if found is None:
        raise FileMissing(
            f"there is no {SCAN} or {DIGITAL} in {folder}", "Run `budgetgrid label FILE` first."
        )
    return found


def tell(path: Path, models: str) -> bool:
    """Print what is wrong or doubtful in a truth file; whether nothing is wrong."""
    from budgetgrid.benchmarks.truth_check import check_file

    found = check_file(path, recognisable(models))
    for trouble in sorted(found, key=lambda t: t.severity != "error"):
        where = f"{trouble.table}: " if trouble.table else ""
        typer.echo(f"{trouble.severity}: {where}{trouble.message}")
    errors = sum(trouble.severity == "error" for trouble in found)
    typer.echo(f"{path}: {errors} errors, {len(found) - errors} doubts")
    return not errors


def recognisable(models: str) -> frozenset[str]:
    """The characters that the recogniser of these models can read. Raises EngineMissing."""
    from budgetgrid.ocr.models import alphabet_of, find_models
    from budgetgrid.ocr.onnx_engine import OnnxNetwork

    weights = find_models(models).recogniser
    return frozenset(alphabet_of(weights, OnnxNetwork(weights, 1).metadata))


if __name__ == "__main__":
    typer.run(label)
