"""Whether a text layer says what one sees: where it looks odd, some of its lines are read and compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from statistics import median

import numpy as np

from budgetgrid.layout.geometry import Image, enclosing
from budgetgrid.layout.page_image import page_image
from budgetgrid.layout.source import POINTS_PER_INCH, SourcePage
from budgetgrid.ocr.engine import Engine
from budgetgrid.ocr.text_layer import LayerCharacter, runs_of

COMMON_SHARE = 0.85
"""Share of a page's ideographs that are of the 3755 of everyday use (GB 2312, first level) below which it
looks odd. Of the ideographs of a wrong encoding a fifth are."""

STRANGE_SHARE = 0.08
"""Share of characters of none of the usual kinds from which a page looks odd. Symbols and bullets reach 0.02;
UTF-8 or GBK taken for Latin-1 has 0.5 and more."""

SIGN_SHARE = 0.2
"""Share of signs in ASCII, those of numbers aside, from which a page looks odd."""

LEAST_CHARACTERS = 20
"""Characters below which shares say nothing."""

SAMPLES = 8
"""Lines that are read of a page that looks odd: the longest."""

LONGEST = 20
"""Characters of a line that are read; more take time and tell nothing new."""

ALIKE = 0.8
"""Likeness of the layer and what is read below which the layer is wrong: half of the lines decide. Readings
of right layers have 0.95 and more."""

MARGIN = 0.15
"""Paper around a line that is read, in ems."""

READ_DPI = 200.0

_OCR_FONTS = ("ocr", "glyphless")
"""What fonts are called that programs for recognition lay over pages."""


def layer_is_wrong(page: SourcePage, found: Sequence[LayerCharacter], engine: Engine) -> bool:
    """Whether a page's text layer, `found`, looks odd and a reading of some of its lines differs from it.

    A layer without an odd sign costs no reading. Raises EngineFailed, EngineMissing, ImageUnreadable.
    """
    if not looks_odd(found):
        return False
    runs = sorted((run for run in runs_of(found) if len(run) > 1), key=len, reverse=True)
    cut = [run[:LONGEST] for run in runs[:SAMPLES]]
    if not cut:
        return False
    pixels = page_image(page, READ_DPI).pixels
    readings = engine.recognise([_picture(pixels, run) for run in cut])
    return median(_likeness(_text(run), r.text) for run, r in zip(cut, readings, strict=True)) < ALIKE


def looks_odd(found: Sequence[LayerCharacter]) -> bool:
    """Whether a layer has a sign of a wrong encoding, or of being somebody's recognition."""
    texts = [character.text[0] for character in found]
    if len(texts) < LEAST_CHARACTERS:
        return False
    if any(name in character.font.lower() for character in found for name in _OCR_FONTS):
        return True
    ideographs = [text for text in texts if "\u3400" <= text <= "\u9fff"]
    common = sum(_is_common(text) for text in ideographs)
    if len(ideographs) >= LEAST_CHARACTERS and common < COMMON_SHARE * len(ideographs):
        return True
    signs = sum(text.isascii() and not text.isalnum() and text not in ",.-%():" for text in texts)
    strange = sum(_is_strange(text) for text in texts)
    return strange > STRANGE_SHARE * len(texts) or signs > SIGN_SHARE * len(texts)


def _is_common(text: str) -> bool:
    """Whether an ideograph is in the first level of GB 2312: rows 16 to 55, lead bytes B0 to D7."""
    try:
        return 0xB0 <= text.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


def _is_strange(text: str) -> bool:
    """Whether a character is neither ASCII nor one that Chinese documents are made of."""
    code = ord(text)
    usual = code < 0x80 or 0x2000 <= code <= 0x27FF or 0x3000 <= code <= 0x303F
    return not (usual or 0x3200 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0xFE30 <= code <= 0xFFEF)


def _text(run: Sequence[LayerCharacter]) -> str:
    return "".join(character.text for character in run)


def _picture(pixels: Image, run: Sequence[LayerCharacter]) -> Image:
    """The part of a page's picture at `READ_DPI` that shows a run of characters."""
    margin = MARGIN * median(character.size for character in run)
    box = enclosing([c.box for c in run]).grown(margin).scaled(READ_DPI / POINTS_PER_INCH)
    rows, cols = (
        slice(max(0, int(box.top)), int(box.bottom) + 1),
        slice(max(0, int(box.left)), int(box.right) + 1),
    )
    return np.asarray(pixels[rows, cols], np.uint8)


def _likeness(one: str, other: str) -> float:
    """How much two texts have in common, 0 to 1, widths of signs and white space aside."""
    plain = ["".join(unicodedata.normalize("NFKC", text).split()) for text in (one, other)]
    return SequenceMatcher(None, plain[0], plain[1], autojunk=False).ratio()
