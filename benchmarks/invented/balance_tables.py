"""Tables that hold income against expenditure, side by side in two to four blocks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from budgetgrid.benchmarks.invented.amounts import split_amount
from budgetgrid.benchmarks.invented.column_tree import Column, header_rows
from budgetgrid.benchmarks.invented.markup import cell, row
from budgetgrid.benchmarks.invented.phrases import NUMERALS
from budgetgrid.benchmarks.invented.scene import Scene, framed
from budgetgrid.benchmarks.invented.vocabulary import economic_subjects, functional_subjects
from budgetgrid.benchmarks.typeset.nodes import Node


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a block: label and amounts, both absent in a line that only fills up. `depth` indents."""

    label: str
    amounts: list[int]
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """One of the blocks: its heads, its lines, and its sums, which stand at the foot of the table."""

    columns: tuple[Column, ...]
    items: list[Item]
    sums: list[Item]


def balance_table(scene: Scene) -> Node:
    """收支总表: income, expenditure by function, and in some documents two economic blocks more."""
    blocks = [_income(scene), _by_function(scene)]
    if scene.chance.random() < 0.4:
        blocks += [_by_economy(scene, of_government=False), _by_economy(scene, of_government=True)][
            : scene.chance.randint(1, 2)
        ]
    return _table(scene, "income-expenditure", "收支预算总表", blocks)


def appropriation_table(scene: Scene) -> Node:
    """财政拨款收支总表: each line of expenditure split over three funds."""
    return _table(
        scene, "appropriation", "财政拨款收支预算总表", [_income(scene), _by_function(scene, split=True)]
    )


def _table(scene: Scene, kind: str, name: str, blocks: list[Block]) -> Node:
    spent = blocks[1:]
    heads = [Column(scene.head("收入"), blocks[0].columns)]
    if scene.chance.random() < 0.5:
        heads.append(Column(scene.head("支出"), tuple(column for block in spent for column in block.columns)))
    else:
        names = [scene.head("支出")] if len(spent) == 1 else [f"支出（{numeral}）" for numeral in NUMERALS]
        heads += [Column(name, block.columns) for name, block in zip(names, spent)]
    rows = header_rows(tuple(heads), scene.style.bold_heads)
    count = len(rows)
    body = [block.items for block in blocks]
    feet = [_padded(block.sums, max(len(b.sums) for b in blocks)) for block in blocks]
    for line in (*zip_longest(*body), *zip(*feet)):
        is_sum = len(rows) - count >= max(map(len, body))
        rows.append(
            row(*(c for item, block in zip(line, blocks) for c in _cells(scene, item, block, is_sum)))
        )
    return framed(scene, kind, name, rows, count)


def _padded(sums: list[Item], count: int) -> list[Item]:
    """The sums with empty lines before the last, so that the totals of all blocks share a row."""
    return [*sums[:-1], *(Item("", []) for _ in range(count - len(sums))), sums[-1]]


def _cells(scene: Scene, item: Item | None, block: Block, is_sum: bool) -> list[Node]:
    width = sum(column.leaves for column in block.columns) - 1
    if item is None or not item.label:
        return [cell("", "stub"), *(cell() for _ in range(width))]
    align = "center" if is_sum else ""
    label = cell(item.label, "stub", indent=item.depth, align=align)
    return [label, *scene.amounts(item.amounts, "total" if is_sum else "")]


def _income(scene: Scene) -> Block:
    ledger = scene.ledger
    items = [
        Item(f"{NUMERALS[i]}、{income.name}", [income.amount]) for i, income in enumerate(ledger.incomes)
    ]
    if scene.chance.random() < 0.5:
        amounts = split_amount(ledger.incomes[0].amount, [5.0, 1.0, 1.0], scene.chance, emptiness=0.2)
        parts = ("经费拨款", "专项收入", "其他非税收入")
        items[1:1] = [
            Item(f"{'其中：' if i == 0 else ''}{part}", [amount], 1)
            for i, (part, amount) in enumerate(zip(parts, amounts))
        ]
    sums = [
        Item("本年收入合计", [ledger.income]),
        Item("上年结转结余", [ledger.brought]),
        Item(scene.head("收入总计"), [ledger.income + ledger.brought]),
    ]
    return Block((Column("项目"), Column("预算数")), items, sums)


def _by_function(scene: Scene, split: bool = False) -> Block:
    """All 类 or those with amounts; with `split`, the amounts of three funds behind the sum."""
    ledger, chance = scene.ledger, scene.chance
    classes = [subject for subject in functional_subjects() if len(subject.code) == 3]
    totals = {
        c.code: sum(line.total for line in ledger.lines if line.subject.code.startswith(c.code))
        for c in classes
    }
    shown = classes if chance.random() < 0.6 else [c for c in classes if totals[c.code]]
    figures = [
        [totals[c.code], *split_amount(totals[c.code], [9.0, 1.0, 0.3], chance, emptiness=0.4)] for c in shown
    ]
    carried = [ledger.carried, ledger.carried, 0, 0]
    sums = [[sum(column) for column in zip(*figures)], carried]
    sums.append([a + b for a, b in zip(*sums)])
    width = 4 if split else 1
    items = [
        Item(f"{_numeral(index)}、{subject.name}", amounts[:width])
        for index, (subject, amounts) in enumerate(zip(shown, figures))
    ]
    labels = ("本年支出合计", "结转下年", scene.head("支出总计"))
    funds = ("合计", "一般公共预算", "政府性基金预算", "国有资本经营预算") if split else ("预算数",)
    columns = (Column("项目（按功能分类）"), *(Column(fund) for fund in funds))
    return Block(columns, items, [Item(label, total[:width]) for label, total in zip(labels, sums)])


def _by_economy(scene: Scene, of_government: bool) -> Block:
    """Expenditure by economic 类, spread by chance."""
    ledger = scene.ledger
    subjects = [s for s in economic_subjects() if len(s.department.code) == 3]
    names = [(s.government if of_government else s.department).name for s in subjects]
    amounts = split_amount(ledger.expenditure, [6.0, 3.0, 1.0, 1.0], scene.chance)
    items = [Item(f"{NUMERALS[i]}、{name}", [amount]) for i, (name, amount) in enumerate(zip(names, amounts))]
    sums = [
        Item("本年支出合计", [ledger.expenditure]),
        Item("结转下年", [ledger.carried]),
        Item(scene.head("支出总计"), [ledger.expenditure + ledger.carried]),
    ]
    title = "项目（按政府经济分类）" if of_government else "项目（按部门经济分类）"
    return Block((Column(title), Column("预算数")), items, sums)


def _numeral(index: int) -> str:
    """The Chinese numeral of a place counted from 0."""
    tens, ones = divmod(index + 1, 10)
    return (
        ("" if tens < 2 else NUMERALS[tens - 1])
        + ("十" if tens else "")
        + (NUMERALS[ones - 1] if ones else "")
    )
