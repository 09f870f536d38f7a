"""Scores as JSON for machines and as tables for people."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from rich.table import Table

from budgetgrid.benchmarks.document_score import DocumentScore, Summary, summarise
from budgetgrid.benchmarks.metrics_cells import CellCounts

SHARES = (
    "f1",
    "f1_nfkc",
    "wrapped_f1",
    "structure_f1",
    "text_accuracy",
    "number_accuracy",
    "cer",
)
"""The shares of `CellCounts`, in the order they are shown."""

COLUMNS = (
    "tables",
    "cell F1",
    "NFKC",
    "wrapped",
    "structure",
    "text",
    "numbers",
    "CER",
    "TEDS",
    "S-TEDS",
    "CPU s/p",
    "MB",
)


def as_report(scores: list[DocumentScore], settings: dict[str, Any]) -> dict[str, Any]:
    """Everything of a run, as JSON; shares are rounded to 5 decimals."""
    return {
        "settings": settings,
        "summaries": [
            {"degree": degree, "split": split, **_summary(summarise(group))}
            for (degree, split), group in groups(scores).items()
        ],
        "documents": [_document(score) for score in scores],
    }


def groups(scores: list[DocumentScore]) -> dict[tuple[int, str], list[DocumentScore]]:
    """The scores by degree, and in it by split and all together."""
    grouped: dict[tuple[int, str], list[DocumentScore]] = {}
    for degree in sorted({score.degree for score in scores}):
        here = [score for score in scores if score.degree == degree]
        for split in sorted({score.split for score in here if score.split}):
            grouped[degree, split] = [score for score in here if score.split == split]
        grouped[degree, "all"] = here
    return grouped


def _shares(counts: CellCounts) -> dict[str, Any]:
    rounded = {name: getattr(counts, name) for name in SHARES}
    return {name: round(value, 5) if value is not None else None for name, value in rounded.items()}


def _summary(summary: Summary) -> dict[str, Any]:
    entry = asdict(summary)
    for name in ("teds", "structure_teds", "cpu_seconds_per_page", "peak_memory"):
        entry[name] = round(entry[name], 5) if entry[name] is not None else None
    return {**entry, "shares": _shares(summary.counts)}


def _document(score: DocumentScore) -> dict[str, Any]:
    summary = _summary(summarise([score]))
    tables = [{**asdict(table), "shares": _shares(table.counts)} for table in score.tables]
    errors = [asdict(error) for error in score.errors]
    head = {"slug": score.slug, "degree": score.degree, "split": score.split}
    return {**head, **summary, "tables": tables, "errors": errors, "causes": dict(causes([score]))}


def causes(scores: list[DocumentScore]) -> Counter[str]:
    """How many cells were wrong for which cause."""
    return Counter(error.cause for score in scores for error in score.errors)


def as_table(scores: list[DocumentScore], degree: int) -> Table:
    """One degree's scores, a line a document and one for each split and for all."""
    table = Table(title=f"degree {degree}" if degree >= 0 else "scans as they are")
    table.add_column("document")
    for name in COLUMNS:
        table.add_column(name, justify="right")
    here = [score for score in scores if score.degree == degree]
    for score in here:
        table.add_row(score.slug, *_cells(summarise([score])))
    table.add_section()
    for (level, split), group in groups(scores).items():
        if level == degree:
            table.add_row(split, *_cells(summarise(group)), style="bold")
    return table


def _cells(summary: Summary) -> list[str]:
    tables = f"{summary.found}/{summary.tables}" + (f" +{summary.invented}" if summary.invented else "")
    shares = [_percent(getattr(summary.counts, name)) for name in SHARES]
    similarities = [_percent(summary.teds), _percent(summary.structure_teds)]
    return [
        tables,
        *shares,
        *similarities,
        f"{summary.cpu_seconds_per_page:.1f}",
        f"{summary.peak_memory:.0f}",
    ]


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.2f}"


def as_error_lines(scores: list[DocumentScore]) -> list[str]:
    """One line a wrong cell: where, why, what stands there, what was read."""
    return [
        f"{score.slug} degree {score.degree} {error.table} r{error.row} c{error.col} [{error.cause}]"
        f" {error.truth!r} -> {error.read!r}"
        for score in scores
        for error in score.errors
    ]
