"""What every table of an invented document shares: chance, looks and figures, and the frame around a grid."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from budgetgrid.benchmarks.invented.ledger import Ledger
from budgetgrid.benchmarks.invented.markup import cell, element
from budgetgrid.benchmarks.invented.phrases import fill
from budgetgrid.benchmarks.invented.style import Style
from budgetgrid.benchmarks.typeset.nodes import Node

TITLES = (
    "{organisation}{year}年{name}",
    "{year}年度{organisation}{name}",
    "{name}（{year}年{organisation}）",
    "{year}年{place}{name}",
    "附表{number}：{name}（{year}年度）",
    "{organisation}{name}\n（{year}年度）",
)
"""Forms of a table's title; each holds something that no other document's has."""

UNIT_FORMS = (
    "单位{colon}{unit}",
    "金额单位{colon}{unit}",
    "单位{colon}人民币{unit}",
    "（单位{colon}{unit}）",
    "单位 {colon} {unit}",
)
DEPARTMENT_FORMS = (
    "部门{colon}{organisation}",
    "单位名称{colon}{organisation}",
    "编制单位{colon}{organisation}",
    "{organisation}",
    "",
)
FORMS = ("", "", "预算{number:02d}表", "公开{number:02d}表", "表{number}", "附件{number}{colon}")
NOTES = (
    "",
    "",
    "",
    "注：本表按支出功能分类列示，合计数与分项数因四舍五入可能存在尾差。",
    "备注：“—”表示无此项内容；{year}年预算数含上年结转。",
    "说明：1.本表数据取自{year}年批复预算。\n2.无数据的单位公开空表。",
)


@dataclass(frozen=True, slots=True)
class Scene:
    """A document being invented."""

    chance: Random
    style: Style
    ledger: Ledger

    def fill(self, template: str) -> str:
        """A template with its slots filled."""
        return fill(template, self.chance, self.ledger.year, self.ledger.place)

    def head(self, text: str) -> str:
        """A short heading, in the document's habit with a space between its two characters (`合 计`)."""
        return " ".join(text) if self.style.spaced_heads and len(text) == 2 else text

    def amount(self, amount: int, role: str = "", colspan: int = 1) -> Node:
        """A cell of an amount."""
        return cell(self.style.amounts.printed(amount), role, colspan=colspan)

    def amounts(self, amounts: list[int], role: str = "") -> list[Node]:
        """Cells of amounts."""
        return [self.amount(amount, role) for amount in amounts]


def framed(
    scene: Scene,
    kind: str,
    name: str,
    rows: list[Node],
    header_rows: int = 0,
    has_unit: bool = True,
    **attributes: object,
) -> Node:
    """A table without column widths: its title, captions and looks."""
    style, chance, ledger = scene.style, scene.chance, scene.ledger
    facts = {
        "organisation": ledger.organisation,
        "place": ledger.place,
        "year": ledger.year,
        "name": name,
        "number": chance.randint(1, 16),
        "colon": style.colon,
        "unit": style.unit,
    }
    look: dict[str, object] = {
        "row_height": f"{style.row_height}mm",
        "number_align": style.number_align,
        "repeat_header": header_rows and style.repeat_header and "yes",
        "header_rows": header_rows or "",
        "unit": has_unit and style.unit,
        "unit_text": has_unit and chance.choice(UNIT_FORMS).format(**facts),
        "dept": has_unit and chance.choice(DEPARTMENT_FORMS).format(**facts),
        "form": chance.choice(FORMS).format(**facts),
        "form_align": chance.choice(("left", "right")),
        "note": chance.choice(NOTES).format(**facts),
        "rule_style": style.rule_style,
        "outer_style": style.outer_style,
        "outer_weight": style.outer_weight,
        "font_size": style.size,
        "title": chance.choice(TITLES).format(**facts),
    }
    return element("table", rows, kind=kind, **{**look, **attributes})
