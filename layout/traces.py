"""Traces: rules followed piece by piece along their axis, straight or slightly bent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image
from budgetgrid.layout.rule_pieces import PLAIN, SHORTEST_INCH, Piece, Sight, find_pieces, rule_response
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


def trace_rulings(
    flat: Image, axis: Axis, dpi: float, shortest: float = SHORTEST_INCH, sight: Sight = PLAIN
) -> list[Trace]:
    """All rules along `axis` on an (H, W) flattened grey page, in order of their position.

    Pieces shorter than `shortest` (inches) are left out.
    """
    response = rule_response(flat, axis, dpi, sight.smooth)
    if axis == "vertical":
        response = np.ascontiguousarray(response.T)
    pieces = find_pieces(response, dpi, shortest, sight.strong)
    lines = _collinear(pieces, dpi)
    traces = [_follow(line, response, axis, dpi, sight.weak) for line in lines]
    return sorted(traces, key=lambda t: float(np.mean(t.center)))


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
        position = float(np.median(trace.center[first - trace.start : last - trace.start]))
        rulings.append(Ruling(trace.axis, position, first, last, trace.thickness))
    return rulings


def _collinear(pieces: list[Piece], dpi: float) -> list[list[Piece]]:
    """Pieces that continue one another, each list one rule from left to right."""
    lines: list[list[Piece]] = []
    near = max(2.0, 0.012 * dpi)
    for piece in pieces:
        best: list[Piece] | None = None
        distance = near
        for line in lines:
            last = line[-1]
            hole = piece.start - last.end
            if hole < -near * 2:
                continue
            drift = abs(piece.head - last.tail)
            if drift < distance + 0.004 * max(0, hole):
                best, distance = line, drift
        if best is None:
            lines.append([piece])
        else:
            best.append(piece)
    return lines


def _follow(line: list[Piece], response: Image, axis: Axis, dpi: float, contrast: int) -> Trace:
    """A trace along the pieces of one rule, weak ink between them bridging short holes."""
    start, end = line[0].start, max(p.end for p in line)
    xs = np.concatenate([p.xs for p in line])
    ys = np.concatenate([p.ys for p in line])
    order = np.argsort(xs, kind="stable")
    along = np.arange(start, end)
    center = np.interp(along, xs[order], ys[order])
    thickness = float(np.median([p.thickness for p in line]))
    weak = _ink_along(response > contrast, along, center, thickness)
    return Trace(axis, start, center, thickness, _runs(line, weak, start, dpi))


def _ink_along(
    inked: NDArray[np.bool_], along: NDArray[np.int64], center: NDArray[np.float64], thickness: float
) -> NDArray[np.bool_]:
    """(L,) bool: weak ink within a px of the stroke."""
    reach = int(thickness / 2) + 1
    rows = np.clip(
        np.floor(center).astype(np.int64)[None, :] + np.arange(-reach, reach + 1)[:, None],
        0,
        inked.shape[0] - 1,
    )
    return np.asarray(inked[rows, along[None, :]].any(axis=0))


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
