"""Invented tables drawn with some of their rules, or none, or a diagonal: what is left of a full grid in many
archives, or is added to it.

`python -m budgetgrid.benchmarks.invented.rule_habits OUT --habit three-line --count N --seed S` writes sample
folders like those of `invented`, every table drawn in one habit.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

import pymupdf

from budgetgrid.benchmarks.invented.documents import PUBLISHER, invent_document, set_document
from budgetgrid.benchmarks.invented.markup import as_xml, element, parts
from budgetgrid.benchmarks.invented.style import draw_style
from budgetgrid.benchmarks.samples import SPLIT
from budgetgrid.benchmarks.truth import Rect, load_truth
from budgetgrid.benchmarks.typeset.defaults import read_defaults
from budgetgrid.benchmarks.typeset.document import CellSource, TableSource
from budgetgrid.benchmarks.typeset.nodes import Node, read_tree
from budgetgrid.benchmarks.typeset.source_table import read_table

KINDS = ("balance", "appropriation", "expenditure", "general-budget", "basic-expenditure")
"""Kinds of tables that are printed with few rules: amounts in columns, one label a row, no merged bodies."""

BALANCES = ("balance", "appropriation")
"""Those whose first head stands over wide labels."""

KINDS_EACH = 3
"""Kinds in one document."""

SHADE = 0.88
"""Lightness of a band of shade, as office programs' lightest greys."""

ALWAYS = {"number-align": "right", "repeat-header": "yes"}
"""Without rules only the header shows an empty column, so that it stands on every page."""

ANY_WIDTH = 1000.0
"""Text width in pt for reading a table of which only the cells' places are asked."""

ACROSS = "金额"
"""What a head that a diagonal parts says of the heads beside it; what it said before is of those below."""

DIAGONAL_WEIGHT = 0.5
"""Thickness of a diagonal in pt."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How tables are ruled: which sides of a cell are drawn, by `edges`, and the table's own attributes.

    `finish` draws what the typesetter doesn't; with `two_heads` the first head has two texts, one over the
    other.
    """

    edges: Callable[[CellSource, TableSource], str] | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    finish: Callable[[Path], None] | None = None
    two_heads: bool = False
    kinds: tuple[str, ...] = KINDS


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


def _shade(path: Path) -> None:
    """Lay grey bands under the header and every second row of a sample's tables."""
    with pymupdf.open(path / "digital.pdf") as document:
        for table in load_truth(path / "truth.json").tables:
            dark = {row for row in range(table.rows) if row < table.header_rows or row % 2}
            for cell in table.cells:
                for place in cell.places if cell.row in dark else ():
                    page = document[place.page - 1]
                    page.draw_rect(_rect(place.box), color=None, fill=(SHADE,) * 3, overlay=False)
        document.saveIncr()


def _part_corners(path: Path) -> None:
    """Draw the diagonal of the first head of each of a sample's tables."""
    with pymupdf.open(path / "digital.pdf") as document:
        for table in load_truth(path / "truth.json").tables:
            first = _rect(table.cells[0].places[0].box)
            page = document[table.fragments[0].page - 1]
            page.draw_line(first.top_left, first.bottom_right, width=DIAGONAL_WEIGHT)
        document.saveIncr()


def _rect(box: Rect) -> pymupdf.Rect:
    return pymupdf.Rect(box.left, box.top, box.right, box.bottom)


HABITS: dict[str, Habit] = {
    "three-line": Habit(_three_lines),
    "horizontal": Habit(attributes=(("rules", "horizontal"),)),
    "vertical": Habit(_columns_only),
    "columns": Habit(_columns_in_frame),
    "open": Habit(_open_sides),
    "dotted": Habit(attributes=(("rule-style", "dotted"),)),
    "dashed": Habit(attributes=(("rule-style", "dashed"),)),
    "shaded": Habit(attributes=(("rules", "none"),), finish=_shade),
    "none": Habit(attributes=(("rules", "none"),)),
    "diagonal": Habit(finish=_part_corners, two_heads=True, kinds=BALANCES),
}


def write_documents(folder: Path, habit: str, amount: int, seed: int) -> list[Path]:
    """Write so many sample folders and a split that has them in dev; the same seed writes the same."""
    folder.mkdir(parents=True, exist_ok=True)
    split = {"why": "Invented documents may be looked at.", "dev": [PUBLISHER], "test": []}
    (folder / SPLIT).write_text(json.dumps(split, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    places = [folder / f"{habit}-{seed}-{index + 1:03d}" for index in range(amount)]
    for place in places:
        name = next(name for n in count() if is_plain(name := f"{place.name}-{n}"))
        set_document(place, invent_in_habit(name, habit))
        finish(place, habit)
    return places


def invent_in_habit(name: str, habit: str, tables: int = KINDS_EACH, bare: bool = False) -> str:
    """The source of the document that this name seeds, with so many tables; `bare` of cover and narrative."""
    kinds = HABITS[habit].kinds
    picked = Random(name).sample(kinds, min(tables, len(kinds)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "source.html"
        path.write_text(invent_document(name, tuple(picked), bare), encoding="utf-8")
        return as_xml(_in_habit(read_tree(path), HABITS[habit]))


def finish(place: Path, habit: str) -> None:
    """Draw on a sample of a habit what the typesetter doesn't."""
    last = HABITS[habit].finish
    if last:
        last(place)


def is_plain(name: str) -> bool:
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
        if habit.two_heads:
            room = sum(table.widths[: table.cells[0].colspan]) - 2 * float(
                defaults["cell-padding"].split()[0]
            )
            rows[0].children[0] = _with_two_texts(rows[0], room / float(node.attributes["font-size"]))
        attributes = {**node.attributes, **ALWAYS, **dict(habit.attributes)}
        return Node(node.tag, attributes, node.line, [*rows])

    return changed(html)


def _ruled(node: Node, cell: CellSource, table: TableSource, habit: Habit) -> Node:
    if habit.edges is None:
        return node
    return Node(
        node.tag, {**node.attributes, "edges": habit.edges(cell, table)}, node.line, list(node.children)
    )


def _with_two_texts(row: Node, ems: float) -> Node:
    """A row's first head, so many ems wide, with `ACROSS` over its text, at the right."""
    head = parts(row)[0]
    text = "".join(child for child in head.children if isinstance(child, str))
    over = "\u3000" * (int(ems) - len(ACROSS)) + ACROSS
    return element(head.tag, f"{over}\n{text}", **{**head.attributes, "align": "left"})


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
