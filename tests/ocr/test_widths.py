"""Punctuation gets the width it was printed in; readings are laid out by hand, an em being 24 px."""

import numpy as np
import pytest

from budgetgrid.layout.geometry import Image
from budgetgrid.ocr.ink_columns import InkColumns, ink_columns
from budgetgrid.ocr.reading import Alternative, Character, Reading
from budgetgrid.ocr.widths import half_width, is_latin, settle_widths, white_inside

EM = 24.0


def laid_out(*pieces: tuple[str, float], width: float = 480.0) -> Reading:
    """Characters with their middles at the given places, in ems from the left."""
    return Reading(tuple(Character(text, 0.9, place * EM / width) for text, place in pieces))


def settled(*pieces: tuple[str, float]) -> str:
    return settle_widths(laid_out(*pieces), 480.0, 31.0).text


def test_a_colon_with_an_em_of_room_is_full_width():
    # 单位：万元, each character an em wide.
    assert settled(("单", 0.5), ("位", 1.5), (":", 2.3), ("万", 3.5), ("元", 4.5)) == "单位：万元"


def test_a_colon_with_half_an_em_of_room_is_half_width():
    assert settled(("单", 0.5), ("位", 1.5), ("：", 2.2), ("万", 3.0), ("元", 4.0)) == "单位:万元"


def test_brackets_that_belong_together_have_one_width():
    # The closing bracket ends the line and has no room to tell by; the opening one has half an em.
    read = (("行", 0.5), ("政", 1.5), ("（", 2.2), ("类", 3.0), ("款", 4.0), ("）", 4.9))
    assert settled(*read) == "行政(类款)"


def test_a_sign_at_the_end_of_a_line_of_ideographs_is_full_width():
    assert settled(("总", 0.5), ("额", 1.5), ("合", 2.5), (":", 3.3)) == "总额合："


def test_separators_of_numbers_stay_half_width():
    assert settled(("1", 0.25), (",", 0.75), ("2", 1.25), ("3", 1.75), ("4", 2.25)) == "1,234"


def test_separators_of_numbers_stay_half_width_however_much_room_they_seem_to_have():
    assert settled(("8", 0.5), ("2", 1.2), (",", 2.0), ("0", 2.8), ("9", 3.5)) == "82,09"


def test_room_near_the_middle_leaves_what_was_read():
    for sign in ("(", "（"):
        read = settled(("类", 0.5), ("款", 1.5), (sign, 2.3), ("项", 3.25), ("目", 4.25))
        assert read == f"类款{sign}项目"


def test_the_room_typesetting_leaves_beside_an_ideograph_is_no_space():
    assert settled(("共", 0.5), ("计", 1.5), (" ", 2.1), ("2", 2.5), ("0", 3.0)) == "共计20"


def test_a_wide_gap_stays_a_space_and_so_do_gaps_between_words():
    assert settled(("合", 0.5), ("并", 1.5), (" ", 3.0), ("计", 4.5), ("入", 5.5)) == "合并 计入"
    assert settled(("a", 0.25), ("b", 0.75), (" ", 1.2), ("c", 1.75)) == "ab c"


def test_both_widths_share_their_probability():
    colon = Character(":", 0.6, 2.3 * EM / 480, (Alternative("：", 0.3), Alternative("；", 0.05)))
    around = laid_out(("单", 0.5), ("位", 1.5), ("万", 3.5), ("元", 4.5)).characters
    read = settle_widths(Reading((*around[:2], colon, *around[2:])), 480.0, 31.0).characters[2]
    assert (read.text, read.probability) == ("：", 0.9)
    assert read.alternatives == (Alternative("；", 0.05),)


def test_readings_without_places_are_left_alone():
    read = Reading(tuple(Character(c, 0.9) for c in "单位:万元"))
    assert settle_widths(read, 480.0, 31.0) is read


def test_a_colon_between_digits_is_as_wide_as_it_was_printed_where_there_is_an_em_to_measure_by():
    wide = (("指", 0.5), ("标", 1.5), ("一", 2.5), ("1", 3.25), (":", 3.8), ("1", 4.75), ("0", 5.25))
    assert settled(*wide) == "指标一1：10"
    narrow = (("时", 0.5), ("间", 1.5), ("为", 2.5), ("8", 3.25), ("：", 3.7), ("3", 4.25), ("0", 4.75))
    assert settled(*narrow) == "时间为8:30"


