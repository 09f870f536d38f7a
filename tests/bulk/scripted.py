"""Documents that say in a line what becomes of each of their pages, and a worker that does as they say.

A file is `%PDF-script` and a word for each page: ok, bad (an error), bug, kill (SIGKILL), fault (SIGSEGV),
grow (300 MB), hang, once or twice (that often SIGKILL, then ok), gate (until there is a file `gate` beside),
or a number of seconds to take. Before the words may stand `open:` and one of them, for opening the file.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from budgetgrid.bulk import perform as real
from budgetgrid.bulk.ledger import open_ledger
from budgetgrid.bulk.process_executor import ProcessExecutor
from budgetgrid.bulk.run import BulkRun
from budgetgrid.bulk.scan import scan
from budgetgrid.bulk.settings import Settings
from budgetgrid.bulk.start import create_ledger
from budgetgrid.bulk.work import Ended, Killed, Limits, Result, Work
from budgetgrid.bulk.worker_process import Perform
from budgetgrid.document import Block, PageError, PageInfo, Run
from budgetgrid.layout.errors import PdfDamaged
from budgetgrid.layout.geometry import Box
from budgetgrid.options import Options
from budgetgrid.page import PageResult
from budgetgrid.problem import Problem
from budgetgrid.provenance import sha256_of

LIMITS = Limits(page_seconds=4.0, document_seconds=60.0, memory=400 << 20)


def write_script(path: Path, words: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"%PDF-script {words}")
    return path


class ScriptedSource:
    repaired = False

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sha256 = sha256_of(path)
        words = path.read_text().split()[1:]
        if words and words[0].startswith("open:"):
            act(words[0].removeprefix("open:"), path)
            words = words[1:]
        self.words = words
        self.page_count = len(words)

    def __enter__(self) -> ScriptedSource:
        return self

    def __exit__(self, *_: object) -> None:
        pass


ENDS = {"kill": "worker-killed", "fault": "worker-died", "grow": "memory-limit", "hang": "page-timeout"}
"""What ends a worker, and the error that its page then has."""


def end_worker(word: str) -> None:
    if word in ("kill", "fault"):
        os.kill(os.getpid(), signal.SIGKILL if word == "kill" else signal.SIGSEGV)
    held = bytearray(os.urandom(1 << 20) * (300 if word == "grow" else 1))
    time.sleep(600)
    del held


class WorkerEnded(BaseException):
    """Stands for the end of a worker where there is none."""


def act(word: str, path: Path) -> None:
    if word in ENDS:
        end_worker(word)
    elif word in ("once", "twice"):
        marker = path.with_name(f".{path.name}.killed")
        with marker.open("a") as stream:
            stream.write("x")
        if marker.stat().st_size <= ("once", "twice").index(word) + 1:
            end_worker("kill")
    elif word == "gate":
        while not path.with_name("gate").exists():
            time.sleep(0.05)
    elif word == "bad":
        raise PdfDamaged("scripted")
    elif word == "bug":
        raise RuntimeError("scripted")
    elif word != "ok":
        time.sleep(float(word))


def read_page(source: ScriptedSource, number: int, engine: object, options: Options) -> PageResult:
    word = source.words[number - 1]
    try:
        act(word, source.path)
    except PdfDamaged as error:
        return real.failed_page(number, PageError(error.slug, str(error)))
    text = Block("paragraph", Box(0, 0, 10, 10), f"{source.path.stem}, page {number}: {word}")
    return PageResult(PageInfo(number, "digital", 100.0, 100.0, blocks=(text,)), (), (), None, ())


SCRIPTED: dict[str, object] = {
    "open_source": lambda path, password: ScriptedSource(path),
    "read_page": read_page,
    "shared_engine": lambda options: SimpleNamespace(),
    "run_of": lambda engine, options: Run("0", "scripted"),
}


def perform(work: Work) -> Result:
    """As the real worker, with scripts in the place of documents."""
    with patch.multiple(real, **SCRIPTED):
        return real.perform(work)


class Inline:
    """Slots that do scripted work in this process: for whatever isn't about processes."""

    def __init__(self, slots: int) -> None:
        self._slots = slots
        self._ended: list[Ended] = []

    def idle(self) -> list[int]:
        return [slot for slot in range(self._slots) if slot not in {ended.slot for ended in self._ended}]

    def submit(self, slot: int, work: Work) -> None:
        clock = time.perf_counter()
        result = self._result(work)
        self._ended.append(Ended(slot, work, result, time.perf_counter() - clock))

    def _result(self, work: Work) -> Result:
        def end(word: str) -> None:
            raise WorkerEnded(ENDS[word])

        with patch.multiple(real, **SCRIPTED), patch.dict(globals(), end_worker=end):
            try:
                return real.perform(work)
            except WorkerEnded as ended:
                return Killed(Problem(str(ended), "scripted", ""))

    def ended(self, seconds: float) -> list[Ended]:
        """The last first: pages of a document don't end in their order."""
        found, self._ended = self._ended[::-1], []
        return found

    def close(self) -> None:
        pass


def run_scripts(
    source: Path | str,
    out: Path | str,
    workers: int = 1,
    limits: Limits = LIMITS,
    doing: Perform | None = None,
    home: Path | None = None,
    **changes: object,
) -> None:
    """Run the scripts below a folder as an archive, to the end: by `doing` in processes, or in this one."""
    settings = Settings((str(source),), str(out), Options(**changes), limits=limits)  # type: ignore[arg-type]
    executor = Inline(workers) if doing is None else ProcessExecutor(workers, limits, doing)
    try:
        with create_ledger(home or Path(out)) as ledger:
            scan(settings, ledger, lambda count: None)
            BulkRun(ledger, executor, settings, workers).run("process")
    finally:
        executor.close()


def results(out: Path) -> dict[str, bytes]:
    """All files of an archive but those that may differ."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and ".bulk" not in path.parts and path.name != "run.json"
    }


def ledger_states(home: Path) -> dict[str, tuple[int, str]]:
    """The number and the state of each document, by its folder."""
    with open_ledger(home) as ledger:
        return {entry.folder: (entry.id, entry.state) for entry in ledger.entries()}
