"""Documents made by hand, and by hypothesis, for the tests of what is written from them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from budgetgrid.document import Block, Document, Metadata, PageError, PageInfo, Run, Source
from budgetgrid.layout.geometry import Box
from budgetgrid.tables.codes import RowCode
from budgetgrid.tables.table import (
    Cell,
    CellAlternative,
    CellRef,
    Finding,
    FormField,
    Fragment,
    Indicator,
    IndicatorTree,
    Panel,
    Place,
    Table,
)

BOX = Box(10.0, 20.5, 110.25, 40.0)


def amount(row: int, col: int, text: str, value: str, confidence: float | None = 0.99) -> Cell:
    return Cell(
        row, col, text=text, raw=text, value=Decimal(value), value_kind="amount", confidence=confidence,
        places=(Place(1, BOX),), flags=("seal", "faint"),
    )  # fmt: skip


def budget_table() -> Table:
    """收入 | 支出 side by side:

    收入         | 支出
    项目 | 金额  | 项目 | 金额
    税收 | 12.50 | 工资 | (3.00)
    其他 | —     |      | 0
    """
    cells = (
        Cell(0, 0, colspan=2, text="收入", confidence=0.91),
        Cell(0, 2, colspan=2, text="支出"),
        Cell(1, 0, text="项目"),
        Cell(1, 1, text="金额"),
        Cell(1, 2, text="项目"),
        Cell(1, 3, text="金额"),
        Cell(2, 0, text="税收", confidence=0.5),
        amount(2, 1, "12.50", "12.50"),
        Cell(2, 2, text="工资"),
        amount(2, 3, "(3.00)", "-3.00"),
        Cell(3, 0, text="其他"),
        Cell(3, 1, text="—"),
        Cell(3, 2),
        amount(3, 3, "0", "0"),
    )
    fragments = (Fragment(1, BOX, 0, 3),)
    return Table("t1", 4, 4, cells, fragments, title="收支总表", unit="万元", header_rows=2, confidence=0.97)


def document_of(*tables: Table) -> Document:
    return Document(
        source=Source("预算.pdf", "0f" * 32, 2),
        run=Run("0.1.0", "onnx", ("det", "rec"), {"pages": None, "stitch": True}),
        status="ok",
        pages=(PageInfo(1, "scan", 595.28, 841.89, 200.0, blocks=(Block("title", BOX, "收支总表", 0.9),)),),
        tables=tables,
    )


def with_title(table: Table, title: str | None) -> Table:
    return replace(table, title=title)


coordinates = st.integers(0, 200_000).map(lambda hundredths: hundredths / 100)
probabilities = st.none() | st.integers(0, 10_000).map(lambda share: share / 10_000)
texts = st.text(max_size=8)
names = st.none() | texts
boxes = st.builds(Box, coordinates, coordinates, coordinates, coordinates)
slugs = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
numbers = st.none() | st.decimals(
    allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12
)
flags = st.lists(texts, max_size=2).map(tuple)
places = st.lists(st.builds(Place, st.integers(1, 99), boxes), max_size=2).map(tuple)
alternatives = st.lists(
    st.builds(CellAlternative, texts, probabilities.filter(lambda p: p is not None)), max_size=2
).map(tuple)
roles = st.sampled_from(["title", "header", "stub", "label", "field", "data", "total", "note", None])


paths = st.lists(flags, max_size=2).map(tuple)
fields = st.lists(st.builds(FormField, flags, texts, st.integers(0, 9), st.integers(0, 9)), max_size=2).map(
    tuple
)
codes = st.lists(
    st.builds(
        RowCode, st.integers(0, 9), st.integers(0, 1), st.sampled_from(["functional", "unit"]), texts, texts,
        st.lists(st.integers(0, 9), max_size=3).map(tuple), names, st.none() | st.integers(0, 9),
    ),
    max_size=2,
).map(tuple)  # fmt: skip
anchors = st.none() | st.builds(CellRef, st.integers(0, 9), st.integers(0, 9))
leaves = st.builds(Indicator, texts, st.integers(0, 9), st.integers(0, 9), names, names, names, anchors)
branches = st.builds(
    Indicator, texts, st.integers(0, 9), st.integers(0, 9), children=st.lists(leaves, max_size=2).map(tuple)
)
trees = st.builds(IndicatorTree, names, names, names, fields, st.lists(branches, max_size=2).map(tuple))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of up to 3 x 3 single cells, each with everything a cell can hold."""
    rows, cols = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    cells = tuple(
        Cell(
            row, col, text=draw(texts), raw=draw(texts), value=draw(numbers),
            value_kind=draw(st.sampled_from(["amount", "percent", "count", None])),
            value_confidence=draw(probabilities), unit=draw(names), role=draw(roles), places=draw(places),
            confidence=draw(probabilities), text_confidence=draw(probabilities),
            structure_confidence=draw(probabilities), alternatives=draw(alternatives), flags=draw(flags),
        )
        for row in range(rows)
        for col in range(cols)
    )  # fmt: skip
    header = draw(st.none() | boxes)
    return Table(
        id=draw(st.text(min_size=1, max_size=4)), rows=rows, cols=cols, cells=cells,
        fragments=(Fragment(draw(st.integers(1, 9)), draw(boxes), 0, rows - 1, header),),
        title=draw(names), kind=draw(slugs), kind_label=draw(names), unit=draw(names), currency=draw(names),
        header_rows=draw(st.integers(0, rows)), ruling=draw(st.sampled_from(["full", "partial", "none"])),
        confidence=draw(probabilities), panels=draw(st.sampled_from([(), (Panel(0, cols - 1, 1, 1),)])),
        header_paths=draw(paths), label_paths=draw(st.lists(paths, max_size=2).map(tuple)),
        indicators=draw(st.lists(trees, max_size=1).map(tuple)), fields=draw(fields),
        codes=draw(codes),
    )  # fmt: skip


