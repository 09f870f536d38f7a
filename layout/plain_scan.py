"""Pages of a PDF that are one JPEG and nothing else, decoded by OpenCV: a third of the time of drawing them.

The pixels are the same, but where colours are kept at half the resolution: mupdf blurs them otherwise.
"""

from __future__ import annotations

import math
import re
from typing import Any

import cv2
import numpy as np

from budgetgrid.layout.geometry import Image
from budgetgrid.layout.source import SourcePage

ONE_IMAGE = re.compile(rb"\s*q\s+" + rb"(-?\d+(?:\.\d*)?|-?\.\d+)\s+" * 6 + rb"cm\s*/\S+\s+Do\s+Q\s*")
"""What paints one image and nothing else."""

OFF_PT = 0.01
"""How far from the page's edges the image may end: 0.03 px at 200 dpi."""

OFF_PX = 0.05
"""How far what it is drawn at may be off its own size."""

BARRED = ("Mask", "SMask", "Decode", "DecodeParms", "ImageMask", "OC")
"""Entries of an image that change how it looks."""

END_OF_IMAGE = b"\xff\xd9"


def plain_scan(page: SourcePage, size: tuple[float, float]) -> Image | None:
    """The pixels, (H, W, 3) uint8 RGB, of the JPEG of so many px (width, height) that is all there is on a
    page of a PDF, edge to edge; None where there is anything else, or it would be drawn in other colours, or
    the file is broken there: drawing the page makes the best of that, or says what is wrong."""
    import pymupdf

    try:
        return _only_image(page, size)
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase):
        return None


def _only_image(page: SourcePage, size: tuple[float, float]) -> Image | None:
    """As `plain_scan`. Raises what pymupdf does where an object is not there or not what it should be."""
    pdf: Any = page.pdf
    if pdf.rotation or pdf.cropbox != pdf.mediabox or pdf.first_annot or pdf.first_widget:
        return None
    images = pdf.get_images(full=True)
    painted = ONE_IMAGE.fullmatch(pdf.read_contents()) if len(images) == 1 else None
    if painted is None or not _fills(painted.groups(), page):
        return None
    xref, _, width, height, *_, kind, form = images[0]
    alike = all(math.isclose(a, b, abs_tol=OFF_PX) for a, b in zip((width, height), size, strict=True))
    if kind != "DCTDecode" or form or not alike or not _is_plain(pdf.parent, xref):
        return None
    return _decoded(pdf.parent.xref_stream_raw(xref), (height, width))


def _decoded(jpeg: bytes, shape: tuple[int, int]) -> Image | None:
    """A JPEG as RGB; None where it is cut short, of another size, or can't be decoded."""
    if not jpeg.rstrip(b"\0\r\n").endswith(END_OF_IMAGE):
        return None
    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if pixels is None or pixels.shape[:2] != shape:
        return None
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)


def _fills(matrix: tuple[bytes, ...], page: SourcePage) -> bool:
    """Whether an image so placed lies upright on the page from edge to edge."""
    pdf: Any = page.pdf
    wanted = (page.width, 0.0, 0.0, page.height, *pdf.mediabox[:2])
    return all(
        math.isclose(float(v), w, rel_tol=0, abs_tol=OFF_PT) for v, w in zip(matrix, wanted, strict=True)
    )


def _is_plain(document: Any, xref: int) -> bool:
    """Whether an image is of three or one channels of 8 bits, in the colours that it is shown in."""
    if document.xref_get_key(xref, "BitsPerComponent")[1] != "8":
        return False
    if any(document.xref_get_key(xref, key)[0] != "null" for key in BARRED):
        return False
    kind, colours = document.xref_get_key(xref, "ColorSpace")
    if kind == "xref":
        colours = document.xref_object(int(colours.split()[0]), compressed=True)
    profile = re.search(r"/ICCBased (\d+) 0 R", colours)
    if profile is None:
        return colours in ("/DeviceRGB", "/DeviceGray")
    return b"sRGB" in (document.xref_stream(int(profile[1])) or b"")
