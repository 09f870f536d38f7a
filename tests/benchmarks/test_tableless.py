"""Pages without a table, and counting what is found on them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pymupdf
import pytest

from budgetgrid.benchmarks import tableless
from budgetgrid.benchmarks.invented.tableless_pages import KINDS, add_page
from budgetgrid.benchmarks.tableless import narrative_pages, write_pages

SENTENCE = "The city council adopted the budget after a public hearing. "


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """Narrative, a ruled page, a page of three words, narrative."""
    path = tmp_path / "real.pdf"
    with pymupdf.open() as document:
        for number in range(4):
            page = document.new_page()
            text = "Three short words" if number == 2 else SENTENCE * 6
            page.insert_textbox(pymupdf.Rect(50, 50, 500, 400), text)
            for y in (100, 150, 200) if number == 1 else ():
                page.draw_line((50, y), (500, y))
        document.save(path)
    return path


def test_narrative_pages_have_text_and_no_rule(pdf: Path) -> None:
    assert narrative_pages(pdf) == [1, 4]


def test_pages_are_real_up_to_half_and_of_every_invented_kind(pdf: Path, tmp_path: Path) -> None:
    origins = write_pages(tmp_path / "out.pdf", [pdf], 2 + len(KINDS), seed=1)
    assert origins[:2] == ("real.pdf p1", "real.pdf p4")
    assert Counter(origin.split()[0] for origin in origins[2:]) == Counter(list(KINDS))
    with pymupdf.open(tmp_path / "out.pdf") as document:
        assert document.page_count == len(origins)


def test_invented_pages_differ_by_name() -> None:
    texts = []
    for name in ("1", "2", "1"):
        with pymupdf.open() as document:
            add_page(document, "letter", name)
            texts.append(document[0].get_text())
    assert texts[0] == texts[2] != texts[1]


def test_a_table_on_a_page_without_any_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def write_table(out: Path, *_: object) -> tuple[str, ...]:
        with pymupdf.open() as document:
            page = document.new_page(width=300, height=200)
            for at in range(4):
                page.draw_line((40, 40 + 30 * at), (250, 40 + 30 * at))
                page.draw_line((40 + 70 * at, 40), (40 + 70 * at, 130))
            document.save(out)
        return ("planted 1",)

    monkeypatch.setattr(tableless, "write_pages", write_table)
    found = tableless.measure([], 1, seed=1, degree=0)
    assert [(one.page, one.origin, one.table.rows, one.table.cols) for one in found.invented] == [
        (1, "planted 1", 3, 3)
    ]
    assert found.pages_with_some == 1
