"""Strokes column by column along the page: all at once, for a page has hundreds of short ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.connected_parts import Part, Parts
from budgetgrid.layout.geometry import Image
from budgetgrid.layout.row_runs import Ints

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Strokes column by column, one stroke after the other: where each begins and its width, (S,); how thick
    it is in each column, where its middle is, and whether that seeds a rule, (C,)."""

    left: Ints
    width: Ints
    thickness: Ints
    middle: Floats
    seeded: NDArray[np.bool_]


def columns_of(parts: Parts, strong: Image) -> Columns:
    """Parts column by column."""
    runs, part = parts.runs, parts.part
    ends = np.cumsum(parts.width)
    firsts = runs.lefts - parts.left[part] + (ends - parts.width)[part]
    begun, over = firsts, firsts + runs.lengths
    rows = runs.tops - parts.top[part]
    size = int(parts.width.sum()) + 1
    # A run counts from its first column until after its last.
    thickness = np.cumsum(np.bincount(begun, minlength=size) - np.bincount(over, minlength=size))[:-1]
    sums = np.cumsum(np.bincount(begun, rows, size) - np.bincount(over, rows, size))[:-1]
    places = runs.places()
    columns = places + np.repeat(firsts - runs.starts, runs.lengths)
    seeded = np.zeros(size - 1, np.bool_)
    seeded[columns[strong.ravel()[places] > 0]] = True
    middle = sums / thickness + np.repeat(parts.top, parts.width) + 0.5
    return Columns(parts.left, parts.width, thickness, middle, seeded)


def columns_of_part(part: Part, strong: Image) -> Columns:
    """A part column by column."""
    height, width = part.mask.shape
    thickness = part.mask.sum(axis=0)
    middle = (np.arange(height) @ part.mask) / thickness + part.top + 0.5
    seeded = ((part.cut_from(strong) > 0) & part.mask).max(axis=0)
    return Columns(np.array([part.left]), np.array([width]), thickness, middle, np.asarray(seeded))


def joined(columns: Sequence[Columns]) -> Columns:
    """The strokes of all of them."""
    fields = ((c.left, c.width, c.thickness, c.middle, c.seeded) for c in columns)
    return Columns(*map(np.concatenate, zip(*fields, strict=True)))


def median_thickness(thickness: Ints, firsts: Ints, lengths: Ints) -> Floats:
    """(P,) the median of each stretch of (C,) thicknesses, by how often it has each."""
    most = int(thickness.max()) + 1
    before = np.cumsum(lengths) - lengths
    columns = np.repeat(firsts - before, lengths) + np.arange(int(lengths.sum()))
    piece = np.repeat(np.arange(len(lengths)), lengths)
    counts = np.bincount(piece * most + thickness[columns], minlength=most * len(lengths))
    up_to = counts.reshape(-1, most).cumsum(axis=1)
    below, above = ((up_to <= place[:, None]).sum(axis=1) for place in ((lengths - 1) // 2, lengths // 2))
    return np.asarray((below + above) / 2, np.float64)


def block_medians(values: Floats, firsts: Ints, lengths: Ints) -> Iterator[tuple[list[float], list[float]]]:
    """The middles and the medians of consecutive blocks of each stretch of (C,) values: text touching a rule
    and junctions don't pull its middle aside."""
    spans = np.clip(lengths // 4, 3, 40)
    spans = np.where(lengths < 2 * spans, lengths, spans)
    counts = lengths // spans
    ends = np.cumsum(counts)
    span = np.repeat(spans, counts)
    begins = (np.arange(len(span)) - np.repeat(ends - counts, counts)) * span
    medians = np.empty(len(span))
    for size in np.unique(span).tolist():
        alike = np.flatnonzero(span == size)
        blocks = (np.repeat(firsts, counts) + begins)[alike, None] + np.arange(size)
        ordered = np.sort(values[blocks], axis=1)
        medians[alike] = (ordered[:, (size - 1) // 2] + ordered[:, size // 2]) / 2
    places, found = (begins + span / 2).tolist(), medians.tolist()
    for end, count in zip(ends.tolist(), counts.tolist()):
        yield places[end - count : end], found[end - count : end]
