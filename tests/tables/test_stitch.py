"""Tables over pages, drawn cell by cell: what is joined, what stays apart, and what a page break has cut."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetgrid.document import Block, PageInfo
from budgetgrid.layout.geometry import Box
from budgetgrid.tables.stitch import Stitched, keep_apart, stitch
from budgetgrid.tables.table import Cell, Fragment, Place, Table

HEIGHT = 800.0
TOP, FOOT = 60.0, 740.0
"""Where the body of a drawn page begins and ends."""

ROW = 20.0
HEADER = ["科目编码", "科目名称", "金额"]


def part(
    page: int,
    rows: list[list[str]],
    *,
    top: float | None = None,
    left: float = 50.0,
    widths: tuple[float, ...] = (),
    **changes: object,
) -> Table:
    """The table of one page from the texts of its cells: `^` goes on with the cell above, `<` with the one on
    the left; `|` in a text is where its line was wrapped. Without a `top` it ends at the page's foot."""
    widths = widths or (100.0,) * len(rows[0])
    x = [left + sum(widths[:c]) for c in range(len(widths) + 1)]
    start = FOOT - ROW * len(rows) if top is None else top
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in ("^", "<"):
                continue
            down = next((i for i in range(r + 1, len(rows)) if rows[i][c] != "^"), len(rows)) - r
            right = next((i for i in range(c + 1, len(row)) if row[i] != "<"), len(row)) - c
            box = Box(x[c], start + ROW * r, x[c + right], start + ROW * (r + down))
            cells.append(
                Cell(
                    r, c, down, right, text.replace("|", ""), text.replace("|", "\n"), None,
                    places=(Place(page, box),), confidence=0.9, text_confidence=0.9, structure_confidence=1.0,
                )
            )  # fmt: skip
    outline = Box(x[0], start, x[-1], start + ROW * len(rows))
    fragment = Fragment(page, outline, 0, len(rows) - 1)
    return replace(Table(f"p{page}t1", len(rows), len(rows[0]), tuple(cells), (fragment,)), **changes)


def opened(table: Table, **edges: bool) -> Table:
    return replace(table, fragments=(replace(table.fragments[0], **edges),))


def block(kind: str, text: str, top: float, table: str | None = None) -> Block:
    return Block(kind, Box(50, top, 350, top + 12), text, 0.9, table)


def page_of(table: Table, *blocks: Block, height: float = HEIGHT) -> PageInfo:
    page = table.fragments[0].page
    own = Block("table", table.fragments[0].box, table=table.id)
    foot = block("footer", f"— {page} —", height - 30)
    return PageInfo(page, "digital", 600, height, blocks=(*blocks, own, foot))


def stitched(*tables: Table, above: dict[int, list[Block]] | None = None) -> Stitched:
    pages = [page_of(t, *(above or {}).get(t.fragments[0].page, [])) for t in tables]
    return stitch(tables, pages)


def texts(table: Table) -> list[list[str]]:
    """The grid's texts, a merged cell's at its anchor and `^` elsewhere."""
    grid = [["^"] * table.cols for _ in range(table.rows)]
    for cell in table.cells:
        assert grid[cell.row][cell.col] == "^"
        grid[cell.row][cell.col] = cell.text
    return grid


def covered(table: Table) -> Counter[tuple[int, int]]:
    """How many cells lie on each place of the grid."""
    return Counter(
        (r, c)
        for cell in table.cells
        for r in range(cell.row, cell.row + cell.rowspan)
        for c in range(cell.col, cell.col + cell.colspan)
    )


FIRST = part(1, [HEADER, ["201", "一般公共服务支出", "8.00"], ["20103", "政府办公厅", "8.00"]], header_rows=1)
SECOND = part(2, [["208", "社会保障支出", "5.00"], ["210", "卫生健康支出", "2.00"]], top=TOP)


