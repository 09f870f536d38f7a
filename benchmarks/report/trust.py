"""How far the confidences of a run can be trusted, and how many errors they find."""

from __future__ import annotations

from collections.abc import Sequence

from budgetgrid.benchmarks.bench.result import Group, Result
from budgetgrid.benchmarks.metrics.confidence import LOWEST, SURE, ConfidenceFigures
from budgetgrid.benchmarks.report import charts
from budgetgrid.benchmarks.report.figures import damage
from budgetgrid.benchmarks.report.markup import picture, table

LOOKED_AT = (0.02, 0.05)
"""Shares of cells that a person would look at."""


def trust(result: Result) -> str:
    """Calibration and the finding of errors at each degree, drawn and as figures."""
    groups = [group for group in result.quoted if group.confidence.cells]
    if not groups:
        return "<p>No cell has a confidence.</p>"
    said = [
        charts.Curve(damage(g.degree), tuple((b.confidence, b.right) for b in g.confidence.bins))
        for g in groups
    ]
    found = [
        charts.Curve(damage(g.degree), tuple((p.reviewed, p.caught) for p in g.confidence.review))
        for g in groups
    ]
    drawings = picture(
        "Is a cell as often right as its confidence says?",
        charts.curves(said, "confidence", "right"),
        "A dot is a tenth of the cells, the least confident apart; below the line the program is too sure.",
    ) + picture(
        "Do the least confident cells hold the errors?",
        charts.curves(found, "cells looked at", "errors caught"),
        "Looking at the least confident cells first.",
    )
    return f'<div class="pair">{drawings}</div>{_figures(groups)}'


def _figures(groups: Sequence[Group]) -> str:
    columns = [_column(group.confidence) for group in groups]
    heads = ["", *(damage(group.degree) for group in groups)]
    rows = [[name, *(column[name] for column in columns)] for name in columns[0]]
    return table(heads, rows)


def _column(found: ConfidenceFigures) -> dict[str, str]:
    """The figures of one degree by name; a star where fewer than 50 errors are behind them."""
    numbers = found.numbers
    caught = {
        f"errors caught in the {100 * share:.0f} % least confident": _percent(
            found.caught_at(share), found.few_errors
        )
        for share in LOOKED_AT
    }
    return {
        "cells, wrong": f"{found.cells}, {found.errors}",
        "cells without a confidence": str(found.unknown),
        "expected calibration error, %": _percent(found.calibration_error, found.few_errors),
        f"the same of the lowest {100 * LOWEST:.0f} %": _percent(
            found.calibration_error_lowest, found.few_errors
        ),
        "Brier score": _plain(found.brier, found.few_errors),
        "gain over the constant, %": _percent(found.brier_gain, found.few_errors),
        "AUROC of finding errors": _plain(found.auroc, found.few_errors),
        **caught,
        f"numbers above {SURE}, wrong": f"{numbers.above}, {numbers.wrong}",
        "at most so many are wrong (95 %), %": _percent(numbers.upper_bound),
        f"right numbers above {SURE}, %": _percent(numbers.right_above),
    }


def _percent(value: float | None, few: bool = False) -> str:
    return "–" if value is None else f"{100 * value:.2f}" + "*" * few


def _plain(value: float | None, few: bool) -> str:
    return "–" if value is None else f"{value:.4f}" + "*" * few
