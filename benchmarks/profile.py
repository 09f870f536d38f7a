"""Where a page's CPU time goes, stage by stage, and what it is of PaddleOCR's own.

`python -m budgetgrid.benchmarks.profile FILES…` prints the table of stages; with `--ratio` also the marginal
cost of a page, ours and that of PaddleOCR's pipeline with the same weights on the same pages: the CPU time of
a process that reads N + M pages less that of one that reads N, by M.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from budgetgrid.options import Options

if TYPE_CHECKING:
    from budgetgrid.ocr.engine import Engine

OTHER = "joining pages, and the rest"
EXPORT = "export"
STAGES = (
    "kind of page",
    "render",
    "upright",
    "deskew",
    "seals",
    "rulings",
    "grid",
    "ink",
    "lines in cells",
    "recognition",
    "detection",
    "blocks outside tables",
    "tables from lines",
    OTHER,
    EXPORT,
)
READING = ("recognition", "detection")
"""The stages in which the networks calculate."""


@dataclass(frozen=True, slots=True)
class StageTable:
    """CPU seconds of each stage, STAGES first, over so many pages, models loaded before."""

    engine: str
    pages: int
    seconds: dict[str, float]

    @property
    def per_page(self) -> float:
        """CPU seconds a page."""
        return sum(self.seconds.values()) / max(1, self.pages)


def profile(files: Sequence[Path], pages: Sequence[int], options: Options) -> StageTable:
    """Convert `pages` of each file (those it has; all if none is named) on one core, and time the stages.

    The first of them is read once before, to load the networks. Raises BudgetgridError.
    """
    from budgetgrid.layout.source import open_source
    from budgetgrid.ocr.engines import open_engine

    alone = replace(options, threads=1)
    engine = open_engine(alone.engine, alone.models, alone.threads)
    seconds: Counter[str] = Counter()
    count = 0
    for path in files:
        with open_source(path) as source:
            chosen = tuple(n for n in pages or range(1, source.page_count + 1) if n <= source.page_count)
        if chosen and not count:
            _profile_file(path, replace(alone, pages=chosen[:1]), engine)
        if chosen:
            read, times = _profile_file(path, replace(alone, pages=chosen), engine)
            seconds.update(times)
            count += read
    names = dict.fromkeys((*STAGES, *seconds))
    return StageTable(engine.name, count, {name: seconds[name] for name in names})


def _profile_file(path: Path, options: Options, engine: Engine) -> tuple[int, dict[str, float]]:
    """The pages converted of one file, and the CPU seconds by stage."""
    from budgetgrid.conversion import convert
    from budgetgrid.export.csv import CsvStyle
    from budgetgrid.layout.stages import stage, stage_times
    from budgetgrid.output import write_document

    with tempfile.TemporaryDirectory() as folder, stage_times() as times:
        with stage(OTHER):
            document = convert(path, options, engine=engine)
        with stage(EXPORT):
            write_document(document, Path(folder) / "out", ("csv", "json"), CsvStyle())
    return len(document.pages), dict(times)


def as_markdown(table: StageTable) -> str:
    """The stages as a table: CPU milliseconds a page, and the share of the whole."""
    total = sum(table.seconds.values()) or 1.0
    pages = max(1, table.pages)
    rows = [
        f"| {name} | {1000 * s / pages:.0f} | {100 * s / total:.0f} |" for name, s in table.seconds.items()
    ]
    rest = total - sum(table.seconds[name] for name in READING)
    rows.append(f"| **all** | **{1000 * table.per_page:.0f}** | **100** |")
    rows.append(f"| all but the networks | {1000 * rest / pages:.0f} | {100 * rest / total:.0f} |")
    head = f"{table.pages} pages, engine {table.engine}, one core\n\n| stage | CPU ms a page | % |\n"
    return head + "|---|---|---|\n" + "\n".join(rows)


def main(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Scans, PDF or images.")],
    pages: Annotated[
        str | None, typer.Option("--pages", metavar="3-9,12", help="Only these of each.")
    ] = None,
    engine: Annotated[str, typer.Option("--engine", help="The recogniser.")] = "auto",
    ratio: Annotated[bool, typer.Option("--ratio", help="Hold a page's cost against PaddleOCR's.")] = False,
    few: Annotated[int, typer.Option(help="Pages of each file in the shorter run.")] = 1,
) -> None:
    """Print the CPU time of each stage of a page, and its ratio to PaddleOCR's own pipeline."""
    from budgetgrid.cli.page_ranges import parse_pages

    numbers = parse_pages(pages) if pages else ()
    print(as_markdown(profile(files, numbers, Options(engine=engine))))
    if ratio:
        print(f"\n{ratios(files, numbers, few, engine)}")


def ratios(files: Sequence[Path], pages: Sequence[int], few: int, engine: str) -> str:
    """What a page of each file costs, ours and PaddleOCR's, as a table; see `compare`."""
    from budgetgrid.benchmarks.profile_ratio import compare, page_costs_as_markdown

    return page_costs_as_markdown([compare(path, pages, few, engine) for path in files])


if __name__ == "__main__":
    typer.run(main)
