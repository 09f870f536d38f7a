"""Forms: which cells ask and which answer, and what each answer is to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from budgetgrid.tables.meaning.form_shape import FORM_LABEL, indicator_heads
from budgetgrid.tables.meaning.indicator_block import IndicatorBlock, find_blocks
from budgetgrid.tables.meaning.occupancy import Occupancy
from budgetgrid.tables.meaning.words import NOTE, shown
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.table import Cell, FormField

Roles = Mapping[tuple[int, int], str]
"""Roles by anchor."""

_COLON = re.compile(r"[^,.。;；□■√]{1,20}:")
_WORDS = re.compile(r"[\u3400-\u9fff、/()]{2,14}")
_TASK_HEAD = re.compile(
    r"(?:年度|主要|重点|工作)*任务(?:名称)?|(?:主要|任务|工作)内容|(?:预算)?(?:金额|资金).*|"
    r"总额|财政拨款|其他资金"
)
_TASK = re.compile(r"(?:年度|主要|重点|工作)*任务(?:名称)?")
_ENDS_TASKS = re.compile(r"(?:金额)?合计")
ASKING = ("label", "header")


def form_roles(grid: Occupancy) -> Roles:
    """The role of each cell of a form: header, stub and data in its lists, else label or field."""
    roles: dict[tuple[int, int], str] = {}
    for block in find_blocks(grid):
        roles.update(_block_roles(grid, block))
    for first, last in _task_lists(grid):
        roles.update(_task_roles(grid, first, last))
    for row in range(grid.rows):
        _add_pairs(grid.row(row), roles)
    return roles


def form_fields(grid: Occupancy, roles: Roles) -> tuple[FormField, ...]:
    """Each answer of a form with its labels, from the outermost. Empty answers count."""
    cells = dict.fromkeys(grid.owners.values())
    answers = [cell for cell in cells if roles.get((cell.row, cell.col)) == "field"]
    ordered = sorted(answers, key=lambda cell: (cell.row, cell.col))
    return tuple(FormField(_labels(grid, cell, roles), cell.text, cell.row, cell.col) for cell in ordered)


def _block_roles(grid: Occupancy, block: IndicatorBlock) -> Roles:
    """Heads, stubs and data of a list of indicators, and the label at its side."""
    roles = {(cell.row, cell.col): "header" for cell in grid.starting(block.head_row)}
    for row in range(block.head_row + 1, block.end_row):
        for cell in grid.starting(row):
            named = any(column.level and column.covers(cell) for column in block.columns)
            measured = any(not column.level and column.covers(cell) for column in block.columns)
            roles[cell.row, cell.col] = "stub" if named and not measured else "data"
    if block.side is not None:
        roles[block.side.row, block.side.col] = "label"
    return roles


def _task_lists(grid: Occupancy) -> list[tuple[int, int]]:
    """First row of heads and first row below the list, for each list of tasks and their money."""
    found = []
    for row in range(grid.rows):
        heads = [cell for cell in grid.starting(row) if _TASK_HEAD.fullmatch(plain(cell.text))]
        if len(heads) < 2 or not any(_TASK.fullmatch(plain(cell.text)) for cell in heads):
            continue
        below = range(max(cell.row + cell.rowspan for cell in heads), grid.rows)
        ends = (r for r in below if _ends_tasks(grid.starting(r)))
        found.append((row, next(ends, grid.rows)))
    return found


def _ends_tasks(cells: Sequence[Cell]) -> bool:
    first = plain(cells[0].text) if cells else ""
    asks = FORM_LABEL.fullmatch(first) is not None or indicator_heads(cells) >= 2
    return asks or _ENDS_TASKS.fullmatch(first) is not None


def _task_roles(grid: Occupancy, first: int, end: int) -> Roles:
    heads = [cell for cell in grid.starting(first) if _TASK_HEAD.fullmatch(plain(cell.text))]
    depth = max(head.row + head.rowspan for head in heads)
    named = next(head for head in heads if _TASK.fullmatch(plain(head.text)))
    roles = {}
    for row in range(first, end):
        for cell in grid.starting(row):
            if row < depth:
                roles[cell.row, cell.col] = "label" if cell.row + cell.rowspan > depth else "header"
            else:
                roles[cell.row, cell.col] = "stub" if cell.col == named.col else "field"
    return roles


def _add_pairs(cells: Sequence[Cell], roles: dict[tuple[int, int], str]) -> None:
    """Add the roles of a row's cells that have none yet: labels, and behind each what it asks for."""
    for index, cell in enumerate(cells):
        if (cell.row, cell.col) in roles:
            continue
        before = cells[index - 1] if index else None
        asked = before is not None and roles.get((before.row, before.col)) == "label"
        after = cells[index + 1] if index + 1 < len(cells) else None
        roles[cell.row, cell.col] = _pair_role(cell, after, asked=asked, alone=len(cells) == 1)


