"""The commands put together: ours, and those that installed packages add."""

from __future__ import annotations

import logging
from importlib.metadata import entry_points

import typer
from typer.models import CommandInfo

from budgetgrid.cli.bulk import bulk
from budgetgrid.cli.convert import convert
from budgetgrid.cli.export import export
from budgetgrid.cli.inspect import inspect
from budgetgrid.cli.models import models
from budgetgrid.cli.review import review

log = logging.getLogger(__name__)

GROUP = "budgetgrid.commands"
"""Entry points of this group are commands: the name is the command's, the object a typer.Typer or a function.
They are loaded for `budgetgrid --help`, so their modules must import nothing heavy."""


def build_app() -> typer.Typer:
    """The application with all its commands."""
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for command in (convert, export, inspect, models, review):
        app.command()(command)
    app.add_typer(bulk, name="bulk")
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        try:
            _add(app, entry.name, entry.load())
        except (ImportError, AttributeError) as error:
            log.warning("the command %s can't be loaded: %s", entry.name, error)
    return app


def _add(app: typer.Typer, name: str, command: object) -> None:
    """Add a command, or a group of commands, under the name."""
    if isinstance(command, typer.Typer):
        single = _single_command(command)
        if single is None or single.callback is None:
            app.add_typer(command, name=name)
        else:
            app.command(name, hidden=single.hidden)(single.callback)
    elif callable(command):
        app.command(name)(command)


def _single_command(command: typer.Typer) -> CommandInfo | None:
    """The command of an application that is one, by the rule typer itself runs it by; else None."""
    if len(command.registered_commands) != 1 or command.registered_groups or command.registered_callback:
        return None
    return command.registered_commands[0]


def _show_version(wanted: bool) -> None:
    if wanted:
        import budgetgrid

        print(f"budgetgrid {budgetgrid.__version__}")
        raise typer.Exit


def _root(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show it, exit."
    ),
) -> None:
    """Scanned budget PDFs to clean CSV and JSON, with a confidence on every cell."""
