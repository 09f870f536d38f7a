"""Forms and trees of performance indicators."""

from __future__ import annotations

from typed_tables import Merged, Rows, meant

from budgetgrid.tables.table import CellRef, Indicator, Table

FORM: Rows = [
    ["项目名称", "信用体系建设", None, None, "实施时间", "2021年", None],
    ["起止时间", "起：2021年1月", None, None, "项目负责人", "杨某", None],
    [None, "止：2021年12月", None, None, "联系电话", "65650016", None],
    ["项目资金（万元）", "实施期资金总额：", None, "6", "年度资金总额：", None, "2"],
    [None, "其中：财政拨款", None, "6", "其中：财政拨款", None, ""],
    ["绩效目标", "实施期目标", None, None, "年度目标", None, None],
    [None, "全部建成", None, None, "建成一半", None, None],
    ["绩效指标", "一级指标", "三级指标", "指标值", "三级指标", None, "指标值"],
    [None, "产出指标", "宣传次数", "6次", "宣传次数", None, "2次"],
    [None, None, "办结率（%）", "100", "办结率（%）", None, "98"],
    [None, "满意度指标", "群众满意", "", "群众满意", None, "优"],
    ["主管部门意见", "（盖章）", None, None, "财政部门意见", "（盖章）", None],
]
FORM_SPANS: tuple[Merged, ...] = (
    (0, 1, 1, 3), (0, 5, 1, 2), (1, 0, 2, 1), (1, 1, 1, 3), (1, 5, 1, 2), (2, 1, 1, 3), (2, 5, 1, 2),
    (3, 0, 2, 1), (3, 1, 1, 2), (3, 4, 1, 2), (4, 1, 1, 2), (4, 4, 1, 2),
    (5, 0, 2, 1), (5, 1, 1, 3), (5, 4, 1, 3), (6, 1, 1, 3), (6, 4, 1, 3),
    (7, 0, 4, 1), (7, 4, 1, 2), (8, 1, 2, 1), (8, 4, 1, 2), (9, 4, 1, 2), (10, 4, 1, 2),
    (11, 1, 1, 3), (11, 5, 1, 2),
)  # fmt: skip


def form() -> Table:
    return meant(FORM, *FORM_SPANS, title="项目绩效目标申报表", unit=None)


def answers(table: Table) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field in table.fields:
        found.setdefault("/".join(field.labels), []).append(field.text)
    return found


def leaves(indicators: tuple[Indicator, ...], above: str = "") -> list[tuple[str, str | None]]:
    found = []
    for indicator in indicators:
        path = f"{above}/{indicator.name}" if above else indicator.name
        found += leaves(indicator.children, path) or [(path, indicator.target)]
    return found


def test_a_form_has_no_header_and_its_labels_ask():
    table = form()
    assert (table.header_rows, table.header_paths, table.label_paths) == (0, (), ())
    roles = {cell.text: cell.role for cell in table.cells}
    assert (roles["项目负责人"], roles["杨某"], roles["起：2021年1月"]) == ("label", "field", "field")
    assert (roles["一级指标"], roles["产出指标"], roles["100"]) == ("header", "stub", "data")


def test_answers_have_the_labels_before_them_at_their_side_and_over_them():
    found = answers(form())
    assert found["项目负责人"] == ["杨某"]
    assert found["起止时间"] == ["起：2021年1月", "止：2021年12月"]
    assert found["项目资金（万元）/实施期资金总额"] == ["6"]
    assert found["项目资金（万元）/年度资金总额"] == ["2"]
    assert found["项目资金（万元）/其中：财政拨款"] == ["6", ""]
    assert found["绩效目标/年度目标"] == ["建成一半"]
    assert found["财政部门意见"] == ["（盖章）"]


def test_each_period_has_its_tree_with_its_goal_and_money():
    whole, year = form().indicators
    assert (whole.project, whole.period, whole.goal) == ("信用体系建设", "实施期", "全部建成")
    assert (year.project, year.period, year.goal) == ("信用体系建设", "年度", "建成一半")
    assert [(field.labels[-1], field.text) for field in year.money] == [
        ("年度资金总额", "2"),
        ("其中：财政拨款", ""),
    ]
    assert leaves(whole.indicators) == [
        ("产出指标/宣传次数", "6次"),
        ("产出指标/办结率（%）", "100"),
        ("满意度指标/群众满意", ""),
    ]


