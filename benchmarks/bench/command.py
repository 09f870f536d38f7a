"""`budgetgrid bench`: how much of labelled samples is read exactly right, at each degree of damage.

Also runs as `python -m budgetgrid.benchmarks.bench.command`. Importing this loads nothing heavy.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from budgetgrid.layout.errors import BadOption
from budgetgrid.options import Options

if TYPE_CHECKING:
    from rich.console import Console

    from budgetgrid.benchmarks.bench.compare import Comparison
    from budgetgrid.benchmarks.bench.result import Result
    from budgetgrid.benchmarks.bench.run import Task
    from budgetgrid.benchmarks.peers.catalogue import Peer
    from budgetgrid.benchmarks.peers.side_by_side import Reader
    from budgetgrid.benchmarks.samples import Sample

SCANS, SCORES, PEERS = "budgetgrid-scans", "budgetgrid-scores", "budgetgrid-peers"
"""Folders of simulated scans, finished scores and what peers read, in the one they are kept in."""

THREADS = 2
"""Of a model, if nothing else is asked for; beside peers, which are given one, it is one."""

WIDTH = 170
"""Columns of the printed tables where standard output is no terminal."""

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it: 128 and the signal's number."""

MOST_DAMAGE = 3

PROFILED_PAGES = 12
"""Pages of each sample that are timed: from the cover over narrative to the tables."""


def bench(
    samples: Annotated[
        list[Path] | None, typer.Argument(metavar="[DIR]...", help="Sample folders, or folders of them.")
    ] = None,
    degrees: Annotated[
        str, typer.Option("--degree", "--degrees", metavar="N|A-B", help="Degrees of damage, 0 to 3.")
    ] = "1",
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NAME", help="Only samples with this in their name.")
    ] = None,
    split: Annotated[str | None, typer.Option("--split", metavar="dev|test", help="Only this side.")] = None,
    engine: Annotated[
        str, typer.Option("--engine", help="The recogniser; see `budgetgrid models`.")
    ] = Options().engine,
    models: Annotated[
        str, typer.Option("--models", help="small, medium, or a folder of weights.")
    ] = Options().models,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Documents read at the same time.")] = 1,
    threads: Annotated[
        int | None,
        typer.Option("--threads", min=1, help=f"Threads a model may use; {THREADS}, beside peers 1."),
    ] = None,
    peers: Annotated[
        str | None,
        typer.Option(
            "--peers", metavar="NAME,…|all", help="Show other tools on the same pages; see docs/peers.md."
        ),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume/--fresh", help="Take the scores that an earlier run finished, or not.")
    ] = True,
    work: Annotated[
        Path | None, typer.Option("--work", metavar="DIR", help="Keeps scans and finished scores.")
    ] = None,
    older: Annotated[
        Path | None, typer.Option("--compare", metavar="OLD.json", help="Show what changed since that run.")
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--fail-below", metavar="BASELINE.json", help="Fail where accuracy is below that run's."
        ),
    ] = None,
    profile: Annotated[
        bool,
        typer.Option("--profile", help="Print where a page's time goes instead, and what PaddleOCR takes."),
    ] = False,
    errors: Annotated[bool, typer.Option("--errors", help="List every wrong cell.")] = False,
    crops: Annotated[
        Path | None, typer.Option("--crops", metavar="DIR", help="Save a picture of each wrong cell.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="REPORT", help="REPORT.html and REPORT.json; FILE.json: only that."
        ),
    ] = None,
) -> None:
    """Read samples at degrees of damage and hold the result against their truth.

    Documents are read page by page. Without DIR, the folder `samples` here is taken. Exit codes: 0 all well,
    1 accuracy below --fail-below, 2 wrong usage.
    """
    from rich.console import Console

    from budgetgrid.benchmarks.bench.compare import check_not_below, compare, load_sums
    from budgetgrid.benchmarks.bench.run import tasks_for
    from budgetgrid.benchmarks.bench.table import drafts_remark, print_comparison, print_errors, print_result

    levels = parse_degrees(degrees)
    before = {path: load_sums(path) for path in (older, baseline) if path is not None}
    others = _peers(peers, threads)
    found = _samples(samples or [Path("samples")], only or [], split)
    options = Options(engine=engine, models=models, threads=threads or (1 if others else THREADS))
    if profile:
        _print_profile(found, options)
        return
    if remark := drafts_remark(found):
        typer.echo(f"warning: {remark}; see docs/labelling.md", err=True)
    place = (work or Path(tempfile.gettempdir())).resolve()
    tasks = tasks_for(found, levels)
    with _interruptible(resume):
        result = _run(tasks, options, place, jobs, resume)
        readers = _beside(result, others, tasks, place, jobs)
    terminal = Console(highlight=False)
    console = terminal if terminal.is_terminal else Console(highlight=False, width=WIDTH)
    print_result(console, result)
    _print_beside(console, readers)
    if errors:
        print_errors(console, result)
    if crops is not None:
        from budgetgrid.benchmarks.error_crops import save_crops

        save_crops(found, result.scores, place / SCANS, crops)
    comparison = compare(before[older], result) if older is not None else None
    if comparison is not None:
        print_comparison(console, comparison)
    if output is not None:
        _write(output, result, comparison, found, place / SCANS, readers)
    if baseline is not None:
        check_not_below(compare(before[baseline], result), before[baseline])


