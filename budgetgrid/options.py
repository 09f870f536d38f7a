"""The options of a conversion, as the library and the command line both take them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """What shapes a conversion. None means: as the document says, or as is best.

    `pages`: numbers from 1, all if empty. `engine`: a name of `budgetgrid models`. `models`: `small`,
    `medium`, or a folder of PP-OCR weights. `device`: `cpu`, or `gpu` for PaddleOCR's modules. `rotate`:
    degrees clockwise to turn every page by instead of finding its orientation. `unit`: the unit of amounts in
    place of the printed one. `stitch`: join tables over pages. `second_reading`: read ruled tables of digital
    pages once more with camelot and report what differs. `threads`: cores that reading may use.
    """

    pages: tuple[int, ...] = ()
    engine: str = "auto"
    models: str = "small"
    device: str = "cpu"
    password: str | None = None
    rotate: int | None = None
    unit: str | None = None
    stitch: bool = True
    second_reading: bool = False
    threads: int = 2