def inked(*runs: tuple[float, float]) -> InkColumns:
    """Ink from and to these places, in ems from the left."""
    return InkColumns(np.round(np.array(runs) * EM).astype(np.intp), EM)


NAME = (("行", 0.5), ("政", 1.5), ("单", 2.5))
NAME_INK = ((0.05, 0.95), (1.05, 1.95), (2.05, 2.95))


def test_white_around_the_ink_of_a_sign_tells_its_width_where_places_are_off():
    # By the places of its neighbours the sign has half an em of room, by their ink an em, and the reverse.
    places = (*NAME, (":", 3.2), ("万", 4.0), ("元", 5.0))
    wide = inked(*NAME_INK, (3.2, 3.4), (4.05, 4.95), (5.05, 5.95))
    assert settle_widths(laid_out(*places), 480.0, 31.0, wide).text == "行政单：万元"
    places = (*NAME, ("：", 3.4), ("万", 4.5), ("元", 5.5))
    narrow = inked(*NAME_INK, (3.2, 3.4), (3.6, 4.5), (4.6, 5.5))
    assert settle_widths(laid_out(*places), 480.0, 31.0, narrow).text == "行政单:万元"


def test_ink_that_can_not_be_told_apart_leaves_it_to_the_places():
    joined = inked((0.05, 2.95), (3.0, 6.0))
    places = (*NAME, (":", 3.3), ("万", 4.5), ("元", 5.5))
    assert settle_widths(laid_out(*places), 480.0, 31.0, joined).text == "行政单：万元"


def test_bracket_set_tight_is_as_wide_as_those_with_as_much_white_inside():
    tight = laid_out(*NAME, ("(", 3.2), ("2", 3.75), ("0", 4.25))
    ink = inked(*NAME_INK, (3.1, 3.3), (3.6, 3.95), (4.05, 4.45))
    assert settle_widths(tight, 480.0, 31.0, ink, 0.3).text == "行政单（20"
    assert settle_widths(tight, 480.0, 31.0, ink, 0.15).text == "行政单(20"
    assert settle_widths(tight, 480.0, 31.0, ink).text == "行政单(20"


def test_white_inside_brackets_is_that_of_full_width_ones():
    wide = laid_out(*NAME, ("(", 3.7), ("万", 4.5))
    ink = inked(*NAME_INK, (3.6, 3.8), (4.05, 4.95))
    assert white_inside([(wide, 480.0, 31.0, ink)]) == pytest.approx(0.25)
    narrow = laid_out(*NAME, ("（", 3.2), ("万", 4.0))
    ink = inked(*NAME_INK, (3.1, 3.3), (3.5, 4.4))
    assert white_inside([(narrow, 480.0, 31.0, ink)]) is None


def test_sign_that_stands_off_its_figure_is_full_width_and_has_no_space_beside_it():
    figure = laid_out((">", 0.5), (" ", 0.8), ("8", 1.25), ("5", 1.75))
    assert settle_widths(figure, 480.0, 31.0, inked((0.2, 0.8), (1.0, 1.4), (1.5, 1.9))).text == "＞85"
    beside = laid_out((">", 0.5), ("8", 1.05), ("5", 1.55))
    assert settle_widths(beside, 480.0, 31.0, inked((0.2, 0.8), (0.85, 1.25), (1.35, 1.75))).text == ">85"
    spaced = laid_out((">", 0.5), (" ", 0.9), ("8", 1.55), ("5", 2.05))
    assert settle_widths(spaced, 480.0, 31.0, inked((0.2, 0.8), (1.3, 1.7), (1.8, 2.2))).text == "> 85"


def test_ink_columns_are_the_runs_of_dark_columns():
    crop: Image = np.full((20, 30, 3), 240, np.uint8)
    crop[5:15, 4:8] = crop[8:12, 20:30] = 30
    found = ink_columns(crop)
    assert found.runs.tolist() == [[4, 8], [20, 30]]
    assert found.height == 10


