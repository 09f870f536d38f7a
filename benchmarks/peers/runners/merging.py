"""Merged cells rebuilt from how each peer shows them: repeated boxes, missing inner edges, spans of HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from .shape import PeerCell, Sides

THINNEST = 10.0
"""Points below which a column or row has no room for text: what camelot makes of a rule that overhangs its
table, 8 pt wide on a page of the dev side."""


@dataclass(frozen=True, slots=True)
class GridPlace:
    """One place of a grid without merged cells: its text, and whether a rule stands right of and below it."""

    text: str
    box: Sides
    ruled_right: bool = True
    ruled_below: bool = True


def cells_of_repeated_boxes(rows: Sequence[Sequence[tuple[Sides, str]]]) -> tuple[PeerCell, ...]:
    """Cells of a grid in which a merged cell stands at each of its places with one box and text."""
    groups: dict[Sides, list[tuple[int, int]]] = {}
    texts: dict[Sides, str] = {}
    for r, row in enumerate(rows):
        for c, (box, text) in enumerate(row):
            groups.setdefault(box, []).append((r, c))
            texts[box] = text
    return tuple(_spanning(places, texts[box], box) for box, places in groups.items())


def cells_of_missing_edges(grid: Sequence[Sequence[GridPlace]]) -> tuple[PeerCell, ...]:
    """Cells of a grid whose places are joined where no rule stands between them.

    Places that together are no rectangle stay apart. A joined cell's text is that of its places, a line each.
    """
    cells = []
    for places in _joined(grid):
        parts = [grid[r][c] for r, c in places]
        if len(places) == _area(places):
            text = "\n".join(part.text for part in parts if part.text)
            cells.append(_spanning(places, text, around([part.box for part in parts])))
        else:
            cells.extend(PeerCell(r, c, 1, 1, p.text, p.box) for (r, c), p in zip(places, parts))
    return tuple(cells)


def without_overhang(grid: Sequence[Sequence[GridPlace]]) -> list[list[GridPlace]]:
    """The grid without outermost columns and rows that are empty, thin and not divided by any rule."""
    rows = [list(row) for row in grid]
    for side in (0, -1):
        if len(rows[0]) > 1 and _is_overhang([row[side] for row in rows], upright=True):
            rows = [row[1:] if side == 0 else row[:-1] for row in rows]
        if len(rows) > 1 and _is_overhang(rows[side], upright=False):
            del rows[side]
    return rows


def _is_overhang(line: list[GridPlace], upright: bool) -> bool:
    """Whether a column (`upright`) or row is nothing but the space along a rule's end."""
    near, far = (0, 2) if upright else (1, 3)
    divided = [place.ruled_below if upright else place.ruled_right for place in line[:-1]]
    thickness = max(place.box[far] - place.box[near] for place in line)
    return thickness < THINNEST and not any(divided) and not any(place.text for place in line)


def cells_of_html(html: str, boxes: Sequence[Sides], table: Sides) -> tuple[PeerCell, ...]:
    """Cells of an HTML table, placed as a browser does; `boxes` are theirs in the order of the HTML.

    Where boxes are missing a cell has the table's.
    """
    reader = _TableReader()
    reader.feed(html)
    taken: set[tuple[int, int]] = set()
    cells: list[PeerCell] = []
    for r, row in enumerate(reader.rows):
        c = 0
        for rowspan, colspan, text in row:
            while (r, c) in taken:
                c += 1
            taken |= {(r + i, c + j) for i in range(rowspan) for j in range(colspan)}
            box = boxes[len(cells)] if len(cells) < len(boxes) else table
            cells.append(PeerCell(r, c, rowspan, colspan, text.strip(), box))
    return tuple(cells)


def shape_of(cells: Iterable[PeerCell]) -> tuple[int, int]:
    """The rows and columns that cells take up."""
    cells = list(cells)
    rows = max((c.row + c.rowspan for c in cells), default=0)
    return rows, max((c.col + c.colspan for c in cells), default=0)


def around(boxes: Iterable[Sides]) -> Sides:
    """The box around boxes, at least one."""
    lefts, tops, rights, bottoms = zip(*boxes)
    return min(lefts), min(tops), max(rights), max(bottoms)


class _TableReader(HTMLParser):
    """Collects rows of (rowspan, colspan, text)."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[tuple[int, int, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            spans = dict(attrs)
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append((int(spans.get("rowspan") or 1), int(spans.get("colspan") or 1), ""))

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            rowspan, colspan, text = self.rows[-1][-1]
            self.rows[-1][-1] = (rowspan, colspan, text + data)


def _joined(grid: Sequence[Sequence[GridPlace]]) -> list[list[tuple[int, int]]]:
    """The groups of places that no rule parts, each in reading order."""
    left = {(r, c) for r, row in enumerate(grid) for c in range(len(row))}
    groups = []
    for start in sorted(left):
        if start not in left:
            continue
        left.remove(start)
        group, waiting = [start], [start]
        while waiting:
            place = waiting.pop()
            near = [n for n in _open_neighbours(grid, *place) if n in left]
            left.difference_update(near)
            group += near
            waiting += near
        groups.append(sorted(group))
    return groups


def _open_neighbours(grid: Sequence[Sequence[GridPlace]], r: int, c: int) -> list[tuple[int, int]]:
    near = []
    if not grid[r][c].ruled_right:
        near.append((r, c + 1))
    if not grid[r][c].ruled_below:
        near.append((r + 1, c))
    if c > 0 and not grid[r][c - 1].ruled_right:
        near.append((r, c - 1))
    if r > 0 and not grid[r - 1][c].ruled_below:
        near.append((r - 1, c))
    return near


def _area(places: list[tuple[int, int]]) -> int:
    rows, cols = [r for r, _ in places], [c for _, c in places]
    return (max(rows) - min(rows) + 1) * (max(cols) - min(cols) + 1)


def _spanning(places: list[tuple[int, int]], text: str, box: Sides) -> PeerCell:
    rows, cols = [r for r, _ in places], [c for _, c in places]
    return PeerCell(min(rows), min(cols), max(rows) - min(rows) + 1, max(cols) - min(cols) + 1, text, box)
