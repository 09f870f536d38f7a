"""Columns of numbers read with the alphabet of numbers, and only with what the recogniser considered."""

from __future__ import annotations

import pytest

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.alphabets import NUMBERS, read_under
from budgetgrid.ocr.reading import Alternative, Character, Line, Reading
from budgetgrid.tables.build import cell_alternatives
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


WHOLE = (read("1,200"), read("12,345,000"), read("379,745"))


@pytest.mark.parametrize(("considered", "sure"), [({}, 0.5051), ({",": 0.02}, 0.9533)])
def test_point_before_three_digits_is_a_comma_among_whole_amounts(
    considered: dict[str, float], sure: float
) -> None:
    point = character(".", 0.98, **considered)
    blurred = Reading((*read("264").characters, point, *read("756").characters))
    (line,) = read_number_columns(*column(*WHOLE, blurred))[3]
    assert (line.text, line.reading.by_context) == ("264,756", True)
    assert line.reading.characters[3].probability == sure
    assert line.reading.characters[3].alternatives[0].text == "."


@pytest.mark.parametrize("others", [FIGURES, (*WHOLE, *FIGURES), WHOLE[:2]])
def test_point_before_three_digits_stays_where_amounts_have_decimals_or_are_few(
    others: tuple[Reading, ...],
) -> None:
    grid, texts = column(*others, read("264.756"))
    assert read_number_columns(grid, texts)[-1][0].text == "264.756"


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


def flat(reading: Reading, width: float) -> Line:
    """A stroke 2 high where figures are 10 high."""
    return Line(Box(40, 9, 40 + width, 11), reading)


def read_with(*lines: Line) -> list[str]:
    grid, texts = column(*FIGURES, *(line.reading for line in lines))
    return [ls[0].text for ls in read_number_columns(grid, [*texts[:3], *((line,) for line in lines)])][3:]


@pytest.mark.parametrize(("width", "dash"), [(10.0, "—"), (7.0, "-")])
def test_flat_stroke_among_figures_is_a_dash_of_its_length(width, dash):
    one = Reading((character("1", 0.98, **{"一": 0.003}),))
    assert read_with(flat(read("一"), width), flat(one, width)) == [dash, dash]


def test_stroke_without_a_thought_of_one_needs_other_dashes_in_its_table():
    strokes = [flat(read("一"), 10)] * 3
    assert read_with(*strokes, flat(read("4"), 10)) == ["—"] * 4
    assert read_with(*strokes[:2], flat(read("4"), 10)) == ["—", "—", "4"]


def test_three_strokes_make_a_column_of_dashes_whatever_words_stand_in_it():
    words = [flat(read(text), 30) for text in ("财政拨款", "其中", "小计", "专户", "其他")]
    assert read_with(*words, *[flat(read("一"), 10)] * 3)[5:] == ["—"] * 3
    rows = [flat(read(text), 10) for text in ("财政拨款", "其中", "小计", "专户", "其他", "一", "一")]
    assert read_with(*rows)[5:] == ["一", "一"]


@pytest.mark.parametrize(("beside", "dash"), [("1,200.00", "—"), ("教育", "一")])
def test_stroke_in_a_row_of_amounts_is_a_dash_in_any_column(beside, dash):
    cells = [read("财政"), read("3.50"), read(beside), read("一")]
    spans = tuple(Span(0, col) for col in range(4))
    grid = Grid((0.0, 20.0), (0.0, 50.0, 100.0, 150.0, 200.0), spans)
    lines = [*((Line(Box(40, 5, 60, 15), r),) for r in cells[:3]), (flat(cells[3], 10.0),)]
    assert read_number_columns(grid, lines)[3][0].text == dash


def test_flat_stroke_read_as_two_characters_is_a_dash_among_others():
    others = [flat(read("一"), 10.0) for _ in range(3)]
    assert read_with(*others, flat(read("44"), 10.0))[-1] == "—"


def test_digit_of_its_height_is_no_dash():
    one = Line(Box(40, 5, 44, 15), Reading((character("1", 0.6, **{"一": 0.4}),)))
    assert read_with(*[flat(read("一"), 10)] * 3, one)[3] == "1"


@pytest.mark.parametrize("text", ["28,849.38.", ".40.35", "30201."])
def test_mark_before_or_after_a_number_is_a_speck_where_nothing_was_considered(text):
    characters = [character(c, 0.9, **{"": 0.1}) if c == "." else character(c) for c in text]
    inner = Reading(tuple(characters))
    grid, texts = column(*FIGURES, inner)
    (line,) = read_number_columns(grid, texts)[3]
    assert (line.text, line.reading.by_context) == (text.strip("."), True)
    assert text in [alternative.text for alternative in cell_alternatives([line])]


@pytest.mark.parametrize(("read_as", "number"), [("1002,123891", "1002.123891"), ("9.153.72", "9,153.72")])
def test_point_read_as_comma_gives_way_to_the_form_of_a_number(read_as, number):
    others = {",": ".", ".": ","}
    reading = Reading(tuple(character(c, 0.9, **({others[c]: 0.1} if c in others else {})) for c in read_as))
    assert read_number_columns(*column(*FIGURES, reading))[3][0].text == number


def test_dates_are_not_taken_for_malformed_numbers():
    dates = [
        Reading(tuple(character(c, 0.9, **({"": 0.1} if c == "." else {})) for c in text))
        for text in ("2021.12.31", "2021.06.30", "2020.12.31")
    ]
    grid, texts = column(*dates)
    assert read_number_columns(grid, texts) == tuple(texts)


def test_mark_that_surely_stands_there_stays():
    grid, texts = column(*FIGURES, read("30201."))
    assert read_number_columns(grid, texts) == tuple(texts)


def test_reading_inside_the_alphabet_is_left_with_its_probabilities():
    reading = read_under(read("12"), NUMBERS, 100.0)
    assert reading is not None
    assert [c.probability for c in reading.characters] == [1.0, 1.0]


def test_figures_are_numbers_and_the_dashes_in_their_places():
    assert [is_figure(t) for t in ("1,234.50", "(3.00)", "92%", "-", "——", "-1.00")] == [True] * 6
    assert [is_figure(t) for t in ("", "一", ".99", "≥92%", "3月")] == [False] * 5
