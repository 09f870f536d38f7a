"""Side-by-side parts of a grid: 收入 | 支出, three blocks of expenditure, the same heads twice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budgetgrid.tables.meaning.columns import Column
from budgetgrid.tables.meaning.occupancy import Occupancy
from budgetgrid.tables.meaning.words import INCOME, SPENDING, is_numbered
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.table import Panel

_ROW_HEAD = re.compile(r".*(?:项目|科目|功能分类|经济分类|编码|名称|用途).*")
"""Heads of the column that begins a panel."""

_BRACKETS = re.compile(r"\([^()]*\)")
_SIDE_SUM = re.compile(r"(?:收入|支出)(?:小计|合计|总计)")

NUMBERED_ROWS = 2
"""Numbered labels (一、) from which a column of a part without header is known as a balance's."""

REPEATED = 0.6
"""Share of a panel's heads that stand over the first one too where heads are repeated."""


def whole_panel(columns: Sequence[Column], header_rows: int) -> Panel:
    """All columns as one part. Its stub ends before the first column of numbers.

    Where there is none (an index, a list of texts), it is the leading columns up to the first label.
    """
    last = len(columns) - 1
    return Panel(0, last, _stub_cols(columns, 0, last), header_rows)


def find_panels(
    grid: Occupancy, columns: Sequence[Column], header_rows: int, paths: Sequence[tuple[str, ...]]
) -> tuple[Panel, ...]:
    """The side-by-side parts of a table that is no form; none where it is of one part.

    A part begins where labels follow numbers, and only where the heads say so too: 收入 stands over one side
    and 支出 over the other, or heads are repeated. Without a header, numbered labels on both sides do.
    """
    starts = _label_starts(columns)
    firsts = [0, *(col for col in starts[1:] if _is_start(grid, columns, starts, col, header_rows, paths))]
    if len(firsts) < 2:
        return ()
    lasts = [*(first - 1 for first in firsts[1:]), grid.cols - 1]
    return tuple(
        Panel(first, last, _stub_cols(columns, first, last), header_rows)
        for first, last in zip(firsts, lasts, strict=True)
    )


def _label_starts(columns: Sequence[Column]) -> list[int]:
    """The columns of labels that follow numbers (or nothing) and have such to their right."""
    counted = [column in (Column.NUMBER, Column.EMPTY) for column in columns]
    starts = [
        col
        for col, column in enumerate(columns)
        if column.names_rows and (col == 0 or counted[col - 1]) and any(counted[col:])
    ]
    return starts if starts and starts[0] == 0 else [0, *starts]


def _stub_cols(columns: Sequence[Column], first: int, last: int) -> int:
    """The leading columns of a part that name its rows; a part has a column beside its stub."""
    part = columns[first : last + 1]
    names = [index for index, column in enumerate(part) if column.names_rows]
    figures = next((index for index, column in enumerate(part) if column is Column.NUMBER), None)
    if figures is None:
        stub = next((index + 1 for index, column in enumerate(part) if column is Column.LABEL), 0)
    else:
        stub = max((index + 1 for index in names if index < figures), default=0)
    return min(stub, len(part) - 1)


def _is_start(
    grid: Occupancy,
    columns: Sequence[Column],
    starts: Sequence[int],
    col: int,
    header_rows: int,
    paths: Sequence[tuple[str, ...]],
) -> bool:
    """Whether a part of its own begins at a column of labels that follows numbers."""
    if not header_rows:
        return _is_balance(grid, 0) and _is_balance(grid, col)
    if not _ROW_HEAD.fullmatch(plain(paths[col][-1]) if paths[col] else ""):
        return False
    balance = any(_opposes(grid, other, paths) for other in starts[1:])
    end = next((start for start in starts if start > col), len(columns))
    return balance or _repeats(paths[: starts[1]], paths[col:end])


def _opposes(grid: Occupancy, col: int, paths: Sequence[tuple[str, ...]]) -> bool:
    """Whether 收入 stands over the columns before `col`, and 支出 over those from there on."""
    before, after = (plain(path[0]) if path else "" for path in (paths[0], paths[col]))
    edge = grid.at(0, col)
    cut = edge is not None and edge.col == col
    return cut and bool(INCOME.search(before)) and bool(SPENDING.search(after)) and before != after


def _repeats(first: Sequence[tuple[str, ...]], part: Sequence[tuple[str, ...]]) -> bool:
    """Whether the lowest heads of a part are those of the first, what stands in brackets aside."""
    ours, theirs = ([_BRACKETS.sub("", plain(p[-1])) for p in side if p] for side in (first, part))
    return bool(theirs) and len(ours) == len(theirs) and _alike(ours, theirs) >= REPEATED * len(theirs)


def _alike(ours: Sequence[str], theirs: Sequence[str]) -> int:
    return sum(a == b for a, b in zip(ours, theirs, strict=True))


def _is_balance(grid: Occupancy, col: int) -> bool:
    """Whether a column has the numbered labels, or the sums of 收入 and 支出, of a balance."""
    texts = [plain(cell.text) for cell in grid.column(col) if cell.col <= col]
    return sum(map(is_numbered, texts)) >= NUMBERED_ROWS or any(map(_SIDE_SUM.search, texts))
