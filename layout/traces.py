"""Traces: rules followed piece by piece along their axis, straight or slightly bent."""

from __future__ import annotations

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
"""Share of a hole's length that must show weak traces for it to be bridged."""


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
    ends, tails = np.zeros(len(pieces)), np.zeros(len(pieces))
    for piece in pieces:
        holes = piece.start - ends[: len(lines)]
        drifts = np.abs(piece.head - tails[: len(lines)])
        chosen = _continued(holes, drifts, near)
        if chosen == len(lines):
            lines.append([])
        lines[chosen].append(piece)
        ends[chosen], tails[chosen] = piece.end, piece.tail
    return lines


def _continued(holes: NDArray[np.float64], drifts: NDArray[np.float64], near: float) -> int:
    """Which of (N,) lines a piece goes on from, by the px between it and their ends, along and across; N if
    none. A later one is taken where it lies nearer, give or take what a rule may turn over the hole."""
    reach = np.where(holes < -near * 2, -np.inf, 0.004 * np.maximum(0, holes))
    best, first, distance = len(holes), 0, near
    while (closer := np.flatnonzero(drifts[first:] < distance + reach[first:])).size:
        best = first + int(closer[0])
        first, distance = best + 1, float(drifts[best])
    return best


def _follow(line: list[Piece], response: Response, dpi: float) -> Trace:
    """A trace along the pieces of one rule, weak ink between them bridging short holes."""
    start, end = line[0].start, max(p.end for p in line)
    xs = np.concatenate([p.xs for p in line])
    ys = np.concatenate([p.ys for p in line])
    order = np.argsort(xs, kind="stable")
    along = np.arange(start, end)
    center = np.interp(along, xs[order], ys[order])
    thickness = median(np.array([p.thickness for p in line]))
    weak = _ink_along(response, along, center, thickness)
    return Trace(response.axis, start, center, thickness, _runs(line, weak, start, dpi))


def _ink_along(
    response: Response, along: NDArray[np.int64], center: NDArray[np.float64], thickness: float
) -> NDArray[np.bool_]:
    """(L,) bool: weak ink within a px of the stroke."""
    reach = int(thickness / 2) + 1
    rows = np.clip(
        np.floor(center).astype(np.int64)[None, :] + np.arange(-reach, reach + 1)[:, None],
        0,
        response.darker.shape[0] - 1,
    )
    return np.asarray((response.darker[rows, along[None, :]] > response.weak).any(axis=0))


def _runs(line: list[Piece], weak: NDArray[np.bool_], start: int, dpi: float) -> tuple[tuple[int, int], ...]:
    """Inked runs [from, to) along the axis, holes with enough weak ink closed, ends grown over weak ink."""
    bridge = BRIDGE_INCH * dpi
    runs: list[tuple[int, int]] = []
    for piece in line:
        if runs:
            last_start, last_end = runs[-1]
            hole = weak[last_end - start : piece.start - start]
            short = len(hole) <= bridge or float(hole.mean()) > 0.9
            if len(hole) == 0 or (short and float(hole.mean()) >= WEAK_SHARE):
                runs[-1] = (last_start, max(last_end, piece.end))
                continue
        runs.append((piece.start, piece.end))
    return tuple(runs)
