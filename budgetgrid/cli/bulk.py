"""`budgetgrid bulk`: archives, in runs that survive what they meet and go on where they stopped."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from budgetgrid.cli.parameters import (
    CsvBom,
    CsvSafe,
    CsvValues,
    Device,
    EngineName,
    Fill,
    Models,
    Pages,
    Password,
    Quiet,
    Rotate,
    Verbose,
)

if TYPE_CHECKING:
    from budgetgrid.bulk.run import BulkRun
    from budgetgrid.bulk.settings import Settings
    from budgetgrid.bulk.start import Plan
    from budgetgrid.bulk.summary import Summary

MEGABYTE = 1 << 20
WATCH_SECONDS = 2.0


class RunUnlessNamed(TyperGroup):
    """`budgetgrid bulk SOURCE…` is `budgetgrid bulk run SOURCE…`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command's name in front where none is named."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["run", *args]
        return super().parse_args(ctx, args)


bulk = typer.Typer(
    cls=RunUnlessNamed,
    no_args_is_help=True,
    help="Convert archives: `budgetgrid bulk SOURCE... -o OUT`. The same again goes on where it stopped.",
)

Workers = Annotated[int, typer.Option("--workers", "-j", min=1, help="Processes that read at once.")]
ExecutorName = Annotated[str, typer.Option("--executor", help="process: this machine; ray: a Ray cluster.")]
RayAddress = Annotated[
    str | None, typer.Option("--ray-address", help="Of a Ray cluster; without one it is started here.")
]
LogFile = Annotated[Path | None, typer.Option("--log-file", help="Log here, a line of JSON an event.")]
Home = Annotated[
    Path | None, typer.Option("--ledger", metavar="DIR", help="Where the ledger is; DIR of -o if not given.")
]
Archive = Annotated[Path, typer.Argument(metavar="OUT", help="What `budgetgrid bulk … -o` wrote to.")]


