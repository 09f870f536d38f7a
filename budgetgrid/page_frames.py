"""Pictures of pages as their results see them: upright and straightened, from the file that was read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import cv2
import numpy as np

from budgetgrid.document import PageInfo
from budgetgrid.layout.errors import ImageUnreadable
from budgetgrid.layout.geometry import Image
from budgetgrid.layout.page_image import page_image
from budgetgrid.layout.source import POINTS_PER_INCH, open_source

LARGEST_DPI = 200.0
"""Finer scans are shown at this: print of 5 points is then 14 px high."""

COLOURLESS = 8
"""Difference between the channels, of 255, up to which JPEG's own rounding may have made it."""


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a result was read from."""

    path: Path
    password: str | None = None


class PageFrames:
    """The pages of an original. Holds it open; use it in a `with`."""

    def __init__(self, original: Original) -> None:
        self._source = open_source(original.path, original.password)

    def frame(self, page: PageInfo, dpi: float | None = None) -> Image:
        """The page's frame as (H, W, 3) uint8 RGB, at the scan's resolution or `dpi`, LARGEST_DPI at most.

        What lies outside of the scan is white. Raises PageOutOfRange, PageTooLarge, ImageUnreadable,
        PdfDamaged.
        """
        wanted = min(dpi or page.dpi or LARGEST_DPI, LARGEST_DPI)
        seen = page_image(self._source.page(page.number), wanted)
        scale = wanted / POINTS_PER_INCH
        to_points = np.diag([1 / scale, 1 / scale, 1.0])
        to_seen = np.linalg.inv(np.array(seen.to_source)) @ np.array(page.to_source) @ to_points
        size = (max(1, round(page.width * scale)), max(1, round(page.height * scale)))
        drawn = cv2.warpPerspective(
            seen.pixels,
            to_seen,
            size,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderValue=(255, 255, 255),
        )
        return np.asarray(drawn, np.uint8)

    def close(self) -> None:
        """Let go of the file."""
        self._source.close()

    def __enter__(self) -> PageFrames:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def as_jpeg(pixels: Image, quality: int) -> bytes:
    """The picture as a JPEG file, grey where it has no colour. Raises ImageUnreadable."""
    grey = bool((np.ptp(pixels[::8, ::8].astype(np.int16), axis=2) <= COLOURLESS).all())
    picture = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY if grey else cv2.COLOR_RGB2BGR)
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ImageUnreadable("the page can't be written as JPEG")
    return data.tobytes()
