"""Where a table lists performance indicators: its heads (一级指标, …, 指标值), by what stands below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from budgetgrid.tables.meaning.form_shape import FORM_LABEL, INDICATOR_HEAD, indicator_heads
from budgetgrid.tables.meaning.occupancy import Occupancy
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.table import Cell

LEVELS = ("first", "second", "third")


@dataclass(frozen=True, slots=True)
class IndicatorColumn:
    """A column of a list of indicators: what it holds (a level, target, unit, note), and its head."""

    holds: str
    head: Cell

    @property
    def level(self) -> int:
        """1 to 3 for 一级 to 三级指标, 0 for what these are measured by."""
        return LEVELS.index(self.holds) + 1 if self.holds in LEVELS else 0

    def covers(self, cell: Cell) -> bool:
        """Whether a cell stands in the column."""
        return cell.col < self.head.col + self.head.colspan and self.head.col < cell.col + cell.colspan


@dataclass(frozen=True, slots=True)
class IndicatorBlock:
    """Heads in `head_row`, indicators from the row below to before `end_row`, and the label at their side."""

    head_row: int
    end_row: int
    columns: tuple[IndicatorColumn, ...]
    side: Cell | None = None

    @property
    def groups(self) -> tuple[tuple[IndicatorColumn, ...], ...]:
        """The columns by period: heads that come again behind a target begin the next. Levels that a later
        one does not repeat are those of the first."""
        groups: list[list[IndicatorColumn]] = []
        for column in self.columns:
            seen = {known.holds for known in groups[-1]} if groups else set()
            if not groups or (column.holds in seen and "target" in seen):
                groups.append([])
            groups[-1].append(column)
        return tuple(_completed(group, groups[0]) for group in groups)


def find_blocks(grid: Occupancy) -> list[IndicatorBlock]:
    """The lists of indicators of a grid, from the top."""
    rows = [row for row in range(grid.rows) if indicator_heads(grid.starting(row)) >= 2]
    ends = [*rows[1:], grid.rows]
    return [_block(grid, row, end) for row, end in zip(rows, ends, strict=False)]


def _block(grid: Occupancy, row: int, end: int) -> IndicatorBlock:
    columns = indicator_columns(grid.row(row))
    left = min(column.head.col for column in columns if column.level or column.holds == "target")
    side = grid.at(row, left - 1) if left else None
    if side is not None and side.rowspan > 1:
        return IndicatorBlock(row, min(end, side.row + side.rowspan), columns, side)
    below = range(row + 1, end)
    asked = (r for r in below if (cells := grid.starting(r)) and FORM_LABEL.fullmatch(plain(cells[0].text)))
    return IndicatorBlock(row, next(asked, end), columns)


def indicator_columns(heads: Sequence[Cell]) -> tuple[IndicatorColumn, ...]:
    """The columns that heads of indicators stand over, from the left; other heads are left out."""
    found = [(INDICATOR_HEAD.fullmatch(plain(head.text)), head) for head in heads]
    return tuple(IndicatorColumn(match.lastgroup or "", head) for match, head in found if match)


def _completed(
    group: Sequence[IndicatorColumn], first: Sequence[IndicatorColumn]
) -> tuple[IndicatorColumn, ...]:
    """A group with the levels of the first above its own uppermost."""
    own = [column.level for column in group if column.level]
    shared = [column for column in first if column.level and column.level < min(own, default=4)]
    return (*shared, *group) if group is not first else tuple(group)
