"""`python -m budgetgrid.benchmarks.peers SAMPLES`: other tools and ours on the same pages, in one run."""

from __future__ import annotations

import json
import logging
import platform
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from budgetgrid.benchmarks.bench.command import SCANS, SCORES, WIDTH, parse_degrees
from budgetgrid.benchmarks.bench.environment import this_environment
from budgetgrid.benchmarks.bench.run import Workplace, run_tasks, tasks_for
from budgetgrid.benchmarks.degrees import DEGREES
from budgetgrid.benchmarks.document_score import DocumentScore, score_document
from budgetgrid.benchmarks.peers.adapter import as_reading
from budgetgrid.benchmarks.peers.catalogue import PEERS, Peer
from budgetgrid.benchmarks.peers.environments import PeerMissing, python_of
from budgetgrid.benchmarks.peers.peer_run import run_peer
from budgetgrid.benchmarks.peers.side_by_side import Reader, as_json, as_side_by_side
from budgetgrid.benchmarks.runs import scan_of
from budgetgrid.benchmarks.samples import Sample, find_samples
from budgetgrid.options import Options

log = logging.getLogger(__name__)

OURS = Reader("budgetgrid", "budgetgrid")

KEPT = "budgetgrid-peers"
"""Folder of what peers read, in the system's folder for temporary files."""

NATIVE_DPI = 200
"""At which pages are drawn for peers where a document exists as a scan only: the samples' own."""


def compare(
    samples: Annotated[list[Path], typer.Argument(help="Sample folders, or folders of them.")],
    peers: Annotated[
        str, typer.Option("--peers", metavar="NAME,…", help=f"Of {', '.join(PEERS)}.")
    ] = ",".join(PEERS),
    degrees: Annotated[
        str, typer.Option("--degree", "--degrees", metavar="N|A-B", help="Degrees of damage, 0 to 3.")
    ] = "1",
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NAME", help="Only samples with this in their name.")
    ] = None,
    split: Annotated[str | None, typer.Option("--split", metavar="dev|test", help="Only this side.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Documents read at the same time.")] = 1,
    limit: Annotated[float, typer.Option("--limit", help="Seconds a peer may take for a document.")] = 1800.0,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write all of it as JSON.")
    ] = None,
) -> None:
    """Let peers and budgetgrid read samples, and show their figures side by side.

    What a peer read is kept, so that an interrupted run goes on where it was.
    """
    chosen = _chosen(peers)
    found = find_samples(samples, tuple(only or ()), split)
    if not found:
        raise typer.BadParameter("no sample there")
    cache, kept = (Path(tempfile.gettempdir()) / name for name in (SCANS, KEPT))
    for folder in (cache, kept):
        folder.mkdir(exist_ok=True)
    levels = parse_degrees(degrees)
    workplace = Workplace(cache, cache.parent / SCORES, this_environment().code)
    ours = run_tasks(tasks_for(found, levels), Options(threads=1), workplace, jobs)
    scores = {OURS: [score for _, score in ours]}
    for peer in chosen:
        with ThreadPoolExecutor(jobs) as pool:
            futures = [
                pool.submit(score_peer, peer, task.sample, task.degree, cache, limit, kept)
                for task in tasks_for(found, levels)
            ]
            scores[Reader(peer.name, peer.title, peer.text_only)] = [future.result() for future in futures]
    terminal = Console()
    console = terminal if terminal.is_terminal else Console(width=WIDTH)
    for degree in sorted({score.degree for score in scores[OURS]}):
        console.print(as_side_by_side(scores, degree))
    if output is not None:
        settings = _settings(chosen, degrees, split, jobs, limit)
        text = json.dumps(as_json(scores, settings), ensure_ascii=False, indent=1)
        output.write_text(text + "\n", encoding="utf-8")


def score_peer(
    peer: Peer, sample: Sample, degree: int, cache: Path, limit: float, kept: Path
) -> DocumentScore:
    """Score one peer on one sample at one degree; what it failed on counts as missed. Raises PeerMissing."""
    path, warps = scan_of(sample, degree, cache)
    dpi = DEGREES[degree].dpi if warps else NATIVE_DPI
    done = run_peer(peer, path, dpi, limit, kept)
    for error in [done.error, *(page.error for page in done.result.pages)]:
        if error is not None:
            log.error("%s on %s at degree %d: %s", peer.name, sample.slug, degree, error)
    return score_document(sample, degree, as_reading(sample, degree, done, warps, peer.text_only))


def _chosen(names: str) -> list[Peer]:
    """The peers of a list of names, their environments in place. Raises typer.BadParameter, typer.Exit."""
    wanted = [name for name in names.split(",") if name]
    unknown = [name for name in wanted if name not in PEERS]
    if unknown:
        raise typer.BadParameter(f"no peer {unknown[0]!r}; there are {', '.join(PEERS)}")
    try:
        for name in wanted:
            python_of(PEERS[name].environment)
    except PeerMissing as error:
        typer.echo(f"{error}. {error.next_step}", err=True)
        raise typer.Exit(1) from error
    return [PEERS[name] for name in wanted]


def _settings(peers: list[Peer], degrees: str, split: str | None, jobs: int, limit: float) -> dict[str, Any]:
    return {
        "degrees": degrees,
        "split": split,
        "jobs": jobs,
        "threads": 1,
        "limit": limit,
        "when": datetime.now(timezone.utc).date().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}, {platform.processor()}",
        "environments": {peer.environment.name: asdict(peer.environment) for peer in peers},
    }


if __name__ == "__main__":
    typer.run(compare)
