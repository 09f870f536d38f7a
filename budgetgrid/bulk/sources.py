"""The documents of an archive: files in folders, of globs, of lists, told by their content."""

from __future__ import annotations

import csv
import glob
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from budgetgrid.bulk.storage import file_system, is_url, opened, reaching
from budgetgrid.layout.errors import (
    BadOption,
    BudgetgridError,
    FileMissing,
    LinkOutside,
    NotADocument,
    StorageUnreachable,
)
from budgetgrid.layout.source import HEADER_WITHIN, is_document
from budgetgrid.problem import Problem, problem_of
from budgetgrid.result_folders import result_name

SUFFIXES = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
"""A file of such a name is meant to be a document, whatever it holds."""

LIST_SUFFIXES = (".txt", ".lst", ".list")
PATH_COLUMNS = ("path", "file", "url")
IDENTIFIER_COLUMNS = ("id", "identifier", "name")


@dataclass(frozen=True, slots=True)
class Found:
    """A document: `source` is its absolute path or URL, `place` where its result belongs in the output,
    before names are made unique. `stamp` changes when the file does. `problem`: why it can't be read."""

    source: str
    place: PurePosixPath
    stamp: str
    identifier: str | None = None
    problem: Problem | None = None


def find_documents(sources: Iterable[str], out: str) -> Iterator[Found]:
    """The documents of all sources, each once, those of a source in the order of their names.

    A source is a folder, a file, a glob, a list (.txt, a path a line), a CSV with the columns `path` and
    perhaps `id`, or a URL of a folder. What lies in `out` is left out. Raises BadOption for a source that
    doesn't exist, StorageUnreachable.
    """
    names = list(sources)
    seen: set[str] = set()
    for name in names:
        prefix = PurePosixPath(_folder_name(name)) if len(names) > 1 else PurePosixPath()
        for found in _of_source(name, prefix, out):
            if found.source not in seen:
                seen.add(found.source)
                yield found


def _folder_name(source: str) -> str:
    """The folder in the output for one of several sources: its last part that is no pattern."""
    parts = [
        part
        for part in source.rstrip("/").split("/")
        if not glob.has_magic(part) and part not in ("", ".", "..")
    ]
    return Path(parts[-1]).stem if parts and Path(source).is_file() else parts[-1] if parts else "files"


def _of_source(source: str, prefix: PurePosixPath, out: str) -> Iterator[Found]:
    if is_url(source):
        return _in_url(source, prefix)
    path = Path(source)
    if path.is_dir():
        return _in_folder(path, prefix, out)
    if path.is_file():
        if path.suffix.lower() == ".csv":
            return _in_csv(path, prefix)
        if path.suffix.lower() in LIST_SUFFIXES:
            return _in_list(path, prefix)
        return _known([_file(path, prefix / result_name(path))])
    matches = sorted(glob.glob(source, recursive=True))  # noqa: PTH207 (Path.glob takes no absolute pattern)
    if not matches:
        raise BadOption(f"there is nothing at {source}", "Give folders, files, globs, lists or CSV files.")
    return _of_matches(source, matches, prefix, out)


def _of_matches(pattern: str, matches: list[str], prefix: PurePosixPath, out: str) -> Iterator[Found]:
    """What a glob names, under what its matches have in common before the first pattern."""
    fixed = Path(*_until_magic(Path(pattern).parts))
    for match in map(Path, matches):
        place = prefix / match.relative_to(fixed).as_posix()
        if match.is_dir():
            yield from _in_folder(match, place, out)
        else:
            yield from _known([_file(match, place.parent / result_name(match))])


def _until_magic(parts: tuple[str, ...]) -> list[str]:
    count = next(index for index, part in enumerate(parts) if glob.has_magic(part))
    return list(parts[:count])


def _in_folder(folder: Path, prefix: PurePosixPath, out: str) -> Iterator[Found]:
    """All files below; folders that are links are not entered, since what they hold is inside already or is
    outside."""
    root, ours = folder.resolve(), None if is_url(out) else Path(out).resolve()
    for path, folders, files in os.walk(root):
        if ours is not None and Path(path) == ours:
            folders.clear()
            continue
        folders.sort()
        for name in sorted(files):
            file = Path(path, name)
            place = prefix / file.relative_to(root).parent.as_posix() / result_name(file)
            yield from _known([_inside(file, root, place)])


def _inside(path: Path, root: Path, place: PurePosixPath) -> Found | None:
    """A file of a folder; a link is followed to where it stays inside."""
    if path.is_symlink():
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError) as error:
            return _refused(path, place, FileMissing(f"{path} is a link to nothing: {error}"))
        if not target.is_relative_to(root):
            return _refused(path, place, LinkOutside(f"{path} links to {target}, which is outside {root}"))
    return _file(path, place)


