"""A corrected label made into the truth of a sample."""

from __future__ import annotations

from collections.abc import Sequence

from budgetgrid.benchmarks.label_text import Label, LabelInvalid, LabelTable, placed
from budgetgrid.benchmarks.page_tables import carried
from budgetgrid.benchmarks.table_kinds import PanelsInvalid, read_panels
from budgetgrid.benchmarks.truth import (
    UNCHECKED,
    Provenance,
    Rect,
    Truth,
    TruthCell,
    TruthFragment,
    TruthInvalid,
    TruthPage,
    TruthPlace,
    TruthTable,
    check_tiling,
)
from budgetgrid.benchmarks.typed_rows import Typed
from budgetgrid.benchmarks.typeset.linebreak import join_lines
from budgetgrid.layout.geometry import Box, Matrix


def truth_of(label: Label, slug: str, sizes: Sequence[tuple[float, float]]) -> Truth:
    """The truth of a label. `sizes`: width and height of every page of the document, pt.

    Raises LabelInvalid where the label contradicts itself or the document.
    """
    outside = [page.number for page in label.pages if not 1 <= page.number <= len(sizes)]
    if outside:
        raise LabelInvalid(f"there is no page {outside[0]} in a document of {len(sizes)} pages")
    tables = [_table(page.number, page.frame, table) for page in label.pages for table in page.tables]
    year = label.facts.get("year", "")
    if year and not year.isdigit():
        raise LabelInvalid(f"{year!r} is no year")
    metadata: dict[str, str | int | None] = {
        "slug": slug,
        **{key: label.facts.get(key) or None for key in ("title", "organisation")},
        "year": int(year) if year else None,
        "publisher": label.facts.get("publisher") or label.facts.get("organisation") or None,
    }
    pages = tuple(TruthPage(number, *size) for number, size in enumerate(sizes, 1))
    return Truth(_provenance(label), metadata, pages, tuple(tables))


def _provenance(label: Label) -> Provenance:
    facts = label.facts
    draft = facts.get("draft", "")
    checked = facts.get("checked by", "")
    how = "corrected by hand against the pages" if checked else UNCHECKED
    return Provenance(
        made_by=checked or draft,
        when=facts.get("when", ""),
        how=f"draft by {draft}, {how}",
        source=facts.get("source", ""),
        notes=facts.get("notes", ""),
    )


def _table(page: int, frame: Matrix, typed: LabelTable) -> TruthTable:
    columns, rows = placed(typed.columns), placed(typed.rows)
    header = typed.facts.get("header rows") or "0"
    if not header.isdigit():
        raise LabelInvalid(f"{typed.id}: {header!r} is no number of header rows")
    header_rows = int(header)

    def box(cell: Typed) -> Rect:
        left, right = columns[cell.col], columns[cell.col + cell.colspan]
        top, bottom = rows[cell.row], rows[cell.row + cell.rowspan]
        shown = carried(Box(left, top, right, bottom), frame)
        return Rect(shown.left, shown.top, shown.right, shown.bottom)

    if not typed.cells:
        raise LabelInvalid(f"{typed.id} has no cell")
    cells = []
    for cell in typed.cells:
        text = join_lines(cell.raw.split("\n"))
        place = TruthPlace(page, box(cell), text, cell.raw)
        role = "header" if cell.row < header_rows else None
        cells.append(
            TruthCell(cell.row, cell.col, cell.rowspan, cell.colspan, text, cell.raw, (place,), role)
        )
    whole = _enclosing([cell.places[0].box for cell in cells])
    try:
        table = TruthTable(
            id=typed.id,
            rows=len(rows) - 1,
            cols=len(columns) - 1,
            cells=tuple(cells),
            fragments=(TruthFragment(page, whole, 0, len(rows) - 2),),
            title=typed.facts.get("title") or None,
            unit=typed.facts.get("unit") or None,
            header_rows=header_rows,
            continues=typed.facts.get("continues") or None,
            kind=typed.facts.get("kind") or "other",
            panels=read_panels(typed.facts.get("panels", ""), len(columns) - 1, header_rows),
        )
        check_tiling(table)
    except (PanelsInvalid, TruthInvalid) as error:
        raise LabelInvalid(f"{typed.id}: {error}") from error
    return table


def _enclosing(boxes: Sequence[Rect]) -> Rect:
    return Rect(
        min(b.left for b in boxes),
        min(b.top for b in boxes),
        max(b.right for b in boxes),
        max(b.bottom for b in boxes),
    )
