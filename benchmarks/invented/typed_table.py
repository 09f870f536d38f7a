"""A table of a budget as it is typed: labels that wrap, amounts in line, rules of signs between the lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from budgetgrid.benchmarks.invented.typed_habits import Habits
from budgetgrid.benchmarks.invented.typed_sheet import Carriage, Placed, steps_of
from budgetgrid.benchmarks.invented.typed_words import english_items, heads_of
from budgetgrid.benchmarks.invented.vocabulary import functional_subjects
from budgetgrid.benchmarks.truth import TruthCell, TruthFragment, TruthPlace, TruthTable
from budgetgrid.benchmarks.typeset.linebreak import break_lines, join_lines

CODE_STEPS = 9
"""Steps of a column of codes."""

INDENT = 2
"""Steps that items are indented by under their section."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the body. `amounts` is empty for a section's heading; `rules`: signs typed over and under its
    amounts."""

    code: str
    label: str
    indent: int
    amounts: tuple[int, ...]
    rules: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class _Column:
    """Steps [start, end) of a column."""

    start: int
    end: int

    @property
    def steps(self) -> int:
        """How wide it is."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell, and its lines as they are typed."""

    row: int
    col: int
    colspan: int
    rowspan: int
    lines: tuple[str, ...]
    role: str


@dataclass(frozen=True, slots=True)
class TypedTable:
    """A typed table with its title: its `texts`, how many `lines` they take, and its grid: lines between rows
    and steps between columns."""

    title: str
    texts: tuple[Placed, ...]
    lines: int
    row_lines: tuple[float, ...]
    col_steps: tuple[float, ...]
    cells: tuple[_Cell, ...]
    header_rows: int

    def truth(self, name: str, page: int, line: int, carriage: Carriage) -> TruthTable:
        """Its truth where it stands on a page from a line on."""
        rows, cols = [line + y for y in self.row_lines], self.col_steps
        cells = []
        for c in self.cells:
            text, raw = join_lines(list(c.lines)), "\n".join(c.lines)
            box = carriage.box(rows[c.row], rows[c.row + c.rowspan], cols[c.col], cols[c.col + c.colspan])
            place = TruthPlace(page, box, text, raw)
            cells.append(TruthCell(c.row, c.col, c.rowspan, c.colspan, text, raw, (place,), c.role))
        whole = carriage.box(rows[0], rows[-1], cols[0], cols[-1])
        fragment = TruthFragment(page, whole, 0, len(rows) - 2)
        return TruthTable(
            name, len(rows) - 1, len(cols) - 1, tuple(cells), (fragment,), self.title,
            header_rows=self.header_rows, ruling="partial",
        )  # fmt: skip


