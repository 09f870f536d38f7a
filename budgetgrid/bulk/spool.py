"""The results of single pages, kept until their document is written: what is read is never read again."""

from __future__ import annotations

import pickle
import shutil
import uuid
from pathlib import Path

from budgetgrid.bulk.storage import file_system, is_url, opened, reaching, within
from budgetgrid.file_system import file_system_errors
from budgetgrid.page import PageResult


def store_page(spool: str, result: PageResult) -> None:
    """Keep a page's result; whole or not at all. Raises NoSpace, OutputNotWritable,
    StorageUnreachable."""
    data = pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    with file_system_errors(Path(spool)), reaching(spool):
        if is_url(spool):
            fs, path = file_system(_page(spool, result.info.number))
            fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            fs.pipe_file(path, data)
            return
        place = Path(_page(spool, result.info.number))
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f"{uuid.uuid4().hex}.part")
        part.write_bytes(data)
        part.replace(place)


def load_page(spool: str, number: int) -> PageResult:
    """The result that `store_page` kept. The spool is ours: nobody else's pickles are read. Raises
    as `opened` does."""
    with opened(_page(spool, number)) as stream:
        result = pickle.load(stream)
    assert isinstance(result, PageResult)
    return result


def stored_pages(spool: str) -> set[int]:
    """The numbers of the pages that are kept. Raises StorageUnreachable."""
    if is_url(spool):
        fs, path = file_system(spool)
        with reaching(spool):
            names = [str(name) for name in fs.ls(path, detail=False)] if fs.exists(path) else []
    else:
        names = [path.name for path in Path(spool).glob("*.page")]
    stems = (name.rsplit("/", 1)[-1].removesuffix(".page") for name in names if name.endswith(".page"))
    return {int(stem) for stem in stems}


def drop_spool(spool: str) -> None:
    """Forget the pages of a document. Raises StorageUnreachable."""
    if is_url(spool):
        fs, path = file_system(spool)
        with reaching(spool):
            if fs.exists(path):
                fs.rm(path, recursive=True)
    else:
        shutil.rmtree(spool, ignore_errors=True)


def _page(spool: str, number: int) -> str:
    return within(spool, f"{number}.page")
