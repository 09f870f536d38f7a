"""Image files (PNG, JPEG, TIFF with several pages) as pages, through Pillow.

Pillow and not MuPDF or OpenCV (each tried): OpenCV tells no resolution and shows transparent parts black,
MuPDF ignores a TIFF's orientation and takes 96 dpi where none is stated. Pillow comes with paddleocr and
camelot."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from budgetgrid.layout.errors import ImageUnreadable, PageTooLarge
from budgetgrid.layout.geometry import Image
from budgetgrid.layout.resolution import MAX_DECODED_PIXELS, Resolution, resolution_of

if TYPE_CHECKING:
    from PIL import Image as pillow

FORMATS = ("PNG", "JPEG", "TIFF", "MPO")
"""Formats that are read. MPO: what some cameras write into files named .jpg."""

ORIENTATION_TAG = 0x0112
TURNED_BY_A_QUARTER = range(5, 9)
"""Values of the EXIF orientation that swap width and height (EXIF 2.32, table 4)."""

SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


@dataclass(frozen=True, slots=True)
class ImageFrame:
    """One page of an image file: `index` from 0, `width` and `height` in px as a viewer shows it."""

    path: Path
    index: int
    width: int
    height: int
    resolution: Resolution


def is_image(head: bytes) -> bool:
    """Whether a file that starts with `head` is a PNG, JPEG or TIFF."""
    return head.startswith(SIGNATURES)


def image_frames(path: Path) -> tuple[ImageFrame, ...]:
    """The pages of an image file; only headers are read. Raises ImageUnreadable, PageTooLarge."""
    with _quiet(), _opened(path) as image:
        count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
        return tuple(_frame(path, image, index) for index in range(count))


def read_frame(frame: ImageFrame, scale: float) -> Image:
    """The pixels, (H, W, 3) uint8 RGB, of one page, made smaller by `scale` (at most 1) by averaging areas.

    Transparent parts are white. Raises ImageUnreadable.
    """
    size = max(1, round(frame.width * scale)), max(1, round(frame.height * scale))
    with _quiet(), _opened(frame.path) as image:
        try:
            image.seek(frame.index)
            if frame.index == 0 and scale <= 0.5 and image.format == "JPEG":
                image.draft(None, (min(size), min(size)))
            return np.array(_as_rgb(_upright(image), size), np.uint8)
        except _failures() as error:
            raise ImageUnreadable(f"{frame.path.name}, page {frame.index + 1}: {error}") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps Pillow's warnings of odd metadata off the standard error stream."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _opened(path: Path) -> pillow.Image:
    """The file opened by Pillow, nothing decoded."""
    from PIL import Image as pillow

    try:
        return pillow.open(path, formats=FORMATS)
    except pillow.DecompressionBombError as error:
        raise PageTooLarge(f"{path.name}: {error}") from error
    except _failures() as error:
        raise ImageUnreadable(f"{path.name} can't be decoded: {error}") from error


def _failures() -> tuple[type[Exception], ...]:
    """What Pillow's decoders raise on bad data (they do not agree on one type)."""
    import struct

    return OSError, SyntaxError, ValueError, EOFError, struct.error, KeyError, TypeError


def _frame(path: Path, image: pillow.Image, index: int) -> ImageFrame:
    """Size and resolution of one page of an opened file."""
    try:
        image.seek(index)
        orientation = image.getexif().get(ORIENTATION_TAG, 1)
        dpi = _declared_dpi(image)
    except _failures() as error:
        raise ImageUnreadable(f"{path.name}, page {index + 1}: {error}") from error
    width, height = image.size
    if width * height > MAX_DECODED_PIXELS:
        raise PageTooLarge(f"{path.name}, page {index + 1}: {width} x {height} px")
    if orientation in TURNED_BY_A_QUARTER:
        width, height = height, width
    return ImageFrame(path, index, width, height, resolution_of(max(width, height), dpi))


def _declared_dpi(image: pillow.Image) -> float | None:
    """The resolution that the file states; None if none, or one that isn't a number."""
    try:
        dpi = float(image.info["dpi"][0])
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return None
    return dpi if math.isfinite(dpi) else None


def _upright(image: pillow.Image) -> pillow.Image:
    """The image as a viewer turns it."""
    from PIL import ImageOps

    return ImageOps.exif_transpose(image)


def _as_rgb(image: pillow.Image, size: tuple[int, int]) -> pillow.Image:
    """The image as 8-bit RGB of `size`; made smaller before it gets its three channels, to save memory."""
    from PIL import Image as pillow

    if image.mode.startswith("I"):
        deep = np.asarray(image).astype(np.int64)
        image = pillow.fromarray((deep >> 8 if deep.max() > 255 else deep).astype(np.uint8))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        seen = image.convert("RGBA")
        paper = pillow.new("RGBA", seen.size, "white")
        image = pillow.alpha_composite(paper, seen)
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode == "P":
        image = image.convert("RGB")
    if image.size != size:
        image = image.resize(size, pillow.Resampling.BOX)
    return image.convert("RGB")