class _Typist:
    """Types a table from top to bottom; holds the line it has come to."""

    def __init__(self, habits: Habits, columns: Sequence[_Column], stub: int) -> None:
        self.texts: list[Placed] = []
        self.line = 0
        self.row_lines: list[float] = []
        self.cells: list[_Cell] = []
        self.columns = columns
        self._habits = habits
        self._stub = stub
        bars = habits.upright
        self._bars = [b.start - 1 - steps_of(bars) for b in columns[1:]] if bars else []
        if bars:
            self._bars = [columns[0].start - 1 - steps_of(bars), *self._bars, columns[-1].end + 1]

    @property
    def edges(self) -> tuple[float, ...]:
        """The steps between columns."""
        inner = [(a.end + b.start) / 2 for a, b in pairwise(self.columns)]
        return (self.columns[0].start - 1.0, *inner, self.columns[-1].end + 1.0)

    def type(self, step: int, text: str, below: int = 0) -> None:
        """Put a text on the line, or `below` it."""
        self.texts.append(Placed(self.line + below, step, text))

    def bars(self) -> None:
        """The signs between the columns of this line."""
        for step in self._bars:
            self.type(step, self._habits.upright)

    def frame(self, corners: int = 1) -> None:
        """A rule over the whole width, if that is the habit, with these of its corners."""
        sign = self._habits.frame
        if sign and self._habits.corners:
            self._frame_with(sign, self._habits.corners[corners])
        elif sign:
            start = min([self.columns[0].start, *self._bars])
            end = max([self.columns[-1].end, *(bar + steps_of(self._habits.upright) for bar in self._bars)])
            self.type(start, sign * ((end - start) // steps_of(sign)))
            self.line += 1

    def _frame_with(self, sign: str, corners: str) -> None:
        """A rule from bar to bar, and a left, an inner or the right corner at each."""
        inner = corners[1] * (len(self._bars) - 2)
        for bar, corner in zip(self._bars, corners[0] + inner + corners[2], strict=True):
            self.type(bar, corner)
        for bar, following in pairwise(self._bars):
            start = bar + steps_of(corners[0])
            self.type(start, sign * ((following - start) // steps_of(sign)))
        self.line += 1

    def rules(self, sign: str, columns: Sequence[_Column]) -> None:
        """A rule of each of these columns, on a line of their own."""
        if sign:
            for column in columns:
                self.type(column.start, sign * (column.steps // steps_of(sign)))
            self.line += 1

    def row_begins(self) -> None:
        """Note an edge between rows: here, or half a line up where a rule or nothing stands there."""
        taken = {text.line for text in self.texts}
        self.row_lines.append(self.line if self.line - 1 in taken else self.line - 0.5)


def type_table(chance: Random, habits: Habits) -> TypedTable:
    """A table with its title."""
    columns, stub = _columns(chance, habits)
    typist = _Typist(habits, columns, stub)
    title = chance.choice(TITLES[bool(habits.chinese)]).format(year=chance.randint(1974, 2013))
    middle = columns[-1].end // 2
    typist.type(max(0, middle - steps_of(title) // 2), title)
    typist.line += 2
    typist.frame(0)
    header_rows = _type_header(typist, chance, habits, stub)
    typist.frame()
    for index, row in enumerate(_rows(chance, habits, len(columns) - stub)):
        if index and habits.ruled_rows:
            typist.frame()
        _type_row(typist, row, habits, stub)
    typist.row_lines.append(typist.line)
    typist.frame(2)
    return TypedTable(
        title,
        tuple(typist.texts),
        typist.line,
        tuple(typist.row_lines),
        typist.edges,
        tuple(typist.cells),
        header_rows,
    )


TITLES = {
    False: ("CURRENT FUND - APPROPRIATIONS {year}", "Municipal Budget {year} (Continued)", "SHEET {year}"),
    True: ("{year}年财政支出预算总表", "{year}年度单位经费预算表", "{year}年地方财政决算"),
}


def _columns(chance: Random, habits: Habits) -> tuple[list[_Column], int]:
    """The columns, and how many of them stand before the amounts."""
    widths = [*([CODE_STEPS] if habits.codes else []), habits.label_steps]
    stub = len(widths)
    widths += [habits.amount_steps] * chance.randint(1, 4)
    bar = steps_of(habits.upright)
    gap = 2 + bar if habits.upright else habits.gap
    columns, start = [], 1 + bar
    for width in widths:
        columns.append(_Column(start, start + width))
        start += width + gap
    return columns, stub


def _type_header(typist: _Typist, chance: Random, habits: Habits, stub: int) -> int:
    """Type the heads, stacked in lines and low in their column, and the rules under them; how many rows they
    are."""
    columns = typist.columns
    figures = columns[stub:]
    names = heads_of(chance, bool(habits.chinese), len(figures), habits.codes)
    grouped = habits.grouped_heads and len(figures) >= 2
    typist.row_begins()
    depth = 1 + grouped
    if grouped:
        group = _Column(figures[0].start, figures[-1].end)
        text = chance.choice(names.groups)
        typist.type(group.start + (group.steps - steps_of(text)) // 2, text)
        typist.bars()
        typist.cells.append(_Cell(0, stub, len(figures), 1, (text,), "header"))
        typist.line += 1
        typist.rules(habits.under_heads or "-", [group])
        typist.row_lines.append(typist.line - 0.5)
    height = max(len(head) for head in names.columns)
    for col, head in enumerate(names.columns):
        column = columns[col]
        for index, text in enumerate(head):
            free = column.steps - steps_of(text)
            step = column.start + (free // 2 if col >= stub or col < stub - 1 else 0)
            typist.type(step, text, height - len(head) + index)
        row = 1 if grouped and col >= stub else 0
        typist.cells.append(_Cell(row, col, 1, depth - row, head, "header"))
    for _ in range(height):
        typist.bars()
        typist.line += 1
    typist.rules(habits.under_heads, columns)
    return depth


def _type_row(typist: _Typist, row: _Row, habits: Habits, stub: int) -> None:
    columns, index = typist.columns, len(typist.row_lines) - 1
    figures = columns[stub:]
    label_column = columns[stub - 1]
    typist.rules(row.rules[0], figures)
    typist.row_begins()
    index = len(typist.row_lines) - 1
    label = _wrapped(row.label, label_column.steps - row.indent - habits.hang)
    if row.code:
        typist.type(columns[0].start, row.code)
    if stub > 1:
        typist.cells.append(_Cell(index, 0, 1, 1, (row.code,) if row.code else (), "label"))
    typist.cells.append(_Cell(index, stub - 1, 1, 1, label, "label"))
    for k, text in enumerate(label):
        typist.type(label_column.start + row.indent + (habits.hang if k else 0), text, k)
    at = len(label) - 1 if habits.last_line else 0
    texts = [_figure(amount, habits, row, index) for amount in row.amounts] or [""] * len(figures)
    if habits.leader and row.amounts:
        end = label_column.start + row.indent + (habits.hang if at else 0) + steps_of(label[at])
        _type_leader(typist, habits.leader, end + 1, label_column.end, at)
    for k, (column, text) in enumerate(zip(figures, texts, strict=True)):
        typist.cells.append(_Cell(index, stub + k, 1, 1, (text,) if text else (), "data"))
        if text.startswith("$ "):
            typist.type(column.start, "$", at)
            text = text[2:]
        if text:
            typist.type(column.end - steps_of(text), text, at)
    for _ in label:
        typist.bars()
        typist.line += 1
    typist.rules(row.rules[1], figures)
    typist.line += habits.spaced_rows


def _type_leader(typist: _Typist, leader: str, start: int, end: int, below: int) -> None:
    """Signs at every place of their pitch between two steps, if there is room for four."""
    start = -(-start // len(leader)) * len(leader)
    text = (leader * ((end - start) // len(leader))).rstrip()
    if text.count(".") >= 4:
        typist.type(start, text, below)


def _figure(amount: int, habits: Habits, row: _Row, index: int) -> str:
    text = habits.amounts.printed(amount)
    if habits.dollar and text[:1].isdigit() and (row.rules != ("", "") or index < 3):
        return f"${text}" if habits.dollar == "near" else f"$ {text}"
    return text


def _wrapped(text: str, steps: int) -> tuple[str, ...]:
    """A label broken into lines of so many steps."""
    return tuple(line.strip() for line in break_lines(text, float(steps), lambda part: float(steps_of(part))))


def _rows(chance: Random, habits: Habits, figures: int) -> list[_Row]:
    """Sections with their items and sums, and the sum of all."""
    rows: list[_Row] = []
    sums = []
    for number in range(chance.randint(1, 2 if habits.spaced_rows else 3)):
        section, names = _section(chance, bool(habits.chinese))
        code = f"{20 + number}-{chance.randint(100, 999)}" if habits.codes else ""
        if chance.random() < 0.8:
            rows.append(_Row("", section, 0, ()))
        items = [
            _Row(f"{code}-{k + 1}" if code else "", name, INDENT, _amounts(chance, habits, figures))
            for k, name in enumerate(names)
        ]
        rows += items
        sums.append(tuple(map(sum, zip(*(item.amounts for item in items)))))
        name = "小计" if habits.chinese else f"Total {section.rstrip(':')}"
        rows.append(_Row("", name, INDENT, sums[-1], (habits.before_sums, habits.after_sums)))
    name = "合计" if habits.chinese else "GRAND TOTAL"
    total = tuple(map(sum, zip(*sums)))
    return [*rows, replace(rows[-1], label=name, indent=0, amounts=total)]


def _section(chance: Random, chinese: bool) -> tuple[str, list[str]]:
    """A section's heading and the labels of its items."""
    count = chance.randint(3, 9)
    if not chinese:
        return english_items(chance, count)
    subjects = functional_subjects()
    classes = [s for s in subjects if len(s.code) == 3]
    chosen = chance.choice(classes)
    names = [s.name for s in subjects if len(s.code) == 7 and s.code.startswith(chosen.code)]
    others = [s.name for s in subjects if len(s.code) == 7]
    return chosen.name, chance.sample(names if len(names) >= count else others, count)


def _amounts(chance: Random, habits: Habits, count: int) -> tuple[int, ...]:
    """Amounts of one item; some are nothing, few are negative."""
    scale = 10**habits.amounts.decimals
    return tuple(
        0
        if chance.random() < 0.12
        else int(scale * 10 ** chance.uniform(2, 6)) * (-1 if chance.random() < 0.05 else 1)
        for _ in range(count)
    )
