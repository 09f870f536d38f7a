"""Show-through: the print of a sheet's back, seen faint through thin paper, taken off the page.

What shines through is neutral and fainter than the page's own print. Where there is much of it away from
print, in pieces as large as strokes, all that is as faint and not beside print is made paper.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from budgetgrid.layout.geometry import Image
from budgetgrid.layout.ink import as_grey, flatten_light
from budgetgrid.layout.levels import percentiles
from budgetgrid.layout.page_image import PageImage
from budgetgrid.layout.resolution import reduction

SEARCH_DPI = 100.0
"""Resolution at which a page is looked at: grain is averaged away, blurred strokes stay."""

STAINED = 12
"""Darkness (0 to 255) that JPEG's stains beside print reach at SEARCH_DPI."""

GRAIN = 4.0
"""How many times further than from the median to the 70th percentile of a page's darkness, both of them
paper, its grain reaches in pieces as large as strokes."""

PIECE_INCH = (0.09, 0.5)
"""Extent of a piece of print that shines through, the longer side: 6.5 to 36 pt, half a character and more.
Longer are rules, which may be faint themselves; smaller are specks and grain."""

THICK_INCH = 0.03
"""The shorter side of such a piece at least: what is left of faint rules is thinner."""

APART_INCH = 0.03
"""How far from a page's own print it must lie: past thin strokes of characters, as faint as it."""

LEAST_SHARE = 0.06
"""Area of such pieces from which something shines through, as a share of its print. Ten of twelve pages
with backs at a fifth of their strength have 0.07 to 0.35; of 36 others at medium damage, with shaded bands,
seals, hairlines and level rules, three have more than 0.05, and pieces as dark as print."""

PAPER_INCH, BAND_INCH = 0.16, 1.2
"""Neighbourhoods whose lightest is the ground, of a shaded band too, and whose lightest is paper: wider than
strokes, and than a band is high."""

SHADED = 0.94
"""Light of a shaded ground at most, as a share of the paper's near it: invented bands have 0.9."""

NEUTRAL = 0.06
"""Difference between the lightest and the darkest channel, as a share of full light, up to which they are
grey; print in a pale colour has more."""

LIT = 0.5
"""Share of the paper's light below which the dark around a sheet is seen, and no paper."""

PRINT = 0.34
"""Share of the darkest print's darkness that all of a page's print exceeds in its middle, and nothing that
shines through."""

DARKER = 1.4
"""How much darker than nine tenths of their px at SEARCH_DPI others are, and rules, at full resolution."""

BESIDE_INCH = 0.01
"""How far beside print its blurred edge reaches: 2 px at 200 dpi."""


def without_show_through(page: PageImage) -> PageImage:
    """The page without what shines through from its back; itself where nothing does."""
    most = PRINT * _darkest(page)
    if not _shows_through(page, most):
        return page
    flat = flatten_light(as_grey(page.pixels), page.dpi)
    beside = 2 * max(1, round(BESIDE_INCH * page.dpi)) + 1
    kept = cv2.dilate((255 - flat > most).astype(np.uint8), np.ones((beside, beside), np.uint8))
    lighter = np.where(kept > 0, 1.0, 255.0 / np.maximum(flat, 1))
    pixels = np.minimum(page.pixels * lighter[:, :, None], 255)
    return replace(page, pixels=np.asarray(pixels, np.uint8))


def _darkest(page: PageImage) -> float:
    """How dark (0 to 255) the page's darkest print is against its paper."""
    darkest, paper = percentiles(as_grey(page.pixels[::4, ::4]), 0.1, 50)
    return 255 * (1 - darkest / max(paper, 1.0))


def _shows_through(page: PageImage, most: float) -> bool:
    """Whether something shines through that is nowhere darker than `most` (0 to 255)."""
    scale = reduction(page.dpi, SEARCH_DPI)
    small = np.asarray(
        cv2.resize(page.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )
    grey = as_grey(small)
    dark = np.asarray(255 - flatten_light(grey, SEARCH_DPI), np.uint8)
    paper, grainy = percentiles(dark, 50, 70)
    least = max(STAINED, paper + GRAIN * (grainy - paper))
    print_alone = dark > most
    enough = max(1.0, LEAST_SHARE * np.count_nonzero(print_alone))
    lit = grey > LIT * percentiles(grey, 50)[0]
    faint = (dark > least) & lit & ~_beside(print_alone)
    if np.count_nonzero(faint) >= enough:
        faint = _pieces(faint & ~_shaded(grey))
    if np.count_nonzero(faint) < enough:
        return False
    (level,) = percentiles(dark[faint], 90)
    coloured = np.ptp(small[faint].astype(np.int16), axis=1)
    return level * DARKER < most and bool(np.median(coloured) <= NEUTRAL * 255)


def _shaded(grey: Image) -> NDArray[np.bool_]:
    """(h, w) bool: where the ground is darker than the paper near it, as in shaded bands, of coarse grain."""
    ground, paper = (
        cv2.dilate(cv2.medianBlur(grey, 3), np.ones((2 * round(inch * SEARCH_DPI / 2) + 1,) * 2, np.uint8))
        for inch in (PAPER_INCH, BAND_INCH)
    )
    darker = (ground < SHADED * paper).astype(np.uint8)
    beside = 2 * round(PAPER_INCH * SEARCH_DPI / 2) + 1
    return np.asarray(cv2.dilate(darker, np.ones((beside, beside), np.uint8)) > 0)


def _beside(print_alone: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(h, w) bool: a page's print, (h, w), and what is near it."""
    near = 2 * round(APART_INCH * SEARCH_DPI) + 1
    return np.asarray(cv2.dilate(print_alone.view(np.uint8), np.ones((near, near), np.uint8)) > 0)


def _pieces(seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(h, w) bool: what is seen on a page, (h, w), in pieces of strokes' size."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(seen.view(np.uint8), connectivity=8)
    sides = stats[:, cv2.CC_STAT_WIDTH : cv2.CC_STAT_HEIGHT + 1]
    extent, thickness = sides.max(axis=1), sides.min(axis=1)
    low, high = (v * SEARCH_DPI for v in PIECE_INCH)
    sized = (extent >= low) & (extent <= high) & (thickness >= THICK_INCH * SEARCH_DPI)
    sized[0] = False
    return np.asarray(sized[labels])
