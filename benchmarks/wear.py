"""What printing, handling and scanning do to a page's picture, apart from its geometry.

Every function takes float32 or uint8 pixels, returns new ones, and draws its chances from the given
generator.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image

Pixels = NDArray[np.float32]
"""(H, W, 3) float32, grey values from 0 to 255."""

RULE_LENGTH = 0.6
"""Shortest run of ink that counts as a rule, inches: longer than any stroke of a 36 pt character."""

DARK = 160
"""Grey value under which a pixel of a clean page is ink."""

A4_AREA = 8.27 * 11.69
"""Square inches, for amounts given per A4 page."""


def worn_rules(pixels: Image, dpi: float, cut: float, fade: float, rng: np.random.Generator) -> Image:
    """The page with its straight rules faint in places and cut in others; text is left as it is.

    A weak toner or a threshold does this. `cut` is the share of rule length lost, in gaps of 0.5 to 3 mm;
    `fade` how far the faintest stretch has gone into the paper.
    """
    if cut == 0 and fade == 0:
        return pixels
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    ink = (grey < DARK).astype(np.uint8)
    run = max(3, round(RULE_LENGTH * dpi))
    across = _opened(ink, (1, run))
    down = _opened(ink, (run, 1))
    lost_across = _loss(across.shape, dpi, cut, fade, rng) * _halo(across)
    lost_down = _loss(down.shape[::-1], dpi, cut, fade, rng).T * _halo(down)
    text = cv2.dilate(ink & ~(across | down), np.ones((3, 3), np.uint8))
    lost = np.maximum(lost_across, lost_down) * (1 - text)
    worn = pixels.astype(np.float32) + (255.0 - pixels.astype(np.float32)) * lost[:, :, None]
    return np.asarray(np.clip(worn, 0, 255), dtype=np.uint8)


def _opened(ink: Image, shape: tuple[int, int]) -> Image:
    """The parts of an (H, W) mask that a solid rectangle of the given shape fits into."""
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8)), dtype=np.uint8)


def _halo(rule: Image) -> NDArray[np.float32]:
    """1 on a rule (H, W mask) and on the soft pixel on either side of it."""
    return np.asarray(cv2.dilate(rule, np.ones((3, 3), np.uint8)), dtype=np.float32)


def _loss(
    shape: tuple[int, ...], dpi: float, cut: float, fade: float, rng: np.random.Generator
) -> NDArray[np.float32]:
    """How much of a horizontal rule is lost at each place of an (H, W) page, 0 to 1."""
    height, width = shape[0], shape[1]
    cells = (max(2, round(height / dpi * 3)), max(2, round(width / dpi * 1.2)))
    coarse = rng.uniform(0, 1, size=cells).astype(np.float32)
    loss = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)
    loss = np.clip(loss, 0, 1) * fade
    band = max(4, round(dpi / 25))
    mean_gap = 1.75 / 25.4 * dpi
    for top in range(0, height, band):
        for _ in range(rng.poisson(width * cut / mean_gap)):
            start = int(rng.integers(0, width))
            gap = int(rng.uniform(0.5, 3.0) / 25.4 * dpi)
            loss[top : top + band, start : start + gap] = 1.0
    return loss


def printed(pixels: Image, paper: float, ink: float) -> Pixels:
    """The clean page's black and white as `ink` and `paper` grey, colours kept in between."""
    return np.asarray(ink + pixels.astype(np.float32) * ((paper - ink) / 255.0), dtype=np.float32)


def punched(pixels: Image, dpi: float, unlit: int) -> Image:
    """The page (H, W, 3) with two holes of grey `unlit` beside the middle of its longer edge, left or at the
    top: 6 mm wide, 80 mm apart, 12 mm from the edge (ISO 838)."""
    height, width = pixels.shape[:2]
    mm = dpi / 25.4
    marked = np.array(pixels, dtype=np.uint8, order="C")
    for along in (max(height, width) / 2 - 40 * mm, max(height, width) / 2 + 40 * mm):
        x, y = (12 * mm, along) if height >= width else (along, 12 * mm)
        cv2.circle(marked, (round(x), round(y)), round(3 * mm), (unlit,) * 3, -1, cv2.LINE_AA)
    return marked


def bled(pixels: Pixels, behind: Pixels, opacity: float) -> Pixels:
    """The page with the print of its back shining through, mirrored and blurred. Both (H, W, 3) alike."""
    if opacity == 0:
        return pixels
    mirrored: Pixels = np.asarray(cv2.GaussianBlur(behind[:, ::-1], (0, 0), 1.6), dtype=np.float32)
    light: Pixels = 1 - np.float32(opacity) * (1 - mirrored / np.float32(255))
    shone_through: Pixels = np.multiply(pixels, light, dtype=np.float32)
    return shone_through