def _pair_role(cell: Cell, after: Cell | None, *, asked: bool, alone: bool) -> str:
    """Label or field, by what the cell says, else by what stands beside it; a lone sentence is a note."""
    text = plain(cell.text)
    if FORM_LABEL.fullmatch(text) or _COLON.fullmatch(text):
        return "label"
    if alone:
        return "note" if NOTE.fullmatch(text) else "field"
    answers = after is not None and FORM_LABEL.fullmatch(plain(after.text)) is None
    return "label" if not asked and answers and _WORDS.fullmatch(text) else "field"


def _labels(grid: Occupancy, cell: Cell, roles: Roles) -> tuple[str, ...]:
    """The labels of an answer: those before it in its row, and heads over it.

    A label at the side of several rows of labels counts for all of them, the name of a row in a list for all
    answers of the row. A second answer to a label has that of the first.
    """
    before = [c for c in grid.row(cell.row) if c.col < cell.col]
    over = _heads_over(grid, cell, roles)
    if any(roles.get((head.row, head.col)) == "header" for head in over):
        named = [c for c in before if roles.get((c.row, c.col)) in ("stub", "label")]
        return _texts([*named[-1:], *over])
    near = _asking_before(before, roles)
    if not near and not over and before:
        return _labels(grid, before[-1], roles)
    side = [c for c in before[:1] if c not in near and _heads_labels(grid, c, roles)]
    own = any(label.rowspan <= cell.rowspan for label in near)
    return _texts([*side, *near, *(() if own else over)])


def _heads_labels(grid: Occupancy, cell: Cell, roles: Roles) -> bool:
    """Whether a cell is a label at the side of several rows that begin with labels of their own."""
    beside = grid.at(cell.row, cell.col + cell.colspan)
    return cell.rowspan > 1 and _asks(cell, roles) and beside is not None and _asks(beside, roles)


def _asking_before(before: Sequence[Cell], roles: Roles) -> list[Cell]:
    """The labels right before an answer, from the left."""
    near: list[Cell] = []
    for other in reversed(before):
        if not _asks(other, roles):
            break
        near.insert(0, other)
    return near


def _texts(cells: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(text for cell in cells if (text := shown(cell.text).rstrip(":：")))


def _asks(cell: Cell, roles: Roles) -> bool:
    return roles.get((cell.row, cell.col)) in ASKING


def _heads_over(grid: Occupancy, cell: Cell, roles: Roles) -> list[Cell]:
    """The labels right above an answer, or above the answers of its column that stand over it."""
    row = cell.row - 1
    while row >= 0 and (above := grid.at(row, cell.col)) is not None and not _asks(above, roles):
        same = above.col == cell.col and above.colspan == cell.colspan
        if not same or roles.get((above.row, above.col)) != "field":
            return []
        row = above.row - 1
    heads: list[Cell] = []
    while row >= 0 and (above := grid.at(row, cell.col)) is not None and _asks(above, roles):
        if above.col + above.colspan < cell.col + cell.colspan or above.rowspan > 3:
            break
        heads.insert(0, above)
        row = above.row - 1
    return heads
