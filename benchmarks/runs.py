"""One sample read at one degree of damage: its scan, our result, and what that cost."""

from __future__ import annotations

import hashlib
import resource
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pymupdf

from budgetgrid.benchmarks.degrees import DEGREES, LIGHT, Degree
from budgetgrid.benchmarks.page_tables import PageTable, read_tables, upright
from budgetgrid.benchmarks.samples import Sample
from budgetgrid.benchmarks.simulate import PLAIN, Variant, page_warps, scan_pdf
from budgetgrid.benchmarks.warp import POINTS_PER_INCH, Warp
from budgetgrid.benchmarks.whole_tables import WholeTable, moved, read_tables_whole
from budgetgrid.document import Document
from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.engine import Engine
from budgetgrid.options import Options
from budgetgrid.tables.table import Place, Table

AS_IS = -1
"""The degree under which a document that exists as a scan only is listed."""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds a page (children's included, models loaded before) and peak memory of the process, MB.

    `wall_seconds_per_page`: of the same span; None where the reader doesn't tell.
    """

    cpu_seconds_per_page: float
    peak_memory: float
    wall_seconds_per_page: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a sample.

    `tables`: page by page, boxes in points of the clean page. `document`: the same as it was converted, its
    tables not joined over pages, with the blocks outside them; None of a reader that gives no such thing.
    `joined`: its tables joined over pages, cells and places as converted. `whole`: these with boxes in points
    of the clean pages.
    """

    tables: list[PageTable]
    pages: int
    failed_pages: int
    cost: Cost
    document: Document | None = None
    joined: tuple[Table, ...] = ()
    whole: tuple[WholeTable, ...] = ()


def read_sample(
    sample: Sample,
    degree: int,
    options: Options,
    cache: Path,
    variant: Variant = PLAIN,
    engine: Engine | None = None,
) -> Reading:
    """Scan a sample (or take its scan), convert it, and carry the result back to the clean pages.

    `engine`: one that is open, else that of the options.
    """
    from budgetgrid.conversion import convert
    from budgetgrid.ocr.engines import open_engine
    from budgetgrid.tables.stitch import stitch

    path, warps = scan_of(sample, degree, cache, variant)
    engine = engine or open_engine(options.engine, options.models, options.threads)
    began, before = time.perf_counter(), _cpu_seconds()
    document = convert(path, replace(options, stitch=False), engine=engine)
    spent, passed = _cpu_seconds() - before, time.perf_counter() - began
    tables = [on_clean_page(table, warps, degree) for table in read_tables(document)]
    pages = len(document.pages)
    failed = sum(page.error is not None for page in document.pages)
    cost = Cost(spent / max(1, pages), _peak_memory(), passed / max(1, pages))
    joined = tuple(stitch(document.tables, document.pages).tables)
    whole = tuple(_whole_on_clean_pages(t, warps, degree) for t in read_tables_whole(document, joined))
    return Reading(tables, pages, failed, cost, document, joined, whole)


def no_reading(sample: Sample) -> Reading:
    """What is left of a document that could not be read at all."""
    pages = len(sample.truth.pages)
    return Reading([], pages, pages, Cost(0.0, 0.0))


def scan_of(
    sample: Sample, degree: int, cache: Path, variant: Variant = PLAIN
) -> tuple[Path, tuple[Warp, ...]]:
    """The sample's scan at a degree and its pages' warps; none where the document exists as a scan only.

    The scan is made if it isn't there.
    """
    path = scan_path(sample, degree, cache, variant)
    if sample.digital is None:
        return path, ()
    chosen = DEGREES[degree]
    if not path.exists():
        with tempfile.NamedTemporaryFile(dir=cache, suffix=".pdf", delete=False) as partial:
            scan_pdf(sample.digital, Path(partial.name), chosen, sample.slug, variant)
        Path(partial.name).replace(path)
    return path, page_warps(sample.digital, chosen, sample.slug, variant)


def scan_path(sample: Sample, degree: int, cache: Path, variant: Variant = PLAIN) -> Path:
    """Where the sample's scan at a degree is, or will be once `scan_of` has made it.

    The stored scan serves at the degree it was made with, others are kept in `cache`. Raises
    FileNotFoundError.
    """
    as_stored = DEGREES[degree] == LIGHT and variant == PLAIN and sample.scan is not None
    if sample.digital is None or as_stored:
        return page_source(replace(sample, digital=None))
    how = "" if variant == PLAIN else f"-{variant.name}"
    return cache / f"{sample.slug}-{degree}{how}-{_key(sample.digital, DEGREES[degree])}.pdf"


def page_source(sample: Sample) -> Path:
    """The file that a sample's pages come from: the clean one, else the scan. Raises FileNotFoundError."""
    path = sample.digital or sample.scan
    if path is None:
        raise FileNotFoundError(f"{sample.slug} has neither digital.pdf nor scan.pdf, nor one other PDF")
    return path


def _key(digital: Path, degree: Degree) -> str:
    """What a simulated scan depends on, in short."""
    content = digital.read_bytes() + repr(degree).encode() + pymupdf.__version__.encode()
    return hashlib.sha256(content).hexdigest()[:12]


def on_clean_page(table: PageTable, warps: tuple[Warp, ...], degree: int) -> PageTable:
    """A table whose boxes are in points of the scanned page, with boxes in points of the clean one."""
    if not warps:
        return table
    warp = warps[table.page - 1]
    scale = DEGREES[degree].dpi / POINTS_PER_INCH
    cells = tuple(replace(cell, box=_unwarped(cell.box.scaled(scale), warp)) for cell in table.cells)
    return replace(table, box=_unwarped(table.box.scaled(scale), warp), cells=cells)


def _whole_on_clean_pages(table: WholeTable, warps: tuple[Warp, ...], degree: int) -> WholeTable:
    """The same of a table on several pages."""
    if not warps:
        return table
    scale = DEGREES[degree].dpi / POINTS_PER_INCH
    return moved(table, lambda p: Place(p.page, _unwarped(p.box.scaled(scale), warps[p.page - 1])))


def _unwarped(box: Box, warp: Warp) -> Box:
    return upright(box, warp.to_clean)


def _cpu_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _peak_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
