"""Drawings of a report, SVG in its page's own colours (classes of `style.css`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import floor
from unicodedata import east_asian_width

WIDTH, HEIGHT = 560, 300
LEFT, TOP, RIGHT, BOTTOM = 44, 26, 108, 30
"""Margins of a drawing, its own units: room for the numbers of axes, and for names of lines on the right."""

LINE = 15
"""Least distance between two names, at a font size of 12."""

ASIDE = 7
"""How far the points of two lines at one place stand apart."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value, 0 to 1, and the interval it lies in, if known."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A named line over the places of an axis; None where it has no value."""

    name: str
    points: tuple[Point | None, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """A named line through points, each 0 to 1 both ways."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A named value, the number shown at its end, and the interval it lies in, if known.

    `kind`: a class of style.css that colours it.
    """

    name: str
    value: float
    shown: str
    low: float | None = None
    high: float | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Plane:
    """Maps values to a drawing: `x` from 0 to 1, `y` from `floor` to 1."""

    floor: float = 0.0
    right: float = RIGHT

    def x(self, value: float) -> float:
        """From the left."""
        return LEFT + value * (WIDTH - LEFT - self.right)

    def y(self, value: float) -> float:
        """From the top."""
        share = (value - self.floor) / (1 - self.floor)
        return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)


def lines_by_place(places: Sequence[str], lines: Sequence[Line]) -> str:
    """Shares in per cent over places side by side, with their intervals as strokes."""
    known = [p for line in lines for p in line.points if p is not None]
    least = min((p.value if p.low is None else p.low for p in known), default=0.0)
    plane = Plane(max(0.0, min(0.9, floor(least * 10) / 10)))
    parts = [_percent_grid(plane)]
    for index, place in enumerate(places):
        parts.append(_text(_at(plane, index, len(places)), HEIGHT - 8, place, "middle"))
    ends = _spread([plane.y(next(p.value for p in reversed(x.points) if p is not None)) for x in lines])
    for number, (line, end) in enumerate(zip(lines, ends)):
        aside = (number - (len(lines) - 1) / 2) * ASIDE
        name = _text(WIDTH - RIGHT + 8, end + 4, line.name, "start")
        parts.append(f'<g class="series s{number + 1}">{_line(plane, line, aside)}{name}</g>')
    return _svg(parts)


def _line(plane: Plane, line: Line, aside: float) -> str:
    spots = [
        (_at(plane, index, len(line.points)) + aside, point)
        for index, point in enumerate(line.points)
        if point is not None
    ]
    path = "L".join(f"{x:.1f} {plane.y(p.value):.1f}" for x, p in spots)
    strokes = "".join(
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{plane.y(p.low):.1f}" y2="{plane.y(p.high):.1f}"/>'
        for x, p in spots
        if p.low is not None and p.high is not None
    )
    dots = "".join(_dot(x, plane.y(p.value), 4, f"{line.name}: {100 * p.value:.2f} %") for x, p in spots)
    return f'<path d="M{path}"/>{strokes}{dots}'


def bars(entries: Sequence[Bar], most: float | None = None) -> str:
    """Names with a bar each and the number shown at its end. `most`: what the longest bar there could be
    stands for, if not the greatest value."""
    row, end = 24, 80
    name_width = max((_width(bar.name) for bar in entries), default=0.0) + 16
    most = most or max((bar.value for bar in entries), default=0.0) or 1.0
    long = (WIDTH - name_width - end) / most
    parts = []
    for index, bar in enumerate(entries):
        y = index * row + 4
        width = max(1.0, long * bar.value)
        parts.append(_text(name_width - 8, y + 13, bar.name, "end", "label"))
        kind = f"bar {bar.kind}".strip()
        parts.append(
            f'<rect class="{kind}" x="{name_width:.1f}" y="{y}" width="{width:.1f}" height="16" rx="2"/>'
        )
        reach = width
        if bar.low is not None and bar.high is not None:
            left, reach = name_width + long * bar.low, max(width, long * bar.high)
            parts.append(f'<path class="span" d="M{left:.1f} {y + 8}H{name_width + long * bar.high:.1f}"/>')
        parts.append(_text(name_width + reach + 7, y + 13, bar.shown, "start"))
    return _svg(parts, height=len(entries) * row + 4)


def curves(lines: Sequence[Curve], x: str, y: str) -> str:
    """Lines from 0 to 1 both ways beside the diagonal; their names stand below it, where lines seldom run.

    A line without points keeps its colour for itself, and has no name.
    """
    plane = Plane(right=20)
    parts = [_percent_grid(plane), _across(plane), _axis_names(plane, x, y), _diagonal(plane)]
    for number, line in enumerate(lines):
        if not line.points:
            continue
        spots = [
            (plane.x(a), plane.y(b), f"{line.name}: {100 * a:.2f}, {100 * b:.2f}") for a, b in line.points
        ]
        path = "L".join(f"{left:.1f} {top:.1f}" for left, top, _ in spots)
        dots = "".join(_dot(left, top, 3, title) for left, top, title in spots)
        name = _text(plane.x(0.97), plane.y(0.05) - (len(lines) - 1 - number) * LINE, line.name, "end")
        parts.append(f'<g class="series s{number + 1}"><path d="M{path}"/>{dots}{name}</g>')
    return _svg(parts)


def _percent_grid(plane: Plane) -> str:
    """Lines across at round shares, with their numbers."""
    step = 0.02 if plane.floor >= 0.9 else 0.05 if plane.floor >= 0.7 else 0.1 if plane.floor >= 0.5 else 0.2
    values = [1 - n * step for n in range(round((1 - plane.floor) / step) + 1)]
    return "".join(
        f'<path class="grid" d="M{LEFT} {plane.y(v):.1f}H{WIDTH - plane.right}"/>'
        + _text(LEFT - 8, plane.y(v) + 4, f"{100 * v:.0f}", "end")
        for v in values
    )


def _across(plane: Plane) -> str:
    return "".join(_text(plane.x(v / 5), HEIGHT - 14, f"{20 * v}", "middle") for v in range(6))


def _diagonal(plane: Plane) -> str:
    return f'<path class="ideal" d="M{plane.x(0)} {plane.y(0)}L{plane.x(1)} {plane.y(1)}"/>'


def _axis_names(plane: Plane, x: str, y: str) -> str:
    return _text(plane.x(1), HEIGHT - 1, f"{x}, %", "end") + _text(LEFT, TOP - 14, f"{y}, %", "start")


def _at(plane: Plane, index: int, count: int) -> float:
    return plane.x((index + 0.5) / count)


def _spread(heights: Sequence[float]) -> list[float]:
    """The heights moved down as far as names need to stand clear of each other."""
    moved = list(heights)
    last = -float(LINE)
    for index in sorted(range(len(heights)), key=lambda i: heights[i]):
        last = moved[index] = max(heights[index], last + LINE)
    return moved


def _dot(x: float, y: float, radius: float, title: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{escape(title)}</title></circle>'


def _width(text: str) -> float:
    """About how wide a name is, at a font size of 12."""
    return sum(12.0 if east_asian_width(char) in "WF" else 6.6 for char in text)


def _text(x: float, y: float, text: str, anchor: str, kind: str = "") -> str:
    chosen = f' class="{kind}"' if kind else ""
    return f'<text{chosen} x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(parts: Sequence[str], height: float = HEIGHT) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img">{"".join(parts)}</svg>'
