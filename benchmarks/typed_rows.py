r"""A table's cells as a person types them: a line a row, cells apart by bars.

`<` is part of the cell on its left, `^` of the one above; nothing between two bars is an empty cell; `\n` is
a line break within a cell. A bar or backslash of the text, or a text that is one of the signs, has a
backslash before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LEFT, ABOVE, BAR = "<", "^", "|"
PIECE = re.compile(r"\\.|.")
"""A character, with the backslash before it if it has one."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One cell as it was typed; `raw` has its printed lines apart by newlines."""

    row: int
    col: int
    rowspan: int
    colspan: int
    raw: str


def split_row(line: str) -> list[str]:
    """The cells of a typed line, backslashes still in them."""
    cells = [""]
    for piece in PIECE.findall(line):
        if piece == BAR:
            cells.append("")
        else:
            cells[-1] += piece
    return [cell.strip() for cell in cells]


def cells_of(rows: Sequence[Sequence[str]]) -> list[Typed]:
    """The cells of rows from `split_row`, merged ones once, by row and column."""
    anchors = [
        (r, c) for r, row in enumerate(rows) for c, text in enumerate(row) if text not in (LEFT, ABOVE)
    ]
    return [_typed(rows, row, col) for row, col in anchors]


def _typed(rows: Sequence[Sequence[str]], row: int, col: int) -> Typed:
    right, below = col + 1, row + 1
    while right < len(rows[row]) and rows[row][right] == LEFT:
        right += 1
    while below < len(rows) and rows[below][col] == ABOVE:
        below += 1
    return Typed(row, col, below - row, right - col, _unescaped(rows[row][col]))


def write_rows(cells: Iterable[Typed], rows: int, cols: int) -> list[str]:
    """The lines that `split_row` and `cells_of` read these cells from; they must tile rows x cols."""
    grid = [[""] * cols for _ in range(rows)]
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for col in range(cell.col, cell.col + cell.colspan):
                grid[row][col] = LEFT if col > cell.col else ABOVE
        grid[cell.row][cell.col] = _escaped(cell.raw)
    return [" | ".join(row) for row in grid]


def _escaped(raw: str) -> str:
    text = raw.replace("\\", "\\\\").replace(BAR, "\\|").replace("\n", "\\n")
    return f"\\{text}" if text in (LEFT, ABOVE) else text


def _unescaped(text: str) -> str:
    pieces = PIECE.findall(text)
    return "".join("\n" if piece == "\\n" else piece[-1] for piece in pieces)
