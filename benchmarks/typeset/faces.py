"""Loaded typefaces: advances for the layout, subsets for the PDF, stacks that fill in missing characters."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont

from budgetgrid.benchmarks.typeset.catalogue import CATALOGUE, FONT_FOLDERS
from budgetgrid.benchmarks.typeset.errors import FaceMissing

LAST_RESORTS = ("noto-serif", "noto-sans", "wqy-zenhei")
"""Faces with wide coverage, asked in this order for characters that the chosen ones lack."""


class Face:
    """One opened font file. Advances are in em."""

    def __init__(self, name: str) -> None:
        listing = CATALOGUE[name]
        self.name = name
        self.unfit = listing.unfit
        self._font: Any = TTFont(font_path(name), fontNumber=listing.index, lazy=True)
        self._glyphs: dict[int, str] = self._font.getBestCmap()
        self._advances = self._font["hmtx"]
        self._em = float(self._font["head"].unitsPerEm)

    def has(self, char: str) -> bool:
        """Whether the face has a fit glyph for the character."""
        return ord(char) in self._glyphs and char not in self.unfit

    def advance(self, char: str) -> float:
        """Width of a character in em; the face must have it."""
        return float(self._advances[self._glyphs[ord(char)]][0]) / self._em

    def subset(self, characters: str) -> bytes:
        """A font file of these characters alone.

        Glyph numbers are kept: MuPDF writes them as character codes, and in a CID-keyed font they must equal
        the CIDs.
        """
        options = subset.Options(
            retain_gids=True, layout_features=[], name_IDs=[1, 2, 3, 4, 6], notdef_outline=True, hinting=False
        )
        options.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "GSUB", "GPOS", "GDEF", "meta", "FFTM", "BDF"]
        font: Any = TTFont(font_path(self.name), fontNumber=CATALOGUE[self.name].index, lazy=True)
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        buffer = io.BytesIO()
        font.save(buffer)
        return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters of one face."""

    face: Face
    text: str


class Stack:
    """The faces asked in turn for a character; ASCII goes to `latin` first, if there is one."""

    def __init__(self, names: tuple[str, ...], latin: str | None) -> None:
        self._names = tuple(dict.fromkeys((*names, *LAST_RESORTS)))
        self._latin = latin
        self._picked: dict[str, Face] = {}

    def width(self, text: str, size: float) -> float:
        """Width in pt of a text without line breaks at `size` pt."""
        return sum(self.face(char).advance(char) for char in text) * size

    def runs(self, text: str) -> list[Run]:
        """The text cut where the face changes."""
        runs: list[Run] = []
        for char in text:
            face = self.face(char)
            if runs and runs[-1].face is face:
                runs[-1] = Run(face, runs[-1].text + char)
            else:
                runs.append(Run(face, char))
        return runs

    def face(self, char: str) -> Face:
        """The face that prints the character. Raises `ValueError` if none has it."""
        if char not in self._picked:
            self._picked[char] = self._pick(char)
        return self._picked[char]

    def _pick(self, char: str) -> Face:
        latin_first = self._latin is not None and char.isascii()
        names = (self._latin, *self._names) if self._latin and latin_first else self._names
        for name in names:
            if open_face(name).has(char):
                if name in LAST_RESORTS and name != names[0] and char not in open_face(names[0]).unfit:
                    logging.getLogger(__name__).warning("%s lacks %s, taken from %s", names[0], char, name)
                return open_face(name)
        raise ValueError(f"no typeface has the character {char!r}")


@cache
def open_face(name: str) -> Face:
    """A face of the catalogue, opened once. Raises `FaceMissing`."""
    return Face(name)


@cache
def stack_of(names: tuple[str, ...], latin: str | None) -> Stack:
    """The stack of these faces, made once, so that what it looked up stays known."""
    return Stack(names, latin)


@cache
def font_path(name: str) -> Path:
    """The file of a face. Raises FaceMissing."""
    listing = CATALOGUE[name]
    for folder in FONT_FOLDERS:
        for path in sorted(folder.rglob(listing.file)):
            return path
    raise FaceMissing(name, listing.file, listing.package)
