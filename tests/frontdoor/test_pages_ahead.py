"""Pages prepared ahead: which are begun, when, on which thread, and what becomes of their errors."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from budgetgrid import pages_ahead as module
from budgetgrid.layout.errors import ImageUnreadable
from budgetgrid.layout.source import Source, SourcePage, open_source
from budgetgrid.options import Options
from budgetgrid.page import PreparedPage
from budgetgrid.pages_ahead import pages_ahead

PICTURE: Any = object()


@pytest.fixture
def source(tmp_path: Path) -> Any:
    """Three blank pages."""
    pdf = pymupdf.open()
    for _ in range(3):
        pdf.new_page(width=100, height=100)
    pdf.save(tmp_path / "three.pdf")
    with open_source(tmp_path / "three.pdf") as opened:
        yield opened


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, bool]]:
    """The pages in the order they are prepared, and whether ahead. Page 2 is digital, the others scans."""
    seen: list[tuple[int, bool]] = []

    def prepare(page: SourcePage, _: Options) -> PreparedPage:
        seen.append((page.number, threading.current_thread() is not threading.main_thread()))
        return PreparedPage("digital", None) if page.number == 2 else PreparedPage("scan", PICTURE)

    monkeypatch.setattr(module, "prepare_page", prepare)
    return seen


def kinds(source: Source, numbers: tuple[int, ...], threads: int) -> list[str]:
    pages = pages_ahead(source, numbers, Options(threads=threads))
    return [prepare(source.page(number)).kind for number, prepare in pages]


def test_page_after_a_scan_is_prepared_ahead_and_after_a_digital_page_is_not(
    source: Source, prepared: list[tuple[int, bool]]
) -> None:
    assert kinds(source, (1, 2, 3), 2) == ["scan", "digital", "scan"]
    assert prepared == [(1, False), (2, True), (3, False)]


def test_pages_are_prepared_in_the_order_asked_for(source: Source, prepared: list[tuple[int, bool]]) -> None:
    assert kinds(source, (3, 1), 2) == ["scan", "scan"]
    assert prepared == [(3, False), (1, True)]


def test_on_one_thread_nothing_is_prepared_ahead(source: Source, prepared: list[tuple[int, bool]]) -> None:
    assert kinds(source, (1, 2, 3), 1) == ["scan", "digital", "scan"]
    assert prepared == [(1, False), (2, False), (3, False)]


def test_error_of_a_page_begun_ahead_is_raised_for_that_page(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prepare(page: SourcePage, _: Options) -> PreparedPage:
        if page.number == 2:
            raise ImageUnreadable("page 2 can't be drawn")
        return PreparedPage("scan", PICTURE)

    monkeypatch.setattr(module, "prepare_page", prepare)
    failed, read = [], []
    for number, ready in pages_ahead(source, (1, 2, 3), Options(threads=2)):
        try:
            read.append((number, ready(source.page(number)).kind))
        except ImageUnreadable:
            failed.append(number)
    assert (read, failed) == ([(1, "scan"), (3, "scan")], [2])


def test_closing_early_waits_for_the_page_begun(source: Source, prepared: list[tuple[int, bool]]) -> None:
    pages = pages_ahead(source, (1, 2, 3), Options(threads=2))
    number, prepare = next(pages)
    prepare(source.page(number))
    pages.close()
    assert prepared == [(1, False), (2, True)]
    assert not any(thread.name.startswith("prepare") for thread in threading.enumerate())
