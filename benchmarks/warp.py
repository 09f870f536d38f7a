"""Where a point of the clean page lands in the scan: a projective transform, then an optional bend."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.benchmarks.degrees import Degree
from budgetgrid.layout.geometry import Image, Matrix, as_matrix, transform_point

POINTS_PER_INCH = 72.0


@dataclass(frozen=True, slots=True)
class Warp:
    """The way from points of the clean page (as a viewer shows it) to px of the scan, and back.

    `matrix` maps points to px of a flat page. A bent page is then moved down by `bend` x sin(pi x / `width`)
    px, which depends on x alone and so has an exact inverse. `bend` is 0 in the four degrees.
    """

    matrix: Matrix
    width: int
    height: int
    bend: float = 0.0

    def to_scan(self, x: float, y: float) -> tuple[float, float]:
        """The px of the scan where the point (x, y) of the clean page lies."""
        u, v = transform_point(self.matrix, x, y)
        return u, v + self._sag(u)

    def to_clean(self, u: float, v: float) -> tuple[float, float]:
        """The point of the clean page that lies at px (u, v) of the scan."""
        inverse = as_matrix(np.linalg.inv(np.array(self.matrix)))
        return transform_point(inverse, u, v - self._sag(u))

    def apply(self, pixels: Image, dpi: float, outside: int = 255) -> Image:
        """The picture (H, W, 3) of the clean page at `dpi` as it lies in the scan, `outside` around it."""
        from_pixels = np.array(self.matrix) @ np.diag([POINTS_PER_INCH / dpi, POINTS_PER_INCH / dpi, 1.0])
        border = (outside, outside, outside)
        size = (self.width, self.height)
        if self.bend == 0:
            flat = cv2.warpPerspective(
                pixels, _between_centres(from_pixels), size, flags=cv2.INTER_LINEAR, borderValue=border
            )
            return np.asarray(flat, dtype=np.uint8)
        columns = np.arange(self.width, dtype=np.float64)
        rows = np.arange(self.height, dtype=np.float64)
        u, v = np.meshgrid(columns, rows)
        v -= self.bend * np.sin(np.pi * (u + 0.5) / self.width)
        inverse = np.linalg.inv(_between_centres(from_pixels))
        x, y, w = np.tensordot(inverse, np.stack([u, v, np.ones_like(u)]), axes=1)
        bent = cv2.remap(
            pixels,
            (x / w).astype(np.float32),
            (y / w).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=border,
        )
        return np.asarray(bent, dtype=np.uint8)

    def _sag(self, u: float) -> float:
        return self.bend * math.sin(math.pi * u / self.width)


def draw_warp(
    degree: Degree,
    page_width: float,
    page_height: float,
    rng: np.random.Generator,
    turned: int = 0,
    bend: float = 0.0,
    tilt: float = 0.0,
    border: float = 0.0,
) -> Warp:
    """A warp within the limits of `degree` for a page of the given size in points.

    The scan is as large as the page (a feeder's crop). `turned`: degrees clockwise (0, 90, 180, 270) that the
    sheet was fed at. As shares of the page's width, `bend`: the sag of its middle; `tilt`: how far each
    corner is displaced beside the degree's keystone; `border`: what the scan shows around the page.
    """
    scale = degree.dpi / POINTS_PER_INCH
    width, height = round(page_width * scale), round(page_height * scale)
    angle = rng.uniform(*degree.skew) * rng.choice([-1.0, 1.0])
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float64) * (page_width, page_height)
    shifted = _rotated(corners * scale, angle, (width / 2, height / 2))
    shifted += rng.uniform(-1, 1, size=(4, 2)) * (degree.keystone + tilt) * width
    margin = round(border * width)
    shifted += margin
    width, height = width + 2 * margin, height + 2 * margin
    turned_corners, size = _turned(shifted, width, height, turned)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), turned_corners.astype(np.float32))
    return Warp(as_matrix(matrix.astype(np.float64)), size[0], size[1], bend * size[0])


def _rotated(points: NDArray[np.float64], angle: float, centre: tuple[float, float]) -> NDArray[np.float64]:
    """Points (N, 2) turned by `angle` degrees clockwise (as seen, y downwards) about `centre`."""
    a = math.radians(angle)
    turn = np.array([[math.cos(a), -math.sin(a)], [math.sin(a), math.cos(a)]])
    return np.asarray((points - centre) @ turn.T + centre, dtype=np.float64)


def _turned(
    points: NDArray[np.float64], width: int, height: int, degrees: int
) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Points (N, 2) of a width x height picture after a clockwise turn of it, and the picture's new size."""
    x, y = points[:, 0], points[:, 1]
    if degrees == 90:
        return np.stack([height - y, x], axis=1), (height, width)
    if degrees == 180:
        return np.stack([width - x, height - y], axis=1), (width, height)
    if degrees == 270:
        return np.stack([y, width - x], axis=1), (height, width)
    return points, (width, height)


def _between_centres(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """A transform of continuous coordinates as OpenCV wants it: between pixels' indices, centres at + 0.5."""
    there = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]], dtype=np.float64)
    back = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]], dtype=np.float64)
    return np.asarray(there @ matrix @ back, dtype=np.float64)
