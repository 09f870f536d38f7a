"""Peers' results on the way to the benchmark, from small recorded outputs; no peer is needed."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from threading import Event, Timer

import cv2
import numpy as np
import pymupdf
import pytest
import typer
from drawn_scores import TEXTS, on_disk, score
from drawn_scores import sample as drawn_sample
from lxml import html
from PIL import Image
from typer.testing import CliRunner

from budgetgrid.benchmarks.bench import run
from budgetgrid.benchmarks.bench.at_once import Stopped
from budgetgrid.benchmarks.bench.command import bench
from budgetgrid.benchmarks.bench.environment import this_environment
from budgetgrid.benchmarks.bench.result import make_result
from budgetgrid.benchmarks.document_score import score_document
from budgetgrid.benchmarks.page_tables import PageCell, PageTable
from budgetgrid.benchmarks.peers import environments, peer_run, peer_scores
from budgetgrid.benchmarks.peers.adapter import as_reading, in_true_cells
from budgetgrid.benchmarks.peers.catalogue import ENVIRONMENTS, PEERS, Environment, Peer
from budgetgrid.benchmarks.peers.environments import PeerMissing, folder_of, make, python_of
from budgetgrid.benchmarks.peers.peer_run import PeerRun, run_peer
from budgetgrid.benchmarks.peers.runners.__main__ import read_document
from budgetgrid.benchmarks.peers.runners.merging import (
    GridPlace,
    cells_of_html,
    cells_of_missing_edges,
    cells_of_repeated_boxes,
    shape_of,
    without_overhang,
)
from budgetgrid.benchmarks.peers.runners.ocrmypdf_camelot import deskew_angles
from budgetgrid.benchmarks.peers.runners.shape import (
    PageContent,
    PeerCell,
    PeerPage,
    PeerResult,
    PeerTable,
    Piece,
    ReadPage,
    load_result,
    save_result,
)
from budgetgrid.benchmarks.peers.runners.tesseract_text import pieces_of
from budgetgrid.benchmarks.peers.runners.turning import turned_back
from budgetgrid.benchmarks.peers.side_by_side import COLUMNS, Reader, as_side_by_side
from budgetgrid.benchmarks.report.beside import beside
from budgetgrid.benchmarks.runs import AS_IS
from budgetgrid.benchmarks.samples import Sample
from budgetgrid.benchmarks.truth import (
    Provenance,
    Rect,
    Truth,
    TruthCell,
    TruthFragment,
    TruthPage,
    TruthPlace,
    TruthTable,
)
from budgetgrid.layout.errors import BadOption
from budgetgrid.layout.geometry import Box

Places = set[tuple[int, int, int, int, str]]


def places(cells: tuple[PeerCell, ...]) -> Places:
    return {(c.row, c.col, c.rowspan, c.colspan, c.text) for c in cells}


# merged cells


def test_a_box_at_several_places_is_one_merged_cell() -> None:
    # The head of a table as img2table gives it: 收入 over two columns, 项目 over two rows.
    income, item = (72.0, 231.0, 240.0, 250.0), (72.0, 250.0, 187.0, 284.0)
    amount, other = (187.0, 250.0, 240.0, 267.0), (187.0, 267.0, 240.0, 284.0)
    rows = [
        [(income, "收入"), (income, "收入")],
        [(item, "项目\n名称"), (amount, "金额")],
        [(item, "项目\n名称"), (other, "")],
    ]
    assert places(cells_of_repeated_boxes(rows)) == {
        (0, 0, 1, 2, "收入"),
        (1, 0, 2, 1, "项目\n名称"),
        (1, 1, 1, 1, "金额"),
        (2, 1, 1, 1, ""),
    }


def place(row: int, col: int, text: str, ruled_right: bool = True, ruled_below: bool = True) -> GridPlace:
    return GridPlace(
        text, (col * 10.0, row * 10.0, col * 10.0 + 10, row * 10.0 + 10), ruled_right, ruled_below
    )


def test_places_without_a_rule_between_them_are_one_cell() -> None:
    grid = [
        [place(0, 0, "收", ruled_right=False), place(0, 1, "入"), place(0, 2, "合计", ruled_below=False)],
        [place(1, 0, "甲"), place(1, 1, "1.00"), place(1, 2, "")],
    ]
    cells = cells_of_missing_edges(grid)
    assert places(cells) == {
        (0, 0, 1, 2, "收\n入"),
        (0, 2, 2, 1, "合计"),
        (1, 0, 1, 1, "甲"),
        (1, 1, 1, 1, "1.00"),
    }
    assert {c.box for c in cells if c.text == "合计"} == {(20.0, 0.0, 30.0, 20.0)}


def test_places_that_are_no_rectangle_together_stay_apart() -> None:
    grid = [
        [place(0, 0, "a", ruled_right=False, ruled_below=False), place(0, 1, "b")],
        [place(1, 0, "c"), place(1, 1, "d")],
    ]
    assert places(cells_of_missing_edges(grid)) == {
        (0, 0, 1, 1, "a"),
        (0, 1, 1, 1, "b"),
        (1, 0, 1, 1, "c"),
        (1, 1, 1, 1, "d"),
    }


def strip(left: float, right: float, texts: list[str], divided: bool) -> list[GridPlace]:
    """A column of places, 20 pt high each, with or without rules between them."""
    return [
        GridPlace(text, (left, r * 20.0, right, r * 20.0 + 20), True, divided or r == len(texts) - 1)
        for r, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("right", "texts", "divided", "columns"),
    [(8, ["", ""], False, 1), (30, ["", ""], False, 2), (8, ["一", ""], False, 2), (8, ["", ""], True, 2)],
)
def test_only_a_thin_empty_undivided_column_at_the_side_is_an_overhanging_rule(
    right: float, texts: list[str], divided: bool, columns: int
) -> None:
    side, inner = strip(0, right, texts, divided), strip(right, right + 50, ["甲", "乙"], True)
    assert [len(row) for row in without_overhang(list(zip(side, inner)))] == [columns] * 2
    mirrored = list(zip(strip(0, 50, ["甲", "乙"], True), strip(50, 50 + right, texts, divided)))
    assert [len(row) for row in without_overhang(mirrored)] == [columns] * 2


def test_cells_of_html_go_where_a_browser_puts_them() -> None:
    # As PaddleOCR gives it; texts of several lines are joined by spaces, the last cell has no box.
    html = (
        '<html><body><table><tr><td colspan="2">收入</td><td rowspan="2">支出 合计</td></tr>'
        "<tr><td>甲</td><td></td></tr></table></body></html>"
    )
    boxes = [(0.0, 0.0, 20.0, 10.0), (20.0, 0.0, 30.0, 20.0), (0.0, 10.0, 10.0, 20.0)]
    table = (0.0, 0.0, 30.0, 20.0)
    cells = cells_of_html(html, boxes, table)
    assert places(cells) == {
        (0, 0, 1, 2, "收入"),
        (0, 2, 2, 1, "支出 合计"),
        (1, 0, 1, 1, "甲"),
        (1, 1, 1, 1, ""),
    }
    assert [c.box for c in cells] == [*boxes, table]
    assert shape_of(cells) == (2, 3)


# text and angles as they are printed


def test_words_of_tesseract_but_no_rules_become_pieces_in_points() -> None:
    listed = (
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
        "4\t1\t1\t1\t1\t0\t300\t400\t120\t40\t-1\t\n"
        "5\t1\t1\t1\t1\t1\t300\t400\t100\t40\t91.5\t预算\n"
        "5\t1\t1\t1\t1\t2\t420\t400\t10\t40\t95.0\t \n"
        "5\t1\t1\t1\t1\t3\t440\t400\t10\t40\t60.0\t|\n"
    )
    assert pieces_of(listed, 72 / 200) == (Piece("预算", pytest.approx((108.0, 144.0, 144.0, 158.4))),)


def test_the_angles_that_ocrmypdf_straightened_by_are_read_from_its_log() -> None:
    log = (
        "    1 Rasterize with png256, rotation 0\n"
        "    1 Deskew angle: 0.344\n"
        "   12 Deskew angle: -0.132\n"
        "Image optimization ratio: 1.00 savings: 0.0%\n"
    )
    assert deskew_angles(log) == {1: 0.344, 12: -0.132}


@pytest.mark.parametrize("angle", [3.0, -10.0])
def test_a_box_on_a_straightened_page_is_carried_back(angle: float) -> None:
    """Pillow turns the page as OCRmyPDF does; a dot is looked for where it was."""
    page = Image.new("L", (400, 300), 255)
    page.paste(0, (50, 200, 54, 204))
    ink = page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255).point(
        lambda v: 255 * (v < 128)
    )
    box = ink.getbbox()
    assert box is not None
    left, top, right, bottom = turned_back(tuple(map(float, box)), angle, page.size, page.size)
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((52, 202), abs=0.6)


@pytest.mark.parametrize("angle", [3.0, -10.0])
def test_a_box_on_a_straightened_picture_that_grew_is_carried_back(angle: float) -> None:
    """OpenCV turns the picture, and the picture grows around it, as in img2table."""
    page = np.zeros((300, 400), np.uint8)
    page[200:204, 50:54] = 255
    matrix = cv2.getRotationMatrix2D((200, 150), angle, 1.0)
    width, height = 440, 360
    matrix[:, 2] += (width / 2 - 200, height / 2 - 150)
    left, top, wide, high = cv2.boundingRect(cv2.warpAffine(page, matrix, (width, height)))
    box = turned_back((left, top, left + wide, top + high), angle, (width, height), (400, 300))
    assert ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) == pytest.approx((52, 202), abs=1.0)


# one document in a peer's environment

TABLE = PeerTable((10, 10, 90, 30), 1, 2, (PeerCell(0, 0, 1, 2, "合\n计", (10, 10, 90, 30)),))


def test_a_result_survives_its_file(tmp_path: Path) -> None:
    pages = (
        PeerPage(1, PageContent((TABLE,), (Piece("预", (1, 2, 3, 4)),))),
        PeerPage(2, PageContent(), "KeyError: 'texts'"),
    )
    result = PeerResult(pages, 1.5, 20.25)
    save_result(result, tmp_path / "result.json")
    assert load_result(tmp_path / "result.json") == result
    assert [p.name for p in tmp_path.iterdir()] == ["result.json"]


def pdf_of(pages: int, path: Path) -> Path:
    document = pymupdf.open()
    for _ in range(pages):
        document.new_page(width=100, height=100)
    document.save(path)
    return path


def test_a_page_that_fails_does_not_stop_the_others(tmp_path: Path) -> None:
    def opener(pdf: Path, dpi: int) -> ReadPage:
        def read(number: int) -> PageContent:
            if number == 2:
                raise ValueError("no text")
            return PageContent((TABLE,))

        return read

    read_document(opener, pdf_of(3, tmp_path / "a.pdf"), 200, tmp_path / "out.json")
    pages = load_result(tmp_path / "out.json").pages
    assert [(p.number, len(p.content.tables), p.error) for p in pages] == [
        (1, 1, None),
        (2, 0, "ValueError: no text"),
        (3, 1, None),
    ]


@pytest.fixture
def anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a `runners` of the test's own, run by this interpreter."""
    monkeypatch.setattr(peer_run, "FOLDER", tmp_path)
    monkeypatch.setattr(peer_run, "python_of", lambda environment: Path(sys.executable))
    (tmp_path / "runners").mkdir()
    (tmp_path / "runners" / "__init__.py").touch()
    return tmp_path


