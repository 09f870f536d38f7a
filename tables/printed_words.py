"""Words as they stand on a page, cut out of its lines at gaps, at rules, and where one number ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median, median_low

from budgetgrid.layout.geometry import Box
from budgetgrid.layout.rulings import Ruling
from budgetgrid.ocr.reading import Character, Line

NARROW, WIDE = 0.25, 0.48
"""Half the width in ems of a Latin character, and of a Chinese one."""

WORD_GAP = 0.5
"""Gap in ems that parts two words. Cutting too often does no harm: words of one column are one cell."""

LATIN_GAP = 0.95
"""The same between Latin letters: a typewriter's space leaves 0.7."""

HALF_EMPTY = 0.35
"""Wider by so much beside a mark that fills half of its square: 二、国防支出, 项目（按功能分类）."""

SEAM = 0.15
"""The same between a digit and a Chinese character: a code beside its name, an amount beside a label."""

SPECK = 0.45
"""Letters and figures are this high in ems at least, digits 0.7; the remains of rules at a crossing 0.2."""

FAR_END = 1.5
"""A line that ends further from its last character than this, in ems, ends with a rule or a speck."""

TELLING = 4
"""Characters of a line that tell the size of type; a lone figure is lower than it."""

LEAST_WIDE = 5
"""So many lines of Chinese tell the size of type alone: figures are printed at many widths."""

LARGEST = 1.3
"""Type larger than the usual by this counts as so large."""

MOST_EM, MOST_WIDE_EM = 1.5, 1.1
"""The size of type is at most so many times its lines' height: digits are 0.7 em high, Chinese 0.92 to 1.22
on 744 lines. Further apart, characters are spaced out, or heads of columns (类 款 项)."""

DIGIT_STEP = 0.52
"""Step from one digit to the next in ems."""

ALIKE = 0.25
"""Steps from one character to the next that differ by less than this share are the same."""

ON_RULE = 0.3
"""A bar that was read this near to an upright rule, in ems, is the rule."""

SAME_ROW = 0.38
"""Words whose middles are nearer than this, in ems, stand side by side."""

SIGN_GAP = 1.2
"""The same between a sign and its number: △ and $ may stand apart."""

_SIGNS = frozenset("△▲$￥")
_OPENING = frozenset("（《〈“‘【［")
_CLOSING = frozenset("）》〉”’】］，。、；：")
_BARS = frozenset("|丨｜Il1!/")
_NUMBER = re.compile(r"[-−△▲(（$￥]*\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?[)）%％]?|[-−△▲(（$￥]*\d+\.\d+[)）%％]?")
"""A number with separators or decimals; where one ends and another follows, a column ends."""

_CENTS = re.compile(r"[-−△▲(（]?\d{1,3}(?:[,，]\d{3})*\.\d\d[)）]?|[-−△▲(（]?\d+\.\d\d[)）]?")
_RUN_OF_NUMBERS = re.compile(rf"(?:{_CENTS.pattern}){{2,}}")

_ITEM = r"(?:[一二三四五六七八九]|[一二]?十[一二三四五六七八九]?)、"
_ITEM_AFTER = re.compile(rf"(?<=\d){_ITEM}|(?<=^[-—–一]){_ITEM}")
"""The label of the next column, close after an amount or a dash for nothing: no numeral begins with 一八 or
一十."""

