"""Rulings of a scanned page, from its pixels: thin, faint, broken, touched by text, doubled, slightly bent.

A rule is darker than what lies on both sides of it within a rule's thickness (a black top-hat across it),
and goes on for longer than any stroke of a character (an opening along it). What is left is traced piece by
piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image
from budgetgrid.layout.line_gaps import without_gaps
from budgetgrid.layout.rulings import Axis, Ruling
from budgetgrid.layout.stroke_look import stroke_look


@dataclass(frozen=True, slots=True)
class Sight:
    """How a pass looks for rules: px averaged along them (inches), and the contrasts (0 to 255) that seed a
    rule and that continue one."""

    smooth: float
    strong: int
    weak: int


PLAIN = Sight(0.0, 40, 16)
"""Printed hairlines scanned at 200 dpi have a contrast of 60 to 250; JPEG noise beside text stays below 12 at
quality 60."""

FAINT = Sight(0.05, 24, 10)
"""For rules that fade into a grainy page. Of 43 tables at the hardest degree of damage, looking plainly
finds 8 grids whole, also looking so 21; on darker pages it takes strokes of text for rules, 2 of 43."""

FAINT_BELOW = 60.0
"""Contrast of a page's fainter rules below which it is looked at closely: half above what a rule must have to
be seen plainly. Clean and lightly damaged pages have 110 and more, hard ones 50."""

MAX_THICKNESS_INCH = 0.04
"""Thickest rule: 2.9 pt. Office programs offer up to 3 pt, and use 2.25 pt for outlines at most."""

SHORTEST_INCH = 0.19
"""Shortest piece of rule that is traced: 13.7 pt, an em of large text, so that few strokes of characters get
in; a row of a dense table (10 pt) is crossed by rules that go on in the next one."""

AXES: tuple[Axis, Axis] = ("horizontal", "vertical")

LEAST_INCH = 0.09
"""Shortest rule at all: 6.5 pt, the lowest row that holds text."""

SURE_SHARE = 0.7
"""Share of a line of pieces that must be inked for their lengths to be added up."""

CUT_INCH = 0.3
"""Longest cut closed between two runs of a rule: a scratch, a fold, a failing print head."""

MOST_ATTACHED = 0.15
"""Share of a short rule's length that may have ink attached to its sides: its crossings and a touching
character. The uprights of 目 have 0.4, of 计 0.2."""

UNBROKEN = 0.97
"""Share of ink along a rule with text printed over it; rows of digits and characters reach 0.8."""

ATTACHED_PX = 1.5
"""How far beside a stroke's edge ink counts as attached: past its blur."""

END_SKIP_PX = 4
"""Px at both ends of a short rule that are not looked at: the rules it ends on."""

SHORT_THICKNESS = 1.6
"""A short rule is at most this much thicker than the page's usual one; strokes of large text are thicker."""

SURE_INCH = 0.8
"""Length from which a rule needs no other to be one: the strokes of 40 pt characters are shorter."""

END_INCH = 0.04
"""How near the end of a rule must come to the one it ends on: 2.9 pt, a gap left at printed corners."""

SHORT_INCH = 0.35
"""Length below which a rule is as short as the strokes of a heading: 25 pt."""

SHORT_END_INCH = 0.006
"""The same for the shortest rules, from the other rule's edge: 1.2 px at 200 dpi. In the densest rows text
comes within 2 px of the rules above and below."""

GAP_INCH = 0.03
"""Longest hole closed along a rule before pieces are measured: a speck of lost toner, a cut by a scratch."""

SOLID_INCH = 0.6
"""Length from which a piece may have holes; a row of digits or characters is shorter or has more."""

SOLID_SHARE = 0.9
"""Share of a shorter piece that must be inked before holes are closed. Rows of digits reach 0.8."""

CUT_SHARE = 0.65
"""The same for longer pieces: a rule with a third of its ink lost is still one."""

BRIDGE_INCH = 0.12
"""Longest hole bridged between two traced pieces on the same line, where weak traces of ink fill it."""

WEAK_SHARE = 0.6
"""Share of a hole's length that must show weak traces for it to be bridged."""

SLOPE_PX = 1
"""How far, in px to either side, a piece may wander off its row over its shortest length."""


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


