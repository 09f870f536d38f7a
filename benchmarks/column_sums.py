"""Sums across a row: a column headed 合计, 小计 or the like and the columns beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from budgetgrid.benchmarks.sum_sheet import Sheet, plain
from budgetgrid.benchmarks.truth import TruthCell

TOTAL_HEAD = re.compile(r".*(合计|小计|总计|总额)")
OF_WHICH = re.compile(r"其中[:：].+")
"""Heads a column that is a share of its neighbour and no part of a sum; 其中 alone heads the parts."""

Path = tuple[TruthCell, ...]
"""The header cells over a column, from the top."""


def column_identities(sheet: Sheet) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Each total's column and the columns that make it up."""
    if not sheet.header_rows:
        return
    amounts = sheet.amount_columns(range(sheet.cols))
    whole = {col: tuple(sheet.heads(col)) for col in range(sheet.cols)}
    for paths in _twice_headed(whole):
        empty = [col for col in paths if _is_empty(sheet, col)]
        columns = {col: path for col, path in paths.items() if col in amounts or col in empty}
        yield from ((total, parts) for total, parts in _identities(columns) if total in amounts)


def _is_empty(sheet: Sheet, col: int) -> bool:
    return not any(sheet.text(row, col) for row in sheet.data_rows)


def _twice_headed(paths: dict[int, Path]) -> list[dict[int, Path]]:
    """The columns in sets, one for each head of the last row, where totals and parts share them (预算数)."""
    broad = [p for p in paths.values() if len(p) > 1 and p[-2].colspan > 1 and TOTAL_HEAD.match(_text(p[-2]))]
    names = dict.fromkeys(_text(path[-1]) for path in broad)
    others = {_text(path[-1]) for path in paths.values() if path not in broad}
    if not broad or not others.issuperset(names):
        return [paths]
    return [{col: path[:-1] for col, path in paths.items() if _text(path[-1]) == name} for name in names]


def _identities(paths: dict[int, Path]) -> Iterator[tuple[int, tuple[int, ...]]]:
    for total, path in paths.items():
        if TOTAL_HEAD.match(_text(path[-1])) and not OF_WHICH.match(_text(path[-1])):
            above = path[:-1]
            beside = [col for col in paths if paths[col][: len(above)] == above and col != total]
            parts = _parts(paths, beside, len(above))
            if parts:
                yield total, tuple(parts)


def _parts(paths: dict[int, Path], columns: Sequence[int], depth: int) -> list[int]:
    """Columns that make up the whole of a group: its totals' own where it has them, else all but shares."""
    parts: list[int] = []
    for head in dict.fromkeys(paths[col][depth] for col in columns):
        inner = [col for col in columns if paths[col][depth] == head]
        if OF_WHICH.match(_text(head)):
            continue
        if len(paths[inner[0]]) == depth + 1:
            parts.extend(inner)
            continue
        own = [c for c in inner if len(paths[c]) == depth + 2 and TOTAL_HEAD.match(_text(paths[c][-1]))]
        parts.extend(own[:1] or _parts(paths, inner, depth + 1))
    return parts


def _text(cell: TruthCell) -> str:
    return plain(cell.text)
