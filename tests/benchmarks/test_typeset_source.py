"""Faulty sources are refused with the line and the fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from typeset_source import document

from budgetgrid.benchmarks.typeset.document import TableSource
from budgetgrid.benchmarks.typeset.errors import SourceError
from budgetgrid.benchmarks.typeset.measures import MM


def table(folder: Path, attributes: str, rows: str) -> TableSource:
    made = document(folder, f"<section><table {attributes}>{rows}</table></section>").sections[0].blocks[0]
    assert isinstance(made, TableSource)
    return made


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("<tr><td/></tr>", "row 1, column 2: no cell there"),
        ("<tr><td colspan='3'/></tr>", "row 1, column 1: outside the grid or over another"),
        ("<tr><td rowspan='2'/><td/></tr>", "outside the grid"),
        (
            "<tr><td/><td rowspan='2'/></tr><tr><td colspan='2'/></tr>",
            "row 2, column 1: outside the grid or over",
        ),
        ("<tr><td colour='red'/><td/></tr>", "<td> has no attribute 'colour'"),
        ("<tr><td align='middle'/><td/></tr>", "align='middle' is none of"),
        ("<tr><td rowspan='0'/><td/></tr>", "rowspan must be a whole number from 1"),
        ("<tr><td><b>x</b></td><td/></tr>", "<b> can't stand in <td>"),
        ("<tr>x<td/><td/></tr>", "text outside a block"),
    ],
)
def test_fault_in_a_table_is_named(tmp_path: Path, rows: str, fault: str) -> None:
    with pytest.raises(SourceError, match=r"^line 8: ") as raised:
        table(tmp_path, "cols='* *'", rows)
    assert fault in str(raised.value)


def test_header_cell_running_out_of_the_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="runs out of the header rows"):
        table(tmp_path, "cols='* *' header-rows='1'", "<tr><th rowspan='2'/><th/></tr><tr><td/></tr>")


@pytest.mark.parametrize(
    ("body", "metas", "fault"),
    [
        ("<section><p>一</section>", "", "not well-formed: mismatched tag"),
        ("<section/>", "<meta name='colour' content='red'/>", "meta 'colour' is unknown"),
        ("<section/>", "<meta name='slug' content='b'/>", "meta 'slug' is given twice"),
        ("<section/>", "<meta name='font' content='simsun'/>", "no typeface 'simsun'"),
        ("", "", "there is no <section>"),
        ("<section page='B5'/>", "", "page='B5' is none of"),
    ],
)
def test_fault_in_a_document_is_named(tmp_path: Path, body: str, metas: str, fault: str) -> None:
    with pytest.raises(SourceError) as raised:
        document(tmp_path, body, metas)
    assert fault in str(raised.value)


def test_missing_meta_is_named(tmp_path: Path) -> None:
    (tmp_path / "source.html").write_text("<html><head/><body/></html>")
    with pytest.raises(SourceError, match="meta 'slug' is missing"):
        from budgetgrid.benchmarks.typeset.source import read_source

        read_source(tmp_path / "source.html")


def test_columns_share_what_fixed_widths_leave(tmp_path: Path) -> None:
    made = table(tmp_path, "cols='20mm 10% * 3*'", "<tr><td/><td/><td/><td/></tr>")
    assert [width / MM for width in made.widths] == pytest.approx([20, 20, 40, 120])


def test_spans_place_cells_as_in_html(tmp_path: Path) -> None:
    made = table(
        tmp_path,
        "cols='* * *'",
        "<tr><td rowspan='2'>a</td><td colspan='2'>b</td></tr><tr><td>c</td><td>d</td></tr>",
    )
    assert [(cell.text, cell.row, cell.col) for cell in made.cells] == [
        ("a", 0, 0),
        ("b", 0, 1),
        ("c", 1, 1),
        ("d", 1, 2),
    ]


@pytest.mark.parametrize(
    ("text", "align"), [("1,234.56", "right"), ("-", "right"), ("12%", "right"), ("一", "left")]
)
def test_amounts_are_aligned_as_the_table_says(tmp_path: Path, text: str, align: str) -> None:
    made = table(tmp_path, "cols='*' number-align='right'", f"<tr><td>{text}</td></tr>")
    assert made.cells[0].align == align
