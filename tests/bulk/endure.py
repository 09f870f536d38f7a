"""A long run with real kills: `python endure.py FOLDER`; `-h` for its options.

Makes the hostile files and, up to the number of documents, excerpts of the samples: digital, as scanned, and
scanned at other degrees of damage. Converts them in a quiet run, and again in a run of which random workers
and the whole of it are killed by SIGKILL at random times, and compares. Prints its figures as JSON; exit code
1 where something was lost, doubled or different.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pymupdf
from hostile_files import make_files, make_links
from scripted import results

from budgetgrid.benchmarks.simulate import scan_pdf

SAMPLES = Path(__file__).parents[2] / "samples"
DEGREES = {2: 0, 6: 2, 10: 3}
"""Of damage, by the remainder of a page's number; the samples' own scans are of degree 1."""

SAMPLE_SECONDS = 0.5
PAGE_SECONDS = 600
"""Plenty: on a machine busy with other work a page must not be out of time in one run and well in another."""


@dataclass(slots=True)
class Watched:
    """What was seen of one command from outside."""

    seconds: float = 0.0
    resident: list[int] = field(default_factory=list)
    code: int | None = None


def make_archive(folder: Path, documents: int) -> int:
    """The files of the archive; how many."""
    made = len(make_files(folder / "hostile")) + len(make_links(folder / "hostile", Path(__file__)))
    good = list(excerpts())
    random.Random(0).shuffle(good)
    for name, write in good[: max(0, documents - made)]:
        path = folder / "good" / f"{name}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path)
    return sum(1 for path in folder.rglob("*") if path.is_file())


def excerpts() -> Iterator[tuple[str, Callable[[Path], object]]]:
    """What can be cut out of the samples: a name, and what writes it to a path."""
    number = 0
    for digital in sorted(SAMPLES.glob("*/digital.pdf")):
        with pymupdf.open(digital) as pdf:
            pages = pdf.page_count
        for first in range(pages):
            number += 1
            name = f"{digital.parent.name}/{first + 1}"
            scan, last = digital.with_name("scan.pdf"), min(first + number % 3, pages - 1)
            yield f"{name}-digital", lambda path, s=digital, a=first, b=last: cut(s, a, b, path)
            if number % 4 == 1:
                yield f"{name}-scan", lambda path, s=scan, a=first: cut(s, a, a, path)
            elif (degree := DEGREES.get(number % 16)) is not None:
                yield (
                    f"{name}-degree-{degree}",
                    lambda path, s=digital, a=first, d=degree: scanned(s, a, d, path),
                )


def cut(pdf: Path, first: int, last: int, out: Path) -> None:
    """Some pages of a PDF as a PDF."""
    with pymupdf.open(pdf) as whole, pymupdf.open() as part:
        part.insert_pdf(whole, from_page=first, to_page=last)
        part.save(out, no_new_id=True)


def scanned(pdf: Path, page: int, degree: int, out: Path) -> None:
    """A page of a digital PDF, scanned."""
    cut(pdf, page, page, out)
    scan_pdf(out, out, degree, f"{pdf.parent.name}-{page}")


def watched(
    command: list[str], scratch: Path, kills: list[float], workers_only: bool, chance: random.Random
) -> Watched:
    """Run a command with temporary files in `scratch`; at these seconds kill a random worker of it, or all
    of it."""
    seen, due, started = Watched(), sorted(kills), time.monotonic()
    places = {**os.environ, "TMPDIR": str(scratch)}
    process = subprocess.Popen(command, env=places, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    parent = psutil.Process(process.pid)
    while (code := process.poll()) is None:
        time.sleep(SAMPLE_SECONDS)
        if due and time.monotonic() - started > due[0] and _kill(parent, workers_only, chance):
            due.pop(0)
        if process.poll() is None:
            seen.resident.append(parent.memory_info().rss)
    seen.seconds, seen.code = time.monotonic() - started, code
    return seen


def _kill(parent: psutil.Process, workers_only: bool, chance: random.Random) -> bool:
    """Kill; False where there is no worker now."""
    if not workers_only:
        parent.send_signal(signal.SIGKILL)
        return True
    workers = [child for child in parent.children() if "spawn_main" in " ".join(child.cmdline())]
    if not workers:
        return False
    chance.choice(workers).send_signal(signal.SIGKILL)
    return True


def ledger_rows(out: Path, query: str) -> list[tuple]:
    with sqlite3.connect(out / ".bulk" / "ledger.sqlite") as db:
        db.text_factory = bytes
        return db.execute(query).fetchall()


def counts(out: Path, column: str) -> dict[str, int]:
    """How many documents have each value of a column."""
    rows = ledger_rows(out, f"SELECT {column}, COUNT(*) FROM documents WHERE {column} NOT NULL GROUP BY 1")
    return {value.decode(): number for value, number in rows}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--worker-kills", type=int, default=5)
    parser.add_argument("--run-kills", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 31))
    options = parser.parse_args()
    sys.stderr.write(f"seed {options.seed}\n")
    chance = random.Random(options.seed)
    source, quiet, killed = (options.folder / name for name in ("in", "quiet", "killed"))
    count = make_archive(source, options.documents)
    scratch = options.folder / "tmp"
    scratch.mkdir()

    def command(out: Path) -> list[str]:
        program = [sys.executable, "-m", "budgetgrid", "bulk", str(source), "-o", str(out), "-q"]
        limits = ["--timeout-page", str(PAGE_SECONDS), "--memory-limit", "3000"]
        return [*program, "--workers", str(options.workers), *limits]

    calm = watched(command(quiet), scratch, [], True, chance)
    parts = [chance.uniform(0.15, 0.45) * calm.seconds for _ in range(options.run_kills)]
    runs = [watched(command(killed), scratch, [after], False, chance) for after in parts]
    kills = [chance.uniform(5, 0.4 * calm.seconds) for _ in range(options.worker_kills)]
    runs.append(watched(command(killed), scratch, kills, True, chance))
    one, other = results(quiet), results(killed)
    different = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    states = "SELECT source, state, error FROM documents ORDER BY source"
    settled = calm.resident[len(calm.resident) // 4 :] or [0]
    changed = set(ledger_rows(quiet, states)) ^ set(ledger_rows(killed, states))
    (seconds, ledger_seconds), *_ = ledger_rows(quiet, "SELECT seconds, ledger_seconds FROM runs")
    figures = {
        "files": count,
        "documents": ledger_rows(killed, "SELECT COUNT(*) FROM documents")[0][0],
        "states": counts(killed, "state"),
        "errors": counts(killed, "error"),
        "seconds_quiet": round(calm.seconds, 1),
        "seconds_killed": [round(run.seconds, 1) for run in runs],
        "exit_codes": [calm.code, *(run.code for run in runs)],
        "pages": ledger_rows(killed, "SELECT COUNT(*) FROM pages")[0][0],
        "pages_tried_again": ledger_rows(killed, "SELECT COUNT(*) FROM pages WHERE attempts > 1")[0][0],
        "files_compared": len(one),
        "files_different": different[:20],
        "states_different": sorted(map(str, changed))[:20],
        "not_done": ledger_rows(killed, "SELECT 1 FROM documents WHERE state IN ('waiting', 'reading')"),
        "left_over": [str(path) for path in killed.rglob(".budgetgrid-*")],
        "left_in_temporary_folder": [path.name for path in scratch.iterdir()],
        "ledger_share": round(ledger_seconds / seconds, 5),
        "parent_mb_first_last_max": [settled[0] >> 20, settled[-1] >> 20, max(settled) >> 20],
        "seed": options.seed,
    }
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    return int(bool(different or changed or figures["not_done"] or figures["left_over"]))


if __name__ == "__main__":
    sys.exit(main())
