"""`budgetgrid inspect`: what was seen on a page, drawn on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from budgetgrid.cli.parameters import Device, EngineName, Models, Pages, Password, Quiet, Rotate, Verbose


def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A PDF, PNG, JPEG or TIFF file.")],
    pages: Pages = None,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Where the pictures go.")] = Path(),
    side_by_side: Annotated[
        bool, typer.Option("--side-by-side", help="The page on the left, what was read on the right.")
    ] = False,
    engine: EngineName = "auto",
    models: Models = "small",
    device: Device = "cpu",
    password: Password = None,
    rotate: Rotate = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Draw rules, grid, cells coloured by confidence, and texts over pages, as DIR/STEM-pN.png."""
    from budgetgrid.cli.choices import make_options
    from budgetgrid.cli.talk import configure_logging, make_console, page_progress
    from budgetgrid.page_picture import page_pictures
    from budgetgrid.picture_file import write_picture

    console = make_console()
    configure_logging(console, quiet=quiet, verbose=verbose)
    options = make_options(pages, engine, models, password, rotate, device)
    with page_progress(console, [file.name], quiet=quiet) as progress:
        for picture in page_pictures(file, options, side_by_side=side_by_side):
            write_picture(out / f"{file.stem}-p{picture.page}.png", picture.png)
            progress(0, picture.done, picture.total)
