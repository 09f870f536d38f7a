"""The sections of a report that list: documents, their tables, and how it was run."""

from __future__ import annotations

from html import escape

from budgetgrid.benchmarks.bench.figures import BRIEF, BY_NAME
from budgetgrid.benchmarks.bench.result import Result, measure
from budgetgrid.benchmarks.bench.table import tables_found
from budgetgrid.benchmarks.document_score import DocumentScore
from budgetgrid.benchmarks.report.figures import damage_title
from budgetgrid.benchmarks.report.markup import folded, pairs, table


def documents(result: Result) -> str:
    """Every document at each degree, and its tables one by one."""
    parts = []
    columns = [figure.title for figure in BRIEF]
    for group in result.whole:
        rows = [_document(score) for score in group.scores]
        parts.append(f"<h3>{damage_title(group.degree)}</h3>")
        parts.append(table(["document", "side", "pages", "tables", *columns, "MB"], rows))
        parts.extend(folded(f"{s.slug}: {len(s.tables)} tables", _tables(s)) for s in group.scores)
    return "".join(parts)


def _document(score: DocumentScore) -> list[str]:
    shown = [m.figure.shown(m.value) for m in measure((score,)) if m.figure.brief]
    head = [escape(score.slug), score.split or "", str(score.pages), tables_found((score,))]
    return [*head, *shown, f"{score.cost.peak_memory:.0f}"]


def _tables(score: DocumentScore) -> str:
    wrong = {t.id: sum(e.table == t.id for e in score.errors) for t in score.tables}
    rows = [
        [
            escape(t.id),
            str(t.page),
            f"{t.rows} x {t.cols}",
            f"{t.read_rows} x {t.read_cols}" if t.found else "missed",
            str(t.counts.true),
            str(wrong[t.id]),
            BY_NAME["cell_f1"].shown(t.counts.f1),
            BY_NAME["structure_f1"].shown(t.counts.structure_f1),
        ]
        for t in score.tables
    ]
    return table(["table", "page", "truth", "read", "cells", "wrong", "cell F1", "structure"], rows)


def run_facts(result: Result) -> str:
    """Where and with what the figures were made."""
    here = result.environment
    versions = ", ".join(f"{name} {version}" for name, version in here.versions.items())
    settings = ", ".join(f"{name} {v}" for name, v in result.settings.items() if v not in (None, ()))
    facts = {
        "when": result.when,
        "processor": here.processor,
        "cores": str(here.cores),
        "memory, MB": str(here.memory),
        "system": here.system,
        "python": here.python,
        "versions": versions,
        "digest of the code": here.source,
        "settings": settings,
    }
    return pairs((name, escape(text)) for name, text in facts.items())