def parse_degrees(text: str) -> tuple[int, ...]:
    """`2` as (2,), `0-3` as (0, 1, 2, 3). Raises typer.BadParameter."""
    first, _, last = text.partition("-")
    if not (
        first.isdigit() and (last or first).isdigit() and int(first) <= int(last or first) <= MOST_DAMAGE
    ):
        raise typer.BadParameter(f"{text!r} is no degree from 0 to {MOST_DAMAGE} or range of them")
    return tuple(range(int(first), int(last or first) + 1))


def _samples(folders: list[Path], only: list[str], split: str | None) -> list[Sample]:
    """The samples that were asked for. Raises BadOption where there is none, or one is not as it must be."""
    from budgetgrid.benchmarks.runs import page_source
    from budgetgrid.benchmarks.samples import find_samples
    from budgetgrid.benchmarks.truth import TruthInvalid

    try:
        found = find_samples(folders, tuple(only), split)
        for sample in found:
            page_source(sample)
    except (TruthInvalid, FileNotFoundError) as error:
        raise BadOption(str(error), "docs/benchmark.md says what a sample is made of.") from error
    if not found:
        raise BadOption(
            f"no sample in {', '.join(map(str, folders))}",
            "Give a folder that holds, or whose folders hold, a document and its truth.json.",
        )
    return found


def _print_profile(samples: list[Sample], options: Options) -> None:
    """The CPU time of the stages of the samples' first pages, as scanned, and its ratio to PaddleOCR's.

    Raises BadOption where a document has one page.
    """
    from budgetgrid.benchmarks.profile import as_markdown, profile, ratios
    from budgetgrid.benchmarks.runs import page_source

    files = [sample.scan or page_source(sample) for sample in samples]
    pages = range(1, PROFILED_PAGES + 1)
    typer.echo(as_markdown(profile(files, pages, options)))
    try:
        typer.echo(f"\n{ratios(files, pages, 1, options.engine)}")
    except ValueError as error:
        raise BadOption(str(error), "Choose longer documents with --only.") from error


def _peers(names: str | None, threads: int | None) -> list[Peer]:
    """The peers that were asked for. Raises BadOption, PeerMissing."""
    if names is None:
        return []
    if threads not in (None, 1):
        raise BadOption("beside peers, which have one thread each, ours is one too", "Leave out --threads.")
    from budgetgrid.benchmarks.peers.peer_scores import chosen_peers

    return chosen_peers(names)


