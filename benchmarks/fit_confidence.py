"""Fits the confidence model on labelled cells and measures it on documents that were not used for it.

    python -m budgetgrid.benchmarks.fit_confidence collect SAMPLES -o cases.jsonl --degrees 1-2 --split dev
    python -m budgetgrid.benchmarks.fit_confidence fit cases.jsonl --test others.jsonl -o confidence.json

Logistic regression by maximum likelihood with a ridge penalty, weights held at 0 and above (L-BFGS-B; Byrd,
Lu, Nocedal, Zhu, 1995), then isotonic regression (pool adjacent violators; Ayer and others, 1955) on
predictions for documents left out of the fit.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.optimize import minimize

from budgetgrid.benchmarks.cell_records import CellRecord
from budgetgrid.benchmarks.confidence_cases import Case, load_cases
from budgetgrid.benchmarks.metrics.confidence import SURE, ConfidenceFigures, confidence_figures
from budgetgrid.tables.confidence.evidence import PLACE_DOUBTS, TEXT_DOUBTS
from budgetgrid.tables.confidence.model import (
    Curve,
    Logistic,
    Model,
    Parameters,
    log_odds,
    model_name,
    parameters_of,
    rate,
    with_checks,
)

Floats = NDArray[np.float64]

KINDS = ("number", "dash", "text", "empty")
CAUTIOUS = ("number", "dash")

FOLDS = 10

PENALTY = 1.0
"""Of squared weights of doubts scaled to a deviation of one. From 0.3 to 3 it made no difference to documents
left out."""

TABLE_CELLS = 30
"""A table's cells count as many for their place; those of a larger one less each, by the root of its size."""

LEAST_DEVIATION = 0.1
"""A doubt that hardly ever arises is not scaled up to one that does."""

LEAST_BLOCK = 40
"""Cells behind each point of a curve."""

MOST_BY_CHECKS = 4.0
"""Log-odds that a check may be worth at most: it can fail by another of its cells."""

CAUTION = 6.0
"""A number has a confidence above SURE only where it would with each wrong one counted as so many. Left out
by document, at light and medium damage 12 of 17,799 numbers above SURE were wrong with 1, 4 of 17,480 with 6
and 4 of 16,961 with 10; at hard damage 82, 67 and 30 of about 5,000. With 10, however, a tenth of the right
numbers at medium damage are no longer above it."""

app = typer.Typer(add_completion=False)


def fit(cases: Sequence[Case]) -> dict[str, Any]:
    """The parameters record for these cases, to be read by `parameters_of`.

    A table of which nothing is placed is one event and not hundreds: only the model of places learns from it.
    """
    known = {_table(case) for case in cases if case.placed}
    left_out: list[tuple[Case, float, float]] = []
    for others, held in _folds(cases):
        models = _fit_models(others)
        judged = [c for c in held if _name(c) in models and _table(c) in known]
        left_out += [(c, *_parts(c, models[_name(c)])) for c in judged]
    record: dict[str, Any] = {"models": {}}
    curves: dict[str, Curve] = {}
    for name, model in sorted(_fit_models(cases).items()):
        same = [(text * place, c.right) for c, text, place in left_out if _name(c) == name]
        draw_curve = cautious if name.endswith(CAUTIOUS) else isotonic
        curves[name] = draw_curve([p for p, _ in same], [r for _, r in same])
        record["models"][name] = {
            "place": _record(model.place, PLACE_DOUBTS),
            "text": _record(model.text, TEXT_DOUBTS),
            "curve": [[round(x, 3), round(y, 5)] for x, y in curves[name].points],
        }
    record["checks"] = {"failed": _fit_failed([(c, curves[_name(c)].at(t * p)) for c, t, p in left_out])}
    return record


def _folds(cases: Sequence[Case]) -> Iterator[tuple[list[Case], list[Case]]]:
    """The cases in FOLDS ways of two: those of some documents, and after them those of the others."""
    documents = sorted({case.document for case in cases})
    folds = {name: index % FOLDS for index, name in enumerate(documents)}
    for fold in range(min(FOLDS, len(documents))):
        yield (
            [c for c in cases if folds[c.document] != fold],
            [c for c in cases if folds[c.document] == fold],
        )


def records_left_out(cases: Sequence[Case]) -> list[tuple[Case, CellRecord]]:
    """Each case with its cell's confidence by parameters fitted without its document, curves included."""
    return [
        (case, _cell_record(case, parameters))
        for others, held in _folds(cases)
        for parameters in [parameters_of(fit(others))]
        for case in held
    ]


