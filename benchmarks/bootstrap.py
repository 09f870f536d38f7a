"""Confidence intervals of figures, by drawing documents with replacement.

The percentile bootstrap of Efron (1979) over clusters: what is drawn is a document with all of its degrees,
pages and cells, which are not independent of one another (Field and Welsh, 2007,
doi:10.1111/j.1467-9868.2007.00593.x). With few documents the interval is too narrow rather than too wide;
`documents` says how many there were.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")

SAMPLES = 1000
SEED = 20_260_101
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and the bounds of its interval; None where the figure has no meaning. `documents`: drawn
    from.
    """

    value: float | None
    low: float | None
    high: float | None
    documents: int


def by_document(items: Iterable[Item], document: Callable[[Item], Hashable]) -> list[list[Item]]:
    """The items in groups of one document each, in order of first occurrence."""
    groups: dict[Hashable, list[Item]] = {}
    for item in items:
        groups.setdefault(document(item), []).append(item)
    return list(groups.values())


def bootstrap(
    documents: Sequence[Sequence[Item]],
    figure: Callable[[list[Item]], float | None],
    samples: int = SAMPLES,
    level: float = LEVEL,
    seed: int = SEED,
) -> Interval:
    """The figure of all documents' items, and its interval at `level`; the same seed gives the same one.

    Draws for which the figure is None are left out. One document alone has no interval.
    """
    value = figure([item for document in documents for item in document])
    if len(documents) < 2 or value is None:
        return Interval(value, None, None, len(documents))
    draws = np.random.default_rng(seed).integers(len(documents), size=(samples, len(documents)))
    figures = (figure([item for d in draw for item in documents[d]]) for draw in draws)
    known = [f for f in figures if f is not None]
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Interval(value, float(low), float(high), len(documents))
