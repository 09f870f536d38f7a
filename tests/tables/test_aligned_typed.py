"""Tables whose rules are typed as rows of signs."""

from __future__ import annotations

from collections.abc import Sequence

from budgetgrid.layout.geometry import Box
from budgetgrid.layout.rulings import Ruling
from budgetgrid.ocr.reading import Character, Line, Reading
from budgetgrid.tables.aligned.grids import aligned_grids
from budgetgrid.tables.grid import Grid

STEP, PITCH, HEIGHT = 12.0, 24.0, 18.0
"""Px from character to character, from line to line, and of a line's box: type of 20 px."""


def typed(*sheet: str) -> tuple[list[Line], list[Ruling]]:
    """The lines of a sheet, cut at two blanks, and its rules: rows of - and =."""
    lines, rules = [], []
    for row, text in enumerate(sheet):
        y = (row + 1) * PITCH
        start = 0
        for part in text.split("  "):
            at = start + len(part) - len(part.lstrip())
            start += len(part) + 2
            if not part.strip():
                continue
            left, right = at * STEP, (at + len(part.strip())) * STEP
            if set(part.strip()) <= set("-=") and len(part.strip()) > 3:
                rules.append(Ruling("horizontal", y, left, right, 2.0, typed=True))
            else:
                lines.append(_line(part.strip(), left, right, y))
    return lines, rules


def _line(text: str, left: float, right: float, y: float) -> Line:
    found = tuple(Character(c, 0.99, (k + 0.5) / len(text)) for k, c in enumerate(text))
    return Line(Box(left, y - HEIGHT / 2, right, y + HEIGHT / 2), Reading(found))


def cells(grid: Grid, lines: Sequence[Line]) -> list[list[str]]:
    """The texts of a grid, row by row, at their cells' first places."""
    rows = [[""] * grid.cols for _ in range(grid.rows)]
    for span in grid.spans:
        box = grid.box_of(span)
        inside = [ln for ln in lines if box.contains_point(*ln.box.center)]
        inside.sort(key=lambda ln: (ln.box.center[1], ln.box.left))
        rows[span.row][span.col] = " ".join(ln.text for ln in inside)
    return rows


def tables(*sheet: str) -> list[list[list[str]]]:
    lines, rules = typed(*sheet)
    return [cells(grid, lines) for grid in aligned_grids(lines, rules)]


HEADER = (
    "                              Total for",
    "Account                         2012 as",
    "Title             Estimate     Modified",
    "----------------  --------  -----------",
)


def test_heads_stacked_over_a_rule_are_one_row() -> None:
    (rows,) = tables(
        *HEADER,
        "Postage             464.00       293.00",
        "Audit            15,327.00       186.00",
        "Overtime            224.00    42,673.00",
    )
    assert rows[0] == ["Account Title", "Estimate", "Total for 2012 as Modified"]
    assert [row[0] for row in rows[1:]] == ["Postage", "Audit", "Overtime"]


def test_a_rule_under_a_head_parts_two_levels() -> None:
    lines, rules = typed(
        "                    EXPENDED 2012",
        "                  ---------------------",
        "Item              Estimate     Modified",
        "----------------  --------  -----------",
        "Postage             464.00       293.00",
        "Audit            15,327.00       186.00",
        "Overtime            224.00    42,673.00",
    )
    (grid,) = aligned_grids(lines, rules)
    head = next(s for s in grid.spans if (s.row, s.col) == (0, 1))
    assert (head.rowspan, head.colspan) == (1, 2)
    assert grid.rows == 5


def test_two_rules_with_nothing_between_make_no_row() -> None:
    (rows,) = tables(
        "=" * 39, "Item              Estimate     Modified", "=" * 39, "=" * 39,
        "Postage             464.00       293.00", "Audit            15,327.00       186.00",
        "Overtime            224.00    42,673.00", "=" * 39,
    )  # fmt: skip
    assert len(rows) == 4


def test_a_label_goes_on_further_right_below_its_numbers() -> None:
    (rows,) = tables(
        *HEADER,
        "Down Payments on    464.00       293.00",
        "   Improvements",
        "Postage          15,327.00       186.00",
        "Overtime            224.00    42,673.00",
    )
    assert [row[0] for row in rows[1:]] == ["Down Payments on Improvements", "Postage", "Overtime"]


def test_a_label_goes_on_further_right_to_its_numbers() -> None:
    (rows,) = tables(
        *HEADER,
        "Postage          15,327.00       186.00",
        "Down Payments on",
        "   Improvements     464.00       293.00",
        "Overtime            224.00    42,673.00",
    )
    assert [row[0] for row in rows[1:]] == ["Postage", "Down Payments on Improvements", "Overtime"]
    assert rows[2][1] == "464.00"


def test_a_heading_is_a_row_of_its_own() -> None:
    (rows,) = tables(
        *HEADER,
        "Public Library:",
        "  Postage        15,327.00       186.00",
        "  Audit             464.00       293.00",
        "  Overtime          224.00    42,673.00",
    )
    assert [row[0] for row in rows[1:]] == ["Public Library:", "Postage", "Audit", "Overtime"]


def test_a_new_header_begins_a_new_table_and_a_title_is_in_none() -> None:
    body = (
        "Postage          15,327.00       186.00",
        "Audit               464.00       293.00",
        "Overtime            224.00    42,673.00",
    )
    first, second = tables(*HEADER, *body, "", "       SHEET 1986 (Continued)", "", *HEADER, *body)
    assert first == second
    assert len(first) == 4


def test_sums_between_rules_with_blank_lines_belong_to_the_table() -> None:
    (rows,) = tables(
        *HEADER,
        "Postage          15,327.00       186.00", "Audit               464.00       293.00",
        "Overtime            224.00    42,673.00", "",
        "                  --------  -----------", "",
        "GRAND TOTAL      16,015.00    43,152.00", "                  ========  ===========",
    )  # fmt: skip
    assert rows[-1] == ["GRAND TOTAL", "16,015.00", "43,152.00"]


def test_no_column_ends_within_a_typed_rule() -> None:
    (rows,) = tables(
        "Item                  Estimate     Modified",
        "----------------  ------------  -----------",
        "Postage           $  15,327.00       186.00",
        "Audit             $     464.00       293.00",
        "Fuel                    464.00       293.00",
        "Overtime          $     224.00    42,673.00",
    )
    assert rows[1] == ["Postage", "$ 15,327.00", "186.00"]
