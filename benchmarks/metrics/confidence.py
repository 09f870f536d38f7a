"""How far confidences can be trusted: calibration, and finding the errors with them.

All from pairs of a confidence and whether that cell is exactly right:

- expected calibration error (Naeini, Cooper, Hauskrecht, AAAI 2015), over bins of equal mass (Nguyen and
O'Connor, 2015, arXiv:1508.05154), since most confidences crowd near 1; the lowest `LOWEST` share of cells,
where the errors are, is a bin apart with its own figure; - Brier score (Brier, 1950), and its gain over
always saying the share of right cells (the skill score); - AUROC of finding errors: the probability that a
wrong cell has less confidence than a right one, ties half; - the review curve: the share of errors caught by
looking at the least confident cells; - wrong numbers above `SURE`, and the 95 % upper bound of their rate
(Clopper and Pearson, 1934).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, rankdata

from budgetgrid.benchmarks.cell_records import CellRecord

BINS = 10
LOWEST = 0.05
SURE = 0.9
FEW_ERRORS = 50
"""Under so many errors a figure made of them says so: at 50, a share of them has a 95 % interval of up to 28
points."""

REVIEWED = tuple(n / 100 for n in (0, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30, 50, 75, 100))
"""Shares of cells looked at for which the review curve has a point."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Cells of like confidence: how many, their mean confidence, the share that is right."""

    cells: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class ReviewPoint:
    """Looking at this share of cells, the least confident first, catches this share of the errors."""

    reviewed: float
    caught: float


@dataclass(frozen=True, slots=True)
class SureNumbers:
    """Numbers with confidence above `SURE`: all, the wrong ones, and the upper bound of the share of wrong
    ones.

    `right_above`: the share of right numbers that are above it.
    """

    above: int
    wrong: int
    upper_bound: float
    right_above: float | None


@dataclass(frozen=True, slots=True)
class ConfidenceFigures:
    """The figures of a set of cells; None where they have no meaning (no cell, no error, nothing but errors).

    `few_errors`: fewer than `FEW_ERRORS` lie behind them. `calibration_error_lowest`: of the lowest `LOWEST`
    share of cells. `brier_gain`: 1 - Brier score / that of the constant. `unknown`: cells without a
    confidence, which the other figures leave out.
    """

    cells: int
    errors: int
    few_errors: bool
    unknown: int
    bins: tuple[Bin, ...]
    calibration_error: float | None
    calibration_error_lowest: float | None
    brier: float | None
    brier_gain: float | None
    auroc: float | None
    review: tuple[ReviewPoint, ...]
    numbers: SureNumbers

    def caught_at(self, reviewed: float) -> float | None:
        """The share of errors caught at one of the shares `REVIEWED`; None without errors."""
        return next((point.caught for point in self.review if point.reviewed == reviewed), None)


def confidence_figures(cells: Sequence[CellRecord]) -> ConfidenceFigures:
    """Every figure of a set of cells."""
    known = [cell for cell in cells if cell.confidence is not None]
    said = np.array([cell.confidence for cell in known], dtype=np.float64)
    right = np.array([cell.right for cell in known], dtype=np.bool_)
    errors = int((~right).sum())
    bins = calibration_bins(said, right)
    score, gain = _brier(said, right)
    return ConfidenceFigures(
        cells=len(known),
        errors=errors,
        few_errors=errors < FEW_ERRORS,
        unknown=len(cells) - len(known),
        bins=bins,
        calibration_error=calibration_error(bins),
        calibration_error_lowest=calibration_error(bins[:1]),
        brier=score,
        brier_gain=gain,
        auroc=error_auroc(said, right),
        review=review_curve(said, right),
        numbers=sure_numbers([cell for cell in known if cell.number]),
    )


def calibration_bins(said: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[Bin, ...]:
    """The lowest `LOWEST` share of cells, then the rest in `BINS` bins of as many cells each, upwards.

    Cells of one confidence stay together, in the bin that the first of them falls into.
    """
    _, inverse, cells = np.unique(said, return_inverse=True, return_counts=True)
    ends = np.round(len(said) * (LOWEST + (1 - LOWEST) * np.arange(BINS) / BINS))
    which = np.searchsorted(ends, np.cumsum(cells) - cells, side="right")[inverse]
    return tuple(
        Bin(int(part.sum()), float(said[part].mean()), float(right[part].mean()))
        for part in (which == index for index in np.unique(which))
    )


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """The mean difference of confidence and share of right cells, weighted by cells; None without any."""
    cells = sum(b.cells for b in bins)
    return sum(b.cells * abs(b.confidence - b.right) for b in bins) / cells if cells else None


def _brier(said: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[float | None, float | None]:
    """The mean squared difference of confidence and truth, and its gain over the constant predictor."""
    if not len(said):
        return None, None
    score = float(np.mean((said - right) ** 2))
    constant = float(np.var(right))
    return score, (1 - score / constant if constant else None)


def error_auroc(said: NDArray[np.float64], right: NDArray[np.bool_]) -> float | None:
    """The area under the ROC curve of telling wrong cells by low confidence; None without wrong or right
    ones.
    """
    good, bad = int(right.sum()), int((~right).sum())
    if not good or not bad:
        return None
    ranks = rankdata(said)
    return float((ranks[right].sum() - good * (good + 1) / 2) / (good * bad))


def review_curve(said: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[ReviewPoint, ...]:
    """Errors caught at each of `REVIEWED`; empty without errors.

    Among cells of one confidence the errors are taken as evenly spread: no order within a tie is better.
    """
    if right.all():
        return ()
    levels, inverse, cells = np.unique(said, return_inverse=True, return_counts=True)
    wrong = np.bincount(inverse, weights=~right, minlength=len(levels))
    seen = np.concatenate([[0.0], np.cumsum(cells)]) / len(said)
    caught = np.concatenate([[0.0], np.cumsum(wrong)]) / wrong.sum()
    return tuple(ReviewPoint(share, float(np.interp(share, seen, caught))) for share in REVIEWED)


def sure_numbers(cells: Sequence[CellRecord]) -> SureNumbers:
    """Of number cells with a known confidence: those above `SURE`."""
    above = [cell for cell in cells if cell.confidence is not None and cell.confidence > SURE]
    wrong = sum(not cell.right for cell in above)
    right = sum(cell.right for cell in cells)
    return SureNumbers(
        above=len(above),
        wrong=wrong,
        upper_bound=upper_bound(wrong, len(above)),
        right_above=(len(above) - wrong) / right if right else None,
    )


def upper_bound(hits: int, trials: int, level: float = 0.95) -> float:
    """The one-sided Clopper-Pearson upper bound of a rate; 1 where nothing was tried."""
    return 1.0 if hits >= trials else float(beta.ppf(level, hits + 1, trials - hits))
