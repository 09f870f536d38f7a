"""Rulings of a scanned page, from its pixels: thin, faint, broken, touched by text, doubled, slightly bent.

What is traced is kept where it looks like a rule and ends on others; what is left of worn ones is looked for
along their lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, islice, pairwise

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.contacts import CUT_INCH, END_INCH, are_leading, covers, crosses, crossings, in_line
from budgetgrid.layout.cuts import close_cuts, mended, mended_pairs
from budgetgrid.layout.dots import is_dashed, rows_of_dots
from budgetgrid.layout.geometry import Image
from budgetgrid.layout.line_gaps import without_gaps
from budgetgrid.layout.rule_pieces import FAINT, PLAIN, rule_response
from budgetgrid.layout.rulings import Ruling
from budgetgrid.layout.stacked_strokes import without_stacked_strokes
from budgetgrid.layout.stroke_look import LEAN_PX, StrokeLook, stroke_look
from budgetgrid.layout.traces import (
    AXES,
    SURE_INCH,
    Trace,
    TracedPage,
    as_rulings,
    is_sure,
    trace_rulings,
    traced_page,
)

FAINT_BELOW = 60.0
"""Contrast of a page's fainter rules below which it is looked at closely: half above what a rule must have to
be seen plainly. Clean and lightly damaged pages have 110 and more, hard ones 50."""

LEAST_INCH = 0.09
"""Shortest rule at all: 6.5 pt, the lowest row that holds text."""

MOST_ATTACHED = 0.15
"""Share of a short rule's length that may have ink attached to its sides: its crossings and a touching
character. The uprights of 目 have 0.4, of 计 0.2."""

UNBROKEN = 0.97
"""Share of ink along a rule with text printed over it; rows of digits and characters reach 0.8."""

WITHOUT_END = 0.95
"""Share of a worn rule's length that is inked where numbers stand all along it, close but apart."""

LEAST_LINES, SAME_LENGTH, LINE_INCH, BESIDE_LINES = 3, 0.75, (0.08, 0.25), 0.15
"""A stroke in so many pieces or more, each as long as the longest but for a quarter, and as a line of print
is high (6 to 18 pt), with ink beside it along such a share, is of characters one under the other (标). Wear
leaves pieces of any length."""

ATTACHED_PX = 1.5
"""How far beside a stroke's edge ink counts as attached: past its blur."""

END_SKIP_PX = 4
"""Px at both ends of a short rule that are not looked at: the rules it ends on."""

SHORT_THICKNESS = 1.6
"""A short rule is at most this much thicker than the page's usual one; strokes of large text are thicker."""

SHORT_INCH = 0.35
"""Length below which a rule is as short as the strokes of a heading: 25 pt."""

SHORT_END_INCH = 0.006
"""The same for the shortest rules, from the other rule's edge: 1.2 px at 200 dpi. In the densest rows text
comes within 2 px of the rules above and below."""

Looks = Callable[[Ruling], bool]
"""Whether a ruling looks as it should."""


def find_rulings(flat: Image, dpi: float) -> list[Ruling]:
    """Horizontal and vertical rulings of an (H, W) uint8 flattened grey page, px."""
    return rulings_of(traced_page(flat, dpi))


def rulings_of(page: TracedPage) -> list[Ruling]:
    """Horizontal and vertical rulings of a page whose rules were traced, px.

    Rules longer than any stroke of a character stand by themselves. Shorter ones are kept where both their
    ends lie on rules already accepted; strokes of large text touch one rule at most, or one another.
    """
    flat, dpi = page.flat, page.dpi
    traces = list(chain(*page.traces))
    sure = [r for t in traces if is_sure(t, dpi) for r in as_rulings(t) if _is_bare(r, flat, dpi)]
    bare = frozenset(sure)
    usual = float(np.median([r.thickness for r in sure])) if sure else 0.0
    is_clear = partial(_is_clear, flat=flat, usual=usual)
    sure = [t for r in sure if (t := _trimmed(r, sure, flat, END_INCH * dpi)).length >= 1]
    accepted = close_cuts(_grow(sure, _doubtful(traces, sure, dpi), dpi, is_clear), dpi)
    if not accepted:
        return []
    if sure and _faintest(sure, flat) < FAINT_BELOW:
        accepted = _with_faint(accepted, flat, dpi, is_clear)
    least = [
        r
        for seen in page.responses
        for runs in map(as_rulings, trace_rulings(seen, dpi, LEAST_INCH))
        for r in (*runs, *mended_pairs(runs, accepted, dpi, SHORT_INCH * dpi))
        if r.length < SURE_INCH * dpi
    ]
    running_on = [p for t in traces for r in as_rulings(t) for p in _between_crossings(r, accepted, dpi)]
    accepted = _added(accepted, [], least + running_on, dpi, is_clear)
    held = [r for r in accepted if _is_held(r, accepted, page)]
    even = [p for r in held for p in ([r] if r in bare else _bare_parts(r, held, flat, dpi))]
    found = without_gaps([_trimmed(r, even, flat, END_INCH * dpi) for r in even], flat, dpi)
    return without_stacked_strokes(found, flat, dpi)


