"""`budgetgrid review`: pages beside their tables in the browser, to put right what is doubtful."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from budgetgrid.cli.parameters import Password, Source


def review(
    out: Annotated[
        Path,
        typer.Argument(metavar="OUT", help="A folder that `budgetgrid convert` wrote, or one of several."),
    ],
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")] = 0,
    show: Annotated[bool, typer.Option("--open", help="Open the browser.")] = False,
    source: Source = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Who reviews; the login name if not given.")
    ] = None,
    password: Password = None,
) -> None:
    """Review results in the browser, on this machine only. Corrections are kept in OUT; end with Ctrl+C."""
    import webbrowser

    from budgetgrid.cli.talk import make_console
    from budgetgrid.review.serve import serve

    console = make_console()

    def ready(address: str) -> None:
        console.print(f"Review at {address}", soft_wrap=True)
        console.print("Whoever knows the address can edit. End with Ctrl+C.")
        if show:
            webbrowser.open(address)

    serve(
        out, port, ready, sources=tuple(source or ()), password=password, reviewer=name or getpass.getuser()
    )
