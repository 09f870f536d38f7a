"""What a result says of where it comes from: the file's digest, and the options that shaped it."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from pathlib import Path

from budgetgrid.document import Document, PageError, Run, Source
from budgetgrid.layout.errors import BudgetgridError
from budgetgrid.options import Options

CHUNK = 1 << 20
UNRECORDED = ("password", "threads")


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hex. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def recorded_options(options: Options) -> dict[str, str | bool | int | None]:
    """The options that shape a result, for its record.

    The password is a secret, and the number of threads changes nothing but the speed: a result must not
    depend on it, nor tell it.
    """
    names = [field.name for field in fields(options) if field.name not in UNRECORDED]
    pages = ",".join(str(page) for page in options.pages) or None
    return {name: getattr(options, name) for name in names} | {"pages": pages}


def failed_document(path: Path, error: BudgetgridError, options: Options) -> Document:
    """The document of a file that gave no result: its name, its digest where it can be read, and why."""
    import budgetgrid

    try:
        digest = sha256_of(path)
    except OSError:
        digest = ""
    return Document(
        source=Source(file=path.name, sha256=digest, pages=0),
        run=Run(version=budgetgrid.__version__, engine=options.engine, options=recorded_options(options)),
        status="failed",
        error=PageError(error.slug, str(error)),
    )