def test_rows_of_the_next_page_are_appended_and_keep_their_page_and_box() -> None:
    (table,) = stitched(FIRST, SECOND).tables
    assert texts(table) == [*texts(FIRST), *texts(SECOND)]
    assert table.pages == (1, 2)
    assert [(f.page, f.first_row, f.last_row) for f in table.fragments] == [(1, 0, 2), (2, 3, 4)]
    assert [c.places for c in table.cells if c.row > 2] == [c.places for c in SECOND.cells]
    assert table.confidence == 0.9


def test_places_tell_where_rows_and_columns_of_a_part_went() -> None:
    result = stitched(FIRST, SECOND)
    assert [(p.part, p.table, p.rows) for p in result.places] == [
        ("p1t1", "p1t1", (0, 1, 2)),
        ("p2t1", "p1t1", (3, 4)),
    ]
    apart = keep_apart([FIRST, SECOND])
    assert apart.tables == (FIRST, SECOND)
    assert [(p.part, p.table, p.rows, p.cols) for p in apart.places][1] == (
        "p2t1", "p2t1", (0, 1), (0, 1, 2, 3),
    )  # fmt: skip


@pytest.mark.parametrize("again", [HEADER, ["科目编码", "科日名称", "金额"]])
def test_repeated_header_is_kept_once_even_if_read_differently(again: list[str]) -> None:
    second = part(2, [again, ["208", "社会保障支出", "5.00"]], top=TOP, header_rows=1)
    (table,) = stitched(FIRST, second).tables
    assert texts(table) == [*texts(FIRST), ["208", "社会保障支出", "5.00"]]
    assert table.fragments[1].repeated_header_box == Box(50, TOP, 350, TOP + ROW)
    assert (table.fragments[1].first_row, table.fragments[1].last_row) == (3, 3)


def test_header_of_two_levels_is_kept_once() -> None:
    head = [["项目", "预算", "<"], ["^", "基本", "专项"]]
    first = part(1, [*head, ["甲", "1.00", "2.00"]], header_rows=2)
    second = part(2, [*head, ["乙", "3.00", "4.00"]], top=TOP, header_rows=2)
    (table,) = stitched(first, second).tables
    assert table.rows == 4
    assert [c.text for c in table.cells if c.row == 3] == ["乙", "3.00", "4.00"]


def test_first_rows_of_a_continuation_are_data_with_values() -> None:
    second = replace(SECOND, header_rows=1)
    cells = tuple(replace(c, role="header") if c.row == 0 else c for c in second.cells)
    (table,) = stitched(FIRST, replace(second, cells=cells)).tables
    cell = next(c for c in table.cells if (c.row, c.col) == (3, 2))
    assert (cell.role, cell.value, cell.value_kind) == (None, Decimal("5.00"), "amount")


def test_landscape_page_goes_on_with_a_portrait_one() -> None:
    second = part(2, texts(SECOND), top=TOP, left=30, widths=(171.0, 169.0, 170.0))
    (table,) = stitched(FIRST, second).tables
    assert table.rows == 5


def test_three_pages_are_one_table() -> None:
    middle = part(2, [[str(n), "项目", "1.00"] for n in range(34)], top=TOP)
    last = part(3, [["99", "其他", "1.00"]], top=TOP)
    (table,) = stitched(FIRST, middle, last).tables
    assert (table.pages, table.rows) == ((1, 2, 3), 38)


@pytest.mark.parametrize(
    ("title", "tables"), [("支出总表（续）", 1), ("续表", 1), ("续表2：", 1), ("收入总表", 2), ("手续费", 2)]
)
def test_own_title_parts_tables_and_a_continued_one_joins_them(title: str, tables: int) -> None:
    first = replace(FIRST, title="支出总表")
    assert len(stitched(first, replace(SECOND, title=title)).tables) == tables


def test_title_printed_again_joins_only_with_the_header_printed_again() -> None:
    first = replace(FIRST, title="支出总表")
    second = part(2, [HEADER, ["208", "社会保障支出", "5.00"]], top=TOP, title="支出总表", header_rows=1)
    assert len(stitched(first, second).tables) == 1
    assert len(stitched(first, replace(SECOND, title="支出总表")).tables) == 2


