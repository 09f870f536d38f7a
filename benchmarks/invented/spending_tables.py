"""Tables of what money is spent on: economic subjects, 三公, purchases, projects, staff."""

from __future__ import annotations

from budgetgrid.benchmarks.invented.amounts import split_amount
from budgetgrid.benchmarks.invented.column_tree import Column, header_rows, spread
from budgetgrid.benchmarks.invented.ledger import EconomicLine
from budgetgrid.benchmarks.invented.markup import cell, row
from budgetgrid.benchmarks.invented.scene import Scene, framed
from budgetgrid.benchmarks.invented.vocabulary import Subject, economic_subjects, words
from budgetgrid.benchmarks.typeset.nodes import Node

SUBTOTAL = "小计"


def basic_expenditure_table(scene: Scene) -> Node:
    """基本支出表: economic subjects with 人员经费 and 公用经费; in some, government's codes as well."""
    both = scene.chance.random() < 0.4
    code = Column("科目编码")
    stubs = (Column("部门预算经济分类", (code, Column("科目名称"))), *([_GOVERNMENT] if both else []))
    kinds = (Column("人员经费"), Column("公用经费"))
    columns = (*(stubs if both else stubs[0].parts), Column("基本支出", kinds, subtotal="合计"))
    rows = header_rows(columns, scene.style.bold_heads)
    heads = len(rows)
    total = row(
        cell(scene.head("合计"), "stub", colspan=4 if both else 2, align="center"),
        *scene.amounts(_split(list(scene.ledger.economic)), "total"),
    )
    body = []
    for subject in economic_subjects():
        code_text = subject.department.code
        below = [line for line in scene.ledger.economic if line.subject.department.code.startswith(code_text)]
        if not below:
            continue
        stub = _subject(scene, subject.department)
        if both:
            stub += _subject(scene, subject.government)
        body.append(row(*stub, *scene.amounts(_split(below))))
    rows += [total, *body] if scene.chance.random() < 0.7 else [*body, total]
    return framed(scene, "basic-expenditure", "一般公共预算基本支出预算表", rows, heads)


_GOVERNMENT = Column("政府预算经济分类", (Column("科目编码"), Column("科目名称")))


def _subject(scene: Scene, subject: Subject) -> list[Node]:
    depth = int(len(subject.code) > 3)
    return [
        cell(subject.code, "stub", align=scene.style.code_align),
        cell(subject.name, "stub", indent=depth),
    ]


def _split(lines: list[EconomicLine]) -> list[int]:
    """合计, 人员经费 and 公用经费 of the lines."""
    public = sum(line.amount for line in lines if line.is_public)
    total = sum(line.amount for line in lines)
    return [total, total - public, public]


def three_public_table(scene: Scene) -> Node:
    """“三公”经费表: items down or across, two years and their difference."""
    chance = scene.chance
    vehicles = Column(
        "公务用车购置及运行费", (Column("公务用车购置费"), Column("公务用车运行维护费")), 3, SUBTOTAL
    )
    root = Column("", (Column("因公出国（境）费"), vehicles, Column("公务接待费")), subtotal="合计")
    scale = 100 * 10**scene.style.amounts.decimals
    years = [spread(root, chance.randint(0, scale), chance) for _ in range(2)]
    name = "“三公”经费预算表"
    if chance.random() < 0.5:
        spans = ("上年预算数", "本年预算数")
        columns = tuple(Column(span, root.parts, subtotal="合计") for span in spans)
        rows = header_rows(columns, scene.style.bold_heads)
        return framed(
            scene, "three-public", name, [*rows, row(*scene.amounts(years[0] + years[1]))], len(rows)
        )
    heads = ("项目", "上年预算数", "本年预算数", "增减额", "增减%")
    rows = header_rows(tuple(Column(head) for head in heads), scene.style.bold_heads)
    labels = (
        "合计",
        "1.因公出国（境）费",
        "2.公务用车购置及运行费",
        "其中：公务用车购置费",
        "公务用车运行维护费",
        "3.公务接待费",
    )
    for label, before, now in zip(labels, *years):
        change = f"{(now - before) / before:.2%}" if before else ""
        figures = scene.amounts([before, now, now - before])
        rows.append(row(cell(label, "stub", indent=label[0] in "其公" and 2), *figures, cell(change)))
    return framed(scene, "three-public", name, rows, 1)


def procurement_table(scene: Scene) -> Node:
    """政府采购预算表: goods with quantities and prices, grouped by project."""
    chance = scene.chance
    money = Column(
        "资金来源",
        (Column("一般公共预算", share=5), Column("政府性基金"), Column("其他资金")),
        subtotal="合计",
    )
    plain = ("序号", "项目名称", "采购目录编码", "采购品目", "数量", "单价")
    rows = header_rows((*(Column(head) for head in plain), money), scene.style.bold_heads)
    heads = len(rows)
    figures = []
    number = 0
    for _ in range(chance.randint(1, 5)):
        name = scene.fill(chance.choice(words().project_names))
        goods = chance.sample(words().goods, chance.randint(1, 4))
        for index, good in enumerate(goods):
            number += 1
            count = chance.randint(1, 60)
            price = chance.randint(1, 900) * 10 ** max(0, scene.style.amounts.decimals - 1)
            figures.append(spread(money, count * price, chance))
            first = [cell(name, "stub", rowspan=len(goods))] if index == 0 else []
            rows.append(
                row(
                    cell(str(number), "stub", align="center"),
                    *first,
                    cell(good.code, "stub"),
                    cell(good.name, "stub"),
                    cell(str(count)),
                    scene.amount(price),
                    *scene.amounts(figures[-1]),
                )
            )
    total = [sum(column) for column in zip(*figures)]
    rows.append(
        row(cell(scene.head("合计"), "stub", colspan=6, align="center"), *scene.amounts(total, "total"))
    )
    return framed(scene, "procurement", "政府采购预算明细表", rows, heads)