_AMOUNT = re.compile(r"[-−△▲(（$￥]*\d{1,9}(?:[,，.。]\d+)*[)）%％]?|[-−–—－一_]{1,2}|[$￥]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box, in px of the page's frame (points of a digital page)."""

    box: Box
    text: str

    @property
    def is_number(self) -> bool:
        """Whether it is an amount, a code, or the dash or 0 that stands for none."""
        return _AMOUNT.fullmatch(self.text) is not None

    @property
    def is_figure(self) -> bool:
        """Whether it is a number with separators or decimals: no code, no year."""
        return _NUMBER.fullmatch(self.text) is not None


Row = tuple[Word, ...]
"""Words that stand side by side, from left to right."""


def em_of(lines: Sequence[Line]) -> float:
    """The size of the lines' type, lone figures aside: its median. `lines` must not be empty."""
    telling = [line for line in lines if len(line.reading.characters) >= TELLING]
    wide = [line for line in telling if sum(_is_wide(c.text) for c in line.reading.characters) >= TELLING]
    return median(_em(line) for line in (wide if len(wide) >= LEAST_WIDE else telling) or lines)


def words_of(lines: Sequence[Line], em: float, uprights: Sequence[Ruling] = ()) -> list[Word]:
    """The words of horizontal lines, cut at gaps, between numbers and at the upright rules they cross.

    `em` is the usual size of type: single characters far apart don't tell their own.
    """
    return [
        word
        for line in lines
        if not line.vertical and not _is_speck(line, em)
        for word in _cut(line, min(_em(line), LARGEST * em), uprights)
    ]


def rows_of(words: Sequence[Word], em: float) -> list[Row]:
    """Words grouped into printed rows, from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: w.box.center[1]):
        if rows and word.box.center[1] - median(w.box.center[1] for w in rows[-1]) < SAME_ROW * em:
            rows[-1].append(word)
        else:
            rows.append([word])
    return [tuple(sorted(row, key=lambda w: w.box.left)) for row in rows]


def _is_speck(line: Line, em: float) -> bool:
    """Whether characters were read from what is too low for any but dashes and signs."""
    read = [c for c in line.reading.characters if c.text.isalnum() and c.text != "一"]
    return bool(read) and line.box.height < SPECK * em


def _em(line: Line) -> float:
    """The size of a line's type, from the steps between its characters; or else its height."""
    steps = []
    for (one, x0), (other, x1) in pairwise(_placed(line)):
        if _is_wide(one.text) and _is_wide(other.text):
            steps.append(x1 - x0)
        elif one.text.isalnum() and other.text.isalnum() and not (_is_wide(one.text) or _is_wide(other.text)):
            steps.append((x1 - x0) / DIGIT_STEP)
    height = line.box.width if line.vertical else line.box.height
    most = MOST_WIDE_EM if any(_is_wide(c.text) for c, _ in _placed(line)) else MOST_EM
    return min(_usual(steps), most * height) if len(steps) >= 2 else height


def _usual(steps: Sequence[float]) -> float:
    """The mean of the steps that are much like their median: a recogniser places characters by its frames,
    a sixth of an em apart."""
    middle = median_low(steps)
    return mean(step for step in steps if abs(step - middle) <= ALIKE * middle)


def _placed(line: Line) -> list[tuple[Character, float]]:
    """The characters of a line that are no space, with the x of their middles."""
    box = line.box
    return [(c, box.left + c.place * box.width) for c in line.reading.characters if not c.text.isspace()]


def _is_wide(text: str) -> bool:
    return ord(text[0]) >= 0x2E80


def _cut(line: Line, em: float, uprights: Sequence[Ruling]) -> list[Word]:
    """The words of one line."""
    y = line.box.center[1]
    rules = sorted(r.position for r in uprights if r.start < y < r.end)
    groups: list[list[tuple[Character, float]]] = []
    for character, x in _placed(line):
        if character.text in _BARS and any(abs(x - rule) < ON_RULE * em for rule in rules):
            continue
        if not groups or _parted(groups[-1][-1], (character, x), em, rules):
            groups.append([])
        groups[-1].append((character, x))
    parts = [part for group in groups for part in _without_seams(group)]
    return [_word(part, line, em, part is parts[0], part is parts[-1]) for part in parts]


def _without_seams(group: list[tuple[Character, float]]) -> list[list[tuple[Character, float]]]:
    """A word cut where the next column begins: after a number of two decimals, before an item's label."""
    text = "".join(c.text[0] for c, _ in group)
    item = _ITEM_AFTER.search(text)
    if item:
        return [group[: item.start()], group[item.start() :]]
    if not _RUN_OF_NUMBERS.fullmatch(text):
        return [group]
    return [group[match.start() : match.end()] for match in _CENTS.finditer(text)]


def _parted(
    one: tuple[Character, float], other: tuple[Character, float], em: float, rules: Sequence[float]
) -> bool:
    """Whether two neighbouring characters belong to two words."""
    (left, x0), (right, x1) = one, other
    if any(x0 < rule < x1 for rule in rules):
        return True
    gap = x1 - x0 - _half(left, em) - _half(right, em)
    if left.text.isdigit() != right.text.isdigit() and (_is_wide(left.text) or _is_wide(right.text)):
        return gap > SEAM * em
    if left.text in _SIGNS and right.text.isdigit():
        return gap > SIGN_GAP * em
    letters = (
        left.text.isalpha() and right.text.isalpha() and not (_is_wide(left.text) or _is_wide(right.text))
    )
    half_empty = (
        left.text in _CLOSING
        or right.text in _OPENING
        or (left.text == ")" and _is_wide(right.text))
        or (right.text == "(" and _is_wide(left.text))
    )
    return gap > ((LATIN_GAP if letters else WORD_GAP) + HALF_EMPTY * half_empty) * em


def _half(character: Character, em: float) -> float:
    return (WIDE if _is_wide(character.text) else NARROW) * em


def _word(group: Sequence[tuple[Character, float]], line: Line, em: float, first: bool, last: bool) -> Word:
    """A group of characters as a word, one em high; the line's own ends are the surest."""
    (start, x0), (end, x1) = group[0], group[-1]
    left, right = x0 - _half(start, em), x1 + _half(end, em)
    if first and left - line.box.left < FAR_END * em:
        left = line.box.left
    if last and line.box.right - right < FAR_END * em:
        right = line.box.right
    middle = line.box.center[1]
    box = Box(left, middle - em / 2, max(right, left), middle + em / 2)
    return Word(box, "".join(c.text for c, _ in group))
