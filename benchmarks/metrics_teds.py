"""TEDS, the tree edit distance similarity of tables (Zhong and others, 2020, arXiv:1911.10683).

Computed by the package table-recognition-metric, which scores `td` cells only: every cell is one here, header
or not, without `thead` or `tbody`. Texts go in without white space.
"""

from __future__ import annotations

import html

from budgetgrid.benchmarks.metrics_cells import strict
from budgetgrid.benchmarks.page_tables import PageTable

LARGEST = 600
"""Cells (of the larger table) up to which TEDS is computed: its pure-Python distance takes 2 s at 480 cells
and 19 s at 1,200."""


def as_html(table: PageTable, texts: bool = True) -> str:
    """A table as the HTML that TEDS compares."""
    rows: list[list[str]] = [[] for _ in range(table.rows)]
    for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
        spans = f' rowspan="{cell.rowspan}"' * (cell.rowspan > 1) + f' colspan="{cell.colspan}"' * (
            cell.colspan > 1
        )
        content = html.escape(strict(cell.text)) if texts else ""
        rows[cell.row].append(f"<td{spans}>{content}</td>")
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f"<html><body><table>{body}</table></body></html>"


def teds(truth: PageTable, read: PageTable | None, structure_only: bool = False) -> float | None:
    """The similarity, 0 (missed) to 1 (equal); None where a table is larger than `LARGEST`."""
    if read is None:
        return 0.0
    true, other = as_html(truth, not structure_only), as_html(read, not structure_only)
    if true == other:
        return 1.0
    if max(len(truth.cells), len(read.cells)) > LARGEST:
        return None
    from table_recognition_metric import TEDS

    return float(TEDS(structure_only=structure_only)(other, true))
