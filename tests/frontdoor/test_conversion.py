"""From a file to a document: what pages say together, what is loaded for it, and what is reported."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import unicodedata
import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf
import pytest
from typer.testing import CliRunner

from budgetgrid import conversion
from budgetgrid.cli.app import build_app
from budgetgrid.conversion import convert
from budgetgrid.document import Document, Source
from budgetgrid.layout.errors import EngineMissing, PageOutOfRange
from budgetgrid.layout.page_image import page_image
from budgetgrid.layout.source import SourcePage
from budgetgrid.ocr.engines import engine_name
from budgetgrid.ocr.lazy_engine import LazyEngine
from budgetgrid.options import Options
from budgetgrid.page import PageResult
from budgetgrid.serialise import from_json, to_json
from budgetgrid.tables.table import CellRef, Finding, Table

SAMPLES = Path(__file__).parents[2] / "samples"
REBUILT = ("sanmenxia-2021", "luoyang-2021", "xuchang-2021", "shaanxi-2021", "yibin-2021")
LEFT, WIDTH, ROW = 60, 100, 20


def add_table(page: Any, top: float, rows: list[list[str]]) -> None:
    """A ruled table of cells 100 x 20 pt with its upper left corner at (60, `top`)."""
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            x, y = LEFT + WIDTH * c, top + ROW * r
            page.draw_rect(pymupdf.Rect(x, y, x + WIDTH, y + ROW), width=0.5)
            page.insert_text((x + 5, y + 14), text, fontsize=10, fontname="china-s")


@pytest.fixture
def two_pages(tmp_path: Path) -> Path:
    """A table of four rows that ends its page, and goes on with its header and two more on the next."""
    drawn = pymupdf.open()
    first = drawn.new_page(width=420, height=300)
    first.insert_text((150, 190), "支出预算表", fontsize=16, fontname="china-s")
    header = ["科目", "名称", "金额"]
    add_table(first, 200, [header, ["201", "公共服务", "8.00"], ["208", "社会保障", "5.00"]])
    second = drawn.new_page(width=420, height=300)
    add_table(second, 40, [header, ["210", "卫生健康", "2.00"], ["221", "住房保障", "1.50"]])
    drawn.save(tmp_path / "x.pdf")
    return tmp_path / "x.pdf"


def test_table_over_pages_is_one_with_all_blocks_pointing_to_it(two_pages: Path) -> None:
    document = convert(two_pages)
    (table,) = document.tables
    assert (table.id, table.title, table.pages, table.rows) == ("t1", "支出预算表", (1, 2), 5)
    assert [c.text for c in table.cells if c.col == 0] == ["科目", "201", "208", "210", "221"]
    blocks = [b for page in document.pages for b in page.blocks]
    assert [(b.kind, b.table) for b in blocks] == [("title", "t1"), ("table", "t1"), ("table", "t1")]
    assert from_json(to_json(document)).tables[0].fragments == table.fragments


def test_parts_stay_apart_where_they_are_told_to(two_pages: Path) -> None:
    document = convert(two_pages, stitch=False)
    assert [(t.id, t.pages, t.rows) for t in document.tables] == [("t1", (1,), 3), ("t2", (2,), 3)]
    assert [b.table for b in document.pages[1].blocks] == ["t2"]


def test_findings_of_a_page_follow_their_cells_into_the_joined_table(
    two_pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = conversion.convert_page

    def doubtful(page: SourcePage, *rest: Any) -> PageResult:
        result = read(page, *rest)
        cells = (CellRef(0, 1), CellRef(2, 1))
        return replace(
            result, findings=(Finding("x", "info", "", result.tables[0].id, cells, page=page.number),)
        )

    monkeypatch.setattr(conversion, "convert_page", doubtful)
    document = convert(two_pages)
    assert [(f.table, f.cells) for f in document.findings] == [
        ("t1", (CellRef(0, 1), CellRef(2, 1))),
        ("t1", (CellRef(0, 1), CellRef(4, 1))),
    ]
    assert [f.cells[1] for f in convert(two_pages, stitch=False).findings] == [CellRef(2, 1)] * 2


def normal(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def place(table: dict[str, Any]) -> tuple[int, int]:
    """Where a table of the truth begins: its page, and its top in steps of 10 pt."""
    first = table["fragments"][0]
    return first["page"], round(first["box"][1] / 10)


@pytest.mark.parametrize("name", REBUILT)
def test_tables_of_rebuilt_documents_are_joined_as_in_their_truth(name: str) -> None:
    truth = json.loads((SAMPLES / name / "truth.json").read_text(encoding="utf-8"))
    document = convert(SAMPLES / name / "digital.pdf")
    ours = {(t.pages[0], round(t.fragments[0].box.top / 10)): t for t in document.tables}
    assert sorted(ours) == sorted(place(table) for table in truth["tables"])
    for table in truth["tables"]:
        if len(table["pages"]) > 1:
            same_as_truth(ours[place(table)], table)
    assert document.metadata.title == truth["metadata"]["title"]
    assert document.metadata.organisation == truth["metadata"]["organisation"]
    assert str(document.metadata.year) == truth["metadata"]["year"]


def same_as_truth(table: Table, truth: dict[str, Any]) -> None:
    """Fragments, and every cell with its spans, text and pages."""
    assert [
        (f.page, f.first_row, f.last_row, f.repeated_header_box is not None) for f in table.fragments
    ] == [
        (f["page"], f["first_row"], f["last_row"], f["repeated_header_box"] is not None)
        for f in truth["fragments"]
    ]
    assert {
        (c.row, c.col, c.rowspan, c.colspan, normal(c.text), tuple(p.page for p in c.places))
        for c in table.cells
    } == {
        (
            c["row"],
            c["col"],
            c["rowspan"],
            c["colspan"],
            normal(c["text"]),
            tuple(p["page"] for p in c["places"]),
        )
        for c in truth["cells"]
    }


LOADED = """
import json, sys, budgetgrid
document = budgetgrid.convert(sys.argv[1], second_reading=sys.argv[2] == "twice")
names = ("onnxruntime", "openvino", "paddleocr", "paddlex", "camelot", "pandas")
heavy = [name for name in names if name in sys.modules]
print(json.dumps([heavy, document.run.engine, document.run.models, [f.code for f in document.findings]]))
"""


def loaded(path: Path, readings: str) -> Any:
    command = [sys.executable, "-c", LOADED, str(path), readings]
    return json.loads(
        subprocess.run(command, capture_output=True, text=True, check=True, cwd=sys.prefix).stdout
    )


def test_digital_file_loads_no_network_but_its_record_names_the_engine(two_pages: Path) -> None:
    heavy, engine, models, _ = loaded(two_pages, "once")
    assert heavy == []
    assert (engine, models) == (engine_name("auto"), ["PP-OCRv6_det_small", "PP-OCRv6_rec_small"])


@pytest.mark.engine
def test_scan_loads_the_library_of_its_networks_and_nothing_else_that_is_heavy(two_pages: Path) -> None:
    with pymupdf.open(two_pages) as drawn, pymupdf.open() as scan:
        picture = drawn[0].get_pixmap(dpi=200)
        scan.new_page(width=420, height=300).insert_image((0, 0, 420, 300), pixmap=picture)
        scan.save(two_pages.with_name("scan.pdf"))
    heavy, engine, _, _ = loaded(two_pages.with_name("scan.pdf"), "once")
    assert heavy == [{"onnx": "onnxruntime", "openvino": "openvino"}[engine]]


def test_camelot_is_reached_when_a_second_reading_is_asked_for(two_pages: Path) -> None:
    heavy, _, _, findings = loaded(two_pages, "twice")
    assert "camelot" in heavy and "onnxruntime" not in heavy
    assert findings == []


def test_command_line_passes_the_second_reading_on(two_pages: Path) -> None:
    for arguments, asked in (([], False), (["--second-reading"], True)):
        result = CliRunner().invoke(build_app(), ["convert", str(two_pages), "-o", "-", "-q", *arguments])
        assert json.loads(result.stdout)["run"]["options"]["second_reading"] is asked


def test_engine_is_taken_by_name_as_on_the_command_line(two_pages: Path) -> None:
    assert convert(two_pages, engine="paddleocr").run.engine == "paddleocr"


def test_second_reading_that_differs_is_a_finding_of_the_joined_table(
    two_pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = conversion.convert_page

    def misread(page: SourcePage, *rest: Any) -> PageResult:
        result = read(page, *rest)
        table = result.tables[0]
        cells = tuple(replace(c, text="208O") if c.text == "221" else c for c in table.cells)
        return replace(result, tables=(replace(table, cells=cells),))

    monkeypatch.setattr(conversion, "convert_page", misread)
    (finding,) = convert(two_pages, second_reading=True).findings
    assert (finding.code, finding.table, finding.cells) == ("second-reading-differs", "t1", (CellRef(4, 0),))
    assert (finding.expected, finding.actual, finding.page) == ("221", "208O", 2)


def test_engine_is_opened_once_when_something_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Reader:
        def recognise(self, crops: list[Any]) -> list[Any]:
            return [len(crops)]

        def detect(self, image: Any) -> list[Any]:
            return [image]

    opened: list[tuple[Any, ...]] = []

    def opening(*choice: Any) -> Reader:
        opened.append(choice)
        return Reader()

    monkeypatch.setattr("budgetgrid.ocr.lazy_engine.open_engine", opening)
    engine = LazyEngine("onnx", "small", 3)
    assert (engine.name, [w.role for w in engine.weights], opened) == ("onnx", ["det", "rec"], [])
    assert (engine.recognise([1, 2]), engine.detect("page")) == ([2], ["page"])
    assert opened == [("onnx", "small", 3, "cpu")]


@pytest.mark.parametrize(("engine", "models"), [("tesseract", "small"), ("onnx", "/nowhere")])
def test_unknown_engine_or_weights_are_told_before_any_page_is_read(
    two_pages: Path, engine: str, models: str
) -> None:
    with pytest.raises(EngineMissing):
        convert(two_pages, engine=engine, models=models)


def test_missing_engine_ends_the_conversion_and_a_broken_page_does_not(
    two_pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = conversion.convert_page

    def fail(error: Exception) -> Any:
        def second_fails(page: SourcePage, *rest: Any) -> PageResult:
            if page.number == 2:
                raise error
            return read(page, *rest)

        return second_fails

    monkeypatch.setattr(conversion, "convert_page", fail(EngineMissing("onnxruntime is not installed", "…")))
    with pytest.raises(EngineMissing):
        convert(two_pages)
    monkeypatch.setattr(conversion, "convert_page", fail(ZeroDivisionError("oh")))
    document = convert(two_pages)
    assert (document.status, len(document.tables)) == ("partial", 1)
    assert document.pages[1].error is not None and document.pages[1].error.slug == "page-failed"
    assert [(f.code, f.page) for f in document.findings] == [("page-failed", 2)]


def test_repaired_pdf_is_reported(two_pages: Path, tmp_path: Path) -> None:
    whole = two_pages.read_bytes()
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(whole[: whole.rindex(b"startxref")])
    assert [(f.code, f.severity) for f in convert(broken).findings] == [("pdf-repaired", "info")]
    assert convert(two_pages).findings == ()


def test_picture_of_a_page_is_gone_when_the_next_one_is_read(
    two_pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures: list[weakref.ref[np.ndarray]] = []
    read = conversion.convert_page

    def with_picture(page: SourcePage, *rest: Any) -> PageResult:
        gc.collect()
        assert [ref for ref in pictures if ref() is not None] == []
        image = page_image(page, 50)
        image = replace(image, pixels=image.pixels.copy())
        pictures.append(weakref.ref(image.pixels))
        return replace(read(page, *rest), frame=image)

    monkeypatch.setattr(conversion, "convert_page", with_picture)
    assert convert(two_pages, threads=1).status == "ok"
    assert len(pictures) == 2


def test_pages_are_converted_once_each_in_the_order_asked_for(two_pages: Path) -> None:
    seen: list[tuple[int, int]] = []
    document = convert(
        two_pages, Options(pages=(2, 1, 2)), progress=lambda done, total: seen.append((done, total))
    )
    assert [page.number for page in document.pages] == [2, 1]
    assert seen == [(1, 2), (2, 2)]
    with pytest.raises(PageOutOfRange):
        convert(two_pages, pages=(3,))


def test_document_tells_its_source(two_pages: Path) -> None:
    document: Document = convert(two_pages, pages=(2,))
    assert document.source == Source("x.pdf", document.source.sha256, 2)
    assert len(document.source.sha256) == 64
