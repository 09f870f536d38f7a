"""Where results go: the output mirrors the source tree, and no result's folder lies in another's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import PurePosixPath


class Places:
    """Hands out folders that no other document has, and that hold no other document's folder.

    A result's folder is replaced whole, so `x.pdf` and `x/y.pdf` must not become `x` and `x/y`: what comes
    later gets a number. Names that differ in case alone count as the same: some file systems hold them to be.
    """

    def __init__(self, given: Iterable[str] = (), reserved: Iterable[str] = ()) -> None:
        self._results = {name.casefold() for name in reserved}
        self._parents: set[str] = set()
        for folder in given:
            self._note(PurePosixPath(folder))

    def reserve(self, place: PurePosixPath) -> None:
        """Keep the folders above a place free of results, before any of them is handed out."""
        self._parents.update(str(parent).casefold() for parent in place.parents)

    def folder_for(self, place: PurePosixPath) -> str:
        """The folder, relative to the output, for the document that belongs at `place`."""
        *above, name = (part for part in place.parts if part != "..")
        folder = PurePosixPath()
        for part in above:
            folder = _first_free(folder, part, lambda key: key in self._results)
        folder = _first_free(folder, name, lambda key: key in self._results or key in self._parents)
        self._note(folder)
        return str(folder)

    def _note(self, folder: PurePosixPath) -> None:
        self._results.add(str(folder).casefold())
        self.reserve(folder)


def _first_free(parent: PurePosixPath, name: str, is_taken: Callable[[str], bool]) -> PurePosixPath:
    """The first of NAME, NAME-2, NAME-3, … that isn't taken."""
    folder, number = parent / name, 1
    while is_taken(str(folder).casefold()):
        number += 1
        folder = parent / f"{name}-{number}"
    return folder
