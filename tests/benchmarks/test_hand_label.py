"""Truth typed from a scan: what the typing means, where the rules lie, and what the shipped sample holds."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pymupdf
import pytest

from budgetgrid.benchmarks.document_score import score_document
from budgetgrid.benchmarks.hand_label import (
    DPI,
    TypingInvalid,
    box_of,
    ink_of,
    make_truth,
    read_typed,
    table_of,
)
from budgetgrid.benchmarks.hand_label_rules import Ink, find_rules
from budgetgrid.benchmarks.page_tables import fragment_tables
from budgetgrid.benchmarks.runs import AS_IS, Cost, Reading, scan_of
from budgetgrid.benchmarks.samples import find_samples
from budgetgrid.benchmarks.truth import Truth, TruthTable, load_truth
from budgetgrid.benchmarks.typed_rows import Typed, cells_of

SAMPLE = Path(__file__).parents[2] / "samples" / "real-jersey-city-2013"
SCALE = DPI / 72
ACROSS, DOWN = (50, 110, 170, 290), (60, 400, 700, 1000)
"""Where the drawn page has its rules, px; the first one down has no bars, its dashes begin there."""


def dashed_page(skew: float = 0.0) -> Ink:
    """A table of 3 x 3 cells, 8 of 12 px of its dashes inked, x and capitals in it, `skew` degrees turned."""
    page = np.zeros((600, 1100), np.uint8)
    for y in ACROSS:
        for left, right in pairwise(DOWN):
            for x in range(left, right - 30, 12):
                page[y : y + 3, x : x + 8] = 255
    for x in DOWN[1:]:
        for y in range(ACROSS[0], ACROSS[-1], 30):
            page[y : y + 24, x : x + 3] = 255
    cv2.putText(page, "x" * 14, (DOWN[1] + 20, 145), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 255, 2)
    cv2.putText(page, "TOTAL - TEFTEFT", (70, 210), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 3)
    cv2.putText(page, "TOTAL - TEFTEFT", (70, 250), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 3)
    turn = cv2.getRotationMatrix2D((0, 0), skew, 1.0)
    return np.asarray(cv2.warpAffine(page, turn, (1100, 600), flags=cv2.INTER_NEAREST) > 127)


def test_dashes_and_bars_are_rules_and_texts_are_not() -> None:
    rules = find_rules(dashed_page(), DPI)
    assert [rule.offset * SCALE for rule in rules.across] == pytest.approx([y + 1.5 for y in ACROSS], abs=0.5)
    assert [rule.offset * SCALE for rule in rules.down] == pytest.approx(
        [DOWN[0], *(x + 1.5 for x in DOWN[1:])], abs=0.5
    )


def test_rules_of_a_skewed_page_are_followed() -> None:
    rules = find_rules(dashed_page(0.3), DPI)  # counter-clockwise: to the right it is higher
    assert (len(rules.across), len(rules.down)) == (4, 4)
    assert [rule.slope for rule in rules.across] == pytest.approx([-np.tan(np.radians(0.3))] * 4, abs=5e-4)
    box = box_of(Typed(2, 2, 1, 1, ""), rules)
    assert (box.top * SCALE, box.bottom * SCALE) == pytest.approx(
        (171.5 - 850 * 0.00524, 291.5 - 850 * 0.00524), abs=1.0
    )


def test_a_blank_page_has_no_rules() -> None:
    rules = find_rules(np.zeros((600, 1100), dtype=bool), DPI)
    assert (rules.across, rules.down) == ((), ())


def test_typed_signs_become_spans_and_lines() -> None:
    rows = read_typed('# remark\n= 3\nA\\n"B" | C | <\n^ | 1,000 |\n')[3]
    assert cells_of(rows) == [
        Typed(0, 0, 2, 1, 'A\n"B"'),
        Typed(0, 1, 1, 2, "C"),
        Typed(1, 1, 1, 1, "1,000"),
        Typed(1, 2, 1, 1, ""),
    ]


def test_a_row_typed_one_cell_short_is_refused() -> None:
    with pytest.raises(TypingInvalid, match="2 cells and not 3"):
        read_typed("= 1\na | b | c\na | b\n")


def test_rows_that_are_not_as_many_as_ruled_are_refused() -> None:
    with pytest.raises(TypingInvalid, match="2 x 3 typed, 3 x 3 ruled"):
        table_of("t", 1, [["a", "b", "c"]] * 2, 1, find_rules(dashed_page(), DPI))


# the shipped sample


@pytest.fixture(scope="module")
def truth() -> Truth:
    return load_truth(SAMPLE / "truth.json")


@pytest.fixture(scope="module")
def inks() -> list[Ink]:
    with pymupdf.open(SAMPLE / "scan.pdf") as document:
        return [ink_of(page) for page in document]


def test_the_shipped_truth_is_what_was_typed(truth: Truth) -> None:
    made = make_truth(SAMPLE)
    assert made.provenance == truth.provenance
    assert [[(c.row, c.col, c.rowspan, c.colspan, c.raw, c.text) for c in t.cells] for t in made.tables] == [
        [(c.row, c.col, c.rowspan, c.colspan, c.raw, c.text) for c in t.cells] for t in truth.tables
    ]
    for mine, shipped in zip(made.tables, truth.tables, strict=True):
        for one, other in zip(mine.cells, shipped.cells, strict=True):
            a, b = one.places[0].box, other.places[0].box
            assert (a.left, a.top, a.right, a.bottom) == pytest.approx(
                (b.left, b.top, b.right, b.bottom), abs=0.1
            )


def test_typed_cells_have_ink_and_empty_ones_have_none(truth: Truth, inks: list[Ink]) -> None:
    for table in truth.tables:
        for cell in table.cells:
            b = cell.places[0].box
            top, bottom = round((b.top + 2.5) * SCALE), round((b.bottom - 2.0) * SCALE)
            left, right = round((b.left + 2.5) * SCALE), round((b.right - 1.5) * SCALE)
            ink = int(inks[table.fragments[0].page - 1][top:bottom, left:right].sum())
            assert (ink > 50) == bool(cell.text), (table.id, cell.row, cell.col, cell.text, ink)


def test_the_original_images_are_kept_at_one_bit() -> None:
    with pymupdf.open(SAMPLE / "scan.pdf") as document:
        images = [document.get_page_images(number) for number in range(len(document))]
    assert [(image[4], image[8]) for ((image),) in images] == [(1, "JBIG2Decode")] * 4


def test_it_is_found_as_a_scan_of_the_dev_side() -> None:
    (sample,) = find_samples([SAMPLE])
    assert (sample.digital, sample.split) == (None, "dev")


def test_it_is_scored_on_the_scan_itself_where_it_lies(tmp_path: Path) -> None:
    (sample,) = find_samples([SAMPLE])
    assert scan_of(sample, AS_IS, tmp_path) == (SAMPLE / "scan.pdf", ())
    score = score_document(sample, AS_IS, Reading(fragment_tables(sample.truth), 4, 0, Cost(0.0, 0.0)))
    assert score.counts.f1 == 1
    assert (score.counts.true, len(score.tables), score.invented) == (646, 4, 0)


def amount(table: TruthTable, row: int, col: int) -> Decimal:
    """The amount in a cell; 0 where it is empty or crossed out."""
    text = next(c.text for c in table.cells if (c.row, c.col) == (row, col))
    return Decimal(text.replace(",", "")) if text.strip("xX") else Decimal(0)


TAX, LAW, FIRE, POLICE = (0, 14, (12, 13)), (0, 20, (18, 19)), (1, 6, (3, 4)), (1, 16, (10, 11))
UNCLASSIFIED = (2, 12, tuple(range(3, 12)))
CONTINGENT, DETAIL, DEFERRED = (2, 18, (15, 16)), (2, 18, (19, 20)), (3, 19, tuple(range(3, 19)))
SHEET_15D = (600_000, 600_000, 0, 600_000, 600_000, 0)
"""Fire safety and O.S.H.A., printed on the sheet before, which isn't in the sample."""
SHEET_16 = (116_343_449, 111_666_432, 0, 112_674_532, 110_097_030, 2_577_502)
"""The unclassified of the sheet before."""


