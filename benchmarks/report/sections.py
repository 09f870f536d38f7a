"""The sections of a report that hold figures."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from budgetgrid.benchmarks.bench_compare import Change, Comparison
from budgetgrid.benchmarks.bench_figures import BY_NAME, FEW, FIGURES, Figure
from budgetgrid.benchmarks.bench_result import ALL, Group, Measured, Result, causes_of
from budgetgrid.benchmarks.bench_table import FEW_REMARK, degree_title, interval, starred, tables_found
from budgetgrid.benchmarks.causes import CAUSES
from budgetgrid.benchmarks.degrees import DEGREES, LIGHT
from budgetgrid.benchmarks.document_score import DocumentScore
from budgetgrid.benchmarks.report import charts
from budgetgrid.benchmarks.report.markup import folded, picture, table

TILES = ("cell_f1", "numbers", "wrapped_f1", "structure_f1", "cpu_seconds_per_page")
DRAWN = ("structure_f1", "numbers", "cell_f1", "wrapped_f1")
QUOTED = "test"
"""The side that figures are quoted on, where there is one."""


def quoted(result: Result) -> list[Group]:
    """The groups whose figures are drawn: of the side to quote, or else of all documents; by degree."""
    return result.side(QUOTED) or result.whole


def damage(degree: int) -> str:
    """A degree with its name, in short."""
    return f"{degree} {DEGREES[degree].name}" if degree >= 0 else "as it is"


def headline(result: Result) -> str:
    """The figures that say most, large, at light damage or at the least there is."""
    groups = quoted(result)
    group = next((g for g in groups if g.degree == LIGHT.level), groups[-1])
    tiles = "".join(_tile(group[name]) for name in TILES)
    about = f"{_side(group.split)}, damage {damage(group.degree)}: {_counted(group)}."
    return f'<p class="soft">{escape(about)}</p><div class="tiles">{tiles}</div>'


def _tile(measured: Measured) -> str:
    figure = measured.figure
    unit = "<small>%</small>" if figure.percent and measured.value is not None else ""
    between = interval(measured)
    notes = [f"95 %: {between}"] if between else []
    notes += [remark] if (remark := _remark(measured)) else []
    lines = "".join(f"<span>{escape(note)}</span>" for note in notes)
    shown = f"<b>{figure.shown(measured.value)}{unit}</b>{lines}"
    return (
        f'<div class="tile" title="{escape(figure.meaning)}"><span>{escape(figure.title)}</span>{shown}</div>'
    )


def _remark(measured: Measured) -> str:
    if measured.errors is None or measured.errors >= FEW:
        return ""
    return "no error" if not measured.errors else f"only {measured.errors} errors behind it"


def _side(split: str) -> str:
    return "All documents" if split == ALL else f"Side {split}"


def _counted(group: Group) -> str:
    failed = f", {group.failed_pages} failed" if group.failed_pages else ""
    return f"{len(group.scores)} documents, {group.pages} pages{failed}"


def by_degree(result: Result) -> str:
    """A drawing and a table of figures at each degree, for the quoted side, then for the others."""
    groups = quoted(result)
    lines = [_drawn_line(BY_NAME[name], groups) for name in DRAWN]
    drawing = charts.lines_by_place(
        [damage(group.degree) for group in groups], [line for line in lines if any(line.points)]
    )
    note = (
        "Strokes are 95 % intervals, drawn from documents."
        if any(m.low for g in groups for m in g.figures)
        else ""
    )
    parts = [picture(f"{_side(groups[0].split)}: shares right, in per cent", drawing, note), _figures(groups)]
    for split in sorted({group.split for group in result.groups} - {groups[0].split}):
        others = result.side(split)
        parts.append(folded(f"{_side(split)}: {len(others[0].scores)} documents", _figures(others)))
    return "".join(parts)


def _drawn_line(figure: Figure, groups: Sequence[Group]) -> charts.Line:
    measured = [group[figure.name] for group in groups]
    points = [charts.Point(m.value, m.low, m.high) if m.value is not None else None for m in measured]
    return charts.Line(figure.title, tuple(points))


def _figures(groups: Sequence[Group]) -> str:
    rows = [
        [
            _named(figure),
            *(f"{starred(m)}<small>{interval(m)}</small>" for m in (group[figure.name] for group in groups)),
        ]
        for figure in FIGURES
    ]
    rows.append(["tables found", *(tables_found(group.scores) for group in groups)])
    rows.append(["pages failed", *(str(group.failed_pages) for group in groups)])
    rows.append(["peak memory, MB", *(f"{group.peak_memory:.0f}" for group in groups)])
    return table(["figure", *(damage(group.degree) for group in groups)], rows, caption=FEW_REMARK)


def _named(figure: Figure) -> str:
    return (
        f'<td title="{escape(figure.meaning)}">{escape(figure.title)}{", %" if figure.percent else ""}</td>'
    )


def causes(result: Result) -> str:
    """How many cells were wrong for which cause, at each degree."""
    counts = [causes_of(group.scores) for group in result.whole]
    total = causes_of(result.scores)
    shown = [cause for cause in CAUSES if total[cause]]
    if not shown:
        return "<p>No cell was wrong.</p>"
    entries = [
        (cause, float(total[cause]), str(total[cause])) for cause in sorted(shown, key=lambda c: -total[c])
    ]
    rows = [[escape(cause), *(str(count[cause]) for count in counts), str(total[cause])] for cause in shown]
    rows.append(["all", *(str(count.total()) for count in counts), str(total.total())])
    heads = ["cause", *(damage(group.degree) for group in result.whole), "all"]
    drawing = picture("Wrong cells by cause", charts.bars(entries))
    return f'<div class="pair">{drawing}{table(heads, rows, sums=1)}</div>'


def speed(result: Result) -> str:
    """CPU seconds a page and memory of each document."""
    read = [score for score in result.scores if score.cost.cpu_seconds_per_page > 0]
    names = {id(s): f"{s.slug}" + (f" · {s.degree}" if s.degree >= 0 else "") for s in read}
    shown = read if len(read) <= MOST_BARS else _slowest(read)
    cpu = [(names[id(s)], s.cost.cpu_seconds_per_page, f"{s.cost.cpu_seconds_per_page:.2f}") for s in shown]
    memory = [(names[id(s)], s.cost.peak_memory, f"{s.cost.peak_memory:.0f}") for s in shown]
    return (
        f'<div class="pair">{picture("CPU seconds a page", charts.bars(cpu))}'
        f"{picture('Peak memory, MB', charts.bars(memory))}</div>"
    )


MOST_BARS = 24
"""Documents drawn one by one; of more, the slowest."""


def _slowest(scores: Sequence[DocumentScore]) -> list[DocumentScore]:
    return sorted(scores, key=lambda s: -s.cost.cpu_seconds_per_page)[:MOST_BARS]


def changes(comparison: Comparison) -> str:
    """What changed since an older run."""
    moved = [(degree_title(c.degree), c) for c in comparison.changes if c.gain]
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
