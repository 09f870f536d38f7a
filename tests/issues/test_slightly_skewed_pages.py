"""Skews of a tenth of a degree and less were taken for 0: whole bins favoured rows of px as they are."""

from __future__ import annotations

import pytest
from drawn_grids import even_tiling, rulings_of
from drawn_pages import DPI, draw_rulings, paper, turned

from budgetgrid.layout.deskew import find_skew
from budgetgrid.layout.ink import flatten_light, ink_mask


@pytest.mark.parametrize("angle", [-0.11, -0.08, 0.06, 0.11])
def test_a_ruled_page_turned_by_less_than_a_tenth_of_a_degree(angle):
    page = paper(1200, 1000)
    draw_rulings(page, rulings_of(even_tiling(13, 5, height=60, width=200)))
    found = find_skew(ink_mask(flatten_light(turned(page, angle), DPI)), DPI)
    assert found == pytest.approx(angle, abs=0.05)
