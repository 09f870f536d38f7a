"""Several readers' scores of the same documents, side by side, for people and for machines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rich.table import Table

from budgetgrid.benchmarks.bench.environment import this_environment
from budgetgrid.benchmarks.bench.result import as_entry, make_result
from budgetgrid.benchmarks.document_score import DocumentScore, Summary, summarise

COLUMNS = (
    "tables",
    "cell F1",
    "NFKC",
    "structure",
    "numbers",
    "S-TEDS",
    "TEDS",
    "CER",
    "failed",
    "CPU s/p",
    "MB",
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who read, and whether it was given the true cells."""

    name: str
    title: str
    text_only: bool = False


def as_side_by_side(scores: Mapping[Reader, list[DocumentScore]], degree: int) -> Table:
    """One degree's scores, a line a reader; what a reader was given is left out of its line."""
    here = {r: [s for s in found if s.degree == degree] for r, found in scores.items()}
    table = Table(title=_caption(next(iter(here.values())), degree))
    table.add_column("reader")
    for name in COLUMNS:
        table.add_column(name, justify="right")
    for reader, found in here.items():
        table.add_row(reader.title, *_cells(summarise(found), reader.text_only))
    return table


def as_json(scores: Mapping[Reader, list[DocumentScore]], settings: dict[str, Any]) -> dict[str, Any]:
    """Everything of a run but the single wrong cells."""
    here = this_environment()
    readers = []
    for reader, found in scores.items():
        entry = as_entry(make_result([replace(score, errors=()) for score in found], {}, here, ""))
        kept = {key: entry[key] for key in ("groups", "documents")}
        head = {"name": reader.name, "title": reader.title, "in_true_cells": reader.text_only}
        readers.append({**head, **kept})
    return {"settings": settings, "readers": readers}


def _caption(scores: list[DocumentScore], degree: int) -> str:
    damage = f"degree {degree}" if degree >= 0 else "scans as they are"
    return f"{damage}: {len(scores)} documents, {sum(score.pages for score in scores)} pages"


def _cells(summary: Summary, text_only: bool) -> list[str]:
    counts = summary.counts
    tables = f"{summary.found}/{summary.tables}" + (f" +{summary.invented}" if summary.invented else "")
    structure = [_percent(counts.structure_f1), _percent(summary.structure_teds)]
    if text_only:
        tables, structure = "given", ["given", "given"]
    return [
        tables,
        _percent(counts.f1),
        _percent(counts.f1_nfkc),
        structure[0],
        _percent(counts.number_accuracy),
        structure[1],
        _percent(summary.teds),
        _percent(counts.cer),
        str(summary.failed_pages),
        f"{summary.cpu_seconds_per_page:.1f}",
        f"{summary.peak_memory:.0f}",
    ]


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.2f}"
