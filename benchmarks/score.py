"""`budgetgrid score`: how much of the samples is read exactly right, at each degree of damage.

Also runs as `python -m budgetgrid.benchmarks.score`. Importing this loads nothing heavy.
"""

from __future__ import annotations

import json
import logging
import tempfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from budgetgrid.layout.errors import BudgetgridError
from budgetgrid.options import Options

if TYPE_CHECKING:
    from budgetgrid.benchmarks.document_score import DocumentScore
    from budgetgrid.benchmarks.samples import Sample

log = logging.getLogger(__name__)

CACHE = "budgetgrid-scans"
"""Folder of simulated scans in the system's folder for temporary files."""


WIDTH = 150
"""Columns of the printed tables where standard output is no terminal."""


def score(
    samples: Annotated[list[Path], typer.Argument(help="Sample folders, or folders of them.")],
    degrees: Annotated[
        str, typer.Option("--degree", "--degrees", metavar="N|A-B", help="Degrees of damage, 0 to 3.")
    ] = "1",
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NAME", help="Only samples with this in their name.")
    ] = None,
    split: Annotated[str | None, typer.Option("--split", metavar="dev|test", help="Only this side.")] = None,
    engine: Annotated[
        str, typer.Option("--engine", help="The recogniser; see `budgetgrid models`.")
    ] = "auto",
    models: Annotated[str, typer.Option("--models", help="small, medium, or a folder of weights.")] = "small",
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Documents read at the same time.")] = 1,
    threads: Annotated[int, typer.Option("--threads", min=1, help="Threads a model may use.")] = 2,
    errors: Annotated[bool, typer.Option("--errors", help="List every wrong cell.")] = False,
    crops: Annotated[
        Path | None, typer.Option("--crops", metavar="DIR", help="Save a picture of each wrong cell.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write all of it as JSON.")
    ] = None,
) -> None:
    """Read samples at degrees of damage and hold the result against their truth, page by page."""
    from rich.console import Console

    from budgetgrid.benchmarks.samples import find_samples
    from budgetgrid.benchmarks.score_report import as_error_lines, as_report, as_table, causes

    found = find_samples(samples, tuple(only or ()), split)
    if not found:
        raise typer.BadParameter("no sample there")
    options = Options(engine=engine, models=models, threads=threads)
    cache = Path(tempfile.gettempdir()) / CACHE
    cache.mkdir(exist_ok=True)
    scores = run(found, parse_degrees(degrees), options, cache, jobs)
    terminal = Console()
    console = terminal if terminal.is_terminal else Console(width=WIDTH)
    for degree in sorted({s.degree for s in scores}):
        console.print(as_table(scores, degree))
    for cause, count in causes(scores).most_common():
        console.print(f"{count:6} {cause}")
    if errors:
        for line in as_error_lines(scores):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    if crops is not None:
        from budgetgrid.benchmarks.error_crops import save_crops

        save_crops(found, scores, cache, crops)
    if output is not None:
        settings = {
            "engine": engine,
            "models": models,
            "threads": threads,
            "degrees": degrees,
            "split": split,
        }
        report = as_report(scores, settings)
        output.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def parse_degrees(text: str) -> tuple[int, ...]:
    """`2` as (2,), `0-3` as (0, 1, 2, 3). Raises typer.BadParameter."""
    first, _, last = text.partition("-")
    if not (first.isdigit() and (last or first).isdigit() and int(first) <= int(last or first) <= 3):
        raise typer.BadParameter(f"{text!r} is no degree from 0 to 3 or range of them")
    return tuple(range(int(first), int(last or first) + 1))


def run(
    samples: list[Sample], degrees: tuple[int, ...], options: Options, cache: Path, jobs: int
) -> list[DocumentScore]:
    """Score every sample at every degree, each in a process of its own so that memory is told apart.

    A sample that exists as a scan only is read once.
    """
    from budgetgrid.benchmarks.runs import AS_IS

    tasks = [(s, d) for s in samples if s.digital is not None for d in degrees]
    tasks += [(s, AS_IS) for s in samples if s.digital is None]
    if not tasks:
        return []
    with ThreadPoolExecutor(jobs) as pool:
        futures = [pool.submit(_score_apart, sample, degree, options, cache) for sample, degree in tasks]
        return [future.result() for future in futures]


def _score_apart(sample: Sample, degree: int, options: Options, cache: Path) -> DocumentScore:
    """`score_one` in a fresh process; a document that kills it or can't be read is missed whole."""
    from budgetgrid.benchmarks.document_score import score_document
    from budgetgrid.benchmarks.runs import no_reading

    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        try:
            return alone.submit(score_one, sample, degree, options, cache).result()
        except (BrokenProcessPool, BudgetgridError) as error:
            log.error("%s at degree %d: %s", sample.slug, degree, error)
            return score_document(sample, degree, no_reading(sample))


def score_one(sample: Sample, degree: int, options: Options, cache: Path) -> DocumentScore:
    """Score one sample at one degree, in this process."""
    from budgetgrid.benchmarks.document_score import score_document
    from budgetgrid.benchmarks.runs import read_sample

    return score_document(sample, degree, read_sample(sample, degree, options, cache))


if __name__ == "__main__":
    typer.run(score)
