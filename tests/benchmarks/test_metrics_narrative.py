"""Text outside tables: characters and order."""

from __future__ import annotations

import pytest

from budgetgrid.benchmarks.metrics.narrative import NarrativeCounts, compare_blocks, count_narrative
from budgetgrid.benchmarks.truth import Provenance, Truth, TruthPage

FIRST, SECOND, THIRD = "一般公共预算支出表", "部门职责与机构设置", "名词解释及其说明"


def test_text_as_printed_has_no_error() -> None:
    counts = compare_blocks([FIRST, SECOND], [FIRST, SECOND])
    assert (counts.cer, counts.tau, counts.found) == (0, 1, 2)


def test_one_of_nine_characters_misread() -> None:
    counts = compare_blocks([FIRST], ["一股公共预算支出表"])
    assert counts.cer == 1 / 9
    assert (counts.lacking, counts.too_many, counts.found) == (1, 1, 1)


def test_white_space_and_where_blocks_end_cost_nothing() -> None:
    counts = compare_blocks([FIRST, SECOND], ["一般公共 预算", "支出表" + SECOND])
    assert counts == NarrativeCounts(characters=18, blocks=2, found=2, pairs=1)


def test_order_is_told_apart_from_characters() -> None:
    counts = compare_blocks([FIRST, SECOND, THIRD], [SECOND, FIRST, THIRD])
    assert (counts.lacking, counts.too_many) == (0, 0)
    assert (counts.pairs, counts.swapped) == (3, 1)
    assert counts.tau == pytest.approx(1 - 2 / 3)
    assert counts.edits > 0


def test_backwards_is_minus_one() -> None:
    assert compare_blocks([FIRST, SECOND, THIRD], [THIRD, SECOND, FIRST]).tau == -1


def test_a_text_printed_twice_is_found_twice() -> None:
    counts = compare_blocks(["单位：万元", FIRST, "单位：万元"], ["单位：万元", FIRST, "单位：万元"])
    assert (counts.found, counts.pairs, counts.swapped) == (3, 3, 0)


def test_a_lost_block_is_lacking() -> None:
    counts = compare_blocks([FIRST, SECOND], [SECOND])
    assert (counts.lacking, counts.found, counts.edits, counts.pairs) == (9, 1, 9, 0)
    assert counts.tau is None


def test_a_block_that_lost_a_character_at_the_end_of_the_page_is_found() -> None:
    assert compare_blocks([FIRST], [FIRST[:-1]]).found == 1


def test_pages_are_held_against_their_own_truth_without_tables() -> None:
    entries = (
        {"page": 1, "kind": "title", "text": FIRST},
        {"page": 1, "kind": "table", "text": "", "table": "t1"},
        {"page": 2, "kind": "paragraph", "text": SECOND},
    )
    pages = (TruthPage(1, 100, 100), TruthPage(2, 100, 100))
    truth = Truth(Provenance("p", "d", "h", "s"), {}, pages, (), entries)
    assert count_narrative(truth, {1: [FIRST], 2: [SECOND]}).cer == 0
    assert count_narrative(truth, {1: [SECOND], 2: [FIRST]}).found == 0
    assert count_narrative(truth, {}).cer == 1


def test_a_truth_without_narrative_has_no_figure() -> None:
    truth = Truth(Provenance("p", "d", "h", "s"), {}, (TruthPage(1, 100, 100),), ())
    assert count_narrative(truth, {1: [FIRST]}).cer is None
