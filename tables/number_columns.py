"""Columns of numbers, read as such: 一 alone among figures is a dash, a lone O is 0, a last point a speck, a
point before three digits a comma where amounts are whole.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from budgetgrid.ocr.alphabets import NUMBERS, read_in_form, read_under
from budgetgrid.ocr.reading import Alternative, Character, Line, Reading
from budgetgrid.tables.grid import Grid

FIGURE = re.compile(r"[-+−–—△▲(（]?[\d０-９][\d０-９,，.．]*[)）]?[%％‰]?[)）]?|[-−–—]+")
"""A text that is one number, or dashes that stand for one."""

WELL_FORMED = re.compile(
    r"[-+−–—△▲]?\(?[-+−–△▲]?(?:\d+|(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?)[%‰]?\)?%?|[-−–—]+"
)
"""A number as one is printed: with no point at its end, not two points, and thousands of three digits."""

LOOK_ALIKE = re.compile(r"[\d.,，．:：;；·'`\"“”、。%％()（）一二丨OoQDIlSBZ—–−_=~+|/<>-]+")
"""What is read where a number stands: besides its characters those of their shapes. Words have others."""

LEAST_FIGURES = 3
MOST_WORDS = 0.5
"""A column of numbers has at least so many and at most this share of other texts to them, look-alikes not
counted; or so many dashes: no word is one stroke in three cells."""

LEAST_BESIDE = 2
"""In a row of so many amounts one stroke alone is a dash, in whatever column: forms have few in each."""

ODDS = 100.0
"""How many times likelier a number is than a text of look-alikes in a column of numbers. Of the first six
cells of 17 training scans that were read otherwise by it five became right, and none had been."""

STROKES = frozenset("-−–—一_")
"""One flat stroke, whatever it is called."""

FLAT = 0.4
"""What is lower than this, in heights of the table's figures, and alone, is no digit: of 197 lone digits of
training scans at light to hard damage the lowest was 0.53 high, of 1,910 dashes nine in ten up to 0.26."""

DASH_SHAPE = 1.5
LONGEST_DASH = 1.6
"""A dash is as many times wider than high, and up to so long in heights of figures."""

MOST_READ = 2
"""Characters that a dash is read as at most: at hard damage 44, （一."""

EM_DASH = 0.82
"""Median length of a table's dashes, in heights of its figures, from which they are of an em: in five
documents 0.91 to 1.18, hyphens 0.7 in a sixth."""

EM_STEPS = 1.1
"""And in steps from digit to digit: a typewriter's hyphen, long beside its low figures, has one at most."""

FLAT_ODDS = 1e4
UNNAMED = 0.001
"""How many times likelier a stroke is there than anything else, and the probability of what the recogniser
did not name: at hard damage dashes were read as 1 with up to 0.98, and as 4 or 大 with no dash considered."""


WHOLE_AMOUNT = re.compile(r"[-(（]?\d{1,3}(?:,\d{3})+[)）]?")
THREE_DECIMALS = re.compile(r"[-(（]?\d{1,3}(?:,\d{3})*\.\d{3}[)）]?")
"""An amount of thousands without decimals, and one whose point may be a comma that lost its tail to blur."""

WHOLE_TO_POINTS = 3
"""A table's amounts are whole where so many times more of them are than have a point."""

COMMA_ODDS = 1e3
"""How many times likelier such a table has a comma there than three decimals."""

ASKED_AGAIN = 4096
"""Texts, those of some pages, whose form is kept: it is asked for some ten times while a table is rated."""


@dataclass(frozen=True, slots=True)
class _Print:
    """How a table prints numbers: the height of its figures (px), its dash, how many of those it has, and
    whether its amounts are whole.
    """

    height: float
    dash: str
    dashes: int
    whole: bool


@lru_cache(maxsize=ASKED_AGAIN)
def is_figure(text: str) -> bool:
    """Whether a text is one number, or a dash that stands for one."""
    return FIGURE.fullmatch("".join(text.split())) is not None


@lru_cache(maxsize=ASKED_AGAIN)
def is_well_formed(text: str) -> bool:
    """Whether a text is a number with its points and commas where a number has them, or a dash."""
    return WELL_FORMED.fullmatch(unicodedata.normalize("NFKC", "".join(text.split()))) is not None


def read_number_columns(grid: Grid, texts: Sequence[Sequence[Line]]) -> tuple[tuple[Line, ...], ...]:
    """The lines of each span, those in columns of numbers as numbers where the recogniser considered one.

    What is as flat as a dash and alone is one, however it was read, in a table that has some.
    """
    look = _print_of(texts)
    numeric = _number_columns(grid, texts, look)
    amounts = _rows_of_amounts(grid, texts)
    return tuple(
        (_as_number(lines[0], look),)
        if len(lines) == 1
        and (
            (span.col in numeric and span.colspan == 1)
            or (amounts[span.row] >= LEAST_BESIDE and _is_dash(lines[0], look))
            or (look.whole and THREE_DECIMALS.fullmatch(lines[0].text))
        )
        else tuple(lines)
        for span, lines in zip(grid.spans, texts, strict=True)
    )


