"""File names made from table titles: short, safe on every file system, unique."""

from __future__ import annotations

import unicodedata

NAME_BYTES = 120
"""Longest name of a table's file, number and suffix included: encrypted home folders (ecryptfs) allow 143
bytes, and tools that pack and unpack folders add to names."""

LONGEST_SUFFIX = ".confidence.csv"
UNSAFE = frozenset('/\\:*?"<>|')
"""Separators, and what Windows forbids."""

UNTITLED = "table"


def table_stems(titles: list[str | None]) -> list[str]:
    """`01-TITLE` for each title in order; unique by the number, so that titles may repeat."""
    digits = max(2, len(str(len(titles))))
    return [_stem(f"{number:0{digits}d}-", title) for number, title in enumerate(titles, 1)]


def _stem(prefix: str, title: str | None) -> str:
    safe = "".join(_safe(character) for character in unicodedata.normalize("NFC", title or ""))
    room = NAME_BYTES - len(prefix) - len(LONGEST_SUFFIX)
    short = safe.strip("_ .").encode()[:room].decode(errors="ignore")
    return prefix + (short.strip("_ .") or UNTITLED)


def _safe(character: str) -> str:
    """The character, or an underscore where it is unsafe, white, or invisible (controls, direction marks)."""
    if character in UNSAFE or character.isspace() or unicodedata.category(character).startswith("C"):
        return "_"
    return character