def test_same_form_for_another_project_stays_a_table_of_its_own() -> None:
    first = part(1, [["项目名称", "智慧平台"], ["金额", "5.00"]], title="绩效目标表")
    second = part(2, [["项目名称", "云端平台"], ["金额", "7.00"]], top=TOP)
    assert len(stitched(first, second).tables) == 2
    assert len(stitched(first, replace(second, title="绩效目标表")).tables) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [("部门：财政局 单位：万元", "部门：教育局 单位：万元"), ("公开01表", "公开02表")],
)
def test_other_department_or_form_number_parts_tables(one: str, other: str) -> None:
    again = part(2, [HEADER, *texts(SECOND)], top=TOP + 40, header_rows=1)
    first = block("caption", one, TOP, "p1t1")
    for caption, tables in ((one, 1), (other, 2)):
        above = {1: [first], 2: [block("caption", caption, TOP, "p2t1")]}
        assert len(stitched(FIRST, again, above=above).tables) == tables


def test_unit_above_the_continuation_is_no_other_caption() -> None:
    first, second = replace(FIRST, unit="万元"), replace(SECOND, unit="万元")
    above = {2: [block("caption", "单位：万元", 40, "p2t1")]}
    assert len(stitched(first, second, above=above).tables) == 1
    assert len(stitched(first, replace(second, unit="元"), above=above).tables) == 2


def test_text_above_the_part_or_below_the_table_keeps_them_apart() -> None:
    assert len(stitched(FIRST, SECOND, above={2: [block("paragraph", "二、支出", 40)]}).tables) == 2
    higher = part(1, texts(FIRST), top=FOOT - 100, header_rows=1)
    assert len(stitched(higher, SECOND, above={1: [block("paragraph", "说明", FOOT - 20)]}).tables) == 2
    note = block("note", "注：本表", FOOT - 30, "p1t1")
    assert len(stitched(higher, SECOND, above={1: [note]}).tables) == 2


@pytest.mark.parametrize(
    ("text", "sure", "tables"), [("陆 此 不", 0.4, 1), ("说明", 0.6, 2), ("二、支出总表", 0.4, 2)]
)
def test_print_from_the_back_of_the_sheet_is_no_text_above(text: str, sure: float, tables: int) -> None:
    above = {2: [replace(block("paragraph", text, 40), confidence=sure)]}
    assert len(stitched(FIRST, SECOND, above=above).tables) == tables


def test_running_header_is_no_text_above_whatever_it_was_taken_for() -> None:
    third = part(3, [["99", "其他", "1.00"]], top=TOP)
    second = part(2, [[str(n), "项目", "1.00"] for n in range(34)], top=TOP)
    above = {n: [block("paragraph", f"某局2021年部门预算 {n}", 30)] for n in (1, 2, 3)}
    assert len(stitched(FIRST, second, third, above=above).tables) == 1


def test_page_number_whose_dashes_were_read_as_strokes_ends_no_body() -> None:
    first, second = page_of(FIRST), page_of(SECOND)
    first = replace(first, blocks=(*first.blocks[:-1], block("paragraph", "一1—", HEIGHT - 30)))
    assert len(stitch([FIRST, SECOND], [first, second]).tables) == 1
    first = replace(first, blocks=(*first.blocks[:-1], block("paragraph", "一、说明", HEIGHT - 30)))
    assert len(stitch([FIRST, SECOND], [first, second]).tables) == 2


def test_title_of_one_form_on_every_page_is_no_running_header() -> None:
    forms = [
        part(n, [["单位", f"甲{n}"], ["金额", "1.00"]], top=FOOT - 40, title="申报表") for n in (1, 2, 3, 4)
    ]
    above = {n: [block("title", "申报表", 40, f"p{n}t1")] for n in (1, 2, 3, 4)}
    changed = [
        replace(f, cells=(replace(f.cells[0], text=f"单位{n}"), *f.cells[1:])) for n, f in enumerate(forms)
    ]
    assert len(stitched(*changed, above=above).tables) == 4