def _rows_of_amounts(grid: Grid, texts: Sequence[Sequence[Line]]) -> Counter[int]:
    """How many amounts, figures with a point or a comma, each row has."""
    alone = ((span.row, lines[0].text) for span, lines in zip(grid.spans, texts) if len(lines) == 1)
    return Counter(row for row, text in alone if is_well_formed(text) and re.search("[.,]", text))


def _print_of(texts: Sequence[Sequence[Line]]) -> _Print:
    alone = [lines[0] for lines in texts if len(lines) == 1]
    figures = [ln for ln in alone if re.search(r"\d", ln.text) and is_figure(ln.text)]
    height = statistics.median(ln.box.height for ln in figures) if figures else 0.0
    step = statistics.median(ln.box.width / len(ln.text) for ln in figures) if figures else 0.0
    widths = [ln.box.width for ln in alone if _is_flat(ln, height) and _stroke_probability(ln.reading)]
    em = bool(widths) and statistics.median(widths) >= max(EM_DASH * height, EM_STEPS * step)
    return _Print(height, "—" if em else "-", len(widths), _are_whole(figures))


def _are_whole(figures: Sequence[Line]) -> bool:
    """Whether the amounts of a table have thousands and no decimals."""
    whole = sum(1 for ln in figures if WHOLE_AMOUNT.fullmatch(ln.text))
    points = sum(1 for ln in figures if "." in ln.text and ln.text[-1] not in "%％‰")
    return whole >= LEAST_FIGURES and whole >= WHOLE_TO_POINTS * points


def _is_flat(line: Line, height: float) -> bool:
    """Whether a line was read as a character or two, and has a dash's shape beside figures."""
    box = line.box
    return (
        len(line.reading.characters) <= MOST_READ
        and box.height < FLAT * height
        and DASH_SHAPE * box.height < box.width < LONGEST_DASH * height
    )


def _stroke_probability(reading: Reading) -> float:
    """The probability of a stroke in a reading of one character, by whatever name."""
    return sum(
        c.probability * (c.text in STROKES) + sum(a.probability for a in c.alternatives if a.text in STROKES)
        for c in reading.characters
    )


def _number_columns(grid: Grid, texts: Sequence[Sequence[Line]], look: _Print) -> set[int]:
    figures, dashes, words = [0] * grid.cols, [0] * grid.cols, [0] * grid.cols
    for span, lines in zip(grid.spans, texts, strict=True):
        text = "".join(line.text for line in lines)
        if span.colspan > 1 or not lines:
            continue
        dash = len(lines) == 1 and _is_dash(lines[0], look)
        dashes[span.col] += dash
        if dash or is_well_formed(text):
            figures[span.col] += 1
        elif text and LOOK_ALIKE.fullmatch(text) is None:
            words[span.col] += 1
    return {
        col
        for col in range(grid.cols)
        if figures[col] >= LEAST_FIGURES
        and (words[col] <= MOST_WORDS * figures[col] or dashes[col] >= LEAST_FIGURES)
    }


def _is_dash(line: Line, look: _Print) -> bool:
    """Whether a line is a stroke by its shape, and the recogniser or the table's other cells have it so."""
    known = look.dashes >= LEAST_FIGURES or _stroke_probability(line.reading) > 0
    return known and _is_flat(line, look.height)


def _as_number(line: Line, look: _Print) -> Line:
    """The line as a number; as it is where it is one, or can't be one."""
    if _is_dash(line, look):
        return line if line.text == look.dash else _as_dash(line, look.dash)
    if look.whole and THREE_DECIMALS.fullmatch(line.text):
        return _with_comma(line)
    text = "".join(line.text.split())
    if not text or is_well_formed(text) or LOOK_ALIKE.fullmatch(text) is None:
        return line
    reading = read_in_form(line.reading, is_well_formed, ODDS)
    if reading is None and not is_figure(text):
        reading = read_under(line.reading, NUMBERS, ODDS)
    return replace(line, reading=reading) if reading is not None and is_figure(reading.text) else line


def _with_comma(line: Line) -> Line:
    """The line with a comma for its point, which stays among the alternatives."""
    characters = line.reading.characters
    index = next((i for i, c in enumerate(characters) if c.text == "."), None)
    if index is None:
        return line
    point = characters[index]
    considered = max(UNNAMED, sum(a.probability for a in point.alternatives if a.text == ","))
    sure = round(considered * COMMA_ODDS / (considered * COMMA_ODDS + point.probability), 4)
    others = (Alternative(".", round(1 - sure, 4)), *(a for a in point.alternatives if a.text != ","))
    comma = replace(point, text=",", probability=sure, alternatives=others)
    reading = Reading((*characters[:index], comma, *characters[index + 1 :]), by_context=True)
    return replace(line, reading=reading)


def _as_dash(line: Line, dash: str) -> Line:
    """The line read as a dash, what it was read as before among its alternatives."""
    stroke = max(UNNAMED, _stroke_probability(line.reading))
    sure = stroke * FLAT_ODDS / (stroke * FLAT_ODDS + max(0.0, 1 - stroke))
    read = [Alternative(c.text, round(c.probability * (1 - sure), 4)) for c in line.reading.characters]
    character = Character(dash, round(sure, 4), 0.5, tuple(read))
    return replace(line, reading=Reading((character,), by_context=True))
