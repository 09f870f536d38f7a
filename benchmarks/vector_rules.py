"""The rules that a digital page draws: lines, thin rectangles and outlines, in points of the upright page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pymupdf

THIN = 2.5
"""Greatest thickness of a rectangle that is a rule and not an area, points; rules here are 0.2 to 1.5."""

DARK = 0.75
"""Luminance (0 to 1) under which a stroke or fill is visible as a rule; white areas hide cells' shading."""

SAME_LINE = 1.0
"""How far apart (points) the axes of two pieces of one rule may be."""

JOINT = 2.0
"""Greatest gap (points) between two pieces of one rule: Word leaves a corner square of a rule's width."""


@dataclass(frozen=True, slots=True)
class VectorRule:
    """A straight rule: `axis` "h" at y = `position` from x = `start` to `end`, or "v" at x, from y to y."""

    axis: str
    position: float
    start: float
    end: float
    thickness: float

    @property
    def length(self) -> float:
        """Extent along the axis."""
        return self.end - self.start


def find_rules(page: pymupdf.Page) -> list[VectorRule]:
    """All visible rules of a page, pieces in one line joined, in points of the page as a viewer shows it."""
    turn = page.rotation_matrix
    pieces: list[VectorRule] = []
    for drawing in page.get_drawings():
        pieces.extend(piece for piece in _pieces(drawing, turn) if piece.length > 0.2)
    joined = _joined([p for p in pieces if p.axis == "h"]) + _joined([p for p in pieces if p.axis == "v"])
    return [rule for rule in joined if rule.length > THIN]


def _pieces(drawing: dict[str, object], turn: pymupdf.Matrix) -> Iterator[VectorRule]:
    """The rules that one path draws."""
    filled, stroked = _visible(drawing, "fill"), _visible(drawing, "color")
    weight = float(str(drawing.get("width") or 0))
    items = drawing["items"]
    assert isinstance(items, list)
    for item in items:
        if item[0] == "l" and stroked:
            yield from _from_line(item[1] * turn, item[2] * turn, weight)
        elif item[0] in ("re", "qu"):
            area = item[1] if item[0] == "re" else item[1].rect
            yield from _from_area((pymupdf.Rect(area) * turn).normalize(), filled, stroked, weight)


def _visible(drawing: dict[str, object], key: str) -> bool:
    """Whether a path's fill or stroke is dark enough to be seen, and opaque."""
    colour = drawing.get(key)
    if colour is None:
        return False
    opacity = drawing.get("fill_opacity" if key == "fill" else "stroke_opacity")
    assert isinstance(colour, tuple)
    return sum(colour) / len(colour) < DARK and (opacity is None or float(str(opacity)) > 0.3)


def _from_line(first: pymupdf.Point, last: pymupdf.Point, weight: float) -> Iterator[VectorRule]:
    if abs(first.y - last.y) <= SAME_LINE < abs(first.x - last.x):
        left, right = sorted((first.x, last.x))
        yield VectorRule("h", (first.y + last.y) / 2, left, right, weight)
    elif abs(first.x - last.x) <= SAME_LINE < abs(first.y - last.y):
        top, bottom = sorted((first.y, last.y))
        yield VectorRule("v", (first.x + last.x) / 2, top, bottom, weight)


def _from_area(area: pymupdf.Rect, filled: bool, stroked: bool, weight: float) -> Iterator[VectorRule]:
    """A thin filled rectangle is a rule (a corner square is one in both directions), an outline is four."""
    if filled and area.height <= THIN:
        yield VectorRule("h", (area.y0 + area.y1) / 2, area.x0, area.x1, area.height)
    if filled and area.width <= THIN:
        yield VectorRule("v", (area.x0 + area.x1) / 2, area.y0, area.y1, area.width)
    if stroked and min(area.width, area.height) > THIN:
        for y in (area.y0, area.y1):
            yield VectorRule("h", y, area.x0, area.x1, weight)
        for x in (area.x0, area.x1):
            yield VectorRule("v", x, area.y0, area.y1, weight)


def _joined(pieces: list[VectorRule]) -> list[VectorRule]:
    """Pieces of one axis with those in line and in touch made one."""
    joined: list[VectorRule] = []
    for line in _in_line(pieces):
        current: list[VectorRule] = []
        for piece in sorted(line, key=lambda p: (p.start, p.end)):
            if current and piece.start > max(p.end for p in current) + JOINT:
                joined.append(_one(current))
                current = []
            current.append(piece)
        joined.append(_one(current))
    return joined


def _in_line(pieces: list[VectorRule]) -> list[list[VectorRule]]:
    """Pieces grouped by position, each within `SAME_LINE` of the group's first."""
    groups: list[list[VectorRule]] = []
    for piece in sorted(pieces, key=lambda p: p.position):
        if groups and piece.position - groups[-1][0].position <= SAME_LINE:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _one(pieces: list[VectorRule]) -> VectorRule:
    """The rule that touching pieces make; its position is their mean weighted by length."""
    total = sum(p.length for p in pieces)
    return VectorRule(
        pieces[0].axis,
        sum(p.position * p.length for p in pieces) / total,
        min(p.start for p in pieces),
        max(p.end for p in pieces),
        max(p.thickness for p in pieces),
    )