def run_code(folder: Path, code: str, limit: float) -> PeerRun:
    (folder / "runners" / "__main__.py").write_text(code, encoding="utf-8")
    return run_peer(PEERS["img2table"], pdf_of(1, folder / "a.pdf"), 200, folder, Event(), limit)


ONE_PAGE = """
import json, sys, time
page = {"number": 1, "content": {"tables": [], "pieces": []}, "error": None}
with open(sys.argv[3], "w") as out:
    json.dump({"pages": [page], "load_seconds": 0.5, "cpu_seconds": 2.0}, out)
"""


def test_a_reader_that_hangs_is_ended_and_what_it_read_is_kept(anywhere: Path) -> None:
    began = time.perf_counter()
    run = run_code(anywhere, ONE_PAGE + "time.sleep(60)", limit=2.0)
    assert time.perf_counter() - began < 30
    assert run.error == "longer than 2 s"
    assert [page.number for page in run.result.pages] == [1]


def test_a_reader_that_dies_says_why(anywhere: Path) -> None:
    run = run_code(anywhere, "raise SystemExit('no weights')", limit=60)
    assert (run.error, run.result.pages) == ("no weights", ())


def test_what_was_read_is_taken_again_and_costs_are_without_loading(anywhere: Path) -> None:
    run = run_code(anywhere, ONE_PAGE, limit=60)
    assert (run.error, run.cpu_seconds) == (None, 2.0)
    assert run.peak_memory > 1
    written = {p.name: p.stat().st_mtime_ns for p in anywhere.glob("img2table-*")}
    assert run_peer(PEERS["img2table"], anywhere / "a.pdf", 200, anywhere, Event(), 60) == run
    assert {p.name: p.stat().st_mtime_ns for p in anywhere.glob("img2table-*")} == written


