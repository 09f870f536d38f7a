"""Markdown, searchable PDF, HTML with pages, and truth, of corrected results."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pymupdf
import pytest
from drawn_review import WRONG, box_of, cell, document_of, edit_of, sums_table, table_of

from budgetgrid.benchmarks.truth import load_truth
from budgetgrid.cli.export import export
from budgetgrid.corrected import corrected
from budgetgrid.corrections import Corrections
from budgetgrid.document import Block
from budgetgrid.export.html import html_page
from budgetgrid.export.markdown import markdown_text
from budgetgrid.export.pdf import lines_in, searchable_pdf
from budgetgrid.export.truth import truth_json
from budgetgrid.layout.errors import SourceMissing
from budgetgrid.layout.geometry import Box
from budgetgrid.originals import find_original
from budgetgrid.output import write_document
from budgetgrid.page_frames import Original, PageFrames
from budgetgrid.provenance import sha256_of


def scanned(folder: Path, rotation: int = 0) -> tuple[Path, float]:
    """A page of one picture, `预算支出` printed at (100, 200) as a viewer shows it; its file and width."""
    drawn = pymupdf.open()
    page = drawn.new_page(width=595, height=842)
    page.insert_text((100, 200), "预算支出", fontname="china-s", fontsize=20)
    picture = page.get_pixmap(dpi=150)
    scan = pymupdf.open()
    size = (595, 842) if rotation in (0, 180) else (842, 595)
    target = scan.new_page(width=size[0], height=size[1])
    target.insert_image(target.rect, stream=picture.tobytes("png"), rotate=rotation)
    target.set_rotation(rotation)
    path = folder / "预算.pdf"
    scan.save(path)
    return path, pymupdf.get_text_length("预算支出", fontname="china-s", fontsize=20)


def of_page(text: str, box: Box, **changes):
    """A document of one page with one block."""
    document = document_of()
    page = replace(document.pages[0], blocks=(Block("paragraph", box, text),), **changes)
    return replace(document, pages=(page,))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_searched_text_lies_where_it_is_printed_however_the_page_is_turned(tmp_path, rotation):
    path, width = scanned(tmp_path, rotation)
    document = of_page("预算支出", Box(80, 170, 300, 215))
    pdf = pymupdf.open(stream=searchable_pdf(document, Original(path)))
    (found,) = pdf[0].search_for("预算支出")
    shown = found * pdf[0].rotation_matrix
    assert shown.x0 == pytest.approx(100, abs=3) and shown.x1 == pytest.approx(100 + width, abs=3)
    assert shown.y0 < 190 < shown.y1 < 215


def test_the_text_of_a_searchable_pdf_is_not_seen(tmp_path):
    path, _ = scanned(tmp_path)
    before = pymupdf.open(path)[0].get_pixmap(dpi=50).samples
    pdf = pymupdf.open(stream=searchable_pdf(of_page("预算支出", Box(80, 170, 300, 215)), Original(path)))
    assert pdf[0].get_pixmap(dpi=50).samples == before


def test_an_image_becomes_a_pdf_of_its_size(tmp_path):
    picture = tmp_path / "a.png"
    page = pymupdf.open(scanned(tmp_path)[0])[0]
    page.get_pixmap(dpi=150).save(picture)
    pdf = pymupdf.open(stream=searchable_pdf(of_page("预算支出", Box(80, 170, 300, 215)), Original(picture)))
    assert pdf[0].get_text().strip() == "预算支出" and pdf[0].rect.width == pytest.approx(595, abs=2)


def test_a_searchable_pdf_needs_the_original():
    with pytest.raises(SourceMissing):
        searchable_pdf(document_of(), None)


def test_a_joined_text_is_dealt_out_over_the_lines_of_ink():
    ink = np.zeros((200, 300), np.uint8)
    ink[20:30, 10:210] = 255
    ink[50:60, 10:110] = 255
    lines = lines_in(Box(0, 0, 216, 72), ["一二三四五六"], ink)
    assert [line.text for line in lines] == ["一二三四", "五六"]
    assert lines[0].box.left == pytest.approx(7.2) and lines[0].box.right == pytest.approx(210 * 0.72)


def test_markdown_of_a_document_acts_as_nothing():
    nasty = "# x|y <script>alert(1)</script> [a](http://b) *c* $d$\n1. e"
    table = replace(table_of(((nasty, "2"), ("3", "4"))), title="|<b>", unit="`x`")
    document = document_of(table)
    page = replace(document.pages[0], blocks=(Block("paragraph", box_of(0, 0), nasty),))
    text = markdown_text(replace(document, pages=(page,))).decode()
    assert "<script" not in text and "<b>" not in text and "\n# " not in text
    assert "\n1\\. e" in text and "\\[a\\](http" in text and "\\*c\\*" in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert all(line.replace("\\|", "").count("|") == 3 for line in rows) and len(rows) == 3


def test_markdown_has_narrative_and_tables_in_reading_order():
    table = sums_table()
    document = document_of(table)
    blocks = (
        *document.pages[0].blocks,
        Block("paragraph", box_of(9, 0), "以上。"),
        Block("footer", box_of(9, 1), "-1-"),
    )
    text = markdown_text(replace(document, pages=(replace(document.pages[0], blocks=blocks),))).decode()
    assert (
        text.index("支出&lt;b&gt;总表") < text.index("| 项目 | 合计 |") < text.index("以上。")
        and "-1-" not in text
    )


def test_a_report_shows_the_page_and_leads_from_cell_to_scan(tmp_path):
    path, _ = scanned(tmp_path)
    text = html_page(document_of(sums_table()), Original(path)).decode()
    assert text.count("data:image/jpeg;base64,") == 1
    for name in ("-t1-2-2", "-t1-0-0"):
        assert f'id="c{name}"' in text and f'href="#s{name}"' in text and f'id="s{name}"' in text
    assert "<script" not in text and "http" not in text


def test_a_frame_is_the_page_upright(tmp_path):
    """The scan lies on its side; its frame is turned by 90 degrees, and the print stands where boxes say."""
    path, _ = scanned(tmp_path)
    side = pymupdf.open(path)
    side[0].set_rotation(90)
    turned = tmp_path / "turned.pdf"
    side.save(turned)
    document = document_of()
    page = replace(document.pages[0], to_source=((0.0, -1.0, 842.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)))
    with PageFrames(Original(turned)) as frames:
        frame = frames.frame(page, 72)
    assert frame.shape == (842, 595, 3)
    dark = np.argwhere(frame[:, :, 0] < 128)
    assert 175 < dark[:, 0].min() < 190 < dark[:, 0].max() < 210 and 95 < dark[:, 1].min() < 110


def test_an_original_is_found_by_content_wherever_its_name_leads(tmp_path):
    path, _ = scanned(tmp_path)
    (tmp_path / "out" / "x").mkdir(parents=True)
    (tmp_path / "out" / "预算.pdf").write_bytes(b"another")
    document = document_of(sha256=sha256_of(path))
    with pytest.raises(SourceMissing):
        find_original(document, tmp_path / "out" / "x")
    outside = replace(document, source=replace(document.source, file="../../预算.pdf"))
    with pytest.raises(SourceMissing):
        find_original(outside, tmp_path / "out" / "x")
    assert find_original(outside, tmp_path / "out" / "x", [tmp_path]).path == path
    (tmp_path / "out" / "x" / "run.json").write_text(json.dumps({"path": str(path)}))
    assert find_original(document, tmp_path / "out" / "x").path == path


def test_a_reviewed_document_is_a_truth_that_the_benchmark_takes(tmp_path):
    table = sums_table()
    corrections = Corrections("ab" * 32)
    for edit in (edit_of(table, "text", *WRONG, was="260.00", now="250.00"), edit_of(table, "insert-row", 4)):
        corrections = corrections.with_edit(edit)
    path = tmp_path / "truth.json"
    path.write_bytes(truth_json(corrected(document_of(table), corrections), corrections))
    schema = json.loads((Path(load_truth.__code__.co_filename).parent / "truth.schema.json").read_text())
    jsonschema.validate(json.loads(path.read_text()), schema)
    truth = load_truth(path)
    assert (truth.provenance.made_by, truth.provenance.when) == ("甲", "2026-11-21")
    assert truth.provenance.how.endswith("5 of 20 cells corrected or confirmed")
    assert [c.raw for c in truth.tables[0].cells if (c.row, c.col) == WRONG] == ["250.00"]


def test_boxes_of_a_truth_are_where_a_viewer_shows_them(tmp_path):
    table = replace(table_of((("a",),)), cells=(cell(0, 0, "a"),))
    document = document_of(table)
    moved = replace(document.pages[0], to_source=((1.0, 0.0, 5.0), (0.0, 1.0, -3.0), (0.0, 0.0, 1.0)))
    truth = json.loads(truth_json(replace(document, pages=(moved,)), None))
    assert truth["tables"][0]["cells"][0]["places"][0]["box"] == [55.0, 57.0, 145.0, 77.0]


def test_the_command_writes_a_truth_and_leaves_the_rest(tmp_path):
    write_document(document_of(sums_table()), tmp_path / "x", ("csv",))
    before = {path.name: path.read_bytes() for path in (tmp_path / "x").iterdir()}
    export([tmp_path / "x"], as_truth=True)
    after = {path.name: path.read_bytes() for path in (tmp_path / "x").iterdir()}
    assert json.loads(after.pop("truth.json"))["truth"]["made_by"] == "nobody has looked at it"
    assert after == before
