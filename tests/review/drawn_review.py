"""Results to review, drawn so that every value is known."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from budgetgrid.corrections import Edit
from budgetgrid.document import Block, Document, PageInfo, Run, Source
from budgetgrid.layout.geometry import Box
from budgetgrid.tables.meaning.table_meaning import with_meaning
from budgetgrid.tables.table import Cell, CellAlternative, Fragment, Place, Table

WIDTH, HEIGHT = 90.0, 20.0
LEFT, TOP = 50.0, 60.0

FIGURES = (
    ("项目", "合计", "基本支出", "项目支出"),
    ("合计", "479.70", "300.00", "179.70"),
    ("行政运行", "300.00", "250.00", "50.00"),
    ("一般行政管理事务", "179.70", "50.00", "129.70"),
)
WRONG = (2, 2)
"""Where the drawn table reads 260.00 for 250.00."""


def box_of(row: int, col: int, rowspan: int = 1, colspan: int = 1) -> Box:
    left, top = LEFT + col * WIDTH, TOP + row * HEIGHT
    return Box(left, top, left + colspan * WIDTH, top + rowspan * HEIGHT)


def cell(row: int, col: int, text: str, rowspan: int = 1, colspan: int = 1, page: int = 1) -> Cell:
    return Cell(
        row, col, rowspan, colspan, text=text, raw=text, confidence=0.99, text_confidence=0.995,
        structure_confidence=0.995, places=(Place(page, box_of(row, col, rowspan, colspan)),),
    )  # fmt: skip


def table_of(rows: tuple[tuple[str, ...], ...], id: str = "t1", page: int = 1) -> Table:
    cells = tuple(cell(r, c, text, page=page) for r, row in enumerate(rows) for c, text in enumerate(row))
    box = box_of(0, 0, len(rows), len(rows[0]))
    fragments = (Fragment(page, box, 0, len(rows) - 1),)
    return Table(id, len(rows), len(rows[0]), cells, fragments, title="支出总表", unit="万元")


def sums_table(read: str = "260.00", offered: tuple[str, ...] = ("250.00", "280.00")) -> Table:
    """The figures with one misread cell; the first other reading of it is the right one."""
    table = table_of(FIGURES)
    misread = replace(
        next(c for c in table.cells if (c.row, c.col) == WRONG),
        text=read, raw=read, confidence=0.41, text_confidence=0.42,
        alternatives=tuple(CellAlternative(text, 0.3 / n) for n, text in enumerate(offered, 1)),
    )  # fmt: skip
    cells = tuple(misread if (c.row, c.col) == WRONG else c for c in table.cells)
    return with_meaning(replace(table, cells=cells))


def document_of(*tables: Table, sha256: str = "ab" * 32, pages: int = 1) -> Document:
    infos = tuple(
        PageInfo(
            n, "scan", 595.0, 842.0, 100.0,
            blocks=(
                Block("title", Box(200.0, 20.0, 400.0, 40.0), "支出<b>总表</b>", 0.98),
                *(Block("table", t.fragments[0].box, table=t.id) for t in tables if n in t.pages),
            ),
        )
        for n in range(1, pages + 1)
    )  # fmt: skip
    return Document(Source("预算.pdf", sha256, pages), Run("0.1.0", "drawn"), "ok", infos, tables)


def edit_of(table: Table, op: str, row: int = 0, col: int = 0, **more: object) -> Edit:
    """An edit as the review page makes it, numbered later."""
    from budgetgrid.corrected import place_of

    over = [c for c in table.cells if (c.row, c.col) == (row, col)] if op == "text" else []
    place = place_of(table, over[0] if over else None)
    when = "2026-11-21T08:00:00+00:00"
    base = Edit(0, "甲", when, op, table.id, row, col, rows=table.rows, cols=table.cols, place=place)
    return replace(base, **more)  # type: ignore[arg-type]


def text_at(table: Table, row: int, col: int) -> str:
    return next(c.text for c in table.cells if (c.row, c.col) == (row, col))


def value_at(table: Table, row: int, col: int) -> Decimal | None:
    return next(c.value for c in table.cells if (c.row, c.col) == (row, col))