@pytest.mark.parametrize(
    ("total", "before"),
    [
        *((total, (0,) * 6) for total in (TAX, LAW, POLICE, CONTINGENT, DETAIL, DEFERRED)),
        (FIRE, SHEET_15D),
        (UNCLASSIFIED, SHEET_16),
    ],
)
def test_typed_totals_are_the_sums_of_their_rows(
    truth: Truth, total: tuple[int, int, tuple[int, ...]], before: tuple[int, ...]
) -> None:
    page, row, parts = total
    table = truth.tables[page]
    for col in range(2, 8):
        assert amount(table, row, col) == before[col - 2] + sum(amount(table, r, col) for r in parts), col


def test_reserved_is_what_is_left_but_for_the_four_rows_the_notes_name(truth: Truth) -> None:
    failing = {}
    for page, table in enumerate(truth.tables):
        anchors = {(c.row, c.col): c.text for c in table.cells}
        for row in range(2, table.rows):
            if all(anchors.get((row, col), "").replace(",", "").isdigit() for col in (5, 6, 7)):
                modified, paid, reserved = (amount(table, row, col) for col in (5, 6, 7))
                if reserved != modified - paid:
                    failing[page, row] = reserved - modified + paid
    assert failing == {(2, row): 7_619_611 for row in (13, 15, 18, 19)}
    assert "7,619,611" in truth.provenance.notes
