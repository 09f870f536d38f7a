"""Boxes and plane transforms, shared by every stage. Origin top left, x to the right, y downwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""An image: (H, W, 3) uint8 RGB, or (H, W) uint8 grey or mask, as each function says."""

Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]
"""A 3 x 3 projective transform, row by row, acting on column vectors (x, y, 1)."""

IDENTITY: Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in the unit of its frame (px in the pipeline, points in the output)."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Extent along x."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Extent along y."""
        return self.bottom - self.top

    @property
    def area(self) -> float:
        """Area; 0 for an empty box."""
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def center(self) -> tuple[float, float]:
        """The middle point (x, y)."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def scaled(self, factor: float) -> Box:
        """The box in a frame whose unit is 1 / `factor` of this one's."""
        return Box(self.left * factor, self.top * factor, self.right * factor, self.bottom * factor)

    def grown(self, margin: float) -> Box:
        """The box with `margin` added on all four sides (negative shrinks)."""
        return Box(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)

    def intersection(self, other: Box) -> Box:
        """The common part; its area is 0 where the two do not meet."""
        return Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def overlap(self, other: Box) -> float:
        """The common area."""
        common = self.intersection(other)
        return common.area if common.width > 0 and common.height > 0 else 0.0

    def contains_point(self, x: float, y: float) -> bool:
        """Whether the point lies in the box, its left and top sides included."""
        return self.left <= x < self.right and self.top <= y < self.bottom


def enclosing(boxes: list[Box]) -> Box:
    """The smallest box around all of `boxes`, which must not be empty."""
    return Box(
        min(b.left for b in boxes),
        min(b.top for b in boxes),
        max(b.right for b in boxes),
        max(b.bottom for b in boxes),
    )


def as_matrix(array: NDArray[np.float64]) -> Matrix:
    """A (3, 3) array as a `Matrix`, scaled so that its last entry is 1."""
    normal = array / array[2, 2]
    a, b, c = ((float(row[0]), float(row[1]), float(row[2])) for row in normal)
    return a, b, c


def compose(outer: Matrix, inner: Matrix) -> Matrix:
    """The transform that applies `inner` first and `outer` to its result."""
    return as_matrix(np.array(outer) @ np.array(inner))


def transform_point(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """The image of a point under a projective transform."""
    u, v, w = np.array(matrix) @ np.array([x, y, 1.0])
    return float(u / w), float(v / w)