def test_a_reader_that_is_stopped_leaves_nothing_behind(anywhere: Path) -> None:
    (anywhere / "runners" / "__main__.py").write_text(
        "import os, pathlib, sys, time\n"
        "pathlib.Path(sys.argv[3]).with_name('pid').write_text(str(os.getpid()))\ntime.sleep(60)\n"
    )
    stop = Event()
    timer = Timer(1.0, stop.set)
    timer.start()
    with pytest.raises(Stopped):
        run_peer(PEERS["img2table"], pdf_of(1, anywhere / "a.pdf"), 200, anywhere, stop)
    with pytest.raises(ProcessLookupError):
        os.kill(int((anywhere / "pid").read_text()), 0)
    assert not list(anywhere.glob("*.cost.json"))


# environments


def test_an_environment_that_is_missing_names_the_command_that_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUDGETGRID_PEERS", str(tmp_path))
    with pytest.raises(PeerMissing) as missing:
        python_of(ENVIRONMENTS["paddle"])
    assert missing.value.next_step == "Run `python -m budgetgrid.benchmarks.peers.environments paddle`."


def test_a_program_that_is_missing_names_its_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUDGETGRID_PEERS", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    needy = Environment("needy", (), commands=("no-such-program",), system=("its-package",))
    folder_of(needy).mkdir()
    (folder_of(needy) / environments.COMPLETE).write_text("")
    with pytest.raises(PeerMissing, match="no-such-program") as missing:
        make(needy)
    assert "apt-get install its-package" in missing.value.next_step


