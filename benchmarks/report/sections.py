"""What went wrong, what it cost, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from budgetgrid.benchmarks.bench.compare import Change, Comparison
from budgetgrid.benchmarks.bench.result import Result, causes_of
from budgetgrid.benchmarks.bench.table import degree_title
from budgetgrid.benchmarks.causes import CAUSES
from budgetgrid.benchmarks.document_score import DocumentScore
from budgetgrid.benchmarks.report import charts
from budgetgrid.benchmarks.report.figures import damage
from budgetgrid.benchmarks.report.markup import folded, picture, table
from budgetgrid.benchmarks.runs import AS_IS

CAUSES_MEAN = (
    "Each wrong cell is put down to one cause. <i>Rows</i>, <i>columns</i>: the table has more or fewer than "
    "it should, so that cells stand elsewhere. <i>Span</i>: the counts agree, and a cell's extent does not. "
    "<i>Lines split</i>, <i>lines joined</i>: wrapped text that went to other rows, or came from them. "
    "<i>Lines</i>: the same characters in another order. <i>Normalisation</i>: right after Unicode NFKC. "
    "<i>Text</i>: in its place, but misread."
)


def causes(result: Result) -> str:
    """How many cells were wrong for which cause, at each degree."""
    counts = [causes_of(group.scores) for group in result.whole]
    total = causes_of(result.scores)
    shown = [cause for cause in CAUSES if total[cause]]
    if not shown:
        return "<p>No cell was wrong.</p>"
    entries = [
        charts.Bar(cause, total[cause], str(total[cause])) for cause in sorted(shown, key=lambda c: -total[c])
    ]
    rows = [[escape(cause), *(str(count[cause]) for count in counts), str(total[cause])] for cause in shown]
    rows.append(["all", *(str(count.total()) for count in counts), str(total.total())])
    heads = ["cause", *(damage(group.degree) for group in result.whole), "all"]
    drawing = picture("Wrong cells by cause", charts.bars(entries))
    return f'<p>{CAUSES_MEAN}</p><div class="pair">{drawing}{table(heads, rows, sums=1)}</div>'


def speed(result: Result) -> str:
    """CPU seconds a page and memory of each document."""
    read = [score for score in result.scores if score.cost.cpu_seconds_per_page > 0]
    names = {id(s): f"{s.slug}" + (f" · {damage(s.degree)}" if s.degree != AS_IS else "") for s in read}
    shown = read if len(read) <= MOST_BARS else _slowest(read)
    cpu = [_bar(names[id(s)], s.cost.cpu_seconds_per_page, 2) for s in shown]
    memory = [_bar(names[id(s)], s.cost.peak_memory, 0) for s in shown]
    return (
        f'<div class="pair">{picture("CPU seconds a page", charts.bars(cpu))}'
        f"{picture('Peak memory, MB', charts.bars(memory))}</div>"
    )


def _bar(name: str, value: float, decimals: int) -> charts.Bar:
    return charts.Bar(name, value, f"{value:.{decimals}f}")


MOST_BARS = 24
"""Documents drawn one by one; of more, the slowest."""


def _slowest(scores: Sequence[DocumentScore]) -> list[DocumentScore]:
    return sorted(scores, key=lambda s: -s.cost.cpu_seconds_per_page)[:MOST_BARS]


def changes(comparison: Comparison) -> str:
    """What changed since an older run."""
    moved = [(degree_title(c.degree), c) for c in comparison.changes if c.visible]
    single = [(f"{slug}, {degree_title(degree)}", c) for (slug, degree), c in comparison.documents]
    if not moved:
        return "<p>No figure changed.</p>"
    heads = ["", "figure", "before", "now", "change"]
    documents = table(heads, [_change(name, c) for name, c in single]) if single else "<p>None.</p>"
    return table(heads, [_change(name, c) for name, c in moved]) + folded(
        "Documents whose cell F1 changed", documents
    )


def _change(name: str, change: Change) -> list[str]:
    figure, step = change.figure, change.after - change.before
    kind = "" if not figure.gated else ' class="worse"' if change.gain < 0 else ' class="better"'
    shown = f"{100 * step:+.2f}" if figure.percent else f"{step:+.2f}"
    values = [figure.shown(change.before), figure.shown(change.after), f"<td{kind}>{shown}</td>"]
    return [escape(name), escape(figure.title), *values]
