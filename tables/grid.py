"""A table's grid: the edges of its rows and columns, and the cells that tile it."""

from __future__ import annotations

from dataclasses import dataclass

from budgetgrid.layout.geometry import Box


@dataclass(frozen=True, slots=True)
class Span:
    """The place of one cell in a grid, and how well the page supports it.

    `support` is the share of the cell's outline that a ruling was seen under, with the share of its inside
    that is free of rulings, as one number (0 to 1).
    """

    row: int
    col: int
    rowspan: int = 1
    colspan: int = 1
    support: float = 1.0


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows and columns of a table on one page.

    `row_edges` (rows + 1 values, y) and `col_edges` (cols + 1 values, x) in px of the page's frame; the
    `spans` tile the grid without overlap or hole, in reading order. `ruling`: full, partial or none.
    `closed_top` and `closed_bottom` say whether the table has a rule there, or was cut by the page's edge.
    """

    row_edges: tuple[float, ...]
    col_edges: tuple[float, ...]
    spans: tuple[Span, ...]
    ruling: str = "full"
    closed_top: bool = True
    closed_bottom: bool = True

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.row_edges) - 1

    @property
    def cols(self) -> int:
        """Number of columns."""
        return len(self.col_edges) - 1

    @property
    def box(self) -> Box:
        """The outline of the whole grid."""
        return Box(self.col_edges[0], self.row_edges[0], self.col_edges[-1], self.row_edges[-1])

    def box_of(self, span: Span) -> Box:
        """The outline of one cell."""
        return Box(
            self.col_edges[span.col],
            self.row_edges[span.row],
            self.col_edges[span.col + span.colspan],
            self.row_edges[span.row + span.rowspan],
        )
