"""Columns of numbers read with the alphabet of numbers, and only with what the recogniser considered."""

from __future__ import annotations

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.alphabets import NUMBERS, read_under
from budgetgrid.ocr.reading import Alternative, Character, Line, Reading
from budgetgrid.tables.grid import Grid, Span
from budgetgrid.tables.number_columns import is_figure, read_number_columns


def character(text: str, probability: float = 1.0, **others: float) -> Character:
    return Character(text, probability, 0.5, tuple(Alternative(t, p) for t, p in others.items()))


def column(*readings: Reading) -> tuple[Grid, list[tuple[Line, ...]]]:
    rows = tuple(20.0 * i for i in range(len(readings) + 1))
    spans = tuple(Span(row, 0) for row in range(len(readings)))
    return Grid(rows, (0.0, 100.0), spans), [(Line(Box(40, 5, 60, 15), r),) for r in readings]


def read(text: str) -> Reading:
    return Reading(tuple(character(c) for c in text))


FIGURES = (read("1.00"), read("2.50"), read("30.00"))
STROKE = Reading((character("一", 0.75, **{"-": 0.24}),))


def test_lone_stroke_among_figures_is_a_dash_and_says_so():
    texts = read_number_columns(*column(*FIGURES, STROKE))
    (line,) = texts[3]
    assert (line.text, line.reading.by_context) == ("-", True)
    assert line.reading.characters[0].probability == round(24 / 24.75, 4)
    assert line.reading.characters[0].alternatives == (Alternative("一", round(0.75 / 24.75, 4)),)


def test_stroke_among_words_stays_what_was_read():
    grid, texts = column(read("教育"), read("住房"), read("卫生"), STROKE)
    assert read_number_columns(grid, texts) == tuple(texts)


def test_what_the_recogniser_did_not_consider_is_not_read():
    grid, texts = column(*FIGURES, Reading((character("一", 0.99),)))
    assert read_number_columns(grid, texts) == tuple(texts)


def test_words_in_a_column_of_numbers_stay():
    word = Reading((character("无", 0.9, **{"7": 0.1}),))
    grid, texts = column(*FIGURES, word)
    assert read_number_columns(grid, texts) == tuple(texts)


def test_colon_between_digits_of_a_number_column_is_its_point():
    odd = Reading((character("0"), character(":", 0.99, **{".": 0.01}), character("0"), character("0")))
    assert read_number_columns(*column(*FIGURES, odd))[3][0].text == "0.00"


def test_reading_inside_the_alphabet_is_left_with_its_probabilities():
    reading = read_under(read("12"), NUMBERS, 100.0)
    assert reading is not None
    assert [c.probability for c in reading.characters] == [1.0, 1.0]


def test_figures_are_numbers_and_the_dashes_in_their_places():
    assert [is_figure(t) for t in ("1,234.50", "(3.00)", "92%", "-", "——", "-1.00")] == [True] * 6
    assert [is_figure(t) for t in ("", "一", ".99", "≥92%", "3月")] == [False] * 5
