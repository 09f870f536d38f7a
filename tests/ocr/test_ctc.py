from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from budgetgrid.ocr.ctc import ALTERNATIVES, Frames, candidates, frames_of_batch
from budgetgrid.ocr.ctc import decode as decode_frames
from budgetgrid.ocr.reading import Alternative, Reading

ALPHABET = ("1", "2", "≥", "一", " ")
BLANK = ""


def frames(*rows: dict[str, float]) -> NDArray[np.float32]:
    """Frames from {character: probability}; what is left over goes to the last class, or to the blank."""
    table = np.zeros((len(rows), len(ALPHABET) + 1), np.float32)
    for t, row in enumerate(rows):
        for text, probability in row.items():
            table[t, 0 if text == BLANK else ALPHABET.index(text) + 1] = probability
    return table


def decode(line: NDArray[np.float32], alphabet: tuple[str, ...], share: float = 1.0) -> Reading:
    return decode_frames(frames_of_batch(line[None])[0], alphabet, share)


def test_a_run_of_frames_is_one_character_with_its_best_probability() -> None:
    reading = decode(frames({BLANK: 1}, {"1": 0.7}, {"1": 0.9}, {BLANK: 1}), ALPHABET)
    assert reading.text == "1"
    assert reading.characters[0].probability == 0.9


def test_equal_characters_with_a_blank_between_are_two() -> None:
    assert decode(frames({"1": 1}, {BLANK: 1}, {"1": 1}), ALPHABET).text == "11"


def test_different_characters_need_no_blank() -> None:
    assert decode(frames({"1": 1}, {"2": 1}), ALPHABET).text == "12"


def test_all_blank_reads_as_nothing_and_knows_no_confidence() -> None:
    reading = decode(frames({BLANK: 1}, {BLANK: 1}), ALPHABET)
    assert reading.characters == ()
    assert reading.confidence is None


def test_runners_up_come_best_first_with_the_blank_as_empty_text() -> None:
    reading = decode(frames({"1": 0.6, BLANK: 0.3, "2": 0.1}), ALPHABET)
    assert reading.characters[0].alternatives == (Alternative("", 0.3), Alternative("2", 0.1))


def test_runners_up_are_limited() -> None:
    row = {"1": 0.5, "2": 0.1, "≥": 0.1, "一": 0.1, " ": 0.1, BLANK: 0.1}
    assert len(decode(frames(row), ALPHABET).characters[0].alternatives) == ALTERNATIVES


def test_sure_character_has_no_runners_up() -> None:
    assert decode(frames({"1": 0.9999, "2": 0.0001}), ALPHABET).characters[0].alternatives == ()


def test_leading_character_lost_to_the_blank_lowers_the_first_ones_probability() -> None:
    reading = decode(frames({BLANK: 0.6, "≥": 0.4}, {"2": 1.0}), ALPHABET)
    assert reading.text == "2"
    assert reading.characters[0].probability == pytest.approx(0.6)
    assert reading.characters[0].alternatives == (Alternative("≥2", 0.4),)


def test_character_lost_in_the_middle_is_charged_to_the_one_before_it_alone() -> None:
    reading = decode(frames({"1": 1.0}, {BLANK: 0.75, "一": 0.25}, {"2": 1.0}), ALPHABET)
    assert [c.probability for c in reading.characters] == [0.75, 1.0]
    assert reading.characters[0].alternatives == (Alternative("1一", 0.25),)


def test_tail_of_the_neighbour_in_a_blank_frame_is_no_lost_character() -> None:
    reading = decode(frames({"1": 1.0}, {BLANK: 0.6, "1": 0.4}, {BLANK: 1.0}), ALPHABET)
    assert reading.characters[0].probability == 1.0


def test_places_are_fractions_of_the_crop_and_not_of_its_padding() -> None:
    rows = [{BLANK: 1.0}] * 8
    rows[1] = {"1": 1.0}
    assert decode(frames(*rows), ALPHABET, share=0.5).characters[0].place == pytest.approx(1.5 / 4)


def test_probabilities_are_rounded_to_four_decimals() -> None:
    assert decode(frames({"1": 0.123456789, BLANK: 0.05}), ALPHABET).characters[0].probability == 0.1235


def test_batch_holds_the_frames_of_each_line_alone() -> None:
    one, two = frames({"1": 0.9, "2": 0.1}, {BLANK: 1}), frames({"2": 0.8, "1": 0.2}, {"一": 1})
    assert frames_of_batch(np.stack([one, two])) == [
        frames_of_batch(one[None])[0],
        frames_of_batch(two[None])[0],
    ]


def test_frames_left_out_are_blank() -> None:
    rows = [{"1": 1.0}, {BLANK: 1.0}, {"1": 0.9, BLANK: 0.1}, {"2": 0.8, BLANK: 0.2}, {BLANK: 1.0}]
    whole = frames_of_batch(frames(*rows)[None])[0]
    some = Frames(5, {t: whole.seen[t] for t in (0, 2, 3)})
    assert decode_frames(some, ALPHABET) == decode_frames(whole, ALPHABET)


def test_line_of_which_nothing_is_seen_reads_as_nothing() -> None:
    assert decode_frames(Frames(4, {}), ALPHABET) == Reading(())


def test_candidates_come_likeliest_first_and_equals_by_class() -> None:
    row = np.array([[0.2, 0.2, 0.5, 0.0005, 0.0995]], np.float32)
    assert [c for c, _ in next(candidates(row))] == [2, 0, 1, 4]


def test_frame_spread_over_many_classes_keeps_its_likeliest() -> None:
    row = np.full((1, 5000), 0.00019, np.float32)
    row[0, 17] = 0.0005
    assert [c for c, _ in next(candidates(row))] == [17]