def _between_crossings(ruling: Ruling, accepted: Sequence[Ruling], dpi: float) -> list[Ruling]:
    """The parts of a ruling between the accepted ones across it: beyond one of them, a rule that ends there
    may run on in strokes of text. None where the ruling itself was accepted."""
    if any(covers(other, ruling) for other in accepted):
        return []
    parts = _parts(ruling, accepted, dpi)
    return [part for part in parts if len(parts) > 1 and part.length >= LEAST_INCH * dpi]


def _parts(ruling: Ruling, accepted: Sequence[Ruling], dpi: float) -> list[Ruling]:
    """A ruling cut where accepted ones lie across it."""
    places = [p for p in crossings(ruling, accepted, END_INCH * dpi) if ruling.start < p < ruling.end]
    return [replace(ruling, start=a, end=b) for a, b in pairwise([ruling.start, *places, ruling.end])]


def _bare_parts(ruling: Ruling, accepted: Sequence[Ruling], flat: Image, dpi: float) -> list[Ruling]:
    """A ruling that is bare, or what is bare of its parts between others: runs of a worn rule may have been
    joined over a merged cell."""
    if _is_bare(ruling, flat, dpi):
        return [ruling]
    return [part for part in _parts(ruling, accepted, dpi) if _is_bare(part, flat, dpi)]


def _is_held(ruling: Ruling, accepted: Sequence[Ruling], page: TracedPage) -> bool:
    """Whether a ruling is long, or meets another: a stroke of text in a merged cell, on the line of a rule
    that stops at the cell, meets none. One of dots, and a level one of dashes, meets two; leaders, dots to
    write on and dashes that were typed meet one at most.
    """
    broken = _is_dotted(ruling, page) or _is_of_dashes(ruling, page)
    least = 2 if broken else int(ruling.length < SURE_INCH * page.dpi)
    reach = END_INCH * page.dpi
    across = (r for r in accepted if crosses(ruling, ruling.start, ruling.end, [r], reach))
    return sum(1 for _ in islice(across, least)) == least


def _is_dotted(ruling: Ruling, page: TracedPage) -> bool:
    """Whether a ruling is drawn of dots."""
    return bool(rows_of_dots(_ink_of(ruling, page), page.dpi))


def _is_of_dashes(ruling: Ruling, page: TracedPage) -> bool:
    """Whether a ruling is level and of dashes, drawn or typed."""
    return ruling.axis == "horizontal" and is_dashed(_ink_of(ruling, page), page.dpi)


def _ink_of(ruling: Ruling, page: TracedPage) -> NDArray[np.bool_]:
    """(L,) bool: where along a ruling its page seeds one."""
    strong = page.responses[AXES.index(ruling.axis)].strong
    middle = int(ruling.position)
    rows = strong[max(0, middle - 1) : middle + 2, max(0, int(ruling.start)) : int(ruling.end)]
    return np.asarray(rows.max(axis=0) > 0)


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
    ends = replace(ruling, end=first), replace(ruling, start=last)
    before, after = (_own_place(flat, part) for part in ends)
    start = first if before.length > reach and _attached(flat, before) > MOST_ATTACHED else ruling.start
    end = last if after.length > reach and _attached(flat, after) > MOST_ATTACHED else ruling.end
    return replace(ruling, start=start, end=end)


def _own_place(flat: Image, part: Ruling) -> Ruling:
    """The part of a ruling at the position that it has itself: a long rule may lean by some px."""
    across = flat if part.axis == "horizontal" else flat.T
    top = max(0, int(part.position) - LEAN_PX)
    rows = across[top : int(part.position) + LEAN_PX + 1, max(0, int(part.start)) : int(part.end)]
    if rows.size == 0:
        return part
    return replace(part, position=top + float(rows.mean(axis=1).argmin()) + 0.5)


def _faintest(rulings: Sequence[Ruling], flat: Image) -> float:
    """The contrast (0 to 255) that all but a tenth of the rulings reach, each at its median px."""
    across = {"horizontal": flat, "vertical": flat.T}
    grey = [
        float(np.median(across[r.axis][int(r.position), int(r.start) : int(r.end)]))
        for r in rulings
        if 0 <= r.position < across[r.axis].shape[0]
    ]
    return 255.0 - float(np.percentile(grey, 90))


