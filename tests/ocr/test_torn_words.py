"""Words torn by a line's end, and what a page writes elsewhere."""

from __future__ import annotations

import pytest

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.reading import Alternative, Character, Line, Reading
from budgetgrid.ocr.torn_words import with_torn_words

BOX = Box(0, 0, 10, 10)


def line(text: str, **alternatives: float) -> Line:
    """A line whose last character has these alternatives."""
    others = tuple(Alternative(t, p) for t, p in alternatives.items())
    characters = [Character(c, 0.99) for c in text]
    characters[-1] = Character(text[-1], 0.7, 0.9, others)
    return Line(BOX, Reading(tuple(characters)))


def texts(cells: list[tuple[Line, ...]]) -> list[str]:
    return ["|".join(ln.text for ln in lines) for lines in cells]


INCOME = [(line("收入合计"),), (line("财政收入"),), (line("其他收入"),)]
TORN = (line("其他收"), line("人", 入=0.24))


def test_torn_word_is_read_as_the_page_writes_it_elsewhere() -> None:
    read = with_torn_words([*INCOME, TORN])
    assert texts(read)[-1] == "其他收|入"
    mended = read[-1][1].reading
    assert mended.by_context
    assert mended.confidence == 0.24
    assert mended.characters[0].alternatives == (Alternative("人", 0.7),)


@pytest.mark.parametrize(
    "cells",
    [
        [*INCOME[:2], TORN],
        [*INCOME, (line("收人"),), TORN],
        [*INCOME, (line("其他收"), line("人", 入=0.05))],
        [*INCOME, (line("其他收"), line("人"))],
    ],
    ids=["too rare", "written both ways", "alternative far off", "none"],
)
def test_reading_stays_without_a_close_alternative_and_clear_evidence(cells: list[tuple[Line, ...]]) -> None:
    assert texts(with_torn_words(cells))[-1] == "其他收|人"


def test_first_half_of_a_torn_word_is_read_by_its_second() -> None:
    read = with_torn_words([*INCOME, (line("其他牧", 收=0.3), line("入"))])
    assert texts(read)[-1] == "其他收|入"


def test_word_that_the_page_has_nowhere_else_is_read_as_its_other_words() -> None:
    assert texts(with_torn_words([*INCOME, (line("其他收人", 入=0.2),)]))[-1] == "其他收入"


@pytest.mark.parametrize(
    "cells",
    [
        [*INCOME, (line("收人"),), (line("其他收人", 入=0.4),)],
        [*INCOME[:2], (line("其他收人", 入=0.4),)],
        [*INCOME, (line("其他收人", 入=0.05),)],
    ],
    ids=["written both ways", "too rare", "alternative far off"],
)
def test_whole_words_stay_as_they_were_read(cells: list[tuple[Line, ...]]) -> None:
    assert texts(with_torn_words(cells))[-1] == "其他收人"
