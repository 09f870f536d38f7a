"""The figures of a run: the most telling ones large, then all of them at each degree of damage."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from budgetgrid.benchmarks.bench.figures import BY_NAME, FIGURES
from budgetgrid.benchmarks.bench.result import ALL, Group, Measured, Result
from budgetgrid.benchmarks.bench.sums import Figure
from budgetgrid.benchmarks.bench.table import FEW_REMARK, counted, interval, starred, tables_found
from budgetgrid.benchmarks.degrees import DEGREES, LIGHT
from budgetgrid.benchmarks.report import charts
from budgetgrid.benchmarks.report.markup import folded, picture, table

TILES = ("cell_f1", "numbers", "wrapped", "structure_f1", "cpu_seconds_per_page")
DRAWN = ("structure_f1", "numbers", "cell_f1", "wrapped")


def damage(degree: int) -> str:
    """A degree with its name, in short."""
    return f"{degree} {DEGREES[degree].name}" if degree >= 0 else "as it is"


def headline(result: Result) -> str:
    """The figures that say most, large, at light damage or at the least there is."""
    groups = result.quoted
    group = next((g for g in groups if g.degree == LIGHT.level), groups[-1])
    tiles = "".join(_tile(group[name]) for name in TILES)
    about = f"{_side(group.split)}, damage {damage(group.degree)}: {counted(group)}."
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
    if not measured.few_errors:
        return ""
    return "no error" if not measured.errors else f"only {measured.errors} errors behind it"


def _side(split: str) -> str:
    return "All documents" if split == ALL else f"Side {split}"


def by_degree(result: Result) -> str:
    """A drawing and a table of figures at each degree, for the quoted side, then for the others."""
    groups = result.quoted
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
    rows: list[list[str]] = []
    topic = ""
    for index, figure in enumerate(FIGURES):
        measured = [group.figures[index] for group in groups]
        if all(m.value is None for m in measured):
            continue
        if figure.topic != topic:
            topic = figure.topic
            rows.append([f'<td class="topic" colspan="{2 * len(groups) + 1}">{escape(topic)}</td>'])
        rows.append([_named(figure), *(text for m in measured for text in (starred(m), _small(m)))])
    rows.append(_spread("peak memory, MB", [f"{group.peak_memory:.0f}" for group in groups]))
    rows.append(_spread("tables found", [tables_found(group.scores) for group in groups]))
    rows.append(_spread("tables without TEDS", [str(group.left_out) for group in groups]))
    rows.append(_spread("pages failed", [str(group.failed_pages) for group in groups]))
    heads = [head for group in groups for head in (damage(group.degree), "95 %")]
    return table(["", *heads], rows, caption=FEW_REMARK)


def _spread(name: str, values: Sequence[str]) -> list[str]:
    """A row of values that have no interval."""
    return [name, *(text for value in values for text in (value, ""))]


def _small(measured: Measured) -> str:
    return f'<td class="soft">{interval(measured)}</td>'


def _named(figure: Figure) -> str:
    return (
        f'<td title="{escape(figure.meaning)}">{escape(figure.title)}{", %" if figure.percent else ""}</td>'
    )
