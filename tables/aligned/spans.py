"""Cells of a body without rules that stand over several columns: totals centred over the stub, long text."""

from __future__ import annotations

from collections.abc import Sequence

from budgetgrid.tables.grid import Span
from budgetgrid.tables.printed_words import Word

WIDE_CELL, WIDE_BEFORE = 0.3, 1.2
"""How far a word must reach into the column after its own, and before it, in ems, to stand over both: a dash
of the column before may have been read with it."""

CENTRED = 1.5
"""How far from the middle of several columns a label that is centred on them may stand, in ems: their edges
are known to half the white space beside them."""

CLEARLY = 0.35
"""And as a share of its distance from the middle of its own column."""

LEFT_ALIGNED = 0.5
"""A word that begins this near, in ems, to where most words of its column begin is no centred one."""

NUMERIC = 0.5
"""Share of a column's words that are numbers, some of them no codes, from which it is no part of the stub."""


def body_spans(
    words: Sequence[Word],
    heads: Sequence[Word],
    edges: Sequence[float],
    columns: Sequence[float],
    depth: int,
    em: float,
) -> list[Span]:
    """The cells of the rows from `depth` on; `edges` and `columns` are those of the whole grid.

    A word alone over several columns, or a label alone in the stub that is centred on the first few, is one
    cell.
    """
    stub = _Stub(words, heads, columns, em)
    spans = []
    for row in range(depth, len(edges) - 1):
        inside = [w for w in words if edges[row] <= w.box.center[1] < edges[row + 1]]
        wide = stub.centred_over(inside)
        col = 0
        while col < len(columns) - 1:
            last = wide if col == 0 and wide else _reach(inside, columns, col, em)
            spans.append(Span(row, col, 1, last - col + 1))
            col = last + 1
    return spans


def _reach(words: Sequence[Word], columns: Sequence[float], col: int, em: float) -> int:
    """The last column of the cell that begins at a column."""
    for word in words:
        cols = [
            c
            for c in range(len(columns) - 1)
            if word.box.left < columns[c + 1] - WIDE_BEFORE * em
            and word.box.right > columns[c] + WIDE_CELL * em
        ]
        if len(cols) < 2 or cols[0] != col:
            continue
        left, right = columns[cols[0]], columns[cols[-1] + 1]
        if not any(w is not word and left <= w.box.center[0] < right for w in words):
            return cols[-1]
    return col


class _Stub:
    """The first columns of a body, up to the first of amounts: where they are centred."""

    def __init__(
        self, words: Sequence[Word], heads: Sequence[Word], columns: Sequence[float], em: float
    ) -> None:
        self._em = em
        self._columns = columns
        inside = [[w for w in words if _in(w, columns, c)] for c in range(len(columns) - 1)]
        self._width = next((c for c, group in enumerate(inside) if _are_amounts(group)), len(inside))
        self._lefts = [sorted(w.box.left for w in group) for group in inside]
        lowest = [max((w for w in heads if _in(w, columns, c)), key=lambda w: w.box.top, default=None)
                  for c in range(len(columns) - 1)]  # fmt: skip
        self._middles = [
            head.box.center[0] if head and _fits(head, columns, c) else (columns[c] + columns[c + 1]) / 2
            for c, head in enumerate(lowest)
        ]

    def centred_over(self, row: Sequence[Word]) -> int:
        """The last column of the cell that the row's one label in the stub is centred over, 0 for none."""
        inside = [w for w in row if w.box.center[0] < self._columns[self._width]]
        if self._width < 2 or not inside or any(w.is_number for w in inside):
            return 0
        left, right = min(w.box.left for w in inside), max(w.box.right for w in inside)
        if right - left > 8 * self._em or any(self._begins(left, c) for c in range(self._width)):
            return 0
        x = (left + right) / 2
        own = min(abs(x - middle) for middle in self._middles[: self._width])
        off, last = min((abs(x - self._middle(c)), c) for c in range(1, self._width))
        return last if off < min(CENTRED * self._em, CLEARLY * own) else 0

    def _begins(self, left: float, col: int) -> bool:
        """Whether several words of a column begin where a word does."""
        return sum(abs(x - left) < LEFT_ALIGNED * self._em for x in self._lefts[col]) > 2

    def _middle(self, last: int) -> float:
        """The middle of the first columns up to the `last`."""
        left = 2 * self._middles[0] - self._columns[1]
        right = 2 * self._middles[last] - self._columns[last]
        return (left + right) / 2


def _are_amounts(words: Sequence[Word]) -> bool:
    """Whether a column holds amounts; whole ones below a thousand look like codes."""
    return any(w.is_figure for w in words) and sum(w.is_number for w in words) > NUMERIC * len(words)


def _in(word: Word, columns: Sequence[float], col: int) -> bool:
    return columns[col] <= word.box.center[0] < columns[col + 1]


def _fits(word: Word, columns: Sequence[float], col: int) -> bool:
    return word.box.left >= columns[col] and word.box.right <= columns[col + 1]
