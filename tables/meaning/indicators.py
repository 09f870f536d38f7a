"""Performance tables as trees: 一级, 二级, 三级指标 and what measures them, with goal, period and money."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from budgetgrid.tables.meaning.indicator_block import IndicatorBlock, IndicatorColumn, find_blocks
from budgetgrid.tables.meaning.occupancy import Occupancy
from budgetgrid.tables.meaning.words import shown
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.table import Cell, CellRef, FormField, Indicator, IndicatorTree

_PERIOD = re.compile(r"实施期|中长期|中期|长期|年度")
_GOAL = re.compile(r".*目标(?:[(（].*)?")
_MONEY = re.compile(r"资金|金额|拨款|预算")
_PROJECT = re.compile(r"项目名称|(?:部门|单位|项目单位|预算单位)(?:[(（]单位[)）])?(?:名称)?")


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of indicators: the cells of its levels from the first, and those that measure the last."""

    levels: tuple[Cell, ...]
    target: Cell | None
    unit: Cell | None
    note: Cell | None


def form_indicators(grid: Occupancy, fields: Sequence[FormField]) -> tuple[IndicatorTree, ...]:
    """The indicators of a form, a tree for each period, with the goal and the money over its columns."""
    project = next((f.text for f in fields if f.labels and plain(f.labels[-1]) == "项目名称"), None)
    project = project or next((f.text for f in fields if f.labels and _PROJECT.fullmatch(f.labels[-1])), None)
    return tuple(
        _form_tree(grid, block, index, project, fields)
        for block in find_blocks(grid)
        for index in range(len(block.groups))
    )


def listed_indicators(grid: Occupancy, header_rows: int) -> tuple[IndicatorTree, ...]:
    """The indicators of a table with heads, a tree for each project."""
    block = next((block for block in find_blocks(grid) if block.head_row < header_rows), None)
    if block is None:
        return ()
    block = replace(block, end_row=grid.rows)
    heads = [grid.at(header_rows - 1, col) for col in range(grid.cols)]
    named = [head for head in heads if head is not None]
    projects = next((h.col for h in named if _PROJECT.fullmatch(plain(h.text))), None)
    goals = next((h.col for h in named if _GOAL.fullmatch(plain(h.text))), None)
    money = [h for h in dict.fromkeys(named) if _MONEY.search(plain(h.text))]
    trees = []
    for first, end in _spans(grid, projects, header_rows):
        part = replace(block, head_row=first - 1, end_row=end)
        paid = [
            FormField((shown(head.text),), cell.text, cell.row, cell.col)
            for head in money
            if (cell := grid.at(first, head.col)) is not None
        ]
        trees.append(
            IndicatorTree(
                _text(grid, first, projects),
                None,
                _text(grid, first, goals),
                tuple(paid),
                _tree(list(_rows(grid, part, block.groups[0]))),
            )
        )
    return tuple(trees)


def _spans(grid: Occupancy, col: int | None, header_rows: int) -> Iterator[tuple[int, int]]:
    """First row and first row after of each project; all rows as one where no column names projects."""
    if col is None:
        yield header_rows, grid.rows
        return
    starts = [
        cell.row
        for cell in grid.column(col, header_rows)
        if cell.row == header_rows or (cell.row > header_rows and plain(cell.text))
    ]
    yield from zip(starts, [*starts[1:], grid.rows], strict=True)


def _text(grid: Occupancy, row: int, col: int | None) -> str | None:
    cell = None if col is None else grid.at(row, col)
    return cell.text if cell is not None and cell.text else None


def _form_tree(
    grid: Occupancy, block: IndicatorBlock, index: int, project: str | None, fields: Sequence[FormField]
) -> IndicatorTree:
    groups = block.groups
    own = groups[index]
    edges = [group[-1].head.col + group[-1].head.colspan for group in groups]
    first = edges[index - 1] if index else 0
    last = edges[index] if index + 1 < len(groups) else grid.cols
    ours = [f for f in fields if first <= f.col < last or len(groups) == 1]
    goals = [f for f in ours if f.labels and _GOAL.fullmatch(f.labels[-1])] or [
        f for f in fields if f.labels and _GOAL.fullmatch(f.labels[-1]) and len(f.labels) == 1
    ]
    goal = next((f for f in goals if "年度" in f.labels[-1]), goals[0] if goals else None)
    money = tuple(f for f in ours if f.labels and _MONEY.search("".join(f.labels)))
    words = [*(goal.labels[-1:] if goal else ()), *(c.head.text for c in own if c.holds == "target")]
    period = next((match.group() for word in words if (match := _PERIOD.search(plain(word)))), None)
    tree = _tree(list(_rows(grid, block, own)))
    return IndicatorTree(project, period, goal.text if goal else None, money, tree)


def _rows(grid: Occupancy, block: IndicatorBlock, columns: Sequence[IndicatorColumn]) -> Iterator[_Row]:
    """The rows of a group that name an indicator or its target."""
    for row in range(block.head_row + 1, block.end_row):
        cells = [
            (column, cell)
            for column, after in zip(columns, [*columns[1:], None], strict=True)
            if (cell := grid.at(row, column.head.col)) is not None and not _leaves(cell, column, after)
        ]
        levels = tuple(dict.fromkeys(cell for column, cell in cells if column.level))
        measures = {column.holds: cell for column, cell in cells if cell not in levels and not column.level}
        found = _Row(levels, measures.get("target"), measures.get("unit"), measures.get("note"))
        if levels and any(cell.text for cell in (*levels[-1:], found.target) if cell is not None):
            yield found


def _leaves(cell: Cell, column: IndicatorColumn, after: IndicatorColumn | None) -> bool:
    """Whether a cell of a column that periods share is an indicator of the first period alone: it reaches
    beyond its column and ends before the next one of this period."""
    end = cell.col + cell.colspan
    wide = end > column.head.col + column.head.colspan
    return wide and after is not None and end <= after.head.col


def _tree(rows: Sequence[_Row], depth: int = 0) -> tuple[Indicator, ...]:
    """The indicators at one level of rows that share all above it."""
    found: list[Indicator] = []
    index = 0
    while index < len(rows):
        cell = rows[index].levels[depth]
        end = index
        while end < len(rows) and len(rows[end].levels) > depth and rows[end].levels[depth] == cell:
            end += 1
        group = rows[index : max(end, index + 1)]
        index = max(end, index + 1)
        below = [row for row in group if len(row.levels) > depth + 1]
        if below:
            found.append(replace(_indicator(cell), children=_tree(below, depth + 1)))
        else:
            found += [_measured(cell, row) for row in _distinct(group)]
    return tuple(found)


def _distinct(rows: Sequence[_Row]) -> list[_Row]:
    """The rows whose targets differ: one merged over several rows is one."""
    return list({(None if r.target is None else (r.target.row, r.target.col)): r for r in rows}.values())


def _indicator(cell: Cell) -> Indicator:
    return Indicator(shown(cell.text), cell.row, cell.col)


def _measured(cell: Cell, row: _Row) -> Indicator:
    target = row.target
    return replace(
        _indicator(cell),
        target=None if target is None else target.text,
        unit=None if row.unit is None else row.unit.text,
        note=None if row.note is None else row.note.text,
        value=None if target is None else CellRef(target.row, target.col),
    )
