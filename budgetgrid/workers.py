"""Jobs run one after the other, or several at once in processes of their own. The results are the same."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from multiprocessing.queues import SimpleQueue
from types import FrameType

import cv2

from budgetgrid.file_job import FileJob, Outcome, Progress, run_job
from budgetgrid.layout.errors import WorkerDied
from budgetgrid.problem import problem_of

Run = Callable[[FileJob, Progress | None], Outcome]
PageProgress = Callable[[int, int, int], None]
"""Called with a job's index, its pages done, its pages in all."""

POLL_SECONDS = 0.2
"""How often pages done in other processes are counted."""

INTERRUPTED = 130


def run_jobs(
    jobs: Sequence[FileJob], workers: int, progress: PageProgress, *, run: Run = run_job
) -> Iterator[tuple[int, Outcome]]:
    """Run all jobs, `workers` at once; give each one's index and outcome as it ends.

    Each process gets its share of the cores, which changes the speed and nothing else. `run` must be
    importable by name, since the processes are new ones and not forks (the networks' threads don't survive a
    fork).
    """
    if workers <= 1 or len(jobs) <= 1:
        for index, job in enumerate(jobs):
            yield index, run(job, partial(progress, index))
        return
    shared = _share_cores(jobs, min(workers, len(jobs)))
    unfinished = dict(enumerate(shared))
    try:
        for index, outcome in _in_pool(shared, progress, run):
            del unfinished[index]
            yield index, outcome
    except BrokenProcessPool:
        # One worker's death breaks the pool and tells nobody which job it was: run what is left one by one.
        for index, job in unfinished.items():
            yield index, _alone(job, partial(progress, index), run)


def _share_cores(jobs: Sequence[FileJob], workers: int) -> list[FileJob]:
    """The jobs, each with no more threads than its share of this machine's cores."""
    share = core_share(workers)
    return [
        replace(job, workers=workers, options=replace(job.options, threads=min(job.options.threads, share)))
        for job in jobs
    ]


def core_share(workers: int) -> int:
    """The cores of this machine that each of so many workers gets."""
    return max(1, (os.cpu_count() or 1) // workers)


def _in_pool(jobs: Sequence[FileJob], progress: PageProgress, run: Run) -> Iterator[tuple[int, Outcome]]:
    """Outcomes as they come. Raises BrokenProcessPool when a worker dies."""
    context = multiprocessing.get_context("spawn")
    pages: SimpleQueue[tuple[int, int, int]] = context.SimpleQueue()
    level = logging.getLogger().level
    pool = ProcessPoolExecutor(jobs[0].workers, context, _prepare_worker, (pages, level))
    try:
        waiting = {pool.submit(_run_in_worker, run, index, job): index for index, job in enumerate(jobs)}
        while waiting:
            done, _ = wait(waiting, POLL_SECONDS, FIRST_COMPLETED)
            while not pages.empty():
                progress(*pages.get())
            for future in done:
                yield _taken(waiting, future)
    except BaseException:
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _taken(waiting: dict[Future[Outcome], int], future: Future[Outcome]) -> tuple[int, Outcome]:
    outcome = future.result()
    return waiting.pop(future), outcome


def _alone(job: FileJob, progress: Progress, run: Run) -> Outcome:
    """One job in a process of its own, so that its death is known to be its own."""
    try:
        for _, outcome in _in_pool(
            [replace(job, workers=1)], lambda _, done, total: progress(done, total), run
        ):
            return outcome
    except BrokenProcessPool:
        pass
    died = WorkerDied("the process that converted it was ended from outside or ran out of memory")
    return Outcome(job.path, job.folder, "failed", error=problem_of(died))


# What follows runs in the workers.

_pages: SimpleQueue[tuple[int, int, int]] | None = None
_busy = False


def _prepare_worker(pages: SimpleQueue[tuple[int, int, int]], level: int) -> None:
    """Leave Ctrl-C to the parent, which ends the workers; end cleanly when it does."""
    global _pages
    _pages = pages
    logging.basicConfig(level=level, format="%(levelname)s %(message)s")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)


def _end(_number: int, _frame: FrameType | None) -> None:
    """End at once where nothing is being done, else by way of the clean-ups of what is."""
    if not _busy:
        os._exit(INTERRUPTED)
    raise KeyboardInterrupt


def _run_in_worker(run: Run, index: int, job: FileJob) -> Outcome:
    global _busy
    _busy = True
    # Else OpenCV takes all cores in each of the workers.
    cv2.setNumThreads(job.options.threads)
    try:
        return run(job, partial(_count_page, index))
    except KeyboardInterrupt:
        os._exit(INTERRUPTED)
    finally:
        _busy = False


def _count_page(index: int, done: int, total: int) -> None:
    if _pages is not None:
        _pages.put((index, done, total))
