"""The figures of a benchmark, each the ratio of two sums over documents: any set of documents has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from budgetgrid.benchmarks.document_score import DocumentScore, TableScore

FEW = 50
"""Under so many errors a figure says so: the next document can turn it over."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What one or more documents put into a figure: `part` of `whole`, and how many errors lie behind it."""

    part: float = 0.0
    whole: float = 0.0
    errors: int | None = None

    def __add__(self, other: Sums) -> Sums:
        known = [e for e in (self.errors, other.errors) if e is not None]
        return Sums(self.part + other.part, self.whole + other.whole, sum(known) if known else None)

    @property
    def value(self) -> float | None:
        """The figure; None of nothing."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `percent`: a share; else a plain number. `rising`: more is better. `gated`: accuracy."""

    name: str
    title: str
    meaning: str
    sums: Callable[[DocumentScore], Sums]
    percent: bool = True
    rising: bool = True
    gated: bool = True

    def shown(self, value: float | None) -> str:
        """The value as a person reads it, without its sign of percent."""
        if value is None:
            return "–"
        return f"{100 * value:.2f}" if self.percent else f"{value:.2f}"


def _share(part: int, whole: int) -> Sums:
    return Sums(part, whole, whole - part)


def _f1(hits: int, true: int, read: int) -> Sums:
    return Sums(2 * hits, true + read, true - hits)


def _mean(values: list[float | None]) -> Sums:
    known = [value for value in values if value is not None]
    return Sums(sum(known), len(known), sum(value < 1 for value in known))


def _over_tables(value: Callable[[TableScore], float | None]) -> Callable[[DocumentScore], Sums]:
    return lambda score: _mean([value(table) for table in score.tables])


def _found(score: DocumentScore) -> Sums:
    found = sum(table.found for table in score.tables)
    return Sums(
        2 * found, len(score.tables) + found + score.invented, len(score.tables) - found + score.invented
    )


def _cost(value: float | None, pages: int) -> Sums:
    return Sums(value * pages, pages) if value is not None else Sums()


FIGURES = (
    Figure(
        "cell_f1",
        "cell F1",
        "Cells whose place, spans and text (white space aside) are all exactly right: F1 of them.",
        lambda s: _f1(s.counts.exact, s.counts.true, s.counts.read),
    ),
    Figure(
        "cell_f1_nfkc",
        "NFKC",
        "The same after Unicode NFKC, which makes ： and : one, and ① and 1.",
        lambda s: _f1(s.counts.exact_nfkc, s.counts.true, s.counts.read),
    ),
    Figure(
        "wrapped_f1",
        "wrapped",
        "Cell-exact F1 of cells printed on two or more lines alone.",
        lambda s: _f1(s.counts.wrapped_exact, s.counts.wrapped_true, s.counts.wrapped_read),
    ),
    Figure(
        "numbers",
        "numbers",
        "Cells that hold one number: the share that is exactly right, place and text.",
        lambda s: _share(s.counts.number_exact, s.counts.number_true),
    ),
    Figure(
        "text",
        "text",
        "Cells in their right place: the share whose text is right.",
        lambda s: _share(s.counts.exact, s.counts.placed),
    ),
    Figure(
        "cer",
        "CER",
        "Character error rate over cells: edits over characters of the truth.",
        lambda s: Sums(s.counts.edits, s.counts.characters, s.counts.edits),
        rising=False,
    ),
    Figure(
        "tables",
        "tables",
        "Tables found (half of their joint area in common): F1 over those there are and those read.",
        _found,
    ),
    Figure(
        "structure_f1",
        "structure",
        "F1 of cells by place and spans alone, texts aside.",
        lambda s: _f1(s.counts.placed, s.counts.true, s.counts.read),
    ),
    Figure(
        "rows",
        "rows",
        "Tables with the right number of rows.",
        lambda s: _share(sum(t.rows == t.read_rows for t in s.tables), len(s.tables)),
    ),
    Figure(
        "columns",
        "columns",
        "Tables with the right number of columns.",
        lambda s: _share(sum(t.cols == t.read_cols for t in s.tables), len(s.tables)),
    ),
    Figure(
        "teds",
        "TEDS",
        "Tree edit distance similarity of tables as HTML, mean over tables up to 600 cells.",
        _over_tables(lambda t: t.teds),
    ),
    Figure(
        "structure_teds",
        "S-TEDS",
        "The same with all texts left out.",
        _over_tables(lambda t: t.structure_teds),
    ),
    Figure(
        "cpu_seconds_per_page",
        "CPU s/page",
        "CPU seconds of all threads a page, the models loaded before.",
        lambda s: _cost(s.cost.cpu_seconds_per_page, s.pages),
        percent=False,
        rising=False,
        gated=False,
    ),
    Figure(
        "wall_seconds_per_page",
        "wall s/page",
        "Seconds a page by the clock; other work on the machine counts in.",
        lambda s: _cost(s.cost.wall_seconds_per_page, s.pages),
        percent=False,
        rising=False,
        gated=False,
    ),
)
"""All of them, in the order they are shown."""

BY_NAME = {figure.name: figure for figure in FIGURES}
HEADLINE = ("cell_f1", "numbers", "wrapped_f1", "structure_f1", "cpu_seconds_per_page")
"""Those shown large and drawn."""