def _run(tasks: list[Task], options: Options, place: Path, jobs: int, resume: bool) -> Result:
    """Score the tasks, with a bar over their pages on a terminal. Raises EngineMissing."""
    from budgetgrid.benchmarks.bench.environment import this_environment
    from budgetgrid.benchmarks.bench.result import make_result
    from budgetgrid.benchmarks.bench.run import Workplace, run_tasks
    from budgetgrid.benchmarks.runs import AS_IS
    from budgetgrid.ocr.models import find_models

    find_models(options.models)
    environment = this_environment()
    when = datetime.now(timezone.utc).isoformat(timespec="seconds")
    (place / SCANS).mkdir(parents=True, exist_ok=True)
    workplace = Workplace(place / SCANS, place / SCORES, environment.code, resume)
    with _page_bar("pages", tasks) as advance:
        scores = []
        for task, score in run_tasks(tasks, options, workplace, jobs):
            scores.append(score)
            advance(task.pages)
    settings = {
        "degrees": sorted({task.degree for task in tasks} - {AS_IS}),
        "engine": options.engine,
        "models": options.models,
        "threads": options.threads,
        "jobs": jobs,
    }
    return make_result(scores, settings, environment, when)


def _beside(result: Result, peers: list[Peer], tasks: list[Task], place: Path, jobs: int) -> list[Reader]:
    """Ours and the peers', scored on the same tasks; nothing where there is none. Raises PeerMissing."""
    if not peers:
        return []
    from budgetgrid.benchmarks.peers.peer_scores import PeerWorkplace, score_peer
    from budgetgrid.benchmarks.peers.side_by_side import Reader, peer_reader

    (place / PEERS).mkdir(exist_ok=True)
    workplace = PeerWorkplace(place / SCANS, place / PEERS)
    readers = [Reader("budgetgrid", "budgetgrid", result)]
    for peer in peers:
        with _page_bar(peer.name, tasks) as advance:
            scores = score_peer(peer, tasks, workplace, jobs, advance)
        readers.append(peer_reader(peer, scores, result))
    return readers


@contextmanager
def _interruptible(resume: bool) -> Iterator[None]:
    """Say on Ctrl-C how to go on, in a line. Raises typer.Exit then."""
    try:
        yield
    except KeyboardInterrupt:
        again = "the same command" if resume else "the same command without --fresh"
        typer.echo(
            f"interrupted: documents that were done are kept, and {again} goes on from there", err=True
        )
        raise typer.Exit(INTERRUPTED) from None


@contextmanager
def _page_bar(name: str, tasks: Sequence[Task]) -> Iterator[Callable[[int], None]]:
    """A bar over the tasks' pages on standard error, where that is a terminal; gives what advances it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn(name), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=sum(task.pages for task in tasks))
        yield lambda done: bar.advance(task, done)


def _print_beside(console: Console, readers: list[Reader]) -> None:
    """Readers side by side at each degree."""
    from budgetgrid.benchmarks.peers.side_by_side import as_side_by_side

    for index in range(len(readers[0].result.quoted) if readers else 0):
        console.print(as_side_by_side(readers, index))


def _write(
    output: Path,
    result: Result,
    comparison: Comparison | None,
    samples: list[Sample],
    scans: Path,
    readers: list[Reader],
) -> None:
    """Write REPORT.json, and REPORT.html unless the name asks for JSON alone."""
    from budgetgrid.benchmarks.bench.result import as_json
    from budgetgrid.benchmarks.peers.side_by_side import reader_entry
    from budgetgrid.picture_file import write_picture

    peers = [reader_entry(reader) for reader in readers[1:]]
    write_picture(output.with_suffix(".json"), as_json(result, peers).encode())
    if output.suffix != ".json":
        from budgetgrid.benchmarks.report.page import report_page

        page = report_page(result, comparison, samples, scans, readers)
        write_picture(output.with_suffix(".html"), page.encode())


score = typer.Typer()
"""The command under its older name."""
score.command(hidden=True)(bench)


if __name__ == "__main__":
    typer.run(bench)
