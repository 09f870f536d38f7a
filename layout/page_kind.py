"""Whether a page is read from its text layer, from its picture, or not at all."""

from __future__ import annotations

from typing import Any, Literal

import cv2
import numpy as np

from budgetgrid.layout.geometry import Image
from budgetgrid.layout.glyphs import Glyph, centers, is_garbled, visible_glyphs
from budgetgrid.layout.placed_images import PlacedImage, covered, placed_images
from budgetgrid.layout.resolution import MAX_PIXELS
from budgetgrid.layout.source import POINTS_PER_INCH, SourcePage

PageKind = Literal["scan", "digital", "blank"]
LayerKind = PageKind | Literal["bare"]

SCANNED_SHARE = 0.35
"""Share of the page under images from which what they show counts as content that only OCR can read: a
scanned table pasted into a digital page. Charts and photographs in real budgets take 0.14 to 0.19 of their
pages."""

TEXT_OVER_SCAN = 60
"""Visible characters that a whole page of image may have over it (in proportion for less) and still be a
scan: a stamped page number or file mark. A table page has 150 to 1400, a background picture's page as
many."""

OUTLINE_SIDE = (3.0, 40.0)
"""Sides in points between which a filled path can be a character's outline; rules are thinner."""

OUTLINES = 150
"""Filled paths like outlines of characters from which text is taken to be drawn as paths, if they also
outnumber the characters of the text layer three to one."""

INK_CONTRAST = 16
"""Grey levels (of 255) between the darkest and the lightest pixel of a page at INK_DPI below which nothing
is on it: a stroke of 0.5 pt that is fainter than the paper by 40 still leaves 20, a hairline of 0.25 pt in
black 60."""

INK_DPI = 72

BANDS = 8
"""Parts in which a page is looked at from the top: on most pages the first two show ink."""

SMALLEST_SIDE = 3.0
"""Points below which no character fits into a page's width or height."""


def page_kind(page: SourcePage) -> PageKind:
    """How to read the page: see `kind_by_layer`; a bare page is drawn in small to see what is on it."""
    kind = kind_by_layer(page)
    if kind == "bare":
        return "scan" if has_ink(page) else "blank"
    return kind


def kind_by_layer(page: SourcePage) -> LayerKind:
    """How to read the page, as far as can be told without drawing it.

    `digital`: it has a text layer that can be seen and decoded, and is mostly made of it. `scan`: it has to
    be seen to be read: one image or strips of it (a hidden text layer over it is somebody's OCR and not
    trusted), digital text around a large scanned part, a layer that decodes to rubbish, characters drawn as
    paths. `blank`: nothing can be seen on it. `bare`: it has no text layer, and is one of these two. Pages of
    image files are scans."""
    if min(page.width, page.height) < SMALLEST_SIDE:
        return "blank"
    if page.pdf is None:
        return "scan"
    glyphs = visible_glyphs(page)
    if not glyphs:
        return "bare"
    if is_garbled(glyphs) or _drawn_as_paths(page.pdf, len(glyphs)):
        return "scan"
    return "scan" if _is_picture(page, glyphs, placed_images(page)) else "digital"


def has_ink(page: SourcePage) -> bool:
    """Whether anything can be seen on a page of a PDF; taken for granted where it is too large to draw."""
    import pymupdf

    assert page.pdf is not None
    if page.width * page.height * (INK_DPI / POINTS_PER_INCH) ** 2 > MAX_PIXELS:
        return True
    picture = page.pdf.get_pixmap(dpi=INK_DPI, colorspace=pymupdf.csRGB, alpha=False)
    return _has_contrast(
        np.frombuffer(picture.samples_mv, np.uint8).reshape(picture.height, picture.width, 3)
    )


def shows_ink(pixels: Image, dpi: float) -> bool:
    """Whether anything can be seen on a page by its picture, (H, W, 3) uint8 RGB."""
    step = max(1, round(dpi / INK_DPI))
    height, width = pixels.shape[:2]
    depth = step * max(1, height // BANDS // step)
    columns = max(1, width // step)
    seen = np.empty((0, 3), np.uint8)
    for top in range(0, height, depth):
        band = pixels[top : top + depth, : columns * step]
        size = columns, max(1, len(band) // step)
        channels = cv2.split(cv2.resize(band[: size[1] * step], size, interpolation=cv2.INTER_AREA))
        seen = np.vstack((seen, [c.min() for c in channels], [c.max() for c in channels]))
        if _has_contrast(seen):
            return True
    return False


def _has_contrast(small: Image) -> bool:
    """Whether the colours of a picture at INK_DPI, (..., 3), are more than paper."""
    return bool((np.ptp(small.reshape(-1, 3), axis=0) >= INK_CONTRAST).any())


def _is_picture(page: SourcePage, glyphs: tuple[Glyph, ...], images: tuple[PlacedImage, ...]) -> bool:
    """Whether a large part of the page is image with hardly any text over it."""
    under = covered(page, images)
    share = float(under.mean())
    if share < SCANNED_SHARE:
        return False
    if _text_is_covered(page):
        return True
    places = centers(glyphs) / (page.width, page.height) * under.shape[::-1]
    columns, rows = np.clip(places.astype(int), 0, under.shape[0] - 1).T
    return int(under[rows, columns].sum()) < TEXT_OVER_SCAN * share


def _text_is_covered(page: SourcePage) -> bool:
    """Whether an image over most of the page is painted after the text, which then can't be seen."""
    assert page.pdf is not None
    area = page.width * page.height
    for kind, (left, top, right, bottom) in reversed(page.pdf.get_bboxlog()):
        if kind == "fill-text":
            return False
        if kind == "fill-image" and (right - left) * (bottom - top) > 0.8 * area:
            return True
    return False


def _drawn_as_paths(pdf: Any, characters: int) -> bool:
    """Whether the page's text is mostly outlines and not characters."""
    low, high = OUTLINE_SIDE
    outlines: int = sum(
        kind == "fill-path" and low < right - left < high and low < bottom - top < high
        for kind, (left, top, right, bottom) in pdf.get_bboxlog()
    )
    return outlines >= OUTLINES and outlines > 3 * characters
