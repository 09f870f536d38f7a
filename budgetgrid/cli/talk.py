"""What the command line says, all of it on standard error; results never go here."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from budgetgrid.file_job import Outcome, TableSummary
    from budgetgrid.problem import Problem
    from budgetgrid.review_list import ReviewItem
    from budgetgrid.workers import PageProgress

MOST_LISTED = 40
"""Cells to look at that are listed on the terminal; review.csv has them all."""

PIPE_WIDTH = 200
"""Columns where standard error is no terminal: wide enough not to cut titles."""


def make_console() -> Console:
    """The console on standard error."""
    console = Console(stderr=True, highlight=False)
    return console if console.is_terminal else Console(stderr=True, highlight=False, width=PIPE_WIDTH)


ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _Lines(logging.Formatter):
    """One line a record, without its traceback unless asked for."""

    def __init__(self, tracebacks: bool) -> None:
        super().__init__("%(levelname)s: %(message)s")
        self._tracebacks = tracebacks

    def formatException(self, ei: ExcInfo) -> str:
        """The traceback, or nothing."""
        return super().formatException(ei) if self._tracebacks else ""


def configure_logging(console: Console, *, quiet: bool, verbose: bool) -> None:
    """Send our log to the console: warnings, with -v everything and tracebacks, with -q nothing."""
    handler = _ConsoleHandler(console)
    handler.setFormatter(_Lines(verbose))
    log = logging.getLogger("budgetgrid")
    log.handlers[:] = [handler]
    log.propagate = False
    log.setLevel(logging.DEBUG if verbose else logging.CRITICAL if quiet else logging.WARNING)


class _ConsoleHandler(logging.Handler):
    """Prints above a running progress bar."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        """Print the record as plain text."""
        self._console.print(Text(self.format(record)), soft_wrap=True)


def tell_problem(console: Console, problem: Problem, about: str = "") -> None:
    """One line: what went wrong, its slug, what to do next."""
    where = f"{about}: " if about else ""
    line = f"{where}{problem.message} [{problem.slug}]. {problem.next_step}"
    console.print(Text("error: ", style="bold red") + Text(" ".join(line.split())), soft_wrap=True)


def tell_outcome(console: Console, outcome: Outcome) -> None:
    """A line for the file, and one for each of its tables."""
    from budgetgrid.confidence_bands import LOOK_BELOW

    if outcome.error is not None:
        tell_problem(console, outcome.error, str(outcome.path))
        return
    failed = f", failed: {', '.join(map(str, outcome.failed_pages))}" if outcome.failed_pages else ""
    head = f"{outcome.path} -> {outcome.folder}: {outcome.status}, {count(outcome.pages, 'page')}{failed}"
    console.print(Text(f"{head}, {count(len(outcome.tables), 'table')}"), soft_wrap=True)
    if outcome.tables:
        _tell_tables(console, outcome.tables, f"to look at (< {LOOK_BELOW})")
    if outcome.review:
        _tell_review(console, outcome.review)


def _tell_review(console: Console, items: tuple[ReviewItem, ...]) -> None:
    """The cells to look at, worst first; beyond MOST_LISTED only their number."""
    from rich import box
    from rich.table import Table

    grid = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in ("confidence", "page", "table", "row", "col"):
        grid.add_column(name, justify="right", no_wrap=True)
    for name in ("reading", "alternatives", "reason"):
        grid.add_column(name, no_wrap=True, overflow="ellipsis")
    for item in items[:MOST_LISTED]:
        sure = "unknown" if item.confidence is None else f"{item.confidence:.4f}"
        place = ("" if item.page is None else str(item.page), item.table, str(item.row), str(item.col))
        texts = (item.reading, " | ".join(item.alternatives), item.reason)
        grid.add_row(sure, *place, *(Text(" ".join(text.split())) for text in texts))
    console.print(grid)
    if len(items) > MOST_LISTED:
        console.print(f"and {len(items) - MOST_LISTED} more in review.csv", soft_wrap=True)


def _tell_tables(console: Console, tables: tuple[TableSummary, ...], look: str) -> None:
    from rich import box
    from rich.table import Table

    grid = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    grid.add_column("", justify="right")
    grid.add_column("table", no_wrap=True, overflow="ellipsis")
    for name in ("pages", "rows x cols", "confidence", look):
        grid.add_column(name, justify="right", no_wrap=True)
    for number, table in enumerate(tables, 1):
        mean = "unknown" if table.confidence is None else f"{table.confidence:.3f}"
        pages = (
            f"{table.pages[0]}-{table.pages[-1]}" if len(table.pages) > 1 else "".join(map(str, table.pages))
        )
        grid.add_row(
            str(number),
            Text(table.title or "(no title)"),
            pages,
            f"{table.rows} x {table.cols}",
            mean,
            str(table.to_look_at),
        )
    console.print(grid)


def count(number: int, noun: str) -> str:
    """A number of things: 1 page, 2 pages."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@contextmanager
def page_progress(console: Console, names: list[str], *, quiet: bool) -> Iterator[PageProgress]:
    """A bar over the pages of each file under way, on a terminal only; gone when all is done."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    hidden = quiet or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        # The first file's bar moves from the start; how many pages it has is told with its first page.
        tasks: dict[int, TaskID] = {0: bar.add_task(Text(names[0]).markup, total=None)}

        def count(index: int, done: int, total: int) -> None:
            if index not in tasks:
                tasks[index] = bar.add_task(Text(names[index]).markup, total=total)
            bar.update(tasks[index], completed=done, total=total, visible=done < total)

        yield count
