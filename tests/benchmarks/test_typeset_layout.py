"""Tables over pages: A4 with 10 mm above and below, text 10 pt on a pitch of 20 pt, padding 5 pt.

A page holds 277 mm = 785.2 pt; a row of n lines is 20 n + 10 pt high.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from typeset_source import document, square_widths, tall_row

from budgetgrid.benchmarks.typeset.flow import Flow, flow_document
from budgetgrid.benchmarks.typeset.measures import MM

TOP = 10 * MM


@pytest.fixture(autouse=True)
def _square(monkeypatch: pytest.MonkeyPatch) -> None:
    square_widths(monkeypatch)


def flow(folder: Path, attributes: str, rows: str) -> Flow:
    return flow_document(
        document(folder, f"<section><table font-size='10' {attributes}>{rows}</table></section>")
    )


def test_cells_tile_the_table_and_rows_follow_their_tallest_cell(tmp_path: Path) -> None:
    made = flow(tmp_path, "cols='100mm *'", f"<tr><td>{tall_row(3)}</td><td>x</td></tr><tr><td/><td/></tr>")
    boxes = [cell.places[0].box for cell in made.tables[0].laid.cells]
    assert [box.height for box in boxes] == pytest.approx([70, 70, 30, 30])
    assert boxes[0].right == boxes[1].left == pytest.approx(105 * MM)
    assert boxes[0].bottom == boxes[2].top


def test_rows_move_whole_to_the_next_page_under_a_repeated_header(tmp_path: Path) -> None:
    rows = "<tr><th>h</th></tr>" + f"<tr><td>{tall_row(19)}</td></tr>" * 2
    made = flow(tmp_path, "cols='*' header-rows='1' repeat-header='yes'", rows)
    first, second = made.tables[0].laid.sheets
    assert (first.first_row, first.last_row, second.first_row, second.last_row) == (0, 1, 2, 2)
    assert first.repeated_box is None
    assert second.repeated_box is not None
    assert second.repeated_box.top == pytest.approx(TOP)
    assert second.repeated_box.height == pytest.approx(30)
    assert [cell.lines for cell in second.repeated] == [("h",)]
    assert made.tables[0].laid.cells[0].places[0].sheet == 0
    assert len(made.tables[0].laid.cells[0].places) == 1


def test_row_that_may_break_is_cut_between_lines(tmp_path: Path) -> None:
    rows = (
        f"<tr><td>{tall_row(30)}</td><td>x</td></tr><tr break='allow'><td>{tall_row(20)}</td><td>y</td></tr>"
    )
    made = flow(tmp_path, "cols='* *'", rows)
    first, second = made.tables[0].laid.sheets
    assert (first.last_row, second.first_row) == (1, 1)
    cut, short = made.tables[0].laid.cells[2:]
    # 610 pt of the first row leave 172 pt below the caption gap: 8 lines and the padding
    assert [len(place.lines) for place in cut.places] == [8, 12]
    assert [place.lines for place in short.places] == [("y",), ()]
    assert cut.places[0].lines + cut.places[1].lines == cut.lines


def test_row_higher_than_a_page_is_cut_though_it_should_not_break(tmp_path: Path) -> None:
    made = flow(tmp_path, "cols='*'", f"<tr><td>{tall_row(100)}</td></tr>")
    places = made.tables[0].laid.cells[0].places
    assert len(places) == 3
    assert sum((place.lines for place in places), ()) == made.tables[0].laid.cells[0].lines


def test_spanning_cell_prints_its_text_in_the_larger_part(tmp_path: Path) -> None:
    rows = f"<tr><td>{tall_row(20)}</td><td rowspan='2'>合并</td></tr><tr><td>{tall_row(25)}</td></tr>"
    made = flow(tmp_path, "cols='* *'", rows)
    merged = made.tables[0].laid.cells[1]
    assert [place.lines for place in merged.places] == [(), ("合并",)]
    assert [place.box.height for place in merged.places] == pytest.approx([410, 510])


def test_spanning_cell_too_long_for_one_part_runs_on(tmp_path: Path) -> None:
    rows = (
        f"<tr><td>{tall_row(25)}</td><td rowspan='2'>{tall_row(45)}</td></tr><tr><td>{tall_row(25)}</td></tr>"
    )
    made = flow(tmp_path, "cols='* *'", rows)
    merged = made.tables[0].laid.cells[1]
    assert all(place.lines for place in merged.places)
    assert sum((place.lines for place in merged.places), ()) == merged.lines


def test_title_and_header_keep_company_with_the_first_row(tmp_path: Path) -> None:
    body = (
        "<section><space height='260mm'/><table title='t' font-size='10' cols='*' header-rows='1'>"
        "<tr><th>h</th></tr><tr><td>x</td></tr></table></section>"
    )
    made = flow_document(document(tmp_path, body))
    assert made.tables[0].pages == (2,)
    assert [(part.page, part.kind) for part in made.narrative] == [(2, "title"), (2, "table")]


def test_vertical_text_stands_character_by_character(tmp_path: Path) -> None:
    made = flow(tmp_path, "cols='*'", "<tr><td vertical='yes'>绩效 目标</td></tr>")
    assert made.tables[0].laid.cells[0].lines == ("绩", "效", "目", "标")


def test_unwanted_edges_are_left_out_and_long_rules_joined(tmp_path: Path) -> None:
    made = flow(
        tmp_path, "cols='* *'", "<tr><td edges='tlb'>起</td><td edges='trb'>止</td></tr><tr><td/><td/></tr>"
    )
    box = made.tables[0].laid.sheets[0].box
    rules = made.tables[0].laid.sheets[0].rules
    middle = [rule for rule in rules if rule.x0 == rule.x1 and box.left < rule.x0 < box.right]
    assert [(rule.y0, rule.y1) for rule in middle] == [
        (pytest.approx(box.top + 30), pytest.approx(box.bottom))
    ]
    assert len([rule for rule in rules if rule.y0 == rule.y1]) == 3


def test_paragraph_cut_by_a_page_break_has_an_entry_a_page(tmp_path: Path) -> None:
    text = "字" * 56 * 39  # 56 fit on a line of 200 mm (the indent takes 2), 39 lines of 20 pt on a page
    made = flow_document(document(tmp_path, f"<section><p>{text}</p></section>"))
    assert [(part.page, part.continued) for part in made.narrative] == [(1, False), (2, True)]
    assert "".join(part.text for part in made.narrative) == text


def test_running_lines_number_their_pages(tmp_path: Path) -> None:
    made = flow_document(
        document(tmp_path, "<section footer='{page}/{pages}'><p>一</p><pb/><p>二</p></section>")
    )
    assert [(part.kind, part.text) for part in made.narrative] == [
        ("paragraph", "一"),
        ("footer", "1/2"),
        ("paragraph", "二"),
        ("footer", "2/2"),
    ]


def test_unbreakable_giant_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="doesn't fit on a page"):
        flow(tmp_path, "cols='*' header-rows='1'", f"<tr><th>{tall_row(50)}</th></tr>")
