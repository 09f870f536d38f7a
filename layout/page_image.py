"""A page as pixels."""

from __future__ import annotations

from dataclasses import dataclass

from budgetgrid.layout.geometry import Image, Matrix


@dataclass(frozen=True, slots=True)
class PageImage:
    """The picture of one page.

    `pixels` is (H, W, 3) uint8 RGB; `number` counts from 1; `to_source` maps px of this image to points (1/72
    in) of the page as a viewer shows it (CropBox and /Rotate applied), origin top left. `rotation` and `skew`
    are the degrees clockwise that were applied and removed to get here. `flags`: `dpi-assumed`.
    """

    number: int
    pixels: Image
    dpi: float
    to_source: Matrix
    rotation: int = 0
    skew: float = 0.0
    flags: tuple[str, ...] = ()
