"""Sums across a row: a column headed 合计, 小计 or the like, and the columns that make it up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from budgetgrid.tables.checks.identity import Figures, Identity, across, best
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.sheet import Sheet
from budgetgrid.tables.table import Cell

RULE = "sum-across"
TOTAL = re.compile(r"(?:.*(?:合计|小计|总计|总额)|合|计)")
SHARE = re.compile(r"其中[:：].+")
"""Heads a column that is a share of its neighbour and no part of a sum; 其中 alone heads the parts."""


@dataclass(frozen=True, slots=True)
class _Head:
    """A head with what stands under it: heads, or columns of figures where it is the last."""

    text: str
    cols: tuple[int, ...]
    under: tuple[_Head, ...]

    @property
    def is_total(self) -> bool:
        """Whether it is a column of totals itself."""
        return not self.under and TOTAL.fullmatch(self.text) is not None


def column_sums(sheet: Sheet, figures: Figures) -> Iterator[Identity]:
    """The sums across every data row, each total's parts as most rows have them."""
    cols = sorted(col for section in sheet.sections for col in (*section.figures, *section.empty))
    paths = {col: sheet.heads(col) for col in cols}
    for tree in _trees(paths):
        for total, choices in _totals(tree):
            sums = [across(sheet, RULE, total, parts, sheet.data_rows) for parts in choices]
            yield from best(sums, figures)


def _trees(paths: dict[int, tuple[Cell, ...]]) -> Iterator[tuple[_Head, ...]]:
    """The heads as trees: one, or one for each of the names that every group ends in (预算数, 决算数)."""
    deep = {col: path for col, path in paths.items() if len(path) > 1}
    groups: dict[Cell, list[str]] = {}
    for path in deep.values():
        groups.setdefault(path[-2], []).append(plain(path[-1].text))
    names = next(iter(groups.values()), [])
    alike = len(groups) > 1 and len(names) > 1 and all(group == names for group in groups.values())
    if alike and len(deep) == len(paths) and any(TOTAL.fullmatch(plain(cell.text)) for cell in groups):
        for name in names:
            yield _grown({c: p[:-1] for c, p in paths.items() if plain(p[-1].text) == name}, 0)
    else:
        yield _grown(paths, 0)


def _grown(paths: dict[int, tuple[Cell, ...]], depth: int) -> tuple[_Head, ...]:
    """The heads at a depth, with those under them."""
    heads = []
    for cell in dict.fromkeys(path[depth] for path in paths.values() if len(path) > depth):
        inner = {col: path for col, path in paths.items() if len(path) > depth and path[depth] == cell}
        heads.append(_Head(plain(cell.text), tuple(inner), _grown(inner, depth + 1)))
    return tuple(heads)


def _totals(heads: Sequence[_Head]) -> Iterator[tuple[int, list[list[int]]]]:
    """Each column of totals, with the sets of columns that may make it up."""
    for index, head in enumerate(heads):
        if head.is_total:
            beside = [other for other in heads if other is not head]
            after = list(_until_total(heads[index + 1 :]))
            before = list(heads[:index])
            choices = [_columns(group) for group in (beside, after, before)]
            distinct = [c for i, c in enumerate(choices) if c and c not in choices[:i]]
            if distinct:
                yield head.cols[0], distinct
        yield from _totals(head.under)


def _until_total(heads: Sequence[_Head]) -> Iterator[_Head]:
    for head in heads:
        if head.is_total:
            return
        yield head


def _columns(heads: Sequence[_Head]) -> list[int]:
    """The columns that make up heads side by side: of each its total, else all that is under it."""
    cols: list[int] = []
    for head in heads:
        own = next((h for h in head.under if h.is_total), None)
        if SHARE.fullmatch(head.text):
            continue
        if own is not None:
            cols.extend(own.cols)
        else:
            cols.extend(_columns(head.under) if head.under else head.cols)
    return cols