def test_every_reader_of_the_catalogue_is_there() -> None:
    folder = Path(peer_run.__file__).parent / "runners"
    assert [p.name for p in PEERS.values() if not (folder / f"{p.reader.split(':')[0]}.py").exists()] == []


# into the benchmark


def two_pages() -> Sample:
    """A table on each of two pages: 合计 over 1.00, and the same again."""
    tables = tuple(true_table(page) for page in (1, 2))
    pages = tuple(TruthPage(number, 100, 100) for number in (1, 2))
    return Sample("two", Truth(Provenance("p", "d", "h", "s"), {}, pages, tables), None, None, "dev")


def true_table(page: int) -> TruthTable:
    whole = Rect(10, 10, 90, 50)
    rows = (("合计", Rect(10, 10, 90, 30)), ("1.00", Rect(10, 30, 90, 50)))
    cells = tuple(
        TruthCell(r, 0, 1, 1, text, text, (TruthPlace(page, box, text, text),))
        for r, (text, box) in enumerate(rows)
    )
    return TruthTable(f"t{page}", 2, 1, cells, (TruthFragment(page, whole, 0, 1),))


def peer_table(*texts: str) -> PeerTable:
    cells = tuple(PeerCell(r, 0, 1, 1, text, (12, 12, 88, 48)) for r, text in enumerate(texts))
    return PeerTable((12, 12, 88, 48), len(texts), 1, cells)


def run_of(*pages: PeerPage) -> PeerRun:
    return PeerRun(PeerResult(pages, 0.0, 4.0), 4.0, 300.0)


def test_a_page_that_a_peer_failed_on_is_missed() -> None:
    run = run_of(
        PeerPage(1, PageContent((peer_table("合\n计", "1.00"),))), PeerPage(2, PageContent(), "crashed")
    )
    score = score_document(two_pages(), AS_IS, as_reading(two_pages(), AS_IS, run, (), text_only=False))
    assert (score.pages, score.failed_pages) == (2, 1)
    assert [table.found for table in score.tables] == [True, False]
    assert score.counts.f1 == pytest.approx(2 * 2 / (4 + 2))
    assert (score.cost.cpu_seconds_per_page, score.cost.peak_memory) == (2.0, 300.0)


def test_text_alone_is_scored_in_the_true_cells_of_the_pages_that_were_read() -> None:
    pieces = (
        Piece("部门", (20, 2, 30, 8)),
        Piece("合", (20, 15, 30, 25)),
        Piece("1.0O", (20, 35, 60, 45)),
        Piece("计", (30, 15, 40, 25)),
    )
    run = run_of(PeerPage(1, PageContent(pieces=pieces)))
    score = score_document(two_pages(), AS_IS, as_reading(two_pages(), AS_IS, run, (), text_only=True))
    assert (score.counts.exact, score.counts.read, score.failed_pages) == (1, 2, 1)
    # 合计1.00 has six characters: one is wrong on the first page, all are missed on the second.
    assert score.counts.cer == pytest.approx(7 / 12)


