"""A clean PDF page as an office scanner would have delivered it, with the exact way back.

Four degrees of damage, in `degrees`, and variants beside them (1-bit, sealed, turned, uneven). The same page
under the same name gives the same pixels: all chances come from one generator seeded with the document's
name, the page and the degree. JPEG bytes can differ between builds of libjpeg, pixels between those of MuPDF.

The package augraphy (8.2.6) was tried for this and left aside: it hands back no transform for its geometric
effects, so truth boxes can't follow; its effects draw from three global generators (random, numpy, OpenCV);
`BadPhotoCopy` gave different pixels from the same seeds; it brings numba, scikit-learn and a second OpenCV.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pymupdf

from budgetgrid.benchmarks import seal, wear
from budgetgrid.benchmarks.degrees import DEGREES, Degree
from budgetgrid.benchmarks.warp import POINTS_PER_INCH, Warp, draw_warp
from budgetgrid.layout.geometry import Image

RENDER_DPI = 300
"""Resolution a clean page is rendered at: above every scan's, so that the scan's own sampling decides."""

LID = 250
"""Grey value of the scanner's lid where the sheet doesn't reach, before light and paper."""

BEND = 0.012
"""Sag of a bent page's middle, as a share of its width: 2.5 mm on A4, a page of an open binder."""

TILT = 0.02
"""How far each corner of a tilted page is displaced at most, as a share of its width: 4 mm on A4, a page
photographed from straight above by hand."""

BORDER = 0.05
"""What is seen around a bordered page, as a share of its width: 1 cm on A4 of an open scanner or a desk."""

UNLIT = 30
"""Grey value of what is seen there and through holes, before light and paper."""

BLEED = 0.2
"""Opacity of the page behind on thin paper."""


@dataclass(frozen=True, slots=True)
class Variant:
    """What happens to a sheet besides its degree of damage.

    `bilevel`: stored with 1 bit a pixel. `seal`: a red seal over the lower right part of the page. `turned`:
    degrees clockwise the sheet was fed at. `bent`: the page sags, as in an open binder. `tilted`: it is seen
    in perspective. `bordered`: with the dark around it. `punched`: with two dark holes for a binder. `bled`:
    the print of its back shines through.
    """

    name: str = "plain"
    bilevel: bool = False
    seal: bool = False
    turned: int = 0
    bent: bool = False
    tilted: bool = False
    bordered: bool = False
    punched: bool = False
    bled: bool = False


PLAIN = Variant()
VARIANTS: tuple[Variant, ...] = (
    PLAIN,
    Variant("bilevel", bilevel=True),
    Variant("seal", seal=True),
    Variant("turned-90", turned=90),
    Variant("turned-180", turned=180),
    Variant("turned-270", turned=270),
    Variant("bent", bent=True),
    Variant("tilted", tilted=True),
    Variant("photographed", bent=True, tilted=True, bordered=True),
    Variant("bordered", bordered=True),
    Variant("punched", punched=True),
    Variant("bled", bled=True),
)


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan: `pixels` (H, W, 3) uint8 RGB before compression, `stored` the image file for the PDF."""

    pixels: Image
    dpi: int
    stored: bytes
    warp: Warp


def render(page: pymupdf.Page, dpi: float = RENDER_DPI) -> Image:
    """A PDF page as a viewer shows it, (H, W, 3) uint8 RGB."""
    picture = page.get_pixmap(dpi=round(dpi), alpha=False)
    pixels = np.frombuffer(picture.samples, np.uint8).reshape(picture.h, picture.w, 3)
    return np.array(pixels, dtype=np.uint8)


def simulate(
    page: Image,
    size: tuple[float, float],
    degree: Degree,
    seed_name: str,
    number: int,
    behind: Image | None = None,
    variant: Variant = PLAIN,
) -> Scan:
    """A clean page, (H, W, 3) uint8 RGB at `RENDER_DPI` and `size` points wide and high, as a scan.

    `behind` is the page printed on the back, if any, of any size; `seed_name` and `number` (from 1) name the
    page.
    """
    rng = generator(seed_name, number, degree, variant)
    warp = _warp(rng, pymupdf.Rect(0, 0, *size), degree, variant)
    sheet = wear.worn_rules(page, RENDER_DPI, degree.cut, degree.fade, rng)
    if variant.punched:
        sheet = wear.punched(sheet, RENDER_DPI, UNLIT)
    sheet = wear.softened(sheet, degree.blur * RENDER_DPI / degree.dpi)
    around = UNLIT if variant.bordered else LID
    pixels = wear.printed(warp.apply(sheet, RENDER_DPI, around), degree.paper, degree.ink)
    bleed = _bleed(degree, variant)
    if behind is not None and bleed > 0:
        size_px = (page.shape[1], page.shape[0])
        back = np.asarray(cv2.resize(behind, size_px, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        pixels = wear.bled(pixels, warp.apply(back, RENDER_DPI, LID).astype(np.float32), bleed)
    if variant.seal:
        x, y = warp.to_scan(size[0] * rng.uniform(0.6, 0.8), size[1] * rng.uniform(0.3, 0.7))
        pixels = seal.sealed(pixels, degree.dpi, x, y, rng)
    pixels = wear.speckled(pixels, degree.dpi, degree.specks, rng)
    pixels = wear.shaded(pixels, degree.shade, rng)
    finished = wear.as_bytes(wear.noised(pixels, degree.noise, rng))
    stored = as_bilevel(finished) if variant.bilevel else as_jpeg(finished, degree.jpeg)
    return Scan(finished, degree.dpi, stored, warp)


def _bleed(degree: Degree, variant: Variant) -> float:
    """How much of the page behind shines through."""
    return max(degree.bleed, BLEED if variant.bled else 0.0)


def generator(seed_name: str, number: int, degree: Degree, variant: Variant = PLAIN) -> np.random.Generator:
    """The one source of chance for a page; plain pages draw the same numbers whatever variants exist."""
    name = f"{seed_name}/{number}/{degree.level}" + ("" if variant == PLAIN else f"/{variant.name}")
    digest = hashlib.sha256(name.encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def as_jpeg(pixels: Image, quality: int) -> bytes:
    """An RGB picture as a JPEG file."""
    done, buffer = cv2.imencode(
        ".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    if not done:
        raise ValueError(f"no JPEG of a picture of shape {pixels.shape}")
    return buffer.tobytes()


def as_bilevel(pixels: Image) -> bytes:
    """An RGB picture cut at one global threshold (Otsu), as cheap scanners do, as a 1-bit PNG file."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    _, black = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    done, buffer = cv2.imencode(".png", black, [cv2.IMWRITE_PNG_BILEVEL, 1])
    if not done:
        raise ValueError(f"no PNG of a picture of shape {pixels.shape}")
    return buffer.tobytes()


