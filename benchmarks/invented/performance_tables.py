"""Tables of performance targets, trees of indicators with long texts, and application forms."""

from __future__ import annotations

from budgetgrid.benchmarks.invented.amounts import split_amount
from budgetgrid.benchmarks.invented.markup import cell, head_cell, row
from budgetgrid.benchmarks.invented.phrases import numbered, paragraph
from budgetgrid.benchmarks.invented.scene import Scene, framed
from budgetgrid.benchmarks.invented.vocabulary import words
from budgetgrid.benchmarks.typeset.nodes import Node

COLUMNS = 6
"""Columns of the grids in this module."""

MANY_ROWS = 5
UPRIGHT_ODDS = 0.3
"""A first-level indicator over so many rows may stand upright, as in a third of the forms."""


def project_performance_table(scene: Scene) -> Node:
    """项目绩效目标表: facts of the project, money, targets, and the tree of indicators."""
    rows = [
        row(_label("项目名称"), _field(_project(scene), colspan=COLUMNS - 1)),
        row(
            _label("主管部门"),
            _field(scene.ledger.organisation, colspan=2),
            _label("实施单位"),
            _field(scene.ledger.organisation + scene.chance.choice(words().subordinates), colspan=2),
        ),
        *_money_rows(scene),
        row(
            _label("年度\n目标" if scene.chance.random() < 0.5 else "总体目标"),
            _field(_targets(scene), colspan=COLUMNS - 1),
        ),
        *_indicator_rows(scene),
    ]
    return framed(scene, "project-performance", "项目支出绩效目标表", rows, dept="")


def department_performance_table(scene: Scene) -> Node:
    """部门整体绩效目标表: tasks with their money, then the tree of indicators."""
    chance = scene.chance
    count = chance.randint(2, 5)
    shares = split_amount(scene.ledger.expenditure, [1.0] * count, chance)
    rows = [
        row(
            _label("任务名称", rowspan=2, colspan=2),
            _label("主要内容", rowspan=2),
            _label("预算金额", colspan=3),
        ),
        row(_label("总额"), _label("财政拨款"), _label("其他资金")),
    ]
    sums = [0, 0, 0]
    for amount in shares:
        fiscal, other = split_amount(amount, [8.0, 1.0], chance, emptiness=0.3)
        sums = [a + b for a, b in zip(sums, (amount, fiscal, other))]
        text = paragraph(chance, scene.ledger.year, scene.ledger.place, chance.randint(15, 120))
        rows.append(
            row(
                _field(_project(scene), colspan=2),
                _field(text),
                *scene.amounts([amount, fiscal, other], "field"),
            )
        )
    rows.append(row(_label("金额合计", colspan=3), *scene.amounts(sums, "field")))
    rows.append(row(_label("年度总体目标", colspan=2), _field(_targets(scene), colspan=COLUMNS - 2)))
    return framed(
        scene,
        "department-performance",
        "部门整体支出绩效目标表",
        [*rows, *_indicator_rows(scene)],
    )


def indicator_table(scene: Scene) -> Node:
    """绩效指标一览表: project by project, its name merged over the rows of its indicators."""
    heads = ("项目名称", "一级指标", "二级指标", "三级指标", "指标值", "备注")
    rows = [row(*(head_cell(head, bold=scene.style.bold_heads) for head in heads))]
    for _ in range(scene.chance.randint(1, 3)):
        tree = _tree_rows(scene, spans=False)
        tree[0].insert(0, _field(_project(scene), rowspan=len(tree)))
        rows += [row(*cells, _field("")) for cells in tree]
    return framed(scene, "project-performance", "项目绩效指标一览表", rows, 1, has_unit=False)


