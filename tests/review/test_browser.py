"""The review page in a real browser (Debian's Chromium)."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from drawn_review import cell, sums_table, table_of

from budgetgrid.correction_store import add_edit, load_corrections
from budgetgrid.corrections import Edit
from budgetgrid.tables.meaning.table_meaning import with_meaning

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs the system's chromium")
sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with sync_api.sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def show(review, browser, request):
    """Open a result with these tables; its folder and the page. Errors of its scripts fail the test."""
    name = re.sub(r"\W", "", request.node.name)
    contexts, errors, foreign = [], [], []

    def open_page(*tables, folder=None, locale="zh-CN", size=(1280, 800)):
        folder = folder or review.result(name, *tables)
        context = browser.new_context(locale=locale, viewport={"width": size[0], "height": size[1]})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: errors.append(dialog.message))
        page.on("request", lambda asked: asked.url.startswith(review.address) or foreign.append(asked.url))
        page.goto(review.address)
        page.fill("#filter", folder.name)
        page.locator("#documents tbody tr").first.click()
        page.wait_for_selector("#table td.chosen, #table th.chosen")
        return folder, page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == [] and foreign == []


def chosen(page):
    return page.locator("#table .chosen").inner_text()


def stored(page, folder, count):
    """The edits once there are so many."""
    for _ in range(100):
        corrections = load_corrections(folder)
        if corrections and len(corrections.edits) >= count:
            return corrections.edits
        page.wait_for_timeout(30)
    raise AssertionError(f"{count} edits were not stored")


def test_a_doubtful_figure_is_found_put_right_seen_to_add_up_exported_and_kept(show, review):
    folder, page = show(sums_table("260.00", offered=()))
    assert chosen(page) == "260.00"
    page.wait_for_selector("#reasons li.fails")
    assert "250.00" in page.locator("#reasons li.fails").first.inner_text()
    page.keyboard.press("Enter")
    page.keyboard.type("250.00")
    page.wait_for_selector("#reasons li.holds")
    page.wait_for_selector("#reasons li.fails", state="detached")
    assert load_corrections(folder) is None
    page.keyboard.press("Enter")
    (edit,) = stored(page, folder, 1)
    assert (edit.who, edit.was, edit.now) == ("甲", "260.00", "250.00")
    page.keyboard.press("e")
    page.locator("#exports input[value=csv]").set_checked(True)
    page.locator("#exports p button").first.click()
    page.wait_for_selector("#exports a")
    assert "250.00" in (folder / "01-支出总表.csv").read_text(encoding="utf-8")
    with page.expect_download() as download:
        page.get_by_text("document.xlsx").click()
    assert download.value.suggested_filename == "document.xlsx"
    page.reload()
    page.wait_for_selector("#table .seen")
    assert page.locator("#table .seen").inner_text() == "250.00"


def test_an_alternative_is_one_key_and_the_next_doubtful_cell_another(show):
    table = sums_table("260.00")
    unsure = tuple(replace(c, confidence=0.6) if (c.row, c.col) == (3, 0) else c for c in table.cells)
    folder, page = show(replace(table, cells=unsure))
    assert chosen(page) == "260.00"
    page.keyboard.press("n")
    assert chosen(page) == "一般行政管理事务"
    page.keyboard.press("p")
    page.keyboard.press("1")
    assert stored(page, folder, 1)[0].now == "250.00"
    assert chosen(page) == "一般行政管理事务"
    page.keyboard.press("Space")
    confirmed = stored(page, folder, 2)[1]
    assert (confirmed.was, confirmed.now) == ("一般行政管理事务",) * 2


def test_the_figure_that_a_sum_needs_is_one_key(show):
    folder, page = show(sums_table("260.00", offered=()))
    page.wait_for_selector("#reasons li.fails")
    page.keyboard.press("=")
    assert stored(page, folder, 1)[0].now == "250.00"


def test_choosing_on_the_scan_chooses_in_the_table_and_the_other_way_round(show):
    _, page = show(table_of((("a", "b"), ("c", "d"))))
    page.locator("#table td, #table th").filter(has_text="d").click()
    assert page.locator("#scan rect.chosen").get_attribute("x") == "140"
    page.keyboard.press("z")
    page.locator("#scan rect.cell[x='50'][y='60']").click(force=True)
    assert chosen(page) == "a"


def test_cells_are_merged_and_split_rows_inserted_and_all_undone_by_keys(show):
    folder, page = show(table_of((("a", "b"), ("c", "d"))))
    page.locator("#table td, #table th").filter(has_text="a").click()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("m")
    page.wait_for_selector("#table [colspan='2']")
    page.keyboard.press("s")
    page.wait_for_selector("#table [colspan='2']", state="detached")
    page.keyboard.press("r")
    expect(page.locator("#table tr")).to_have_count(3)
    for _ in range(3):
        page.keyboard.press("u")
    stored(page, folder, 6)
    expect(page.locator("#table tr")).to_have_count(2)
    assert load_corrections(folder).effective == ()
    page.keyboard.press("U")
    page.wait_for_selector("#table [colspan='2']")


def test_title_and_unit_are_edited_by_keys(show):
    folder, page = show(table_of((("a", "b"), ("c", "d"))))
    page.keyboard.press("t")
    page.keyboard.type("收入总表")
    page.keyboard.press("Enter")
    page.keyboard.press("y")
    page.keyboard.type("元")
    page.keyboard.press("Enter")
    told = [(e.op, e.was, e.now) for e in stored(page, folder, 2)]
    assert told == [("title", "支出总表", "收入总表"), ("unit", "万元", "元")]


def test_what_somebody_else_did_meanwhile_is_told_and_not_overwritten(show):
    folder, page = show(table_of((("a", "b"), ("c", "d"))))
    sha256 = json.loads((folder / "document.json").read_text())["source"]["sha256"]
    page.locator("#table td, #table th").filter(has_text="a").click()
    theirs = Edit(0, "乙", "", "text", "t1", was="a", now="theirs", rows=2, cols=2)
    add_edit(folder, sha256, lambda _: theirs)
    page.keyboard.press("Enter")
    page.keyboard.type("mine")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#toast.shown")
    expect(page.locator("#table .chosen")).to_have_text("theirs")
    assert [e.now for e in load_corrections(folder).edits] == ["theirs"]


def test_what_was_being_typed_outlives_the_page(show):
    folder, page = show(table_of((("a", "b"), ("c", "d"))))
    page.keyboard.press("Enter")
    page.keyboard.type("half a wo")
    page.reload()
    page.wait_for_selector("#table .chosen")
    assert page.input_value("#text") == "half a wo"
    assert load_corrections(folder) is None


def test_an_address_whose_table_is_gone_opens_the_document(show):
    _, page = show(sums_table())
    page.evaluate("location.hash = location.hash.replace('/t1/', '/t9/')")
    page.reload()
    page.wait_for_selector("#table .chosen")
    assert chosen(page) == "260.00"


NASTY = "<img src=x onerror=alert(1)><script>alert(2)</script>=cmd|' /C calc'!A0"


def test_texts_of_documents_are_never_run(show, review):
    table = replace(table_of(((NASTY, "b"), ("c", "d"))), title=NASTY, unit=NASTY[:9])
    _, page = show(table)
    assert page.locator("#table td, #table th").first.inner_text() == NASTY
    assert page.locator("main img, main script").count() == 0


@pytest.mark.parametrize(("locale", "says"), [("zh-CN", "待核对"), ("en-GB", "to check")])
def test_the_page_speaks_chinese_and_english(show, locale, says):
    _, page = show(sums_table(), locale=locale)
    assert says in page.locator("#left").inner_text()
    page.keyboard.press("l")
    assert says not in page.locator("#left").inner_text()


def test_a_narrow_window_shows_scan_table_and_field(show):
    _, page = show(sums_table(), size=(600, 800))
    boxes = [page.locator(name).bounding_box() for name in ("#scan", "#table", "#text")]
    assert all(box["width"] > 150 and box["height"] > 30 for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") <= 600


def test_two_thousand_cells_are_gone_through_without_lag(show):
    rows = tuple(tuple(str(row * 20 + col) for col in range(20)) for row in range(100))
    table = with_meaning(table_of(rows))
    _, page = show(table)
    page.locator("#table td").first.click()
    took = page.evaluate(
        """async () => {
            const started = performance.now();
            for (let n = 0; n < 40; n++) {
                dispatchEvent(new KeyboardEvent("keydown", { key: n % 2 ? "ArrowUp" : "ArrowDown" }));
                document.body.offsetHeight;
            }
            return (performance.now() - started) / 40;
        }"""
    )
    assert took < 100, f"{took:.0f} ms a key"


def test_a_split_cell_keeps_its_places_on_the_scan(show):
    cells = (cell(0, 0, "xy", colspan=2), cell(1, 0, "c"), cell(1, 1, "d"))
    folder, page = show(replace(table_of((("x", "y"), ("c", "d"))), cells=cells))
    page.locator("#table [colspan='2']").click()
    page.keyboard.press("s")
    stored(page, folder, 1)
    expect(page.locator("#scan rect.cell")).to_have_count(4)


def slowed(page, ms=400):
    """Let the page wait for the answer to each edit."""
    page.route("**/edits", lambda route: (page.wait_for_timeout(ms), route.continue_()))


def test_cells_that_are_confirmed_faster_than_the_server_answers_are_confirmed_once(show):
    table = sums_table("250.00", offered=())
    unsure = tuple(replace(c, confidence=0.5) if c.row == 2 else c for c in table.cells)
    folder, page = show(replace(table, cells=unsure))
    slowed(page)
    for _ in range(4):
        page.keyboard.press("Space")
    expect(page.locator("#table .seen")).to_have_count(4)
    stored(page, folder, 1)
    page.wait_for_timeout(150)
    assert page.locator("#table .seen").count() == 4 and len(load_corrections(folder).edits) < 4
    edits = stored(page, folder, 4)
    page.wait_for_timeout(500)
    assert (
        sorted(e.col for e in load_corrections(folder).edits) == sorted(e.col for e in edits) == [0, 1, 2, 3]
    )
    expect(page.locator("#table .seen")).to_have_count(4)


def test_what_is_being_typed_stays_when_an_earlier_edit_is_answered(show):
    folder, page = show(table_of((("a", "b"), ("c", "d"))))
    slowed(page)
    page.locator("#table td, #table th").filter(has_text="a").click()
    page.keyboard.press("Enter")
    page.keyboard.type("A")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("B")
    stored(page, folder, 1)
    page.wait_for_timeout(300)
    page.keyboard.type("!")
    assert page.input_value("#text") == "B!"


def test_a_text_that_the_server_did_not_take_is_not_shown_as_stored_and_comes_back(show):
    folder, page = show(table_of((("a", "b"), ("c", "d"))))
    page.route("**/edits", lambda route: route.abort())
    page.locator("#table td, #table th").filter(has_text="d").click()
    page.keyboard.press("Enter")
    page.keyboard.type("D")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#toast.shown")
    expect(page.locator("#table .chosen")).to_have_text("d")
    assert page.locator("#table .seen").count() == 0
    page.unroute("**/edits")
    page.evaluate("location.hash = location.hash.split('/')[0]")
    page.reload()
    page.wait_for_selector("#table .chosen")
    assert (chosen(page), page.input_value("#text")) == ("d", "D")
    page.locator("#text").press("Enter")
    assert stored(page, folder, 1)[0].now == "D"
    page.wait_for_timeout(200)
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('draft'))") == []


def test_the_first_page_is_asked_for_after_one_round_for_scripts_and_one_for_the_document(show):
    _, page = show(sums_table())
    with page.expect_request_finished(lambda request: request.url.endswith(".jpg")):
        page.reload()
    page.wait_for_selector("#table .chosen")
    asked = page.evaluate(
        "performance.getEntriesByType('resource').map((e) => [e.name, e.startTime, e.responseEnd])"
    )
    main = next(end for name, _, end in asked if name.endswith("main.js"))
    assert all(start < main for name, start, _ in asked if name.endswith(".js"))
    pictures = [name for name, _, _ in asked if name.endswith(".jpg")]
    assert len(pictures) == 1
    before = [name for name, _, end in asked if "/api/" in name and ".jpg" not in name]
    assert len([name for name in before if re.search(r"/documents/\w+$", name)]) == 1


def test_a_long_name_leaves_the_list_its_columns(show, review):
    _, page = show(folder=review.result("很长" * 40, sums_table()), size=(640, 800))
    page.keyboard.press("d")
    expect(page.locator("#filter")).to_be_in_viewport()
    page.fill("#filter", "很长")
    expect(page.locator("#documents tbody tr")).to_have_count(1)
    expect(page.locator("#documents tbody .status")).to_be_in_viewport()
    assert page.evaluate("document.querySelector('#list').scrollWidth <= innerWidth")
