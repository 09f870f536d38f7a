"""The resolution a page image has, and the one it gets: what files say about it, believed or not."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_DPI = 200.0
"""Resolution of a rendered page, and the one assumed for an image that has none: text of 9 pt is 25 px high,
about half of what the recogniser's input has, and an A4 page takes 12 MB."""

MAX_DPI = 300.0
"""A finer page is made smaller: its text of 9 pt is then 38 px high, the recogniser scales lines to 48 px,
and the pixels of A4 at 600 dpi would cost 104 MB for each copy of the page that a stage makes."""

MAX_LONG_SIDE = 3508
"""Pixels (A4 at 300 dpi) below which an image is never made smaller, whatever dpi it claims: a page whose
stated size is too small by half would lose its text."""

SCREEN_DPI = 100.0
"""Resolutions up to here are what software writes when it knows none (72, 96)."""

LONGEST_INCH = 14.2
"""Longest side (legal paper) that is believed together with a screen's resolution; an A4 page of 1654 x 2339
px "at 96 dpi" would be 24 inches long."""

MIN_DPI, MAX_DECLARED_DPI = 50.0, 2400.0
"""What a scanner can mean; anything else is no resolution."""

MAX_DECODED_PIXELS = 89_000_000
"""Largest image that is decoded: A3 at 600 dpi has 70 million. Pillow warns of anything larger, too."""

MAX_PIXELS = 40_000_000
"""Largest page image: 120 MB; A1 at 200 dpi has 31 million. A larger page is rendered coarser, ..."""

MAX_SIDE = 32_000
"""Longest side of a page image in px: OpenCV moves pixels about below 32,767 only."""

MIN_RENDER_DPI = 100.0
"""... but no coarser than this, where text of 9 pt is 12 px high; A0 gets 160 dpi, 63 x 63 inches are the
end."""

ROUNDING = 1e-4
"""Times by which a picture is reduced, off a whole number, that move its far end by a px at most."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Pixels per inch, and whether that was assumed because the file says nothing believable."""

    dpi: float
    assumed: bool = False


def resolution_of(long_side: int, dpi: float | None) -> Resolution:
    """The resolution to believe of an image `long_side` px long whose file states `dpi`."""
    if dpi is None or not MIN_DPI <= dpi <= MAX_DECLARED_DPI:
        return Resolution(DEFAULT_DPI, assumed=True)
    if dpi <= SCREEN_DPI and long_side / dpi > LONGEST_INCH:
        return Resolution(DEFAULT_DPI, assumed=True)
    return Resolution(dpi)


def shrink_factor(long_side: float, dpi: float) -> float:
    """Factor (at most 1) to scale an image by so that it is no finer than it needs to be."""
    return min(1.0, max(MAX_DPI / dpi, MAX_LONG_SIDE / long_side))


def reduction(dpi: float, wanted: float) -> float:
    """Factor (at most 1) that brings a picture to about `wanted` dpi.

    Exactly a half, a third, … where it is one but for rounding, as files state 200.000005 dpi: OpenCV takes a
    half in a tenth of the time of 0.49999999.
    """
    times = max(1.0, dpi / wanted)
    return 1 / (round(times) if abs(times - round(times)) < ROUNDING else times)
