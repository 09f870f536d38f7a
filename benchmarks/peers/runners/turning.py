"""The way back from a page that a peer straightened by itself."""

from __future__ import annotations

import math

from .shape import Sides


def turned_back(box: Sides, angle: float, size: tuple[float, float], seen: tuple[float, float]) -> Sides:
    """The upright box, on the page, around a box on the straightened picture of it.

    `angle`: degrees counter-clockwise, as seen, that the page was turned about its centre. `size`: width and
    height of the straightened picture, `seen`: those of the page, all in one unit; both have one centre.
    """
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    corners = [(x - size[0] / 2, y - size[1] / 2) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs = [x * cos - y * sin + seen[0] / 2 for x, y in corners]
    ys = [x * sin + y * cos + seen[1] / 2 for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def scaled(box: Sides, factor: float) -> Sides:
    """The box in another unit."""
    left, top, right, bottom = (side * factor for side in box)
    return left, top, right, bottom
