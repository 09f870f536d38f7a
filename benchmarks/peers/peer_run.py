"""One peer on one document, in its environment, with a time limit; results are kept and used again."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from budgetgrid.benchmarks.bench.at_once import POLL, Stopped
from budgetgrid.benchmarks.peers.catalogue import Peer
from budgetgrid.benchmarks.peers.environments import python_of
from budgetgrid.benchmarks.peers.runners.shape import PeerResult, load_result, save_result

FOLDER = Path(__file__).parent
"""Where the package `runners` lies."""

LIMIT = 1800.0
"""Seconds that a peer may take for a document: no one waits longer, and the slowest took 90 for 30 pages."""

NO_NETWORK = "http://127.0.0.1:9"
"""A proxy at which nothing listens: whatever a peer tries to fetch fails at once."""

SURROUNDINGS = {
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "http_proxy": NO_NETWORK,
    "https_proxy": NO_NETWORK,
}
"""What every peer runs under: one thread, as ours, no calls home, no network."""


@dataclass(frozen=True, slots=True)
class PeerRun:
    """What came of it: the pages read, and of the process and its children the CPU seconds spent reading
    and the peak memory of the largest, MB. `error` says why pages are missing."""

    result: PeerResult
    cpu_seconds: float
    peak_memory: float
    error: str | None = None


def run_peer(peer: Peer, pdf: Path, dpi: int, kept: Path, stop: Event, limit: float = LIMIT) -> PeerRun:
    """Let a peer read a PDF within `limit` seconds, or take what it read before from the folder `kept`.

    A run that failed or was too slow is kept too; one that was told to `stop` is not. Raises PeerMissing,
    Stopped.
    """
    python = python_of(peer.environment)
    name = f"{peer.name}-{_key(peer, pdf, dpi, limit)}"
    result, costs = kept / f"{name}.json", kept / f"{name}.cost.json"
    if not costs.exists():
        _run(python, peer, pdf, dpi, limit, result, costs, stop)
    entry = json.loads(costs.read_text(encoding="utf-8"))
    read = load_result(result)
    cpu = read.cpu_seconds if entry["error"] is None else entry["cpu_seconds"] - read.load_seconds
    return PeerRun(read, cpu, entry["peak_memory"], entry["error"])


def _run(
    python: Path, peer: Peer, pdf: Path, dpi: int, limit: float, result: Path, costs: Path, stop: Event
) -> None:
    save_result(PeerResult((), 0.0, 0.0), result)
    command = [str(python), "-m", "runners", peer.reader, str(pdf.resolve()), str(result.resolve())]
    surroundings = {**os.environ, **SURROUNDINGS, "PYTHONPATH": str(FOLDER)}
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as talk:
        process = subprocess.Popen(
            [*command, "--dpi", str(dpi)],
            cwd=folder,
            env={**surroundings, "TMPDIR": folder, "PADDLE_PDX_CACHE_HOME": folder},
            stdout=talk,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        end = _wait(process, limit, stop)
        talk.seek(0)
        said = talk.read().decode("utf-8", "replace").strip().splitlines()
    if stop.is_set():
        raise Stopped
    error = f"longer than {limit:.0f} s" if end.late else None
    if error is None and process.returncode:
        error = said[-1] if said else f"ended with {process.returncode}"
    entry = {"cpu_seconds": end.cpu_seconds, "peak_memory": end.peak_memory, "error": error}
    costs.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _End:
    """What a process and its children took until it ended, or was ended because it was `late`; MB."""

    cpu_seconds: float
    peak_memory: float
    late: bool


def _wait(process: subprocess.Popen[bytes], limit: float, stop: Event) -> _End:
    """Wait for a process; end it, and all that it started, after `limit` seconds or when told to stop."""
    deadline = time.monotonic() + limit
    late = False
    while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
        late = time.monotonic() > deadline
        if stop.wait(POLL) or late:
            os.killpg(process.pid, signal.SIGKILL)
            ended = os.wait4(process.pid, 0)
            break
    _, status, usage = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    return _End(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, late)


def _key(peer: Peer, pdf: Path, dpi: int, limit: float) -> str:
    """What a result depends on, in short."""
    code = b"".join(p.read_bytes() for p in sorted((FOLDER / "runners").glob("*.py")))
    settings = repr((peer.reader, peer.environment, dpi, limit)).encode()
    return hashlib.sha256(pdf.read_bytes() + code + settings).hexdigest()[:12]
