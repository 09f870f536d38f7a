from __future__ import annotations

import pytest

from budgetgrid.ocr.number_shapes import settle_numbers
from budgetgrid.ocr.reading import Alternative, Character, Reading

SECOND = {"O": "0", "o": "0", ".": ",", "，": "."}


def read(text: str) -> Reading:
    """A reading whose doubtful characters each have one runner-up, of a fifth."""
    return Reading(
        tuple(Character(c, 0.7, 0.0, (Alternative(SECOND[c], 0.2),) if c in SECOND else ()) for c in text)
    )


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("O", "0"),
        ("1O0.o0", "100.00"),
        ("28.849.38", "28,849.38"),
        ("1.234.567,00", "1,234,567,00"),
        ("(5.678.17)", "(5,678.17)"),
    ],
)
def test_number_has_zeros_and_one_decimal_point(text: str, settled: str) -> None:
    assert settle_numbers(read(text)).text == settled


@pytest.mark.parametrize("text", ["OA", "GIS2.0O套", "849.38", "2.12.15", "2021.12.31", "-", ""])
def test_what_is_no_number_or_one_already_stays(text: str) -> None:
    assert settle_numbers(read(text)) == read(text)


def test_character_that_was_not_considered_is_not_put_in() -> None:
    reading = Reading((Character("O", 0.9, 0.5, (Alternative("Q", 0.05),)),))
    assert settle_numbers(reading) == reading


def test_both_shapes_share_their_probability() -> None:
    (zero,) = settle_numbers(read("O")).characters
    assert (zero.text, zero.probability, zero.alternatives) == ("0", 0.9, ())