@bulk.command("run")
def run(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...", help="Folders, files, globs, lists (.txt, .csv), or URLs of folders."
        ),
    ],
    out: Annotated[str, typer.Option("-o", "--out", metavar="DIR|URL", help="Mirrors the sources.")],
    workers: Workers = 2,
    executor: ExecutorName = "process",
    ray_address: RayAddress = None,
    timeout_page: Annotated[float, typer.Option("--timeout-page", min=0.1, help="Seconds.")] = 300.0,
    timeout_document: Annotated[
        float, typer.Option("--timeout-document", min=0.1, help="Seconds of work, all pages together.")
    ] = 7200.0,
    memory_limit: Annotated[
        int, typer.Option("--memory-limit", min=256, metavar="MB", help="Resident memory of a worker.")
    ] = 4096,
    retry_failed: Annotated[bool, typer.Option("--retry", help="Try again what failed before.")] = False,
    dry: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    pages: Pages = None,
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="As of `budgetgrid convert`; comma-separated.")
    ] = "csv,json",
    csv_bom: CsvBom = False,
    csv_values: CsvValues = False,
    csv_safe: CsvSafe = False,
    fill: Fill = False,
    engine: EngineName = "auto",
    models: Models = "small",
    device: Device = "cpu",
    password: Password = None,
    rotate: Rotate = None,
    unit: Annotated[
        str | None, typer.Option("--unit", help="Unit of amounts in place of the printed one.")
    ] = None,
    no_stitch: Annotated[bool, typer.Option("--no-stitch", help="Keep tables of each page apart.")] = False,
    second_reading: Annotated[
        bool, typer.Option("--second-reading", help="Read tables of digital pages with camelot too.")
    ] = False,
    home: Home = None,
    log_file: LogFile = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Convert every document of the sources. The same command again goes on where it stopped.

    Exit codes: 0 all well, 1 nothing produced, 2 wrong usage, 3 something failed or is partial, 130 stopped
    by Ctrl-C, which finishes the pages in hand; a second one ends at once.
    """
    from budgetgrid.bulk.settings import Settings
    from budgetgrid.bulk.start import Plan
    from budgetgrid.bulk.work import Limits
    from budgetgrid.cli.choices import make_options
    from budgetgrid.export.csv import CsvStyle
    from budgetgrid.export.formats import parse_formats

    options = replace(
        make_options(pages, engine, models, password, rotate, device),
        unit=unit or None,
        stitch=not no_stitch,
        second_reading=second_reading,
    )
    settings = Settings(
        tuple(sources),
        out,
        options,
        parse_formats(formats),
        CsvStyle(bom=csv_bom, fill=fill, values=csv_values, safe=csv_safe),
        Limits(timeout_page, timeout_document, memory_limit * MEGABYTE),
    )
    plan = Plan(_home(home, out), workers, executor, ray_address, retry=retry_failed)
    if dry:
        raise typer.Exit(_tell_plan(settings, plan))
    raise typer.Exit(_carry_out(settings, plan, log_file, quiet=quiet, verbose=verbose))


@bulk.command("retry")
def retry(
    archive: Archive,
    only: Annotated[str | None, typer.Option("--only", metavar="ERROR", help="Of this kind alone.")] = None,
    workers: Workers = 2,
    executor: ExecutorName = "process",
    ray_address: RayAddress = None,
    timeout_page: Annotated[float | None, typer.Option("--timeout-page", min=0.1, help="Seconds.")] = None,
    timeout_document: Annotated[
        float | None, typer.Option("--timeout-document", min=0.1, help="Seconds.")
    ] = None,
    memory_limit: Annotated[int | None, typer.Option("--memory-limit", min=256, metavar="MB")] = None,
    password: Password = None,
    log_file: LogFile = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Try again what failed, and the failed pages of what is partial, as the last run was asked to."""
    from budgetgrid.bulk.ledger import open_ledger
    from budgetgrid.bulk.settings import settings_from_json
    from budgetgrid.bulk.start import Plan
    from budgetgrid.layout.errors import LedgerMissing

    with open_ledger(archive) as ledger:
        last = ledger.last_run()
    if last is None:
        raise LedgerMissing(f"nothing was ever run in {archive}")
    settings = settings_from_json(last.settings)
    limits = replace(
        settings.limits,
        page_seconds=timeout_page or settings.limits.page_seconds,
        document_seconds=timeout_document or settings.limits.document_seconds,
        memory=memory_limit * MEGABYTE if memory_limit else settings.limits.memory,
    )
    settings = replace(settings, limits=limits, options=replace(settings.options, password=password))
    plan = Plan(archive, workers, executor, ray_address, retry=True, slug=only, look=False)
    raise typer.Exit(_carry_out(settings, plan, log_file, quiet=quiet, verbose=verbose))


@bulk.command("status")
def status(
    archive: Archive,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON on standard output.")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Again and again, until all is done.")] = False,
) -> None:
    """Say how far the archive is, and what failed."""
    from budgetgrid.bulk.ledger import open_ledger
    from budgetgrid.bulk.summary import summarise
    from budgetgrid.cli.bulk_screen import tell_summary
    from budgetgrid.cli.talk import make_console

    console = make_console()
    with open_ledger(archive) as ledger:
        while True:
            summary = summarise(ledger)
            if as_json:
                print(
                    json.dumps(asdict(summary), ensure_ascii=False, indent=None if watch else 1), flush=True
                )
            else:
                tell_summary(console, summary)
            waiting = summary.documents.get("waiting", 0) + summary.documents.get("reading", 0)
            if not watch or not waiting:
                return
            time.sleep(WATCH_SECONDS)


@bulk.command("export")
def export(
    archive: Archive,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="DIR", help="OUT/archive if not given.")
    ] = None,
    file_format: Annotated[str, typer.Option("--format", help="Of the records: parquet or csv.")] = "csv",
    csv_safe: CsvSafe = False,
) -> None:
    """Write one file of all figures of the archive, and beside it its documents, findings, cells to review,
    and a summary by organisation, year and kind of table."""
    from budgetgrid.bulk.archive import export_archive
    from budgetgrid.bulk.ledger import open_ledger
    from budgetgrid.cli.talk import make_console

    with open_ledger(archive) as ledger:
        folder = out or archive / "archive"
        written = export_archive(ledger, archive, folder, file_format, safe=csv_safe)
    make_console().print(f"{folder}: {', '.join(f'{count} {name}' for name, count in written.items())}")