def speckled(pixels: Pixels, dpi: float, per_a4: int, rng: np.random.Generator) -> Pixels:
    """The page with specks of dirt (0.1 to 0.5 mm, dark) and as many pale ones where toner is missing."""
    height, width = pixels.shape[:2]
    count = rng.poisson(per_a4 * height * width / dpi**2 / A4_AREA) if per_a4 else 0
    marked: Pixels = np.array(pixels, dtype=np.float32)
    for _ in range(2 * count):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        axes = rng.uniform(0.05, 0.25, size=2) / 25.4 * dpi
        dark = rng.uniform() < 0.5
        shade = float(rng.uniform(60, 150) if dark else rng.uniform(200, 240))
        mask = _spot(height, width, x, y, axes, float(rng.uniform(0, 180)))
        limit = np.minimum if dark else np.maximum
        part = marked[mask.top : mask.bottom, mask.left : mask.right]
        blended = part + (limit(part, shade) - part) * mask.weight[:, :, None]
        marked[mask.top : mask.bottom, mask.left : mask.right] = blended
    return marked


class _Spot:
    """A small soft ellipse: its window in the picture and its weight (h, w) there."""

    __slots__ = ("bottom", "left", "right", "top", "weight")

    def __init__(self, left: int, top: int, weight: NDArray[np.float32]) -> None:
        self.left, self.top = left, top
        self.right, self.bottom = left + weight.shape[1], top + weight.shape[0]
        self.weight = weight


def _spot(height: int, width: int, x: float, y: float, axes: NDArray[np.float64], angle: float) -> _Spot:
    """A spot centred at (x, y) with the given half axes in px, clipped to the picture."""
    reach = int(max(axes)) + 2
    left, top = max(0, int(x) - reach), max(0, int(y) - reach)
    right, bottom = min(width, int(x) + reach + 1), min(height, int(y) + reach + 1)
    ys, xs = np.mgrid[top:bottom, left:right].astype(np.float32)
    a = np.deg2rad(angle)
    u = (xs - x) * np.cos(a) + (ys - y) * np.sin(a)
    v = -(xs - x) * np.sin(a) + (ys - y) * np.cos(a)
    distance = np.sqrt((u / max(axes[0], 0.5)) ** 2 + (v / max(axes[1], 0.5)) ** 2)
    return _Spot(left, top, np.clip(1.5 - distance, 0, 1).astype(np.float32))


def shaded(pixels: Pixels, amount: float, rng: np.random.Generator) -> Pixels:
    """The page under uneven light: a slope across it, and a soft shadow along one side as a fold casts."""
    if amount == 0:
        return pixels
    height, width = pixels.shape[:2]
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    direction = rng.uniform(0, 2 * np.pi)
    slope = np.cos(direction) * (xs / width - 0.5) + np.sin(direction) * (ys / height - 0.5)
    slope = slope / np.sqrt(2) + 0.5
    side = xs / width if rng.uniform() < 0.5 else 1 - xs / width
    shadow = np.exp(-side / rng.uniform(0.05, 0.15))
    light = 1 - amount * (0.6 * slope + 0.4 * shadow)
    return np.asarray(pixels * light[:, :, None], dtype=np.float32)


def noised(pixels: Pixels, sigma: float, rng: np.random.Generator) -> Pixels:
    """The page with the sensor's noise: mostly common to the three colours, slightly correlated over px."""
    if sigma == 0:
        return pixels
    height, width = pixels.shape[:2]
    grain = rng.standard_normal((height, width), dtype=np.float32)
    soft = np.asarray(cv2.GaussianBlur(grain, (0, 0), 0.6), dtype=np.float32)
    grain = soft / soft.std() * np.float32(sigma)
    tint = rng.standard_normal((height, width, 3), dtype=np.float32) * (sigma * 0.3)
    return np.asarray(pixels + grain[:, :, None] + tint, dtype=np.float32)


def softened(pixels: Image, sigma: float) -> Image:
    """The page as optics of the given blur (px) see it."""
    return pixels if sigma <= 0 else np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), dtype=np.uint8)


def as_bytes(pixels: Pixels) -> Image:
    """Grey values rounded and clipped to uint8."""
    return np.asarray(np.clip(np.rint(pixels), 0, 255), dtype=np.uint8)
