"""An invented document put together: tables of the kinds asked for, on sheets that hold them, and text."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from budgetgrid.benchmarks.invented.balance_tables import appropriation_table, balance_table
from budgetgrid.benchmarks.invented.code_tables import (
    economic_columns_table,
    empty_table,
    expenditure_table,
    general_budget_table,
    income_table,
)
from budgetgrid.benchmarks.invented.columns import (
    column_demand,
    fitted_columns,
    length,
    with_attributes,
    with_open_sides,
)
from budgetgrid.benchmarks.invented.ledger import invent_ledger
from budgetgrid.benchmarks.invented.markup import as_xml, element
from budgetgrid.benchmarks.invented.narrative import cover, explanation
from budgetgrid.benchmarks.invented.performance_tables import (
    application_form,
    department_performance_table,
    indicator_table,
    project_performance_table,
)
from budgetgrid.benchmarks.invented.scene import Scene
from budgetgrid.benchmarks.invented.spending_tables import (
    basic_expenditure_table,
    index_table,
    procurement_table,
    project_table,
    staff_table,
    three_public_table,
)
from budgetgrid.benchmarks.invented.style import draw_style
from budgetgrid.benchmarks.samples import SPLIT
from budgetgrid.benchmarks.typeset.__main__ import typeset
from budgetgrid.benchmarks.typeset.defaults import Defaults, read_defaults
from budgetgrid.benchmarks.typeset.measures import MM, SHEETS
from budgetgrid.benchmarks.typeset.nodes import Node
from budgetgrid.benchmarks.typeset.source_table import read_table

MAKERS: dict[str, Callable[[Scene], Node]] = {
    "index": index_table,
    "balance": balance_table,
    "income": income_table,
    "expenditure": expenditure_table,
    "appropriation": appropriation_table,
    "general-budget": general_budget_table,
    "basic-expenditure": basic_expenditure_table,
    "economic-columns": economic_columns_table,
    "three-public": three_public_table,
    "empty": empty_table,
    "procurement": procurement_table,
    "staff": staff_table,
    "projects": project_table,
    "department-performance": department_performance_table,
    "project-performance": project_performance_table,
    "indicators": indicator_table,
    "application": application_form,
}
"""Kinds of tables by name, in the order documents have them."""

PUBLISHER = "invented"
"""Publisher of all of them: they are on the dev side."""

MADE = "2026-11-21"
"""Date in the truths: when this was written, so that a document is the same on every day."""

FONT_STEP = 0.5
LEAST_FONT = 6.0
"""A table too wide for the largest sheet is set smaller, in steps of half a point down to 6 pt (小六)."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A table with its widths, and the sheet that holds it."""

    sheet: str
    table: Node


def write_documents(folder: Path, count: int, seed: int, kinds: tuple[str, ...] = ()) -> list[Path]:
    """Write so many sample folders and a split that has them in dev; the same seed writes the same."""
    folder.mkdir(parents=True, exist_ok=True)
    split = {"why": "Invented documents may be looked at.", "dev": [PUBLISHER], "test": []}
    (folder / SPLIT).write_text(json.dumps(split, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    written = []
    for index in range(count):
        place = folder / f"invented-{seed}-{index + 1:03d}"
        set_document(place, invent_document(f"{seed}-{index + 1:03d}", kinds))
        written.append(place)
    return written


def set_document(place: Path, source: str) -> None:
    """Write a sample folder of this source."""
    place.mkdir(parents=True, exist_ok=True)
    (place / "source.html").write_text(source, encoding="utf-8")
    typeset(place, scan=False)


def invent_document(name: str, kinds: tuple[str, ...] = (), bare: bool = False) -> str:
    """The source of the document that this name seeds: three to seven kinds of tables, or `kinds`; `bare` of
    cover and narrative.
    """
    chance = Random(name)
    style = draw_style(chance)
    scene = Scene(chance, style, invent_ledger(chance, style.amounts))
    head = _head(scene, name)
    _, defaults = read_defaults(head)
    picked = kinds or tuple(chance.sample(list(MAKERS), chance.randint(3, 7)))
    placed = [_placed(scene, MAKERS[kind](scene), defaults) for kind in MAKERS if kind in picked]
    sections = [] if bare else [element("section", cover(scene), footer="none")]
    sections += _sections(scene, placed)
    for _ in range(0 if bare else chance.choice((0, 1, 1, 2))):
        sections.insert(chance.randint(1, len(sections)), element("section", explanation(scene)))
    return as_xml(element("html", [head, element("body", sections)]))


def _head(scene: Scene, name: str) -> Node:
    style, ledger = scene.style, scene.ledger
    metas = {
        "slug": f"invented-{name}",
        "title": f"{ledger.organisation}{ledger.year}年部门预算公开文本",
        "organisation": ledger.organisation,
        "year": str(ledger.year),
        "publisher": PUBLISHER,
        "origin": f"invented by budgetgrid.benchmarks.invented, seed {name}",
        "made": MADE,
        "font": style.font,
        "latin-font": style.latin_font,
        "heading-font": style.heading_font,
        "table-leading": str(style.leading),
        "rule-weight": str(style.rule_weight),
        "cell-padding": f"{style.pad_x} {style.pad_y}",
        "margins": " ".join(str(scene.chance.randint(10, 28)) for _ in range(4)),
        "footer": scene.chance.choice(("none", "— {page} —", "{page}", "第{page}页 共{pages}页")),
    }
    return element("head", [element("meta", name=key, content=text) for key, text in metas.items() if text])


def _placed(scene: Scene, table: Node, defaults: Defaults) -> Placed:
    """The table on a sheet that holds it: as it likes where there is a choice, else the smallest."""
    size = scene.style.size
    while True:
        smaller = with_attributes(table, **{"font-size": str(size)})
        demand = column_demand(smaller, defaults, scene.style.slack)
        fitting = [sheet for sheet in SHEETS if demand.fits(_text_width(sheet, defaults))]
        if fitting or size <= LEAST_FONT:
            break
        size -= FONT_STEP
    sheet = scene.chance.choice(fitting[:2]) if fitting else list(SHEETS)[-1]
    width = _text_width(sheet, defaults)
    if scene.style.narrow_tables:
        width = min(width, sum(demand.wanted))
    ready = with_attributes(smaller, cols=fitted_columns(demand, width), width=length(width))
    if scene.style.open_sides:
        ready = with_open_sides(ready, read_table(ready, defaults, width))
    return Placed(sheet, ready)


def _text_width(sheet: str, defaults: Defaults) -> float:
    _, right, _, left = (float(side) for side in defaults["margins"].split())
    return SHEETS[sheet][0] - (left + right) * MM


def _sections(scene: Scene, placed: list[Placed]) -> list[Node]:
    """Tables that share a sheet may share pages; else each begins a section."""
    sections: list[Node] = []
    sheet = ""
    for item in placed:
        if sections and item.sheet == sheet and scene.chance.random() < 0.5:
            sections[-1].children.append(item.table)
        else:
            sections.append(element("section", [item.table], page=item.sheet))
        sheet = item.sheet
    return sections
