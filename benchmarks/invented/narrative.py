"""The pages around the tables: cover, explanations that repeat the figures, definitions."""

from __future__ import annotations

from budgetgrid.benchmarks.invented.markup import element
from budgetgrid.benchmarks.invented.phrases import NUMERALS, paragraph
from budgetgrid.benchmarks.invented.scene import Scene
from budgetgrid.benchmarks.invented.vocabulary import words
from budgetgrid.benchmarks.typeset.nodes import Node


def cover(scene: Scene) -> list[Node]:
    """The title page."""
    return [
        element("space", height=f"{scene.chance.randint(40, 90)}mm"),
        element("h1", scene.ledger.organisation),
        element("h1", f"{scene.ledger.year}年部门预算公开文本"),
    ]


def explanation(scene: Scene) -> list[Node]:
    """A page or two of text."""
    blocks = [element("h2", "预算编制情况说明")]
    heads = scene.chance.sample(words().narrative_heads, scene.chance.randint(2, 5))
    for index, head in enumerate(heads):
        blocks.append(element("h3", f"{NUMERALS[index]}、{head}"))
        blocks.append(element("p", paragraph(scene.chance, scene.ledger.year, scene.ledger.place, 120)))
    blocks.append(element("p", figures(scene)))
    blocks += [element("p", text + "。") for text in scene.chance.sample(words().definitions, 2)]
    return blocks


def figures(scene: Scene) -> str:
    """The main figures in a sentence."""
    ledger, amounts, unit = scene.ledger, scene.style.amounts, scene.style.unit
    total = ledger.income + ledger.brought
    basic = sum(line.personal + line.public for line in ledger.lines)
    return (
        f"{ledger.year}年收入总计{amounts.printed(total)}{unit}，"
        f"支出总计{amounts.printed(ledger.expenditure + ledger.carried)}{unit}，"
        f"其中基本支出{amounts.printed(basic)}{unit}。"
    )
