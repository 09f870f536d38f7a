"""Images placed on a page of a PDF: where they lie and at what resolution."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from budgetgrid.layout.geometry import Box, transform_point
from budgetgrid.layout.resolution import MIN_DPI
from budgetgrid.layout.source import POINTS_PER_INCH, SourcePage

RASTER = 200
"""Cells along each side of the page in which the area covered by images is counted."""

SAME_DPI = 0.02
"""Relative difference up to which images count as pieces of one scan: strips of whole pixel rows placed with
coordinates of one or two decimals differ by less."""


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image on a page: its box (points as a viewer shows the page, cut at the page's edge), its size in
    px, and its resolution across and down the page in px per inch."""

    box: Box
    width: int
    height: int
    dpi_across: float
    dpi_down: float

    @property
    def dpi(self) -> float:
        """The finer of the two resolutions."""
        return max(self.dpi_across, self.dpi_down)


def placed_images(page: SourcePage) -> tuple[PlacedImage, ...]:
    """The images on a page that carry detail; fills made of a stretched pixel or two are left out."""
    if page.pdf is None:
        return ()
    masks = _mask_sizes(page.pdf)
    found = []
    # To know its number an image is decoded and digested, which costs as much as drawing the page. But of a
    # cropped one that was decoded in part mupdf draws other pixels.
    whole = page.pdf.cropbox == page.pdf.mediabox
    for info in page.pdf.get_image_info(xrefs=bool(masks) or not whole):
        width, height = int(info["width"]), int(info["height"])
        mask_width, mask_height = masks.get(info.get("xref"), (0, 0))
        image = _placed(page, info["transform"], max(width, mask_width), max(height, mask_height))
        if image is not None and image.dpi >= MIN_DPI:
            found.append(image)
    return tuple(found)


def covered_share(page: SourcePage, images: tuple[PlacedImage, ...]) -> float:
    """Share (0 to 1) of the page's area that lies under any of the images."""
    return float(covered(page, images).mean())


def covered(page: SourcePage, images: tuple[PlacedImage, ...]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """(RASTER, RASTER) bool over the page: which parts lie under any of the images."""
    mask = np.zeros((RASTER, RASTER), np.bool_)
    for image in images:
        left, right = (round(x / page.width * RASTER) for x in (image.box.left, image.box.right))
        top, bottom = (round(y / page.height * RASTER) for y in (image.box.top, image.box.bottom))
        mask[top:bottom, left:right] = True
    return mask


def scan_pieces(page: SourcePage, images: tuple[PlacedImage, ...]) -> tuple[PlacedImage, ...]:
    """Of the images of like resolution that together cover most of the page, those of the finest: the scan,
    its strips, or the text layer over a coarser background. None where no resolution covers half of it."""
    for image in sorted(images, key=lambda i: i.dpi, reverse=True):
        alike = tuple(i for i in images if abs(i.dpi - image.dpi) <= SAME_DPI * image.dpi)
        if covered_share(page, alike) >= 0.5:
            return alike
    return ()


def _mask_sizes(pdf: Any) -> dict[int, tuple[int, int]]:
    """Size in px of each image's soft mask, by the image's xref: a scan's text may be in the mask alone."""
    sizes = {}
    for xref, mask, *_ in pdf.get_images(full=True):
        if mask:
            keys = (pdf.parent.xref_get_key(mask, key) for key in ("Width", "Height"))
            width, height = (int(value) if kind == "int" else 0 for kind, value in keys)
            sizes[xref] = (width, height)
    return sizes


def _placed(page: SourcePage, transform: tuple[float, ...], width: int, height: int) -> PlacedImage | None:
    """The image whose unit square `transform` puts on the unrotated page; None if that has no area."""
    a, b, c, d, e, f = transform
    origin, across, down = (
        transform_point(page.to_viewer, x, y) for x, y in ((e, f), (e + a, f + b), (e + c, f + d))
    )
    u = across[0] - origin[0], across[1] - origin[1]
    v = down[0] - origin[0], down[1] - origin[1]
    if math.hypot(*u) < 1 or math.hypot(*v) < 1 or width < 2 or height < 2:
        return None
    dpi_u = width / math.hypot(*u) * POINTS_PER_INCH
    dpi_v = height / math.hypot(*v) * POINTS_PER_INCH
    turned = abs(u[1]) > abs(u[0])
    xs = sorted((origin[0], origin[0] + u[0], origin[0] + v[0], origin[0] + u[0] + v[0]))
    ys = sorted((origin[1], origin[1] + u[1], origin[1] + v[1], origin[1] + u[1] + v[1]))
    box = Box(xs[0], ys[0], xs[-1], ys[-1]).intersection(Box(0, 0, page.width, page.height))
    if box.width <= 0 or box.height <= 0:
        return None
    return PlacedImage(box, width, height, *((dpi_v, dpi_u) if turned else (dpi_u, dpi_v)))