def _in_list(path: Path, prefix: PurePosixPath) -> Iterator[Found]:
    """The files that a list names, a line each; relative ones from the list's folder."""
    lines = path.read_bytes().decode("utf-8-sig", "surrogateescape").split("\n")
    named = [(line.rstrip("\r"), None) for line in lines if line.strip() and not line.startswith("#")]
    return _named(path, named, prefix)


def _in_csv(path: Path, prefix: PurePosixPath) -> Iterator[Found]:
    """The files that a CSV names, with their identifiers. Raises BadOption where no column holds paths."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        rows = list(csv.DictReader(stream))
    columns = {name.strip().lower(): name for name in (rows[0] if rows else {}) if name is not None}
    where = next((columns[name] for name in PATH_COLUMNS if name in columns), None)
    if where is None:
        raise BadOption(f"{path} has no column named {' or '.join(PATH_COLUMNS)}")
    which = next((columns[name] for name in IDENTIFIER_COLUMNS if name in columns), None)
    named = [(row[where], row[which] or None if which else None) for row in rows if row[where]]
    return _named(path, named, prefix)


def _named(base: Path, named: Sequence[tuple[str, str | None]], prefix: PurePosixPath) -> Iterator[Found]:
    """Files by name; the result's folder is called by the identifier, else by the file."""
    for name, identifier in named:
        stem = result_name(PurePosixPath(name)) if identifier is None else _as_name(identifier)
        if is_url(name):
            yield from _known([_remote(name, prefix / stem, identifier)])
        else:
            found = _file(base.absolute().parent / name, prefix / stem, identifier, wanted=True)
            yield from _known([found])


def _as_name(identifier: str) -> str:
    """The identifier as a name of a folder: no separator, no way up."""
    name = "".join("_" if c in '/\\:*?"<>|' or ord(c) < ord(" ") else c for c in identifier).strip(" .")
    return name.encode("utf-8", "surrogateescape")[:200].decode("utf-8", "ignore") or "unnamed"


def _in_url(url: str, prefix: PurePosixPath) -> Iterator[Found]:
    """All files below a URL."""
    fs, root = file_system(url)
    scheme = url.split("://", 1)[0]
    try:
        with reaching(url):
            details = sorted(fs.find(root, detail=True).items())
    except OSError as error:
        raise BadOption(f"{url} can't be listed: {error}") from error
    for name, info in details:
        relative = PurePosixPath(str(name)[len(root) :].lstrip("/") or str(name).rsplit("/", 1)[-1])
        yield from _known(
            [_remote(f"{scheme}://{name}", prefix / relative.parent / result_name(relative), None, info)]
        )


def _remote(
    url: str, place: PurePosixPath, identifier: str | None, info: dict[str, object] | None = None
) -> Found | None:
    try:
        if info is None:
            fs, path = file_system(url)
            with reaching(url):
                info = fs.info(path)
        assert info is not None
        changed = info.get("ETag") or info.get("etag") or info.get("LastModified") or info.get("mtime")
        stamp = f"{info['size']}-{changed}"
        with opened(url) as stream:
            return _told(url, place, stamp, identifier, stream.read(HEADER_WITHIN + 5), wanted=False)
    except StorageUnreachable:
        raise
    except (BudgetgridError, OSError) as error:
        return _refused(url, place, FileMissing(f"{url} can't be read: {error}"), identifier)


def _file(
    path: Path, place: PurePosixPath, identifier: str | None = None, *, wanted: bool = False
) -> Found | None:
    """A file that is a document, or should be by its name or because it was named (`wanted`); else None."""
    path = path.absolute()
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return (
                _refused(path, place, NotADocument(f"{path} is no ordinary file"), identifier)
                if wanted
                else None
            )
        with path.open("rb") as stream:
            head = stream.read(HEADER_WITHIN + 5)
    except OSError as error:
        problem = FileMissing(f"{path} can't be read: {error.strerror}")
        return _refused(path, place, problem, identifier)
    return _told(str(path), place, f"{status.st_size}-{status.st_mtime_ns}", identifier, head, wanted=wanted)


def _told(
    source: str, place: PurePosixPath, stamp: str, identifier: str | None, head: bytes, *, wanted: bool
) -> Found | None:
    """A document by its first bytes, or what should be one: why it isn't is told when it is opened."""
    meant = wanted or PurePosixPath(source).suffix.lower() in SUFFIXES
    return Found(source, place, stamp, identifier) if meant or is_document(head) else None


def _refused(
    path: Path | str, place: PurePosixPath, error: BudgetgridError, identifier: str | None = None
) -> Found:
    return Found(str(path), place, "", identifier, problem_of(error))


def _known(found: list[Found | None]) -> Iterator[Found]:
    return (item for item in found if item is not None)
