"""Forms of numbers, order and names of codes, percentages, and the text around tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from typed_tables import Rows, meant

from budgetgrid.tables.checks.check import Checked, check_tables
from budgetgrid.tables.table import Table


@dataclass
class Block:
    text: str
    kind: str = "paragraph"
    box: Any = None
    table: str | None = None


@dataclass
class Page:
    blocks: list[Block]
    number: int = 3


def check(table: Table, *text: str) -> Checked:
    return check_tables([table], [Page([Block(t) for t in text])], 2021)  # type: ignore[list-item]


def found(rows: Rows, *text: str) -> list[tuple[str, list[tuple[int, int]]]]:
    return [(f.code, [(c.row, c.col) for c in f.cells]) for f in check(meant(rows), *text).findings]


AMOUNTS = ["1,250.00", "31.40", "8.00", "2,718.28", "16.18", "5.77", "1,414.21"]


def items(*amounts: str) -> Rows:
    return [["项目", "金额"], *([f"项目甲{n}", text] for n, text in enumerate(amounts))]


def test_amounts_of_one_form_are_nothing_to_report():
    assert found(items(*AMOUNTS)) == []


def test_what_is_no_figure_among_figures_is_reported():
    assert found(items(*AMOUNTS, "4.5.6")) == [("number-format", [(8, 1)])]


def test_a_number_with_other_decimals_or_without_its_separators_is_reported():
    assert found(items(*AMOUNTS, "31.415")) == [("number-format", [(8, 1)])]
    assert found(items(*AMOUNTS, *AMOUNTS, "1732.05")) == [("number-format", [(15, 1)])]


def coded(*codes: str) -> Rows:
    return [["科目编码", "科目名称", "金额"], *([c, f"名{c}", f"{n}.17"] for n, c in enumerate(codes, 1))]


def test_a_code_out_of_order_is_reported():
    rows = coded("2011101", "2011302", "2012903", "2010304", "2013105", "2013206")
    assert ("code-order", [(4, 0)]) in found(rows)
    assert not [code for code, _ in found(coded("2011101", "2011302", "2012903", "2013105", "2013206"))
                if code == "code-order"]  # fmt: skip


def test_a_code_whose_parent_is_missing_is_reported_where_others_have_theirs():
    rows = coded("209", "20901", "2090101", "2090102", "2090103", "2090104", "2090201")
    assert ("code-parent", [(7, 0)]) in found(rows)


NAMED: Rows = [
    ["科目编码", "科目名称", "金额"],
    ["2080505", "机关事业单位基本养老保险缴费支出", "1.10"],
    ["2080506", "机关事业单位职业年金缴费支出", "2.10"],
    ["2101101", "行政单位医疗", "3.10"],
    ["2101103", "公务员医疗补助", "4.10"],
    ["2210201", "住房公积金", "5.10"],
]


def test_a_code_under_another_ones_name_is_reported_and_the_others_are_confirmed():
    assert found(NAMED) == []
    assert {(s.row, s.col) for s in check(meant(NAMED)).support} >= {
        (r, c) for r in range(1, 6) for c in (0, 1)
    }
    wrong = [[("2101101" if t == "2101103" else t) for t in row] for row in NAMED]
    assert ("code-name", [(4, 0)]) in found(wrong)


def test_names_of_a_tables_own_are_no_mistakes():
    own = [[row[0], f"本单位项目{n}" if n else row[1], row[2]] for n, row in enumerate(NAMED)]
    assert found(own) == []


SHARES: Rows = [
    ["项目", "预算数", "决算数", "完成率"],
    ["甲", "200.00", "150.00", "75.00%"],
    ["乙", "300.00", "100.00", "33.33%"],
    ["丙", "80.00", "60.00", "75.00%"],
    ["丁", "70.00", "77.00", "110.00%"],
    ["戊", "50.00", "40.00", "80.00%"],
]


def test_a_percentage_that_is_none_of_its_base_is_reported():
    assert found(SHARES) == []
    wrong = [[("86.00%" if t == "80.00%" else t) for t in row] for row in SHARES]
    assert found(wrong) == [("percentage-differs", [(5, 3)])]


TEXT = "2021年支出合计185.50万元，其中：基本支出123.40万元，占66.52%；项目支出62.10万元，占33.48%。"
SPENDING: Rows = [["项目", "金额"], ["一、基本支出", "123.40"], ["二、项目支出", "62.10"]]


def test_text_that_repeats_a_figure_confirms_it():
    checked = check(meant(SPENDING), TEXT)
    assert checked.findings == ()
    assert {(s.row, s.col) for s in checked.support if s.passed} == {(1, 1), (2, 1)}


def test_text_that_differs_by_a_digit_contradicts_a_figure():
    checked = check(meant(SPENDING), TEXT.replace("123.40", "128.40").replace("66.52", "69.22"))
    (finding,) = checked.findings
    assert (finding.code, finding.expected, finding.actual, finding.page) == (
        "narrative-differs", "128.40", "123.40", 3,
    )  # fmt: skip
    assert [(s.row, s.col) for s in checked.support if s.failed] == [(1, 1)]


def test_text_about_other_money_and_other_years_says_nothing():
    text = "某项目基本支出45.00万元。基本支出比上年增加128.40万元。"
    assert check(meant(SPENDING), text).findings == ()


def test_a_share_in_the_text_that_is_none_of_an_amount_before_it_is_reported():
    findings = check(meant(SPENDING), TEXT.replace("66.52", "86.52")).findings
    assert [(f.code, f.expected, f.actual) for f in findings] == [("percentage-differs", "66.52%", "86.52%")]


def test_an_amount_that_is_not_quantity_times_price_is_reported():
    rows: Rows = [
        ["采购项目", "数量", "单价（元）", "金额"],
        ["台式计算机", "12", "4500.00", "5.40"],
        ["打印机", "4", "1800.00", "0.72"],
        ["文件柜", "30", "650.00", "1.95"],
    ]
    assert found(rows) == []
    wrong = [[("72" if t == "12" else t) for t in row] for row in rows]
    assert found(wrong) == [("product-differs", [(1, 1), (1, 2), (1, 3)])]