def project_table(scene: Scene) -> Node:
    """项目支出表: long names, each unit's projects under its name in a merged cell."""
    chance = scene.chance
    sources = Column("财政拨款", (Column("一般公共预算", share=5), Column("政府性基金")), 8, SUBTOTAL)
    money = Column("资金来源", (sources, Column("财政专户管理资金"), Column("单位资金")), subtotal="合计")
    rows = header_rows(
        (*(Column(head) for head in ("单位名称", "项目类别", "项目名称")), money, Column("备注")),
        scene.style.bold_heads,
    )
    heads = len(rows)
    amounts = split_amount(
        sum(line.project for line in scene.ledger.lines),
        [10 ** chance.uniform(-1, 1) for _ in range(24)],
        chance,
    )
    start = 0
    figures = []
    for unit in chance.sample(words().subordinates, chance.randint(1, 4)):
        own = amounts[start : start + chance.randint(1, 6)]
        start += len(own)
        for index, amount in enumerate(own):
            figures.append(spread(money, amount, chance))
            first = [cell(scene.ledger.organisation + unit, "stub", rowspan=len(own))] if index == 0 else []
            kind = cell(chance.choice(("特定目标类", "其他运转类", "专项业务费")), "stub", align="center")
            name = cell(scene.fill(chance.choice(words().project_names)), "stub")
            rows.append(
                row(
                    *first, kind, name, *scene.amounts(figures[-1]), cell(chance.choice(("", "", "延续项目")))
                )
            )
    total = [sum(column) for column in zip(*figures)]
    rows.insert(
        heads,
        row(
            cell(scene.head("合计"), "stub", colspan=3, align="center"),
            *scene.amounts(total, "total"),
            cell(),
        ),
    )
    return framed(scene, "project-expenditure", "项目支出预算明细表", rows, heads)


def staff_table(scene: Scene) -> Node:
    """人员情况表: small counts in many narrow columns."""
    posts = (Column("行政"), Column("参公"), Column("全额事业"), Column("差额事业"))
    groups = tuple(
        Column(label, posts, subtotal=SUBTOTAL)
        for label in ("编制数", "在职人数", "离退休人数")[: scene.chance.randint(1, 3)]
    )
    rows = header_rows((Column("单位编码"), Column("单位名称"), *groups), scene.style.bold_heads)
    heads = len(rows)
    zero = scene.chance.choice(("", "0", "-"))
    figures = []
    body = []
    for index, unit in enumerate(scene.chance.sample(words().subordinates, scene.chance.randint(2, 9))):
        counts = [
            c
            for group in groups
            for c in spread(group, scene.chance.choice((0, 1, 3, 18, 140)), scene.chance)
        ]
        figures.append(counts)
        code = cell(f"{scene.ledger.unit_code}{index + 1:03d}", "stub")
        body.append(row(code, cell(unit, "stub"), *(cell(str(count or zero)) for count in counts)))
    total = [sum(column) for column in zip(*figures)]
    sums = row(
        cell(scene.head("合计"), "stub", colspan=2, align="center"),
        *(cell(str(n or zero), "total") for n in total),
    )
    return framed(scene, "other", "人员编制情况表", [*rows, sums, *body], heads, has_unit=False)


def index_table(scene: Scene) -> Node:
    """The index of tables, with 是否空表."""
    names = (
        *("收支预算总表", "收入预算总表", "支出预算总表", "财政拨款收支预算总表", "一般公共预算支出预算表"),
        *("一般公共预算基本支出预算表", "“三公”经费预算表", "政府性基金预算支出表", "国有资本经营预算支出表"),
        *("政府采购预算明细表", "项目支出预算明细表", "部门整体绩效目标表", "项目绩效目标表"),
    )
    rows = header_rows(
        tuple(Column(scene.head(head)) for head in ("序号", "内容", "是否空表", "公开空表理由")),
        scene.style.bold_heads,
    )
    for index, name in enumerate(names[: scene.chance.randint(6, len(names))]):
        is_empty = scene.chance.random() < 0.3
        rows.append(
            row(
                cell(scene.chance.choice((f"表{index + 1}", f"{index + 1}")), align="center"),
                cell(f"{scene.ledger.year}年{name}"),
                cell("是" if is_empty else "否", align="center"),
                cell(f"本部门{scene.ledger.year}年无此项预算，以空表列示" if is_empty else ""),
            )
        )
    return framed(scene, "index", "公开表格目录", rows, 1, has_unit=False)
