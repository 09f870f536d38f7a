"""A page as pixels: the scan itself at its own resolution, or a rendering.

A scan inside a PDF is not taken out of the file but rendered at exactly its own pitch, which gives the same
pixels (1-bit JBIG2 pages of 2800 x 1700: not one differs) and gets /Rotate, CropBox, image matrices, masks,
/Decode, Indexed and CMYK colours, strips and stamps over the scan right by construction, in 11 ms for such a
page."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from budgetgrid.layout.errors import ImageUnreadable, PageTooLarge
from budgetgrid.layout.geometry import Image, Matrix
from budgetgrid.layout.image_file import ImageFrame, read_frame
from budgetgrid.layout.placed_images import covered_share, placed_images, scan_pieces
from budgetgrid.layout.plain_scan import plain_scan
from budgetgrid.layout.resolution import (
    DEFAULT_DPI,
    MAX_DECODED_PIXELS,
    MAX_DPI,
    MAX_PIXELS,
    MAX_SIDE,
    MIN_RENDER_DPI,
    Resolution,
    resolution_of,
    shrink_factor,
)
from budgetgrid.layout.source import POINTS_PER_INCH, SourcePage

DPI_ASSUMED = "dpi-assumed"

WHOLE_PAGE = 0.9
"""Share of a page under the scan from which nothing else on it can need a finer rendering."""

SAME_PITCH = 0.03
"""Relative difference between across and down up to which both are kept; fax pages (204 x 98 dpi) are made
square."""


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


def page_image(page: SourcePage, dpi: float | None = None) -> PageImage:
    """The picture of a page: a scan at its own resolution (300 dpi at most), anything else at 200 dpi.

    With `dpi` the page is rendered at that resolution. Raises PageTooLarge, ImageUnreadable.
    """
    if page.frame is not None:
        return _image_of_frame(page, page.frame, dpi)
    across, down, resolution = (dpi, dpi, Resolution(dpi)) if dpi else _pitch(page)
    factor = _affordable(page, across, down)
    return _rendered(
        page, across * factor, down * factor, Resolution(resolution.dpi * factor, resolution.assumed)
    )


def _image_of_frame(page: SourcePage, frame: ImageFrame, dpi: float | None) -> PageImage:
    """The picture of a page of an image file."""
    believed = frame.resolution
    scale = (
        min(1.0, dpi / believed.dpi) if dpi else shrink_factor(max(frame.width, frame.height), believed.dpi)
    )
    scale = min(scale, _shrink_to_fit(frame.width, frame.height))
    pixels = read_frame(frame, scale)
    height, width = pixels.shape[:2]
    to_source = _scaling(page.width / width, page.height / height)
    return PageImage(page.number, pixels, believed.dpi * scale, to_source, flags=_flags(believed))


def _pitch(page: SourcePage) -> tuple[float, float, Resolution]:
    """Pixels per inch of the page's width and height to render at, and the resolution they amount to."""
    images = placed_images(page)
    for image in images:
        if image.width * image.height > MAX_DECODED_PIXELS:
            raise PageTooLarge(f"page {page.number} holds an image of {image.width} x {image.height} px")
    pieces = scan_pieces(page, images)
    if not pieces:
        finest = max((i.dpi for i in images), default=DEFAULT_DPI)
        dpi = min(MAX_DPI, max(DEFAULT_DPI, finest))
        return dpi, dpi, Resolution(dpi)
    main = max(pieces, key=lambda i: i.box.area)
    across, down = main.dpi_across, main.dpi_down
    if abs(across - down) > SAME_PITCH * main.dpi:
        across = down = main.dpi
    if covered_share(page, pieces) < WHOLE_PAGE and main.dpi < DEFAULT_DPI:
        return DEFAULT_DPI, DEFAULT_DPI, Resolution(DEFAULT_DPI)
    long_side = max(page.width, page.height) / POINTS_PER_INCH * main.dpi
    factor = shrink_factor(long_side, main.dpi)
    believed = resolution_of(round(long_side), main.dpi)
    return across * factor, down * factor, Resolution(believed.dpi * factor, believed.assumed)


def _affordable(page: SourcePage, across: float, down: float) -> float:
    """Factor (at most 1) by which the page must be rendered coarser to fit into memory. Raises
    PageTooLarge."""
    width, height = page.width / POINTS_PER_INCH, page.height / POINTS_PER_INCH
    factor = min(1.0, _shrink_to_fit(width * across, height * down))
    if factor < 1 and max(across, down) * factor < MIN_RENDER_DPI:
        raise PageTooLarge(f"page {page.number} measures {width:.0f} x {height:.0f} inches")
    return factor


def _shrink_to_fit(width: float, height: float) -> float:
    """Factor by which an image of so many px becomes as large as one may be."""
    return min(math.sqrt(MAX_PIXELS / (width * height)), MAX_SIDE / max(width, height))


def _rendered(page: SourcePage, across: float, down: float, resolution: Resolution) -> PageImage:
    """The page at `across` x `down` pixels per inch: drawn, or as it is where it is one JPEG of that size."""
    size = page.width * across / POINTS_PER_INCH, page.height * down / POINTS_PER_INCH
    pixels = plain_scan(page, size)
    if pixels is None:
        pixels = _drawn(page, across, down)
    to_source = _scaling(POINTS_PER_INCH / across, POINTS_PER_INCH / down)
    return PageImage(page.number, pixels, resolution.dpi, to_source, flags=_flags(resolution))


def _drawn(page: SourcePage, across: float, down: float) -> Image:
    """What the page shows at `across` x `down` pixels per inch, (H, W, 3) uint8. Raises ImageUnreadable."""
    import pymupdf

    assert page.pdf is not None
    matrix = pymupdf.Matrix(across / POINTS_PER_INCH, down / POINTS_PER_INCH)
    try:
        drawn = page.pdf.get_pixmap(matrix=matrix, colorspace=pymupdf.csRGB, alpha=False)
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
        raise ImageUnreadable(f"page {page.number} can't be drawn: {error}") from error
    # Else mupdf keeps the decoded images of the last pages, 256 MB of them.
    pymupdf.TOOLS.store_shrink(100)
    return np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width, 3)


def _scaling(x: float, y: float) -> Matrix:
    """The transform that scales by `x` and `y`."""
    return ((x, 0.0, 0.0), (0.0, y, 0.0), (0.0, 0.0, 1.0))


def _flags(resolution: Resolution) -> tuple[str, ...]:
    """What a user must know about the page's resolution."""
    return (DPI_ASSUMED,) if resolution.assumed else ()
