"""All checks of a document's tables, in order: sums, repairs by them, what they leave, codes, forms, text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from budgetgrid.tables.checks.code_order import code_findings, name_verdicts
from budgetgrid.tables.checks.document_sums import document_figures, document_sums
from budgetgrid.tables.checks.identity import CellSupport, Spot
from budgetgrid.tables.checks.judgement import judge, sum_findings, support_of, verdicts
from budgetgrid.tables.checks.narrative import narrative_findings, narrative_verdicts, text_figures
from budgetgrid.tables.checks.number_format import number_formats
from budgetgrid.tables.checks.percentages import percentages
from budgetgrid.tables.checks.products import products
from budgetgrid.tables.checks.repair import find_repairs, repair_findings, repaired
from budgetgrid.tables.codes_of_rows import codes_of_rows
from budgetgrid.tables.sheet import open_sheet
from budgetgrid.tables.surroundings import PlacedPage
from budgetgrid.tables.table import Finding, Table


@dataclass(frozen=True, slots=True)
class Checked:
    """Tables with repaired values and codes, what is doubtful about them, and how cells are supported."""

    tables: tuple[Table, ...]
    findings: tuple[Finding, ...]
    support: tuple[CellSupport, ...]


def check_tables(tables: Sequence[Table], pages: Sequence[PlacedPage], year: int | None) -> Checked:
    """Check a document's whole tables against themselves, each other and the text of its pages.

    `year` is the document's own. The tables come back with the codes of their rows, and with repaired values.
    Repairs come first: what they mend is no finding of a failed sum, and their cells are supported by it.
    """
    sheets = [open_sheet(table) for table in tables]
    codes = {sheet.table.id: codes_of_rows(sheet) for sheet in sheets}
    figures = document_figures(sheets)
    judged = judge(document_sums(sheets, codes, figures), figures)
    cells = {Spot(t.id, c.row, c.col): c for t in tables for c in t.cells}
    repairs = find_repairs(cells, judged, figures)
    if repairs:
        tables = [repaired(table, repairs) for table in tables]
        sheets = [open_sheet(table) for table in tables]
        figures = document_figures(sheets)
        judged = judge(document_sums(sheets, codes, figures), figures)
    text = text_figures(pages)
    derived = [check(sheet) for sheet in sheets for check in (percentages, products)]
    findings = [
        *repair_findings(repairs),
        *sum_findings(judged, figures),
        *(finding for sheet in sheets for finding in number_formats(sheet)),
        *(finding for _, found in derived for finding in found),
        *code_findings(sheets, codes, year),
        *narrative_findings(text, sheets, figures),
    ]
    supporting = [
        *verdicts(judged),
        *(verdict for found, _ in derived for verdict in found),
        *name_verdicts(codes),
        *narrative_verdicts(text, sheets, figures),
    ]
    places = {spot: cell.places[0].page for spot, cell in cells.items() if cell.places}
    coded = (replace(table, codes=codes[table.id]) for table in tables)
    return Checked(tuple(coded), tuple(_paged(f, places) for f in findings), support_of(supporting))


def _paged(finding: Finding, pages: Mapping[Spot, int]) -> Finding:
    """The finding with the page that its first cell begins on."""
    if finding.page is not None or finding.table is None or not finding.cells:
        return finding
    first = finding.cells[0]
    return replace(finding, page=pages.get(Spot(finding.table, first.row, first.col)))
