"""The header of a table: how many of its leading rows are heads, and the heads over each column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from budgetgrid.tables.meaning.form_shape import is_form
from budgetgrid.tables.meaning.occupancy import Occupancy
from budgetgrid.tables.meaning.words import LABEL_HEAD, is_chinese, is_head_word, shown
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.table import Cell

_AMOUNT = re.compile(r"[-−△▲(]?[\d,]*\d\.\d+\)?%?|[-−—–]+|0|\d{1,3}(?:,\d{3})+")
_CODE = re.compile(r"\d{1,9}")
_INTEGER = re.compile(r"\d{1,2}")
_FORMULA = re.compile(r"\d{1,2}=[\d+\-=*/()]+")
_NUMBERING_MARK = re.compile(r"栏次|行次|[*]{1,3}")
_ORDINAL = re.compile(r"[甲乙丙丁]")
_CAPTION = re.compile(r"(?:金额)?单位:.{0,4}元|(?:填报|编制|预算)?(?:部门|单位)(?:名称)?:.*|.*年\d{1,2}月.*")

HEADS_FILLED = 0.5
"""Share of the columns that a header names; forms with an unnamed column are rare, and name the others."""


def header_rows(grid: Occupancy) -> int:
    """The number of leading rows that are header, a row of column numbers (`栏次 1 2 3`) included.

    They are the rows of heads before the first row that holds a code or an amount: those that a cell of the
    first row reaches into, and those in which a wide head is divided. 0 for a form, for a part that begins
    below its header, and where nothing tells.
    """
    if not grid.rows or _holds_data(grid.starting(0)) or is_form(grid):
        return 0
    first_data = next((row for row in range(grid.rows) if _is_data_row(grid, row)), grid.rows)
    depth = _closed_depth(grid, 1)
    if depth > first_data or depth == grid.rows > 1:
        return 0
    while depth < first_data and _is_divided(grid, depth):
        depth = _closed_depth(grid, depth + 1)
    depth = min(depth, first_data)
    if not _has_heads(grid, depth, decided=first_data < grid.rows):
        return 0
    while depth < grid.rows and is_numbering(grid.starting(depth)):
        depth += 1
    return depth


def header_paths(grid: Occupancy, depth: int) -> tuple[tuple[str, ...], ...]:
    """The heads over each column, from the top; nothing where there is no header.

    Lines over the whole width that are no head of columns (a unit, a department), and rows of column numbers
    are left out.
    """
    if not depth:
        return ()
    rows = [row for row in range(depth) if not is_numbering(grid.starting(row))]
    return tuple(_heads(grid, rows, col) for col in range(grid.cols))


def is_caption(cell: Cell, cols: int) -> bool:
    """Whether a cell over the whole width of a header is a line of the caption, as the unit."""
    return cell.colspan == cols > 1 and _CAPTION.fullmatch(plain(cell.text)) is not None


def is_numbering(cells: Sequence[Cell]) -> bool:
    """Whether the cells of a row number the columns: `栏次 1 2 3`, `** 1 2=3+4 3`, `甲 1 2`."""
    texts = [text for cell in cells if (text := plain(cell.text))]
    numbers = [text for text in texts if _INTEGER.fullmatch(text) or _FORMULA.fullmatch(text)]
    marks = [text for text in texts if _NUMBERING_MARK.fullmatch(text)]
    ordinals = [text for text in texts if _ORDINAL.fullmatch(text)]
    needed = 1 if marks else 2 if ordinals else 3
    if len(numbers) + len(marks) + len(ordinals) < len(texts) or len(numbers) < needed:
        return False
    counted = [int(text.split("=")[0]) for text in numbers]
    return 1 <= counted[0] <= 2 and all(b - a == 1 for a, b in pairwise(counted))


def _heads(grid: Occupancy, rows: Sequence[int], col: int) -> tuple[str, ...]:
    cells = {(c.row, c.col): c for row in rows if (c := grid.at(row, col)) is not None}
    texts = [shown(cell.text) for cell in cells.values() if not is_caption(cell, grid.cols)]
    return tuple(text for text in texts if text)


def _holds_data(cells: Sequence[Cell]) -> bool:
    """Whether one of the cells is a code or an amount."""
    texts = [plain(cell.text) for cell in cells]
    return any(_AMOUNT.fullmatch(text) or _CODE.fullmatch(text) for text in texts)


def _is_data_row(grid: Occupancy, row: int) -> bool:
    cells = grid.starting(row)
    return _holds_data(cells) and not is_numbering(cells)


def _closed_depth(grid: Occupancy, depth: int) -> int:
    """The depth grown until no cell that begins in it reaches below it."""
    while depth < grid.rows:
        reached = max((c.row + c.rowspan for row in range(depth) for c in grid.starting(row)), default=depth)
        if reached <= depth:
            break
        depth = reached
    return depth


def _is_divided(grid: Occupancy, row: int) -> bool:
    """Whether `row` divides the wide heads that end above it.

    Under a head of labels (`项目`) only heads of labels do (`编码`, `名称`): other texts there are labels of
    the first row below the header.
    """
    divided = False
    for above in (cell for cell in grid.row(row - 1) if cell.row + cell.rowspan == row and cell.colspan > 1):
        below = [c for c in grid.starting(row) if above.col <= c.col < above.col + above.colspan]
        if len(below) < 2:
            continue
        texts = [plain(cell.text) for cell in below]
        of_labels = LABEL_HEAD.fullmatch(plain(above.text)) and above.colspan < grid.cols
        if of_labels and not all(LABEL_HEAD.fullmatch(text) for text in texts if text):
            return False
        divided = divided or any(texts)
    return divided


def _has_heads(grid: Occupancy, depth: int, *, decided: bool) -> bool:
    """Whether the lowest heads over the columns are filled and half of them, in Chinese, look like heads.

    A row of heads has nearly all, even read badly; the first row of a part that begins below its header has
    none, or one label in a row of amounts. Where no row of data follows (not `decided`), more than half must,
    and most columns have one of their own: the first row of a form has a few wide cells.
    """
    leaves = grid.row(depth - 1)
    texts = [text for cell in leaves if (text := plain(cell.text))]
    single = sum(cell.colspan == 1 for cell in leaves)
    if not decided and (single < max(2, HEADS_FILLED * grid.cols) or depth == grid.rows):
        return False
    named = sum(cell.colspan for cell in leaves if plain(cell.text))
    if named < HEADS_FILLED * grid.cols:
        return False
    chinese = [text for text in texts if is_chinese(text)]
    known = sum(map(is_head_word, chinese))
    return 2 * known >= len(chinese) + (not decided)
