"""Breaking Chinese text into lines, and joining lines to a text again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Measure = Callable[[str], float]
"""Width in pt of a text without line breaks."""

NO_START = frozenset("，。、；：？！）》”’】〉」』％…—·℃") | frozenset(",.;:?!)]}%")
"""Characters that must not begin a line (GB/T 15834, the usual setting of word processors)."""

NO_END = frozenset("（《“‘【〈「『￥≥≤±") | frozenset("([{")
"""Characters that must not end a line; the signs belong to the number after them."""

AMBIGUOUS_WIDE = frozenset("“”‘’—…·≥≤×±①②③④⑤⑥⑦⑧⑨⑩□√")
"""Of ambiguous width by Unicode, wide in Chinese print."""

_ATOM = re.compile(r"[!-~À-ɏ]+| +|.", re.DOTALL)
_TOLERANCE = 1e-6


def is_wide(char: str) -> bool:
    """Whether the character is an East Asian one, set without spaces around."""
    return char in AMBIGUOUS_WIDE or unicodedata.east_asian_width(char) in "WF"


def join_lines(lines: list[str]) -> str:
    """The lines as one text: a space between two Latin sides, none beside an East Asian character."""
    text = ""
    for line in lines:
        latin = bool(text) and bool(line) and not is_wide(text[-1]) and not is_wide(line[0])
        text += f" {line}" if latin and not text.endswith(" ") else line
    return text


def break_lines(text: str, width: float, measure: Measure, first_indent: float = 0.0) -> list[str]:
    """Lines of at most `width` pt; the first loses `first_indent`. `\\n` forces a break."""
    if not text:
        return []
    lines: list[str] = []
    for index, paragraph in enumerate(text.split("\n")):
        lines += _fill(_unbreakable(paragraph), width, measure, first_indent if index == 0 else 0.0)
    return lines


def _unbreakable(text: str) -> list[str]:
    """The text in pieces that lines may break between; spaces are pieces of their own."""
    pieces: list[str] = []
    for atom in _ATOM.findall(text):
        glued = pieces and atom != " " * len(atom) and not pieces[-1].isspace()
        if glued and (pieces[-1][-1] in NO_END or atom[0] in NO_START):
            pieces[-1] += atom
        else:
            pieces.append(atom)
    return pieces


def _fill(pieces: list[str], width: float, measure: Measure, first_indent: float) -> list[str]:
    """Put as many pieces on each line as fit; a piece wider than a line is cut between characters."""
    lines = [""]
    for piece in pieces:
        room = width - (first_indent if len(lines) == 1 else 0.0) + _TOLERANCE
        if measure((lines[-1] + piece).rstrip(" ")) <= room:
            lines[-1] += piece
        elif measure(piece) <= width + _TOLERANCE:
            lines.append(piece)
        else:
            lines[-1:] = _cut(lines[-1] + piece, room, width, measure)
    return [line.strip(" ") for line in lines]


def _cut(text: str, room: float, width: float, measure: Measure) -> list[str]:
    """Cut between any characters; the first line has `room` pt, the others `width`."""
    lines = [""]
    for char in text:
        if lines[-1] and measure(lines[-1] + char) > (room if len(lines) == 1 else width + _TOLERANCE):
            lines.append("")
        lines[-1] += char
    return lines
