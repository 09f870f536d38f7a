"""Files that lie in a folder or, through fsspec, wherever a URL points (`s3://…`)."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from budgetgrid.export.formats import DOCUMENT_JSON
from budgetgrid.layout.errors import (
    BadOption,
    EngineMissing,
    FileMissing,
    OutputNotWritable,
    StorageUnreachable,
)

BLOCK = 1 << 20


def is_url(place: str) -> bool:
    """Whether the place is a URL and no path."""
    return "://" in place


def within(place: str, *names: str) -> str:
    """A place inside a folder, be that a path or a URL."""
    return "/".join((place.rstrip("/"), *names)) if is_url(place) else str(Path(place, *names))


def file_system(url: str) -> tuple[Any, str]:
    """The fsspec file system of a URL, and the path in it. Nothing listed before is believed: other machines
    write, too. Raises EngineMissing, BadOption."""
    try:
        import fsspec
    except ImportError as error:
        raise EngineMissing("fsspec is not installed", "pip install budgetgrid[s3]") from error
    try:
        fs, path = fsspec.core.url_to_fs(url, use_listings_cache=False)
    except ImportError as error:
        raise EngineMissing(f"{url}: {error}", "Install the package that the message names.") from error
    except ValueError as error:
        raise BadOption(f"{url}: {error}") from error
    return fs, str(path)


@contextmanager
def reaching(place: str) -> Iterator[None]:
    """Around what is done behind a URL. Raises StorageUnreachable where that can't be reached, and so nothing
    else there can."""
    try:
        yield
    except _connection_errors() as error:
        raise StorageUnreachable(f"{place} can't be reached: {error or type(error).__name__}") from error


def _connection_errors() -> tuple[type[BaseException], ...]:
    """Those of Python, and, where S3 is in use, of botocore, whose errors are no OSError."""
    botocore = sys.modules.get("botocore.exceptions")
    known = (ConnectionError, TimeoutError, asyncio.TimeoutError)
    return known if botocore is None else (*known, botocore.BotoCoreError)


def check_bucket(url: str) -> None:
    """See that the bucket of an object store is there: writing to it would make it, misspelt as it may be.

    Raises StorageUnreachable, and as `file_system` does.
    """
    fs, path = file_system(url)
    bucket = path.split("/", 1)[0]
    if not bucket:
        return
    try:
        # Where only what is in it may be looked at, that is refused, and says nothing.
        with reaching(url), suppress(PermissionError):
            fs.info(bucket)
    except FileNotFoundError as error:
        raise StorageUnreachable(f"there is no {bucket!r} for {url}", "Create it first.") from error


@contextmanager
def opened(place: str) -> Iterator[IO[bytes]]:
    """The file, to read. Raises FileMissing, StorageUnreachable."""
    try:
        with reaching(place), _open(place) as stream:
            yield stream
    except OSError as error:
        raise FileMissing(f"{place} can't be read: {error.strerror or error}") from error


def _open(place: str) -> IO[bytes]:
    if not is_url(place):
        return Path(place).open("rb")
    fs, path = file_system(place)
    stream: IO[bytes] = fs.open(path, "rb")
    return stream


def digest(place: str) -> str:
    """The file's SHA-256 in hex. Raises as `opened` does."""
    found = hashlib.sha256()
    with opened(place) as stream:
        while block := stream.read(BLOCK):
            found.update(block)
    return found.hexdigest()


@contextmanager
def local_file(place: str) -> Iterator[Path]:
    """The file as a local path: itself, or of a URL a copy under its own name. Raises as
    `opened` does."""
    if not is_url(place):
        yield Path(place)
        return
    with tempfile.TemporaryDirectory(prefix="budgetgrid-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder, place.rstrip("/").rsplit("/", 1)[1])
        with opened(place) as stream, copy.open("wb") as target:
            shutil.copyfileobj(stream, target, BLOCK)
        yield copy


@contextmanager
def result_folder(place: str) -> Iterator[Path]:
    """A local path to write a result folder to; where it stands for a URL, its files are put there after.

    There document.json comes last: a reader that waits for it finds all the rest. Files of an earlier result
    that the new one hasn't are removed. Raises OutputNotWritable, StorageUnreachable.
    """
    if not is_url(place):
        yield Path(place)
        return
    with tempfile.TemporaryDirectory(prefix="budgetgrid-") as temporary:
        folder = Path(temporary, "result")
        yield folder
        if folder.exists():
            with reaching(place):
                _upload(folder, place)


def _upload(folder: Path, url: str) -> None:
    fs, path = file_system(url)
    files = sorted(folder.iterdir(), key=lambda file: (file.name == DOCUMENT_JSON, file.name))
    try:
        older = (
            {str(name).rsplit("/", 1)[-1] for name in fs.ls(path, detail=False)} if fs.exists(path) else set()
        )
        fs.makedirs(path, exist_ok=True)
        for file in files:
            fs.put_file(str(file), f"{path}/{file.name}")
        for name in older - {file.name for file in files}:
            fs.rm_file(f"{path}/{name}")
    except OSError as error:
        raise OutputNotWritable(f"{url} can't be written: {error}") from error
