"""What reading could reach: the cells read exactly when their places on the page are given.

    python -m budgetgrid.benchmarks.ceiling SAMPLES --degrees 1-3 --split dev

Two figures. *Lines given*: each printed line is cut out where the clean page has it, so that what is wrong is
the recogniser's own. *Cells given*: lines are found inside the true cells of a perfectly straightened page.
What `budgetgrid bench` loses beyond the second is lost by finding the cells.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import cv2
import numpy as np
import pymupdf
import typer

from budgetgrid.benchmarks.bench.command import SCANS, parse_degrees
from budgetgrid.benchmarks.causes import find_errors
from budgetgrid.benchmarks.degrees import DEGREES
from budgetgrid.benchmarks.matching import Matched, Matching
from budgetgrid.benchmarks.metrics.cells import CellCounts, compare_tables
from budgetgrid.benchmarks.page_tables import PageTable, fragment_tables
from budgetgrid.benchmarks.placed_text import SAME_BASELINE, Glyph, find_glyphs
from budgetgrid.benchmarks.runs import scan_of
from budgetgrid.benchmarks.samples import Sample, find_samples
from budgetgrid.benchmarks.simulate import render
from budgetgrid.benchmarks.warp import POINTS_PER_INCH, Warp
from budgetgrid.layout.find_rulings import find_rulings
from budgetgrid.layout.geometry import Box, Image, enclosing
from budgetgrid.layout.ink import as_grey, flatten_light
from budgetgrid.layout.rulings import ruling_mask
from budgetgrid.ocr.cell_lines import GAP_KEPT, CellLine, PageInk
from budgetgrid.ocr.cell_text import cut_line, read_cells, read_crops
from budgetgrid.ocr.engine import Engine
from budgetgrid.ocr.engines import open_engine
from budgetgrid.ocr.ink import Mask, find_ink, find_marks
from budgetgrid.ocr.joining import join_lines

EM_ABOVE, EM_BELOW = 0.9, 0.16
"""How far an ideograph's ink reaches above and below its baseline, in its size."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """One sample at one degree: its cells with lines given and with cells given, and each one's errors."""

    slug: str
    degree: int
    lines: CellCounts
    cells: CellCounts
    errors: tuple[str, ...]


def main(
    samples: Annotated[list[Path], typer.Argument(help="Sample folders, or folders of them.")],
    degrees: Annotated[str, typer.Option(metavar="N|A-B", help="Degrees of damage, 0 to 3.")] = "3",
    split: Annotated[str | None, typer.Option(metavar="dev|test", help="Only this side.")] = None,
    only: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only samples so named.")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="List every wrong cell.")] = False,
) -> None:
    """Read the samples' cells at their true places."""
    engine = open_engine(threads=1)
    cache = Path(tempfile.gettempdir()) / SCANS
    cache.mkdir(exist_ok=True)
    found = [s for s in find_samples(samples, tuple(only or ()), split) if s.digital is not None]
    for degree in parse_degrees(degrees):
        ceilings = [measure(sample, degree, engine, cache) for sample in found]
        for ceiling in ceilings if errors else ():
            for line in ceiling.errors:
                typer.echo(f"{ceiling.slug} degree {degree} {line}")
        for ceiling in ceilings:
            typer.echo(_row(ceiling.slug, degree, ceiling.lines, ceiling.cells))
        lines = sum((c.lines for c in ceilings), CellCounts())
        typer.echo(_row("all", degree, lines, sum((c.cells for c in ceilings), CellCounts())))


def _row(name: str, degree: int, lines: CellCounts, cells: CellCounts) -> str:
    return f"{name:32} degree {degree}  lines given: {_shares(lines)}  cells given: {_shares(cells)}"


def _shares(counts: CellCounts) -> str:
    """Cells, wrapped ones and numbers exact, in per cent."""
    pairs = (
        (counts.exact, counts.true),
        (counts.wrapped_exact, counts.wrapped_true),
        (counts.number_exact, counts.number_true),
    )
    return " / ".join(f"{100 * part / whole:.2f}" if whole else "-" for part, whole in pairs)


def measure(sample: Sample, degree: int, engine: Engine, cache: Path) -> Ceiling:
    """Read one sample's cells both ways; `cache` keeps its scan. Raises EngineFailed."""
    if sample.digital is None:
        raise ValueError(f"{sample.slug} has no clean pages to take the places from")
    path, warps = scan_of(sample, degree, cache)
    dpi = DEGREES[degree].dpi
    tables = fragment_tables(sample.truth)
    by_line: list[Matched] = []
    by_cell: list[Matched] = []
    with pymupdf.open(sample.digital) as clean, pymupdf.open(path) as scan:
        for number in sorted({t.page for t in tables}):
            here = [t for t in tables if t.page == number]
            page = clean[number - 1]
            pixels = straightened(render(scan[number - 1], dpi), warps[number - 1], dpi, page.rect)
            boxes = [c.box.scaled(dpi / POINTS_PER_INCH) for t in here for c in t.cells]
            lines = printed_lines(page, boxes, dpi)
            by_line += _with_texts(here, _read_lines(engine, pixels, lines))
            read = read_cells(engine, pixels, dpi, boxes, _rules(pixels, dpi))
            by_cell += _with_texts(here, [[line.text for line in cell] for cell in read])
    return Ceiling(
        sample.slug,
        degree,
        sum((compare_tables(m.truth, m.read) for m in by_line), CellCounts()),
        sum((compare_tables(m.truth, m.read) for m in by_cell), CellCounts()),
        (*_errors("lines given", by_line), *_errors("cells given", by_cell)),
    )