def _with_faint(accepted: list[Ruling], flat: Image, dpi: float, is_clear: Looks) -> list[Ruling]:
    """Accepted rulings with those that only a closer look shows."""
    traces = [t for axis in AXES for t in trace_rulings(rule_response(flat, axis, dpi, FAINT), dpi)]
    doubtful = [r for r in _doubtful(traces, accepted, dpi) if r.length >= SHORT_INCH * dpi]
    beyond = [p for r in _long(traces, dpi) for p in _beyond(r, accepted)]
    sure = [p for p in beyond if (_is_bare(p, flat, dpi) if p.length >= SURE_INCH * dpi else is_clear(p))]
    return _added(accepted, sure, doubtful, dpi, is_clear)


def _added(
    accepted: list[Ruling], sure: list[Ruling], doubtful: list[Ruling], dpi: float, is_clear: Looks
) -> list[Ruling]:
    """Accepted rulings with those of two further lists that they don't cover, cuts closed."""
    more = accepted + [r for r in sure if not any(covers(other, r) for other in accepted)]

    def is_new(ruling: Ruling) -> bool:
        return is_clear(ruling) and not any(covers(other, ruling) for other in more)

    return close_cuts(_grow(more, doubtful, dpi, is_new), dpi)


def _long(traces: Sequence[Trace], dpi: float) -> list[Ruling]:
    """Runs that are rules by their own length."""
    return [r for t in traces for r in as_rulings(t) if r.length >= SURE_INCH * dpi]


def _beyond(ruling: Ruling, accepted: Sequence[Ruling]) -> list[Ruling]:
    """The parts of a ruling that no accepted one on the same line covers."""
    start = ruling.start
    parts = []
    same = [r for r in accepted if r.axis == ruling.axis and in_line(r, ruling)]
    for other in sorted(same, key=lambda r: r.start):
        if other.start > start:
            parts.append(replace(ruling, start=start, end=min(other.start, ruling.end)))
        start = max(start, other.end)
    parts.append(replace(ruling, start=start))
    return [p for p in parts if p.length > 0]


def _doubtful(traces: Sequence[Trace], accepted: Sequence[Ruling], dpi: float) -> list[Ruling]:
    """Runs of traces that are not sure by themselves, each alone and mended with the others of its trace."""
    return [r for t in traces if not is_sure(t, dpi) for r in (*as_rulings(t), *mended(t, accepted, dpi))]


def _grow(accepted: list[Ruling], others: list[Ruling], dpi: float, is_wanted: Looks) -> list[Ruling]:
    """Accepted rulings with those wanted of the others that lead from one accepted ruling to another."""
    waiting = others
    while True:
        reach = np.array([SHORT_END_INCH if r.length < SHORT_INCH * dpi else END_INCH for r in waiting]) * dpi
        leading = are_leading(waiting, accepted, reach, CUT_INCH * dpi).tolist()
        joining = [r for r, leads in zip(waiting, leading, strict=True) if leads and is_wanted(r)]
        if not joining:
            return accepted
        accepted = accepted + joining
        waiting = [r for r, leads in zip(waiting, leading, strict=True) if not leads]


def _is_bare(ruling: Ruling, flat: Image, dpi: float) -> bool:
    """Whether a long ruling runs by itself, and not through a line of text on its height."""
    look = stroke_look(flat, ruling, dpi)
    if look.is_rule and not (ruling.axis == "vertical" and _is_of_lines(look, dpi)):
        return True
    apart = look.inked >= WITHOUT_END and _attached(flat, ruling) <= MOST_ATTACHED
    return apart or _unbroken(flat, ruling) >= UNBROKEN


def _is_of_lines(look: StrokeLook, dpi: float) -> bool:
    """Whether an upright stroke starts and stops with each line of text."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], look.ink, [False])).astype(np.int8)))
    pieces = (edges[1::2] - edges[::2]) / dpi
    if len(pieces) < LEAST_LINES or look.flanked < BESIDE_LINES:
        return False
    longest = float(pieces.max())
    return LINE_INCH[0] <= longest <= LINE_INCH[1] and float(pieces.min()) >= SAME_LENGTH * longest


def _unbroken(flat: Image, ruling: Ruling) -> float:
    """Share of a ruling's length that is inked at its middle."""
    across = flat if ruling.axis == "horizontal" else flat.T
    row = across[min(int(ruling.position), across.shape[0] - 1), int(ruling.start) : int(ruling.end)]
    return float((row < 255 - 2 * PLAIN.strong).mean()) if len(row) else 0.0


def _is_clear(ruling: Ruling, *, flat: Image, usual: float) -> bool:
    """Whether a short ruling is as thick as a page's rules are and no part of a character."""
    return ruling.thickness <= SHORT_THICKNESS * usual + 0.5 and _attached(flat, ruling) <= MOST_ATTACHED


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