def test_a_piece_goes_to_the_cell_its_centre_is_in() -> None:
    halves = (
        PageCell(0, 0, 1, 1, "甲", 1, Box(0, 0, 10, 10)),
        PageCell(0, 1, 1, 1, "", 0, Box(10, 0, 20, 10)),
    )
    truth = PageTable("t", 1, Box(0, 0, 20, 10), 1, 2, halves)
    filled = in_true_cells(truth, [PageCell(0, 0, 1, 1, "乙", 1, Box(7, 2, 15, 8))])
    assert [cell.text for cell in filled.cells] == ["", "乙"]


# side by side


def readers() -> list[Reader]:
    """One that found the table on the first of two pages, and one whose text was put into the true cells."""
    sample = two_pages()
    page = PeerPage(1, PageContent((peer_table("合计", "1.00"),), (Piece("合计", (20, 15, 30, 25)),)))
    found = []
    for name, given in (("finds", False), ("given", True)):
        score = score_document(sample, AS_IS, as_reading(sample, AS_IS, run_of(page), (), given))
        found.append(Reader(name, name, make_result([score], {}, this_environment(), "2026"), given))
    return found


def test_what_a_reader_was_given_is_left_out_of_its_line() -> None:
    table = as_side_by_side(readers(), 0)
    lines = {column.header: list(column.cells) for column in table.columns}
    assert list(lines) == ["reader", *COLUMNS]
    assert lines["tables"] == ["1/2", "given"]
    assert lines["cell F1"] == ["66.67", "33.33"]
    assert lines["S-TEDS"] == ["50.00", "given"]


def test_the_report_draws_readers_in_their_kinds_and_tabulates_them() -> None:
    ours, given = readers()
    root = html.fromstring(beside([replace(ours, name="budgetgrid"), given]))
    assert [bar.get("class") for bar in root.iterfind(".//rect")] == ["bar ours", "bar given"] * 3
    rows = [[cell.text for cell in row] for row in root.iterfind(".//table/tr")]
    assert rows[0][1:] == list(COLUMNS)
    assert [row[:3] for row in rows[1:]] == [["finds", "1/2", "66.67"], ["given", "given", "33.33"]]


def run_bench(*arguments: str) -> None:
    app = typer.Typer()
    app.command()(bench)
    CliRunner().invoke(app, [*arguments], catch_exceptions=False)


def test_a_benchmark_takes_peers_beside_us_into_its_report(
    anywhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = score(drawn_sample("one"), *TEXTS)
    monkeypatch.setattr(peer_scores, "python_of", lambda environment: None)
    monkeypatch.setattr(run, "_apart", lambda *_: ours)
    (anywhere / "runners" / "__main__.py").write_text(ONE_PAGE, encoding="utf-8")
    on_disk(anywhere / "samples", "one")
    report = anywhere / "report"
    run_bench(str(anywhere / "samples"), "--peers", "camelot", "--work", str(anywhere), "-o", str(report))
    entry = json.loads(report.with_suffix(".json").read_text())
    assert entry["settings"]["threads"] == 1
    (peer,) = entry["peers"]
    assert (peer["name"], peer["groups"][0]["figures"]["cell_f1"]["value"]) == ("camelot", 0)
    assert peer["groups"][0]["figures"]["cpu_seconds_per_page"]["value"] == 2
    section = html.fromstring(report.with_suffix(".html").read_text()).get_element_by_id("beside")
    assert [row[0].text for row in section.iterfind(".//table/tr")] == [
        None,
        "budgetgrid",
        PEERS["camelot"].title,
    ]


@pytest.mark.parametrize("arguments", [("--peers", "adobe"), ("--peers", "camelot", "--threads", "2")])
def test_an_unknown_peer_and_more_threads_than_peers_have_are_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(BadOption):
        run_bench(*arguments)


def test_the_reader_of_an_unknown_peer_can_not_be_loaded_silently(tmp_path: Path) -> None:
    peer = Peer("none", "none", ENVIRONMENTS["img2table"], "no_such_reader")
    real = peer_run.FOLDER / "runners"
    assert real.is_dir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(peer_run, "python_of", lambda environment: Path(sys.executable))
        run = run_peer(peer, pdf_of(1, tmp_path / "a.pdf"), 200, tmp_path, Event())
    assert run.error is not None and "no_such_reader" in run.error
