"""Which sums are found in tables, which are enforced, and that the shipped truth holds its own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from typed_truths import typed_table

from budgetgrid.benchmarks.sum_sheet import Spot, read_amount
from budgetgrid.benchmarks.truth import load_truth
from budgetgrid.benchmarks.truth_sums import Sum, SumReport, check_sums

SAMPLES = Path(__file__).parents[2] / "samples"
SLUGS = sorted(path.parent.name for path in SAMPLES.glob("*/truth.json"))


def sums(report: SumReport, rule: str) -> dict[tuple[int, int], set[tuple[int, int]]]:
    """Totals of sums that hold by a rule, with their parts."""
    return {
        (s.total.row, s.total.col): {(p.row, p.col) for p in s.parts} for s in report.held if s.rule == rule
    }


def failures(report: SumReport) -> list[tuple[str, int, int, str]]:
    return [(s.rule, s.total.row, s.total.col, str(s.expected)) for s in report.failed]


THREE_PUBLIC = """
合计 | “三公”经费 | < | < | < | < | 会议费
^ | 小计 | 出国费 | 公务用车费 | < | < | ^
^ | ^ | ^ | 小计 | 购置费 | 运行费 | ^
{} | 67.5 | 10.5 | 57.0 | | 57.0 | 2.5
"""


def test_a_total_column_is_the_sum_of_what_its_header_puts_beside_it() -> None:
    report = check_sums([typed_table(THREE_PUBLIC.format("70.0"), header_rows=3)])
    assert sums(report, "columns") == {
        (3, 0): {(3, 1), (3, 6)},
        (3, 1): {(3, 2), (3, 3)},
        (3, 3): {(3, 4), (3, 5)},
    }
    assert failures(check_sums([typed_table(THREE_PUBLIC.format("70.1"), header_rows=3)])) == [
        ("columns", 3, 0, "70.0")
    ]


def test_totals_with_a_budget_and_an_account_column_are_summed_apart() -> None:
    table = typed_table(
        """
        合计 | < | 出国费 | < | 接待费 | <
        预算数 | 决算数 | 预算数 | 决算数 | 预算数 | 决算数
        5 | 3 | 4 | 1 | 1 | 2
        """,
        header_rows=2,
    )
    assert sums(check_sums([table]), "columns") == {(2, 0): {(2, 2), (2, 4)}, (2, 1): {(2, 3), (2, 5)}}


def test_a_column_of_which_is_no_part() -> None:
    table = typed_table(
        """
        总计 | 拨款 | < | 其他
        ^ | 小计 | 其中：专项 | ^
        9 | 7 | 2 | 2
        """,
        header_rows=2,
    )
    assert sums(check_sums([table]), "columns") == {(2, 0): {(2, 1), (2, 3)}}


CODES = """
科目编码 | 科目名称 | 金额
 | 合计 | 12
