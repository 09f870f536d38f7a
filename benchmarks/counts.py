"""Counts that are summed over tables and documents, so that shares are taken of sums and not averaged."""

from __future__ import annotations

from dataclasses import fields
from typing import TypeVar

Some = TypeVar("Some", bound="Counts")


class Counts:
    """A dataclass of numbers, each 0 by default; `a + b` adds them field by field."""

    __slots__ = ()

    def __add__(self: Some, other: Some) -> Some:
        kept = fields(self)  # type: ignore[arg-type]
        return type(self)(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in kept})


def f1(hits: float, true: int, read: int) -> float | None:
    """2 hits / (true + read); None where there is nothing to find and nothing was."""
    return 2 * hits / (true + read) if true + read else None


def share(part: float, whole: float) -> float | None:
    """`part` of `whole`; None of nothing."""
    return part / whole if whole else None
