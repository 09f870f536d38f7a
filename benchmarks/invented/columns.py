"""Column widths that hold a table's words and numbers, found from its texts as word processors do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from budgetgrid.benchmarks.invented.markup import parts
from budgetgrid.benchmarks.typeset.defaults import Defaults
from budgetgrid.benchmarks.typeset.document import CellSource, TableSource
from budgetgrid.benchmarks.typeset.measures import MM
from budgetgrid.benchmarks.typeset.nodes import Node
from budgetgrid.benchmarks.typeset.source_table import read_table

UNBROKEN = re.compile(r"[-△()（）\d.,%％≥≤= —]+|□.{1,6}")
"""Texts that stay on one line: numbers, dashes, codes, check boxes."""

WORD = re.compile(r"[!-~]+")
LEAST_EM = {True: 2, False: 4}
"""Characters a line of a header (True) or body text has at least, if the text is so long."""

MOST_WORD_EM = 6
"""A longer Latin word may be broken, as the typesetter does with a word wider than its line."""

WANTED_EM = 20
"""A text longer than so many characters is wrapped, however much room there is."""

WIDE_ENOUGH = 5000.0
"""Text width in pt that any columns fit."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What the columns of a table need at least, and what they would like, in pt."""

    least: tuple[float, ...]
    wanted: tuple[float, ...]

    def fits(self, width: float) -> bool:
        """Whether a table `width` pt wide holds the least widths."""
        return sum(self.least) <= width


def column_demand(table: Node, defaults: Defaults, slack: float) -> Demand:
    """What the columns of a table without `cols` need; `slack` pt beside a number."""
    source = read_table(with_attributes(table, cols="* " * column_count(table)), defaults, WIDE_ENOUGH)
    least, wanted = [0.0] * len(source.widths), [0.0] * len(source.widths)
    for cell in sorted(source.cells, key=lambda cell: cell.colspan):
        room = 2 * source.look.pad_x + cell.indent
        _widen(least, cell, _least_width(cell, slack) + room if cell.text else room)
        _widen(wanted, cell, min(_text_width(cell) + slack, WANTED_EM * cell.print.size) + room)
    return Demand(tuple(least), tuple(max(pair) for pair in zip(least, wanted)))


def fitted_columns(demand: Demand, width: float) -> str:
    """The `cols` of a table `width` pt wide; what the least widths leave goes to those who want more."""
    spare = width - sum(demand.least)
    hunger = [wanted - least for least, wanted in zip(demand.least, demand.wanted)]
    if sum(hunger) >= spare:
        widths = [least + spare * want / sum(hunger) for least, want in zip(demand.least, hunger)]
    else:
        factor = width / sum(demand.wanted)
        widths = [wanted * factor for wanted in demand.wanted]
    return " ".join(length(width) for width in widths)


def length(points: float) -> str:
    """A length as the source writes it, not longer than it is."""
    return f"{int(points / MM * 1000) / 1000}mm"


def with_attributes(node: Node, **attributes: str) -> Node:
    """The element with these attributes more."""
    return Node(node.tag, {**node.attributes, **attributes}, node.line, node.children)


def with_open_sides(table: Node, source: TableSource) -> Node:
    """The table without rules at its left and right sides; `source` is the same table, read."""
    last = len(source.widths)
    cells = iter(source.cells)

    def opened(node: Node) -> Node:
        cell = next(cells)
        edges = "t" + "r" * (cell.col + cell.colspan < last) + "b" + "l" * (cell.col > 0)
        return node if edges == "trbl" else with_attributes(node, edges=edges)

    rows = [Node(row.tag, row.attributes, row.line, [*map(opened, parts(row))]) for row in parts(table)]
    return Node(table.tag, table.attributes, table.line, [*rows])


def column_count(table: Node) -> int:
    """Columns of the grid, told from the first row, whose cells no other runs into."""
    return sum(int(cell.attributes.get("colspan", "1")) for cell in parts(parts(table)[0]))


def _text_width(cell: CellSource) -> float:
    if cell.vertical:
        return cell.print.size
    return max((cell.print.width(line) for line in cell.text.split("\n")), default=0.0)


def _least_width(cell: CellSource, slack: float) -> float:
    """Width below which a cell's text looks wrong."""
    if cell.vertical or UNBROKEN.fullmatch(cell.text):
        return _text_width(cell) + slack
    size = cell.print.size
    longest = max((cell.print.width(word) for word in WORD.findall(cell.text)), default=0.0)
    least = max(LEAST_EM[cell.role == "header"] * size, min(longest, MOST_WORD_EM * size))
    return min(least, _text_width(cell)) + slack


def _widen(widths: list[float], cell: CellSource, needed: float) -> None:
    """Give the columns of a cell, in `widths`, which is being built, an equal share of what it lacks."""
    columns = range(cell.col, cell.col + cell.colspan)
    lacking = needed - sum(widths[col] for col in columns)
    for col in columns if lacking > 0 else ():
        widths[col] += lacking / cell.colspan