def test_levels_that_the_right_half_does_not_repeat_are_those_of_the_left():
    year = form().indicators[1]
    assert leaves(year.indicators)[-1] == ("满意度指标/群众满意", "优")
    assert year.indicators[0].children[0].value == CellRef(8, 6)


def test_numbers_of_a_form_count_what_its_labels_say():
    cells = {(cell.row, cell.col): cell for cell in form().cells}
    assert [(cells[p].value_kind, cells[p].unit) for p in ((3, 3), (8, 3), (9, 3))] == [
        ("amount", None),
        ("count", "次"),
        ("percent", "%"),
    ]
    assert cells[2, 5].value is None, "a telephone number counts nothing"


def test_the_unit_that_all_amounts_of_a_form_are_in_is_its_own():
    assert (form().unit, form().currency) == ("万元", "CNY")


def test_an_indicator_over_its_targets_columns_has_none():
    rows = [*FORM[:10], [None, "满意度指标", "群众满意率达到95%以上", None, "职工满意", None, None], FORM[11]]
    table = meant(rows, *(s for s in FORM_SPANS if s[0] != 10), (10, 2, 1, 2), (10, 4, 1, 3))
    assert [leaves(tree.indicators)[-1] for tree in table.indicators] == [
        ("满意度指标/群众满意率达到95%以上", None),
        ("满意度指标/职工满意", None),
    ]


def test_tasks_and_their_money_are_answers_below_heads():
    rows: Rows = [
        ["任务名称", "主要内容", "预算金额", None],
        [None, None, "总额", "财政拨款"],
        ["人员经费", "工资", "5.00", "4.00"],
        ["金额合计", None, "5.00", "4.00"],
        ["年度总体目标", "平稳", None, None],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["产出指标", "数量指标", "人数", "5人"],
    ]
    spans = ((0, 0, 2, 1), (0, 1, 2, 1), (0, 2, 1, 2), (3, 0, 1, 2), (4, 1, 1, 3))
    found = answers(meant(rows, *spans, title="部门整体支出绩效目标表"))
    assert found["人员经费/预算金额/财政拨款"] == ["4.00"]
    assert found["金额合计/预算金额/总额"] == ["5.00"]
    assert found["年度总体目标"] == ["平稳"]


def test_a_list_of_projects_has_a_tree_for_each():
    rows: Rows = [
        ["项目名称", "金额", "一级指标", "二级指标", "三级指标", "指标值", "度量单位", "备注"],
        ["甲项目", "5.00", "产出指标", "数量指标", "次数", "6", "次", "按季"],
        [None, None, None, "质量指标", "合格率", "98", "%", ""],
        ["乙项目", "3.00", "效益指标", "社会效益", "影响", "扩大", "", ""],
    ]
    table = meant(rows, (1, 0, 2, 1), (1, 1, 2, 1), (1, 2, 2, 1), title="项目绩效指标一览表")
    assert table.header_rows == 1
    assert [(tree.project, tree.money[0].text) for tree in table.indicators] == [
        ("甲项目", "5.00"),
        ("乙项目", "3.00"),
    ]
    leaf = table.indicators[0].indicators[0].children[0].children[0]
    assert (leaf.name, leaf.target, leaf.unit, leaf.note) == ("次数", "6", "次", "按季")
    kinds = [(cell.text, cell.value_kind, cell.unit) for cell in table.cells if cell.text in ("6", "98")]
    assert kinds == [("6", "count", "次"), ("98", "percent", "%")]


def test_a_form_read_without_its_first_page_is_no_table_with_a_header():
    rows: Rows = [["效益指标", "经济效益", "增收", "明显"], [None, "社会效益", "影响", "扩大"]]
    assert meant(rows, (0, 0, 2, 1)).header_rows == 0
