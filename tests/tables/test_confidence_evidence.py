"""Evidence against cells: numbers unlike their table's, heads of a lost row, signs that may be others."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from budgetgrid.layout.geometry import Box
from budgetgrid.layout.rulings import Ruling
from budgetgrid.ocr.reading import Alternative, Character, Line, Reading
from budgetgrid.tables.build import build_table
from budgetgrid.tables.confidence.around_grid import heads_above, rules_inside, sides_beyond
from budgetgrid.tables.confidence.columns import Columns
from budgetgrid.tables.confidence.comparisons import comparison_doubts, is_doubtful
from budgetgrid.tables.confidence.evidence import PLACE_DOUBTS, PageLook, gather_evidence
from budgetgrid.tables.confidence.number_doubts import (
    holds_several,
    malformed,
    number_print,
    odd_height,
    room,
)
from budgetgrid.tables.confidence.rating import rate_table
from budgetgrid.tables.confidence.read_cell import ReadCell
from budgetgrid.tables.confidence.spacing import leading, looseness
from budgetgrid.tables.grid import Grid, Span

HEIGHT = 14.0


def number(text: str, width: float, height: float = HEIGHT) -> Line:
    return Line(Box(0, 0, width, height), Reading(tuple(Character(c, 1.0) for c in text)))


def placed(text: str, left: float, top: float, width: float, height: float = 20.0) -> Line:
    box = Box(left, top, left + width, top + height)
    return Line(box, Reading(tuple(Character(c, 1.0) for c in text)))


NUMBERS = [number("1234.50", 10 * (6 + 0.5 - 0.15)), number("0.00", 33.5), number("22.50", 43.5)] * 3


def test_digit_that_was_lost_leaves_the_number_too_wide():
    look = number_print(NUMBERS)
    assert (look.height, look.digit, look.point) == pytest.approx((HEIGHT, 10.0, 0.5))
    assert room([number("22.50", 53.5)], look) == pytest.approx(1 - 0.35)
    assert room([number("22.50", 43.5)], look) == 0


def test_speck_is_lower_than_digits():
    look = number_print(NUMBERS)
    assert odd_height([number("1", 4, HEIGHT / 2)], look) == pytest.approx(1 - 0.25)
    assert odd_height([number("1", 4)], look) == 0


def test_few_numbers_tell_no_width():
    assert room([number("22.50", 80)], number_print(NUMBERS[:3])) == 0


def test_figures_in_the_first_row_of_a_page_that_reads_weakly_may_be_upside_down():
    def doubt(texts: tuple[str, ...], weakness: float) -> float:
        lines = [(placed(text, 5, 24 * row + 2, 40),) for row, text in enumerate(texts)]
        found = gather_evidence(column(*lines), lines, [0.0] * len(lines), PageLook("scan", 200, weakness))
        return found[0].place[PLACE_DOUBTS.index("upside_down")]

    assert doubt(("0.60", "1.00"), 0.3) > doubt(("0.60", "1.00"), 0.1) > 0
    assert doubt(("0.60", "1.00"), 0.0) == doubt(("合计", "1.00"), 0.3) == 0


def test_long_codes_may_be_wider_by_a_twentieth_of_each_digit():
    look = number_print(NUMBERS)
    assert room([number("173866001", 89 + 5)], look) == pytest.approx(0)
    assert room([number("17386", 49 + 5)], look) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("text", "several"), [("-20.22 20.22", True), ("0 1", True), ("3 月", False), ("01", False)]
)
def test_figures_beside_each_other_are_told(text, several):
    assert holds_several(text) is several
    assert malformed(text, among_numbers=False) == several


@pytest.mark.parametrize("text", ["96282213.440.00", "1002,12389", "1,23,456", "28,849.38."])
def test_number_without_the_form_of_one_is_malformed(text):
    assert malformed(text, among_numbers=False) == 1


def test_what_looks_like_a_number_is_malformed_among_numbers_only():
    assert malformed("2433600:00", among_numbers=True) == 1
    assert malformed("2433600:00", among_numbers=False) == malformed("小计", among_numbers=True) == 0


SPANS = tuple(Span(row, col) for row in (0, 1) for col in range(3))
GRID = Grid((100.0, 130.0, 160.0), (0.0, 200.0, 300.0, 400.0), SPANS)


def test_lines_centred_over_columns_are_heads_of_a_lost_row():
    heads = [placed("收入", 80, 76, 40), placed("支出", 280, 76, 40)]
    assert heads_above(GRID, heads, 20.0) > heads_above(GRID, heads[:1], 20.0) > 0


@pytest.mark.parametrize(("start", "found"), [(70, 1), (75, 0.5), (80, 0), (100, 0)])
def test_rule_that_goes_on_for_a_row_is_the_side_of_a_row_that_was_lost(start, found):
    assert sides_beyond(GRID, [Ruling("vertical", 200, start, 160, 1)], 20.0) == pytest.approx(found)


def test_rules_beside_a_grid_are_not_its_sides():
    beside = [Ruling("vertical", 200, 20, 95, 1), Ruling("vertical", 450, 20, 160, 1)]
    assert sides_beyond(GRID, beside, 20.0) == 0


def columns(*texts: str, unread: float = 0.0) -> tuple[Columns, list[ReadCell]]:
    """The cells of one column, the last one's with so much ink that no line has."""
    lines = [(placed(text, 0, 20 * row, 40),) if text else () for row, text in enumerate(texts)]
    grid = column(*lines)
    cells = [
        ReadCell(span, grid.box_of(span), ls, text, unread if span.row == len(texts) - 1 else 0.0, 0.0, 0.0)
        for span, ls, text in zip(grid.spans, lines, texts, strict=True)
    ]
    return Columns(grid, cells), cells


