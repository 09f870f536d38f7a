"""Rules that were typed as characters (-----, =====, a | on every line), told from the text beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import enclosing
from budgetgrid.layout.rulings import Ruling
from budgetgrid.ocr.text_layer import LayerCharacter

LEVEL = frozenset("-=─━═")
UPRIGHT = frozenset("|│┃║")
CROSSINGS = frozenset("+┼├┤┬┴┌┐└┘")

LEAST_SIGNS = 4
"""Signs side by side that are a rule, on a line of nothing else: leaders stand between text, blanks are _."""

NEXT = 0.3
"""White space between two signs of a level rule, in sizes of type: a typewriter's step is 0.6."""

LEAST_LINES = 3
"""Lines with a | at one place that make it a rule; one alone may be a letter."""

IN_LINE = 0.25
"""How far signs of one rule may be out of line, in sizes of type."""

FAR = 3.2
"""Sizes of type from one | to the next of its rule at most: lines typed with one or two left blank."""


@dataclass(frozen=True, slots=True)
class TypedRules:
    """The rules typed on a page (points), and the characters that are none."""

    rulings: tuple[Ruling, ...]
    others: tuple[LayerCharacter, ...]


def typed_rules(found: Sequence[LayerCharacter]) -> TypedRules:
    """The rules among a page's characters."""
    texts = [c for c in found if c.text not in LEVEL | UPRIGHT | CROSSINGS and not c.text.isspace()]
    heights = np.sort(np.array([c.box.center[1] for c in texts]))
    level = [run for run in _level_runs(found) if len(run) >= LEAST_SIGNS and not _has_text(run, heights)]
    upright = [run for run in _upright_runs(found) if len(run) >= LEAST_LINES]
    taken = {id(sign) for run in (*level, *upright) for sign in run}
    rulings = [_ruling(run, "horizontal") for run in level] + [_ruling(run, "vertical") for run in upright]
    return TypedRules(tuple(rulings), tuple(c for c in found if id(c) not in taken))


def _has_text(run: Sequence[LayerCharacter], heights: NDArray[np.float64]) -> bool:
    """Whether characters whose middles are at `heights`, in order, stand on the line of a run."""
    y, reach = run[0].box.center[1], IN_LINE * run[0].size
    first, beyond = np.searchsorted(heights, (y - reach, y + reach))
    return bool(beyond > first)


def _level_runs(found: Sequence[LayerCharacter]) -> list[list[LayerCharacter]]:
    """Signs of one kind side by side, from left to right."""
    runs: list[list[LayerCharacter]] = []
    signs = [c for c in found if c.upright and c.text in LEVEL]
    for sign in sorted(signs, key=lambda c: (round(c.box.center[1] / c.size / IN_LINE), c.box.left)):
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and last.text == sign.text
            and abs(last.box.center[1] - sign.box.center[1]) < IN_LINE * sign.size
            and -sign.size < sign.box.left - last.box.right < NEXT * sign.size
        ):
            runs[-1].append(sign)
        else:
            runs.append([sign])
    return runs


def _upright_runs(found: Sequence[LayerCharacter]) -> list[list[LayerCharacter]]:
    """Signs one under the other, from top to bottom."""
    runs: list[list[LayerCharacter]] = []
    for sign in sorted((c for c in found if c.upright and c.text in UPRIGHT), key=lambda c: c.box.top):
        run = next((run for run in runs if _goes_on(run[-1], sign)), None)
        if run is None:
            runs.append([sign])
        else:
            run.append(sign)
    return runs


def _goes_on(above: LayerCharacter, below: LayerCharacter) -> bool:
    step = below.box.center[1] - above.box.center[1]
    beside = abs(below.box.center[0] - above.box.center[0]) < IN_LINE * below.size
    return beside and 0 < step < FAR * below.size


def _ruling(run: Sequence[LayerCharacter], axis: str) -> Ruling:
    box = enclosing([sign.box for sign in run])
    x, y = box.center
    if axis == "horizontal":
        return Ruling("horizontal", y, box.left, box.right, typed=True)
    return Ruling("vertical", x, box.top, box.bottom, typed=True)
