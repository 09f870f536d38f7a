"""The shipped truth against what its pages show."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pymupdf
import pytest

from budgetgrid.benchmarks.truth import Rect, TruthCell, load_truth

SAMPLES = Path(__file__).parents[2] / "samples"
REAL = sorted(p.parent for p in SAMPLES.glob("real-*/digital.pdf") if (p.parent / "sample.json").exists())
DPI = 144
SCALE = DPI / 72


def darkness_across(page: np.ndarray, x0: float, y0: float, x1: float, y1: float) -> float:
    """The share of the way between two points along which there is ink within 2 pt to either side."""
    margin = round(2 * SCALE)
    left, right = sorted((round(x0 * SCALE), round(x1 * SCALE)))
    top, bottom = sorted((round(y0 * SCALE), round(y1 * SCALE)))
    if right - left > bottom - top:
        band = page[max(0, top - margin) : top + margin + 1, left:right].min(axis=0)
    else:
        band = page[top:bottom, max(0, left - margin) : left + margin + 1].min(axis=1)
    return float((band < 200).mean())


@pytest.mark.parametrize("folder", REAL, ids=lambda f: f.name)
def test_every_inner_side_of_every_cell_is_printed_as_a_rule(folder: Path) -> None:
    truth = load_truth(folder / "truth.json")
    with pymupdf.open(folder / "digital.pdf") as document:
        for table in truth.tables:
            page = document[table.fragments[0].page - 1].get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY)
            pixels = np.frombuffer(page.samples, np.uint8).reshape(page.h, page.w)
            for cell in table.cells:
                b = cell.places[0].box
                sides = [(b.left, b.top, b.right, b.top), (b.left, b.bottom, b.right, b.bottom)]
                sides += [(b.left, b.top, b.left, b.bottom), (b.right, b.top, b.right, b.bottom)]
                for side in (s for s in sides if not on_the_outline(s, table.fragments[0].box)):
                    assert darkness_across(pixels, *side) > 0.9, (table.id, cell.row, cell.col, side)


def on_the_outline(side: tuple[float, float, float, float], box: Rect) -> bool:
    """Whether a side lies on the table's outline, which is open where a page break cuts the table."""
    x0, y0, x1, y1 = side
    return x0 == x1 in (box.left, box.right) or y0 == y1 in (box.top, box.bottom)


@pytest.mark.parametrize("folder", REAL, ids=lambda f: f.name)
def test_no_rule_runs_through_a_merged_cell(folder: Path) -> None:
    truth = load_truth(folder / "truth.json")
    with pymupdf.open(folder / "digital.pdf") as document:
        for table in truth.tables:
            page = document[table.fragments[0].page - 1].get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY)
            pixels = np.frombuffer(page.samples, np.uint8).reshape(page.h, page.w) < 160
            for cell in (c for c in table.cells if c.rowspan > 1 or c.colspan > 1):
                inside = inner_pixels(pixels, cell)
                if inside.size:
                    assert inside.all(axis=1).sum() == 0, (table.id, cell.row, cell.col)
                    assert inside.all(axis=0).sum() == 0, (table.id, cell.row, cell.col)


def inner_pixels(pixels: np.ndarray, cell: TruthCell) -> np.ndarray:
    """The mask of ink inside a cell, 1.5 pt away from its rules: nearer than text comes to them."""
    box = cell.places[0].box
    top, bottom = round((box.top + 1.5) * SCALE), round((box.bottom - 1.5) * SCALE)
    return pixels[top:bottom, round((box.left + 1.5) * SCALE) : round((box.right - 1.5) * SCALE)]


@pytest.mark.parametrize("folder", REAL, ids=lambda f: f.name)
def test_the_cells_hold_every_character_printed_in_the_table_and_no_other(folder: Path) -> None:
    truth = load_truth(folder / "truth.json")
    with pymupdf.open(folder / "digital.pdf") as document:
        for table in truth.tables:
            page = document[table.fragments[0].page - 1]
            b = table.fragments[0].box
            back = page.derotation_matrix
            clip = (pymupdf.Rect(b.left, b.top, b.right, b.bottom) * back).normalize()
            printed = sorted("".join(page.get_text("text", clip=clip).split()))
            held = sorted("".join("".join(c.text.split()) for c in table.cells))
            assert held == printed, table.id


def test_the_real_samples_are_at_least_forty_table_pages_of_eight_documents() -> None:
    truths = [load_truth(folder / "truth.json") for folder in REAL]
    assert len(truths) >= 8
    assert sum(len({t.fragments[0].page for t in truth.tables}) for truth in truths) >= 40


def test_every_publisher_is_on_one_side_of_the_split() -> None:
    split = json.loads((SAMPLES / "split.json").read_text(encoding="utf-8"))
    assert not set(split["dev"]) & set(split["test"])
    for folder in REAL:
        publisher = load_truth(folder / "truth.json").metadata["publisher"]
        assert (publisher in split["dev"]) + (publisher in split["test"]) == 1


def test_every_truth_says_who_made_it_when_and_how() -> None:
    for path in sorted(SAMPLES.glob("*/truth.json")):
        made = load_truth(path).provenance
        assert made.made_by and made.when and made.how and made.source, path