def application_form(scene: Scene) -> Node:
    """项目申报表: labels and fields, boxes to tick, long texts, a signature."""
    chance, ledger = scene.chance, scene.ledger
    ticks = ["□", "□", "□"]
    ticks[chance.randrange(3)] = chance.choice(("√", "■", "□"))
    kinds = "\n".join(tick + text for tick, text in zip(ticks, ("新增项目", "延续项目", "一次性项目")))
    people = words().people
    day = f"{ledger.year - 1}年{chance.randint(9, 12)}月{chance.randint(1, 28)}日"
    rows = [
        row(_label("项目名称"), _field(_project(scene), colspan=3), _label("项目编码"), _field(_code(scene))),
        row(
            _label("项目实施期", rowspan=2),
            _field(f"起：{ledger.year}年1月"),
            _label("项目属性", rowspan=2),
            _field(kinds, rowspan=2),
            _label("负责人"),
            _field(chance.choice(people)),
        ),
        row(
            _field(f"止：{ledger.year}年12月"),
            _label("联系电话"),
            _field(f"0{chance.randint(310, 999)}-{chance.randint(2000000, 8999999)}"),
        ),
        row(_label("项目概况"), _field(_text(scene), colspan=COLUMNS - 1)),
        row(_label("立项依据"), _field(_text(scene), colspan=COLUMNS - 1)),
        *_money_rows(scene),
        row(_label("绩效目标"), _field(_targets(scene), colspan=COLUMNS - 1)),
        row(
            _label("主管部门意见"),
            _field(f"　　□同意　□不同意\n\n　　（盖章）　　{day}", colspan=2),
            _label("财政部门意见"),
            _field(f"签字：{chance.choice(people)}\n{day}", colspan=2),
        ),
    ]
    return framed(scene, "application-form", "项目支出申报审核表", rows)


def _money_rows(scene: Scene) -> list[Node]:
    """The project's money: total and its parts, the label merged over three rows."""
    total = scene.chance.randint(1, 3000) * 10**scene.style.amounts.decimals
    fiscal, other = split_amount(total, [5.0, 1.0], scene.chance, emptiness=0.2)
    label = f"项目资金\n（{scene.style.unit}）" if scene.chance.random() < 0.5 else "资金情况"
    parts = (("年度资金总额：", total), ("其中：财政拨款", fiscal), ("其他资金", other))
    return [
        row(
            *([_label(label, rowspan=3)] if index == 0 else []),
            cell(text, "label", colspan=2, indent=index == 2 and 3),
            scene.amount(amount, "field", colspan=COLUMNS - 3),
        )
        for index, (text, amount) in enumerate(parts)
    ]


def _indicator_rows(scene: Scene) -> list[Node]:
    """The tree with its own heads, the word 绩效指标 upright over all its rows."""
    tree = _tree_rows(scene, spans=True)
    heads = [_label("一级指标"), _label("二级指标"), _label("三级指标", colspan=2), _label("指标值")]
    upright = scene.chance.random() < 0.6
    side = _label("绩效指标", rowspan=len(tree) + 1, vertical=upright)
    return [row(side, *heads), *(row(*cells) for cells in tree)]


def _tree_rows(scene: Scene, spans: bool) -> list[list[Node]]:
    """Rows of cells: 一级, 二级, 三级指标 and value; with `spans`, the indicator takes two columns."""
    lists = words()
    rows = []
    for first, seconds in lists.branches.items():
        picked = [
            (second, scene.chance.sample(lists.measures[second], scene.chance.randint(1, 4)))
            for second in seconds
        ]
        count = sum(len(indicators) for _, indicators in picked)
        upright = count >= MANY_ROWS and scene.chance.random() < UPRIGHT_ODDS
        lead = [cell(first, "field", count, align="center", vertical=upright and "yes")]
        for second, indicators in picked:
            lead.append(_field(second, rowspan=len(indicators), align="center"))
            for indicator in indicators:
                name = scene.fill(indicator.name)
                if scene.chance.random() < 0.12:
                    name += "：" + scene.fill(scene.chance.choice(lists.sentences))
                value = _field(scene.fill(indicator.value), align=scene.chance.choice(("", "center")))
                rows.append([*lead, _field(name, colspan=2 if spans else 1), value])
                lead = []
    return rows


def _label(text: str, rowspan: int = 1, colspan: int = 1, vertical: bool = False) -> Node:
    return cell(text, "label", rowspan, colspan, align="center", vertical=vertical and "yes")


def _field(text: str, rowspan: int = 1, colspan: int = 1, align: str = "") -> Node:
    return cell(text, "field", rowspan, colspan, align=align)


def _project(scene: Scene) -> str:
    return scene.fill(scene.chance.choice(words().project_names))


def _code(scene: Scene) -> str:
    return f"{scene.ledger.unit_code}{scene.ledger.year % 100}T{scene.chance.randint(0, 999999):06d}"


def _text(scene: Scene) -> str:
    return paragraph(scene.chance, scene.ledger.year, scene.ledger.place, scene.chance.randint(20, 260))


def _targets(scene: Scene) -> str:
    if scene.chance.random() < 0.5:
        return _text(scene)
    return numbered(scene.chance, scene.ledger.year, scene.ledger.place, scene.chance.randint(2, 8))
