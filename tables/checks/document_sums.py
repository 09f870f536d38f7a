"""All sums and repetitions that a document's tables may obey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from budgetgrid.tables.checks.code_sums import code_sums
from budgetgrid.tables.checks.column_sums import column_sums
from budgetgrid.tables.checks.fund_sums import fund_figures, fund_sums
from budgetgrid.tables.checks.identity import Figures, Identity, Spot, figures_of
from budgetgrid.tables.checks.outline_sums import outline_sums
from budgetgrid.tables.checks.repeated_figures import repeated_figures
from budgetgrid.tables.checks.sides import side_sums
from budgetgrid.tables.codes import RowCode
from budgetgrid.tables.sheet import Figure, Sheet


def document_figures(sheets: Sequence[Sheet]) -> dict[Spot, Figure]:
    """The figures of every table: its columns of figures, and the money in forms."""
    return {**fund_figures(sheets), **figures_of(sheets)}


def document_sums(
    sheets: Sequence[Sheet], codes: Mapping[str, Sequence[RowCode]], figures: Figures
) -> list[Identity]:
    """The sums of every table, and the figures that stand in several; `codes` by table."""
    found: list[Identity] = []
    for sheet in sheets:
        own = codes[sheet.table.id]
        found.extend(column_sums(sheet, figures))
        for section in sheet.sections:
            found.extend(code_sums(sheet, section, own, figures) or outline_sums(sheet, section, figures))
        found.extend(side_sums(sheet))
        found.extend(fund_sums(sheet))
    return found + list(repeated_figures(sheets, codes, figures))
