"""How well each kind of table is read: half ruled, typed, side by side, over pages, under seals, turned.

`python -m budgetgrid.benchmarks.kind_scores FOLDER --tables N --seed S` invents documents of each kind in
FOLDER, reads their scans, and prints a line for each kind and degree. Tables over pages count once, joined.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pymupdf

from budgetgrid.benchmarks.counts import Counts
from budgetgrid.benchmarks.degrees import DEGREES
from budgetgrid.benchmarks.invented.kinds import KINDS, write_documents
from budgetgrid.benchmarks.matching import Matched, MatchedWhole, Matching, match_whole_tables
from budgetgrid.benchmarks.metrics.cells import CellCounts, count_cells, strict
from budgetgrid.benchmarks.page_tables import PageTable, upright
from budgetgrid.benchmarks.runs import Reading, read_sample, scan_of
from budgetgrid.benchmarks.samples import Sample, find_samples
from budgetgrid.benchmarks.simulate import Variant, render
from budgetgrid.benchmarks.whole_tables import WholeCell, WholeTable, true_tables
from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.engine import Engine
from budgetgrid.ocr.engines import open_engine
from budgetgrid.options import Options
from budgetgrid.tables.under_ink import LEAST_INKED_INCH2

RED = 60
"""How much lighter red is than green, in grey values, where a seal lies over a simulated scan."""

CellTest = Callable[[WholeCell], bool]


@dataclass(frozen=True, slots=True)
class KindCounts(Counts):
    """Tables, those found, and those with all cells in their places; rows, and those with every cell exactly
    right; all cells.
    """

    tables: int = 0
    found: int = 0
    whole: int = 0
    rows: int = 0
    rows_right: int = 0
    cells: CellCounts = field(default=CellCounts())


def score_kind(folder: Path, kind: str, degree: int, engine: Engine) -> KindCounts:
    """Read the sample folders of a kind in a folder at a degree of damage, and count what is right."""
    variants = KINDS[kind].variants
    total = KindCounts()
    for index, sample in enumerate(find_samples([folder])):
        variant = variants[index % len(variants)]
        reading = read_sample(sample, degree, Options(threads=1), folder, variant, engine)
        total += count_tables(sample, reading, cells_under_seal(sample, degree, folder, variant))
    return total


def count_tables(sample: Sample, reading: Reading, counted: CellTest) -> KindCounts:
    """The counts of one document, of those cells alone that are `counted`."""
    truth = [_only(table, counted) for table in true_tables(sample.truth)]
    matching = match_whole_tables(truth, [_only(table, counted) for table in reading.whole])
    pairs = tuple(_in_one_frame(pair) for pair in matching.matched)
    invented = tuple(table.in_one_frame for table in matching.invented)
    total = KindCounts(cells=count_cells(Matching(pairs, invented)))
    for pair in pairs:
        total += _count(pair)
    return total


def _only(table: WholeTable, counted: CellTest) -> WholeTable:
    return replace(table, cells=tuple(cell for cell in table.cells if counted(cell)))


def _in_one_frame(pair: MatchedWhole) -> Matched:
    return Matched(pair.truth.in_one_frame, pair.read.in_one_frame if pair.read else None)


def _count(pair: Matched) -> KindCounts:
    right = rows_right(pair.truth, pair.read)
    if pair.read is None:
        return KindCounts(tables=1, rows=len(right))
    places = [{cell.place for cell in table.cells} for table in (pair.truth, pair.read)]
    return KindCounts(1, 1, int(places[0] == places[1]), len(right), sum(right.values()))


def rows_right(truth: PageTable, read: PageTable | None) -> dict[int, bool]:
    """For each row of the truth in which a cell begins, whether every such cell was read exactly."""
    texts = {cell.place: strict(cell.text) for cell in read.cells} if read else {}
    right: dict[int, bool] = {}
    for cell in truth.cells:
        right[cell.row] = right.get(cell.row, True) and texts.get(cell.place) == strict(cell.text)
    return right


def cells_under_seal(sample: Sample, degree: int, cache: Path, variant: Variant) -> CellTest:
    """Tells the cells under the seal of a sealed scan; every cell of others."""
    if not variant.seal:
        return lambda cell: True
    path, warps = scan_of(sample, degree, cache, variant)
    dpi = DEGREES[degree].dpi
    with pymupdf.open(path) as document:
        pages = [render(page, dpi).astype(np.int16) for page in document]
    inked = [page[:, :, 0] - page[:, :, 1] > RED for page in pages]

    def iscells_under_seal(page: int, box: Box) -> bool:
        there = upright(box, warps[page - 1].to_scan)
        part = inked[page - 1][int(there.top) : int(there.bottom), int(there.left) : int(there.right)]
        return int(part.sum()) >= LEAST_INKED_INCH2 * dpi**2

    return lambda cell: any(iscells_under_seal(place.page, place.box) for place in cell.places)


def _line(kind: str, degree: int, counts: KindCounts) -> str:
    cells = counts.cells
    f1, structure = (f"{100 * (value or 0):.2f}" for value in (cells.f1, cells.structure_f1))
    tables = f"{counts.found}/{counts.tables} | {counts.whole}/{counts.tables}"
    rows = f"{counts.rows_right}/{counts.rows}"
    return f"| {kind} | {degree} | {tables} | {rows} | {cells.true} | {f1} | {structure} |"


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser(prog="budgetgrid.benchmarks.kind_scores", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the sample folders go")
    parser.add_argument("--kinds", nargs="*", choices=list(KINDS), default=list(KINDS), help="only these")
    parser.add_argument("--tables", type=int, default=15, help="how many of each kind")
    parser.add_argument("--seed", type=int, default=1, help="the same seed writes the same documents")
    parser.add_argument("--degrees", default="1,2", help="damage of the simulated scans, as 1,2")
    options = parser.parse_args()
    engine = open_engine(threads=1)
    print("| kind | degree | found | whole | rows right | cells | cell F1 | structure F1 |", flush=True)
    print("|---|---|---|---|---|---|---|---|", flush=True)
    for kind in options.kinds:
        write_documents(options.folder / kind, kind, options.tables, options.seed)
        for degree in map(int, options.degrees.split(",")):
            print(_line(kind, degree, score_kind(options.folder / kind, kind, degree, engine)), flush=True)


if __name__ == "__main__":
    main()
