"""Tables by functional classification: deep headers, up to 29 columns, codes of all layouts."""

from __future__ import annotations

from collections.abc import Callable

from budgetgrid.benchmarks.invented.code_rows import code_rows, entries_of, stub_columns
from budgetgrid.benchmarks.invented.column_tree import Column, header_rows, spread
from budgetgrid.benchmarks.invented.ledger import Line
from budgetgrid.benchmarks.invented.markup import cell, row
from budgetgrid.benchmarks.invented.scene import Scene, framed
from budgetgrid.benchmarks.invented.vocabulary import economic_subjects
from budgetgrid.benchmarks.typeset.nodes import Node

SUBTOTAL = "小计"
"""The first column below a heading that has parts."""


def expenditure_table(scene: Scene) -> Node:
    """支出总表: basic and project expenditure by functional subject."""
    root = Column(
        "",
        (
            Column("基本支出", (Column("人员经费"), Column("公用经费")), subtotal=SUBTOTAL),
            Column("项目支出"),
            *(
                [Column("事业单位经营支出"), Column("对附属单位补助支出")]
                if scene.chance.random() < 0.4
                else []
            ),
        ),
        subtotal="合计",
    )
    unused = root.leaves - 5
    return _table(scene, "expenditure", "支出预算总表", root, lambda line: _by_nature(line) + [0] * unused)


def general_budget_table(scene: Scene) -> Node:
    """一般公共预算支出表: this year's and last year's budget and the difference."""
    root = Column(
        "",
        (
            Column("上年预算数"),
            Column("本年预算数", (Column("基本支出"), Column("项目支出")), subtotal=SUBTOTAL),
            Column("增减额"),
        ),
    )

    def amounts(line: Line) -> list[int]:
        before = int(line.total * scene.chance.uniform(0.6, 1.3))
        return [before, line.total, line.personal + line.public, line.project, line.total - before]

    return _table(scene, "general-budget", "一般公共预算支出预算表", root, amounts)


def income_table(scene: Scene) -> Node:
    """收入总表: every source of income a column, four levels of header."""
    general = Column(
        "一般公共预算拨款",
        (
            Column("经费拨款", share=20),
            Column("专项收入"),
            Column("行政事业性收费收入"),
            Column("国有资源（资产）有偿使用收入"),
        ),
        20,
        SUBTOTAL,
    )
    fiscal = Column("财政拨款收入", (general, Column("政府性基金"), Column("国有资本经营预算")), 20, SUBTOTAL)
    own = Column(
        "单位资金收入", (Column("事业收入"), Column("上级补助收入"), Column("其他收入")), subtotal=SUBTOTAL
    )
    carried = Column("上年结转结余", (Column("一般公共预算"), Column("单位资金")), 0.3, SUBTOTAL)
    root = Column("", (fiscal, Column("财政专户管理资金收入"), own, carried), subtotal="总计")
    return _table(scene, "income", "收入预算总表", root, lambda line: spread(root, line.total, scene.chance))


def economic_columns_table(scene: Scene) -> Node:
    """支出明细表: functional subjects down, economic subjects across, upright headings."""
    classes = []
    upright = scene.chance.random() < 0.7
    for code, label in (("301", "工资福利支出"), ("302", "商品和服务支出"), ("303", "对个人和家庭的补助")):
        names = [s.department.name for s in economic_subjects() if s.department.code.startswith(code)][1:]
        few = [name for name in names if len(name) <= 10]
        kept = sorted(scene.chance.sample(few, min(len(few), scene.chance.randint(2, 7))), key=few.index)
        classes.append(
            Column(label, tuple(Column(name, vertical=upright) for name in kept), subtotal=SUBTOTAL)
        )
    root = Column("", (*classes, Column("资本性支出")), subtotal="合计")
    return _table(
        scene,
        "economic-class",
        "支出明细表（按经济分类）",
        root,
        lambda line: spread(root, line.total, scene.chance),
        "leaves",
    )


def empty_table(scene: Scene) -> Node:
    """A table of a fund the department doesn't have: header and empty rows."""
    kind, name = scene.chance.choice(
        (("government-fund", "政府性基金预算支出表"), ("state-capital", "国有资本经营预算支出表"))
    )
    columns = (
        Column("科目编码", (Column("类"), Column("款"), Column("项"))),
        Column("科目名称"),
        Column("合计"),
        Column("基本支出", (Column("人员经费"), Column("公用经费")), subtotal=SUBTOTAL),
        Column("项目支出"),
    )
    rows = header_rows(columns, scene.style.bold_heads)
    heads = len(rows)
    width = sum(column.leaves for column in columns)
    rows += [row(*(cell() for _ in range(width))) for _ in range(scene.chance.randint(1, 8))]
    if scene.chance.random() < 0.5:
        blanks = [scene.amount(0) for _ in range(width - 4)]
        rows.append(row(cell(scene.head("合计"), "total", colspan=4, align="center"), *blanks))
    return framed(scene, kind, name, rows, heads)


def _by_nature(line: Line) -> list[int]:
    return [line.total, line.personal + line.public, line.personal, line.public, line.project]


def _table(
    scene: Scene,
    kind: str,
    name: str,
    root: Column,
    amounts_of: Callable[[Line], list[int]],
    layout: str = "",
) -> Node:
    """A table of the ledger's lines whose amounts stand in the leaves of `root`."""
    layout = layout or scene.style.code_layout
    rows = header_rows((*stub_columns(layout), *root.children), scene.style.bold_heads)
    heads = len(rows)
    figures = [amounts_of(line) for line in scene.ledger.lines]
    total = [sum(column) for column in zip(*figures)]
    subjects = [line.subject for line in scene.ledger.lines]
    rows += code_rows(scene, layout, entries_of(subjects, figures), total)
    return framed(scene, kind, name, rows, heads)
