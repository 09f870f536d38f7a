"""What a labelled table is: the slugs of its kind, and the side-by-side parts of its grid."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
"""The kinds of table that a budget or final accounts usually hold, with a Chinese name of each. A basic
expenditure table stays one whichever budget pays for it; a part of a table has the kind of the whole."""

PANEL = re.compile(r"(\d+)-(\d+)/(\d+)")
"""First and last column and how many of them are the stub, as a person writes it: `0-1/1`."""


class PanelsInvalid(ValueError):
    """Panels that can't be read or don't follow each other over the whole grid."""


@dataclass(frozen=True, slots=True)
class TruthPanel:
    """One of the side-by-side parts of a grid (收入 | 支出): its columns, both inclusive."""

    first_col: int
    last_col: int
    stub_cols: int
    header_rows: int


def read_panels(text: str, cols: int, header_rows: int) -> tuple[TruthPanel, ...]:
    """The panels of a grid of `cols` columns from `0-1/1 2-5/1`; none from nothing. Raises PanelsInvalid."""
    panels = []
    for word in text.split():
        found = PANEL.fullmatch(word)
        if found is None:
            raise PanelsInvalid(f"{word!r} is no panel such as 0-2/1")
        panels.append(TruthPanel(int(found[1]), int(found[2]), int(found[3]), header_rows))
    check_panels(panels, cols)
    return tuple(panels)


def write_panels(panels: tuple[TruthPanel, ...]) -> str:
    """The panels as `read_panels` reads them."""
    return " ".join(f"{p.first_col}-{p.last_col}/{p.stub_cols}" for p in panels)


def check_panels(panels: list[TruthPanel], cols: int) -> None:
    """Raise PanelsInvalid unless there are none, or several that share the columns, none left out."""
    if not panels:
        return
    starts = [0, *(p.last_col + 1 for p in panels)]
    if [p.first_col for p in panels] != starts[:-1] or starts[-1] != cols or len(panels) < 2:
        raise PanelsInvalid(f"{write_panels(tuple(panels))} are not two or more panels over {cols} columns")
    if any(not 0 <= p.stub_cols <= p.last_col - p.first_col for p in panels):
        raise PanelsInvalid(f"{write_panels(tuple(panels))}: a stub as wide as its panel")
