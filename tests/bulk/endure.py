"""A long run with real kills: `python endure.py FOLDER`; `-h` for its options.

Makes the hostile files and budget pages up to the number of documents (--extra adds real ones), converts them
in a quiet run, and again in a run of which random workers and the whole of it are killed by SIGKILL at random
times, and compares. Prints its figures as JSON; exit code 1 where something was lost, doubled or different.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from hostile_files import good_pdf, make_files, make_links
from scripted import results

SAMPLE_SECONDS = 0.5


@dataclass(slots=True)
class Watched:
    """What was seen of one command from outside."""

    seconds: float = 0.0
    resident: list[int] = field(default_factory=list)
    code: int | None = None


def make_archive(folder: Path, documents: int, extra: Sequence[Path]) -> int:
    """The files of the archive; how many."""
    made = len(make_files(folder / "hostile")) + len(make_links(folder / "hostile", Path(__file__)))
    (folder / "good").mkdir()
    for path in extra:
        shutil.copy(path, folder / "good" / f"{path.parent.name}-{path.name}")
    for number in range(max(0, documents - made - len(extra))):
        (folder / "good" / f"{number:04d}.pdf").write_bytes(good_pdf(1 + number % 7) + b"\n%% %d" % number)
    return sum(1 for path in folder.rglob("*") if path.is_file())


def watched(command: list[str], kills: list[float], workers_only: bool, chance: random.Random) -> Watched:
    """Run a command; at these seconds kill a random worker of it, or all of it."""
    seen, due, started = Watched(), sorted(kills), time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
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
    parser.add_argument("--extra", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    sys.stderr.write(f"seed {options.seed}\n")
    chance = random.Random(options.seed)
    source, quiet, killed = (options.folder / name for name in ("in", "quiet", "killed"))
    count = make_archive(source, options.documents, options.extra)

    def command(out: Path) -> list[str]:
        program = [sys.executable, "-m", "budgetgrid", "bulk", str(source), "-o", str(out), "-q"]
        return [
            *program,
            "--workers",
            str(options.workers),
            "--timeout-page",
            "120",
            "--memory-limit",
            "3000",
        ]

    calm = watched(command(quiet), [], True, chance)
    parts = [chance.uniform(0.15, 0.45) * calm.seconds for _ in range(options.run_kills)]
    runs = [watched(command(killed), [after], False, chance) for after in parts]
    kills = [chance.uniform(5, 0.4 * calm.seconds) for _ in range(options.worker_kills)]
    runs.append(watched(command(killed), kills, True, chance))
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
        "pages_tried_again": ledger_rows(killed, "SELECT COUNT(*) FROM pages WHERE attempts > 1")[0][0],
        "files_compared": len(one),
        "files_different": different[:20],
        "states_different": sorted(map(str, changed))[:20],
        "not_done": ledger_rows(killed, "SELECT 1 FROM documents WHERE state IN ('waiting', 'reading')"),
        "left_over": [str(path) for path in killed.rglob(".budgetgrid-*")],
        "ledger_share": round(ledger_seconds / seconds, 5),
        "parent_mb_first_last_max": [settled[0] >> 20, settled[-1] >> 20, max(settled) >> 20],
        "seed": options.seed,
    }
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")
    return int(bool(different or changed or figures["not_done"] or figures["left_over"]))


if __name__ == "__main__":
    sys.exit(main())
