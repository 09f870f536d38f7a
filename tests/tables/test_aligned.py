"""Tables without a full grid, from lines at known places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from budgetgrid.layout.geometry import Box
from budgetgrid.layout.rulings import Ruling
from budgetgrid.ocr.reading import Character, Line, Reading
from budgetgrid.tables.aligned.grids import aligned_grids
from budgetgrid.tables.grid import Grid
from budgetgrid.tables.half_ruled import page_grids
from budgetgrid.tables.ruled import ruled_grids

EM = 20.0
"""Size of all type here, px."""

DPI = 150.0
RIGHT = {1: 400.0, 2: 520.0, 3: 640.0}
"""Where the columns of amounts end; labels begin at 40."""

AMOUNTS = (
    ("公安", "5.25", "3.00", "2.25"),
    ("司法", "12.50", "10.00", "2.50"),
    ("卫生", "108.00", "8.00", "100.00"),
)


def line(text: str, middle: float, left: float | None = None, right: float | None = None) -> Line:
    """A line of text: Chinese characters one em wide, others half of it."""
    widths = [EM if ord(c) >= 0x2E80 else EM / 2 for c in text]
    whole = sum(widths)
    start = left if left is not None else (right or 0.0) - whole
    characters = [Character(c, 0.99, (sum(widths[:i]) + widths[i] / 2) / whole) for i, c in enumerate(text)]
    return Line(Box(start, middle - EM / 2, start + whole, middle + EM / 2), Reading(tuple(characters)))


def centred(text: str, middle: float, x: float) -> Line:
    """A line about x."""
    whole = sum(EM if ord(c) >= 0x2E80 else EM / 2 for c in text)
    return line(text, middle, left=x - whole / 2)


def spaced(text: str, middle: float, left: float, step: float) -> Line:
    """A line of Chinese characters one em wide, so many px from one to the next."""
    width = EM + step * (len(text) - 1)
    characters = [Character(c, 0.99, (EM / 2 + step * i) / width) for i, c in enumerate(text)]
    return Line(Box(left, middle - EM / 2, left + width, middle + EM / 2), Reading(tuple(characters)))


def data(rows: Sequence[Sequence[str]], first: float = 200.0, step: float = 40.0) -> list[Line]:
    """Rows of a label and amounts."""
    lines = []
    for index, (label, *amounts) in enumerate(rows):
        y = first + index * step
        lines += [line(label, y, left=40)] if label else []
        lines += [line(text, y, right=RIGHT[k]) for k, text in enumerate(amounts, 1) if text]
    return lines


def heads(y: float = 150.0) -> list[Line]:
    """A header of one row."""
    names = zip(("合计数", "基本支出", "项目支出"), RIGHT.values())
    return [centred("科目名称", y, 120), *(centred(name, y, right - 40) for name, right in names)]


def cells(grid: Grid, lines: Sequence[Line]) -> dict[tuple[int, int, int, int], str]:
    """The text of each cell by its row, column and spans."""
    found = {}
    for span in grid.spans:
        box = grid.box_of(span)
        inside = sorted(
            (ln for ln in lines if box.contains_point(*ln.box.center)), key=lambda ln: ln.box.center[1]
        )
        found[span.row, span.col, span.rowspan, span.colspan] = "".join(ln.text for ln in inside)
    return found


def level(y: float, start: float = 30.0, end: float = 650.0) -> Ruling:
    return Ruling("horizontal", y, start, end)


def upright(x: float, start: float = 130.0, end: float = 300.0) -> Ruling:
    return Ruling("vertical", x, start, end)


def only_grid(lines: Sequence[Line], rulings: Sequence[Ruling] = ()) -> Grid:
    (grid,) = aligned_grids(lines, rulings)
    return grid


def test_amounts_in_line_without_any_rule_are_a_table_with_its_header() -> None:
    lines = [*heads(), *data(AMOUNTS)]
    grid = only_grid(lines)
    assert (grid.rows, grid.cols, grid.ruling) == (4, 4, "none")
    found = cells(grid, lines)
    assert [found[0, col, 1, 1] for col in range(4)] == ["科目名称", "合计数", "基本支出", "项目支出"]
    assert [found[3, col, 1, 1] for col in range(4)] == list(AMOUNTS[2])


def test_an_unruled_table_is_trusted_less_than_a_ruled_one() -> None:
    lines = [*heads(), *data(AMOUNTS)]
    ruled = [level(y) for y in (130, 175, 220, 260, 300)]
    without, with_rules = only_grid(lines), only_grid(lines, ruled)
    assert with_rules.ruling == "partial"
    assert without.spans[0].support < with_rules.spans[0].support < 1.0


def test_the_lines_of_a_wrapped_label_stand_about_their_amounts() -> None:
    rows = (*AMOUNTS[:2], ("", "108.00", "8.00", "100.00"), ("住房", "7.00", "7.00", "0.00"))
    wrapped = [line("机关事业单位基", 268, left=40), line("本养老保险", 292, left=40)]
    lines = [*heads(), *data(rows), *wrapped]
    found = cells(only_grid(lines), lines)
    assert found[3, 0, 1, 1] == "机关事业单位基本养老保险"
    assert found[4, 0, 1, 1] == "住房"


def test_a_label_without_amounts_is_a_row_of_its_own() -> None:
    rows = (*AMOUNTS, ("四、外交", "", "", ""), ("五、国防", "1.00", "1.00", "0.00"))
    lines = [*heads(), *data(rows)]
    found = cells(only_grid(lines), lines)
    assert found[4, 0, 1, 1] == "四、外交"
    assert found[4, 1, 1, 1] == ""
    assert found[5, 1, 1, 1] == "1.00"


def test_a_head_stands_over_the_columns_it_is_centred_on() -> None:
    upper = [centred("科目名称", 130, 120), centred("合计数", 130, 360), centred("支出", 110, 540)]
    lower = [centred("基本支出", 150, 480), centred("项目支出", 150, 600)]
    lines = [*upper, *lower, *data(AMOUNTS)]
    found = cells(only_grid(lines), lines)
    assert found[0, 2, 1, 2] == "支出"
    assert found[0, 0, 2, 1] == "科目名称"
    assert (found[1, 2, 1, 1], found[1, 3, 1, 1]) == ("基本支出", "项目支出")


def test_a_column_that_is_empty_is_known_by_its_head() -> None:
    rows = [(label, total, basic, "") for label, total, basic, _ in AMOUNTS]
    lines = [*heads(), *data(rows)]
    grid = only_grid(lines)
    assert grid.cols == 4
    assert cells(grid, lines)[0, 3, 1, 1] == "项目支出"


def test_a_unit_and_a_title_are_no_header() -> None:
    above = [centred("支出预算总表", 60, 340), line("单位：万元", 105, right=640)]
    lines = [*above, *heads(), *data(AMOUNTS)]
    grid = only_grid(lines)
    assert grid.rows == 4
    assert grid.box.top > 115


def test_upright_rules_are_the_edges_of_the_columns() -> None:
    edges = [30.0, 300.0, 420.0, 530.0, 650.0]
    lines = [*heads(), *data(AMOUNTS)]
    grid = only_grid(lines, [upright(x) for x in edges])
    assert grid.col_edges == tuple(edges)
    assert grid.rows == 4


def test_a_grid_of_columns_alone_gives_way_to_the_rows_of_its_words() -> None:
    lines = [*heads(), *data(AMOUNTS)]
    rulings = [upright(x) for x in (30, 300, 420, 530, 650)] + [level(y) for y in (130, 175, 300)]
    ruled = ruled_grids(rulings, DPI)
    assert [(g.rows, g.cols) for g in ruled] == [(2, 4)]
    found = page_grids(ruled, rulings, lambda boxes: lines)
    assert [(g.rows, g.cols) for g in found.grids] == [(4, 4)]
    assert found.outside == ()


def test_two_frames_of_columns_are_two_tables() -> None:
    lines = [
        *heads(),
        *data(AMOUNTS),
        centred("支出预算总表", 350, 340),
        *heads(450),
        *data(AMOUNTS, first=500),
    ]
    rulings = [level(y) for y in (130, 175, 300, 430, 475, 600)]
    rulings += [upright(x, top, top + 170) for top in (130, 430) for x in (30, 300, 420, 530, 650)]
    found = page_grids(ruled_grids(rulings, DPI), rulings, lambda boxes: lines)
    assert [(g.rows, g.cols) for g in found.grids] == [(4, 4), (4, 4)]
    assert [ln.text for ln in found.outside] == ["支出预算总表"]


def test_a_grid_with_a_tall_header_stays_where_words_make_fewer_rows() -> None:
    lines = [*heads(y=100.0), *data(AMOUNTS)]
    edges = (-130, -90, 180, 220, 260, 300)
    rulings = [upright(x, -90 if x == 420 else -130) for x in (30, 300, 420, 530, 650)]
    ruled = ruled_grids(rulings + [level(y, 300 if y == -90 else 30) for y in edges], DPI)
    assert [(g.rows, g.cols) for g in ruled] == [(5, 4)]
    assert list(page_grids(ruled, rulings, lambda boxes: lines).grids) == ruled


def test_a_closed_grid_stays_and_its_lines_are_not_asked_for() -> None:
    rulings = [upright(x, 100, 300) for x in (30, 300, 650)] + [level(y) for y in (100, 150, 200, 250, 300)]
    ruled = ruled_grids(rulings, DPI)
    asked: list[Box] = []

    def read(boxes: Sequence[Box]) -> list[Line]:
        asked.extend(boxes)
        return []

    assert list(page_grids(ruled, rulings, read).grids) == ruled
    assert asked == [ruled[0].box]


def contents() -> list[Line]:
    names = ("第一部分部门概况", "第二部分预算表", "第三部分情况说明", "第四部分名词解释")
    return [
        line(f"{name}..................{3 * k + 1}", 100 + 40 * k, left=40) for k, name in enumerate(names)
    ]


def contents_without_leaders() -> list[Line]:
    lines = [line("部门概况", 100 + 40 * k, left=40) for k in range(12)]
    return lines + [line(str(3 * k + 1), 100 + 40 * k, right=640) for k in range(12)]


NUMBERING = ("1.0", "1.1", "1.2", "2.0", "2.1", "2.2", "3.0")


def numbered_contents() -> list[Line]:
    return [
        each
        for k, numbering in enumerate(NUMBERING)
        for each in (
            line(numbering, 100 + 40 * k, left=40),
            line("部门基本情况", 100 + 40 * k, left=120),
            line(str(2 * k + 1), 100 + 40 * k, right=640),
        )
    ]


def contents_with_leaders_in_pieces() -> list[Line]:
    dots = [line("·…", 100 + 40 * k, left=300 + 60 * d) for k in range(len(NUMBERING)) for d in range(3)]
    amounts = [line("12.50", 100 + 40 * k, right=560) for k in range(len(NUMBERING))]
    return [*numbered_contents(), *dots, *amounts]


def narrative() -> list[Line]:
    texts = (
        "2024年收入总计1234.56万元，比上年增加78.90万元，",
        "增长6.83%，主要原因是人员经费增加。其中财政拨款",
        "收入1100.00万元，占89.10%；事业收入134.56万元，占",
        "10.90%。支出总计1234.56万元，其中基本支出900.00",
    )
    return [line(text, 100 + 35 * k, left=40) for k, text in enumerate(texts)]


def letter() -> list[Line]:
    texts = ("关于批复2024年部门预算的通知", "各预算单位：", "现将有关事项通知如下。", "2024年1月15日")
    return [line(text, 100 + 40 * k, left=40 + 60 * k) for k, text in enumerate(texts)]


@pytest.mark.parametrize(
    "page",
    [
        contents,
        contents_without_leaders,
        numbered_contents,
        contents_with_leaders_in_pieces,
        narrative,
        letter,
        list,
    ],
)
def test_text_that_is_no_table_gives_none(page: Callable[[], list[Line]]) -> None:
    assert aligned_grids(page(), []) == []


@pytest.mark.parametrize("last", ["3", "15"])
def test_numbers_that_end_rows_of_a_numbered_table_are_pages_only_where_none_goes_back(last: str) -> None:
    lines = [*numbered_contents(), line("4.0", 380, left=40), line("人数", 380, left=120)]
    assert bool(aligned_grids([*lines, line(last, 380, right=640)], [])) == (int(last) < 13)


def test_wrapped_label_without_numbers_is_one_row() -> None:
    lines = [*heads(), *data(AMOUNTS, step=60.0)]
    lines += [line("政府性基金预算拨款", 380, left=40), line("支出", 404, left=40)]
    lines += data((("住房", "7.00", "6.00", "1.00"),), first=452.0)
    (grid,) = aligned_grids(lines, [])
    assert grid.rows == 1 + len(AMOUNTS) + 2


def test_department_and_unit_in_one_line_are_no_header() -> None:
    mark = [line("安河市财政局", 112, left=40), line("单位：", 112, right=580), line("百元", 112, right=640)]
    (grid,) = aligned_grids([*mark, *heads(), *data(AMOUNTS)], [])
    assert grid.rows == 1 + len(AMOUNTS)


def test_lone_head_on_a_level_between_others_is_in_the_header() -> None:
    low = [centred("基本支出", 150, RIGHT[2] - 40), centred("项目支出", 150, RIGHT[3] - 40)]
    upper = [centred("科目名称", 118, 120), centred("合计数", 134, RIGHT[1] - 40)]
    (grid,) = aligned_grids([*upper, *low, *data(AMOUNTS)], [])
    assert grid.box.top < 118


def test_rules_hold_a_table_together_over_rows_without_amounts() -> None:
    lines = [*heads(), *data(AMOUNTS), *data(AMOUNTS, first=360)]
    ruled = [level(y) for y in (130, 175, 220, 260, 320, 380, 420, 460)]
    assert only_grid(lines, ruled).rows == 7


def test_amount_read_in_one_with_the_item_beside_it_is_two_cells() -> None:
    items = ("一、公共安全", "二、教育", "三、卫生")
    lines = [line(f"{k}.00{item}", 200 + 40 * k, left=200) for k, item in enumerate(items)]
    lines += [line(label, 200 + 40 * k, left=40) for k, label in enumerate(("拨款", "事业", "其他"))]
    lines += [line("10.00", 200 + 40 * k, right=640) for k in range(3)]
    assert only_grid(lines).cols == 4


def test_rule_read_with_a_head_does_not_make_it_wide() -> None:
    low = [centred("基本支出", 150, RIGHT[2] - 40), centred("项目支出", 150, RIGHT[3] - 40)]
    upper = [centred("科目名称", 134, 120), centred("支出", 118, 540)]
    head = centred("合计数", 134, RIGHT[1] - 40)
    end = head.box.right + 200
    share = head.box.width / (end - head.box.left)
    characters = tuple(replace(c, place=c.place * share) for c in head.reading.characters)
    with_rule = Line(replace(head.box, right=end), Reading(characters))
    lines = [*upper, *low, with_rule, *data(AMOUNTS)]
    found = cells(only_grid(lines), lines)
    assert found[0, 2, 1, 2] == "支出"


def test_total_is_centred_over_codes_and_names_beside_whole_amounts_too() -> None:
    rows = (("公安", "6,105", "72"), ("司法", "2", "948"), ("卫生", "31", "5,253"), ("住房", "50", "82"))
    lines = []
    for k, (name, *amounts) in enumerate(rows):
        y = 240.0 + 40 * k
        lines += [line(f"20{k}01", y, left=40), line(name, y, left=140)]
        lines += [line(text, y, right=RIGHT[i]) for i, text in enumerate(amounts, 1)]
    lines += [
        centred("科目编码", 150, 65),
        centred("科目名称", 150, 250),
        centred("上年", 150, 380),
        centred("本年", 150, 500),
    ]
    lines += [
        centred("合计", 200, 182),
        line("6,188", 200, right=RIGHT[1]),
        line("6,355", 200, right=RIGHT[2]),
    ]
    found = cells(only_grid(lines), lines)
    assert found[1, 0, 1, 2] == "合计"


def test_last_line_of_a_wrapped_head_alone_over_the_body_does_not_end_the_header() -> None:
    wrapped = [centred("科目名称（按部门经", 138, 120), centred("类）", 162, 120)]
    lines = [*wrapped, *heads()[1:], *data(AMOUNTS)]
    assert only_grid(lines).box.top < 138


def test_rows_of_which_one_half_is_empty_are_no_prose() -> None:
    right = [("一", "1.00"), ("二", "2.00"), ("三", "3.00"), ("四", "4.00")]
    lines = [line("预算拨款收入共计", 200 + 40 * k, left=-300) for k in range(4)]
    lines += [line("1.00", 200 + 40 * k, right=20) for k in range(4)]
    for k, (number, amount) in enumerate(right * 2):
        lines += [
            line(f"{number}、资源勘探工业信息", 200 + 40 * k, left=40),
            line(amount, 200 + 40 * k, right=320),
        ]
    long = line("十三、资源勘探工业信", 520, left=40)
    lines += [long, line("5.00", 541, right=320), line("息支出", 562, left=40)]
    lines += [line("九、其他支出", 610, left=40), line("9.00", 610, right=320)]
    assert only_grid(lines).box.bottom > 610


def test_speck_between_rows_is_no_row() -> None:
    speck = Line(Box(394, 218, 400, 223), Reading((Character("8", 0.9, 0.5),)))
    assert only_grid([*heads(), *data(AMOUNTS), speck]).rows == 4


def test_one_word_beyond_the_last_upright_rule_is_no_column() -> None:
    lines = [*data(AMOUNTS), line("8", 240, left=662)]
    rulings = [upright(x, 180, 300) for x in (30, 300, 410, 530, 650)]
    assert only_grid(lines, rulings).cols == 4


def test_head_read_with_a_gap_is_one_column() -> None:
    apart = [line("预算", 150, left=550), line("数", 150, left=604)]
    lines = [*heads()[:3], *apart, *data(AMOUNTS)]
    assert only_grid(lines).cols == 4


def test_head_in_two_words_over_labels_of_any_length_is_one_column() -> None:
    labels = ("教育", "社会保障和就业支出", "住房", "资源勘探工业信息")
    amounts = [("", *(f"{9 * n + k}.00" for k in range(3))) for n in range(5)]
    texts = [line(label, 200 + 40 * n, left=40) for n, label in enumerate(labels)]
    parted = [line("项目", 150, left=60), line("（按类）", 150, left=60 + 3.5 * EM)]
    total = line("支出合计", 360, left=60 + 3.5 * EM)
    assert only_grid([*heads()[1:], *parted, *data(amounts), *texts, total]).cols == 4


def test_number_that_ends_a_label_begins_none() -> None:
    rows = (*AMOUNTS[:2], ("", "108.00", "8.00", "100.00"), ("住房", "7.00", "7.00", "0.00"))
    wrapped = [line("机关资本性支出", 268, left=40), line("（一）", 292, left=40)]
    lines = [*heads(), *data(rows), *wrapped]
    assert cells(only_grid(lines), lines)[3, 0, 1, 1] == "机关资本性支出（一）"


def test_labels_on_both_sides_of_a_row_are_rows_of_their_own() -> None:
    labels = (
        ("九、其他收入", 306),
        ("人员", 330),
        ("本年收入合", 359),
        ("计", 383),
        ("上年结转结", 412),
        ("余额", 436),
    )
    lines = [*heads(), *data(AMOUNTS), *(line(text, y, left=40) for text, y in labels)]
    lines += [line("7.00", 371, right=right) for right in RIGHT.values()]
    lines += data((("支出合计", "7.00", "7.00", "0.00"),), first=480)
    found = cells(only_grid(lines), lines)
    assert [found[row, 0, 1, 1] for row in (4, 5, 6)] == [
        "九、其他收入人员",
        "本年收入合计",
        "上年结转结余额",
    ]


def test_heads_above_the_highest_rule_found_are_heads() -> None:
    upper = [centred(text, 110, x) for text, x in (("项目", 120), ("上年数", 360), ("支出", 540))]
    lines = [*upper, *heads(150), *data(AMOUNTS)]
    assert only_grid(lines, [level(130), level(175), level(300)]).box.top < 110


def test_caption_above_the_highest_rule_is_no_head() -> None:
    caption = [
        line("编制单位:泰", 110, left=40),
        line("技术产业", 110, left=200),
        line("位:万元", 110, right=640),
    ]
    lines = [*caption, *heads(150), *data(AMOUNTS)]
    assert only_grid(lines, [level(130), level(175), level(300)]).rows == 1 + len(AMOUNTS)


def test_sum_without_an_amount_under_another_sum_is_a_row_of_its_own() -> None:
    lines = [
        *heads(),
        *data(AMOUNTS, step=28),
        line("本年收入合计", 284, left=40),
        line("上年结转结余", 312, left=40),
    ]
    lines += [line("9.00", 284, right=right) for right in RIGHT.values()]
    lines += data((("收入总计", "9.00", "9.00", "9.00"),), first=340)
    found = cells(only_grid(lines), lines)
    assert [found[row, 0, 1, 1] for row in (4, 5, 6)] == ["本年收入合计", "上年结转结余", "收入总计"]


def test_caption_that_one_longer_upright_rule_reaches_is_no_head() -> None:
    caption = [line("术产业", 110, left=200), line("单位:万元", 110, right=640)]
    lines = [*caption, *heads(150), *data(AMOUNTS)]
    rulings = [*(upright(x, 130, 300) for x in (30, 300, 410, 530)), upright(650, 108, 300)]
    grid = only_grid(lines, rulings)
    assert (grid.rows, round(grid.box.top)) == (1 + len(AMOUNTS), 130)


def test_heads_read_in_one_line_far_apart_are_three_columns() -> None:
    codes = (("205", "", ""), ("", "02", ""), ("", "", "03"), ("", "03", ""), ("", "", "01"), ("206", "", ""))
    lines = [spaced("类款项", 150, left=40, step=34), centred("名称", 150, 250), centred("本年", 150, 600)]
    for k, row in enumerate(codes):
        y = 200.0 + 40 * k
        lines += [centred(code, y, 50 + 34 * col) for col, code in enumerate(row) if code]
        lines += [line("教育支出", y, left=160), line(f"{k + 1}.50", y, right=640)]
    found = cells(only_grid(lines), lines)
    assert found[2, 1, 1, 1] == "02"
    assert found[3, 2, 1, 1] == "03"


def test_whole_amounts_beside_labels_are_amounts_though_few_in_a_row() -> None:
    rows = (("公安", "72395", "731540"), ("司法", "2715", "948226"), ("卫生", "310333", "525300"))
    lines = data(rows)
    assert only_grid(lines).cols == 3


def test_label_read_with_the_dash_before_it_stands_in_its_own_column() -> None:
    items = [f"{numeral}、其他支出" for numeral in (*"一二三四五六七八九十", "十一", "十二", "十三")]
    lines = [line(item, 200 + 40 * k, left=308) for k, item in enumerate(items)]
    lines[3] = replace(lines[3], box=replace(lines[3].box, left=294))
    lines += [
        line(f"{label}收入", 200 + 40 * k, left=40) for k, label in enumerate("甲乙丙丁戊己庚辛壬癸子丑寅")
    ]
    lines += [line(f"{k + 1}.25", 200 + 40 * k, right=300) for k in range(13) if k != 3]
    lines += [line(f"{k + 6}.50", 200 + 40 * k, right=640) for k in range(13)]
    assert cells(only_grid(lines), lines)[3, 2, 1, 1] == items[3]


def test_labels_without_amounts_between_level_rules_are_rows_under_the_header() -> None:
    labels = ("公共财政", "国防支出", "教育支出")
    lines = [*heads(), *(line(text, 200 + 40 * k, left=40) for k, text in enumerate(labels))]
    lines += data((*AMOUNTS, ("住房", "7.00", "7.00", "0.00")), first=320)
    rules = [level(130), *(level(180 + 40 * k) for k in range(8))]
    found = cells(only_grid(lines, rules), lines)
    assert [found[row, 0, 1, 1] for row in (1, 2, 3)] == list(labels)


def test_rows_far_apart_are_one_table_with_its_header_and_no_page_number() -> None:
    rows = (*AMOUNTS, ("住房", "7.00", "7.00", "0.00"), ("农业", "1.00", "1.00", "0.00"))
    lines = [*heads(130), *data(rows, step=74), line("1", 576, left=390)]
    assert only_grid(lines).rows == 1 + len(rows)


def test_rules_that_begin_lower_stand_under_one_head() -> None:
    edges = (30.0, 220.0, 320.0, 510.0, 610.0, 720.0, 850.0, 990.0)
    middles = [(left + right) / 2 for left, right in pairwise(edges)]
    lines = [centred("收入", 100, 250), centred("支出", 100, 800)]
    low = (
        "项目",
        "预算数",
        "项目（按功能分\n类）",
        "合计",
        "一般公共\n预算",
        "政府性基金\n预算",
        "国有资本经营\n预算",
    )
    for text, x in zip(low, middles):
        parts = text.split("\n")
        lines += [centred(part, 152 - 12 * len(parts) + 24 * k, x) for k, part in enumerate(parts, 1)]
    for k in range(3):
        y = 210.0 + 40 * k
        lines += [line("其他收入", y, left=40), line("其他支出", y, left=330)]
        lines += [line(f"{k + 3}.25", y, right=edges[col] - 8) for col in (2, 4, 5, 6, 7)]
    starts = (80.0, 122.0, 80.0, 122.0, 122.0, 122.0, 122.0, 80.0)
    found = cells(only_grid(lines, [upright(x, y, 310) for x, y in zip(edges, starts)]), lines)
    assert found[0, 0, 1, 2] == "收入"
    assert found[0, 2, 1, 5] == "支出"


def test_head_of_one_line_beside_heads_of_three_names_a_column_that_is_empty() -> None:
    wrapped = [
        centred(text, y, x) for x in (360, 600) for text, y in (("一般公", 132), ("共预算", 152), ("数", 172))
    ]
    lines = [*wrapped, centred("科目名称", 152, 120), centred("基金", 152, 480)]
    lines += data([(label, total, "", rest) for label, total, _, rest in AMOUNTS], first=215)
    assert only_grid(lines).cols == 4


def test_labels_whose_numeral_is_lost_are_rows() -> None:
    labels = [line("、一般公共服务", 180, left=60), line("、外交支出", 180, left=300)]
    rows = (("二、公安", "三、司法"), ("四、卫生", "五、教育"), ("六、住房", "七、农业"))
    lines = [centred("项目", 130, 100), centred("项目", 130, 340), *labels]
    for k, (one, other) in enumerate(rows):
        y = 220.0 + 40 * k
        lines += [line(one, y, left=40), line(other, y, left=280)]
        lines += [line(f"{k + 1}.50", y, right=220), line(f"{k + 6}.25", y, right=460)]
    found = cells(only_grid(lines), lines)
    assert found[1, 0, 1, 1] == "、一般公共服务"


def test_last_lines_of_wrapped_heads_indented_like_labels_are_no_row() -> None:
    head = ("项目（按", "功能分", "类）")
    lines = [
        line(text, 150 + 26 * k, left=x + 22 * (k == 2)) for x in (40, 300) for k, text in enumerate(head)
    ]
    lines += [line("预算数", 176, right=right) for right in (220, 480)]
    for k, numeral in enumerate("一二三四五六七八"):
        y = 250.0 + 50 * k
        lines += [line(f"{numeral}、支出", y, left=x + 22 * (k > 4)) for x in (40, 300)]
        lines += [line(f"{k}.50", y, right=right) for right in (220, 480) if k > 1]
    found = cells(only_grid(lines), lines)
    assert found[0, 0, 1, 1] == "项目（按功能分类）"
    assert found[1, 0, 1, 1] == "一、支出"


def test_total_on_two_lines_is_one_row() -> None:
    labels = [line("本年收入", 309, left=40), line("合计", 331, left=60)]
    lines = [*heads(), *data(AMOUNTS), *labels, *data((("", "9.00", "9.00", "9.00"),), first=320)]
    lines += data((("收入总计", "9.00", "9.00", "9.00"),), first=372)
    found = cells(only_grid(lines), lines)
    assert [found[row, 0, 1, 1] for row in (4, 5)] == ["本年收入合计", "收入总计"]
