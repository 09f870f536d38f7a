"""What was typed, checked and made into Options."""

from __future__ import annotations

from budgetgrid.cli.page_ranges import parse_pages
from budgetgrid.layout.errors import BadOption
from budgetgrid.ocr.engines import DEVICES, ENGINES
from budgetgrid.options import Options

QUARTER_TURNS = (0, 90, 180, 270)


def make_options(
    pages: str | None,
    engine: str,
    models: str,
    password: str | None,
    rotate: int | None,
    device: str = "cpu",
) -> Options:
    """The options that every reading command takes. Raises BadOption."""
    if engine not in ENGINES:
        raise BadOption(f"no engine {engine!r}", f"There are {', '.join(ENGINES)}; see `budgetgrid models`.")
    if device not in DEVICES:
        raise BadOption(f"no device {device!r}", f"There are {', '.join(DEVICES)}.")
    if rotate is not None and rotate not in QUARTER_TURNS:
        raise BadOption(f"--rotate {rotate} is no quarter turn", "Give 0, 90, 180 or 270.")
    numbers = parse_pages(pages) if pages is not None else ()
    return Options(
        pages=numbers, engine=engine, models=models, device=device, password=password, rotate=rotate
    )
