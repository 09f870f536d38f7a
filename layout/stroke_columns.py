"""Strokes column by column along the page: all at once, for a page has hundreds of short ones."""

from __future__ import annotations

from collections.abc import Sequence
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

    def inked(self) -> Ints:
        """(S,) how many columns of each stroke seed a rule."""
        return self._counted(self.seeded)

    def begun(self) -> Ints:
        """(S,) in how many places of each stroke columns that do begin."""
        begins = self.seeded.copy()
        begins[1:] &= ~self.seeded[:-1]
        firsts = np.cumsum(self.width) - self.width
        begins[firsts] = self.seeded[firsts]
        return self._counted(begins)

    def _counted(self, columns: NDArray[np.bool_]) -> Ints:
        """(S,) how many columns of each stroke are true."""
        up_to = np.append(0, np.cumsum(columns))[np.cumsum(self.width)]
        return np.asarray(np.diff(up_to, prepend=0), np.int64)


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


def middle_lines(values: Floats, firsts: Ints, lengths: Ints) -> tuple[Ints, Floats, Floats]:
    """The middles and the medians of consecutive blocks of each stretch of (C,) values, from both of its ends
    on level: text touching a rule and junctions don't pull its middle aside. Places count from the stretch's
    first; where those of each stretch end, (P,), the places and the medians of all, (K,) each."""
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
    places = begins + span / 2
    # Where one stretch ends and the next begins, the end comes first.
    both = np.append(ends, ends - counts)
    xs = np.insert(places, both, np.append(lengths - 1, np.zeros(len(ends))))
    ys = np.insert(medians, both, np.append(medians[ends - 1], medians[ends - counts]))
    return ends + 2 * np.arange(1, len(ends) + 1), xs, ys
