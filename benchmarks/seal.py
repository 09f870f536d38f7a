"""A round red seal as departments stamp it: a ring, a star and a ring of characters."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.benchmarks.wear import Pixels
from budgetgrid.layout.geometry import Image

SEAL_DIAMETER = 42.0
"""Millimetres: the size laid down for organs of counties and departments of cities (国发〔1999〕25号)."""

VERMILION = (214.0, 44.0, 38.0)


def sealed(pixels: Pixels, dpi: float, x: float, y: float, rng: np.random.Generator) -> Pixels:
    """The page (H, W, 3 float32) with a seal centred at px (x, y), the print showing through."""
    height, width = pixels.shape[:2]
    radius = SEAL_DIAMETER / 2 / 25.4 * dpi
    mask = np.zeros((height, width), np.uint8)
    centre = (round(x), round(y))
    cv2.circle(mask, centre, round(radius), (255,), max(2, round(radius * 0.06)), cv2.LINE_AA)
    cv2.fillPoly(mask, [_star(x, y, radius * 0.3)], (255,), cv2.LINE_AA)
    for turn in np.linspace(-130, 130, 11):
        _glyph(mask, x, y, radius, float(turn), rng)
    coarse = rng.uniform(0.35, 0.95, size=(height // 8 + 2, width // 8 + 2)).astype(np.float32)
    inked = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    weight = (mask.astype(np.float32) / 255.0 * inked)[:, :, None]
    red = pixels * (np.array(VERMILION, np.float32) / 255.0)
    return np.asarray(pixels * (1 - weight) + red * weight, dtype=np.float32)


def _star(x: float, y: float, radius: float) -> NDArray[np.int32]:
    """The ten corners of a five-pointed star, (10, 2) int32."""
    corners = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        angle = math.pi * corner / 5 - math.pi / 2
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    rounded: NDArray[np.int32] = np.rint(np.array(corners)).astype(np.int32)
    return rounded


def _glyph(mask: Image, x: float, y: float, radius: float, turn: float, rng: np.random.Generator) -> None:
    """One character-like bundle of strokes on the ring, `turn` degrees from the top, drawn into `mask`."""
    size = radius * 0.24
    a = math.radians(turn)
    out, along = np.array([math.sin(a), -math.cos(a)]), np.array([math.cos(a), math.sin(a)])
    middle = np.array([x, y]) + out * radius * 0.76
    for _ in range(6):
        place, level = rng.uniform(-0.5, 0.5), rng.uniform(-0.5, 0.5)
        half = along * 0.5 if rng.uniform() < 0.5 else out * 0.5
        start = middle + size * (along * place + out * level - half)
        end = middle + size * (along * place + out * level + half)
        first, last = np.rint(start).astype(int), np.rint(end).astype(int)
        cv2.line(
            mask,
            (int(first[0]), int(first[1])),
            (int(last[0]), int(last[1])),
            (255,),
            max(1, round(radius * 0.025)),
            cv2.LINE_AA,
        )
