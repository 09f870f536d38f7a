"""Samples read and scored at degrees of damage, several at once, each in a process of its own."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event
from typing import TypeVar

from budgetgrid.benchmarks.bench.at_once import Stopped, at_once
from budgetgrid.benchmarks.bench.store import load_score, save_score, score_name
from budgetgrid.benchmarks.document_score import DocumentScore, score_document
from budgetgrid.benchmarks.runs import AS_IS, no_reading, read_sample, scan_of, scan_path
from budgetgrid.benchmarks.samples import Sample
from budgetgrid.layout.errors import BudgetgridError, EngineMissing, LibraryBroken
from budgetgrid.options import Options

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Task:
    """One sample to read at one degree of damage."""

    sample: Sample
    degree: int

    @property
    def pages(self) -> int:
        """How many pages that is, as the truth counts them."""
        return len(self.sample.truth.pages)


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where scans and scores are kept, and whether scores of an earlier run will do.

    `code`: what scores depend on besides documents and options; see `Environment.code`.
    """

    scans: Path
    scores: Path
    code: str
    resume: bool = True


def tasks_for(samples: list[Sample], degrees: tuple[int, ...]) -> list[Task]:
    """Every sample at every degree; one that exists as a scan only once, as it is."""
    return [Task(s, d) for s in samples for d in (degrees if s.digital is not None else (AS_IS,))]


def run_tasks(
    tasks: list[Task], options: Options, workplace: Workplace, jobs: int
) -> Iterator[tuple[Task, DocumentScore]]:
    """Score the tasks, `jobs` at once; give each as it ends, those of an earlier run first.

    Raises EngineMissing and LibraryBroken, which would fail every document.
    """
    left = []
    for task in tasks:
        score = load_score(_kept(task, options, workplace)) if workplace.resume else None
        if score is None:
            left.append(task)
        else:
            yield task, score
    score_task = partial(_score, options=options, workplace=workplace)
    with closing(at_once(score_task, left, jobs)) as scored:
        yield from scored


def _kept(task: Task, options: Options, workplace: Workplace) -> Path:
    return workplace.scores / score_name(task.sample, task.degree, options, workplace.code)


def _score(task: Task, stop: Event, *, options: Options, workplace: Workplace) -> DocumentScore:
    """Score a task and keep the score; a document that can't be read, or ends its reader, is missed whole."""
    try:
        if not scan_path(task.sample, task.degree, workplace.scans).exists():
            # By another process, so that its memory is not put down to the reading.
            _apart(stop, scan_of, task.sample, task.degree, workplace.scans)
        score = _apart(stop, score_one, task.sample, task.degree, options, workplace.scans)
    except (EngineMissing, LibraryBroken):
        raise
    except (BrokenProcessPool, BudgetgridError) as error:
        if stop.is_set():
            raise Stopped from error
        log.error("%s at degree %d: %s", task.sample.slug, task.degree, error)
        return score_document(task.sample, task.degree, no_reading(task.sample))
    save_score(score, _kept(task, options, workplace))
    return score


def _apart(stop: Event, act: Callable[..., T], *arguments: object) -> T:
    """What `act` gives in a fresh process. Raises what that raises, Stopped, and where it dies
    BrokenProcessPool.
    """
    if stop.is_set():
        raise Stopped
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
        return alone.submit(act, *arguments).result()


def score_one(sample: Sample, degree: int, options: Options, scans: Path) -> DocumentScore:
    """Score one sample at one degree, in this process."""
    return score_document(sample, degree, read_sample(sample, degree, options, scans))