def test_total_row_ends_a_table() -> None:
    first = part(1, [HEADER, ["201", "公共服务", "8.00"], ["合计", "", "8.00"]], header_rows=1)
    assert len(stitched(first, SECOND).tables) == 2
    only = part(1, [HEADER, ["合计", "", "8.00"]], header_rows=1)
    assert len(stitched(only, SECOND).tables) == 1


def test_blank_page_between_is_passed_over_and_a_missing_one_is_not() -> None:
    second = part(3, texts(SECOND), top=TOP)
    pages = [page_of(FIRST), page_of(second)]
    blank = PageInfo(2, "blank", 600, HEIGHT)
    assert len(stitch([FIRST, second], [pages[0], blank, pages[1]]).tables) == 1
    assert len(stitch([FIRST, second], pages).tables) == 2


def test_page_of_a_form_that_lacks_columns_gets_them() -> None:
    widths = (60.0, 40.0, 100.0, 100.0)
    first = part(1, [["名称", "年度", "甲", "乙"], ["a", "b", "c", "d"]], widths=widths)
    second = part(2, [["意见", "同意", "盖章"]], top=TOP, widths=(60.0, 140.0, 100.0))
    (table,) = stitched(first, second).tables
    assert [(c.text, c.col, c.colspan) for c in table.cells if c.row == 2] == [
        ("意见", 0, 1), ("同意", 1, 2), ("盖章", 3, 1),
    ]  # fmt: skip


def test_columns_that_drift_from_page_to_page_are_held_to_those_of_every_page() -> None:
    first = part(1, [["a", "b", "c"]] * 3, widths=(100.0, 100.0, 100.0))
    second = part(2, [["d", "e", "f"]] * 34, top=TOP, widths=(104.0, 96.0, 100.0))
    third = part(3, [["g", "h", "i", "j"]], top=TOP, widths=(108.0, 92.0, 50.0, 50.0))
    result = stitched(first, second, third)
    assert [t.pages for t in result.tables] == [(1, 2), (3,)]
    assert [f.table for f in result.findings] == ["p3t1"]


def test_part_with_other_columns_stays_a_table_of_its_own_with_a_finding() -> None:
    second = part(2, [["208", "社会保障支出", "5.00"]], top=TOP, widths=(40.0, 60.0, 200.0))
    result = stitched(FIRST, second)
    assert result.tables == (FIRST, second)
    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.table, finding.page) == (
        "stitch-doubtful", "info", "p2t1", 2,
    )  # fmt: skip


def test_pages_of_a_form_with_other_columns_are_one_where_most_edges_are_common() -> None:
    first = part(1, [["名称", "内容", "总额", "拨款", "其他"]], widths=(60.0, 100.0, 60.0, 40.0, 40.0))
    second = [["指标", "产出", "数量", "5"]] * 34
    widths = (30.0, 50.0, 80.0, 140.0)
    shared = part(2, second, top=TOP, widths=widths)
    assert len(stitched(first, shared).tables) == 2
    widths = (30.0, 30.0, 100.0, 60.0, 80.0)
    shared = part(2, [[*row, "好"] for row in second], top=TOP, widths=widths)
    (table,) = stitched(first, shared).tables
    assert table.cols == 6
    assert [(c.text, c.col, c.colspan) for c in table.cells if c.row < 2] == [
        ("名称", 0, 2), ("内容", 2, 1), ("总额", 3, 1), ("拨款", 4, 1), ("其他", 5, 1),
        ("指标", 0, 1), ("产出", 1, 1), ("数量", 2, 1), ("5", 3, 1), ("好", 4, 2),
    ]  # fmt: skip


SUMMED = [
    HEADER,
    ["合计", "", "12.00"],
    ["201", "公共服务", "9.00"],
    ["20103", "政府", "9.00"],
    ["213", "农林水", "3.00"],
]