def straightened(scan: Image, warp: Warp, dpi: float, size: pymupdf.Rect) -> Image:
    """A scanned page, (H, W, 3) uint8, as the clean page of `size` (points) lies, at `dpi`."""
    scale = POINTS_PER_INCH / dpi
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    to_scan = np.linalg.inv(half) @ np.array(warp.matrix) @ np.diag([scale, scale, 1.0]) @ half
    shape = round(size.width / scale), round(size.height / scale)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    border = (255, 255, 255)
    return np.asarray(cv2.warpPerspective(scan, to_scan, shape, flags=flags, borderValue=border), np.uint8)


def printed_lines(page: pymupdf.Page, boxes: Sequence[Box], dpi: float) -> list[tuple[CellLine, ...]]:
    """The lines printed in each cell (px at `dpi`), where the clean page's own characters and ink are."""
    ink = find_ink(render(page, dpi), dpi)
    scale = dpi / POINTS_PER_INCH
    placed = [(_em_box(glyph).scaled(scale), glyph) for glyph in find_glyphs(page)]
    result = []
    for box in boxes:
        inside = [(em, glyph) for em, glyph in placed if box.contains_point(*em.center)]
        lines = [tuple(_inked(em, ink) for em in line) for line in _by_baseline(inside, scale)]
        result.append(_as_cell_lines(lines, max((g.size * scale for _, g in inside), default=0.0)))
    return result


def _em_box(glyph: Glyph) -> Box:
    """The room a character's ink can take, in points."""
    top, bottom = glyph.baseline - EM_ABOVE * glyph.size, glyph.baseline + EM_BELOW * glyph.size
    return Box(glyph.box.left, top, glyph.box.right, bottom)


def _by_baseline(placed: list[tuple[Box, Glyph]], scale: float) -> list[list[Box]]:
    """The characters of a cell line by line, top to bottom, each from left to right."""
    ordered = sorted(placed, key=lambda p: (p[1].baseline, p[1].box.left))
    lines: list[list[Box]] = []
    for before, (em, glyph) in zip([None, *ordered], ordered):
        if before and glyph.baseline - before[1].baseline < SAME_BASELINE * glyph.size:
            lines[-1].append(em)
        else:
            lines.append([em])
    return [sorted(line, key=lambda em: em.left) for line in lines]


def _inked(em: Box, ink: Mask) -> Box:
    """The box around the ink in a character's room; the room itself where there is none."""
    top, left = max(0, round(em.top)), max(0, round(em.left))
    ys, xs = np.nonzero(ink[top : round(em.bottom), left : round(em.right)])
    if not len(ys):
        return em
    return Box(left + float(xs.min()), top + float(ys.min()), left + xs.max() + 1.0, top + ys.max() + 1.0)


def _as_cell_lines(lines: list[tuple[Box, ...]], size: float) -> tuple[CellLine, ...]:
    """Lines of characters as lines to be cut out; single characters one below the other are one line."""
    if len(lines) > 1 and all(len(line) == 1 for line in lines):
        column = [line[0] for line in lines]
        return (CellLine(enclosing(column), tuple(column), (), size, vertical=True),)
    return tuple(CellLine(enclosing(list(line)), _parts(line, size), (), size) for line in lines)


def _parts(line: tuple[Box, ...], size: float) -> tuple[Box, ...]:
    """A line cut at its wide gaps."""
    parts = [[line[0]]]
    for before, here in pairwise(line):
        if here.left - before.right > GAP_KEPT * size:
            parts.append([])
        parts[-1].append(here)
    whole = enclosing(list(line))
    return tuple(Box(p[0].left, whole.top, max(b.right for b in p), whole.bottom) for p in parts)


def _read_lines(engine: Engine, pixels: Image, lines: list[tuple[CellLine, ...]]) -> list[list[str]]:
    """What the recogniser makes of each line of each cell."""
    nothing = np.zeros(pixels.shape[:2], np.bool_)
    page = PageInk(nothing, nothing, find_marks(nothing), 0.0, np.zeros(1))
    readings = iter(read_crops(engine, [cut_line(pixels, page, line) for cell in lines for line in cell]))
    return [[next(readings).text for _ in cell] for cell in lines]


def _rules(pixels: Image, dpi: float) -> Mask:
    """The pixels of rules that a conversion finds, (H, W) bool."""
    return ruling_mask(find_rulings(flatten_light(as_grey(pixels), dpi), dpi), *pixels.shape[:2])


def _with_texts(tables: list[PageTable], texts: list[list[str]]) -> list[Matched]:
    """The true tables beside themselves with what was read in place of their texts."""
    rest = iter(texts)
    matched = []
    for table in tables:
        cells = []
        for cell in table.cells:
            lines = next(rest)
            cells.append(replace(cell, text=join_lines(lines), lines=len(lines)))
        matched.append(Matched(table, replace(table, cells=tuple(cells))))
    return matched


def _errors(way: str, matched: list[Matched]) -> list[str]:
    return [
        f"{way}: {e.table} r{e.row} c{e.col} [{e.cause}] {e.truth!r} -> {e.read!r}"
        for e in find_errors(Matching(tuple(matched), ()))
    ]


if __name__ == "__main__":
    typer.run(main)
