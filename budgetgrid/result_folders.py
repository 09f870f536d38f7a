"""A folder for each input, named by its stem, no two alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath


def result_folders(inputs: Sequence[Path], parent: Path) -> list[Path]:
    """`parent/STEM` for each input in order; later ones of the same stem get -2, -3, ….

    Stems that differ in case alone count as the same: some file systems hold them to be.
    """
    taken: set[str] = set()
    return [parent / _free_name(result_name(path), taken) for path in inputs]


def result_name(path: PurePath) -> str:
    """The stem of a file's name; the whole name where that would lead out of the folder (`...pdf`)."""
    return path.name if path.stem in (".", "..") else path.stem


def _free_name(stem: str, taken: set[str]) -> str:
    """The stem, or with the first number that makes it new; noted in `taken`."""
    name, number = stem, 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name.casefold())
    return name