errors = st.none() | st.builds(PageError, slugs, texts)
blocks = st.builds(
    Block, st.sampled_from(["title", "paragraph", "note", "table"]), boxes, texts, probabilities, names
)
pages = st.builds(
    PageInfo,
    number=st.integers(1, 999),
    kind=st.sampled_from(["scan", "digital", "blank"]),
    width=coordinates,
    height=coordinates,
    dpi=st.none() | coordinates,
    rotation=st.sampled_from([0, 90, 180, 270]),
    skew=st.integers(-40_000, 40_000).map(lambda share: share / 10_000),
    to_source=st.just(((1.0, 0.00012, -3.5), (0.0, 1.0, 2.0), (1e-07, 0.0, 1.0))),
    error=errors,
    blocks=st.lists(blocks, max_size=2).map(tuple),
    flags=flags,
)
findings = st.builds(
    Finding,
    slugs,
    st.sampled_from(["info", "warning", "error"]),
    texts,
    table=names,
    cells=st.lists(st.builds(CellRef, st.integers(0, 9), st.integers(0, 9)), max_size=2).map(tuple),
    expected=names,
    actual=names,
    page=st.none() | st.integers(1, 99),
)
documents = st.builds(
    Document,
    source=st.builds(Source, texts, st.sampled_from(["", "ab" * 32]), st.integers(0, 999)),
    run=st.builds(
        Run, texts, texts, flags, st.dictionaries(texts, st.none() | st.booleans() | st.integers() | texts)
    ),
    status=st.sampled_from(["ok", "partial", "failed"]),
    pages=st.lists(pages, max_size=2).map(tuple),
    tables=st.lists(tables(), max_size=2).map(tuple),
    findings=st.lists(findings, max_size=2).map(tuple),
    metadata=st.builds(
        Metadata,
        names,
        names,
        st.none() | st.integers(1949, 2100),
        st.sampled_from([None, "budget", "final-accounts"]),
        st.sampled_from([None, "2021-03", "2021-03-05"]),
    ),
    error=errors,
)
