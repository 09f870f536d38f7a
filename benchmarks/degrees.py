"""The four degrees of damage that a page is scanned with. Frozen: results of different days compare."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Degree:
    """How one degree of damage is simulated; ranges are (least, most), drawn evenly, signs by chance.

    `dpi`: of the scan. `blur`: standard deviation of the optics, px of the scan. `skew`: degrees. `keystone`:
    how far each corner of the page is displaced, as a share of the page's width. `shade`: how much darker the
    darkest part of the page is than the lightest (0 to 1). `paper`: grey value of blank paper. `ink`: grey
    value of solid ink. `noise`: standard deviation of the sensor's noise, grey values. `specks`: specks of
    dirt on an A4 page. `cut`: share of a rule's length that is missing. `fade`: how far a rule's ink fades
    into the paper where it is faintest (0 to 1). `bleed`: opacity of the page behind. `jpeg`: quality.
    """

    level: int
    name: str
    dpi: int
    blur: float
    jpeg: int
    skew: tuple[float, float] = (0.0, 0.0)
    keystone: float = 0.0
    shade: float = 0.0
    paper: float = 255.0
    ink: float = 0.0
    noise: float = 0.0
    specks: int = 0
    cut: float = 0.0
    fade: float = 0.0
    bleed: float = 0.0


CLEAN = Degree(level=0, name="clean", dpi=200, blur=0.4, jpeg=90)

LIGHT = Degree(
    level=1,
    name="light",
    dpi=200,
    blur=0.5,
    jpeg=80,
    skew=(0.1, 0.5),
    shade=0.05,
    paper=247.0,
    ink=22.0,
    noise=2.0,
    specks=4,
)

MEDIUM = Degree(
    level=2,
    name="medium",
    dpi=200,
    blur=0.9,  # what a 150 dpi sensor leaves at 200 dpi
    jpeg=60,
    skew=(0.5, 1.5),
    keystone=0.004,
    shade=0.14,
    paper=240.0,
    ink=42.0,
    noise=6.0,
    specks=25,
    cut=0.01,
    fade=0.45,
)

HARD = Degree(
    level=3,
    name="hard",
    dpi=150,
    blur=0.7,
    jpeg=45,
    skew=(2.0, 2.5),
    keystone=0.009,
    shade=0.30,
    paper=232.0,
    ink=55.0,
    noise=8.0,
    specks=60,
    cut=0.03,
    fade=0.60,
    bleed=0.12,
)

DEGREES: tuple[Degree, ...] = (CLEAN, LIGHT, MEDIUM, HARD)
