"""Samples on disk: a folder each, `truth.json` beside `digital.pdf`, `scan.pdf` or one PDF of any name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from budgetgrid.benchmarks.truth import Truth, TruthInvalid, load_truth

SPLIT = "split.json"


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled document. `digital` is None for a document that exists as a scan only."""

    slug: str
    truth: Truth
    digital: Path | None
    scan: Path | None
    split: str | None


def find_samples(folders: list[Path], only: tuple[str, ...] = (), split: str | None = None) -> list[Sample]:
    """The samples in and below `folders`, by name; `only` keeps names that contain one of its texts.

    Raises TruthInvalid where a truth file is wrong.
    """
    paths = sorted(
        {p for folder in folders for p in [*folder.glob("truth.json"), *folder.glob("*/truth.json")]}
    )
    samples = [_sample(path.parent.resolve()) for path in paths]
    kept = [s for s in samples if not only or any(text in s.slug for text in only)]
    return [s for s in kept if split is None or s.split == split]


def _sample(folder: Path) -> Sample:
    path = folder / "truth.json"
    try:
        truth = load_truth(path)
    except (KeyError, TypeError, ValueError) as error:
        raise TruthInvalid(f"{path}: {error!r}") from error
    digital = folder / "digital.pdf"
    return Sample(
        folder.name,
        truth,
        digital if digital.exists() else None,
        _scan(folder, digital),
        side_of(str(truth.metadata.get("publisher")), folder.parent / SPLIT),
    )


def _scan(folder: Path, digital: Path) -> Path | None:
    """The document that is read as it is: `scan.pdf`, else the one PDF there is."""
    if (folder / "scan.pdf").exists():
        return folder / "scan.pdf"
    others = [path for path in folder.glob("*.pdf") if path != digital]
    return others[0] if len(others) == 1 else None


def side_of(publisher: str, split_file: Path) -> str | None:
    """`dev` or `test`, whichever list of the split file names the publisher; None if neither."""
    if not split_file.exists():
        return None
    sides = json.loads(split_file.read_text(encoding="utf-8"))
    return next((side for side in ("dev", "test") if publisher in sides[side]), None)
