"""A result as tables in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from budgetgrid.benchmarks.bench.compare import Comparison
from budgetgrid.benchmarks.bench.figures import BRIEF, FIGURES
from budgetgrid.benchmarks.bench.result import Group, Measured, Result, causes_of, measure
from budgetgrid.benchmarks.document_score import DocumentScore
from budgetgrid.benchmarks.metrics.confidence import FEW_ERRORS
from budgetgrid.benchmarks.runs import AS_IS
from budgetgrid.benchmarks.samples import Sample

FEW_REMARK = f"* fewer than {FEW_ERRORS} errors behind it: one more document can change it"


def degree_title(degree: int) -> str:
    """A degree as it is headed."""
    return "scans as they are" if degree == AS_IS else f"degree {degree}"


def documents(count: int) -> str:
    """So many documents."""
    return "1 document" if count == 1 else f"{count} documents"


def drafts_remark(samples: Sequence[Sample]) -> str:
    """What is to be known of samples whose truth nobody has checked; empty where there are none."""
    drafts = ", ".join(sample.slug for sample in samples if sample.truth.provenance.is_draft)
    return (
        f"{drafts}: the truth is our own draft that nobody has checked, so its figures mean nothing"
        * bool(drafts)
    )


def counted(group: Group) -> str:
    """How many documents and pages there are, and failed."""
    failed = f", {group.failed_pages} failed" if group.failed_pages else ""
    return f"{documents(len(group.scores))}, {group.pages} pages{failed}"


def tables_found(scores: tuple[DocumentScore, ...]) -> str:
    """`found/all`, and `+n` for invented ones."""
    tables = [table for score in scores for table in score.tables]
    invented = sum(score.invented for score in scores)
    return f"{sum(t.found for t in tables)}/{len(tables)}" + (f" +{invented}" if invented else "")


def print_result(console: Console, result: Result) -> None:
    """Documents at each degree, what the figures of each side are worth, and the causes of errors."""
    for group in result.whole:
        console.print(_by_document(group))
    for split in dict.fromkeys(group.split for group in result.groups):
        console.print(_by_degree(result.side(split)))
    for cause, count in causes_of(result.scores).most_common():
        console.print(f"{count:6} {cause}")


def _by_document(group: Group) -> Table:
    """One degree, a line a document."""
    table = Table(title=degree_title(group.degree))
    table.add_column("document", no_wrap=True)
    for name in ("tables", *(figure.title for figure in BRIEF), "MB"):
        table.add_column(name, justify="right")
    for score in group.scores:
        table.add_row(score.slug, *_line((score,), measure((score,)), score.cost.peak_memory))
    table.add_section()
    table.add_row(group.split, *_line(group.scores, group.figures, group.peak_memory), style="bold")
    return table


def _line(scores: tuple[DocumentScore, ...], figures: tuple[Measured, ...], memory: float) -> list[str]:
    shown = [m.figure.shown(m.value) for m in figures if m.figure.brief]
    return [tables_found(scores), *shown, f"{memory:.0f}"]


def _by_degree(groups: list[Group]) -> Table:
    """One side's figures at each degree, with their intervals."""
    count = len({score.slug for group in groups for score in group.scores})
    table = Table(title=f"{groups[0].split}: {documents(count)}", caption=FEW_REMARK, show_lines=False)
    table.add_column("figure")
    for group in groups:
        table.add_column(degree_title(group.degree), justify="right")
        table.add_column("95 %", justify="right")
    for index, figure in enumerate(FIGURES):
        measured = [group.figures[index] for group in groups]
        if any(m.value is not None for m in measured):
            table.add_row(figure.title, *(text for m in measured for text in (starred(m), interval(m))))
    return table


def starred(measured: Measured) -> str:
    """The value, with a star where few errors are behind it."""
    return measured.figure.shown(measured.value) + "*" * measured.few_errors


def interval(measured: Measured) -> str:
    """`low – high`; empty where there is none, and where all documents are alike, which tells no spread."""
    if measured.low is None or measured.high is None or measured.low == measured.high:
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
    moved = [(degree_title(c.degree), c) for c in comparison.changes if c.visible]
    moved += [(f"{slug} {degree_title(degree)}", c) for (slug, degree), c in comparison.documents]
    for name, change in moved:
        step = change.after - change.before
        shown = f"{100 * step:+.2f}" if change.figure.percent else f"{step:+.2f}"
        style = "red" if change.fell else "green" if change.figure.gated and change.gain > 0 else ""
        before, after = change.figure.shown(change.before), change.figure.shown(change.after)
        table.add_row(name, change.figure.title, before, after, shown, style=style)
    console.print(table if moved else "No figure changed since the older run.")
