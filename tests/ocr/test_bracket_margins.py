"""The width of brackets around figures, by where the figures of their column end or begin."""

from __future__ import annotations

from budgetgrid.layout.geometry import Box
from budgetgrid.ocr.bracket_margins import with_brackets_by_margin
from budgetgrid.ocr.reading import Character, Line, Reading

HEIGHT = 20.0


def column(*texts: tuple[str, float], indents: tuple[float, ...] = (0.0, 0.5, 1.0)) -> list[str]:
    """The texts of a column of cells from 100 to 200 px, each text's ink so many text heights before its
    right end, and the `indents` behind its left one."""
    boxes = [Box(100, 30.0 * k, 200, 30.0 * k + 30) for k in range(len(texts))]
    cells = []
    for (text, short), indent, box in zip(texts, indents, boxes, strict=True):
        reading = Reading(tuple(Character(c, 0.9) for c in text))
        ink = Box(110 + indent * HEIGHT, box.top + 5, 190 - short * HEIGHT, box.top + 25)
        cells.append((Line(ink, reading),))
    return [lines[0].text for lines in with_brackets_by_margin(boxes, cells, HEIGHT)]


def test_brackets_that_end_half_an_em_before_the_figures_are_full_width() -> None:
    assert column(("12.50", 0), ("(3,000.00)", 0.6), ("7.25", 0))[1] == "（3,000.00）"


def test_brackets_that_end_with_the_figures_are_half_width() -> None:
    assert column(("12.50", 0), ("（3.00）", 0.05), ("7.25", 0))[1] == "(3.00)"


def test_brackets_among_figures_that_are_set_to_no_side_stay_as_read() -> None:
    assert column(("12.50", 0), ("(3.00)", 0.6), ("7.25", 0.4))[1] == "(3.00)"


def test_brackets_that_begin_half_an_em_behind_the_figures_are_full_width() -> None:
    texts = ("12.50", 2.0), ("(3,000.00)", 0.2), ("7.25", 2.5)
    assert column(*texts, indents=(0.0, 0.6, 0.0))[1] == "（3,000.00）"
    texts = ("12.50", 2.0), ("（3,000.00）", 0.2), ("7.25", 2.5)
    assert column(*texts, indents=(0.0, 0.05, 0.0))[1] == "(3,000.00)"


def test_brackets_without_figures_to_measure_by_stay_as_read() -> None:
    assert column(("(12.50)", 0.6), ("(3.00)", 0.6), ("7.25", 0))[:2] == ["(12.50)", "(3.00)"]
