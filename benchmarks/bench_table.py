"""A result as tables in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from budgetgrid.benchmarks.bench_compare import Comparison
from budgetgrid.benchmarks.bench_figures import FEW, FIGURES
from budgetgrid.benchmarks.bench_result import ALL, Group, Measured, Result, causes_of, measure
from budgetgrid.benchmarks.document_score import DocumentScore
from budgetgrid.benchmarks.runs import AS_IS


def degree_title(degree: int) -> str:
    """A degree as it is headed."""
    return "scans as they are" if degree == AS_IS else f"degree {degree}"


def tables_found(scores: tuple[DocumentScore, ...]) -> str:
    """`found/all`, and `+n` for invented ones."""
    tables = [table for score in scores for table in score.tables]
    invented = sum(score.invented for score in scores)
    return f"{sum(t.found for t in tables)}/{len(tables)}" + (f" +{invented}" if invented else "")


def print_result(console: Console, result: Result) -> None:
    """Documents and sides at each degree, what the sides' figures are worth, and the causes of errors."""
    for degree in sorted({group.degree for group in result.groups}):
        console.print(_by_document([group for group in result.groups if group.degree == degree]))
    sides = [group for group in result.groups if group.split != ALL]
    for group in sides or result.groups:
        console.print(_figures(group))
    for cause, count in causes_of(result.scores).most_common():
        console.print(f"{count:6} {cause}")


def _by_document(groups: list[Group]) -> Table:
    """One degree: a line a document and one for each side."""
    columns = [f for f in FIGURES if f.name != "tables"]
    table = Table(title=degree_title(groups[0].degree))
    table.add_column("document", no_wrap=True)
    for name in ("tables", *(figure.title for figure in columns), "MB"):
        table.add_column(name, justify="right")
    everything = next(group for group in groups if group.split == ALL)
    for score in everything.scores:
        table.add_row(score.slug, *_line((score,), measure((score,)), score.cost.peak_memory))
    table.add_section()
    for group in groups:
        table.add_row(group.split, *_line(group.scores, group.figures, group.peak_memory), style="bold")
    return table


def _line(scores: tuple[DocumentScore, ...], figures: tuple[Measured, ...], memory: float) -> list[str]:
    shown = [m.figure.shown(m.value) for m in figures if m.figure.name != "tables"]
    return [tables_found(scores), *shown, f"{memory:.0f}"]


def _figures(group: Group) -> Table:
    """A side's figures with their intervals, and the errors behind each."""
    table = Table(title=f"{degree_title(group.degree)}, {group.split}: {len(group.scores)} documents")
    for name, justify in (("figure", "left"), ("value", "right"), ("95 %", "right"), ("errors", "right")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for m in group.figures:
        few = " (few)" if m.errors is not None and m.errors < FEW else ""
        errors = "" if m.errors is None else f"{m.errors}{few}"
        table.add_row(m.figure.title, m.figure.shown(m.value), interval(m), errors)
    return table


def interval(measured: Measured) -> str:
    """`low – high`; empty where there is none."""
    if measured.low is None or measured.high is None:
        return ""
    return f"{measured.figure.shown(measured.low)} – {measured.figure.shown(measured.high)}"


def print_errors(console: Console, result: Result) -> None:
    """One line a wrong cell: where, why, what stands there, what was read."""
    for score in result.scores:
        for error in score.errors:
            console.print(
                f"{score.slug} degree {score.degree} {error.table} r{error.row} c{error.col} [{error.cause}]"
                f" {error.truth!r} -> {error.read!r}",
                markup=False,
                soft_wrap=True,
            )


def print_comparison(console: Console, comparison: Comparison) -> None:
    """Every figure that changed, then the documents whose cell F1 did, worst first."""
    table = Table(title=f"since the older run, {comparison.common} documents that both have read")
    for name in ("", "figure", "before", "now", "change"):
        table.add_column(name, justify="left" if name in ("", "figure") else "right")
    moved = [(degree_title(c.degree), c) for c in comparison.changes if c.gain]
    moved += [(f"{slug} {degree_title(degree)}", c) for (slug, degree), c in comparison.documents]
    for name, change in moved:
        step = change.after - change.before
        shown = f"{100 * step:+.2f}" if change.figure.percent else f"{step:+.2f}"
        style = "red" if change.fell else "green" if change.figure.gated and change.gain > 0 else ""
        before, after = change.figure.shown(change.before), change.figure.shown(change.after)
        table.add_row(name, change.figure.title, before, after, shown, style=style)
    console.print(table if moved else "No figure changed since the older run.")
