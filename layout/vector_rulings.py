"""Rulings of a digital page, from the paths it draws: lines, thin bars, outlines of cells.

Office programs draw one rule as dozens of pieces: a bar for each cell and a dot for each corner, often twice.
Pieces are collected per axis, cut at the clip they are drawn under, and joined where they touch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from budgetgrid.layout.geometry import Box, transform_point
from budgetgrid.layout.rulings import Axis, Ruling
from budgetgrid.layout.source import SourcePage

MAX_THICKNESS = 3.2
"""Thickest bar in points that is a rule and not a band of colour: office programs offer 3 pt, and some round
up."""

LEAN = 0.02
"""How far a line may lean, as a part of its length, and still be a rule: diagonals of table heads lean
more."""

TOGETHER = 2.0
"""Points between the middles of parallel pieces that are one rule: both lines of a double one (1.5 pt), or
the edges of neighbouring cells drawn each by itself. The densest real rows are 6 pt high."""

TOUCHING = 1.5
"""Points between the ends of two pieces that go on into one another; corners are left out by some
programs."""

DASH_GAP = 5.0
"""Points between dashes, which are pieces no longer than ..."""

DASH = 8.0
"""... this, in points."""

MIN_LENGTH = 6.0
"""Points below which a piece that joins nothing is no rule: the narrowest real columns are 12 pt wide."""

PAPER = 0.95
"""Lightness (0 to 1) from which a colour is that of the paper; the lightest rules in office themes have
0.85."""

Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A straight bit of ink along an axis, in points of the viewer's page."""

    axis: Axis
    position: float
    start: float
    end: float
    thickness: float


@dataclass(frozen=True, slots=True)
class _Fill:
    """A filled rectangle in points of the viewer's page, and its colour."""

    box: Box
    color: Rgb


def vector_rulings(page: SourcePage) -> list[Ruling]:
    """The rulings drawn on a page of a PDF, in **points of the page as a viewer shows it** (/Rotate applied),
    horizontal ones first, each axis by position. No rulings for a page of an image file."""
    if page.pdf is None:
        return []
    strokes, fills = _ink(page)
    pieces = strokes + _thin_fills(fills)
    return [*_joined(pieces, "horizontal"), *_joined(pieces, "vertical")]


def _ink(page: SourcePage) -> tuple[list[_Piece], list[_Fill]]:
    """Every straight stroke and every filled rectangle that can be seen."""
    assert page.pdf is not None
    strokes: list[_Piece] = []
    fills: list[_Fill] = []
    sheet = Box(0.0, 0.0, page.width, page.height)
    clips: list[tuple[int, Box]] = []
    for path in page.pdf.get_cdrawings(extended=True):
        level = int(path.get("level", 0))
        while clips and clips[-1][0] >= level:
            clips.pop()
        visible = clips[-1][1] if clips else sheet
        if path["type"] == "clip":
            clips.append((level, visible.intersection(_viewer_box(page, path["scissor"]))))
        elif path["type"] != "group":
            strokes += [c for p in _stroked(page, path) if (c := _cut(p, visible)) is not None]
            fills += [_Fill(f.box.intersection(visible), f.color) for f in _filled(page, path)]
    return strokes, [f for f in fills if f.box.width > 0 and f.box.height > 0]


def _stroked(page: SourcePage, path: dict[str, Any]) -> Iterator[_Piece]:
    """The axis-parallel pieces of a stroked path."""
    color = path.get("color")
    if "s" not in path["type"] or color is None or _is_paper(color) or path.get("stroke_opacity", 1.0) < 0.1:
        return
    width = float(path.get("width") or 0.0)
    for item in path["items"]:
        if item[0] == "l":
            yield from _line(page, item[1], item[2], width)
        elif item[0] == "re":
            yield from _outline(_viewer_box(page, item[1]), width)
        elif item[0] == "qu":
            yield from _sides(page, _ring(item[1]), width)
    ends = _open_ends(path) if path.get("closePath") else None
    if ends is not None:
        yield from _line(page, *ends, width)


