"""Invented tables drawn with some of their rules, or none: what is left of a full grid in many archives.

`python -m budgetgrid.benchmarks.invented.rule_habits OUT --habit three-line --count N --seed S` writes sample
folders like those of `invented`, every table drawn in one habit.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

import pymupdf

from budgetgrid.benchmarks.invented.documents import PUBLISHER, invent_document
from budgetgrid.benchmarks.invented.markup import as_xml, parts
from budgetgrid.benchmarks.invented.style import draw_style
from budgetgrid.benchmarks.samples import SPLIT
from budgetgrid.benchmarks.truth import TruthTable, load_truth
from budgetgrid.benchmarks.typeset.__main__ import typeset
from budgetgrid.benchmarks.typeset.defaults import read_defaults
from budgetgrid.benchmarks.typeset.document import CellSource, TableSource
from budgetgrid.benchmarks.typeset.nodes import Node, read_tree
from budgetgrid.benchmarks.typeset.source_table import read_table

KINDS = ("balance", "appropriation", "expenditure", "general-budget", "basic-expenditure")
"""Kinds of tables that are printed with few rules: amounts in columns, one label a row, no merged bodies."""

KINDS_EACH = 3
"""Kinds in one document."""

SHADE = 0.88
"""Lightness of a band of shade, as office programs' lightest greys."""

ALWAYS = {"number-align": "right", "repeat-header": "yes"}
"""Without rules only the header shows an empty column, so that it stands on every page."""

ANY_WIDTH = 1000.0
"""Text width in pt for reading a table of which only the cells' places are asked."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How tables are ruled: which sides of a cell are drawn, by `edges`, and the table's own attributes."""

    edges: Callable[[CellSource, TableSource], str] | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    shaded: bool = False


def _three_lines(cell: CellSource, table: TableSource) -> str:
    """Rules at the top, under the header, at the foot, and under heads that divide below."""
    bottom = cell.row + cell.rowspan
    over = cell.row == 0 or cell.row == table.header_rows or _under_wide_head(cell, table)
    under = bottom in (table.header_rows, len(table.rows)) or _is_wide_head(cell, table)
    return "t" * over + "b" * under


def _is_wide_head(cell: CellSource, table: TableSource) -> bool:
    return cell.colspan > 1 and cell.row + cell.rowspan < table.header_rows


def _under_wide_head(cell: CellSource, table: TableSource) -> bool:
    return any(
        _is_wide_head(head, table)
        and head.row + head.rowspan == cell.row
        and head.col <= cell.col < head.col + head.colspan
        for head in table.cells
    )


def _columns_only(cell: CellSource, table: TableSource) -> str:
    return "lr"


def _columns_in_frame(cell: CellSource, table: TableSource) -> str:
    """Rules between the columns, around the table and under its header."""
    bottom = cell.row + cell.rowspan
    framed = "lr" + "t" * (cell.row in (0, table.header_rows))
    return framed + "b" * (bottom in (table.header_rows, len(table.rows)))


def _open_sides(cell: CellSource, table: TableSource) -> str:
    last = cell.col + cell.colspan == len(table.widths)
    return "tb" + "l" * (cell.col > 0) + "r" * (not last)


HABITS: dict[str, Habit] = {
    "three-line": Habit(_three_lines),
    "horizontal": Habit(attributes=(("rules", "horizontal"),)),
    "vertical": Habit(_columns_only),
    "columns": Habit(_columns_in_frame),
    "open": Habit(_open_sides),
    "dotted": Habit(attributes=(("rule-style", "dotted"),)),
    "dashed": Habit(attributes=(("rule-style", "dashed"),)),
    "shaded": Habit(attributes=(("rules", "none"),), shaded=True),
    "none": Habit(attributes=(("rules", "none"),)),
}


def write_documents(folder: Path, habit: str, amount: int, seed: int) -> list[Path]:
    """Write so many sample folders and a split that has them in dev; the same seed writes the same."""
    folder.mkdir(parents=True, exist_ok=True)
    split = {"why": "Invented documents may be looked at.", "dev": [PUBLISHER], "test": []}
    (folder / SPLIT).write_text(json.dumps(split, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [_write_document(folder, habit, f"{seed}-{index + 1:03d}") for index in range(amount)]


def _write_document(folder: Path, habit: str, seed: str) -> Path:
    place = folder / f"{habit}-{seed}"
    place.mkdir(exist_ok=True)
    name = next(name for n in count() if _is_plain(name := f"{habit}-{seed}-{n}"))
    kinds = Random(name).sample(KINDS, KINDS_EACH)
    source = place / "source.html"
    source.write_text(invent_document(name, tuple(kinds)), encoding="utf-8")
    source.write_text(as_xml(_in_habit(read_tree(source), HABITS[habit])), encoding="utf-8")
    typeset(place, scan=False)
    if HABITS[habit].shaded:
        _shade(place / "digital.pdf", load_truth(place / "truth.json").tables)
    return place


def _is_plain(name: str) -> bool:
    """Whether a document of this name is drawn without habits of its own, and a label is one row's."""
    style = draw_style(Random(name))
    return not style.open_sides and style.rule_style == "solid" and style.code_layout != "merged"


def _in_habit(html: Node, habit: Habit) -> Node:
    """A document's source with every table in the habit."""
    _, defaults = read_defaults(next(node for node in parts(html) if node.tag == "head"))

    def changed(node: Node) -> Node:
        if node.tag != "table":
            children = [changed(c) if isinstance(c, Node) else c for c in node.children]
            return Node(node.tag, node.attributes, node.line, children)
        table = read_table(node, defaults, ANY_WIDTH)
        cells = iter(table.cells)
        rows = [
            Node(
                row.tag, row.attributes, row.line, [_ruled(c, next(cells), table, habit) for c in parts(row)]
            )
            for row in parts(node)
        ]
        attributes = {**node.attributes, **ALWAYS, **dict(habit.attributes)}
        return Node(node.tag, attributes, node.line, [*rows])

    return changed(html)


def _ruled(node: Node, cell: CellSource, table: TableSource, habit: Habit) -> Node:
    if habit.edges is None:
        return node
    return Node(
        node.tag, {**node.attributes, "edges": habit.edges(cell, table)}, node.line, list(node.children)
    )


def _shade(path: Path, tables: tuple[TruthTable, ...]) -> None:
    """Lay grey bands under the header and every second row of a PDF's tables."""
    with pymupdf.open(path) as document:
        for table in tables:
            dark = {row for row in range(table.rows) if row < table.header_rows or row % 2}
            for cell in table.cells:
                for place in cell.places if cell.row in dark else ():
                    box = place.box
                    page = document[place.page - 1]
                    rect = pymupdf.Rect(box.left, box.top, box.right, box.bottom)
                    page.draw_rect(rect, color=None, fill=(SHADE,) * 3, overlay=False)
        document.saveIncr()


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(prog="budgetgrid.benchmarks.invented.rule_habits", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the sample folders go")
    parser.add_argument("--habit", choices=list(HABITS), required=True, help="how tables are ruled")
    parser.add_argument("--count", type=int, default=4, help="how many documents")
    parser.add_argument("--seed", type=int, default=1, help="the same seed writes the same documents")
    options = parser.parse_args()
    for place in write_documents(options.folder, options.habit, options.count, options.seed):
        print(place)


if __name__ == "__main__":
    main()
