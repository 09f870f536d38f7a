"""What a table is among the usual ones of a budget, by its title or else its heads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budgetgrid.tables.meaning.words import INCOME, SPENDING
from budgetgrid.tables.plain_text import plain
from budgetgrid.tables.table import Panel

KINDS = {
    "income-expenditure": "收支总表",
    "income": "收入总表",
    "expenditure": "支出总表",
    "appropriation": "财政拨款收支总表",
    "appropriation-expenditure": "财政拨款支出表",
    "general-budget": "一般公共预算支出表",
    "basic-expenditure": "基本支出表",
    "three-public": "“三公”经费表",
    "operating-expenses": "机关运行经费表",
    "government-fund": "政府性基金预算表",
    "state-capital": "国有资本经营预算表",
    "economic-class": "支出经济分类汇总表",
    "procurement": "政府采购表",
    "project-expenditure": "项目支出表",
    "department-performance": "部门整体绩效目标表",
    "project-performance": "项目绩效目标表",
    "application-form": "项目申报审核表",
    "index": "目录",
    "other": "其他",
}
"""The kinds by slug, with a Chinese name of each."""

_TITLES = (
    ("index", r"目录|索引"),
    ("application-form", r"审核表|审批表|申请表|申报书"),
    ("department-performance", r"(?:整体|部门|单位)(?:支出)?(?:预算)?绩效(?!指标)"),
    ("project-performance", r"绩效"),
    ("three-public", r"三公|因公出国.*公务接待|会议费.*培训费"),
    ("operating-expenses", r"机关运行"),
    ("procurement", r"采购|购买服务"),
    ("basic-expenditure", r"基本支出"),
    ("government-fund", r"政府性基金"),
    ("state-capital", r"国有资本经营"),
    ("appropriation", r"财政拨款.*(?:收支|收入支出)"),
    ("general-budget", r"一般公共预算.*支出|一般公共预算(?:财政拨款)?(?:情况|预算)?表"),
    ("appropriation-expenditure", r"财政拨款.*支出"),
    (
        "project-expenditure",
        r"项目支出|支出.*项目(?:预算)?(?:明细)?表|专项(?:业务|资金|经费).*支出|项目(?:预算|经费|资金).*表",
    ),
    ("economic-class", r"支出.*经济(?:分类|科目)|经济(?:分类|科目).*支出"),
    ("income-expenditure", r"收支|收入支出"),
    ("income", r"收入"),
    ("expenditure", r"支出"),
)
"""What titles say; the first that is found counts, so the more special stand before."""

_HEADS = (
    ("project-performance", r"[一二三]级指标"),
    ("three-public", r"因公出国"),
    ("procurement", r"采购"),
)
"""What the heads of a table without a telling title say."""

_PROJECT = re.compile(r"项目(?:支出)?(?:预算)?绩效")
_FUNCTIONS = re.compile(r"外交|国防|公共安全|教育")
"""Categories (类) that every list by functional classification has."""


def kind_of(
    title: str | None, paths: Sequence[tuple[str, ...]], labels: Sequence[str], panels: Sequence[Panel]
) -> str:
    """The slug of a table's kind, by its title, the heads over its columns and the labels of its rows."""
    named = _by_title(plain(title or ""))
    return named or _by_heads("/".join(plain(part) for path in paths for part in path), labels, panels)


def _by_title(title: str) -> str | None:
    """The kind that a title names; None where it names none."""
    for kind, pattern in _TITLES:
        if re.search(pattern, title):
            project = kind == "department-performance" and _PROJECT.search(title)
            return "project-performance" if project else kind
    return None


def _by_heads(heads: str, labels: Sequence[str], panels: Sequence[Panel]) -> str:
    """The kind that the heads name, or two panels whose labels are those of a balance."""
    for kind, pattern in _HEADS:
        if re.search(pattern, heads):
            return kind
    plainly = "/".join(map(plain, labels))
    sides = INCOME.search(heads) and SPENDING.search(heads)
    by_function = len(set(_FUNCTIONS.findall(plainly))) > 1
    if len(panels) > 1 and (sides or by_function):
        appropriation = "拨款" in heads and "政府性基金" in heads
        return "appropriation" if appropriation else "income-expenditure"
    return "other"