201 | 一般公共服务 | 9
20103 | 办公厅 | 9
2010301 | 行政运行 | {}
2010302 | 一般行政 | 3
208 | 社会保障 | 3
20805 | 养老 | 3
"""


def test_a_code_is_the_sum_of_its_children_and_the_total_of_the_top_codes() -> None:
    report = check_sums([typed_table(CODES.format(6))])
    assert sums(report, "codes") == {(2, 2): {(3, 2)}, (3, 2): {(4, 2), (5, 2)}, (6, 2): {(7, 2)}}
    assert sums(report, "code totals") == {(1, 2): {(2, 2), (6, 2)}}
    assert failures(check_sums([typed_table(CODES.format(7))])) == [("codes", 3, 2, "10")]


def test_codes_over_three_columns_may_be_printed_only_where_they_change() -> None:
    table = typed_table(
        """
        科目编码 | < | < | 名称 | 金额
        类 | 款 | 项 | ^ | ^
        201 | | | 一般公共服务 | 9
         | 03 | | 办公厅 | 9
         | | 01 | 行政运行 | 6
        201 | 03 | 01 | 工资 | 4
        201 | 03 | 01 | 津贴 | 2
         | | 02 | 一般行政 | 3
        """,
        header_rows=2,
    )
    assert sums(check_sums([table]), "codes") == {
        (2, 4): {(3, 4)},
        (3, 4): {(4, 4), (7, 4)},
        (4, 4): {(5, 4), (6, 4)},
    }


PANELS = """
收入 | < | 支出 | < | < | <
项目 | 金额 | 功能 | 金额 | 用途 | 金额
一、拨款 | 8 | 一、公共服务 | 7 | 一、基本 | 6
1.预算 | 8 | 二、外交 | | 二、项目 | 4
2.基金 | | 三、住房 | 3 | |
二、其他 | 2 | | | |
当年收入小计 | 10 | 当年支出小计 | < | < | 10
上年结转 | 1 | 结转下年 | < | < | 1
收入合计 | 11 | 支出合计 | < | < | {}
"""


def test_panels_add_up_to_totals_that_are_equal_and_may_be_printed_once_for_two() -> None:
    report = check_sums([typed_table(PANELS.format(11), 2, "0-1/1 2-3/1 4-5/1")])
    assert not report.failed and not report.doubted
    assert sums(report, "parts") == {(2, 1): {(3, 1)}}
    assert sums(report, "income is expenditure") == {(6, 5): {(6, 1)}, (8, 5): {(8, 1)}}
    totals = [s for s in report.held if s.rule == "totals"]
    assert {(s.total.row, s.total.col, s.parts[0].col) for s in totals} >= {
        (6, 1, 1),
        (8, 1, 1),
        (6, 5, 3),
        (6, 5, 5),
    }


def test_a_group_is_its_subtotal() -> None:
    table = typed_table(
        """
        项目 | < | 金额
        收入总计 | < | 10
        预算资金 | 小计 | 8
        ^ | 拨款 | 5
        ^ | 专项 | 3
        其他资金 | 小计 | 2
        ^ | 其中：动用结转 | 1
        """
    )
    report = check_sums([table])
    assert sums(report, "totals") == {(1, 2): {(2, 2), (5, 2)}}
    assert sums(report, "parts") == {(2, 2): {(3, 2), (4, 2)}}


def test_items_of_a_procurement_add_up_to_their_project() -> None:
    table = typed_table(
        """
        大类 | 专项 | 物品 | 总计
        合计 | | | 9
        一、货物 | | | 5
         | 设备费 | | 5
         | | 打印机 | 2
        ^ | ^ | 家具 | 3
        二、服务 | | | 4
         | 会议费 | | 4
         | | 住宿 | 4
        """
    )
    report = check_sums([table])
    assert not report.failed and not report.doubted
    assert sums(report, "parts")[3, 3] == {(4, 3), (5, 3)}
    assert sums(report, "totals") == {(1, 3): {(2, 3), (6, 3)}}


def test_parts_on_the_next_page_count() -> None:
    first = typed_table("科目编码 | 名称 | 金额\n | 合计 | 5\n201 | 甲 | 2")
    second = typed_table(
        "科目编码 | 名称 | 金额\n208 | 乙 | 3\n20801 | 丙 | 3", name="p2-t1", continues="p1-t1"
    )
    report = check_sums([first, second])
    assert [s.parts for s in report.held if s.rule == "code totals"] == [
        (Spot("p1-t1", 2, 2), Spot("p2-t1", 1, 2))
    ]


def test_a_rule_that_most_sums_break_is_not_enforced() -> None:
    rows = "\n".join(f"甲 | {n} | 1 | 1" for n in (2, 5, 6, 7))
    report = check_sums([typed_table(f"名称 | 合计 | 基本 | 项目\n{rows}")])
    assert (len(report.held), report.failed, len(report.doubted)) == (1, (), 3)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1,234.56", "1234.56"), ("-3", "-3"), ("△1.00", "-1.00"), ("(2.5)", "-2.5"), ("0", "0")],
)
def test_amounts_are_read_as_they_are_printed(text: str, amount: str) -> None:
    assert read_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "-", "12%", "1,23", "A1", "2021年", "xxxx"])
def test_what_is_no_amount_is_not_read_as_one(text: str) -> None:
    assert read_amount(text) is None


# the shipped samples


def listed() -> tuple[dict[str, tuple[int, int]], dict[str, set[tuple[str, ...]]]]:
    """What SUMS.md says: how many sums of each sample hold and don't, and which don't."""
    counts: dict[str, tuple[int, int]] = {}
    exceptions: dict[str, set[tuple[str, ...]]] = {slug: set() for slug in SLUGS}
    for line in (SAMPLES / "SUMS.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and cells[0] in exceptions:
            counts[cells[0]] = int(cells[1]), int(cells[2])
        elif len(cells) == 7 and cells[0] in exceptions:
            assert cells[6], line
            exceptions[cells[0]].add(tuple(cells[1:6]))
    return counts, exceptions


def described(wrong: Sum) -> tuple[str, ...]:
    at = wrong.total
    return at.table, f"{at.row}, {at.col}", wrong.rule, str(wrong.expected), str(wrong.actual)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_sum_of_the_shipped_truth_holds_or_is_listed(slug: str) -> None:
    report = check_sums(load_truth(SAMPLES / slug / "truth.json").tables)
    wrong = (*report.failed, *report.doubted)
    counts, exceptions = listed()
    assert {described(s) for s in wrong} == exceptions[slug]
    assert (len(report.held), len(wrong)) == counts[slug]


def test_a_wrong_digit_in_any_amount_of_a_budget_breaks_a_sum() -> None:
    tables = load_truth(SAMPLES / "real-jiangsu-npc-2018" / "truth.json").tables
    assert check_sums(tables).failed == ()
    amounts = 0
    for index, table in enumerate(tables):
        for place, cell in enumerate(table.cells):
            if read_amount(cell.text) is not None:
                wrong = replace(cell, text=cell.text[:-1] + str((int(cell.text[-1]) + 1) % 10))
                cells = (*table.cells[:place], wrong, *table.cells[place + 1 :])
                changed = (*tables[:index], replace(table, cells=cells), *tables[index + 1 :])
                report = check_sums(changed)
                assert report.failed or report.doubted, (table.id, cell.text)
                amounts += 1
    assert amounts > 40


def test_checking_truth_loads_nothing_of_the_pipeline_it_judges(tmp_path: Path) -> None:
    program = "import sys, budgetgrid.benchmarks.truth_check; print(*sys.modules)"
    # Elsewhere: `-c` puts the current folder first, where `budgetgrid/` is the front door alone.
    loaded = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=tmp_path
    )
    ours = ("budgetgrid.layout", "budgetgrid.ocr", "budgetgrid.tables")
    assert "budgetgrid.benchmarks.truth_sums" in loaded.stdout.split()
    assert [name for name in loaded.stdout.split() if name.startswith(ours)] == []
