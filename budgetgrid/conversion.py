"""A file to a Document: every page by itself, then what pages say together."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock

from budgetgrid.document import Document, PageError, PageInfo, Run, Source
from budgetgrid.layout.errors import BudgetgridError, EngineMissing, LibraryBroken, PageOutOfRange
from budgetgrid.layout.source import Source as OpenSource
from budgetgrid.layout.source import SourcePage, mupdf_errors, open_source
from budgetgrid.ocr.engine import Engine
from budgetgrid.ocr.lazy_engine import LazyEngine
from budgetgrid.options import Options
from budgetgrid.page import NOT_SHARED, PageResult, convert_page
from budgetgrid.pages_at_once import pages_at_once
from budgetgrid.provenance import recorded_options
from budgetgrid.tables.table import Finding
from budgetgrid.whole_document import whole_document

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with the pages done and the pages in all."""


def convert(
    path: str | Path,
    options: Options | None = None,
    *,
    progress: Progress | None = None,
    engine: Engine | str | None = None,
    **changes: object,
) -> Document:
    """Convert one PDF or image. `changes` override single fields of `options`; `engine` may be an opened one.

    A page that fails is recorded in the result, whose status is then `partial`, or `failed` if none is left.
    Raises BudgetgridError where the file can't be opened or an option makes no sense, TypeError for an
    unknown option.
    """
    if isinstance(engine, str):
        changes["engine"] = engine
    chosen = replace(options or Options(), **changes)  # type: ignore[arg-type]
    with open_source(Path(path), chosen.password) as source:
        numbers = page_numbers(source, chosen)
        reader = shared_engine(chosen) if engine is None or isinstance(engine, str) else engine
        read = partial(read_page, source, engine=reader, options=chosen, file=Lock())
        results = []
        with closing(pages_at_once(read, numbers, chosen.threads)) as pages:
            for result in pages:
                results.append(result)
                if progress is not None:
                    progress(len(results), len(numbers))
        origin = Source(source.path.name, source.sha256, source.page_count)
        run = run_of(reader, chosen)
        return whole_document(origin, run, results, file_findings(source), join=chosen.stitch)


def shared_engine(options: Options) -> Engine:
    """The engine of this process for the options; it opens when a page needs it. Raises EngineMissing."""
    return _shared_engine(options.engine, options.models, options.threads, options.device)


@lru_cache(maxsize=1)
def _shared_engine(name: str, models: str, threads: int, device: str) -> LazyEngine:
    """Kept, so that the next file doesn't load the networks again."""
    return LazyEngine(name, models, threads, device)


def page_numbers(source: OpenSource, options: Options) -> tuple[int, ...]:
    """The pages to convert, each once. Raises PageOutOfRange."""
    numbers = tuple(dict.fromkeys(options.pages)) or tuple(range(1, source.page_count + 1))
    outside = [n for n in numbers if not 1 <= n <= source.page_count]
    if outside:
        raise PageOutOfRange(f"{source.path.name} has {source.page_count} pages, not page {outside[0]}")
    return numbers


def file_findings(source: OpenSource) -> list[Finding]:
    """What is doubtful about the file as a whole."""
    if not source.repaired:
        return []
    return [
        Finding("pdf-repaired", "info", "the PDF was damaged and was put right; something may be missing")
    ]


def read_page(
    source: OpenSource,
    number: int,
    engine: Engine,
    options: Options,
    file: AbstractContextManager[object] = NOT_SHARED,
) -> PageResult:
    """A page's result, without its picture; or, this being the boundary of a page, the error in its place.

    `file` is held while the file is in use, where other pages of it are read at the same time. Raises
    EngineMissing and LibraryBroken, which are the machine's fault and would fail every page.
    """
    size = (0.0, 0.0)
    page = None
    try:
        with file:
            page = source.page(number)
        size = (page.width, page.height)
        with mupdf_errors(number):
            result = replace(convert_page(page, engine, options, file), frame=None, rulings=())
            return _read_again(page, result, file) if options.second_reading else result
    except (EngineMissing, LibraryBroken):
        raise
    except BudgetgridError as error:
        log.warning("page %d: %s", number, error)
        return failed_page(number, PageError(error.slug, str(error)), size)
    except Exception as error:
        log.exception("page %d failed", number)
        return failed_page(number, PageError("page-failed", f"{type(error).__name__}: {error}"), size)
    finally:
        with file:
            page = None  # which takes the file, too


def _read_again(page: SourcePage, result: PageResult, file: AbstractContextManager[object]) -> PageResult:
    """The result with what a second reading of a digital page says of it."""
    if result.info.kind != "digital":
        return result
    from budgetgrid.tables.second_reading import second_reading

    with file:
        return replace(result, findings=(*result.findings, *second_reading(page, result.tables)))


def failed_page(number: int, error: PageError, size: tuple[float, float] = (0.0, 0.0)) -> PageResult:
    """What stands for a page that gave nothing; `size` is its width and height in points, if known."""
    width, height = size
    info = PageInfo(number, "scan", round(width, 2), round(height, 2), error=error)
    finding = Finding("page-failed", "error", f"Page {number}: {error.message}", page=number)
    return PageResult(info, (), (finding,), None, ())


def run_of(engine: Engine, options: Options) -> Run:
    """What shaped the result."""
    from budgetgrid import __version__

    weights = tuple(w.name for w in engine.weights)
    return Run(__version__, engine.name, weights, recorded_options(options))