@pytest.mark.parametrize(
    ("total", "rows", "tables"),
    [
        ("12.00", [["201", "公共服务", "4.00"], ["208", "社会保障", "1.00"]], 2),
        ("12.00", [["205", "教育", "4.00"], ["208", "社会保障", "1.00"]], 2),
        ("17.00", [["205", "教育", "4.00"], ["208", "社会保障", "1.00"]], 1),
        ("17.00", [["214", "交通", "5.00"]], 1),
        ("12.00", [["214", "交通", "5.00"]], 1),
    ],
    ids=["at its first", "summed up", "not summed up", "going on", "going on though summed up"],
)
def test_codes_and_sums_tell_a_look_alike_without_a_name(
    total: str, rows: list[list[str]], tables: int
) -> None:
    first = part(1, [SUMMED[0], ["合计", "", total], *SUMMED[2:]], header_rows=1)
    result = stitched(first, part(2, [HEADER, *rows], top=TOP, header_rows=1))
    assert len(result.tables) == tables
    assert [f.table for f in result.findings] == ["p2t1"][: tables - 1]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([["甲局", "", "9.00"], ["201", "公共", "9.00"], ["乙局", "", "3.00"], ["201", "公共", "3.00"]], []),
        ([["甲局", "", "9.00"], ["201", "公共", "4.00"], ["208", "社保", "5.00"], ["乙局", "", "3.00"]], []),
        ([["甲局", "", "9.00"], ["201", "公共", "4.00"], ["208", "社保", "5.00"]], [["乙局", "", "3.00"]]),
    ],
    ids=["codes fall before", "unit ends the page", "unit begins the page"],
)
def test_codes_that_fall_from_unit_to_unit_begin_no_table(
    before: list[list[str]], after: list[list[str]]
) -> None:
    second = part(2, [*after, ["201", "公共", "4.00"]], top=TOP)
    assert len(stitched(part(1, [HEADER, *before], header_rows=1), second).tables) == 1


def test_join_over_free_room_is_doubtful() -> None:
    other = part(3, [["长", "表", "1.00"]] * 34, top=TOP, title="另表")
    first = part(1, texts(FIRST), top=TOP, header_rows=1)
    result = stitched(first, SECOND, other)
    assert len(result.tables) == 2
    assert [(f.code, f.table, f.page) for f in result.findings] == [("stitch-doubtful", "p1t1", 2)]
    second = part(2, [["名称", "单价", "数量"]], top=TOP, header_rows=1)
    result = stitched(first, second, other)
    assert len(result.tables) == 3
    assert [f.table for f in result.findings] == ["p2t1"]


WRAPPED = [["1", "办公设备", "购买一批办公所用的|各类设备"], ["2", "联动补助", "全天受理来电反馈督"]]


def test_row_cut_by_the_break_is_one_row_again() -> None:
    second = part(2, [["", "", "促办理"], ["3", "网络", "维护"]], top=TOP)
    (table,) = stitched(part(1, WRAPPED), second).tables
    assert texts(table)[1:] == [["2", "联动补助", "全天受理来电反馈督促办理"], ["3", "网络", "维护"]]
    cut = next(c for c in table.cells if (c.row, c.col) == (1, 2))
    assert cut.raw == "全天受理来电反馈督\n促办理"
    assert [p.page for p in cut.places] == [1, 2]
    assert cut.structure_confidence is not None and cut.structure_confidence < 1
    assert [(f.first_row, f.last_row) for f in table.fragments] == [(0, 1), (1, 2)]


@pytest.mark.parametrize(
    "last",
    [
        ["2", "联动补助", "全天受理"],
        ["2", "联动补助", "全天受理来电反馈。"],
        ["2", "联动补助", ""],
    ],
    ids=["its line is not full", "its sentence is ended", "it is empty"],
)
def test_row_is_not_joined_to_one_whose_text_does_not_run_on(last: list[str]) -> None:
    second = part(2, [["", "", "促办理"], ["3", "网络", "维护"]], top=TOP)
    (table,) = stitched(part(1, [WRAPPED[0], last]), second).tables
    assert table.rows == 4


@pytest.mark.parametrize("first", [["", "", "12.00"], ["", "", "（二）受理"], ["3", "", "促办理"]])
def test_row_that_begins_something_is_a_row_of_its_own(first: list[str]) -> None:
    (table,) = stitched(part(1, WRAPPED), part(2, [first], top=TOP)).tables
    assert table.rows == 3


