"""A drawn page with a seal over its table, through the whole pipe."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from colour_engine import ColourEngine
from test_pipeline import POINT, TEXTS, drawn_page, scan

from budgetgrid import convert
from budgetgrid.benchmarks.seal import sealed

CENTRE = (560.0, 400.0)


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """The page without and with a seal over the lower middle of its table."""
    engine = ColourEngine()
    page = drawn_page(engine)
    stamped = sealed(page.astype(np.float32), 200, *CENTRE, np.random.default_rng(5))
    folder: Path = tmp_path_factory.mktemp("seal")
    plain = convert(scan(folder / "plain.pdf", page), engine=engine)
    return plain, convert(scan(folder / "seal.pdf", np.clip(stamped, 0, 255).astype(np.uint8)), engine=engine)


def test_rules_under_a_seal_are_followed(documents):
    plain, stamped = (document.tables[0] for document in documents)
    assert [(c.row, c.col, c.rowspan, c.colspan) for c in stamped.cells] == [
        (c.row, c.col, c.rowspan, c.colspan) for c in plain.cells
    ]


def test_cells_under_a_seal_are_flagged_and_trusted_less(documents):
    plain, stamped = (document.tables[0] for document in documents)
    flagged = {(c.row, c.col) for c in stamped.cells if "under-seal" in c.flags}
    assert {(2, 1), (2, 2), (3, 1), (3, 2)} <= flagged
    assert not flagged & {(0, 0), (2, 0), (3, 0), (3, 3)}
    for before, after in zip(plain.cells, stamped.cells):
        if (after.row, after.col) in flagged:
            assert after.confidence < before.confidence
    assert {(c.row, c.col): c.text for c in stamped.cells if not c.flags} == {
        place: text for place, text in TEXTS.items() if place not in flagged
    }


def test_a_seal_is_a_block_and_is_not_read_as_text(documents):
    blocks = documents[1].pages[0].blocks
    (seal,) = (block for block in blocks if block.kind == "seal")
    radius = 21 / 25.4 * 72
    assert (seal.box.left, seal.box.right) == pytest.approx(
        (CENTRE[0] * POINT - radius, CENTRE[0] * POINT + radius), abs=3
    )
    assert [(b.kind, b.text) for b in blocks if b.kind != "seal"] == [
        (b.kind, b.text) for b in documents[0].pages[0].blocks
    ]
