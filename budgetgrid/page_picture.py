"""Pages read once more, each with what was seen drawn over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from budgetgrid.drawing import POINTS_PER_INCH, draw_overlay, draw_side_by_side
from budgetgrid.layout.page_image import PageImage, page_image
from budgetgrid.layout.rulings import Ruling
from budgetgrid.layout.source import SourcePage, open_source
from budgetgrid.ocr.engines import open_engine
from budgetgrid.options import Options
from budgetgrid.page import PageResult, convert_page


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page's PNG; it is the `done`th of `total`."""

    page: int
    png: bytes
    done: int
    total: int


def page_pictures(path: Path, options: Options, *, side_by_side: bool = False) -> Iterator[PagePicture]:
    """The pictures of the chosen pages, all if none is chosen, one after the other.

    Raises BudgetgridError for a file or a page that can't be read.
    """
    draw = draw_side_by_side if side_by_side else draw_overlay
    with open_source(path, options.password) as source:
        numbers = options.pages or tuple(range(1, source.page_count + 1))
        engine = open_engine(options.engine, options.models, options.threads, options.device)
        for done, number in enumerate(numbers, 1):
            page = source.page(number)
            result = convert_page(page, engine, options)
            frame, rulings = _frame(page, result)
            png = draw(frame, result.tables, result.info.blocks, rulings)
            yield PagePicture(number, png, done, len(numbers))


def _frame(page: SourcePage, result: PageResult) -> tuple[PageImage, tuple[Ruling, ...]]:
    """The upright picture, and the rulings in its px; a digital page, read without one, is rendered now."""
    if result.frame is not None:
        return result.frame, result.rulings
    image = page_image(page)
    scale = image.dpi / POINTS_PER_INCH
    return image, tuple(_scaled(ruling, scale) for ruling in result.rulings)


def _scaled(ruling: Ruling, scale: float) -> Ruling:
    return replace(
        ruling,
        position=ruling.position * scale,
        start=ruling.start * scale,
        end=ruling.end * scale,
        thickness=ruling.thickness * scale,
    )
