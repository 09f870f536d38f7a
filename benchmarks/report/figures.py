"""The figures of a run: the most telling ones large, then all of them at each degree of damage."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from budgetgrid.benchmarks.bench.figures import BY_NAME, FIGURES
from budgetgrid.benchmarks.bench.result import ALL, Group, Measured, Result
from budgetgrid.benchmarks.bench.sums import Figure
from budgetgrid.benchmarks.bench.table import (
    FEW_REMARK,
    counted,
    degree_title,
    documents,
    interval,
    starred,
    tables_found,
)
from budgetgrid.benchmarks.degrees import DEGREES, LIGHT
from budgetgrid.benchmarks.report import charts
from budgetgrid.benchmarks.report.markup import folded, picture, table
from budgetgrid.benchmarks.runs import AS_IS

TILES = ("cell_f1", "numbers", "sure_wrong", "wrapped", "structure_f1", "cpu_seconds_per_page")
DRAWN = ("structure_f1", "numbers", "cell_f1", "wrapped")


def damage(degree: int) -> str:
    """A degree with its name, in short."""
    return f"{degree} {DEGREES[degree].name}" if degree != AS_IS else degree_title(degree)


def damage_title(degree: int) -> str:
    """A degree as it is headed."""
    return (damage(degree) if degree == AS_IS else f"damage {damage(degree)}").capitalize()


def headline(result: Result) -> str:
    """The figures that say most, large, at light damage or at the least there is."""
    groups = result.quoted
    group = next((g for g in groups if g.degree == LIGHT.level), groups[-1])
    tiles = "".join(_tile(group[name]) for name in TILES)
    about = f"{damage_title(group.degree)}, {_side(group.split)}: {counted(group)}."
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
        f'<div class="tile"><span>{escape(figure.title)}</span>{shown}<p>{escape(figure.meaning)}</p></div>'
    )


def _remark(measured: Measured) -> str:
    if not measured.few_errors:
        return ""
    return "no error" if not measured.errors else f"only {measured.errors} errors behind it"


def _side(split: str) -> str:
    return "all documents" if split == ALL else f"{split} side"


def by_degree(result: Result) -> str:
    """A drawing and a table of figures at each degree, for the quoted side, then for the others."""
    groups = result.quoted
    parts = [_drawing(groups), _figures(groups, explained=True)]
    for split in sorted({group.split for group in result.groups} - {groups[0].split}):
        others = result.side(split)
        count = len({score.slug for group in others for score in group.scores})
        parts.append(folded(f"{_side(split)}: {documents(count)}".capitalize(), _figures(others)))
    return "".join(parts)


def _drawing(groups: Sequence[Group]) -> str:
    """Lines over the simulated degrees, bars of a single one; of scans as they are where there is no other.

    Scans as they are, of other documents, are no point of such a line.
    """
    drawn = [group for group in groups if group.degree != AS_IS] or list(groups)
    note = "Strokes are 95 % intervals, drawn from documents." if _spreads(drawn) else ""
    if len(drawn) == 1:
        what = f"{_side(drawn[0].split)}, {damage_title(drawn[0].degree).lower()}".capitalize()
        drawing = charts.bars(
            [bar_of(drawn[0][name]) for name in DRAWN if drawn[0][name].value is not None], 1.0
        )
    else:
        what = _side(drawn[0].split).capitalize()
        lines = [_drawn_line(BY_NAME[name], drawn) for name in DRAWN]
        drawing = charts.lines_by_place(
            [damage(group.degree) for group in drawn], [line for line in lines if any(line.points)]
        )
    return picture(f"{what}: shares right, in per cent", drawing, note)


def bar_of(measured: Measured, name: str = "", kind: str = "") -> charts.Bar:
    """A figure as a bar with its interval, under its own name or another."""
    value, figure = measured.value or 0.0, measured.figure
    shown = figure.shown(measured.value)
    return charts.Bar(name or figure.title, value, shown, measured.low, measured.high, kind)


def _drawn_line(figure: Figure, groups: Sequence[Group]) -> charts.Line:
    measured = [group[figure.name] for group in groups]
    points = [charts.Point(m.value, m.low, m.high) if m.value is not None else None for m in measured]
    return charts.Line(figure.title, tuple(points))


def _spreads(groups: Sequence[Group]) -> bool:
    """Whether any figure has an interval."""
    return any(interval(measured) for group in groups for measured in group.figures)


def _figures(groups: Sequence[Group], explained: bool = False) -> str:
    """Every figure at each degree, with its interval where there is any; `explained`: with what it means."""
    spread = [_spreads([group]) for group in groups]
    width = 1 + len(groups) + sum(spread) + explained
    rows: list[list[str]] = []
    topic = ""
    for index, figure in enumerate(FIGURES):
        measured = [group.figures[index] for group in groups]
        if all(m.value is None for m in measured):
            continue
        if figure.topic != topic:
            topic = figure.topic
            rows.append([f'<td class="topic" colspan="{width}">{escape(topic)}</td>'])
        meaning = [f'<td class="meaning">{escape(figure.meaning)}</td>'] * explained
        rows.append([_named(figure), *_values(measured, spread), *meaning])
    rows.append(_row("peak memory, MB", [f"{group.peak_memory:.0f}" for group in groups], spread))
    rows.append(_row("tables found", [tables_found(group.scores) for group in groups], spread))
    rows.append(_row("tables without TEDS", [str(group.left_out) for group in groups], spread))
    rows.append(_row("pages failed", [str(group.failed_pages) for group in groups], spread))
    heads = [head for group, has in zip(groups, spread) for head in (damage(group.degree), "95 %")[: 1 + has]]
    return table(["", *heads, *[""] * explained], rows, caption=FEW_REMARK)


def _values(measured: Sequence[Measured], spread: Sequence[bool]) -> list[str]:
    """A figure at each degree, with its interval where the degree has any."""
    cells = [
        (starred(m), f'<td class="soft">{interval(m)}</td>')[: 1 + has] for m, has in zip(measured, spread)
    ]
    return [text for pair in cells for text in pair]


def _row(name: str, values: Sequence[str], spread: Sequence[bool]) -> list[str]:
    """A row of values that have no interval."""
    return [name, *(text for value, has in zip(values, spread) for text in (value, "")[: 1 + has])]


def _named(figure: Figure) -> str:
    return f"{escape(figure.title)}{', %' if figure.percent else ''}"
