"""A file to a Document: every page by itself, then what pages say together."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from budgetgrid.document import Document, Metadata, PageError, PageInfo, Run, Source
from budgetgrid.layout.errors import BudgetgridError, PageOutOfRange
from budgetgrid.layout.source import SourcePage, open_source
from budgetgrid.ocr.engine import Engine
from budgetgrid.ocr.engines import open_engine
from budgetgrid.options import Options
from budgetgrid.page import PageResult, convert_page
from budgetgrid.provenance import recorded_options
from budgetgrid.tables.table import Finding, Table

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with the pages done and the pages in all."""


def convert(
    path: str | Path,
    options: Options | None = None,
    *,
    progress: Progress | None = None,
    engine: Engine | None = None,
    **changes: object,
) -> Document:
    """Convert one PDF or image. `changes` override single fields of `options`.

    A page that fails is recorded in the result, whose status is then `partial`, or `failed` if none is left.
    Raises BudgetgridError where the file can't be opened or an option makes no sense, TypeError for an
    unknown option.
    """
    chosen = replace(options or Options(), **changes)  # type: ignore[arg-type]
    with open_source(Path(path), chosen.password) as source:
        numbers = chosen.pages or tuple(range(1, source.page_count + 1))
        outside = [n for n in numbers if not 1 <= n <= source.page_count]
        if outside:
            raise PageOutOfRange(f"{source.path.name} has {source.page_count} pages, not page {outside[0]}")
        reader = engine or open_engine(chosen.engine, chosen.models, chosen.threads)
        results = []
        for done, number in enumerate(numbers):
            results.append(_converted(source.page(number), reader, chosen))
            if progress is not None:
                progress(done + 1, len(numbers))
        return _document(
            Source(source.path.name, source.sha256, source.page_count), _run(reader, chosen), results
        )


def _converted(page: SourcePage, engine: Engine, options: Options) -> PageResult:
    """A page's result, without its picture; or, this being the boundary of a page, the error in its place."""
    try:
        return replace(convert_page(page, engine, options), frame=None, rulings=())
    except BudgetgridError as error:
        log.warning("page %d: %s", page.number, error)
        return _failed_page(page, PageError(error.slug, str(error)))
    except Exception as error:
        log.exception("page %d failed", page.number)
        return _failed_page(page, PageError("page-failed", f"{type(error).__name__}: {error}"))


def _failed_page(page: SourcePage, error: PageError) -> PageResult:
    info = PageInfo(page.number, "scan", round(page.width, 2), round(page.height, 2), error=error)
    finding = Finding("page-failed", "error", f"Page {page.number}: {error.message}", page=page.number)
    return PageResult(info, (), (finding,), None, ())


def _run(engine: Engine, options: Options) -> Run:
    """What shaped the result."""
    from budgetgrid import __version__

    weights = tuple(w.name for w in engine.weights)
    return Run(__version__, engine.name, weights, recorded_options(options))


def _document(source: Source, run: Run, results: list[PageResult]) -> Document:
    """Pages put together: tables numbered through the document, status from the pages'."""
    tables: list[Table] = []
    pages: list[PageInfo] = []
    findings: list[Finding] = []
    for result in results:
        names = {table.id: f"t{len(tables) + i + 1}" for i, table in enumerate(result.tables)}
        tables.extend(replace(table, id=names[table.id]) for table in result.tables)
        blocks = tuple(
            replace(b, table=names[b.table]) if b.table is not None else b for b in result.info.blocks
        )
        pages.append(replace(result.info, blocks=blocks))
        findings.extend(
            replace(f, table=names[f.table]) if f.table is not None else f for f in result.findings
        )
    failed = sum(page.error is not None for page in pages)
    status = "ok" if not failed else "failed" if failed == len(pages) else "partial"
    return Document(source, run, status, tuple(pages), tuple(tables), tuple(findings), Metadata())