def test_open_edge_tells_a_cut_row_where_the_line_is_not_full() -> None:
    first = part(1, [WRAPPED[0], ["2", "联动补助", "全天受"]])
    second = part(2, [["", "", "理来电"]], top=TOP)
    (table,) = stitched(opened(first, open_bottom=True), second).tables
    assert texts(table)[1] == ["2", "联动补助", "全天受理来电"]
    (table,) = stitched(first, opened(second, open_top=True)).tables
    assert table.rows == 2


def test_merged_cell_over_the_break_is_one_cell() -> None:
    first = part(1, [["产出", "数量", "5"], ["^", "质量", "优"]])
    second = part(2, [["", "时效", "及时"], ["^", "成本", "低"], ["效益", "社会", "好"]], top=TOP)
    (table,) = stitched(first, second).tables
    cell = table.cells[0]
    assert (cell.text, cell.rowspan, [p.page for p in cell.places]) == ("产出", 4, [1, 2])
    assert set(covered(table).values()) == {1}


def test_merged_cell_whose_text_stands_in_its_larger_part_is_one_cell() -> None:
    first = part(1, [["", "数量", "5"], ["^", "质量", "优"]])
    second = part(2, [["产出", "时效", "及时"], ["^", "成本", "低"], ["^", "其他", "好"]], top=TOP)
    (table,) = stitched(first, second).tables
    assert (table.cells[0].text, table.cells[0].rowspan) == ("产出", 5)


def test_last_row_of_a_merged_cell_beside_another_joins_it() -> None:
    first = part(1, [["指标", "产出", "数量"], ["^", "^", "质量"]])
    second = part(2, [["", "", "时效"], ["^", "效益", "社会"]], top=TOP)
    (table,) = stitched(first, second).tables
    assert [(c.text, c.rowspan) for c in table.cells if c.col < 2] == [("指标", 4), ("产出", 3), ("效益", 1)]


def test_no_merged_cell_reaches_into_the_total_of_its_table() -> None:
    rows = [["灾害防治", "应急管理", "行政运行", "5.00"], ["^", "^", "应急", "2.00"]]
    total = part(2, [["", "", "合计", "7.00"]], top=TOP)
    (table,) = stitched(part(1, rows), total).tables
    assert [(c.text, c.rowspan) for c in table.cells if c.col < 2] == [
        ("灾害防治", 2),
        ("应急管理", 2),
        ("", 1),
        ("", 1),
    ]


def test_merged_cell_over_three_pages_is_one_cell() -> None:
    first = part(1, [["产出", "数量"], ["^", "质量"]])
    second = part(2, [["", f"{n}号"] if n == 0 else ["^", f"{n}号"] for n in range(34)], top=TOP)
    third = part(3, [["", "时效"], ["^", "成本"]], top=TOP)
    (table,) = stitched(first, second, third).tables
    assert (table.cells[0].rowspan, len(table.cells[0].places)) == (38, 3)


def test_merged_cell_goes_on_below_a_repeated_header_and_over_a_second_break() -> None:
    head = ["项目", "指标", "值"]
    first = part(1, [head, ["宣传", "数量", "5"], ["^", "质量", "优"]], header_rows=1)
    middle = [["", f"指标{n}", "好"] if n == 0 else ["^", f"指标{n}", "好"] for n in range(32)]
    second = part(2, [head, *middle], top=TOP, header_rows=1)
    third = part(
        3, [head, ["", "时效", "及时"], ["^", "成本", "低"], ["水利", "社会", "好"]], top=TOP, header_rows=1
    )
    (table,) = stitched(first, second, third).tables
    assert [(c.text, c.rowspan) for c in table.cells if c.col == 0] == [
        ("项目", 1),
        ("宣传", 36),
        ("水利", 1),
    ]