def page_warps(
    digital_pdf: Path, degree: Degree, seed_name: str, variant: Variant = PLAIN
) -> tuple[Warp, ...]:
    """Where every page of a PDF lies in its scan, without making the scan."""
    with pymupdf.open(digital_pdf) as document:
        return tuple(
            _warp(generator(seed_name, page.number + 1, degree, variant), page.rect, degree, variant)
            for page in document
        )


def _warp(rng: np.random.Generator, size: pymupdf.Rect, degree: Degree, variant: Variant) -> Warp:
    """A page's warp: the first thing its generator is asked for."""
    bend, tilt, border = (
        share if there else 0.0
        for share, there in ((BEND, variant.bent), (TILT, variant.tilted), (BORDER, variant.bordered))
    )
    return draw_warp(degree, size.width, size.height, rng, variant.turned, bend, tilt, border)


def scan_pages(digital_pdf: Path, degree: Degree, seed_name: str, variant: Variant = PLAIN) -> Iterable[Scan]:
    """The scans of a PDF's pages in order; a sheet's back is the next page, the last one's the first."""
    with pymupdf.open(digital_pdf) as document:
        bleeds = _bleed(degree, variant) > 0
        first = render(document[0]) if bleeds else None
        following = first
        for index in range(document.page_count):
            page = document[index]
            pixels = following if index and following is not None else render(page)
            if bleeds:
                last = index + 1 == document.page_count
                following = first if last else render(document[index + 1])
            size = (page.rect.width, page.rect.height)
            yield simulate(pixels, size, degree, seed_name, index + 1, following, variant)


def scan_pdf(
    digital_pdf: Path, out_pdf: Path, degree: Degree | int, seed_name: str, variant: Variant = PLAIN
) -> tuple[Warp, ...]:
    """Write an image-only PDF, one JPEG (or 1-bit picture) a page, and return each page's warp.

    Pages keep their size to within a pixel. The same input gives the same bytes on the same machine.
    """
    chosen = DEGREES[degree] if isinstance(degree, int) else degree
    warps = []
    with pymupdf.open() as out:
        for scan in scan_pages(digital_pdf, chosen, seed_name, variant):
            scale = POINTS_PER_INCH / scan.dpi
            page = out.new_page(width=scan.warp.width * scale, height=scan.warp.height * scale)
            page.insert_image(page.rect, stream=scan.stored)
            warps.append(scan.warp)
        out.save(out_pdf, garbage=3, no_new_id=True)
    return tuple(warps)