def rule_response(flat: Image, axis: Axis, dpi: float, smooth: float = 0.0) -> Image:
    """(H, W) uint8: how much darker a pixel of a flattened grey image is than both sides across `axis`.

    Grain is averaged away along the axis first, over `smooth` inches.
    """
    length = 2 * round(smooth * dpi / 2) + 1
    if length > 1:
        flat = np.asarray(cv2.blur(flat, (length, 1) if axis == "horizontal" else (1, length)), np.uint8)
    reach = 2 * round(MAX_THICKNESS_INCH * dpi) + 1
    size = (1, reach) if axis == "horizontal" else (reach, 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
    return np.asarray(cv2.morphologyEx(flat, cv2.MORPH_BLACKHAT, kernel), np.uint8)


def trace_rulings(
    flat: Image, axis: Axis, dpi: float, shortest: float = SHORTEST_INCH, sight: Sight = PLAIN
) -> list[Trace]:
    """All rules along `axis` on an (H, W) flattened grey page, in order of their position.

    Pieces shorter than `shortest` (inches) are left out.
    """
    response = rule_response(flat, axis, dpi, sight.smooth)
    if axis == "vertical":
        response = np.ascontiguousarray(response.T)
    pieces = _pieces(response, dpi, shortest, sight.strong)
    lines = _collinear(pieces, dpi)
    traces = [_follow(line, response, axis, dpi, sight.weak) for line in lines]
    return sorted(traces, key=lambda t: float(np.mean(t.center)))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A connected run of rule along x: its middle at both ends, its extent, its thickness."""

    start: int
    end: int
    head: float
    tail: float
    thickness: float
    xs: NDArray[np.int64]
    ys: NDArray[np.float64]


def _pieces(response: Image, dpi: float, shortest: float, contrast: int) -> list[_Piece]:
    """Connected pieces of horizontal rule in a response image, left to right."""
    length = round(shortest * dpi) | 1
    gap = max(3, round(GAP_INCH * dpi) | 1)
    strong = np.where(response > contrast, np.uint8(255), np.uint8(0))
    closed = cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    wide = cv2.dilate(closed, np.ones((2 * SLOPE_PX + 1, 1), np.uint8))
    opened = cv2.morphologyEx(wide, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    mask = cv2.bitwise_and(opened, closed)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    limit = MAX_THICKNESS_INCH * dpi
    pieces = []
    for label in range(1, count):
        left, top, width, height, area = (int(v) for v in stats[label])
        if width < length or area / width > limit or height > max(limit * 1.5, width * 0.08):
            continue
        window = np.s_[top : top + height, left : left + width]
        part = labels[window] == label
        inked = float(((strong[window] > 0) & part).any(axis=0).mean())
        if inked < (SOLID_SHARE if width < SOLID_INCH * dpi else CUT_SHARE):
            continue
        pieces.append(_measure(part, left, top))
    return sorted(pieces, key=lambda p: p.start)


def _measure(part: NDArray[np.bool_], left: int, top: int) -> _Piece:
    """The middle line and thickness of one piece given as a (h, w) mask at (left, top)."""
    columns = part.sum(axis=0)
    xs = np.flatnonzero(columns)
    weights = np.arange(part.shape[0])[:, None] * part
    ys = weights.sum(axis=0)[xs] / columns[xs] + top + 0.5
    span = max(3, min(40, len(xs) // 4))
    smooth = _running_median(ys, span)
    return _Piece(
        left,
        left + part.shape[1],
        float(smooth[0]),
        float(smooth[-1]),
        float(np.median(columns[xs])),
        xs + left,
        smooth,
    )


def _running_median(values: NDArray[np.float64], span: int) -> NDArray[np.float64]:
    """Medians of consecutive blocks of `span`, interpolated back to every place: text touching a rule and
    junctions don't pull its middle aside."""
    if len(values) < 2 * span:
        return np.full_like(values, float(np.median(values)))
    cuts = range(0, len(values) - span + 1, span)
    middles = np.array([c + span / 2 for c in cuts])
    medians = np.array([np.median(values[c : c + span]) for c in cuts])
    return np.asarray(np.interp(np.arange(len(values)), middles, medians), np.float64)


def _collinear(pieces: list[_Piece], dpi: float) -> list[list[_Piece]]:
    """Pieces that continue one another, each list one rule from left to right."""
    lines: list[list[_Piece]] = []
    near = max(2.0, 0.012 * dpi)
    for piece in pieces:
        best: list[_Piece] | None = None
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


def _follow(line: list[_Piece], response: Image, axis: Axis, dpi: float, contrast: int) -> Trace:
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


def _runs(line: list[_Piece], weak: NDArray[np.bool_], start: int, dpi: float) -> tuple[tuple[int, int], ...]:
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


def as_rulings(trace: Trace) -> list[Ruling]:
    """Each inked run of a trace as a straight ruling at its median position."""
    rulings = []
    for first, last in trace.runs:
        position = float(np.median(trace.center[first - trace.start : last - trace.start]))
        rulings.append(Ruling(trace.axis, position, first, last, trace.thickness))
    return rulings


def find_rulings(flat: Image, dpi: float) -> list[Ruling]:
    """Horizontal and vertical rulings of an (H, W) uint8 flattened grey page, px.

    Rules longer than any stroke of a character stand by themselves. Shorter ones are kept where both their
    ends lie on rules already accepted; strokes of large text touch one rule at most, or one another.
    """
    traces = [t for axis in AXES for t in trace_rulings(flat, axis, dpi)]
    sure = [r for t in traces if is_sure(t, dpi) for r in as_rulings(t) if _is_bare(r, flat, dpi)]
    usual = float(np.median([r.thickness for r in sure])) if sure else 0.0
    accepted = _close_cuts(_grow(sure, _clear(_doubtful(traces, sure, dpi), flat, usual), dpi), dpi)
    if sure and _faintest(sure, flat) < FAINT_BELOW:
        accepted = _with_faint(accepted, flat, dpi, usual)
    least = [r for axis in AXES for t in trace_rulings(flat, axis, dpi, LEAST_INCH) for r in as_rulings(t)]
    accepted = _added(accepted, [], _clear(least, flat, usual), dpi)
    held = [r for r in accepted if r.length >= SURE_INCH * dpi or _is_held(r, accepted, END_INCH * dpi)]
    even = [r for r in held if _is_bare(r, flat, dpi)]
    return without_gaps([_trimmed(r, even, flat, END_INCH * dpi) for r in even], flat, dpi)


def _is_held(ruling: Ruling, accepted: Sequence[Ruling], reach: float) -> bool:
    """Whether a ruling meets any other. A stroke of text in a merged cell, on the line of a rule that stops
    at the cell, meets none."""
    return _crosses(ruling, ruling.start, ruling.end, accepted, reach)


def _trimmed(ruling: Ruling, rulings: Sequence[Ruling], flat: Image, reach: float) -> Ruling:
    """A ruling without what sticks out past the last one across it and is a stroke of text standing there."""
    crossings = [
        r.position
        for r in rulings
        if r.axis != ruling.axis
        and r.start - reach <= ruling.position <= r.end + reach
        and ruling.start - reach <= r.position <= ruling.end + reach
    ]
    if not crossings:
        return ruling
    first, last = min(crossings), max(crossings)
    before, after = replace(ruling, end=first), replace(ruling, start=last)
    start = first if before.length > reach and _attached(flat, before) > MOST_ATTACHED else ruling.start
    end = last if after.length > reach and _attached(flat, after) > MOST_ATTACHED else ruling.end
    return replace(ruling, start=start, end=end)


def _faintest(rulings: Sequence[Ruling], flat: Image) -> float:
    """The contrast (0 to 255) that all but a tenth of the rulings reach, each at its median px."""
    across = {"horizontal": flat, "vertical": flat.T}
    grey = [
        float(np.median(across[r.axis][int(r.position), int(r.start) : int(r.end)]))
        for r in rulings
        if 0 <= r.position < across[r.axis].shape[0]
    ]
    return 255.0 - float(np.percentile(grey, 90))


def _with_faint(accepted: list[Ruling], flat: Image, dpi: float, usual: float) -> list[Ruling]:
    """Accepted rulings with those that only a closer look shows."""
    traces = [t for axis in AXES for t in trace_rulings(flat, axis, dpi, sight=FAINT)]
    doubtful = [r for r in _doubtful(traces, accepted, dpi) if r.length >= SHORT_INCH * dpi]
    beyond = [p for r in _long(traces, dpi) for p in _beyond(r, accepted)]
    sure = [
        p
        for p in beyond
        if (_is_bare(p, flat, dpi) if p.length >= SURE_INCH * dpi else _is_clear(p, flat, usual))
    ]
    return _added(accepted, sure, _clear(doubtful, flat, usual), dpi)


def _added(accepted: list[Ruling], sure: list[Ruling], doubtful: list[Ruling], dpi: float) -> list[Ruling]:
    """Accepted rulings with those of two further lists that they don't cover, cuts closed."""
    more = accepted + [r for r in sure if not any(_covers(other, r) for other in accepted)]
    new = [r for r in doubtful if not any(_covers(other, r) for other in more)]
    return _close_cuts(_grow(more, new, dpi), dpi)


def _long(traces: Sequence[Trace], dpi: float) -> list[Ruling]:
    """Runs that are rules by their own length."""
    return [r for t in traces for r in as_rulings(t) if r.length >= SURE_INCH * dpi]


def _beyond(ruling: Ruling, accepted: Sequence[Ruling]) -> list[Ruling]:
    """The parts of a ruling that no accepted one on the same line covers."""
    start = ruling.start
    parts = []
    same = [r for r in accepted if r.axis == ruling.axis and _in_line(r, ruling)]
    for other in sorted(same, key=lambda r: r.start):
        if other.start > start:
            parts.append(replace(ruling, start=start, end=min(other.start, ruling.end)))
        start = max(start, other.end)
    parts.append(replace(ruling, start=start))
    return [p for p in parts if p.length > 0]


def _doubtful(traces: Sequence[Trace], accepted: Sequence[Ruling], dpi: float) -> list[Ruling]:
    """Runs of traces that are not sure by themselves, each alone and mended with the others of its trace."""
    return [r for t in traces if not is_sure(t, dpi) for r in (*as_rulings(t), *_mended(t, accepted, dpi))]


def _clear(rulings: Sequence[Ruling], flat: Image, usual: float) -> list[Ruling]:
    """Those short rulings that look like rules and not like strokes of characters."""
    return [r for r in rulings if _is_clear(r, flat, usual)]


def _is_bare(ruling: Ruling, flat: Image, dpi: float) -> bool:
    """Whether a long ruling runs by itself, and not through a line of text on its height."""
    return stroke_look(flat, ruling, dpi).is_rule or _unbroken(flat, ruling) >= UNBROKEN


def _unbroken(flat: Image, ruling: Ruling) -> float:
    """Share of a ruling's length that is inked at its middle."""
    across = flat if ruling.axis == "horizontal" else flat.T
    row = across[min(int(ruling.position), across.shape[0] - 1), int(ruling.start) : int(ruling.end)]
    return float((row < 255 - 2 * PLAIN.strong).mean())


def _is_clear(ruling: Ruling, flat: Image, usual: float) -> bool:
    """Whether a short ruling is as thick as a page's rules are and no part of a character."""
    return ruling.thickness <= SHORT_THICKNESS * usual + 0.5 and _attached(flat, ruling) <= MOST_ATTACHED


def _mended(trace: Trace, accepted: Sequence[Ruling], dpi: float) -> list[Ruling]:
    """A trace of several runs as one ruling, its cuts closed, where most of it is inked.

    None where a hole leads from one accepted ruling to another: there a merged cell lies between two rules.
    """
    runs = as_rulings(trace)
    if any(_is_merged_cell(a, b, accepted, END_INCH * dpi) for a, b in pairwise(runs)):
        return []
    first, last = trace.runs[0][0], trace.runs[-1][1]
    inked = sum(end - start for start, end in trace.runs)
    if len(trace.runs) < 2 or inked < SURE_SHARE * (last - first):
        return []
    return [Ruling(trace.axis, float(np.median(trace.center)), first, last, trace.thickness)]


def _is_merged_cell(before: Ruling, after: Ruling, accepted: Sequence[Ruling], reach: float) -> bool:
    """Whether the hole between two runs of a line leads from one accepted ruling to another."""
    return (
        _meets(before, before.end, accepted, reach)
        and _meets(after, after.start, accepted, reach)
        and not _is_around_one(before, after, accepted, reach)
    )


def _is_around_one(before: Ruling, after: Ruling, accepted: Sequence[Ruling], reach: float) -> bool:
    """Whether both sides of the hole between two runs of a line lie on the same ruling across it."""
    return any(
        _meets(before, before.end, [r], reach) and _meets(after, after.start, [r], reach) for r in accepted
    )


def is_sure(trace: Trace, dpi: float) -> bool:
    """Whether a trace is a rule by its length alone, cut or not."""
    lengths = [last - first for first, last in trace.runs]
    extent = trace.runs[-1][1] - trace.runs[0][0]
    sure = SURE_INCH * dpi
    return max(lengths) >= sure or (sum(lengths) >= sure and sum(lengths) >= SURE_SHARE * extent)


def _close_cuts(rulings: list[Ruling], dpi: float) -> list[Ruling]:
    """Rulings with the cuts between two runs on one line closed.

    A rule ends on another one; a run that ends in the open was cut, and goes on in the next run.
    """
    reach = END_INCH * dpi
    closed: list[Ruling] = []
    for ruling in sorted(rulings, key=lambda r: (r.axis, r.start)):
        before = _continued(ruling, closed, CUT_INCH * dpi)
        if before is not None and _is_cut(before, ruling, rulings, reach):
            closed.remove(before)
            ruling = _joined(before, ruling)
        closed.append(ruling)
    return closed


def _continued(ruling: Ruling, others: list[Ruling], longest: float) -> Ruling | None:
    """The one of the others that ends nearest before `ruling` on the same line, within `longest`."""
    near = [
        r
        for r in others
        if r.axis == ruling.axis and _in_line(r, ruling) and 0 <= ruling.start - r.end <= longest
    ]
    return max(near, key=lambda r: r.end, default=None)


def _is_cut(before: Ruling, after: Ruling, rulings: list[Ruling], reach: float) -> bool:
    """Whether the hole between two runs of a line is a cut: it lies around one crossing, or no end of it lies
    on a ruling across, or one does while both runs meet another."""
    hanging = [
        not _meets(before, before.end, rulings, reach),
        not _meets(after, after.start, rulings, reach),
    ]
    anchored = _crosses(before, before.start, before.end - 2 * reach, rulings, reach) and _crosses(
        after, after.start + 2 * reach, after.end, rulings, reach
    )
    return _is_around_one(before, after, rulings, reach) or all(hanging) or (any(hanging) and anchored)


def _joined(one: Ruling, other: Ruling) -> Ruling:
    """Two runs as one ruling, at the mean of their positions weighted by length."""
    position = (one.position * one.length + other.position * other.length) / (one.length + other.length)
    thickness = max(one, other, key=lambda r: r.length).thickness
    return Ruling(one.axis, position, one.start, max(one.end, other.end), thickness)


def _grow(accepted: list[Ruling], others: list[Ruling], dpi: float) -> list[Ruling]:
    """Accepted rulings with those of the others that lead from one accepted ruling to another."""
    waiting = others
    while True:
        joining = [r for r in waiting if _fits(r, accepted, dpi)]
        if not joining:
            return accepted
        accepted = accepted + joining
        waiting = [r for r in waiting if r not in joining]


def _attached(flat: Image, ruling: Ruling) -> float:
    """Share of a short ruling's length that has ink attached on a side, as strokes of characters have."""
    across = flat if ruling.axis == "horizontal" else flat.T
    start, end = int(ruling.start) + END_SKIP_PX, int(ruling.end) - END_SKIP_PX
    reach = ruling.thickness / 2 + ATTACHED_PX
    sides = [
        across[min(max(round(place), 0), across.shape[0] - 1), start:end] < 255 - 2 * PLAIN.strong
        for place in (ruling.position - 0.5 - reach, ruling.position - 0.5 + reach)
    ]
    return float((sides[0] | sides[1]).mean()) if end > start else 1.0


def _covers(other: Ruling, ruling: Ruling) -> bool:
    """Whether `ruling` is part of `other`."""
    return (
        other.axis == ruling.axis
        and abs(other.position - ruling.position) <= 2 + other.thickness
        and other.start - 2 <= ruling.start
        and other.end + 2 >= ruling.end
    )


def _fits(ruling: Ruling, accepted: list[Ruling], dpi: float) -> bool:
    """Whether each end of `ruling` lies on an accepted ruling across it, or goes on in one that was cut."""
    reach = (SHORT_END_INCH if ruling.length < SHORT_INCH * dpi else END_INCH) * dpi
    return all(
        _meets(ruling, end, accepted, reach) or _goes_on(ruling, end, accepted, dpi)
        for end in (ruling.start, ruling.end)
    )


def _meets(ruling: Ruling, end: float, accepted: Sequence[Ruling], reach: float) -> bool:
    """Whether a ruling across `ruling` lies within `reach` of one end of it."""
    return _crosses(ruling, end, end, accepted, reach)


def _crosses(ruling: Ruling, start: float, end: float, accepted: Sequence[Ruling], reach: float) -> bool:
    """Whether a ruling across `ruling` lies within `reach` of the part of it from `start` to `end`."""
    return any(
        r.axis != ruling.axis
        and start - reach - r.thickness / 2 <= r.position <= end + reach + r.thickness / 2
        and r.start - reach <= ruling.position <= r.end + reach
        for r in accepted
    )


def _goes_on(ruling: Ruling, end: float, accepted: list[Ruling], dpi: float) -> bool:
    """Whether an accepted ruling on the same line begins or ends not far from one end of `ruling`."""
    for other in accepted:
        if other.axis != ruling.axis or not _in_line(other, ruling):
            continue
        hole = other.start - end if end == ruling.end else end - other.end
        if 0 <= hole <= CUT_INCH * dpi:
            return True
    return False


def _in_line(one: Ruling, other: Ruling) -> bool:
    """Whether two rulings of one axis lie on the same line."""
    return abs(one.position - other.position) <= 1.5 + max(one.thickness, other.thickness) / 2
