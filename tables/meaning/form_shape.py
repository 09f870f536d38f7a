"""How forms are known: by labels as 项目负责人 or 绩效目标 before what they ask for, row after row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budgetgrid.tables.meaning.occupancy import Occupancy
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.table import Cell

_ASKING = (
    r"项目(?:负责人|概况|概述|属性|类型|类别|性质|周期|期限|编码|代码|资金|背景|内容|总额)|(?:项目)?联系(?:人|电话)|"
    r"负责人|电话|填报人|(?:项目)?立项(?:的)?(?:依据|必要性)|(?:项目)?(?:起止|实施|执行)(?:时间|期|年限|周期)|"
    r"(?:项目)?(?:主管|实施|预算|申报|申请|业务|填报|财政)(?:部门|单位|处室|科室)(?:名称)?(?:审核)?(?:意见)?|"
    r".*(?:审核|审查|部门)意见|.*资金总额|(?:资金|预算)情况|其中:?(?:本年)?财政拨款|财务核算依托单位名称|"
    r"(?:项目)?(?:整体|总体|绩效|年度|年度总体|年度绩效|实施期|中期|长期|中长期)目标|绩效指标|"
    r"任务名称|主要内容|年度(?:履职目标|主要任务)|项目绩效目标|(?:部门|单位|项目)名称|部门\(单位\)名称|其他资金|备注"
)
FORM_LABEL = re.compile(rf"(?:{_ASKING})(?:\([^()]*\))*:?")
"""A label of a form, plain."""

_LOOSE = re.compile(r"(?:项目名称|部门名称|单位名称|其他资金|备注|主要内容)(?:\([^()]*\))*:?")
"""Labels that are heads or rows of other tables too."""

INDICATOR_HEAD = re.compile(
    r"(?P<first>一级指标|指标类型|指标类别)|(?P<second>二级指标)|(?P<third>三级指标|指标名称|指标内容|绩效指标名称|具体指标)|"
    r"(?P<target>(?:绩效|年度|预期|目标|计划)?指标值.*|目标值.*|(?:实施期|年度|中期)指标值)|"
    r"(?P<unit>(?:度量|计量)?单位)|(?P<note>备注|说明|指标(?:值)?(?:说明|解释)|评[分价]标准|指标值内容)"
)
"""Heads of a table of performance indicators, by what stands below them."""

FORM_ROWS = 3
"""Rows with a label of a form from which a grid is a form: a table of projects has such words in its one or
two rows of heads only."""


def indicator_heads(cells: Sequence[Cell]) -> int:
    """How many of the cells are heads of indicators proper, units and notes not counted."""
    found = (INDICATOR_HEAD.fullmatch(plain(cell.text)) for cell in cells)
    return sum(
        match is not None and match.lastgroup in ("first", "second", "third", "target") for match in found
    )


def indicator_head_row(grid: Occupancy) -> int | None:
    """The row of the first heads of indicators (一级指标, 二级指标, …); None where there is none."""
    return next((row for row in range(grid.rows) if indicator_heads(grid.starting(row)) >= 2), None)


def is_form(grid: Occupancy) -> bool:
    """Whether a grid is a form: labels and what they ask for stand side by side, in row after row.

    A list of indicators whose heads stand in its first rows is a table.
    """
    heads = indicator_head_row(grid)
    if heads == 0 or (heads is not None and grid.at(0, 0) is grid.at(heads, 0)):
        return False
    labels = {cell.row: plain(cell.text) for row in range(grid.rows) for cell in _labels(grid.starting(row))}
    telling = [row for row, text in labels.items() if not _LOOSE.fullmatch(text)]
    return len(telling) >= FORM_ROWS or (heads is not None and len(telling) >= 1)


def _labels(cells: Sequence[Cell]) -> list[Cell]:
    """The labels of a form among cells, the least telling first."""
    found = [cell for cell in cells if FORM_LABEL.fullmatch(plain(cell.text))]
    return sorted(found, key=lambda cell: _LOOSE.fullmatch(plain(cell.text)) is None)