def _home(home: Path | None, out: str) -> Path:
    """Where the ledger is. Raises BadOption for results at a URL without a folder for it."""
    from budgetgrid.bulk.storage import is_url
    from budgetgrid.layout.errors import BadOption

    if home is None and is_url(out):
        raise BadOption("results at a URL need a ledger on a disk", "Give a folder for it with --ledger DIR.")
    return home or Path(out)


def _carry_out(settings: Settings, plan: Plan, log_file: Path | None, *, quiet: bool, verbose: bool) -> int:
    """Run it, show it, sum it up; the exit code."""
    from budgetgrid.bulk.ledger import open_ledger
    from budgetgrid.bulk.start import run_archive
    from budgetgrid.bulk.summary import summarise
    from budgetgrid.cli.bulk_screen import screen, tell_looking, tell_summary
    from budgetgrid.cli.talk import configure_logging, make_console

    console = make_console()
    configure_logging(console, quiet=quiet, verbose=verbose)
    interrupts = _Interrupts()
    with _logged_to(log_file, verbose), screen(console, quiet=quiet) as hear, interrupts.caught():
        run_archive(settings, plan, tell_looking(console, quiet=quiet), hear, interrupts.stop_by)
    with open_ledger(plan.home) as ledger:
        summary = summarise(ledger)
    if not quiet:
        tell_summary(console, summary)
    return 130 if interrupts.count else _exit_code(summary)


def _exit_code(summary: Summary) -> int:
    """0 where all is well, 1 where nothing was produced, else 3."""
    good = summary.documents.get("ok", 0)
    bad = sum(summary.documents.get(state, 0) for state in ("partial", "failed", "waiting", "reading"))
    if not bad:
        return 0
    return 3 if good or summary.documents.get("partial") else 1


class _Interrupts:
    """The first Ctrl-C (or SIGTERM) stops the run after what is in hand; the second ends it at once."""

    def __init__(self) -> None:
        self.count = 0
        self._run: BulkRun | None = None

    def stop_by(self, run: BulkRun) -> None:
        """What to stop."""
        self._run = run
        if self.count:
            run.stop()

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Take the signals while the run goes on."""
        before = {number: signal.signal(number, self._take) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _take(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1
        if self.count > 1 or self._run is None:
            raise KeyboardInterrupt
        self._run.stop()


@contextmanager
def _logged_to(path: Path | None, verbose: bool) -> Iterator[None]:
    """The log of the run goes to the file, if there is one; to the terminal only if asked for."""
    import logging

    from budgetgrid.cli.bulk_screen import JsonLines
    from budgetgrid.file_system import file_system_errors

    log = logging.getLogger("budgetgrid.bulk")
    log.propagate = verbose
    if path is None:
        log.addHandler(logging.NullHandler())
        yield
        return
    with file_system_errors(path):
        handler = JsonLines(path)
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        handler.close()


def _tell_plan(settings: Settings, plan: Plan) -> int:
    """What a run would do."""
    from budgetgrid.bulk.start import dry_run
    from budgetgrid.cli.bulk_screen import tell_looking
    from budgetgrid.cli.talk import make_console

    with dry_run(settings, plan.home, tell_looking(make_console(), quiet=False)) as ledger:
        for entry in ledger.entries("present"):
            problem = f" [{entry.problem.slug}]" if entry.problem else ""
            print(f"{entry.state}\t{_line(entry.source)}\t{_line(entry.folder)}{problem}")
        counts = ledger.counts()
    make_console().print(
        ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "nothing"
    )
    return 0


def _line(name: str) -> str:
    return name.encode("utf-8", "replace").decode().replace("\n", "\\n")