def _filled(page: SourcePage, path: dict[str, Any]) -> Iterator[_Fill]:
    """The rectangles of a filled path. A polygon counts as its bounding box if it fills nearly all of it."""
    color = path.get("fill")
    if "f" not in path["type"] or color is None or path.get("fill_opacity", 1.0) < 0.1:
        return
    corners: list[tuple[float, float]] = []
    for item in path["items"]:
        if item[0] == "re":
            yield _Fill(_viewer_box(page, item[1]), color)
        elif item[0] == "qu":
            yield from _polygon(page, _ring(item[1]), color)
        elif item[0] == "l":
            if corners and not _same(corners[-1], item[1]):
                yield from _polygon(page, corners, color)
                corners = []
            corners = corners or [item[1]]
            corners.append(item[2])
        else:
            corners = []
    yield from _polygon(page, corners, color)


def _polygon(page: SourcePage, corners: list[tuple[float, float]], color: Rgb) -> Iterator[_Fill]:
    """A polygon as a filled rectangle, if it is one."""
    if len(corners) < 4:
        return
    points = np.array([transform_point(page.to_viewer, *c) for c in corners])
    low, high = points.min(axis=0), points.max(axis=0)
    x, y = points.T
    area = abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2
    if area >= 0.9 * float(np.prod(high - low)) > 0:
        yield _Fill(Box(float(low[0]), float(low[1]), float(high[0]), float(high[1])), color)


def _thin_fills(fills: list[_Fill]) -> list[_Piece]:
    """The rules among filled rectangles: thin, and of another colour than the paper or the band they lie
    on."""
    bands = [f for f in fills if min(f.box.width, f.box.height) > MAX_THICKNESS and not _is_paper(f.color)]
    pieces: list[_Piece] = []
    for fill in fills:
        box = fill.box
        if min(box.width, box.height) > MAX_THICKNESS or _is_paper(fill.color):
            continue
        x, y = box.center
        if any(_alike(b.color, fill.color) and b.box.contains_point(x, y) for b in bands):
            continue
        if box.width > MAX_THICKNESS or box.width >= box.height:
            pieces.append(_Piece("horizontal", y, box.left, box.right, box.height))
        if box.height > MAX_THICKNESS or box.height >= box.width:
            pieces.append(_Piece("vertical", x, box.top, box.bottom, box.width))
        if max(box.width, box.height) <= MAX_THICKNESS and box.width != box.height:
            pieces += _other_way(box)
    return pieces


def _other_way(box: Box) -> list[_Piece]:
    """A corner dot belongs to the rules of both axes; this is its piece along its shorter side."""
    x, y = box.center
    if box.width >= box.height:
        return [_Piece("vertical", x, box.top, box.bottom, box.width)]
    return [_Piece("horizontal", y, box.left, box.right, box.height)]


def _line(
    page: SourcePage, start: tuple[float, float], end: tuple[float, float], width: float
) -> Iterator[_Piece]:
    """A line as a piece, if it runs along an axis."""
    (x0, y0), (x1, y1) = (transform_point(page.to_viewer, *p) for p in (start, end))
    across, down = abs(x1 - x0), abs(y1 - y0)
    if down <= max(0.1, LEAN * across) and across > 0:
        yield _Piece("horizontal", (y0 + y1) / 2, min(x0, x1), max(x0, x1), width)
    elif across <= max(0.1, LEAN * down) and down > 0:
        yield _Piece("vertical", (x0 + x1) / 2, min(y0, y1), max(y0, y1), width)


def _outline(box: Box, width: float) -> list[_Piece]:
    """The sides of a stroked rectangle; one piece if it is so thin that it is a rule itself."""
    x, y = box.center
    if box.height + width <= MAX_THICKNESS < box.width:
        return [_Piece("horizontal", y, box.left, box.right, box.height + width)]
    if box.width + width <= MAX_THICKNESS < box.height:
        return [_Piece("vertical", x, box.top, box.bottom, box.width + width)]
    return [
        _Piece("horizontal", box.top, box.left, box.right, width),
        _Piece("horizontal", box.bottom, box.left, box.right, width),
        _Piece("vertical", box.left, box.top, box.bottom, width),
        _Piece("vertical", box.right, box.top, box.bottom, width),
    ]


