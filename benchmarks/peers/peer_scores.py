"""Peers on the tasks of a benchmark, scored as we are."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event

from budgetgrid.benchmarks.bench.at_once import at_once
from budgetgrid.benchmarks.bench.run import Task
from budgetgrid.benchmarks.degrees import DEGREES
from budgetgrid.benchmarks.document_score import DocumentScore, score_document
from budgetgrid.benchmarks.peers.adapter import as_reading
from budgetgrid.benchmarks.peers.catalogue import PEERS, Peer
from budgetgrid.benchmarks.peers.environments import python_of
from budgetgrid.benchmarks.peers.peer_run import run_peer
from budgetgrid.benchmarks.runs import scan_of
from budgetgrid.layout.errors import BadOption

log = logging.getLogger(__name__)

ALL_PEERS = "all"

NATIVE_DPI = 200
"""At which pages are drawn for peers where a document exists as a scan only: the samples' own."""


@dataclass(frozen=True, slots=True)
class PeerWorkplace:
    """Where simulated scans are, and what peers read is kept."""

    scans: Path
    kept: Path


def chosen_peers(names: str) -> list[Peer]:
    """The peers of a list of names, or all, their environments in place. Raises BadOption, PeerMissing."""
    wanted = list(PEERS) if names == ALL_PEERS else names.split(",")
    unknown = [name for name in wanted if name not in PEERS]
    if unknown:
        raise BadOption(f"no peer {unknown[0]!r}; there are {', '.join(PEERS)}, and {ALL_PEERS}")
    for name in wanted:
        python_of(PEERS[name].environment)
    return [PEERS[name] for name in wanted]


def score_peer(
    peer: Peer, tasks: Sequence[Task], place: PeerWorkplace, jobs: int, advance: Callable[[int], None]
) -> list[DocumentScore]:
    """Score a peer on all tasks, `jobs` at once; `advance` is given the pages of each as it ends.

    The single wrong cells are left out: nobody here mends another's errors.
    """
    scores = []
    with closing(at_once(partial(_score, peer, place), tasks, jobs)) as scored:
        for task, score in scored:
            advance(task.pages)
            scores.append(replace(score, errors=()))
    return scores


def _score(peer: Peer, place: PeerWorkplace, task: Task, stop: Event) -> DocumentScore:
    """Score a peer on a task; what it failed on counts as missed. Raises PeerMissing, Stopped."""
    sample, degree = task.sample, task.degree
    path, warps = scan_of(sample, degree, place.scans)
    dpi = DEGREES[degree].dpi if warps else NATIVE_DPI
    done = run_peer(peer, path, dpi, place.kept, stop)
    for error in [done.error, *(page.error for page in done.result.pages)]:
        if error is not None:
            log.error("%s on %s at degree %d: %s", peer.name, sample.slug, degree, error)
    return score_document(sample, degree, as_reading(sample, degree, done, warps, peer.text_only))
