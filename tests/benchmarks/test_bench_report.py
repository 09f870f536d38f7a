"""The report of a benchmark: what is drawn, shown and left out."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from drawn_scores import TEXTS, on_disk, sample, score
from lxml import html
from lxml.html import HtmlElement

from budgetgrid.benchmarks.bench.compare import compare, load_sums
from budgetgrid.benchmarks.bench.environment import Environment
from budgetgrid.benchmarks.bench.result import Result, as_json, make_result
from budgetgrid.benchmarks.document_score import DocumentScore
from budgetgrid.benchmarks.report import charts
from budgetgrid.benchmarks.report.gallery import OF_A_TABLE, marked, picture_of, worst_cells
from budgetgrid.benchmarks.report.page import report_page
from budgetgrid.benchmarks.runs import AS_IS
from budgetgrid.benchmarks.samples import find_samples
from budgetgrid.benchmarks.truth import UNCHECKED, Provenance

WRONG = ("科目", "金 <额>", "教肓", "7.00")


def result_of(*scores: DocumentScore) -> Result:
    here = Environment("a <processor>", 2, 1000, "Linux", "3.11", {"budgetgrid": "0"}, "abc")
    return make_result(list(scores), {"engine": "onnx"}, here, "2026-01-01T00:00:00+00:00")


def page_of(folder: Path, *texts: str) -> str:
    """The report of one document whose cells were read as `texts`, and right before."""
    samples = find_samples([on_disk(folder, "one")])
    (folder / "older.json").write_text(as_json(result_of(score(samples[0], *TEXTS))))
    result = result_of(score(samples[0], *texts))
    comparison = compare(load_sums(folder / "older.json"), result)
    return report_page(result, comparison, samples, folder)


def test_the_page_needs_nothing_else(tmp_path: Path) -> None:
    page = page_of(tmp_path, *WRONG)
    assert not re.search(r"<script|<link|@import|src=\"(?!data:)|href=\"(?!#)|url\(", page)
    root = html.fromstring(page)
    targets = {link.get("href")[1:] for link in root.iterfind(".//nav/a")}
    assert targets == {section.get("id") for section in root.iterfind(".//section")}


def test_the_page_shows_each_wrong_cell_with_its_picture_truth_reading_confidence_and_cause(
    tmp_path: Path,
) -> None:
    root = html.fromstring(page_of(tmp_path, *WRONG))
    cards = root.find(".//div[@class='gallery']").findall("figure")
    assert [card.findall(".//dd")[0].text_content() for card in cards] == ["1.00", "金额", "教育"]
    assert [card.findall(".//dd")[1].text_content() for card in cards] == ["7.00", "金 <额>", "教肓"]
    assert {card.findall(".//dd")[2].text for card in cards} == {"0.9900"}
    assert cards[0].find(".//b").text == "text substituted"
    assert all(card.find(".//img").get("src").startswith("data:image/jpeg;base64,/9j/") for card in cards)


def test_the_page_tells_what_fell_since_the_older_run(tmp_path: Path) -> None:
    root = html.fromstring(page_of(tmp_path, *WRONG))
    fallen = {
        row[1].text: row[4].text for row in root.iterfind(".//section[@id='changes']//tr") if len(row) == 5
    }
    assert fallen["cell F1"] == "-75.00"
    assert fallen["numbers"] == "-100.00"


def test_a_page_without_an_error_says_so(tmp_path: Path) -> None:
    page = page_of(tmp_path, *TEXTS)
    assert "No cell was wrong." in page
    assert "No figure changed." in page


def test_a_page_of_a_document_that_gave_nothing_is_made(tmp_path: Path) -> None:
    (one,) = find_samples([on_disk(tmp_path, "one")])
    nothing = replace(score(one, *TEXTS), tables=(), cells=(), pages=1, failed_pages=1)
    assert "No cell has a confidence." in report_page(result_of(nothing), None, [one], tmp_path)


def test_a_draft_that_nobody_checked_is_told_and_a_checked_truth_is_not(tmp_path: Path) -> None:
    (one,) = find_samples([on_disk(tmp_path, "one")])
    draft = replace(one, truth=replace(one.truth, provenance=Provenance("", "", f"ours, {UNCHECKED}", "")))
    result = result_of(score(one, *TEXTS))
    assert "nobody has checked" not in report_page(result, None, [one], tmp_path)
    assert "one: the truth is our own draft that nobody has checked" in report_page(
        result, None, [one, draft], tmp_path
    )


# gallery


def test_wrong_numbers_come_first_then_the_surest() -> None:
    sure = score(sample("sure"), "科目", "额金", "教育", "1.00", confidence=0.9)
    unsure = score(sample("unsure"), "科目", "金额", "教育", "7.00", confidence=0.2)
    surest = score(sample("surest"), "科", "金额", "教育", "1.00", confidence=0.95)
    assert [c.score.slug for c in worst_cells([sure, unsure, surest])] == ["unsure", "surest", "sure"]


def test_documents_of_the_test_side_are_not_shown() -> None:
    assert worst_cells([score(sample("one", "test"), *WRONG)]) == []
    assert len(worst_cells([score(sample("one", "dev"), *WRONG)])) == 3


def test_one_lost_table_does_not_fill_the_gallery() -> None:
    one = score(sample("one"), *WRONG)
    many = replace(one, errors=(one.errors[0],) * (OF_A_TABLE + 3))
    assert len(worst_cells([many])) == OF_A_TABLE


@pytest.mark.parametrize(
    ("truth", "read", "expected"),
    [
        ("1.00", "7.00", ('<mark class="true">1</mark>.00', '<mark class="read">7</mark>.00')),
        ("甲乙", "甲", ('甲<mark class="true">乙</mark>', "甲")),
        ("a<b", "a<b", ("a&lt;b", "a&lt;b")),
    ],
)
def test_what_differs_is_marked(truth: str, read: str, expected: tuple[str, str]) -> None:
    assert marked(truth, read) == expected


def test_a_large_picture_is_made_smaller_and_an_empty_one_is_none() -> None:
    wide = html.fromstring(picture_of(np.full((100, 1920, 3), 255, np.uint8)))
    assert wide.get("width") == "240"  # half of 480: two px of a crop to one of the page
    assert "outside" in picture_of(np.zeros((0, 5, 3), np.uint8))


# drawings


def numbers(svg: str, name: str) -> list[float]:
    return [float(value) for value in re.findall(rf'{name}="([\d.]+)"', svg)]


def test_a_share_is_drawn_at_its_height() -> None:
    line = charts.Line("cells", (charts.Point(1.0), None, charts.Point(0.8, 0.8, 1.0)))
    svg = charts.lines_by_place(["0", "1", "2"], [line])
    top, bottom = charts.TOP, charts.HEIGHT - charts.BOTTOM
    assert numbers(svg, "cy") == [top, bottom]  # the axis begins at the least share, 80
    assert (numbers(svg, "y1"), numbers(svg, "y2")) == ([bottom], [top])
    step = (charts.WIDTH - charts.LEFT - charts.RIGHT) / 3
    first, last = numbers(svg, "cx")
    assert last - first == pytest.approx(2 * step, abs=0.1)


def test_names_of_lines_stand_clear_of_each_other() -> None:
    lines = [charts.Line(name, (charts.Point(0.95),)) for name in "abcd"]
    svg = charts.lines_by_place(["0"], lines)
    heights = sorted(float(y) for y in re.findall(r'y="([\d.]+)" text-anchor="start">[abcd]<', svg))
    assert all(b - a >= charts.LINE - 0.1 for a, b in pairwise(heights))


def test_the_longest_bar_is_that_of_the_greatest_value() -> None:
    widths = numbers(
        charts.bars([charts.Bar("a", 2, "2"), charts.Bar("b", 4, "4"), charts.Bar("c", 0, "0")]),
        'rect class="bar"[^>]* width',
    )
    assert widths[1] == 2 * widths[0]
    assert widths[2] == 1


def test_a_bar_has_its_interval_and_room_for_its_name() -> None:
    bar, short = charts.Bar("陕西省政务服务中心", 0.5, "50", 0.25, 0.75), charts.Bar("a", 1.0, "100")
    svg = charts.bars([bar, short], 1.0)
    left, (half, whole) = numbers(svg, 'class="bar" x')[0], numbers(svg, 'rect class="bar"[^>]* width')
    assert left > 9 * 12
    assert half == whole / 2
    first, last = map(float, re.findall(r'class="span" d="M([\d.]+) [\d.]+H([\d.]+)"', svg)[0])
    assert (first, last) == pytest.approx((left + whole / 4, left + whole * 3 / 4), abs=0.1)


def test_one_degree_is_drawn_as_bars_several_as_lines_without_scans_as_they_are(tmp_path: Path) -> None:
    samples = find_samples([on_disk(tmp_path, "one")])
    scores = [score(samples[0], *TEXTS, degree=degree) for degree in (AS_IS, 1, 2)]

    def drawn(*chosen: DocumentScore) -> HtmlElement:
        page = report_page(result_of(*chosen), None, samples, tmp_path)
        return html.fromstring(page).get_element_by_id("degrees").find(".//svg")

    assert len(drawn(*scores[:2]).findall(".//rect")) == 3  # the table has no wrapped cell
    lines = drawn(*scores)
    assert not lines.findall(".//rect")
    places = [text.text for text in lines.iterfind("./text") if text.get("text-anchor") == "middle"]
    assert places == ["1 light", "2 medium"]


def test_a_curve_without_points_leaves_its_colour_unused() -> None:
    svg = charts.curves([charts.Curve("empty", ()), charts.Curve("full", ((0, 0), (1, 1)))], "said", "right")
    assert "series s2" in svg
    assert "series s1" not in svg
    assert ">empty<" not in svg