def cautious(said: Sequence[float], right: Sequence[bool]) -> Curve:
    """The isotonic curve, held at SURE up to where CAUTION allows more."""
    measured, lowered = isotonic(said, right), isotonic(said, right, CAUTION)
    xs, ys = zip(*lowered.points, strict=True)
    allowed = float(np.interp(SURE, ys, xs))
    below = [(x, min(y, SURE)) for x, y in measured.points if x < allowed]
    held = min(SURE, measured.at(1 / (1 + math.exp(-allowed))))
    return Curve((*below, (allowed, held), *(p for p in measured.points if p[0] > allowed)))


def isotonic(said: Sequence[float], right: Sequence[bool], wrong_counts: float = 1.0) -> Curve:
    """The rising curve that fits best, from blocks of LEAST_BLOCK cells and more; it never reaches 0 or 1.

    `wrong_counts`: as how many each wrong cell counts.
    """
    order = np.argsort(said, kind="stable")
    blocks: list[tuple[float, float, float]] = []  # sum of log-odds, right ones, all, each by its count
    counts = np.where(right, 1.0, wrong_counts)
    for chunk in np.array_split(order, max(1, len(order) // LEAST_BLOCK)):
        odds = sum(counts[i] * log_odds(said[i]) for i in chunk)
        blocks.append((odds, float(sum(right[i] for i in chunk)), float(counts[chunk].sum())))
        while len(blocks) > 1 and _share(blocks[-2]) >= _share(blocks[-1]):
            last, before = blocks.pop(), blocks.pop()
            blocks.append((before[0] + last[0], before[1] + last[1], before[2] + last[2]))
    points = [(block[0] / block[2], _share(block)) for block in blocks]
    lowest, highest = points[0][1], points[-1][1]
    points = [p for p in points if -12 < p[0] < 12]
    return Curve(((-12.0, lowest / 2), *points, (12.0, 1 - (1 - highest) / 4)))


def _share(block: tuple[float, float, float]) -> float:
    """The share of right cells, half of one right and half of one wrong added."""
    return (block[1] + 0.5) / (block[2] + 1)


def fit_logistic(doubts: Floats, right: NDArray[np.bool_], weights: Floats, penalty: float) -> Logistic:
    """The likeliest model of doubts (N, K) that falls with each; `weights` (N,) of the cells."""
    scale = np.maximum(doubts.std(axis=0), LEAST_DEVIATION)
    scaled = doubts / scale

    def loss(theta: Floats) -> tuple[float, Floats]:
        odds = theta[0] - scaled @ theta[1:]
        likelihood = -np.logaddexp(0, np.where(right, -odds, odds))
        slope = weights * (right - 1 / (1 + np.exp(-np.clip(odds, -500, 500))))
        value = -(weights @ likelihood) + penalty * (theta[1:] @ theta[1:]) / 2
        return float(value), np.concatenate([[-slope.sum()], scaled.T @ slope + penalty * theta[1:]])

    start = np.concatenate([[4.0], np.full(doubts.shape[1], 0.1)])
    bounds = [(None, None)] + [(0.0, None)] * doubts.shape[1]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return Logistic(float(found.x[0]), tuple(float(v) for v in found.x[1:] / scale))


def _fit_models(cases: Sequence[Case]) -> dict[str, Model]:
    """The models of every source and kind, their curves still to come; those of text by placed cells."""
    models = {}
    for source in sorted({case.evidence.source for case in cases}):
        own = [case for case in cases if case.evidence.source == source]
        sizes = Counter(map(_table, own))
        weights = [min(1.0, math.sqrt(TABLE_CELLS / sizes[_table(c)])) for c in own]
        place = fit_logistic(
            np.array([c.evidence.place for c in own]),
            np.array([c.placed for c in own]),
            np.array(weights),
            PENALTY,
        )
        for kind in KINDS:
            same = [case for case in own if case.evidence.kind == kind and case.placed]
            if same:
                text = fit_logistic(
                    np.array([c.evidence.text for c in same]),
                    np.array([c.read for c in same]),
                    np.ones(len(same)),
                    PENALTY,
                )
                models[model_name(source, kind)] = Model(place, text, Curve(()))
    return models


def _fit_failed(said: Sequence[tuple[Case, float]]) -> float:
    """The log-odds that a failing check costs, by maximum likelihood. `said`: cases with their chances."""
    chosen = [(case, p) for case, p in said if case.failed and not case.passed]
    steps = [step / 10 for step in range(round(10 * MOST_BY_CHECKS) + 1)]
    return min(steps, key=lambda step: _loss_with_checks(chosen, step))


def _loss_with_checks(said: Sequence[tuple[Case, float]], step: float) -> float:
    """How unlikely these cases are if a failing check costs `step`.

    One cell right and one wrong beside those seen, so that no certainty comes of few.
    """
    parameters = Parameters({}, step)
    found = [with_checks(p, case.passed, case.failed, parameters) for case, p in said]
    shares = [p if case.right else 1 - p for (case, _), p in zip(said, found, strict=True)]
    loss = -sum(math.log(max(share, 1e-4)) for share in shares)
    return loss + math.log1p(math.exp(step)) + math.log1p(math.exp(-step))


def _table(case: Case) -> tuple[str, int, str]:
    """What tells its table from others."""
    return case.document, case.degree, case.table


def _name(case: Case) -> str:
    return model_name(case.evidence.source, case.evidence.kind)


def _parts(case: Case, model: Model) -> tuple[float, float]:
    """Text and place; their product is what the curve takes."""
    return model.text.probability(case.evidence.text), model.place.probability(case.evidence.place)


def _record(model: Logistic, names: Sequence[str]) -> dict[str, Any]:
    weights = {name: round(weight, 4) for name, weight in zip(names, model.weights, strict=True)}
    return {"intercept": round(model.intercept, 4), "weights": weights}


def _cell_record(case: Case, parameters: Parameters) -> CellRecord:
    rating = rate(case.evidence, parameters)
    said = with_checks(rating.cell, case.passed, case.failed, parameters)
    kind = "number" if case.number else case.evidence.kind
    return CellRecord(case.table, 0, 0, 0, said, case.right, kind)


def _line(name: str, figures: ConfidenceFigures) -> str:
    """One set of cells in a line."""
    numbers = figures.numbers
    values = {
        "cells": figures.cells,
        "errors": figures.errors,
        "ece": figures.calibration_error,
        "lowest": figures.calibration_error_lowest,
        "auroc": figures.auroc,
        "brier gain": figures.brier_gain,
        "at 2 %": figures.caught_at(0.02),
        "at 5 %": figures.caught_at(0.05),
        "sure numbers": numbers.above,
        "wrong": numbers.wrong,
        "rate below": numbers.upper_bound,
        "right above": numbers.right_above,
    }
    shown = (f"{k} {v:.4f}" if isinstance(v, float) else f"{k} {v}" for k, v in values.items())
    return f"{name}: " + ", ".join(shown)


@app.command("collect")
def collect_command(
    samples: Annotated[list[Path], typer.Argument(help="Sample folders, or folders of them.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Gets one line a cell.")],
    degrees: Annotated[
        str, typer.Option("--degrees", help="Of 0 to 3, and digital; comma-separated.")
    ] = "1,2",
    split: Annotated[str | None, typer.Option("--split", help="dev or test.")] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="Only samples with this in their name.")
    ] = None,
    scans: Annotated[Path, typer.Option("--scans", help="Keeps simulated scans.")] = Path("/tmp"),
) -> None:
    """Read samples and write down each cell's evidence and whether it is right."""
    from budgetgrid.benchmarks.confidence_cases import DIGITAL, collect_cases, save_cases
    from budgetgrid.benchmarks.samples import find_samples
    from budgetgrid.ocr.engines import open_engine
    from budgetgrid.options import Options

    options = Options(threads=1)
    engine = open_engine(options.engine, options.models, options.threads)
    levels = [DIGITAL if name == "digital" else int(name) for name in degrees.split(",")]
    cases: list[Case] = []
    for sample in find_samples(samples, tuple(only or ()), split):
        for degree in levels if sample.digital is not None else ():
            cases += collect_cases(sample, degree, options, engine, scans)
            save_cases(cases, output)


