"""Our figures beside those of other tools on the same pages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from budgetgrid.benchmarks.bench.result import Group
from budgetgrid.benchmarks.bench.table import counted
from budgetgrid.benchmarks.peers.side_by_side import COLUMNS, Reader, line
from budgetgrid.benchmarks.report import charts
from budgetgrid.benchmarks.report.figures import bar_of, damage_title
from budgetgrid.benchmarks.report.markup import picture, table

OURS, GIVEN = "ours", "given"
"""Classes of style.css: of our own bars, and of readers that were given the true cells."""

ABOUT = (
    "All read the same scans with one thread each and no network, and are scored alike; a page that one "
    "failed on counts as missed. Those shown pale know no tables: the true cells were given to them, and "
    "what they read was put in. docs/peers.md tells how each was run, and which tools can't be."
)


def beside(readers: Sequence[Reader]) -> str:
    """At each degree a drawing of cell F1, one of each cost, and a table; ours comes first."""
    groups = readers[0].result.quoted
    return f"<p>{ABOUT}</p>" + "".join(_degree(readers, index, group) for index, group in enumerate(groups))


def _degree(readers: Sequence[Reader], index: int, ours: Group) -> str:
    groups = [reader.result.quoted[index] for reader in readers]
    f1, cpu = (
        [bar_of(group[name], reader.title, _kind(reader)) for reader, group in zip(readers, groups)]
        for name in ("cell_f1", "cpu_seconds_per_page")
    )
    memory = [
        charts.Bar(reader.title, group.peak_memory, f"{group.peak_memory:.0f}", kind=_kind(reader))
        for reader, group in zip(readers, groups)
    ]
    note = "Strokes are 95 % intervals, drawn from documents." if f1[0].low is not None else ""
    costs = picture("CPU seconds a page", charts.bars(cpu)) + picture("Peak memory, MB", charts.bars(memory))
    heads = ["", *COLUMNS]
    rows = [[escape(reader.title), *map(escape, line(reader, index))] for reader in readers]
    return (
        f"<h3>{damage_title(ours.degree)}: {counted(ours)}</h3>"
        f"{picture('Cell F1, %', charts.bars(f1, 1.0), note)}"
        f'<div class="pair">{costs}</div>{table(heads, rows)}'
    )


def _kind(reader: Reader) -> str:
    return OURS if reader.name == "budgetgrid" else GIVEN if reader.text_only else ""
