"""Several readers' figures on the same documents, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.table import Table

from budgetgrid.benchmarks.bench.figures import BY_NAME
from budgetgrid.benchmarks.bench.result import Group, Result, as_entry, make_result
from budgetgrid.benchmarks.bench.table import counted, degree_title, interval, tables_found
from budgetgrid.benchmarks.document_score import DocumentScore
from budgetgrid.benchmarks.peers.catalogue import Peer

GIVEN = "given"
"""In place of a figure of tables and their structure, of a reader that was given them."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who read, what came out, and whether it was given the true cells to put its texts in."""

    name: str
    title: str
    result: Result
    text_only: bool = False


def _value(name: str) -> Callable[[Group], str]:
    return lambda group: BY_NAME[name].shown(group[name].value)


COLUMNS: dict[str, Callable[[Group], str]] = {
    "tables": lambda group: tables_found(group.scores),
    "cell F1": _value("cell_f1"),
    "95 %": lambda group: interval(group["cell_f1"]),
    "NFKC": _value("cell_f1_nfkc"),
    "structure": _value("structure_f1"),
    "wrapped": _value("wrapped"),
    "numbers": _value("numbers"),
    "S-TEDS": _value("structure_teds"),
    "TEDS": _value("teds"),
    "CER": _value("cer"),
    "failed": lambda group: str(group.failed_pages),
    "CPU s/page": _value("cpu_seconds_per_page"),
    "MB": lambda group: f"{group.peak_memory:.0f}",
}
"""What is shown of a reader, by the name that heads it."""

STRUCTURAL = {"tables", "structure", "S-TEDS"}
"""What says nothing of a reader that was given the true cells."""


def peer_reader(peer: Peer, scores: list[DocumentScore], ours: Result) -> Reader:
    """A peer with its scores, of the same run as ours."""
    settings = {"reader": peer.reader, "environment": asdict(peer.environment)}
    result = make_result(scores, settings, ours.environment, ours.when)
    return Reader(peer.name, peer.title, result, peer.text_only)


def line(reader: Reader, index: int) -> list[str]:
    """A reader's cells under COLUMNS, at the quoted side's degree of that index."""
    group = reader.result.quoted[index]
    given = STRUCTURAL if reader.text_only else set()
    return [GIVEN if name in given else shown(group) for name, shown in COLUMNS.items()]


def as_side_by_side(readers: Sequence[Reader], index: int) -> Table:
    """One degree of the quoted side, a line a reader."""
    group = readers[0].result.quoted[index]
    table = Table(title=f"side by side: {group.split}, {degree_title(group.degree)}, {counted(group)}")
    table.add_column("reader")
    for name in COLUMNS:
        table.add_column(name, justify="right")
    for reader in readers:
        table.add_row(reader.title, *line(reader, index))
    return table


def reader_entry(reader: Reader) -> dict[str, Any]:
    """A reader's figures and documents for machines."""
    entry = as_entry(reader.result)
    head = {"name": reader.name, "title": reader.title, "in_true_cells": reader.text_only}
    return head | {key: entry[key] for key in ("settings", "groups", "documents")}
