"""Doubtful words, read again with what the page writes elsewhere.

A recogniser tells 入 from 人 by the words around it; a character torn off its word by a wrap has none, and in
a word of two or three it may have too few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from budgetgrid.ocr.reading import Alternative, Character, Line, Reading
from budgetgrid.ocr.widths import is_ideograph

CLOSE = 0.1
"""Probability from which an alternative of the recogniser's own is worth a second look: 人 at the beginning
of a line was read with 0.76, 入 with 0.24."""

WHOLE = 3
"""Times that a page has the word whole; and the word as it was read not once."""

Words = Counter[str]


def with_torn_words(cells: Sequence[tuple[Line, ...]]) -> list[tuple[Line, ...]]:
    """The lines of each cell of a page, doubtful characters as they make a word that the page has elsewhere:
    at the seams of lines, and within a line where the page has the word that was read nowhere else."""
    words = _words(line.reading for lines in cells for line in lines)
    whole = [tuple(_with_known_words(line, words) for line in lines) for lines in cells]
    return [_mended(lines, words) if len(lines) > 1 else lines for lines in whole]


def _with_known_words(line: Line, words: Words) -> Line:
    """The line, characters in no word of the page's as the alternatives that are in one."""
    kept = list(line.reading.characters)
    for i, character in enumerate(kept):
        before, after = (kept[k].text if 0 <= k < len(kept) else "" for k in (i - 1, i + 1))
        # The word that was read counts itself.
        if max(words[before + character.text], words[character.text + after]) > 1:
            continue
        for other in character.alternatives:
            known = max(words[before + other.text], words[other.text + after])
            if other.probability >= CLOSE and known >= WHOLE:
                kept[i] = _other(character, other)
                break
    return _with(line, tuple(kept))


def _words(readings: Iterable[Reading]) -> Words:
    """The pairs of neighbouring ideographs of all lines."""
    words: Words = Counter()
    for reading in readings:
        texts = [c.text for c in reading.characters]
        words.update(a + b for a, b in pairwise(texts) if is_ideograph(a) and is_ideograph(b))
    return words


def _mended(lines: tuple[Line, ...], words: Words) -> tuple[Line, ...]:
    mended = [lines[0]]
    for line in lines[1:]:
        before, after = mended[-1].reading.characters, line.reading.characters
        if before and after:
            first = _chosen(after[0], before[-1].text, "", words)
            last = _chosen(before[-1], "", first.text, words)
            mended[-1] = _with(mended[-1], (*before[:-1], last))
            line = _with(line, (first, *after[1:]))
        mended.append(line)
    return tuple(mended)


def _chosen(character: Character, before: str, after: str, words: Words) -> Character:
    """The character, or the alternative that makes a word of the page with the one before or after it."""
    if words[before + character.text + after]:
        return character
    for other in character.alternatives:
        if other.probability >= CLOSE and words[before + other.text + after] >= WHOLE:
            return _other(character, other)
    return character


def _other(character: Character, other: Alternative) -> Character:
    """The character as one of its alternatives, what was read among them."""
    read = Alternative(character.text, character.probability)
    rest = (read, *(a for a in character.alternatives if a is not other))
    return replace(character, text=other.text, probability=other.probability, alternatives=rest)


def _with(line: Line, characters: tuple[Character, ...]) -> Line:
    """The line with these characters, marked where they are others than before."""
    if characters == line.reading.characters:
        return line
    return replace(line, reading=Reading(characters, by_context=True))