def _sides(page: SourcePage, ring: list[tuple[float, float]], width: float) -> Iterator[_Piece]:
    """The sides of a closed polygon that run along an axis."""
    for start, end in pairwise(ring):
        yield from _line(page, start, end, width)


def _ring(quad: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """A quad's corners (upper left, upper right, lower left, lower right) around it, back to the first."""
    return [quad[0], quad[1], quad[3], quad[2], quad[0]]


def _open_ends(path: dict[str, Any]) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """From where to where closing the path draws a line, if it ends in a line."""
    lines = [item for item in path["items"] if item[0] == "l"]
    if len(lines) < 2 or _same(lines[-1][2], lines[0][1]):
        return None
    return lines[-1][2], lines[0][1]


def _cut(piece: _Piece, visible: Box) -> _Piece | None:
    """The part of a piece inside the visible box; None if nothing is left."""
    horizontal = piece.axis == "horizontal"
    low, high = (visible.left, visible.right) if horizontal else (visible.top, visible.bottom)
    near, far = (visible.top, visible.bottom) if horizontal else (visible.left, visible.right)
    half = piece.thickness / 2
    if piece.position + half < near or piece.position - half > far:
        return None
    start, end = max(piece.start, low), min(piece.end, high)
    return _Piece(piece.axis, piece.position, start, end, piece.thickness) if end > start else None


def _joined(pieces: list[_Piece], axis: Axis) -> list[Ruling]:
    """Pieces along one axis joined where they touch, overlap or are dashes of one line."""
    own = sorted((p for p in pieces if p.axis == axis), key=lambda p: p.position)
    leader = list(range(len(own)))

    def root(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for i, piece in enumerate(own):
        for j in range(i + 1, len(own)):
            if own[j].position - piece.position > TOGETHER:
                break
            if _touch(piece, own[j]):
                leader[root(j)] = root(i)
    groups: dict[int, list[_Piece]] = {}
    for i, piece in enumerate(own):
        groups.setdefault(root(i), []).append(piece)
    rulings = (_ruling(group) for group in groups.values())
    return sorted((r for r in rulings if r.length >= MIN_LENGTH), key=lambda r: (r.position, r.start))


def _touch(one: _Piece, other: _Piece) -> bool:
    """Whether two parallel pieces on about the same line belong to one rule."""
    gap = max(one.start, other.start) - min(one.end, other.end)
    dashes = one.end - one.start <= DASH and other.end - other.start <= DASH
    return gap <= (DASH_GAP if dashes else TOUCHING)


def _ruling(group: list[_Piece]) -> Ruling:
    """The rule that pieces make up; its middle is that of the pieces, weighed by their lengths."""
    lengths = np.array([p.end - p.start for p in group])
    position = float(np.average([p.position for p in group], weights=lengths))
    low = min(p.position - p.thickness / 2 for p in group)
    high = max(p.position + p.thickness / 2 for p in group)
    start, end = min(p.start for p in group), max(p.end for p in group)
    return Ruling(group[0].axis, position, start, end, high - low)


def _viewer_box(page: SourcePage, rect: tuple[float, float, float, float]) -> Box:
    """A rectangle of the unrotated page on the page as a viewer shows it."""
    x0, y0 = transform_point(page.to_viewer, rect[0], rect[1])
    x1, y1 = transform_point(page.to_viewer, rect[2], rect[3])
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def _is_paper(color: Rgb) -> bool:
    """Whether a colour can't be told from the paper."""
    return min(color) >= PAPER


def _alike(one: Rgb, other: Rgb) -> bool:
    """Whether two colours look the same."""
    return max(abs(a - b) for a, b in zip(one, other)) < 0.05


def _same(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether two points are the same for drawing."""
    return abs(one[0] - other[0]) + abs(one[1] - other[1]) < 0.05
