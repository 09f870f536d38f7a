"""A file to a Document: every page by itself, then what pages say together."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from budgetgrid.document import Document, PageError, PageInfo, Run, Source
from budgetgrid.layout.errors import BudgetgridError, EngineMissing, LibraryBroken, PageOutOfRange
from budgetgrid.layout.source import Source as OpenSource
from budgetgrid.layout.source import SourcePage, open_source
from budgetgrid.ocr.engine import Engine
from budgetgrid.ocr.lazy_engine import LazyEngine
from budgetgrid.options import Options
from budgetgrid.page import PageResult, convert_page
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
        numbers = _page_numbers(source, chosen)
        reader = _reader(engine, chosen)
        results = []
        for done, number in enumerate(numbers, 1):
            results.append(_converted(source.page(number), reader, chosen))
            if progress is not None:
                progress(done, len(numbers))
        origin = Source(source.path.name, source.sha256, source.page_count)
        run = _run(reader, chosen)
        return whole_document(origin, run, results, _file_findings(source), join=chosen.stitch)


def _reader(engine: Engine | str | None, options: Options) -> Engine:
    """The opened engine that was given, else one that opens when a page needs it. Raises EngineMissing."""
    if engine is None or isinstance(engine, str):
        return _shared_engine(options.engine, options.models, options.threads)
    return engine


@lru_cache(maxsize=1)
def _shared_engine(name: str, models: str, threads: int) -> LazyEngine:
    """The engine of this process: the next file doesn't load the networks again. Raises EngineMissing."""
    return LazyEngine(name, models, threads)


def _page_numbers(source: OpenSource, options: Options) -> tuple[int, ...]:
    """The pages to convert, each once. Raises PageOutOfRange."""
    numbers = tuple(dict.fromkeys(options.pages)) or tuple(range(1, source.page_count + 1))
    outside = [n for n in numbers if not 1 <= n <= source.page_count]
    if outside:
        raise PageOutOfRange(f"{source.path.name} has {source.page_count} pages, not page {outside[0]}")
    return numbers


def _file_findings(source: OpenSource) -> list[Finding]:
    """What is doubtful about the file as a whole."""
    if not source.repaired:
        return []
    return [
        Finding("pdf-repaired", "info", "the PDF was damaged and was put right; something may be missing")
    ]


def _converted(page: SourcePage, engine: Engine, options: Options) -> PageResult:
    """A page's result, without its picture; or, this being the boundary of a page, the error in its place.

    Raises EngineMissing and LibraryBroken, which are the machine's fault and would fail every page.
    """
    try:
        result = replace(convert_page(page, engine, options), frame=None, rulings=())
        return _read_again(page, result) if options.second_reading else result
    except (EngineMissing, LibraryBroken):
        raise
    except BudgetgridError as error:
        log.warning("page %d: %s", page.number, error)
        return _failed_page(page, PageError(error.slug, str(error)))
    except Exception as error:
        log.exception("page %d failed", page.number)
        return _failed_page(page, PageError("page-failed", f"{type(error).__name__}: {error}"))


def _read_again(page: SourcePage, result: PageResult) -> PageResult:
    """The result with what a second reading of a digital page says of it."""
    if result.info.kind != "digital":
        return result
    from budgetgrid.tables.second_reading import second_reading

    return replace(result, findings=(*result.findings, *second_reading(page, result.tables)))


def _failed_page(page: SourcePage, error: PageError) -> PageResult:
    info = PageInfo(page.number, "scan", round(page.width, 2), round(page.height, 2), error=error)
    finding = Finding("page-failed", "error", f"Page {page.number}: {error.message}", page=page.number)
    return PageResult(info, (), (finding,), None, ())


def _run(engine: Engine, options: Options) -> Run:
    """What shaped the result."""
    from budgetgrid import __version__

    weights = tuple(w.name for w in engine.weights)
    return Run(__version__, engine.name, weights, recorded_options(options))
