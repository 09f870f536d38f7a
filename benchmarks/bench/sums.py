"""A figure as the ratio of two sums over documents, so that any set of documents has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from budgetgrid.benchmarks.document_score import DocumentScore


@dataclass(frozen=True, slots=True)
class Sums:
    """What one or more documents put into a figure: `part` of `whole`, and how many errors lie behind it."""

    part: float = 0.0
    whole: float = 0.0
    errors: int | None = None

    def __add__(self, other: Sums) -> Sums:
        known = [e for e in (self.errors, other.errors) if e is not None]
        return Sums(self.part + other.part, self.whole + other.whole, sum(known) if known else None)

    @property
    def value(self) -> float | None:
        """The figure; None of nothing."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a `topic`.

    `percent`: a share; else a plain number. `rising`: more is better. `gated`: accuracy, which must not fall.
    `brief`: shown for every single document too.
    """

    name: str
    title: str
    topic: str
    meaning: str
    sums: Callable[[DocumentScore], Sums]
    percent: bool = True
    rising: bool = True
    gated: bool = True
    brief: bool = False

    def shown(self, value: float | None) -> str:
        """The value as a person reads it, without its sign of percent."""
        if value is None:
            return "–"
        return f"{100 * value:.2f}" if self.percent else f"{value:.2f}"


def share_of(part: int, whole: int) -> Sums:
    """Right ones of all; the others are errors."""
    return Sums(part, whole, whole - part)


def rate_of(errors: int, whole: int) -> Sums:
    """Errors of all."""
    return Sums(errors, whole, errors)


def f1_of(hits: float, true: int, read: int, errors: int | None = None) -> Sums:
    """Twice the hits over the true and the read ones."""
    return Sums(2 * hits, true + read, errors)


def mean_of(values: Iterable[float | None]) -> Sums:
    """The known values; those below 1 are errors."""
    known = [value for value in values if value is not None]
    return Sums(sum(known), len(known), sum(value < 1 for value in known))


def per_page(value: float | None, pages: int) -> Sums:
    """A cost a page; nothing where it is unknown."""
    return Sums(value * pages, pages) if value is not None else Sums()
