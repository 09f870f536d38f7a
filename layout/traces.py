"""Traces: rules followed piece by piece along their axis, straight or slightly bent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image
from budgetgrid.layout.rule_pieces import SHORTEST_INCH, Piece, Response, find_pieces, median, rule_response
from budgetgrid.layout.rulings import Axis, Ruling

AXES: tuple[Axis, Axis] = ("horizontal", "vertical")

SURE_INCH = 0.8
"""Length from which a rule needs no other to be one: the strokes of 40 pt characters are shorter."""

SURE_SHARE = 0.7
"""Share of a line of pieces that must be inked for their lengths to be added up."""

BRIDGE_INCH = 0.12
"""Longest hole bridged between two traced pieces on the same line, where weak traces of ink fill it."""

WEAK_SHARE = 0.6
"""Share of a hole's length that must show weak traces for it to be bridged, ..."""

LONG_WEAK_SHARE = 0.9
"""... and of a longer one's."""

TURN = 0.004
"""How far across a rule may turn over a hole, as a share of it."""


@dataclass(frozen=True, slots=True)
class Trace:
    """A rule followed along its axis, from px `start` on.

    `center` (L,) float64 is the middle of the stroke across the axis; `runs` are the stretches [from, to) of
    px along the axis that are inked or bridged.
    """

    axis: Axis
    start: int
    center: NDArray[np.float64]
    thickness: float
    runs: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class TracedPage:
    """An (H, W) uint8 flattened grey page, what it shows of rules along each axis, and those traced."""

    flat: Image
    dpi: float
    responses: tuple[Response, Response]
    traces: tuple[tuple[Trace, ...], tuple[Trace, ...]]


def traced_page(flat: Image, dpi: float) -> TracedPage:
    """The page with its rules traced."""
    level, upright = (rule_response(flat, axis, dpi) for axis in AXES)
    traces = tuple(trace_rulings(level, dpi)), tuple(trace_rulings(upright, dpi))
    return TracedPage(flat, dpi, (level, upright), traces)


def trace_rulings(response: Response, dpi: float, shortest: float = SHORTEST_INCH) -> list[Trace]:
    """All rules that a page's response along one axis shows, in order of their position.

    Pieces shorter than `shortest` (inches) are left out.
    """
    lines = _collinear(find_pieces(response, dpi, shortest), dpi)
    traces = [_follow(line, response, dpi) for line in lines]
    return sorted(traces, key=lambda t: float(t.center.mean()))


def is_sure(trace: Trace, dpi: float) -> bool:
    """Whether a trace is a rule by its length alone, cut or not."""
    lengths = [last - first for first, last in trace.runs]
    extent = trace.runs[-1][1] - trace.runs[0][0]
    sure = SURE_INCH * dpi
    return max(lengths) >= sure or (sum(lengths) >= sure and sum(lengths) >= SURE_SHARE * extent)


def as_rulings(trace: Trace) -> list[Ruling]:
    """Each inked run of a trace as a straight ruling at its median position."""
    rulings = []
    for first, last in trace.runs:
        position = median(trace.center[first - trace.start : last - trace.start])
        rulings.append(Ruling(trace.axis, position, first, last, trace.thickness))
    return rulings


def _collinear(pieces: list[Piece], dpi: float) -> list[list[Piece]]:
    """Pieces that continue one another, each list one rule from left to right."""
    lines: list[list[Piece]] = []
    near = max(2.0, 0.012 * dpi)
    # Lines by where they end, on shelves as high as any may turn: only those of three can go on in a piece.
    depth = near + TURN * max((p.end for p in pieces), default=0)
    shelves: defaultdict[int, set[int]] = defaultdict(set)
    for piece in pieces:
        shelf = int(piece.head // depth)
        around = sorted(k for level in (shelf - 1, shelf, shelf + 1) for k in shelves.get(level, ()))
        chosen = _continued([(k, lines[k][-1]) for k in around], piece, near)
        if chosen is None:
            chosen = len(lines)
            lines.append([])
        else:
            shelves[int(lines[chosen][-1].tail // depth)].discard(chosen)
        lines[chosen].append(piece)
        shelves[int(piece.tail // depth)].add(chosen)
    return lines


def _continued(ends: Sequence[tuple[int, Piece]], piece: Piece, near: float) -> int | None:
    """Which line a piece goes on from, of numbered ones by their last pieces. A later one is taken where it
    lies nearer across, give or take what a rule may turn over the hole."""
    best, distance = None, near
    for number, last in ends:
        hole, drift = piece.start - last.end, abs(piece.head - last.tail)
        if hole >= -near * 2 and drift < distance + TURN * max(0, hole):
            best, distance = number, drift
    return best


def _follow(line: list[Piece], response: Response, dpi: float) -> Trace:
    """A trace along the pieces of one rule, weak ink between them bridging short holes."""
    start, end = line[0].start, max(p.end for p in line)
    xs, ys = np.concatenate([p.xs for p in line]), np.concatenate([p.ys for p in line])
    order = np.argsort(xs, kind="stable")
    center = np.interp(np.arange(start, end), xs[order], ys[order])
    thickness = median(np.array([p.thickness for p in line]))

    def is_filled(first: int, last: int) -> bool:
        least = WEAK_SHARE if last - first <= BRIDGE_INCH * dpi else LONG_WEAK_SHARE
        return _is_weak(response, center[first - start : last - start], first, thickness, least)

    return Trace(response.axis, start, center, thickness, _runs(line, is_filled))


def _is_weak(
    response: Response, center: NDArray[np.float64], first: int, thickness: float, least: float
) -> bool:
    """Whether such a share of a (L,) stroke from px `first` on has weak ink within a px of it."""
    reach, past = int(thickness / 2) + 1, first + len(center)
    low, high = sorted((int(center[0]), int(center[-1])))
    around = response.darker[max(0, low - reach) : high + reach + 1, first:past]
    # The rows that it crosses have more than there is near it, and mostly that is too little.
    if np.count_nonzero(around.max(axis=0) > response.weak) < least * len(center):
        return False
    rows = np.floor(center).astype(np.int64) + np.arange(-reach, reach + 1)[:, None]
    rows = np.clip(rows, 0, len(response.darker) - 1)
    weak = response.darker[rows, np.arange(first, past)] > response.weak
    return bool(np.count_nonzero(weak.any(axis=0)) >= least * len(center))


def _runs(line: list[Piece], is_filled: Callable[[int, int], bool]) -> tuple[tuple[int, int], ...]:
    """Inked runs [from, to) along the axis, holes that are filled with weak ink closed."""
    runs = [(line[0].start, line[0].end)]
    for piece in line[1:]:
        first, last = runs[-1]
        if piece.start <= last or is_filled(last, piece.start):
            runs[-1] = (first, max(last, piece.end))
        else:
            runs.append((piece.start, piece.end))
    return tuple(runs)