@pytest.mark.parametrize(("elsewhere", "spans"), [("数量", [1, 1, 2, 1]), ("", [1, 1, 1, 1, 1])])
def test_single_rows_on_both_sides_are_one_cell_beside_another_in_a_column_of_texts(
    elsewhere: str, spans: list[int]
) -> None:
    first = [["指标", "产出", "质量", "优"], ["^", "^", elsewhere, "5"], ["^", "^", "", "8"]]
    second = [["", "", "成本", "3"], ["^", "效益", "社会", "好"]]
    (table,) = stitched(part(1, first), part(2, second, top=TOP)).tables
    assert [c.rowspan for c in table.cells if c.col == 2] == spans


@pytest.mark.parametrize(("blank", "spans"), [("甲", [2, 4]), ("", [2, 1, 1, 3])])
def test_last_row_of_a_page_begins_the_cell_below_unless_the_column_is_empty_elsewhere(
    blank: str, spans: list[int]
) -> None:
    first = part(1, [["宣传", "数量", "5"], ["^", "质量", "优"], ["", "", "24期"]])
    second = part(2, [["水利", "产出", "好"], ["^", "^", "优"], ["^", "效益", "低"]], top=TOP)
    rows = [*texts(first)[:2], [blank, "其他", "6"], *texts(first)[2:]]
    (table,) = stitched(part(1, rows), second).tables
    assert [c.rowspan for c in table.cells if c.col == 0] == ([spans[0], 1, *spans[1:]] if blank else spans)


def test_empty_cells_over_rows_stay_where_the_table_prints_them_so() -> None:
    items = [["", "", "电脑", "4.00"], ["^", "^", "桌椅", "2.00"]]
    rows = [["一", "设备", "", "6.00"], *items, ["二", "维修", "", "3.00"]]
    second = part(2, items, top=TOP)
    (table,) = stitched(part(1, rows), second).tables
    assert [(c.text, c.rowspan) for c in table.cells if c.col < 2 and c.row > 2] == [
        ("二", 1), ("维修", 1), ("", 2), ("", 2),
    ]  # fmt: skip


def test_room_is_measured_by_the_bodies_of_pages_and_not_by_their_numbers() -> None:
    first, second, other = (
        replace(page_of(t), height=HEIGHT + n)
        for n, t in enumerate((FIRST, SECOND, part(3, [["长", "表", "1.00"]] * 34, top=TOP, title="另表")))
    )
    first = replace(first, blocks=(*first.blocks[:-1], block("paragraph", "一1一", HEIGHT - 30)))
    assert stitch([FIRST, SECOND], [first, second, other]).findings == ()


@st.composite
def split_tables(draw: st.DrawFn) -> list[Table]:
    """Parts of two or three pages: columns alike, random row spans, random texts."""
    cols = draw(st.integers(2, 4))
    parts = []
    for page in range(1, draw(st.integers(2, 3)) + 1):
        rows = [
            [
                draw(st.sampled_from(["", "甲", "乙丙", "丁戊己|庚", "1.00"] + (["^"] if r else [])))
                for _ in range(cols)
            ]
            for r in range(draw(st.integers(1, 5)))
        ]
        table = part(page, rows, top=None if page == 1 else TOP)
        parts.append(opened(table, open_top=draw(st.booleans()), open_bottom=draw(st.booleans())))
    return parts


@given(split_tables())
def test_nothing_is_lost_and_cells_tile_the_grid_whatever_is_joined(parts: list[Table]) -> None:
    result = stitched(*parts)
    for table in result.tables:
        assert set(covered(table).values()) == {1}
        assert set(covered(table)) == {(r, c) for r in range(table.rows) for c in range(table.cols)}
    assert [f.page for t in result.tables for f in t.fragments] == [p.fragments[0].page for p in parts]
    printed = Counter("".join(c.text for t in parts for c in t.cells))
    kept = Counter("".join(c.text for t in result.tables for c in t.cells))
    heads = [f for t in result.tables for f in t.fragments if f.repeated_header_box]
    assert kept == printed if not heads else kept <= printed
    places = [p for t in result.tables for c in t.cells for p in c.places]
    assert len(places) == len(set(places))
    assert {p.part for p in result.places} == {p.id for p in parts}