def test_signs_of_a_page_without_ideographs_are_half_width():
    text = "TOTAL OPERATIONS（A.）20—1"
    words = [Reading(tuple(Character(sign, 0.9) for sign in text))] * 4
    assert is_latin(words)
    assert half_width(words[0], 480.0, inked()).text == "TOTAL OPERATIONS(A.)20-1"


def test_a_dash_read_as_an_ideograph_leaves_a_page_latin():
    words = [Reading(tuple(Character(sign, 0.9) for sign in text)) for text in ("TOTAL OPERATIONS", "一") * 4]
    assert is_latin(words)
    assert half_width(words[1], 480.0, inked()).text == "-"


@pytest.mark.parametrize(("length", "text"), [(0.25, "7-S"), (0.55, "7–S")])
def test_a_hyphen_on_a_page_of_letters_is_shorter_than_the_step_of_its_figures(length: float, text: str):
    line = laid_out(("3", 0.25), ("7", 0.8), ("–", 1.6), ("S", 2.4))
    ink = inked((0.05, 0.45), (0.6, 1.0), (1.6 - length / 2, 1.6 + length / 2), (2.2, 2.6))
    assert half_width(line, 480.0, ink).text == f"3{text}"


@pytest.mark.parametrize(
    ("read", "text"), [("incI.", "incl."), ("McIntyre", "McIntyre"), ("Item I", "Item I")]
)
def test_a_capital_after_a_small_letter_of_a_word_is_a_small_one(read: str, text: str):
    line = Reading(tuple(Character(sign, 0.9) for sign in read))
    assert half_width(line, 480.0, inked()).text == text


@pytest.mark.parametrize("texts", [("TOTAL OPERATIONS（A.）", "元") * 4, ("（1.2）", "GDP") * 9])
def test_an_ideograph_or_few_letters_leave_a_page_its_own_widths(texts):
    assert not is_latin(Reading(tuple(Character(sign, 0.9) for sign in text)) for text in texts)


@pytest.mark.parametrize(("read", "length", "text"), [("一", 0.9, "—"), ("-", 0.95, "—"), ("—", 0.3, "-")])
def test_dash_between_figures_is_told_from_a_hyphen_by_its_length(
    read: str, length: float, text: str
) -> None:
    line = laid_out(("方", 0.5), ("案", 1.5), ("书", 2.5), ("5", 3.25), (read, 4.0), ("7", 4.75))
    ink = inked(
        (0.05, 0.95), (1.05, 1.95), (2.05, 2.95), (3.05, 3.45), (4 - length / 2, 4 + length / 2), (4.55, 4.95)
    )
    assert settle_widths(line, 480.0, 31.0, ink).text == f"方案书5{text}7"


@pytest.mark.parametrize(("read", "room", "text"), [("-", 1.05, "—"), ("—", 0.45, "-"), ("-", 0.6, "-")])
def test_a_dash_too_pale_to_be_ink_is_as_long_as_the_white_between_its_neighbours(
    read: str, room: float, text: str
) -> None:
    line = laid_out(("方", 0.5), ("案", 1.5), ("5", 2.25), (read, 2.5 + room / 2), ("7", 2.75 + room))
    ink = inked((0.05, 0.95), (1.05, 1.95), (2.05, 2.5), (2.5 + room, 2.95 + room))
    assert settle_widths(line, 480.0, 31.0, ink).text == f"方案5{text}7"


def test_brackets_of_a_pair_have_one_width_where_their_room_tells_none() -> None:
    read = (("类", 0.5), ("款", 1.5), ("(", 2.3), ("项", 3.25), ("目", 4.25), ("）", 5.05), ("金", 6.0))
    assert settled(*read) == "类款（项目）金"


def test_a_dash_beside_an_ideograph_stays_as_read() -> None:
    line = laid_out(("方", 0.5), ("案", 1.5), ("书", 2.5), ("一", 3.5), ("7", 4.25))
    ink = inked((0.05, 0.95), (1.05, 1.95), (2.05, 2.95), (3.05, 3.95), (4.05, 4.45))
    assert settle_widths(line, 480.0, 31.0, ink).text == "方案书一7"
