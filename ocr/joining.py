"""Joining the wrapped lines of a cell or a paragraph into one text."""

from __future__ import annotations

import re
from collections.abc import Sequence

NUMBER_GOES_ON = re.compile(r"\d[.,，．]?$")
NUMBER_TAIL = re.compile(r"^[.,，．]?\d")
LIST_NUMBER = re.compile(r"^[(（]?\d{1,2}[.、．)）](?!\d)")
LATIN_END = re.compile(r"[A-Za-zÀ-ɏ0-9.,;:!?)\]\"'”’&%]$")
LATIN_START = re.compile(r"^[A-Za-zÀ-ɏ0-9(\[\"'“‘&$]")
LETTER = re.compile(r"[A-Za-zÀ-ɏ]")
HYPHENATED = re.compile(r"[A-Za-zÀ-ɏ]{2,}[-‐]$")
LOWER_START = re.compile(r"^[a-zß-ÿ]")


def join_lines(lines: Sequence[str]) -> str:
    """Join lines that were wrapped for want of room, in reading order.

    CJK text is joined without a space and Latin words with one; a word hyphenated at the end of a line and
    going on in lower case is made whole; a number broken in two (`1,234,` + `567.00`) is joined as it is, but
    the number of a list's item (`2.…`) doesn't run into a figure before it. Blank lines are left out.
    """
    text = ""
    for line in lines:
        stripped = line.strip()
        if stripped:
            text = _join(text, stripped) if text else stripped
    return text


def _join(first: str, second: str) -> str:
    if HYPHENATED.search(first) and LOWER_START.search(second):
        return first[:-1] + second
    if LIST_NUMBER.search(second):
        return first + (" " if NUMBER_GOES_ON.search(first) else "") + second
    if NUMBER_GOES_ON.search(first) and NUMBER_TAIL.search(second):
        return first + second
    return first + (" " if _needs_space(first, second) else "") + second


def _needs_space(first: str, second: str) -> bool:
    """Whether two Latin words meet: a letter on either side, no CJK character at the seam."""
    if not (LATIN_END.search(first) and LATIN_START.search(second)):
        return False
    last_word, first_word = first.split()[-1], second.split()[0]
    return bool(LETTER.search(last_word) or LETTER.search(first_word))
