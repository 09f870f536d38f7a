"""Bands of confidence and their colours, the same in every picture and page we draw."""

from __future__ import annotations

from enum import Enum

LOOK_BELOW = 0.95
"""Cells below this confidence, or of unknown confidence, are counted as cells to look at."""

DOUBT_BELOW = 0.80
"""Below this a cell is more likely than one in five to be wrong: drawn as doubtful."""


class Band(Enum):
    """How a cell is to be treated."""

    TRUSTED = "trusted"
    LOOK = "look"
    DOUBT = "doubt"
    UNKNOWN = "unknown"


COLOURS = {
    Band.TRUSTED: (222, 242, 222),
    Band.LOOK: (255, 240, 190),
    Band.DOUBT: (255, 205, 200),
    Band.UNKNOWN: (225, 225, 235),
}
"""RGB, 0 to 255, pale enough to read a text on."""


def band_of(confidence: float | None) -> Band:
    """The band of a confidence (0 to 1, None for unknown)."""
    if confidence is None:
        return Band.UNKNOWN
    if confidence < DOUBT_BELOW:
        return Band.DOUBT
    return Band.LOOK if confidence < LOOK_BELOW else Band.TRUSTED


def needs_look(confidence: float | None) -> bool:
    """Whether a person should compare the cell with the scan."""
    return band_of(confidence) is not Band.TRUSTED


def hex_colour(band: Band) -> str:
    """The band's colour as #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*COLOURS[band])
