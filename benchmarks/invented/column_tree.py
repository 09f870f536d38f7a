"""Headers as trees of columns: the cells that print them, and amounts spread over their leaves."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from budgetgrid.benchmarks.invented.amounts import split_amount
from budgetgrid.benchmarks.invented.markup import head_cell, row
from budgetgrid.benchmarks.typeset.nodes import Node


@dataclass(frozen=True, slots=True)
class Column:
    """A header cell over its parts. `subtotal` names a first leaf, the sum of the parts; "" for none."""

    label: str
    parts: tuple[Column, ...] = ()
    share: float = 1.0
    subtotal: str = ""
    vertical: bool = False

    @property
    def children(self) -> tuple[Column, ...]:
        """The columns below, the subtotal first."""
        return (*([Column(self.subtotal, vertical=self.vertical)] if self.subtotal else []), *self.parts)

    @property
    def depth(self) -> int:
        """Levels of header cells."""
        return 1 + max((child.depth for child in self.children), default=0)

    @property
    def leaves(self) -> int:
        """Columns of the grid below."""
        return sum(child.leaves for child in self.children) or 1


def header_rows(columns: tuple[Column, ...], bold: bool = False) -> list[Node]:
    """The rows that print the columns side by side; a leaf reaches down to the last row."""
    depth = max(column.depth for column in columns)
    rows = []
    level = list(columns)
    for index in range(depth):
        cells = []
        for column in level:
            rowspan = 1 if column.children else depth - index
            cells.append(head_cell(column.label, rowspan, column.leaves, column.vertical, bold))
        rows.append(row(*cells))
        level = [child for column in level for child in column.children]
    return rows


def spread(column: Column, amount: int, chance: Random) -> list[int]:
    """Amounts of the leaves that add up to `amount`, subtotals in their places."""
    if not column.parts:
        return [amount]
    parts = split_amount(amount, [part.share for part in column.parts], chance, emptiness=0.35)
    leaves = [leaf for part, share in zip(column.parts, parts) for leaf in spread(part, share, chance)]
    return [amount, *leaves] if column.subtotal else leaves