def test_ink_of_a_cell_without_text_is_a_dash_where_others_are():
    found, cells = columns("—", "1.00", "—", "", unread=1.0)
    assert [found.unread_dash(cell) for cell in cells] == pytest.approx([0, 0, 0, math.log(2)])
    found, cells = columns("1.00", "—", "", unread=1.0)
    assert found.unread_dash(cells[-1]) == 0


def test_point_may_be_a_comma_among_whole_numbers_with_commas():
    found, cells = columns("1,234", "36.850", "36.85", "850")
    assert [found.like_thousands(cell) for cell in cells] == [0, 1, 0, 0]
    for others in (["1234", "36.850"], ["1,234.567", "36.850"]):
        found, cells = columns(*others)
        assert found.like_thousands(cells[1]) == 0


@pytest.mark.parametrize(
    "caption",
    [
        placed("预算总表", 160, 76, 80),
        placed("单位:万元", 300, 76, 90),
        placed("某某局", 2, 76, 60),
        placed("收入", 80, 40, 40),
    ],
    ids=["title", "unit", "name", "far"],
)
def test_titles_and_captions_are_no_heads(caption):
    assert heads_above(GRID, [caption], 20.0) == 0


def test_piece_of_a_rule_within_a_cell_speaks_against_it_and_its_side_does_not():
    box = Box(0, 0, 100, 40)
    assert rules_inside([box], [Ruling("vertical", 50, 10, 30, 1)], 10) == [pytest.approx(20 / 30)]
    assert rules_inside([box], [Ruling("vertical", 2, 0, 40, 1)], 10) == [0]


def test_lines_set_wider_apart_than_others_are_loose():
    close = [placed("一", 0, 0, 20), placed("二", 0, 25, 20)]
    loose = [placed("一", 0, 0, 20), placed("二", 0, 45, 20)]
    usual = leading([close, close, loose])
    assert usual == 25
    assert looseness(loose, 20, usual) == pytest.approx(1 - 0.35)
    assert looseness(close, 20, usual) == 0


def target(text: str, **others: float) -> tuple[Line, ...]:
    first = Character(text[0], 0.9, 0.1, tuple(Alternative(t, p) for t, p in others.items()))
    return (Line(Box(5, 5, 60, 19), Reading((first, *(Character(c, 1.0) for c in text[1:])))),)


def column(*texts: tuple[Line, ...]) -> Grid:
    edges = tuple(24.0 * i for i in range(len(texts) + 1))
    return Grid(edges, (0.0, 100.0), tuple(Span(row, 0) for row in range(len(texts))))


def test_sign_that_the_recogniser_also_took_for_another_is_flagged():
    texts = [target("≥95%"), target(">90%", **{"≥": 0.05}), target("292%", **{"≥": 0.02})]
    grid = column(*texts)
    table = build_table(grid, texts, 1, "t1", None, None)
    rated = rate_table(table, grid, texts, [0.0] * 3, PageLook("scan", 200, 0.0)).table
    assert ["comparison-doubtful" in cell.flags for cell in rated.cells] == [False, True, True]


@pytest.mark.parametrize(
    ("ruling", "source", "sure"), [("full", "scan", True), ("none", "scan", False), ("none", "digital", True)]
)
def test_no_number_of_a_scanned_table_without_rules_is_sure(ruling: str, source: str, sure: bool) -> None:
    texts = [(number("1234.50", 63.5),), (number("22.50", 43.5),)] * 6
    grid = replace(column(*texts), ruling=ruling)
    look = PageLook(source, 200, 0.0)
    rated = rate_table(build_table(grid, texts, 1, "t1", None, None), grid, texts, [0.0] * 12, look).table
    assert all((cell.confidence > 0.9) == sure for cell in rated.cells)
    assert all(cell.text_confidence > 0.9 for cell in rated.cells)


def test_percentage_shaped_like_a_sign_is_doubtful_where_its_column_has_signs():
    texts = [target("≥95%"), target("≤3%"), target("295%"), target("85%")]
    doubts = comparison_doubts(column(*texts), texts)
    assert [is_doubtful(d) for d in doubts] == [False, False, True, False]
    assert not any(map(is_doubtful, comparison_doubts(column(*texts[2:]), texts[2:])))
