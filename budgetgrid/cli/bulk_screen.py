"""What a bulk run shows: a screen on a terminal, a line now and then elsewhere, and a summary at the end."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from budgetgrid.cli.talk import count

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from budgetgrid.bulk.run import Hear
    from budgetgrid.bulk.summary import Summary
    from budgetgrid.bulk.tally import Tally

LINE_SECONDS = 30.0
"""How often a line is written where nobody sees a screen: a log of days stays readable."""

LOOKING_SECONDS = 5.0

STATES = ("ok", "partial", "failed", "duplicate", "reading", "waiting")


@contextmanager
def screen(console: Console, *, quiet: bool) -> Iterator[Hear]:
    """What to call with the tally while the run goes on."""
    if quiet:
        yield lambda tally: None
    elif console.is_terminal:
        with _bars(console) as bars:
            yield _Bars(bars).show
    else:
        yield _Lines(console).show


def _bars(console: Console) -> Progress:
    from rich.progress import BarColumn, Progress, TextColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:.0f} of {task.fields[of]}"),
        TextColumn("{task.fields[note]}"),
        console=console,
        transient=True,
    )


def tell_looking(console: Console, *, quiet: bool) -> Callable[[int], None]:
    """What to call with the number of files looked at, which on a slow disk takes its time."""
    told = time.monotonic()

    def tell(files: int) -> None:
        nonlocal told
        if not quiet and time.monotonic() - told > LOOKING_SECONDS:
            told = time.monotonic()
            console.print(f"looked at {count(files, 'file')}")

    return tell


class _Bars:
    """Two bars, documents and pages, and what failed so far."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._documents: TaskID = bars.add_task("documents", total=None, of="?", note="")
        self._pages: TaskID = bars.add_task("pages", total=None, of="?", note="")

    def show(self, tally: Tally) -> None:
        """Draw the tally."""
        self._bars.update(
            self._documents,
            completed=tally.documents_done,
            total=tally.documents,
            of=tally.documents,
            note=failures_line(tally),
        )
        expected = tally.pages_expected
        self._bars.update(
            self._pages,
            completed=tally.pages_done,
            total=expected,
            of="?" if expected is None else f"about {expected:.0f}",
            note=pace(tally),
        )


class _Lines:
    """A line every half minute."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._told = time.monotonic()

    def show(self, tally: Tally) -> None:
        """Write the tally if it is time to."""
        if time.monotonic() - self._told < LINE_SECONDS:
            return
        self._told = time.monotonic()
        line = (
            f"{tally.documents_done} of {tally.documents} documents, {tally.pages_done} pages, {pace(tally)}"
        )
        failed = failures_line(tally)
        self._console.print(Text(f"{line}; {failed}" if failed else line), soft_wrap=True)


def pace(tally: Tally) -> str:
    """Pages a minute, and the time that is left."""
    left = tally.seconds_left
    return f"{tally.pages_a_minute:.0f} pages/min" + ("" if left is None else f", {duration(left)} left")


def failures_line(tally: Tally) -> str:
    """How often what went wrong."""
    parts = [f"{count} {slug}" for slug, count in tally.failures.most_common()]
    return ", ".join([*parts, *([f"{tally.retries} tried again"] if tally.retries else [])])


def duration(seconds: float) -> str:
    """Seconds as people say them."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h {minutes % 60} min" if hours < 48 else f"{hours / 24:.1f} days"


def tell_summary(console: Console, summary: Summary) -> None:
    """What there is, and what to do about each kind of failure."""
    states = ", ".join(f"{summary.documents[s]} {s}" for s in STATES if summary.documents.get(s))
    pages = f"{summary.pages.get('read', 0)} pages read, {summary.pages.get('failed', 0)} failed"
    cells = f"{summary.tables} tables, {summary.cells} cells, {summary.doubtful} of them to look at"
    for line in (f"documents: {states or 'none'}", pages, cells):
        console.print(Text(line), soft_wrap=True)
    for failure in summary.failures:
        cost = [count(n, noun) for n, noun in ((failure.documents, "document"), (failure.pages, "page")) if n]
        console.print(
            Text(f"{failure.slug}: {', '.join(cost)}, as {_printable(failure.example)}", "bold"),
            soft_wrap=True,
        )
        console.print(Text(f"  {failure.next_step}"), soft_wrap=True)
    if any(failure.retry for failure in summary.failures):
        console.print(Text("`budgetgrid bulk retry OUT` tries these again."), soft_wrap=True)


def _printable(name: str) -> str:
    """A path in one line that any terminal takes."""
    return name.encode("utf-8", "replace").decode().replace("\n", "\\n")


class JsonLines(logging.Handler):
    """The log as JSON, a line each: when, what, which document and page, how long, which error."""

    FIELDS = ("event", "document", "page", "pages", "state", "seconds", "slot", "error", "worker_log")

    def __init__(self, path: Path) -> None:
        super().__init__()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._stream = path.open("a", encoding="utf-8", errors="replace")

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record."""
        when = datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec="milliseconds")
        known = {name: getattr(record, name, None) for name in self.FIELDS}
        line = {"time": when, "level": record.levelname, "message": record.getMessage()}
        line |= {name: value for name, value in known.items() if value not in (None, (), [])}
        self._stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._stream.flush()

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
        super().close()