@app.command("fit")
def fit_command(
    files: Annotated[list[Path], typer.Argument(help="Cells to fit on, as collected.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Gets the parameters.")],
    test: Annotated[list[Path] | None, typer.Option("--test", help="Cells of other documents.")] = None,
    data: Annotated[str, typer.Option("--data", help="What the cells come from, in words.")] = "",
    left_out: Annotated[
        bool, typer.Option("--left-out", help="Measure each cell by a fit without its document, too.")
    ] = False,
) -> None:
    """Fit the parameters, and measure them on other documents."""
    cases = load_cases(files)
    record = {
        "data": {
            "from": data,
            "documents": sorted({case.document for case in cases}),
            "cells": len(cases),
            "wrong": sum(not case.right for case in cases),
        },
        **fit(cases),
    }
    output.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if left_out:
        _echo_figures("left out", records_left_out(cases))
    if test:
        parameters, others = parameters_of(record), load_cases(test)
        _echo_figures("test", [(case, _cell_record(case, parameters)) for case in others])


def _echo_figures(name: str, found: Sequence[tuple[Case, CellRecord]]) -> None:
    """The figures of each degree, of light and medium damage together, and of all scans."""
    degrees = sorted({case.degree for case, _ in found})
    for label, chosen in (
        *((str(degree), {degree}) for degree in degrees),
        ("1 and 2", {1, 2}),
        ("of scans", {degree for degree in degrees if degree >= 0}),
    ):
        records = [record for case, record in found if case.degree in chosen]
        if records:
            typer.echo(_line(f"{name}, degree {label}", confidence_figures(records)))


if __name__ == "__main__":
    app()
