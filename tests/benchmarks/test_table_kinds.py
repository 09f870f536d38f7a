"""Kinds and panels of labelled tables: how they are written, and that the shipped truth has them right."""

from __future__ import annotations

from pathlib import Path

import pytest

from budgetgrid.benchmarks.table_kinds import KINDS, PanelsInvalid, TruthPanel, read_panels, write_panels
from budgetgrid.benchmarks.truth import Truth, load_truth

SAMPLES = Path(__file__).parents[2] / "samples"
TRUTHS = [load_truth(path) for path in sorted(SAMPLES.glob("*/truth.json"))]


def test_panels_are_read_as_they_are_written() -> None:
    panels = (TruthPanel(0, 2, 2, 3), TruthPanel(3, 6, 1, 3))
    assert write_panels(panels) == "0-2/2 3-6/1"
    assert read_panels("0-2/2 3-6/1", 7, 3) == panels
    assert read_panels("", 7, 3) == ()


@pytest.mark.parametrize(
    "text", ["0-1/1", "0-1/1 3-4/1", "0-2/1 2-4/1", "0-1/1 2-3/1", "0-1/2 2-4/1", "0-1 2-4", "1-0/0 1-4/1"]
)
def test_panels_that_leave_out_or_share_columns_are_refused(text: str) -> None:
    with pytest.raises(PanelsInvalid):
        read_panels(text, 5, 1)


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: str(truth.metadata["slug"]))
def test_every_shipped_table_is_of_a_known_kind_and_its_panels_cover_it(truth: Truth) -> None:
    for table in truth.tables:
        assert table.kind in KINDS
        assert read_panels(write_panels(table.panels), table.cols, table.header_rows) == table.panels


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: str(truth.metadata["slug"]))
def test_no_cell_of_a_header_reaches_below_it(truth: Truth) -> None:
    for table in truth.tables:
        for cell in (c for c in table.cells if c.row < table.header_rows):
            assert cell.row + cell.rowspan <= table.header_rows, (table.id, cell.text)


@pytest.mark.parametrize("truth", TRUTHS, ids=lambda truth: str(truth.metadata["slug"]))
def test_a_part_has_the_kind_of_the_table_it_goes_on_from(truth: Truth) -> None:
    kinds = {table.id: table.kind for table in truth.tables}
    for table in truth.tables:
        if table.continues is not None:
            assert table.kind == kinds[table.continues], table.id


def test_the_format_description_lists_every_kind() -> None:
    described = (SAMPLES / "FORMAT.md").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f"| `{kind}` |" not in described] == []
