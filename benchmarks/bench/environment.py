"""Where a benchmark ran and with what: elsewhere, or with other code, the figures are not the same."""

from __future__ import annotations

import hashlib
import os
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

READERS = ("budgetgrid.layout", "budgetgrid.ocr", "budgetgrid.tables", "budgetgrid.benchmarks.metrics")
"""Packages of which every file, in folders below too, has a part in a score."""

DIRECTORS = ("budgetgrid", "budgetgrid.benchmarks")
"""Packages of which only the modules of the first level have: those below export, review, present."""

LIBRARIES = (
    "budgetgrid",
    "numpy",
    "onnxruntime",
    "opencv-python",
    "openvino",
    "paddleocr",
    "pymupdf",
    "rapidocr",
    "scipy",
)
"""Those that change what is read, or how fast."""


@dataclass(frozen=True, slots=True)
class Environment:
    """`memory`: MB in all. `versions`: by package. `source`: a digest of our modules that read and score."""

    processor: str
    cores: int
    memory: int
    system: str
    python: str
    versions: dict[str, str]
    source: str

    @property
    def code(self) -> str:
        """All that a score depends on besides the document and the options."""
        return repr((self.source, sorted(self.versions.items())))


def this_environment() -> Environment:
    """The machine, the libraries and the code at hand."""
    return Environment(
        _processor(),
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20 if hasattr(os, "sysconf") else 0,
        f"{platform.system()} {platform.machine()}",
        platform.python_version(),
        {name: found for name in LIBRARIES if (found := _version(name)) is not None},
        source_digest(),
    )


def source_digest() -> str:
    """A digest of every file that has a part in reading or scoring, the same wherever they are installed."""
    files = {f"{package}/{name}": path for package in READERS for name, path in _files(package, "**/*")}
    files |= {f"{package}/{name}": path for package in DIRECTORS for name, path in _files(package, "*")}
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + files[name].read_bytes())
    return digest.hexdigest()[:16]


def _files(package: str, pattern: str) -> list[tuple[str, Path]]:
    """Modules and data of a package that match, each with its name within it."""
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec is not None else None
    return [
        (path.relative_to(folder).as_posix(), path)
        for folder in folders or []
        for path in Path(folder).glob(pattern)
        if path.suffix in (".py", ".json", ".tsv")
    ]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    """The processor's name as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
