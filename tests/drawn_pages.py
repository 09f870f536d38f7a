"""Page pictures drawn with known truth: rules px by px, text with the Chinese font that PyMuPDF carries."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

import cv2
import numpy as np
import pymupdf

from budgetgrid.layout.geometry import IDENTITY, Image
from budgetgrid.layout.page_image import PageImage
from budgetgrid.layout.rulings import Ruling

DPI = 200.0
PX_PER_POINT = DPI / 72


def paper(width: int = 1000, height: int = 1000) -> Image:
    """(H, W) uint8 grey, white."""
    return np.full((height, width), 255, np.uint8)


def draw_rulings(page: Image, rulings: Iterable[Ruling], ink: int = 0) -> None:
    """Draw rules of whole px, their middle at `position`, from `start` to `end`."""
    for ruling in rulings:
        first = round(ruling.position - ruling.thickness / 2)
        across = slice(first, first + round(ruling.thickness))
        along = slice(round(ruling.start - ruling.thickness / 2), round(ruling.end + ruling.thickness / 2))
        area = page[across, along] if ruling.axis == "horizontal" else page[along, across]
        np.minimum(area, ink, out=area)


def write(page: Image, text: str, left: float, baseline: float, points: float = 10.5) -> None:
    """Print a text (px of its left end and baseline)."""
    glyphs, above = _glyphs(text, points)
    top, first = round(baseline) - above, round(left)
    area = page[max(0, top) : top + glyphs.shape[0], first : first + glyphs.shape[1]]
    np.minimum(area, glyphs[max(0, -top) :][: area.shape[0], : area.shape[1]], out=area)


@lru_cache(maxsize=512)
def _glyphs(text: str, points: float) -> tuple[Image, int]:
    """The picture of a text, and the px of it above the baseline."""
    document = pymupdf.open()
    page = document.new_page(width=points * (len(text) + 1), height=points * 2)
    page.insert_text((0, points * 1.4), text, fontsize=points, fontname="china-s")
    drawn = page.get_pixmap(dpi=round(DPI), colorspace=pymupdf.csGRAY)
    picture = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width)
    return picture, round(points * 1.4 * PX_PER_POINT)


def as_page(grey: Image) -> PageImage:
    """A grey page as the picture of page 1, its px being its own source."""
    return PageImage(1, np.repeat(grey[:, :, None], 3, axis=2), DPI, IDENTITY)


def turned(grey: Image, degrees: float) -> Image:
    """The page turned clockwise about its middle, paper around it."""
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2 - 0.5, height / 2 - 0.5), -degrees, 1.0)
    moved = cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    return np.asarray(moved, np.uint8)


def text_page(width: int = 1200, height: int = 1600, points: float = 10.5) -> Image:
    """A page of lines of text and nothing else."""
    page = paper(width, height)
    sentence = (
        "本部门预算按照一般公共预算编制2021年收入总计1234.56万元支出总计与上年相比增加主要原因是人员经费"
    )
    for line in range(math.floor((height - 300) / (points * 1.6 * PX_PER_POINT))):
        text = sentence[line % 17 :] + sentence[: line % 17]
        write(page, text[:34], 110, 180 + line * points * 1.6 * PX_PER_POINT, points)
    page[:, width - 100 :] = 255
    return page
