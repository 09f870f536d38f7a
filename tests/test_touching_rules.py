"""Figures that touch the rules between columns, through the whole pipe."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from colour_engine import ColourEngine
from test_pipeline import HEIGHT, WIDTH, scan

from budgetgrid import convert
from budgetgrid.options import Options

COLUMNS = (100, 500, 800, 1100)
TOP, BOTTOM, STEP = 200, 620, 60


def test_figure_that_touches_an_upright_rule_is_read(tmp_path: Path) -> None:
    engine = ColourEngine()
    page = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    for row in range(6):
        baseline = TOP + 50 + row * STEP
        engine.print(page, "教育", COLUMNS[0] + 30, baseline)
        engine.print(page, "15.00", COLUMNS[1] + 160, baseline)
        engine.print(page, "7", COLUMNS[3] - 16, baseline)
    for x in COLUMNS:
        page[TOP:BOTTOM, x - 1 : x + 2] = 0
    document = convert(scan(tmp_path / "page.pdf", page), Options(rotate=0), engine=engine)
    assert "".join(block.text for block in document.pages[0].blocks).count("7") == 6
