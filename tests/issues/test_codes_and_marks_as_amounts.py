"""Texts that became numbers: codes in two parts, circled digits, exponents, rows of unit characters."""

from __future__ import annotations

import pytest

from budgetgrid.tables.build import cell_number


@pytest.mark.parametrize("text", ["201 03", "①", "m5²", "5²", "5名人次台", "0,123"])
def test_text_that_is_no_number_has_no_value(text):
    assert cell_number(text) is None
