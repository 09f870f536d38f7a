"""Signs that level rules are typed of, among a page's marks: dashes, the strokes of =, + where rules meet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.ink import Marks

Ints = NDArray[np.int32]

FLAT = 0.3
"""Height of a sign of a level rule, or of a dot, in text heights at most."""

SHORTEST = 0.08
"""Width of such a sign in text heights at least: a full stop's at 8 points is 0.1."""

EQUALS = 0.7
"""Height in text heights up to which one mark may be both strokes of =, run together by blur: 0.5 of bold
type."""

WIDEST_EQUALS = 2.5
"""And its width: several may have run together."""

FILLED = 0.75
"""Share of such a mark's box that is ink; z and 二 have half."""

STROKE = 0.4
"""Share of its height that each of its strokes takes."""

STEM = 0.35
"""Width of the upright stroke of + in text heights at most: of bold type 0.25."""

ARM = 0.1
"""How far its level one sticks out of that at least."""

TALLEST = 2.0
"""Height of + in text heights at most, with what is left of a bar on it."""

BAND = 0.16
"""Half of the height of its level stroke, in text heights."""


def are_flat(marks: Marks, height: float) -> NDArray[np.bool_]:
    """(N,) bool: which marks are as flat as the signs of level rules; the first is the page itself."""
    fits = (marks.heights <= max(2.0, FLAT * height)) & (marks.widths >= SHORTEST * height)
    fits[0] = False
    return fits


def are_equals(marks: Marks, height: float) -> NDArray[np.bool_]:
    """(N,) bool: which marks are both strokes of =, the white between them closed by blur."""
    fits = ~are_flat(marks, height) & (marks.heights <= EQUALS * height) & (marks.widths >= marks.heights)
    fits &= (marks.widths <= WIDEST_EQUALS * height) & (marks.heights > FLAT * height)
    fits &= marks.areas >= FILLED * marks.widths * marks.heights
    fits[0] = False
    return fits


def strokes_of_equals(boxes: Ints) -> Ints:
    """(2 N, 4) int32: the boxes of the upper and the lower strokes of (N, 4) boxes of =."""
    upper, lower = boxes.copy(), boxes.copy()
    stroke = np.ceil(STROKE * (boxes[:, 3] - boxes[:, 1])).astype(np.int32)
    upper[:, 3] = boxes[:, 1] + stroke
    lower[:, 1] = boxes[:, 3] - stroke
    return np.concatenate((upper, lower))


def crossings(marks: Marks, rows: Sequence[Box], height: float) -> Ints:
    """(N, 4) int32: the marks on rows of dashes that have upright strokes across them, as + has."""
    left, top, right, bottom = marks.boxes.T
    high = (marks.heights > FLAT * height) & (marks.heights <= TALLEST * height)
    high[0] = False
    found: set[int] = set()
    for row in rows:
        y, reach = row.center[1], height
        near = high & (top < y) & (bottom > y) & (right > row.left - reach) & (left < row.right + reach)
        found.update(k for k in np.flatnonzero(near).tolist() if _crosses(marks, k, y, height))
    return marks.boxes[sorted(found)]


def _crosses(marks: Marks, mark: int, y: float, height: float) -> bool:
    """Whether a mark is upright strokes above or below a level one at `y`, and nothing else."""
    left, top, right, bottom = marks.boxes[mark].tolist()
    own = marks.labels[top:bottom, left:right] == mark
    level = np.abs(np.arange(top, bottom) + 0.5 - y) <= BAND * height
    stems = own[~level].any(axis=0)
    arms = own[level].any(axis=0) & ~stems
    edges = np.flatnonzero(np.diff(np.pad(stems.astype(np.int8), 1))).reshape(-1, 2)
    widest = max((end - start for start, end in edges.tolist()), default=0)
    return bool(0 < widest <= STEM * height and np.count_nonzero(arms) >= ARM * height)
